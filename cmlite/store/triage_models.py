"""Corrections by people, what is learnt from them, and the versions of the models."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, one, update

_LEARNT = """
    -- kinds: the last word of a person on each conversation, with the message that was the newest then
    select * from (select 'kind' as aspect, x.after_class as value, x.changed_at as said_at, m.text, m.message_id,
        coalesce(nullif(j.language, ''), $main) as language, coalesce(k.drawn, 'inbox') as drawn
    from class_change as x
    inner join message as m on m.conversation_id = x.conversation_id and m.brand_id = x.brand_id and m.direction = 'in'
    left join triage_judgement as j on j.message_id = m.message_id and j.brand_id = m.brand_id
    left join triage_correction as k on k.aspect = 'kind' and k.brand_id = x.brand_id
        and k.conversation_id = x.conversation_id and k.corrected_at = x.changed_at
    where x.brand_id = $brand and x.made_by = 'person' and x.undone_at is null
    qualify row_number() over (partition by x.conversation_id
        order by x.changed_at desc, x.change_id desc, m.sent_at <= x.changed_at desc, m.sent_at desc, m.message_id) = 1
    ) as said where value <> ''
    union all
    select k.aspect, k.value, k.corrected_at as said_at, m.text, m.message_id, k.language, k.drawn
    from triage_correction as k
    inner join message as m on m.message_id = k.message_id and m.brand_id = k.brand_id
    where k.brand_id = $brand and k.aspect <> 'kind' and k.taken_back_at is null
    qualify row_number() over (
        partition by k.aspect, k.message_id order by k.corrected_at desc, k.correction_id desc) = 1
"""


def examples(store: Store, brand_id: str, aspect: str, language: str, main_language: str) -> list[dict[str, Any]]:
    """Texts with the value a person gave them, the oldest first: text, value, drawn, said_at."""
    return store.rows(
        f"""select text, value, drawn, said_at from ({_LEARNT}) as learnt
        where aspect = $aspect and language = $language and length(trim(text)) > 0 order by said_at, message_id""",
        {"brand": brand_id, "main": main_language, "aspect": aspect, "language": language},
    )


def example_counts(store: Store, brand_id: str, main_language: str) -> list[dict[str, Any]]:
    """How many texts there are to learn from: aspect, language, n, different (values), by_chance."""
    return store.rows(
        f"""select aspect, language, count(*) as n, count(distinct value) as different,
            count(*) filter (where drawn = 'sample') as by_chance
        from ({_LEARNT}) as learnt where length(trim(text)) > 0 group by aspect, language order by aspect, language""",
        {"brand": brand_id, "main": main_language},
    )


def write_correction(cursor: Cursor, brand_id: str, correction_id: str, **values: object) -> None:
    """Keep what a person said about a message; columns as in the table."""
    insert(cursor, "triage_correction", correction_id=correction_id, brand_id=brand_id, **values)


def read_correction(store: Store, brand_id: str, correction_id: str) -> dict[str, Any] | None:
    """One correction that stands."""
    return store.row(
        "select * from triage_correction where brand_id = ? and correction_id = ? and taken_back_at is null",
        [brand_id, correction_id],
    )


def take_back(cursor: Cursor, brand_id: str, row: Mapping[str, Any], now: datetime) -> None:
    """A correction no longer counts, and what was there before is there again; a later one stays, and then stands on
    what this one stood on."""
    key = {"brand_id": brand_id, "correction_id": row["correction_id"]}
    update(cursor, "triage_correction", key, taken_back_at=now)
    if row["aspect"] == "kind":
        return
    later = one(
        cursor,
        """select correction_id from triage_correction where brand_id = $brand and conversation_id = $talk
          and aspect = $aspect and taken_back_at is null and (corrected_at, correction_id) > ($at, $id)
        order by corrected_at, correction_id limit 1""",
        {
            "brand": brand_id,
            "talk": row["conversation_id"],
            "aspect": row["aspect"],
            "at": row["corrected_at"],
            "id": row["correction_id"],
        },
    )
    if later is None:
        set_aspect(cursor, brand_id, row["conversation_id"], row["aspect"], row["before_value"], row["before_from"])
        return
    key |= {"correction_id": later["correction_id"]}
    update(cursor, "triage_correction", key, before_value=row["before_value"], before_from=row["before_from"])


def set_aspect(cursor: Cursor, brand_id: str, conversation_id: str, aspect: str, value: str, source: str) -> None:
    """Tone or urgency of a conversation as a whole."""
    key = {"brand_id": brand_id, "conversation_id": conversation_id}
    update(cursor, "conversation", key, **{aspect: value, f"{aspect}_from": source})


def models(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Every version of every model without its content, the newest first; `figures` is parsed, `size` in bytes."""
    rows = store.rows(
        """select model_id, aspect, language, version, state, texts, figures, made_at, actor,
            octet_length(content) as size
        from triage_model where brand_id = ? order by aspect, language, version desc""",
        [brand_id],
    )
    return [row | {"figures": json.loads(row["figures"])} for row in rows]


