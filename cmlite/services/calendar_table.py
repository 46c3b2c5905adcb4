"""Posts of the calendar as rows of a file."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from cmlite.domain.posts import Entry
from cmlite.domain.strategy import Strategy
from cmlite.services import exports
from cmlite.services.exports import Style

Row = dict[str, object]
COLUMNS = (
    *("post_id", "day", "time", "zone", "state", "title"),
    *("text", "own_texts", "pillar", "format", "networks", "channels", "links"),
)


def as_csv(
    entries_shown: Sequence[Entry], channels: Mapping[str, str], strategy: Strategy, zone: str, style: Style
) -> bytes:
    """Entries as CSV; `style` see services.exports."""
    return exports.rows_as_csv(table(entries_shown, channels, strategy, zone), COLUMNS, style)


def file_name(brand: str, now: datetime, ending: str) -> str:
    """What a file of the calendar is called."""
    return exports.file_name("calendar", brand, now, ending)


def table(entries_shown: Sequence[Entry], channels: Mapping[str, str], strategy: Strategy, zone: str) -> list[Row]:
    """Entries as rows for a file, under the names in COLUMNS; day and time are wall time in `zone`.

    `own_texts` is JSON: what a channel says instead of the text of the post, by network and handle.
    """
    return [
        {
            "post_id": one.post_id,
            "day": place[0].isoformat() if (place := one.place(zone)) else "",
            "time": f"{place[1]:%H:%M}" if place and place[1] else "",
            "zone": zone,
            "state": one.state,
            "title": one.title,
            "text": one.text,
            "own_texts": _own_texts(one, channels),
            "pillar": strategy.pillar_name(one.pillar_id),
            "format": one.format,
            "networks": " ".join(one.networks),
            "channels": " ".join(channels.get(target.channel_id, "") for target in one.targets),
            "links": " ".join(target.permalink for target in one.targets if target.permalink),
        }
        for one in entries_shown
    ]


def _own_texts(entry: Entry, channels: Mapping[str, str]) -> str:
    found = {
        f"{target.network} {channels.get(target.channel_id, '')}".strip(): own
        for target in entry.targets
        if (own := entry.own_text(target))
    }
    return json.dumps(found, ensure_ascii=False) if found else ""
