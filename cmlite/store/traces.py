"""Everything that is kept about somebody, in whatever table: their rows, and texts of others that name them.

Tables are found in the schema, not in a list: a new one is looked through by its columns. A row belongs to somebody
when one of its ids is theirs; a text names them when it holds their handle, id or full name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cmlite.domain.rights import NAMED, names, words_of
from cmlite.store.rows import Cursor, many, one

NEUTRAL = frozenset(
    {
        *("brand_id", "import_id", "actor", "state", "stage", "kind", "network", "language", "zone", "currency"),
        *("metric", "source", "definition", "unit", "format", "dimension", "mark", "proof", "direction", "outcome"),
        *("sha256", "file_hash", "token_hash", "media_type", "pillar_id", "channel_id", "act", "mode", "role"),
    }
)
"""Columns that hold words of the app or ids of the owner: nobody outside is named in them."""

APART = frozenset({"person", "forgotten", "erasure", "retention_run", "brand"})
"""Tables that are not searched for names: people are found by their id, the others know nobody."""

OWN = frozenset({"conversation", "message", "audit", "lead", "satisfaction", "person"})
"""Tables with ways of their own to be erased."""


@dataclass(frozen=True, slots=True)
class Traces:
    """By what somebody is found: ids of their rows, ids on networks, words, and what they said."""

    brand_id: str
    people: tuple[dict[str, Any], ...]
    conversations: tuple[str, ...]
    messages: tuple[dict[str, Any], ...]
    others: tuple[str, ...]
    """Ids of leads, consents, answers about satisfaction, and of conversations that were merged into theirs."""
    words: tuple[str, ...]

    @property
    def person_ids(self) -> list[str]:
        """Ids of their handles."""
        return [row["person_id"] for row in self.people]

    @property
    def message_ids(self) -> list[str]:
        """Ids of what they wrote, and of what was written to them."""
        return [row["message_id"] for row in self.messages]

    @property
    def ids(self) -> list[str]:
        """Every id that is theirs alone."""
        return [*self.person_ids, *self.conversations, *self.message_ids, *self.others]


def read_traces(cursor: Cursor, brand_id: str, person_ids: Sequence[str]) -> Traces:
    """By what these people are found; `person_ids` are all handles of one of them, or of several."""
    given = {"brand": brand_id, "ids": list(person_ids)}
    people = many(cursor, "select * from person where brand_id = $brand and person_id in (select unnest($ids))", given)
    talk = many(
        cursor,
        "select conversation_id from conversation where brand_id = $brand and person_id in (select unnest($ids))",
        given,
    )
    messages = many(
        cursor,
        """with theirs as (
            select m.* from message as m where m.brand_id = $brand and m.person_id in (select unnest($ids))
        )
        select * from theirs
        union
        select m.* from message as m
        where m.brand_id = $brand and m.person_id = ''
          and m.conversation_id in (select c.conversation_id from conversation as c
            where c.brand_id = $brand and c.person_id in (select unnest($ids)))
        union
        select m.* from message as m
        where m.brand_id = $brand and m.direction = 'out' and m.person_id = '' and m.parent_id <> ''
          and m.parent_id in (select t.external_id from theirs as t where t.external_id <> '')""",
        given,
    )
    others = [
        row["id"]
        for table, column in (
            ("lead", "lead_id"),
            ("person_consent", "consent_id"),
            ("satisfaction", "satisfaction_id"),
            ("thread_change", "from_id"),
        )
        for row in many(
            cursor,
            f"select {column} as id from {table} where brand_id = $brand and person_id in (select unnest($ids))",
            given,
        )
    ]
    return Traces(
        brand_id=brand_id,
        people=tuple(people),
        conversations=tuple(row["conversation_id"] for row in talk),
        messages=tuple(messages),
        others=tuple(others),
        words=_words(cursor, brand_id, people),
    )


def _words(cursor: Cursor, brand_id: str, people: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The words that name these people, without those that name the business itself."""
    own = {
        word.lstrip("@").lower()
        for row in many(
            cursor,
            """select handle as word from channel where brand_id = $brand
            union all select name from channel where brand_id = $brand
            union all select name from brand where brand_id = $brand""",
            {"brand": brand_id},
        )
        for word in [str(row["word"])]
    }
    found = (
        word
        for row in people
        for word in words_of(row["person_id"], brand_id, row["network"], row["handle"], row["display_name"])
    )
    return tuple(dict.fromkeys(word for word in found if word.lower() not in own))


