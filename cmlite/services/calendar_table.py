"""Posts of the calendar as rows of a file."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cmlite.domain.posts import Entry, Target
from cmlite.domain.strategy import Strategy
from cmlite.services import campaigns, exports, strategy
from cmlite.services.exports import Style
from cmlite.store.channels import read_channels
from cmlite.store.db import Store

Row = dict[str, object]
COLUMNS = (
    *("post_id", "day", "time", "zone", "state", "title"),
    *("text", "own_texts", "first_comments", "options", "marked", "thread"),
    *("pillar", "campaign", "format", "networks", "channels", "links"),
)
"""The layout in which `importers/plans.py` reads posts back."""


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: handles by channel, campaigns and topics by their ids."""

    handles: Mapping[str, str]
    campaigns: Mapping[str, str]
    strategy: Strategy


def names(store: Store, brand_id: str) -> Names:
    """What ids of a brand are called, those of closed channels too."""
    return Names(
        {one.channel_id: one.handle for one in read_channels(store, brand_id, closed=True)},
        campaigns.named(campaigns.campaigns(store, brand_id)),
        strategy.in_force(store, brand_id),
    )


def as_csv(entries_shown: Sequence[Entry], named: Names, zone: str, style: Style) -> bytes:
    """Entries as CSV; `style` see services.exports."""
    return exports.rows_as_csv(table(entries_shown, named, zone), COLUMNS, style)


def table(entries_shown: Sequence[Entry], named: Names, zone: str) -> list[Row]:
    """Entries as rows for a file, under the names in COLUMNS; day and time are wall time in `zone`.

    Channels are written as `network:handle`. What only some of them say or do is JSON by channel: `own_texts` instead
    of the text of the post, `first_comments` beneath it, `options` for how it goes out.
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
            "own_texts": _by_channel(one, named, one.own_text),
            "first_comments": _by_channel(one, named, lambda target: target.comment),
            "options": _by_channel(one, named, lambda target: target.options.as_json()),
            "marked": "yes" if one.tagged else "no",
            "thread": "yes" if any(target.as_thread for target in one.wanted) else "",
            "pillar": named.strategy.pillar_name(one.pillar_id),
            "campaign": named.campaigns.get(one.campaign_id, ""),
            "format": one.format,
            "networks": " ".join(dict.fromkeys(target.network for target in one.wanted)),
            "channels": "; ".join(channel_label(target, named.handles) for target in one.wanted),
            "links": " ".join(target.permalink for target in one.targets if target.permalink),
        }
        for one in entries_shown
    ]


def channel_label(target: Target, handles: Mapping[str, str]) -> str:
    """`instagram:@sonne`; a semicolon, which separates channels, becomes a comma."""
    return f"{target.network}:{handles.get(target.channel_id, '').replace(';', ',')}"


def _by_channel(entry: Entry, named: Names, said: Callable[[Target], str]) -> str:
    found = {channel_label(target, named.handles): words for target in entry.wanted if (words := said(target))}
    return json.dumps(found, ensure_ascii=False) if found else ""
