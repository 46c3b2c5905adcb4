"""What networks tell, into `message`, `conversation`, `person`: nothing twice, edits and deletions followed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.channels import Channel
from cmlite.domain.ids import new_id
from cmlite.domain.inbox import times_of
from cmlite.domain.sync import Arrival, same_answer
from cmlite.store import sending
from cmlite.store.db import Connection, insert_rows, many
from cmlite.store.followed import forget_text, keep_text
from cmlite.store.inbox import refresh_times

WINDOW = timedelta(hours=36)
"""An answer marked as sent by hand and one heard within this time of it may be the same."""


def save_arrivals(cursor: Connection, channel: Channel, arrivals: Sequence[Arrival], *, now: datetime) -> int:
    """Save what is new of a page; returns how many messages. The page may overlap with earlier ones.

    A message of ours written elsewhere joins the conversation it answers; one without a conversation is left out.
    """
    unique = {one.external_id: one for one in sorted(arrivals, key=lambda one: one.sent_at)}
    known = _known(cursor, channel, list(unique))
    _follow(cursor, known, unique)
    fresh = [one for one in unique.values() if one.external_id not in known and one.state != "deleted"]
    if not fresh:
        return 0
    places = _Places(cursor, channel, fresh, now)
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


def _known(cursor: Connection, channel: Channel, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Messages of a channel that are there already, by their id on the network."""
    return {
        row["external_id"]: row
        for row in many(
            cursor,
            """select m.external_id, m.message_id, m.conversation_id, m.text, m.state, c.person_id, c.first_in_at
            from message as m
            inner join (select unnest($ids) as external_id) as asked on asked.external_id = m.external_id
            inner join conversation as c on c.conversation_id = m.conversation_id
            where m.brand_id = $brand and c.channel_id = $channel""",
            {"ids": ids, "brand": channel.brand_id, "channel": channel.channel_id},
        )
    }


def _follow(cursor: Connection, known: dict[str, dict[str, Any]], seen: dict[str, Arrival]) -> None:
    """Take over edits; what the network deleted loses its text here, too, and gets it back when it is there again."""
    for external_id, row in known.items():
        one = seen[external_id]
        if one.state == "deleted" and row["state"] != "deleted":
            forget_text(cursor, row["message_id"])
        elif one.state != "deleted" and (one.text != row["text"] or row["state"] == "deleted"):
            keep_text(cursor, row["message_id"], one.text)


def _adopt(cursor: Connection, conversation_id: str, one: Arrival, now: datetime) -> bool:
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
                sending.end_attempt(
                    cursor, last["attempt_id"], "done", now, external_id=one.external_id, permalink=one.url
                )
            return True
    return False


