"""Which conversation each arrival belongs to, in the tables `conversation` and `person`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.channels import Channel
from cmlite.domain.ids import new_id
from cmlite.domain.inbox import PRIVATE, times_of
from cmlite.domain.sync import Arrival
from cmlite.store.merging import read_led_on
from cmlite.store.rows import Cursor, insert_rows, many


def read_known(cursor: Cursor, channel: Channel, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Messages of a channel that are there already, by their id on the network."""
    return {
        row["external_id"]: row
        for row in many(
            cursor,
            """select m.external_id, m.message_id, m.conversation_id, m.text, m.state, c.person_id, c.kind,
                c.first_in_at
            from message as m
            inner join (select unnest($ids) as external_id) as asked on asked.external_id = m.external_id
            inner join conversation as c on c.conversation_id = m.conversation_id
            where m.brand_id = $brand and c.channel_id = $channel""",
            {"ids": ids, "brand": channel.brand_id, "channel": channel.channel_id},
        )
    }


class Places:
    """Which conversation each arrival belongs to; new conversations and people are collected and saved together."""

    def __init__(self, cursor: Cursor, channel: Channel, fresh: Sequence[Arrival], now: datetime) -> None:
        self._channel, self._now = channel, now
        parents = [one.parent_id for one in fresh if one.parent_id]
        answered = read_known(cursor, channel, parents)
        threads = many(
            cursor,
            """select c.thread_id, c.person_id, c.conversation_id, c.first_in_at, c.kind from conversation as c
            inner join (select distinct unnest($threads) as thread_id) as asked on asked.thread_id = c.thread_id
            where c.brand_id = $brand and c.channel_id = $channel""",
            {"threads": [one.thread_id for one in fresh], "brand": channel.brand_id, "channel": channel.channel_id},
        )
        threads += read_led_on(cursor, channel.brand_id, channel.channel_id, [one.thread_id for one in fresh])
        self._first_in: dict[str, datetime | None] = {
            row["conversation_id"]: row["first_in_at"] for row in (*answered.values(), *threads)
        }
        self._by_message = {
            external_id: (row["conversation_id"], row["person_id"], row["kind"] == PRIVATE)
            for external_id, row in answered.items()
        }
        self._by_thread = {
            (row["thread_id"], row["person_id"], row["kind"] == PRIVATE): row["conversation_id"] for row in threads
        }
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
        return self._person(one.author_id, one.author_handle, one.author_name)

    def of(self, one: Arrival) -> str | None:
        """The conversation of an arrival: that of what it answers, else of its thread and person, else a new one.

        What only two people see and what everybody may read never stand in one conversation, also when one answers
        the other. What we wrote ourselves begins one only where it is known with whom.
        """
        is_private = one.kind == PRIVATE
        parent = self._by_message.get(one.parent_id)
        person = self._with(one, parent[1] if parent else "")
        if not person:
            return None
        fits = parent is not None and parent[2] == is_private and (one.ours or parent[1] == person)
        found = parent[0] if parent is not None and fits else self._by_thread.get((one.thread_id, person, is_private))
        if found is None:
            if one.ours and not is_private:
                return None
            found = self._begin(one, person)
        self._by_message[one.external_id] = (found, person, is_private)
        return found

    def _with(self, one: Arrival, answered: str) -> str:
        """The person we talk with in this message, '' when nobody knows."""
        if not one.ours:
            return self.person(one)
        if one.partner is None:
            return answered
        return self._person(one.partner.person_id, one.partner.handle, one.partner.name)

    def _person(self, author_id: str, handle: str, name: str) -> str:
        person_id = f"{self._channel.brand_id}:{self._channel.network}:{author_id}"
        self._people[person_id] = {
            "person_id": person_id,
            "brand_id": self._channel.brand_id,
            "network": self._channel.network,
            "handle": handle,
            "display_name": name,
            "created_at": self._now,
        }
        return person_id

    def _begin(self, one: Arrival, person: str) -> str:
        conversation_id = new_id("conversation", self._now)
        self._by_thread[(one.thread_id, person, one.kind == PRIVATE)] = conversation_id
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

    def save(self, cursor: Cursor, said: Mapping[str, Sequence[tuple[datetime, bool]]]) -> set[str]:
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
