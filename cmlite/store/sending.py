"""Table `attempt`, and the publications and answers that are on their way."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.publishing import Sent
from cmlite.store.brands import ARCHIVED
from cmlite.store.db import Store
from cmlite.store.lateness import ALLOWED
from cmlite.store.rows import Cursor, changed, insert, many, one, update

_TEXT = "coalesce(nullif(p.text, ''), o.text)"
_FROM = """from publication as p
    inner join post as o on o.post_id = p.post_id
    inner join channel as h on h.channel_id = p.channel_id
    inner join connection as c on c.channel_id = p.channel_id
    inner join brand as b on b.brand_id = p.brand_id"""
_COLUMNS = f"""p.publication_id, p.brand_id, p.post_id, p.channel_id, p.network, p.state, p.planned_utc,
    coalesce(p.as_thread, false) as as_thread, coalesce(p.parts, '') as parts, {_TEXT} as text,
    coalesce(p.options, '') as options, c.can,
    b.language, c.text_limit, o.version, coalesce(p.first_comment, '') as first_comment,
    case when coalesce(o.tagged, true) and exists (select 1 from setting as t
        where t.brand_id = p.brand_id and t.name = 'link_tags' and t.value = '1') then b.website else '' end as website,
    coalesce((select m.utm_name from campaign as m
        where m.campaign_id = o.campaign_id and m.deleted_at is null), '') as utm_name"""

_SENDS = "subject in ('publication', 'message')"


def lock_due(
    cursor: Cursor, now: datetime, busy: Collection[str], hold: str, undecided: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The next due publication of every live channel that is free and may send: oldest first, one a channel.

    Not later than the brand allows; brands that are archived or have the setting `hold` are left out; `busy` are
    channel ids, `undecided` ids of publications that wait for a word of the owner.
    """
    return many(
        cursor,
        f"""with due as (
            select {_COLUMNS},
                row_number() over (partition by p.channel_id order by p.planned_utc, p.publication_id) as place
            {_FROM}
            where p.state = 'scheduled' and p.deleted_at is null and o.deleted_at is null and b.archived_at is null
              and p.planned_utc <= $now and p.planned_utc >= $now - {ALLOWED}
              and c.state = 'connected' and (c.paused_until is null or c.paused_until <= $now)
              and position(',' || p.channel_id || ',' in $busy) = 0
              and position(',' || p.publication_id || ',' in $undecided) = 0
              and not exists (select 1 from setting as s
                where s.brand_id = p.brand_id and s.name = $hold and s.value = '1')
        )
        select * from due where place = 1 order by planned_utc, publication_id""",
        {"now": now, "busy": f",{','.join(busy)},", "undecided": f",{','.join(undecided)},", "hold": hold},
    )


def has_due(store: Store, now: datetime) -> bool:
    """Whether any live channel has something to send now; asked often, so it looks at no more than it must."""
    return (
        store.row(
            f"""select 1 as found from publication as p inner join connection as c on c.channel_id = p.channel_id
            where p.state = 'scheduled' and p.deleted_at is null and p.planned_utc <= $now
              and p.planned_utc >= $now - {ALLOWED} and p.brand_id not in {ARCHIVED}
            limit 1""",
            {"now": now},
        )
        is not None
    )


def may_go_out(store: Store, publication_id: str, now: datetime, hold: str) -> bool:
    """Whether what was claimed may still be sent: its channel is signed in and works, its brand holds nothing back."""
    found = store.row(
        f"""select 1 as found {_FROM} where p.publication_id = $id and b.archived_at is null
          and c.state = 'connected' and (c.paused_until is null or c.paused_until <= $now)
          and not exists (select 1 from setting as s
            where s.brand_id = p.brand_id and s.name = $hold and s.value = '1')""",
        {"id": publication_id, "now": now, "hold": hold},
    )
    return found is not None


def read_sending(store: Store, publication_id: str) -> dict[str, Any] | None:
    """One publication with what sending it needs."""
    return store.row(f"select {_COLUMNS} {_FROM} where p.publication_id = ?", [publication_id])


def read_in_state(store: Store, state: str) -> list[dict[str, Any]]:
    """Publications of live channels in a state, oldest first; archived brands are left alone."""
    return store.rows(
        f"""select {_COLUMNS} {_FROM} where p.state = ? and p.deleted_at is null and o.deleted_at is null
          and b.archived_at is null
        order by p.planned_utc, p.publication_id""",
        [state],
    )


def lock_due_of(cursor: Cursor, channel_id: str, now: datetime) -> list[str]:
    """Ids of the planned publications of a channel whose time has come, inside a transaction."""
    rows = many(
        cursor,
        """select publication_id from publication where channel_id = ? and state = 'scheduled' and planned_utc <= ?
          and deleted_at is null order by planned_utc, publication_id""",
        [channel_id, now],
    )
    return [row["publication_id"] for row in rows]


def begin_attempt(cursor: Cursor, **values: object) -> None:
    """Write a try down before the network is asked."""
    insert(cursor, "attempt", **values)