class _Places:
    """Which conversation each arrival belongs to; new conversations and people are collected and saved together."""

    def __init__(self, cursor: Connection, channel: Channel, fresh: Sequence[Arrival], now: datetime) -> None:
        self._channel, self._now = channel, now
        parents = [one.parent_id for one in fresh if one.parent_id]
        answered = _known(cursor, channel, parents)
        threads = many(
            cursor,
            """select c.thread_id, c.person_id, c.conversation_id, c.first_in_at from conversation as c
            inner join (select distinct unnest($threads) as thread_id) as asked on asked.thread_id = c.thread_id
            where c.brand_id = $brand and c.channel_id = $channel""",
            {"threads": [one.thread_id for one in fresh], "brand": channel.brand_id, "channel": channel.channel_id},
        )
        self._first_in: dict[str, datetime | None] = {
            row["conversation_id"]: row["first_in_at"] for row in (*answered.values(), *threads)
        }
        self._by_message = {
            external_id: (row["conversation_id"], row["person_id"]) for external_id, row in answered.items()
        }
        self._by_thread = {(row["thread_id"], row["person_id"]): row["conversation_id"] for row in threads}
        subjects = [one.subject_id for one in fresh if one.subject_id]
        self._posts = {
            row["external_id"]: row["publication_id"]
            for row in many(
                cursor,
                """select p.external_id, p.publication_id from publication as p
                inner join (select distinct unnest($ids) as external_id) as asked
                  on asked.external_id = p.external_id
                where p.brand_id = $brand and p.channel_id = $channel and p.deleted_at is null""",
                {"ids": subjects, "brand": channel.brand_id, "channel": channel.channel_id},
            )
        }
        self._people: dict[str, dict[str, object]] = {}
        self._conversations: list[dict[str, object]] = []

    def person(self, one: Arrival) -> str:
        """The id of whoever wrote it; a person is known by their id on the network, whatever they call themselves."""
        person_id = f"{self._channel.brand_id}:{self._channel.network}:{one.author_id}"
        self._people[person_id] = {
            "person_id": person_id,
            "brand_id": self._channel.brand_id,
            "network": self._channel.network,
            "handle": one.author_handle,
            "display_name": one.author_name,
            "created_at": self._now,
        }
        return person_id

    def of(self, one: Arrival) -> str | None:
        """The conversation of an arrival: that of what it answers, else of its thread and person, else a new one."""
        parent = self._by_message.get(one.parent_id)
        if one.ours:
            found = parent[0] if parent else None
        else:
            person = self.person(one)
            found = parent[0] if parent and parent[1] == person else self._by_thread.get((one.thread_id, person))
            if found is None:
                found = self._begin(one, person)
            self._by_message[one.external_id] = (found, person)
        if found and one.ours:
            self._by_message[one.external_id] = (found, parent[1] if parent else "")
        return found

    def _begin(self, one: Arrival, person: str) -> str:
        conversation_id = new_id("conversation", self._now)
        self._by_thread[(one.thread_id, person)] = conversation_id
        self._conversations.append(
            {
                "conversation_id": conversation_id,
                "brand_id": self._channel.brand_id,
                "channel_id": self._channel.channel_id,
                "network": self._channel.network,
                "person_id": person,
                "publication_id": self._posts.get(one.subject_id, ""),
                "kind": one.kind,
                "changed_at": self._now,
                "actor": "network",
                "thread_id": one.thread_id,
            }
        )
        return conversation_id

    def since(self, older: Sequence[str], said: Mapping[str, Sequence[tuple[datetime, bool]]]) -> datetime | None:
        """When somebody outside wrote first in these conversations, which were there before; None: nobody knows."""
        kept = [self._first_in.get(conversation_id) for conversation_id in older]
        known = [at for at in kept if at is not None]
        if len(known) < len(kept):
            return None
        return min([*known, *(at for conversation_id in older for at, _ in said[conversation_id])])

    def save(self, cursor: Connection, said: Mapping[str, Sequence[tuple[datetime, bool]]]) -> set[str]:
        """Insert new people (known ones keep their note, names follow) and new conversations; returns their ids."""
        if self._people:
            rows = list(self._people.values())
            known = many(
                cursor,
                """select p.person_id, p.handle, p.display_name from person as p
                inner join (select unnest($ids) as person_id) as asked on asked.person_id = p.person_id""",
                {"ids": list(self._people)},
            )
            there = {row["person_id"]: row for row in known}
            insert_rows(cursor, "person", [row for row in rows if row["person_id"] not in there])
            for person_id, row in there.items():
                told = self._people[person_id]
                if (row["handle"], row["display_name"]) != (told["handle"], told["display_name"]):
                    cursor.execute(
                        "update person set handle = ?, display_name = ? where person_id = ?",
                        [told["handle"], told["display_name"], person_id],
                    )
        # All that was said in a new one stands in this page: no need to look through the messages of years.
        for row in self._conversations:
            times = times_of(said[str(row["conversation_id"])])
            row |= times.model_dump() | {"state": "open" if times.waiting_since else "waiting"}
        insert_rows(cursor, "conversation", self._conversations)
        return {str(row["conversation_id"]) for row in self._conversations}


def _refresh(cursor: Connection, ids: list[str], since: datetime | None, now: datetime) -> None:
    """Compute the times anew; who wrote last decides: a person opens the conversation again, we make it wait."""
    refresh_times(cursor, "c.conversation_id in (select unnest($ids))", {"ids": ids}, since=since)
    cursor.execute(
        """update conversation set changed_at = $now, snoozed_until = null,
            state = case when waiting_since is not null then 'open'
                when state in ('open', 'snoozed') then 'waiting' else state end
        where conversation_id in (select unnest($ids))""",
        {"ids": ids, "now": now},
    )
