"""Two brands full of different data in one file: every word and id of the first bears a mark, the second has its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cmlite import config
from cmlite.domain.brands import Brand
from cmlite.services import examples
from cmlite.services.connections import Outside
from cmlite.store.brands import brand_tables, read_brands
from cmlite.store.db import Store
from cmlite.store.rows import Cursor
from cmlite.store.secrets import Secrets
from tests.conftest import NOW

MARK, OTHER = "Amarke", "Bmarke"
"""What every word and id of the first brand holds, and every one of the second."""

TODAY = NOW.date()
WORDS = {"title", "text", "name", "display_name", "note", "handle", "comment", "words", "label"}
"""Columns of free text."""

FILLED: dict[str, object] = {
    "reason": "{}",
    "findings": "[]",
    "content": "{}",
    "plan": "{}",
    "mapping": "{}",
    "before": "{}",
    "after": "{}",
    "detail": "{}",
    "network": "instagram",
    "language": "de",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "role": "owner",
    "decision": "asked",
    "subject": "publication",
    "media_type": "image/png",
    "state": "current",
    "metric": "reach",
    "format": "photo",
}
"""Values of columns that hold no free text, by column; others by table and column."""

FILLED_AT: dict[tuple[str, str], object] = {
    ("media", "kind"): "image",
    ("alert", "kind"): "messages",
    ("alert", "state"): "open",
    ("alert", "facts"): '{"spike": {"kind": "messages", "hours": 1, "count": 12}}',
    ("alert_entry", "kind"): "note",
    ("media", "cut"): "",
    ("block", "kind"): "snippet",
    ("draft_look", "verdict"): "",
    ("saved_reply", "address"): "sie",
    ("post_origin", "kind"): "note",
    ("import_batch", "kind"): "posts",
    ("import_batch", "state"): "taken",
    ("series", "state"): "active",
    ("series", "plan"): '{"first": "2026-11-30", "texts": ["Amarke"]}',
    ("review", "content"): '{"notes": {"goals": "Amarke"}}',
    ("editorial_line", "content"): '{"network": "instagram", "aim": "Amarke"}',
    ("network_act", "act"): "like",
    ("review", "state"): "closed",
    ("connection", "state"): "connected",
    ("connection", "can"): "",
    ("channel_rhythm", "slots"): "",
    ("campaign", "goal"): "",
    ("lead", "stage"): "new",
    ("erasure", "counts"): "{}",
    ("erasure", "backups"): "[]",
    ("retention_run", "kind"): "notes",
    ("import_mapping", "mapping"): "{}",
    ("saved_search", "filters"): "{}",
    ("thread_change", "message_ids"): "[]",
    ("thread_change", "gone"): "",
    ("triage_model", "figures"): "{}",
    ("triage_judgement", "kind_why"): "[]",
    ("triage_judgement", "tone_why"): "[]",
    ("triage_judgement", "urgency_why"): "[]",
}


@dataclass(frozen=True)
class Two:
    """A store with two full brands: ids of the first by column, and the second as a brand."""

    store: Store
    first: str
    second: Brand
    ids: dict[str, str]
    outside: Outside
    before: dict[str, tuple[int, str]]


def text_columns(cursor: Cursor, table: str) -> list[tuple[str, str]]:
    found = cursor.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? and schema_name = 'main'", [table]
    )
    return found.fetchall()


def mark(cursor: Cursor, brand_id: str) -> None:
    """Put the mark into every id and every free text of a brand, so that one search finds all of them."""
    for table in brand_tables(cursor):
        for name, kind in text_columns(cursor, table):
            if kind != "VARCHAR" or name in {"brand_id", "pillar_id", "import_id"}:
                continue
            if name.endswith("_id") or name in WORDS:
                cursor.execute(
                    f"""update {table} set {name} = '{MARK}~' || {name}
                    where brand_id = ? and {name} <> '' and position('{MARK}' in {name}) = 0""",
                    [brand_id],
                )
    cursor.execute(
        f'update strategy set content = replace(content, \'"name":"\', \'"name":"{MARK} \') where brand_id = ?',
        [brand_id],
    )


def fill(cursor: Cursor, brand_id: str, ids: dict[str, str]) -> None:
    """One row in every table that the example leaves empty."""
    for table in brand_tables(cursor):
        if cursor.execute(f"select 1 from {table} where brand_id = ? limit 1", [brand_id]).fetchall():
            continue
        row: dict[str, object] = {}
        for name, kind in text_columns(cursor, table):
            row[name] = value_for(table, name, kind, ids)
        row["brand_id"] = brand_id
        marks = ", ".join("?" for _ in row)
        cursor.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def value_for(table: str, name: str, kind: str, ids: dict[str, str]) -> object:
    if (table, name) in FILLED_AT:
        return FILLED_AT[table, name]
    if name in ids:
        return ids[name]
    if name.endswith(("deleted_at", "left_at", "closed_at", "undone_at", "revoked_at", "removed_at", "ended_at")):
        return NOW if (table, name) == ("review", "closed_at") else None
    by_kind = {"TIMESTAMP": NOW, "DATE": TODAY, "BOOLEAN": False, "DOUBLE": 1.0, "INTEGER": 1, "BIGINT": 1}
    if kind in by_kind or kind.startswith("DECIMAL"):
        return by_kind.get(kind, 1)
    if name in FILLED:
        return FILLED[name]
    return f"{MARK}~{table}-{name}"


def double(cursor: Cursor, brand_id: str, other: str) -> None:
    """The same again as another brand, with its own marks."""
    for table in brand_tables(cursor):
        columns = text_columns(cursor, table)
        chosen = ", ".join(
            f"replace(replace({name}, '{MARK}', '{OTHER}'), '{brand_id}', '{other}') as {name}"
            if kind == "VARCHAR"
            else name
            for name, kind in columns
        )
        names = ", ".join(name for name, _ in columns)
        cursor.execute(f"insert into {table} ({names}) select {chosen} from {table} where brand_id = ?", [brand_id])


def rows_of(first: str, cursor: Cursor) -> dict[str, tuple[int, str]]:
    """How many rows the first brand has in each table, and a sum over all they hold."""
    asked = " union all ".join(
        f"""select '{table}' as name, count(*) as n, cast(coalesce(sum(hash(t)), 0) as varchar) as held
        from {table} as t where brand_id = $brand"""
        for table in brand_tables(cursor)
    )
    return {row[0]: (int(row[1]), str(row[2])) for row in cursor.execute(asked, {"brand": first}).fetchall()}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    opened = Store(folder / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    first = examples.load(opened, config.EXAMPLES, now=NOW, actor="owner").brand_id
    with opened.write() as cursor:
        mark(cursor, first)
        ids = {}
        for table in ("post", "publication", "conversation", "message", "person", "channel"):
            row = cursor.execute(
                f"select min({table}_id) from {table} where brand_id = ? {_LIVELY.get(table, '')}", [first]
            ).fetchall()
            ids[f"{table}_id"] = str(row[0][0])
        fill(cursor, first, ids)
        double(cursor, first, "bother")
        for table, column in (
            *(("campaign", "campaign_id"), ("media", "media_id"), ("block", "block_id"), ("series", "series_id")),
            *(("editorial_line", "line_id"), ("member", "member_id"), ("import_batch", "import_id")),
            *(("feed", "feed_id"), ("feed_entry", "entry_id"), ("network_act", "act_id"), ("review", "review_id")),
            ("moderation_plan", "plan_id"),
            ("class_change", "batch_id"),
            ("moderation_rule", "rule_id"),
            *(("saved_reply", "reply_id"), ("reply_use", "use_id"), ("draft_look", "look_id")),
        ):
            row = cursor.execute(f"select min({column}) from {table} where brand_id = ?", [first]).fetchall()
            ids[column] = str(row[0][0])
        before = rows_of(first, cursor)
    second = next(one for one in read_brands(opened) if one.brand_id == "bother")
    yield Two(opened, first, second, ids, Outside(Secrets(folder)), before)
    opened.close()


_LIVELY = {"publication": "and state = 'scheduled'", "conversation": "and state = 'open'"}
