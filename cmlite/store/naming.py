"""Which tables a statement names: what it reads from, what it changes."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

import duckdb

from cmlite.store.rows import Cursor, Parameters


class Writing:
    """The cursor of a transaction, which notes the tables that its statements change."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.unknown = False
        self.tables: set[str] = set()
        """Changed so far; not to be relied on once `unknown` is set."""

    def execute(self, sql: str, parameters: Parameters = None) -> Cursor:
        """As the engine's own; what it found is asked for from what this gives back."""
        table = changed_by(sql)
        if table is None:
            self.unknown = True
        elif table:
            self.tables.add(table)
        return self._cursor.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def words(sql: str) -> list[str]:
    """Every word of a statement in small letters, whatever it stands for."""
    return re.findall(r"\w+", sql.lower())


def sources(tables: AbstractSet[str], views: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """What each table and view stands for, from the tables and from the query of each view; views may read views."""
    found = {table: frozenset({table}) for table in tables}

    def of(name: str) -> frozenset[str]:
        if name not in found:
            read = (set(words(views[name])) & (tables | views.keys())) - {name}
            found[name] = frozenset().union(*map(of, read))
        return found[name]

    for view in views:
        of(view)
    return found


_CHANGE = re.compile(r'\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from)\s+"?(\w+)"?\s', re.IGNORECASE)
_CHANGING = re.compile(r"\b(?:insert|update|delete|merge|truncate|create|alter|drop|copy)\b|;", re.IGNORECASE)
_READING = re.compile(r"\s*(?:select|with|from)\b", re.IGNORECASE)


@lru_cache(1024)
def changed_by(sql: str) -> str | None:
    """The table a statement changes, "" for none, None where the words do not tell."""
    if _READING.match(sql) and not _CHANGING.search(sql):
        return ""
    found = _CHANGE.match(sql)
    return found[1].lower() if found and ";" not in sql else None
