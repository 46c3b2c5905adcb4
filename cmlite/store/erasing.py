"""Erase somebody from every table: what is theirs alone goes, what counts stays without them, names in texts go."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cmlite.domain.ids import new_id
from cmlite.domain.rights import NAMED, REMOVED, Erasure, pattern_of
from cmlite.store import traces, triage_models
from cmlite.store.brands import APP, save_setting
from cmlite.store.db import Store
from cmlite.store.forgotten import keep_away
from cmlite.store.rows import Cursor, changed, insert, many, one
from cmlite.store.traces import APART, OWN, Traces

REWRITE_DUE = "rewrite_due"
"""The setting of the app that says that erased rows still lie in free places of the file."""
LONG_ENOUGH = 20
"""A text of so many characters is looked for in other tables, where somebody may have copied it to."""
_IDS_ON_NETWORKS = {"conversation": ("thread_id",), "message": ("parent_id",)}
"""Columns in which rows of others name what somebody wrote on a network."""


def erase(
    cursor: Cursor,
    brand_id: str,
    person_ids: Sequence[str],
    *,
    cause: str,
    backups: Sequence[str],
    now: datetime,
    actor: str,
) -> Erasure:
    """Erase these people in the transaction of the caller, keep them away, and write down the proof.

    Conversations stay as bare times for the figures, leads as stage and value, scores as scores, lines of the audit
    as what was done when; none of them leads to anybody.
    """
    found = traces.read_traces(cursor, brand_id, person_ids)
    if cause == "rule":  # nobody looks at what a name of two words would take out of the owner's own texts
        found = replace(found, words=tuple(word for word in found.words if " " not in word))
    erasure_id = new_id("erasure", now)
    keep_away(cursor, brand_id, erasure_id, _subjects(found), now=now)
    triage_models.forget_learnt_from(cursor, brand_id, found.message_ids, found.conversations)
    counts: dict[str, int] = {}
    tables = traces.with_rows(cursor, brand_id, traces.tables_of(cursor))
    for table, columns in tables.items():
        if table not in OWN | APART and traces.id_columns(columns):
            given = {"brand": brand_id, "ids": found.ids}
            where = f"brand_id = $brand and ({traces.belongs(columns)})"
            counts[table] = changed(cursor, f"delete from {table} where {where}", given)
    counts |= _bare(cursor, found)
    for table, columns in tables.items():
        if rewritten := _rewrite(cursor, found, table, columns):
            counts[f"{NAMED}{table}"] = rewritten
    proof, last_at = _last(cursor, brand_id)
    made = Erasure(
        erasure_id=erasure_id,
        brand_id=brand_id,
        happened_at=max(now, last_at + timedelta(microseconds=1)) if last_at else now,
        cause=cause,
        people=len(found.people),
        counts={table: n for table, n in counts.items() if n},
        backups=tuple(backups),
        actor=actor,
    ).sealed(proof)
    values = made.model_dump() | {"counts": json.dumps(made.counts), "backups": json.dumps(list(made.backups))}
    insert(cursor, "erasure", **values)
    save_setting(cursor, APP, REWRITE_DUE, "1", now=now, actor=actor)
    return made


def _subjects(found: Traces) -> list[tuple[str, str, str]]:
    """What must not come back: kind, network, value."""
    subjects = []
    networks = {row["person_id"]: row["network"] for row in found.people}
    for row in found.people:
        own = row["person_id"].removeprefix(f"{found.brand_id}:{row['network']}:")
        subjects += [("person", row["network"], own), ("handle", row["network"], row["handle"])]
    usual = next(iter(networks.values()), "")
    for row in found.messages:
        subjects.append(("message", networks.get(row["person_id"], usual), row["external_id"]))
    return subjects


def _bare(cursor: Cursor, found: Traces) -> dict[str, int]:
    """Take the person out of the rows that stay for the figures, and delete what they said."""
    given = {"brand": found.brand_id, "ids": found.ids}
    counts = {
        "message": changed(
            cursor, "delete from message where brand_id = $brand and message_id in (select unnest($ids))", given
        ),
        "lead": changed(
            cursor,
            """update lead set person_id = '', conversation_id = '', interest = '', next_step = '', next_on = null,
                reason = ''
            where brand_id = $brand and (person_id in (select unnest($ids))
              or conversation_id in (select unnest($ids)))""",
            given,
        ),
        "satisfaction": changed(
            cursor,
            """update satisfaction set person_id = '', conversation_id = ''
            where brand_id = $brand and (person_id in (select unnest($ids))
              or conversation_id in (select unnest($ids)))""",
            given,
        ),
        "audit": changed(
            cursor,
            """update audit set subject_id = case when subject = 'lead' then subject_id else '' end, detail = '{}'
            where brand_id = $brand and subject_id in (select unnest($ids))""",
            given,
        ),
        "person": changed(
            cursor, "delete from person where brand_id = $brand and person_id in (select unnest($ids))", given
        ),
    }
    cursor.execute("update person set same_as = '' where brand_id = $brand and same_as in (select unnest($ids))", given)
    return counts | {"conversation": _bare_conversations(cursor, found)}


def _bare_conversations(cursor: Cursor, found: Traces) -> int:
    """Their conversations keep times, kind, channel and post, under an id that says nothing.

    Where somebody else wrote in one, too, it becomes the conversation of that person.
    """
    if not (ids := list(found.conversations)):
        return 0
    rest = {
        row["conversation_id"]: row["person_id"]
        for row in many(
            cursor,
            """select conversation_id, min(person_id) as person_id from message
            where brand_id = $brand and conversation_id in (select unnest($ids)) and direction = 'in'
              and person_id <> '' group by conversation_id""",
            {"brand": found.brand_id, "ids": ids},
        )
    }
    given: dict[str, object] = {"brand": found.brand_id, "ids": ids}
    given |= {"bare": [f"erased_{secrets.token_hex(12)}" for _ in ids], "others": [rest.get(one, "") for one in ids]}
    turned = "(select unnest($ids) as id, unnest($bare) as bare, unnest($others) as other) as t"
    cursor.execute(
        f"""update message set conversation_id = t.bare from {turned}
        where message.brand_id = $brand and message.conversation_id = t.id""",
        given,
    )
    cursor.execute(
        f"""update conversation set conversation_id = t.bare, person_id = t.other, thread_id = '', class_why = '',
            tags = '', assignee = '', snoozed_until = null, due_at = null, closes_at = null,
            state = case when t.other = '' then 'erased' else conversation.state end,
            waiting_since = case when t.other = '' then null else conversation.waiting_since end
        from {turned} where conversation.brand_id = $brand and conversation.conversation_id = t.id""",
        given,
    )
    return len(ids)


def _rewrite(cursor: Cursor, found: Traces, table: str, columns: Sequence[str]) -> int:
    """Take names, ids on networks and copied texts out of the rows of others; returns how many were touched."""
    if table in APART:
        return 0
    touched = 0
    texts = traces.text_columns(columns)
    if texts and found.words:
        touched += _rewrite_names(cursor, found, table, texts)
    if texts:
        touched += _rewrite_copies(cursor, found, table, texts)
    for column in _IDS_ON_NETWORKS.get(table, ()):
        words = [word for word in found.words if len(word) >= 5]
        outside = [row["external_id"] for row in found.messages if row["external_id"]]
        touched += changed(
            cursor,
            f"""update {table} set {column} = '' where brand_id = $brand and {column} <> ''
              and ({column} in (select unnest($outside)) or exists (
                select 1 from (select unnest($words) as sought) as w where position(w.sought in {column}) > 0))""",
            {"brand": found.brand_id, "outside": outside, "words": words},
        )
    return touched


def _rewrite_names(cursor: Cursor, found: Traces, table: str, texts: Sequence[str]) -> int:
    """Take their names out of texts; a name that only looks alike stays. Returns how many rows were changed."""
    touched = 0
    whole = traces.said(texts)
    for word in traces.standing_in(cursor, found, table, f"lower({whole})", [word.lower() for word in found.words]):
        pattern = next(pattern_of(one) for one in found.words if one.lower() == word)
        columns = traces.columns_with(cursor, found, table, texts, word)
        changes = ", ".join(f'"{name}" = regexp_replace("{name}", $pattern, $instead, \'gi\')' for name in columns)
        where = f"brand_id = $brand and position($word in lower({whole})) > 0"
        given = {"brand": found.brand_id, "word": word, "pattern": pattern, "instead": f"\\1{REMOVED}\\2"}
        for turn in range(3):  # names that stand side by side share the sign between them
            now_changed = changed(
                cursor,
                f"""update {table} set {changes}
                where {where} and regexp_replace({whole}, $pattern, $instead, 'gi') <> {whole}""",
                given,
            )
            touched += 0 if turn else now_changed
            if not now_changed:
                break
    return touched


def _rewrite_copies(cursor: Cursor, found: Traces, table: str, texts: Sequence[str]) -> int:
    """Take out what they wrote where it was copied to, as it was or inside JSON; returns how many rows were changed."""
    written = [row["text"] for row in found.messages if row["person_id"] and len(row["text"]) >= LONG_ENOUGH]
    copies = sorted({form for text in written for form in (text, json.dumps(text, ensure_ascii=False)[1:-1])})
    whole = traces.said(texts)
    touched = 0
    for copy in sorted(traces.standing_in(cursor, found, table, whole, copies), key=len, reverse=True):
        columns = traces.columns_with(cursor, found, table, texts, copy.lower())
        changes = ", ".join(f'"{name}" = replace("{name}", $words, $instead)' for name in columns)
        touched += changed(
            cursor,
            f"update {table} set {changes} where brand_id = $brand and position($words in {whole}) > 0",
            {"brand": found.brand_id, "words": copy, "instead": REMOVED},
        )
    return touched


def _last(cursor: Cursor, brand_id: str) -> tuple[str, datetime | None]:
    """The newest proof and when it was written; the next one is later, so that their order is sure."""
    row = one(
        cursor,
        "select proof, happened_at from erasure where brand_id = ? order by happened_at desc limit 1",
        [brand_id],
    )
    return (str(row["proof"]), row["happened_at"]) if row else ("", None)


def read_erasures(store: Store, brand_id: str) -> list[Erasure]:
    """The proofs of a brand, oldest first."""
    rows = store.rows("select * from erasure where brand_id = ? order by happened_at", [brand_id])
    return [
        Erasure.model_validate(
            row | {"counts": json.loads(row["counts"]), "backups": tuple(json.loads(row["backups"]))}
        )
        for row in rows
    ]
