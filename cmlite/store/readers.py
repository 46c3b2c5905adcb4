"""Who reads the data file at the moment, and how the others wait while it is closed or exchanged."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Made = TypeVar("Made")
PATIENCE_SECONDS = 2.0


class Readers:
    """Counts reads under way. Whoever comes while the file is exchanged waits until that is over."""

    def __init__(self) -> None:
        self.is_closed = False
        self._inside = 0
        self._is_held = False
        self._changed = threading.Condition()

    @contextmanager
    def inside(self, enter: Callable[[], Made]) -> Iterator[Made]:
        """A read under way, with what `enter` makes for it; `enter` may refuse once the file is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_held)
            made = enter()
            self._inside += 1
        try:
            yield made
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """From now on nobody enters; reads under way may end first, for a moment."""
        with self._changed:
            self.is_closed = True
            self._changed.wait_for(lambda: not self._inside, timeout=PATIENCE_SECONDS)

    @contextmanager
    def held(self, *, until_empty: bool = False) -> Iterator[None]:
        """Whoever comes waits for the end of the block; with `until_empty` it begins once reads under way have ended,
        or after a moment."""
        with self._changed:
            self._is_held = True
            if until_empty:
                self._changed.wait_for(lambda: not self._inside, timeout=PATIENCE_SECONDS)
        try:
            yield
        finally:
            with self._changed:
                self._is_held = False
                self._changed.notify_all()
