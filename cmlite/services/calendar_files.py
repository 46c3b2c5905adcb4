"""What the calendar shows as files: for spreadsheets, for calendar programs, for other planning tools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.ics import calendar_file
from cmlite.domain.networks import Network
from cmlite.domain.posts import Entry
from cmlite.services import calendar_feed, calendar_table, exports, plan_exports
from cmlite.services.exports import Style
from cmlite.store.db import Store


@dataclass(frozen=True, slots=True)
class Files:
    """Each is made when it is asked for. `shown` are the entries that pass the filters."""

    store: Store
    brand: Brand
    shown: Sequence[Entry]
    networks: Mapping[str, Network]
    now: datetime
    actor: str

    def csv(self, style: Style) -> bytes:
        """What is shown, in the layout that can be read back."""
        named = calendar_table.names(self.store, self.brand.brand_id)
        return calendar_table.as_csv(self.shown, named, self.brand.zone, style)

    def ics(self) -> bytes:
        """What is shown, as events."""
        names = {key: one.name for key, one in self.networks.items()}
        return calendar_file(self.brand.name, self.shown, names, now=self.now)

    def plan(self, layout: str) -> bytes:
        """All that is still to come, as a ZIP in the layout of another tool."""
        return plan_exports.still_to_come(self.store, self.brand, layout, self.networks, now=self.now)

    def name(self, ending: str) -> str:
        """What a file is called."""
        return exports.file_name("calendar", self.brand.name, self.now, ending)

    def feeds(self) -> list[dict[str, Any]]:
        """Secret addresses of the calendar that hold."""
        return calendar_feed.feeds(self.store, self.brand.brand_id)

    def new_feed(self) -> str:
        """A new one: the secret part of its address."""
        return calendar_feed.create(self.store, self.brand.brand_id, now=self.now, actor=self.actor)

    def revoke_feed(self, feed_id: str) -> None:
        """Take one back."""
        calendar_feed.revoke(self.store, self.brand.brand_id, feed_id, now=self.now, actor=self.actor)
