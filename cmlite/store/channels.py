"""Table `channel`."""

import json
from collections.abc import Sequence

from cmlite.domain.channels import Channel
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many, one, update

NAMED = "channel_account"
"""What `import_change` calls an account that a channel learned from a file."""


def read_channels(store: Store, brand_id: str, *, closed: bool = False) -> list[Channel]:
    """The channels of a brand by network and handle; closed ones only when asked for."""
    rows = store.rows(
        "select * from channel where brand_id = ? and (state = 'active' or ?) order by network, handle, channel_id",
        [brand_id, closed],
    )
    return [Channel.model_validate(row) for row in rows]


def read_channel(store: Store, channel_id: str) -> Channel | None:
    """One channel, whatever its brand; for the worker, which serves all brands."""
    row = store.row("select * from channel where channel_id = ?", [channel_id])
    return Channel.model_validate(row) if row else None


def lock_channels(cursor: Cursor, brand_id: str) -> list[Channel]:
    """All channels of a brand, closed ones too, inside a transaction."""
    found = cursor.execute("select * from channel where brand_id = ? order by network, handle, channel_id", [brand_id])
    names = [column[0] for column in found.description or []]
    return [Channel.model_validate(dict(zip(names, row, strict=True))) for row in found.fetchall()]


_TO_COME = "('draft', 'in_review', 'approved', 'rejected', 'scheduled', 'missed', 'failed')"


def read_open_publications(store: Store, brand_id: str, channel_id: str) -> list[str]:
    """Ids of the publications of a channel that are still to come."""
    rows = store.rows(
        f"""select publication_id from publication where brand_id = ? and channel_id = ? and deleted_at is null
          and state in {_TO_COME} order by publication_id""",
        [brand_id, channel_id],
    )
    return [row["publication_id"] for row in rows]


def lock_open_on_closed(cursor: Cursor, brand_id: str, post_ids: Sequence[str]) -> list[str]:
    """Ids of the publications of posts that are still to come on channels nobody plans for any more."""
    rows = many(
        cursor,
        f"""select p.publication_id from publication as p inner join channel as h on h.channel_id = p.channel_id
        where p.brand_id = ? and h.brand_id = p.brand_id and p.post_id in (select unnest(?)) and p.deleted_at is null
          and h.state = 'closed' and p.state in {_TO_COME} order by p.publication_id""",
        [brand_id, list(post_ids)],
    )
    return [row["publication_id"] for row in rows]


def insert_channel(cursor: Cursor, channel: Channel) -> None:
    """Save a new channel."""
    insert(cursor, "channel", **channel.model_dump())


def name_account(
    cursor: Cursor, channel: Channel, external_id: str, handle: str, name: str, *, import_id: str = ""
) -> None:
    """Note which account a channel is; a channel that only bore its network's name takes the account's.

    What an import names keeps what it was called before, so that taking the import back unnames it.
    """
    nameless = channel.handle == channel.network
    learned = {
        "external_id": external_id,
        "handle": (handle or channel.handle) if nameless else channel.handle,
        "name": name if nameless and not channel.name else channel.name,
    }
    update(cursor, "channel", {"channel_id": channel.channel_id}, **learned)
    if not import_id:
        return
    insert(
        cursor,
        "import_change",
        import_id=import_id,
        subject=NAMED,
        subject_id=channel.channel_id,
        brand_id=channel.brand_id,
        before=json.dumps({part: getattr(channel, part) for part in learned}, ensure_ascii=False),
        after=json.dumps(learned, ensure_ascii=False),
    )


def unname_accounts(cursor: Cursor, brand_id: str) -> None:
    """Forget the accounts that channels were told by imports which are undone.

    Not yet where a later import of the same channel still stands: it may have found the channel by that account. A
    part that was changed since stays.
    """
    found = cursor.execute(
        """select c.import_id, c.subject_id, c.before, c.after from import_change as c
        inner join import_batch as b on b.import_id = c.import_id
        where c.brand_id = ? and c.subject = ? and b.state = 'undone'
          and not exists (select 1 from import_batch as later where later.brand_id = c.brand_id
            and later.channel_id = c.subject_id and later.state = 'done' and later.created_at > b.created_at)
        order by b.created_at desc""",
        [brand_id, NAMED],
    ).fetchall()
    for import_id, channel_id, before, after in found:
        was, learned = json.loads(before), json.loads(after)
        row = one(cursor, "select * from channel where brand_id = ? and channel_id = ?", [brand_id, channel_id])
        back = {part: was[part] for part in was if row and row[part] == learned[part] != was[part]}
        if back:
            update(cursor, "channel", {"channel_id": channel_id}, **back)
        cursor.execute("delete from import_change where import_id = ? and subject = ?", [import_id, NAMED])
