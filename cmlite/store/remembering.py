"""What reads found since the last change: a page that runs again while nothing changed asks the engine nothing."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from cmlite.store.naming import words
from cmlite.store.rows import Parameters

ENTRIES = 256
LARGEST = 2_000
"""Rows; what is larger is asked for again, so that memory stays flat."""
ALL_ROWS = 20_000
"""Rows of all answers together: without this many large ones would fill the memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and the tables it was found in; none named means that it may be any."""

    found: Any
    tables: frozenset[str]


class Remembered:
    """Answers by query and parameters, each good until one of the tables changes that its query names.

    Every write counts one state further after its commit and before it is acknowledged; so nobody who knows of a
    change can be given an answer from before it.
    """

    def __init__(self) -> None:
        self._state = 0
        self._changed: dict[str, int] = {}
        self._all_changed = 0
        self._sources: Mapping[str, frozenset[str]] = {}
        self._tables: dict[str, frozenset[str]] = {}
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._rows = 0

    def know(self, sources: Mapping[str, frozenset[str]]) -> None:
        """Which tables each name in a query stands for: a table for itself, a view for what it reads."""
        with self._lock:
            self._sources = sources
            self._tables.clear()

    def forget(self, tables: AbstractSet[str] | None = None) -> None:
        """Tables changed: every answer from them is void; without any named, every answer there is."""
        with self._lock:
            self._state += 1
            if tables is None:
                self._all_changed = self._state
                self._answers.clear()
                self._rows = 0
                return
            self._changed |= dict.fromkeys(tables, self._state)
            for key in [key for key, one in self._answers.items() if not one.tables or one.tables & tables]:
                self._rows -= len(self._answers.pop(key).found)

    def recall(self, kind: str, sql: str, parameters: Parameters, ask: Callable[[], Any]) -> Any:
        """The answer that is remembered, else that of `ask`, which is kept if nothing changed while it was asked."""
        key = (kind, sql, _frozen(parameters))
        try:
            hash(key)
        except TypeError:
            return ask()
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key].found
            state = self._state
            tables = self._read_by(sql)
        found = ask()
        with self._lock:
            if self._last_change(tables) <= state and len(found) <= LARGEST and key not in self._answers:
                self._answers[key] = Answer(found, tables)
                self._rows += len(found)
                self._make_room()
        return found

    def _read_by(self, sql: str) -> frozenset[str]:
        """The tables whose names, or whose views' names, are among the words of a query: rather one too many."""
        if sql not in self._tables:
            named = [self._sources[word] for word in set(words(sql)) if word in self._sources]
            if len(self._tables) > 4 * ENTRIES:  # some queries are put together as they are needed
                self._tables.clear()
            self._tables[sql] = frozenset().union(*named)
        return self._tables[sql]

    def _last_change(self, tables: frozenset[str]) -> int:
        if not tables:
            return self._state
        return max(self._all_changed, *(self._changed.get(table, 0) for table in tables))

    def _make_room(self) -> None:
        """Forget what was not asked for longest."""
        while len(self._answers) > ENTRIES or self._rows > ALL_ROWS:
            _, oldest = self._answers.popitem(last=False)
            self._rows -= len(oldest.found)


def _frozen(given: object) -> object:
    """Parameters as something that can be a key; True is not 1 there, though Python takes them for equal."""
    if isinstance(given, Mapping):
        return tuple((name, _frozen(value)) for name, value in given.items())
    if isinstance(given, list | tuple):
        return tuple(_frozen(value) for value in given)
    return (type(given), given)