def end_attempt(
    cursor: Cursor,
    attempt_id: str,
    outcome: str,
    now: datetime,
    *,
    reason: Mapping[str, object] | None = None,
    sent: Sent | None = None,
) -> None:
    """What came of a try: done, wait, sign_in, refused, unknown or absent (looked for later, and not there).

    What is not given stays as it was: the reason for which nobody knew, the message a correction is about.
    """
    changes: dict[str, object] = {"ended_at": now, "outcome": outcome}
    if reason is not None:
        changes["reason"] = json.dumps(reason)
    if sent is not None:
        changes |= {"external_id": sent.external_id, "permalink": sent.permalink, "also": json.dumps(sent.also)}
    update(cursor, "attempt", {"attempt_id": attempt_id}, **changes)


def attempts_of(cursor: Cursor, subject_id: str) -> list[dict[str, Any]]:
    """All tries to send something, oldest first; not those to edit or delete it."""
    return many(
        cursor,
        f"select * from attempt where subject_id = ? and {_SENDS} order by started_at, attempt_id",
        [subject_id],
    )


def read_attempts(store: Store, brand_id: str, subject_id: str) -> list[dict[str, Any]]:
    """All tries to send, edit or delete something, oldest first, with `reason` and `also` read."""
    rows = store.rows(
        "select * from attempt where brand_id = ? and subject_id = ? order by started_at, attempt_id",
        [brand_id, subject_id],
    )
    return [_read(row) for row in rows]


def _read(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"reason": json.loads(row["reason"]), "also": json.loads(row["also"] or "[]")}


def lock_tries(cursor: Cursor, brand_id: str, subject_id: str) -> list[dict[str, Any]]:
    """The same, inside a transaction."""
    rows = many(
        cursor,
        "select * from attempt where brand_id = ? and subject_id = ? order by started_at, attempt_id",
        [brand_id, subject_id],
    )
    return [_read(row) for row in rows]


def open_attempts(cursor: Cursor, before: datetime) -> list[dict[str, Any]]:
    """Tries without an outcome that began before an instant, inside a transaction."""
    return many(cursor, "select * from attempt where outcome = '' and started_at <= ? order by started_at", [before])


def lock_publishing(cursor: Cursor, before: datetime) -> list[dict[str, Any]]:
    """Brand and id of all publications that are being sent since before an instant, inside a transaction.

    Not one whose latest part began after it: a long thread on a slow network takes its time.
    """
    return many(
        cursor,
        """select p.brand_id, p.publication_id from publication as p
        where p.state = 'publishing' and p.changed_at <= $before and p.deleted_at is null
          and not exists (select 1 from attempt as a
            where a.subject_id = p.publication_id and a.outcome = '' and a.started_at > $before)""",
        {"before": before},
    )


def unsettle_answers(cursor: Cursor, before: datetime) -> int:
    """Answers that are on their way since before an instant become unconfirmed; returns how many."""
    return changed(
        cursor, "update message set state = 'unconfirmed' where state = 'sending' and sent_at <= ?", [before]
    )


def settled_meanwhile(cursor: Cursor, publication_id: str, attempt_id: str) -> str:
    """The state of a publication that is no longer unconfirmed over this try; '' while it is."""
    row = one(cursor, "select state from publication where publication_id = ?", [publication_id])
    last = last_attempt(cursor, publication_id)
    if row is None or last is None:
        return "gone"
    is_same = last["attempt_id"] == attempt_id and last["outcome"] == "unknown"
    return "" if row["state"] == "unconfirmed" and is_same else str(row["state"])


def is_taken(cursor: Cursor, channel_id: str, external_id: str, subject_id: str) -> bool:
    """Whether this id on the network belongs to something else we sent: then it is not what is looked for."""
    return (
        one(
            cursor,
            """select 1 as found from attempt
            where channel_id = $channel and external_id = $id and subject_id <> $subject
            union all
            select 1 from publication
            where channel_id = $channel and external_id = $id and publication_id <> $subject and actor <> 'network'
              and deleted_at is null
            limit 1""",
            {"channel": channel_id, "id": external_id, "subject": subject_id},
        )
        is not None
    )


def has_parts_out(cursor: Cursor, post_id: str) -> bool:
    """Whether a part of a thread is on its network although the rest is not."""
    found = one(
        cursor,
        """select 1 as found from attempt as a inner join publication as p on p.publication_id = a.subject_id
        where p.post_id = ? and a.subject = 'publication' and a.outcome = 'done'
          and p.deleted_at is null and p.state <> 'cancelled' limit 1""",
        [post_id],
    )
    return found is not None


def last_attempt(cursor: Cursor, subject_id: str) -> dict[str, Any] | None:
    """The newest try to send something; not one to edit or delete it."""
    return one(
        cursor,
        f"select * from attempt where subject_id = ? and {_SENDS} order by started_at desc, attempt_id desc limit 1",
        [subject_id],
    )


def read_unconfirmed_answers(store: Store, state: str) -> list[dict[str, Any]]:
    """Answers of live channels in a state: message_id, brand_id, conversation_id, channel_id, network, kind, text."""
    return store.rows(
        f"""select m.message_id, m.brand_id, m.conversation_id, c.channel_id, c.network, c.kind, m.text,
            m.parent_id, coalesce(p.handle, '') as handle
        from message as m
        inner join conversation as c on c.conversation_id = m.conversation_id
        inner join connection as n on n.channel_id = c.channel_id
        left join person as p on p.person_id = c.person_id
        where m.direction = 'out' and m.state = ? and m.brand_id not in {ARCHIVED}""",
        [state],
    )