def tables_of(cursor: Cursor) -> dict[str, list[str]]:
    """The tables whose rows belong to a brand, with their columns of text that may name somebody."""
    rows = many(
        cursor,
        """select c.table_name, c.column_name, c.data_type from information_schema.columns as c
        where c.table_schema = 'main' and c.table_catalog = current_database()
          and c.table_name in (select t.table_name from information_schema.tables as t
            where t.table_type = 'BASE TABLE' and t.table_catalog = current_database())
        order by c.table_name, c.ordinal_position""",
    )
    ours = {row["table_name"] for row in rows if row["column_name"] == "brand_id"}
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["table_name"] in ours and row["data_type"] == "VARCHAR" and row["column_name"] not in NEUTRAL:
            found.setdefault(row["table_name"], []).append(row["column_name"])
    return found


def with_rows(cursor: Cursor, brand_id: str, tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Those of the tables in which the brand has rows, asked once: most are empty, and each look takes time."""
    asked = " union all ".join(
        f"select '{name}' as name where exists (select 1 from {name} where brand_id = $brand)" for name in tables
    )
    return {row["name"]: tables[row["name"]] for row in many(cursor, asked, {"brand": brand_id})}


def id_columns(columns: Sequence[str]) -> list[str]:
    """Columns that hold ids of rows."""
    return [name for name in columns if name.endswith("_id")]


def text_columns(columns: Sequence[str]) -> list[str]:
    """Columns in which somebody may be named."""
    return [name for name in columns if not name.endswith("_id")]


def belongs(columns: Sequence[str]) -> str:
    """The condition that a row is theirs by one of its ids, which are `$ids`."""
    return " or ".join(f'"{name}" in (select unnest($ids))' for name in id_columns(columns))


def may_name(columns: Sequence[str]) -> str:
    """The condition that one of `$words` stands somewhere in a row; whether it is a name is still to be looked at."""
    words = "(select unnest($words) as sought) as w"
    return f"exists (select 1 from {words} where position(w.sought in lower({said(text_columns(columns))})) > 0)"


def said(columns: Sequence[str]) -> str:
    """Everything a row says in these columns, as one text."""
    return " || ' ' || ".join(f"coalesce(\"{name}\", '')" for name in columns)


def standing_in(cursor: Cursor, found: Traces, table: str, whole: str, words: Sequence[str]) -> list[str]:
    """Which of the words stand somewhere in the texts of a table: one look, however many there are."""
    if not words:
        return []
    rows = many(
        cursor,
        f"""select distinct w.sought from {table} as r
        inner join (select unnest($words) as sought) as w on position(w.sought in {whole}) > 0
        where r.brand_id = $brand""",
        {"brand": found.brand_id, "words": list(dict.fromkeys(words))},
    )
    return [row["sought"] for row in rows]


def columns_with(cursor: Cursor, found: Traces, table: str, texts: Sequence[str], word: str) -> list[str]:
    """The columns in which a word (in lower case) stands: no other one is written to."""
    holds = 'max(case when position($word in lower("{0}")) > 0 then 1 else 0 end) as "{0}"'
    each = ", ".join(holds.format(name) for name in texts)
    row = one(cursor, f"select {each} from {table} where brand_id = $brand", {"brand": found.brand_id, "word": word})
    return [name for name in texts if row and row[name]]


def read_everything(cursor: Cursor, traces: Traces) -> dict[str, list[dict[str, Any]]]:
    """Every row about somebody by table; rows of others that only name them stand under the table's name with `@`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, columns in tables_of(cursor).items():
        rows = _own_rows(cursor, traces, table, columns)
        if rows:
            found[table] = rows
        naming = _naming_rows(cursor, traces, table, columns)
        if naming := [row for row in naming if row not in rows]:
            found[f"{NAMED}{table}"] = naming
    return found


def _own_rows(cursor: Cursor, traces: Traces, table: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    if table == "message":
        return sorted((dict(row) for row in traces.messages), key=lambda row: (row["sent_at"], row["message_id"]))
    if table in {"forgotten", "erasure", "retention_run"} or not id_columns(columns):
        return []
    return many(
        cursor,
        f"select * from {table} where brand_id = $brand and ({belongs(columns)})",
        {"brand": traces.brand_id, "ids": traces.ids},
    )


def _naming_rows(cursor: Cursor, traces: Traces, table: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    texts = text_columns(columns)
    if table in APART or not texts or not traces.words:
        return []
    rows = many(
        cursor,
        f"select * from {table} where brand_id = $brand and {may_name(columns)}",
        {"brand": traces.brand_id, "words": [word.lower() for word in traces.words]},
    )
    return [row for row in rows if any(names(str(row[name] or ""), traces.words) for name in texts)]
