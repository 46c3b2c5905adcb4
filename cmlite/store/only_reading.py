"""The store in the hands of somebody who may look but not change."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cmlite.errors import RuleError
from cmlite.store.db import Store
from cmlite.store.rows import Cursor


class OnlyReading(Store):
    """The same open file in the hands of somebody who may look but not change: every write is refused."""

    may_write = False

    def __init__(self, whole: Store) -> None:
        self.__dict__ = whole.__dict__  # one connection, one lock, one memory; also after a restore

    @contextmanager
    def write(self, *, tidy: bool = True) -> Iterator[Cursor]:
        """Refused with RuleError."""
        raise RuleError("errors.team.viewer")
        yield  # makes this a generator, as the block it stands for

    def open_other(self, path: Path) -> Store:
        """Refused: it is the first step of putting another file in this one's place."""
        raise RuleError("errors.team.viewer")

    def replace_with(self, path: Path, *, keep: Path) -> None:
        """Refused with RuleError."""
        raise RuleError("errors.team.viewer")

    def rewrite(self) -> None:
        """Refused with RuleError."""
        raise RuleError("errors.team.viewer")
