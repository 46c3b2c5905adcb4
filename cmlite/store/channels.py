"""Table `channel`."""

from cmlite.domain.channels import Channel
from cmlite.store.db import Connection, Store, insert, update


def read_channels(store: Store, brand_id: str, *, closed: bool = False) -> list[Channel]:
    """The channels of a brand by network and handle; closed ones only when asked for."""
    rows = store.rows(
        "select * from channel where brand_id = ? and (state = 'active' or ?) order by network, handle, channel_id",
        [brand_id, closed],
    )
    return [Channel.model_validate(row) for row in rows]


def lock_channels(cursor: Connection, brand_id: str) -> list[Channel]:
    """All channels of a brand, closed ones too, inside a transaction."""
    found = cursor.execute("select * from channel where brand_id = ? order by network, handle, channel_id", [brand_id])
    names = [column[0] for column in found.description or []]
    return [Channel.model_validate(dict(zip(names, row, strict=True))) for row in found.fetchall()]


def read_open_publications(store: Store, brand_id: str, channel_id: str) -> list[str]:
    """Ids of the publications of a channel that are still to come."""
    rows = store.rows(
        """select publication_id from publication where brand_id = ? and channel_id = ? and deleted_at is null
          and state in ('draft', 'scheduled', 'missed', 'failed') order by publication_id""",
        [brand_id, channel_id],
    )
    return [row["publication_id"] for row in rows]


def insert_channel(cursor: Connection, channel: Channel) -> None:
    """Save a new channel."""
    insert(cursor, "channel", **channel.model_dump())


def name_account(cursor: Connection, channel: Channel, external_id: str, handle: str, name: str) -> None:
    """Note which account a channel is; a channel that only bore its network's name takes the account's."""
    nameless = channel.handle == channel.network
    update(
        cursor,
        "channel",
        {"channel_id": channel.channel_id},
        external_id=external_id,
        handle=(handle or channel.handle) if nameless else channel.handle,
        name=name if nameless and not channel.name else channel.name,
    )
