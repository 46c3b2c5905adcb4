"""What reads found since the last change: a page that runs again while nothing changed asks the engine nothing."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

ENTRIES = 256
LARGEST = 2_000
"""Rows; what is larger is asked for again, so that memory stays flat."""
ALL_ROWS = 20_000
"""Rows of all answers together: without this many large ones would fill the memory."""

Parameters = Sequence[object] | Mapping[str, object] | None


class Remembered:
    """Answers by query and parameters, each good for one state of the file.

    The state is a number that every write raises after its commit and before it is acknowledged; so nobody who knows of
    a change can be given an answer from before it.
    """

    def __init__(self) -> None:
        self._state = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._rows = 0

    def forget(self) -> None:
        """Something changed: every answer is void."""
        with self._lock:
            self._state += 1
            self._answers.clear()
            self._rows = 0

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
                return self._answers[key]
            state = self._state
        answer = ask()
        with self._lock:
            if state == self._state and len(answer) <= LARGEST and key not in self._answers:
                self._answers[key] = answer
                self._rows += len(answer)
                self._make_room()
        return answer

    def _make_room(self) -> None:
        """Forget what was not asked for longest."""
        while len(self._answers) > ENTRIES or self._rows > ALL_ROWS:
            _, oldest = self._answers.popitem(last=False)
            self._rows -= len(oldest)


def _frozen(given: object) -> object:
    """Parameters as something that can be a key; True is not 1 there, though Python takes them for equal."""
    if isinstance(given, Mapping):
        return tuple((name, _frozen(value)) for name, value in given.items())
    if isinstance(given, list | tuple):
        return tuple(_frozen(value) for value in given)
    return (type(given), given)