def in_use(store: Store) -> list[dict[str, Any]]:
    """The models that judge, of all brands: brand_id, model_id, aspect, language, state, content."""
    return store.rows(
        "select brand_id, model_id, aspect, language, state, content from triage_model where state <> 'past'"
    )


def save_model(cursor: Cursor, brand_id: str, model_id: str, figures: Mapping[str, Any], **values: Any) -> int:
    """Keep a new version and put it in the place of the former; returns its number. The one before it stays."""
    aspect, language = values["aspect"], values["language"]
    last = cursor.execute(
        "select coalesce(max(version), 0) from triage_model where brand_id = ? and aspect = ? and language = ?",
        [brand_id, aspect, language],
    ).fetchone()
    version = int(last[0]) + 1 if last else 1
    _set_past(cursor, brand_id, aspect, language)
    # Of what an owner would never go back to only the record is kept.
    cursor.execute(
        "update triage_model set content = ''::blob where brand_id = ? and aspect = ? and language = ? and version < ?",
        [brand_id, aspect, language, version - 1],
    )
    insert(
        cursor,
        "triage_model",
        model_id=model_id,
        brand_id=brand_id,
        version=version,
        figures=json.dumps(figures),
        **values,
    )
    return version


def forget_larger(cursor: Cursor, brand_id: str, aspect: str, language: str, texts: int) -> None:
    """Versions that have read more texts than there are keep only their record, and judge no more."""
    cursor.execute(
        """update triage_model set state = 'past', content = ''::blob
        where brand_id = ? and aspect = ? and language = ? and texts > ?""",
        [brand_id, aspect, language, texts],
    )


def forget_learnt_from(
    cursor: Cursor, brand_id: str, message_ids: Sequence[str], conversation_ids: Sequence[str]
) -> None:
    """Models keep words of what they learnt from: where a person corrected one of these messages all of them are
    emptied at once, to be learnt anew without it."""
    given = {"brand": brand_id, "messages": list(message_ids), "talk": list(conversation_ids)}
    cursor.execute(
        """update triage_model set state = 'past', content = ''::blob where brand_id = $brand and (
            exists (select 1 from triage_correction as k where k.brand_id = $brand
              and k.message_id in (select unnest($messages)))
            or exists (select 1 from class_change as x where x.brand_id = $brand and x.made_by = 'person'
              and x.conversation_id in (select unnest($talk))))""",
        given,
    )


def put_in_use(cursor: Cursor, brand_id: str, row: Mapping[str, Any], state: str) -> None:
    """An earlier version judges again."""
    _set_past(cursor, brand_id, row["aspect"], row["language"])
    update(cursor, "triage_model", {"brand_id": brand_id, "model_id": row["model_id"]}, state=state)


def _set_past(cursor: Cursor, brand_id: str, aspect: str, language: str) -> None:
    cursor.execute(
        "update triage_model set state = 'past' where brand_id = ? and aspect = ? and language = ?",
        [brand_id, aspect, language],
    )
