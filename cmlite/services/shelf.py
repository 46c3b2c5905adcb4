"""The library as a picker of pictures needs it, for one brand: look, search, take in, cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from cmlite.domain.library import Added, Found, Item, Search
from cmlite.domain.media import Media
from cmlite.domain.pictures import Cut, Room
from cmlite.services import library
from cmlite.store.db import Store


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library of a brand in one run of a page; satisfies `ui.media_picker.Shelf`."""

    store: Store
    brand_id: str
    today: date
    now: datetime
    actor: str

    def some(self, media_ids: Sequence[str]) -> dict[str, Item]:
        """Media by id, with their rights."""
        return library.items(self.store, self.brand_id, media_ids)

    def search(self, wanted: Search) -> Found:
        """A page of what fits."""
        return library.search(self.store, self.brand_id, wanted, today=self.today)

    def add(self, source: BinaryIO, name: str) -> Added:
        """Take in an upload. Raises ImportRefused."""
        return library.add(self.store, self.brand_id, source, name, now=self.now, actor=self.actor)

    def cut(self, media_id: str, wanted: Cut) -> Added:
        """A new picture from a part of one."""
        return library.cut(self.store, self.brand_id, media_id, wanted, now=self.now, actor=self.actor)

    def preview(self, medium: Media, wanted: Cut) -> bytes | None:
        """How that part would look."""
        return library.cut_preview(self.store, medium, wanted)

    def small(self, medium: Media) -> Path | None:
        """The small picture of one."""
        return library.small(self.store, medium)

    def tile(self, medium: Media) -> Path | None:
        """The small picture cut to a square, for grids."""
        return library.small(self.store, medium, square=True)

    def fitting(self, medium: Media, room: Room) -> bytes:
        """A picture as JPEG, no larger than networks take it."""
        return library.fitting(self.store, medium, room)

    def original(self, medium: Media) -> Path:
        """The file of one. Raises NotFoundError when somebody took it away."""
        return library.original(self.store, medium)
