"""Table `network_act`: what was done about messages and people on their networks, and what came of it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.acts import ABOUT_PERSON, UNDO, Act
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update


def read_acts(store: Store, brand_id: str, conversation_id: str) -> list[Act]:
    """What was done about the messages of a conversation, and anywhere about the person in it; oldest first."""
    rows = store.rows(
        """select a.act_id, a.message_id, a.person_id, a.act, a.outcome, a.reason, a.happened_at
        from network_act as a
        inner join conversation as c on c.conversation_id = $conversation and c.brand_id = a.brand_id
        where a.brand_id = $brand and (a.conversation_id = c.conversation_id
          or (a.person_id <> '' and a.person_id = c.person_id and a.channel_id = c.channel_id
            and position(',' || a.act || ',' in $about_person) > 0))
        order by a.happened_at, a.act_id""",
        {"brand": brand_id, "conversation": conversation_id, "about_person": f",{','.join(ABOUT_PERSON)},"},
    )
    return [Act.model_validate(row | {"reason": json.loads(row["reason"])}) for row in rows]


def read_acted_on(store: Store, brand_id: str, message_id: str) -> dict[str, Any] | None:
    """A message with what doing something about it needs.

    Keys: channel_id, network, conversation_id, kind, person_id, can, and the columns of a thread's message.
    """
    return store.row(
        """select c.channel_id, c.network, c.conversation_id, c.kind, c.person_id, n.can,
            m.message_id, m.direction, m.state, m.text, m.sent_at, m.external_id
        from message as m
        inner join conversation as c on c.conversation_id = m.conversation_id
        inner join connection as n on n.channel_id = c.channel_id
        where m.brand_id = ? and m.message_id = ?""",
        [brand_id, message_id],
    )


def begin_act(
    cursor: Cursor,
    act_id: str,
    brand_id: str,
    row: Mapping[str, Any],
    act: str,
    *,
    note: str,
    now: datetime,
    actor: str,
) -> None:
    """Write down what is about to be done, before the network is asked; `row` as from `read_acted_on`."""
    insert(
        cursor,
        "network_act",
        act_id=act_id,
        brand_id=brand_id,
        channel_id=row["channel_id"],
        conversation_id=row["conversation_id"],
        message_id=row["message_id"],
        person_id=row["person_id"] if act in ABOUT_PERSON or act in map(UNDO.get, ABOUT_PERSON) else "",
        act=act,
        outcome="unknown",
        note=note,
        happened_at=now,
        actor=actor,
    )


def end_act(cursor: Cursor, act_id: str, outcome: str, reason: Mapping[str, Any] | None = None) -> None:
    """What came of it."""
    update(cursor, "network_act", {"act_id": act_id}, outcome=outcome, reason=json.dumps(reason or {}))


def take_back(cursor: Cursor, brand_id: str, row: Mapping[str, Any], act: str, now: datetime) -> None:
    """An act is undone: about this message, or about the person wherever it was done on this channel."""
    who = "person_id" if act in ABOUT_PERSON else "message_id"
    cursor.execute(
        f"""update network_act set outcome = 'undone', undone_at = ?
        where brand_id = ? and channel_id = ? and act = ? and outcome = 'done' and {who} = ?""",
        [now, brand_id, row["channel_id"], act, row[who]],
    )
