"""What networks tell, into `message`, `conversation`, `person`: nothing twice, edits and deletions followed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.channels import Channel
from cmlite.domain.publishing import Sent
from cmlite.domain.sync import Arrival, same_answer
from cmlite.store import sending
from cmlite.store.followed import forget_text, keep_text
from cmlite.store.forgotten import without_forgotten
from cmlite.store.inbox import refresh_times
from cmlite.store.places import Places, read_known
from cmlite.store.rows import Cursor, insert_rows, many

WINDOW = timedelta(hours=36)
"""An answer marked as sent by hand and one heard within this time of it may be the same."""


def save_arrivals(cursor: Cursor, channel: Channel, arrivals: Sequence[Arrival], *, now: datetime) -> int:
    """Save what is new of a page; returns how many messages. The page may overlap with earlier ones.

    What was erased here stays away. A message of ours written elsewhere joins the conversation it answers; one
    without a conversation is left out.
    """
    arrivals = without_forgotten(cursor, channel.brand_id, channel.network, arrivals)
    unique = {one.external_id: one for one in sorted(arrivals, key=lambda one: one.sent_at)}
    known = read_known(cursor, channel, list(unique))
    _follow(cursor, known, unique)
    fresh = [one for one in unique.values() if one.external_id not in known and one.state != "deleted"]
    if not fresh:
        return 0
    places = Places(cursor, channel, fresh, now)
    rows, said = [], defaultdict[str, list[tuple[datetime, bool]]](list)
    for one in fresh:
        conversation_id = places.of(one)
        if conversation_id is None:
            continue
        said[conversation_id].append((one.sent_at, one.ours))
        if one.ours and _adopt(cursor, conversation_id, one, now):
            continue
        rows.append(
            {
                "message_id": f"{channel.channel_id}:{one.external_id}",
                "brand_id": channel.brand_id,
                "conversation_id": conversation_id,
                "person_id": "" if one.ours else places.person(one),
                "direction": "out" if one.ours else "in",
                "state": "sent" if one.ours else "received",
                "text": one.text,
                "sent_at": one.sent_at,
                "external_id": one.external_id,
                "parent_id": one.parent_id,
                "actor": "network" if one.ours else "",
                "url": one.url,
            }
        )
    begun = places.save(cursor, said)
    insert_rows(cursor, "message", rows)
    if older := sorted(said.keys() - begun):
        _refresh(cursor, older, places.since(older, said), now)
    return len(rows)


def _follow(cursor: Cursor, known: dict[str, dict[str, Any]], seen: dict[str, Arrival]) -> None:
    """Take over edits; what the network deleted loses its text here, too, and gets it back when it is there again."""
    for external_id, row in known.items():
        one = seen[external_id]
        if one.state == "deleted" and row["state"] != "deleted":
            forget_text(cursor, row["message_id"])
        elif one.state != "deleted" and (one.text != row["text"] or row["state"] == "deleted"):
            keep_text(cursor, row["message_id"], one.text)


def _adopt(cursor: Cursor, conversation_id: str, one: Arrival, now: datetime) -> bool:
    """Whether this is an answer of ours that is on its way, unconfirmed or marked as sent by hand: it has arrived."""
    for row in many(
        cursor,
        """select message_id, text from message
        where conversation_id = $conversation and direction = 'out' and (state in ('sending', 'unconfirmed')
          or (state = 'sent' and external_id = '' and sent_at between $first and $last))
        order by state = 'sent', abs(cast(extract(epoch from (sent_at - cast($at as timestamp))) as double))""",
        {
            "conversation": conversation_id,
            "at": one.sent_at,
            "first": one.sent_at - WINDOW,
            "last": one.sent_at + WINDOW,
        },
    ):
        if same_answer(row["text"], one.text):
            cursor.execute(
                "update message set state = 'sent', external_id = ?, url = ?, sent_at = ? where message_id = ?",
                [one.external_id, one.url, one.sent_at, row["message_id"]],
            )
            last = sending.last_attempt(cursor, row["message_id"])
            if last and last["outcome"] in {"", "unknown"}:
                found = Sent(external_id=one.external_id, permalink=one.url)
                sending.end_attempt(cursor, last["attempt_id"], "done", now, sent=found)
            return True
    return False


def _refresh(cursor: Cursor, ids: list[str], since: datetime | None, now: datetime) -> None:
    """Compute the times anew; who wrote last decides: a person opens the conversation again, we make it wait.

    One that we answered and put off to a day stays put off until then, or until the person writes.
    """
    put_off = many(
        cursor,
        """select conversation_id from conversation
        where conversation_id in (select unnest($ids)) and state = 'snoozed' and waiting_since is null""",
        {"ids": ids},
    )
    refresh_times(cursor, "c.conversation_id in (select unnest($ids))", {"ids": ids}, since=since)
    cursor.execute(
        """update conversation set changed_at = $now, snoozed_until = null,
            state = case when waiting_since is not null then 'open'
                when state in ('open', 'snoozed') then 'waiting' else state end
        where conversation_id in (select unnest($ids))
          and (waiting_since is not null or conversation_id not in (select unnest($put_off)))""",
        {"ids": ids, "now": now, "put_off": [row["conversation_id"] for row in put_off]},
    )
