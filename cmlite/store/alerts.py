"""Tables `alert`, `alert_evidence` and `alert_entry`, and how many voices came in by the hour."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cmlite.domain.alerts import MOST_WEEKS, WEEK, Alert, Deed, Entry, Facts, Hours, Kind, Piece, Place
from cmlite.domain.moderation import HEATED
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed, insert, insert_rows, many, one, update

_NEGATIVE = f"""(coalesce(c.class_id, '') in ({", ".join(repr(name) for name in sorted(HEATED))})
    or (coalesce(c.class_id, '') = '' and c.tone = 'negative'))"""
"""Whether the conversation `c` counts as negative, by its class or, without one, by its tone: the one place for it."""
AT_ONCE = 5_000
"""So many messages are copied in one go; the next ones follow within half an hour, or at a click."""
_VOICE = "m.conversation_id || ' ' || coalesce(m.person_id, '')"
_OF_KIND: dict[Kind, str] = {"messages": "", "negative": f"and {_NEGATIVE}"}
_INCOMING = """from message as m
    inner join conversation as c on c.conversation_id = m.conversation_id
    where m.brand_id = $brand and m.direction = 'in' and m.sent_at >= $first and m.sent_at < $last"""


def read_since(store: Store, brand_id: str, first: datetime) -> datetime | None:
    """When the first message from outside was written; of what files hold, the first one from `first` on.

    A network is listened to from its first message on; an old file says nothing of the weeks after its last message.
    """
    row = store.row(
        """select min(sent_at) as at from message
        where brand_id = ? and direction = 'in' and (import_id = '' or sent_at >= ?)""",
        [brand_id, first],
    )
    return row["at"] if row else None


def read_hours(store: Store, brand_id: str, end: datetime, zone: str) -> Hours:
    """Voices by hour of the weeks before an instant: a person counts once an hour in each conversation."""
    first = end - timedelta(hours=(MOST_WEEKS + 1) * WEEK + 1)
    rows = store.rows(
        f"""select cast(floor(extract(epoch from ($last - m.sent_at)) / 3600) as integer) as ago,
            count(distinct {_VOICE}) as messages, count(distinct case when {_NEGATIVE} then {_VOICE} end) as negative,
            count(distinct case when m.import_id = '' then {_VOICE} end) as heard_messages,
            count(distinct case when m.import_id = '' and {_NEGATIVE} then {_VOICE} end) as heard_negative
        {_INCOMING} group by 1""",
        {"brand": brand_id, "first": first, "last": end},
    )
    kinds: tuple[Kind, ...] = ("messages", "negative")
    counts = {kind: {int(row["ago"]): int(row[kind]) for row in rows if row[kind]} for kind in kinds}
    read_in = {kind: int(row[kind] - row[f"heard_{kind}"]) for row in rows if row["ago"] == 0 for kind in kinds}
    return Hours(end, zone, read_since(store, brand_id, first), counts, read_in)


def read_facts(store: Store, brand_id: str, kind: Kind, first: datetime, last: datetime) -> dict[str, Any]:
    """What a window consists of: `messages`, `people`, `networks` (messages by network), `posts` (the first five)."""
    given = {"brand": brand_id, "first": first, "last": last}
    total = store.row(
        f"select count(*) as n, count(distinct m.person_id) as people {_INCOMING} {_OF_KIND[kind]}", given
    )
    networks = store.rows(
        f"select c.network, count(*) as n {_INCOMING} {_OF_KIND[kind]} group by 1 order by n desc, c.network", given
    )
    posts = store.rows(
        f"""with top as (
            select c.publication_id, count(*) as n {_INCOMING} {_OF_KIND[kind]} and c.publication_id <> ''
            group by 1 order by n desc, c.publication_id limit 5
        )
        select t.publication_id, t.n, p.network, p.permalink,
            coalesce(nullif(o.title, ''), substr(coalesce(nullif(p.text, ''), o.text), 1, 80)) as title
        from top as t
        inner join publication as p on p.publication_id = t.publication_id
        inner join post as o on o.post_id = p.post_id
        order by t.n desc, t.publication_id""",
        given,
    )
    return {
        "messages": int(total["n"]) if total else 0,
        "people": int(total["people"]) if total else 0,
        "networks": {row["network"]: int(row["n"]) for row in networks},
        "posts": tuple(
            Place(
                publication_id=row["publication_id"],
                title=row["title"],
                network=row["network"],
                messages=int(row["n"]),
                link=row["permalink"],
            )
            for row in posts
        ),
    }


def read_alerts(store: Store, brand_id: str) -> list[Alert]:
    """All alarms of a brand, newest first."""
    rows = store.rows("select * from alert where brand_id = ? order by raised_at desc, alert_id desc", [brand_id])
    return [_alert(row) for row in rows]


def read_open(store: Store, brand_id: str) -> list[Alert]:
    """The alarms that are on, newest first."""
    rows = store.rows("select * from alert where brand_id = ? and state = 'open' order by raised_at desc", [brand_id])
    return [_alert(row) for row in rows]


def lock_latest(cursor: Cursor, brand_id: str, kind: Kind) -> Alert | None:
    """The newest alarm of a kind, inside a transaction."""
    row = one(
        cursor,
        "select * from alert where brand_id = ? and kind = ? order by raised_at desc, alert_id desc limit 1",
        [brand_id, kind],
    )
    return _alert(row) if row else None


def lock_alert(cursor: Cursor, brand_id: str, alert_id: str) -> Alert | None:
    """One alarm of this brand, inside a transaction."""
    row = one(cursor, "select * from alert where brand_id = ? and alert_id = ?", [brand_id, alert_id])
    return _alert(row) if row else None


def insert_alert(cursor: Cursor, alert: Alert) -> None:
    """Add an alarm."""
    insert(cursor, "alert", **alert.model_dump(exclude={"facts"}), facts=alert.facts.model_dump_json())


def change_alert(cursor: Cursor, brand_id: str, alert_id: str, **changes: object) -> int:
    """Change some columns; returns how many rows were found."""
    if isinstance(facts := changes.get("facts"), Facts):
        changes["facts"] = facts.model_dump_json()
    return update(cursor, "alert", {"brand_id": brand_id, "alert_id": alert_id}, **changes)


def keep_evidence(cursor: Cursor, alert: Alert, first: datetime, last: datetime, *, now: datetime, actor: str) -> int:
    """Copy the messages of a window that are not kept yet, as they are now, the oldest first; returns how many.

    A message without a link of its own has that of the post it stands beneath.
    """
    rows = many(
        cursor,
        f"""select m.message_id, m.conversation_id, coalesce(m.person_id, '') as person_id, c.network, m.direction,
            coalesce(p.handle, '') as handle, m.text, m.sent_at,
            coalesce(nullif(m.url, ''), (select b.permalink from publication as b
                where b.publication_id = c.publication_id), '') as link
        from message as m
        inner join conversation as c on c.conversation_id = m.conversation_id
        left join (select person_id, min(handle) as handle from person where brand_id = $brand group by 1) as p
          on p.person_id = m.person_id
        where m.brand_id = $brand and m.direction = 'in' and m.sent_at >= $first and m.sent_at < $last
          {_OF_KIND[alert.kind]}
          and m.message_id not in (select e.message_id from alert_evidence as e where e.alert_id = $alert)
        order by m.sent_at, m.message_id limit {AT_ONCE}""",
        {"brand": alert.brand_id, "alert": alert.alert_id, "first": first, "last": last},
    )
    own = {"alert_id": alert.alert_id, "brand_id": alert.brand_id, "kept_at": now, "actor": actor}
    insert_rows(cursor, "alert_evidence", [row | own | {"sha256": digest(row["text"])} for row in rows])
    return len(rows)


def read_evidence(store: Store, brand_id: str, alert_id: str, *, most: int | None = None) -> list[Piece]:
    """What was kept of an alarm, oldest first; no more than the first `most`."""
    ending = f" limit {int(most)}" if most is not None else ""
    rows = store.rows(
        f"select * from alert_evidence where brand_id = ? and alert_id = ? order by sent_at, message_id{ending}",
        [brand_id, alert_id],
    )
    return [Piece.model_validate({name: row[name] for name in Piece.model_fields}) for row in rows]


def count_evidence(store: Store, brand_id: str, alert_id: str) -> int:
    """How many messages are kept of an alarm."""
    row = store.row(
        "select count(*) as n from alert_evidence where brand_id = ? and alert_id = ?", [brand_id, alert_id]
    )
    return int(row["n"]) if row else 0


_LOOSE = """brand_id = $brand and alert_id = $alert and message_id not in (
    select m.message_id from message as m where m.brand_id = $brand)"""
"""Only undoing an import takes messages away and leaves what was kept of them."""


def count_loose(store: Store, brand_id: str, alert_id: str) -> int:
    """How many of the messages that are kept came with an import that was undone."""
    row = store.row(f"select count(*) as n from alert_evidence where {_LOOSE}", {"brand": brand_id, "alert": alert_id})
    return int(row["n"]) if row else 0


def remove_loose(cursor: Cursor, brand_id: str, alert_id: str) -> int:
    """Delete what was kept of them; returns how many."""
    return changed(cursor, f"delete from alert_evidence where {_LOOSE}", {"brand": brand_id, "alert": alert_id})


def read_entries(store: Store, brand_id: str, alert_id: str) -> list[Entry]:
    """Steps and notes of an alarm, oldest first, also those that were taken back."""
    rows = store.rows(
        "select * from alert_entry where brand_id = ? and alert_id = ? order by happened_at, entry_id",
        [brand_id, alert_id],
    )
    return [Entry.model_validate({name: row[name] for name in Entry.model_fields}) for row in rows]


def read_deeds(store: Store, brand_id: str, alert_id: str, first: datetime, last: datetime) -> list[Deed]:
    """What was done from an alarm on, in its conversations and with the hold switch, oldest first."""
    rows = store.rows(
        """with talk as (
            select distinct conversation_id from alert_evidence where brand_id = $brand and alert_id = $alert
        )
        select 'answer' as kind, m.sent_at as happened_at, m.actor, m.text as words from message as m
        where m.brand_id = $brand and m.direction = 'out' and m.state = 'sent' and m.sent_at >= $first
          and m.sent_at <= $last and m.conversation_id in (select conversation_id from talk)
        union all
        select 'act_' || a.act || '_' || a.outcome, a.happened_at, a.actor, '' from network_act as a
        where a.brand_id = $brand and a.happened_at >= $first and a.happened_at <= $last
          and a.conversation_id in (select conversation_id from talk)
        union all
        select 'state_' || u.to_state, u.happened_at, u.actor, '' from audit as u
        where u.brand_id = $brand and u.subject = 'conversation' and u.happened_at >= $first
          and u.happened_at <= $last and u.subject_id in (select conversation_id from talk)
        union all
        select u.to_state, u.happened_at, u.actor, '' from audit as u
        where u.brand_id = $brand and u.subject = 'brand' and u.to_state in ('held', 'released')
          and u.happened_at >= $first and u.happened_at <= $last
        union all
        select 'alert_' || case when u.to_state = 'open' and coalesce(u.from_state, '') <> '' then 'reopened'
            else u.to_state end, u.happened_at, u.actor, u.detail from audit as u
        where u.brand_id = $brand and u.subject = 'alert' and u.subject_id = $alert
        order by 2, 1""",
        {"brand": brand_id, "alert": alert_id, "first": first, "last": last},
    )
    return [Deed.model_validate(row) for row in rows]


def insert_entry(cursor: Cursor, **values: object) -> None:
    """Add a step or a note."""
    insert(cursor, "alert_entry", **values)


def undo_entry(cursor: Cursor, brand_id: str, entry_id: str, now: datetime) -> int:
    """Take a step or a note back; its row stays."""
    return changed(
        cursor,
        "update alert_entry set undone_at = ? where brand_id = ? and entry_id = ? and undone_at is null",
        [now, brand_id, entry_id],
    )


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8; half of a pair of surrogates counts as a question mark."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _alert(row: dict[str, Any]) -> Alert:
    return Alert.model_validate(row | {"facts": json.loads(row["facts"] or "{}")})
