"""What messages are taken for: judgements, and what they make of their conversations."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.triage import ASPECTS, SURE, WORDS_NEVER_SAY
from cmlite.store.brands import ARCHIVED
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed, insert_rows, many

_CARRIES = "(f = '' or f = 'words' or f like 'model:%')"
"""Where a newer judgement may stand in place of an older one: never over a person or one of their rules."""

_LATELY = 10_000
"""Messages among which questions are sought: years of a small business, and quick after a large import, too."""


def pending(store: Store, limit: int) -> list[dict[str, Any]]:
    """Incoming messages that nobody has judged, the newest first: brand_id, conversation_id, message_id, text.

    Archived brands are left alone.
    """
    return store.rows(
        f"""select m.brand_id, m.conversation_id, m.message_id, m.text from message as m
        anti join triage_judgement as j on j.message_id = m.message_id and j.brand_id = m.brand_id
        where m.direction = 'in' and m.brand_id not in {ARCHIVED} order by m.sent_at desc, m.message_id limit ?""",
        [limit],
    )


def save_judgements(
    cursor: Cursor, judged: Sequence[Mapping[str, Any]], *, labels: Iterable[str], now: datetime
) -> None:
    """Keep judgements of messages and carry them to their conversations.

    `judged`: brand_id, conversation_id, message_id, language, language_certainty, and per aspect value, certainty,
    source and why, and the text that was judged: who was erased or wrote something else meanwhile leaves nothing.
    `labels`: sources that may label a conversation; others are kept as suggestions.
    """
    standing = {
        row["message_id"]: row["text"]
        for row in many(
            cursor,
            "select message_id, text from message where message_id in (select unnest($ids))",
            {"ids": [one["message_id"] for one in judged]},
        )
    }
    rows = [_row(one, now) for one in judged if standing.get(one["message_id"]) == one["text"]]
    ids = [row["message_id"] for row in rows]
    cursor.execute("delete from triage_judgement where message_id in (select unnest($ids))", {"ids": ids})
    insert_rows(cursor, "triage_judgement", rows)
    for brand_id in dict.fromkeys(row["brand_id"] for row in rows):
        touched = list(dict.fromkeys(row["conversation_id"] for row in rows if row["brand_id"] == brand_id))
        carry_over(cursor, brand_id, touched, labels)


def carry_over(cursor: Cursor, brand_id: str, conversation_ids: Sequence[str], labels: Iterable[str]) -> None:
    """Make of conversations what their newest judged message is taken for, where a person or a rule said nothing."""
    given = {"brand": brand_id, "ids": list(conversation_ids), "labels": list(labels), "sure": SURE}
    # The conversation a message is in now: threads may have been merged or split since it was judged.
    newest = """select j.* exclude (conversation_id), m.conversation_id from triage_judgement as j
        inner join message as m on m.message_id = j.message_id and m.brand_id = j.brand_id
        where j.brand_id = $brand and m.conversation_id in (select unnest($ids))
        qualify row_number() over (partition by m.conversation_id order by m.sent_at desc, m.message_id desc) = 1"""
    for aspect, column in (("tone", "tone"), ("urgency", "urgency")):
        cursor.execute(
            f"""update conversation set {column} = n.value, {column}_from = n.source, language = n.language
            from (select conversation_id, language,
                    case when {_is_label(aspect)} then {aspect} else '' end as value,
                    case when {_is_label(aspect)} then {aspect}_from else '' end as source
                from ({newest}) as newest) as n
            where conversation.brand_id = $brand and conversation.conversation_id = n.conversation_id
              and {_CARRIES.replace("f ", f"conversation.{column}_from ")}""",
            given,
        )
    cursor.execute(
        f"""update conversation set class_id = n.value, class_from = n.source, class_why = n.why
        from (select conversation_id, kind as value, kind_from as source,
                coalesce(array_to_string(from_json(nullif(kind_why, ''), '["VARCHAR"]'), ', '), '') as why
            from ({newest}) as newest
            where {_is_label("kind")} and not (kind_from = 'words' and kind in (select unnest($never)))) as n
        where conversation.brand_id = $brand and conversation.conversation_id = n.conversation_id
          and {_CARRIES.replace("f ", "conversation.class_from ")}""",
        given | {"never": list(WORDS_NEVER_SAY)},
    )


def _is_label(aspect: str) -> str:
    """Sure enough, and from something that may label: words that agree, or a model that proved itself."""
    return f"""({aspect} <> '' and {aspect}_from in (select unnest($labels))
        and ({aspect}_from = 'words' or {aspect}_certainty >= $sure))"""


def judgement_of(store: Store, brand_id: str, conversation_id: str) -> dict[str, Any] | None:
    """The judgement of the newest incoming message of a conversation, with tone, urgency and where they come from."""
    return store.row(
        """select j.*, m.text, c.tone as said_tone, c.tone_from as said_tone_from, c.urgency as said_urgency,
            c.urgency_from as said_urgency_from, c.class_id as said_kind, c.class_from as said_kind_from
        from triage_judgement as j
        inner join message as m on m.message_id = j.message_id and m.brand_id = j.brand_id
        inner join conversation as c on c.conversation_id = m.conversation_id and c.brand_id = m.brand_id
        where m.brand_id = ? and m.conversation_id = ? order by m.sent_at desc, m.message_id desc limit 1""",
        [brand_id, conversation_id],
    )


def forget_language(cursor: Cursor, brand_id: str, language: str, *, since: datetime, most: int) -> int:
    """Drop judgements of a language from a day on, the newest `most`, because a new model knows better."""
    return changed(
        cursor,
        """delete from triage_judgement where brand_id = $brand and message_id in (
            select m.message_id from message as m
            inner join triage_judgement as j on j.message_id = m.message_id and j.brand_id = m.brand_id
            where m.brand_id = $brand and j.language in ($language, '') and m.sent_at >= $since
            order by m.sent_at desc limit $most)""",
        {"brand": brand_id, "language": language, "since": since, "most": most},
    )


def take_off_classes(cursor: Cursor, brand_id: str, sources: Sequence[str], *, since: datetime) -> int:
    """Conversations that go on and had their class from one of these sources have none until they are judged anew."""
    return changed(
        cursor,
        """update conversation set class_id = '', class_from = '', class_why = ''
        where brand_id = $brand and class_from in (select unnest($sources)) and last_message_at >= $since""",
        {"brand": brand_id, "sources": list(sources), "since": since},
    )


def askable(
    store: Store, brand_id: str, aspect: str, language: str, main_language: str, *, seed: int, limit: int
) -> list[dict[str, Any]]:
    """Of the `_LATELY` newest messages those that end a conversation about which no person and no rule has spoken: the
    least certain first, and `by_chance` one that is as likely as any other; the same seed draws the same."""
    corrected = (
        "c.class_from = 'person' or c.class_from like 'rule:%'" if aspect == "kind" else f"c.{aspect}_from = 'person'"
    )
    return store.rows(
        f"""with lately as (
            select m.message_id, m.conversation_id, m.sent_at, m.text from message as m
            where m.brand_id = $brand and m.direction = 'in' order by m.sent_at desc, m.message_id limit {_LATELY}
        ), newest as (
            select m.*, j.{aspect} as value, j.{aspect}_certainty as certainty,
                coalesce(nullif(j.language, ''), $main) as language
            from lately as m
            inner join triage_judgement as j on j.message_id = m.message_id and j.brand_id = $brand
            qualify row_number() over (partition by m.conversation_id order by m.sent_at desc, m.message_id desc) = 1
        ), recent as (
            select n.*, c.network from newest as n
            inner join conversation as c on c.conversation_id = n.conversation_id and c.brand_id = $brand
            where n.language = $language and length(trim(n.text)) > 0 and not coalesce({corrected}, false)
            order by n.sent_at desc limit 2000
        ), placed as (
            select r.*, row_number() over (order by coalesce(r.certainty, 0), r.sent_at desc, r.message_id) as place,
                row_number() over (order by md5(r.message_id || $seed), r.message_id) = 1 as by_chance
            from recent as r
        )
        select * from placed where place <= $limit or by_chance order by place""",
        {"brand": brand_id, "language": language, "main": main_language, "seed": f":{seed}", "limit": limit},
    )


def _row(one: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    row = {name: one[name] for name in ("message_id", "brand_id", "conversation_id", "language", "language_certainty")}
    for aspect in ASPECTS:
        told = one[aspect]
        row |= {
            aspect: told["value"],
            f"{aspect}_certainty": told["certainty"],
            f"{aspect}_from": told["source"],
            f"{aspect}_why": json.dumps(list(told["why"]), ensure_ascii=False) if told["why"] else "",
        }
    return row | {"judged_at": now}
