"""What is still to come, in the layouts in which other planning tools take posts in."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.domain.channels import Channel
from cmlite.domain.clocks import day_bounds, to_wall
from cmlite.domain.ids import slug
from cmlite.domain.networks import Network
from cmlite.domain.posts import Entry, Target
from cmlite.importers.plan_layouts import (
    BUFFER_COLUMNS,
    HOOTSUITE_COLUMNS,
    METRICOOL_COLUMNS,
    METRICOOL_NETWORKS,
    MOST_ROWS,
    PUBLER_COLUMNS,
)
from cmlite.store import posts
from cmlite.store.channels import read_channels
from cmlite.store.db import Store

DAYS_AHEAD = 400
_STILL = {"draft", "in_review", "approved", "rejected", "scheduled", "missed", "failed"}
_UNDECIDED = {"draft", "in_review", "rejected"}
"""Taken along only where the other tool knows drafts: any other would publish them."""
_SUBTYPES = {"story": "story", "reel": "reel", "document": "PDF"}


def still_to_come(store: Store, brand: Brand, layout: str, networks: Mapping[str, Network], *, now: datetime) -> bytes:
    """All that is still to come of a brand, in one layout."""
    names = {key: one.name for key, one in networks.items()}
    channels = read_channels(store, brand.brand_id, closed=True)
    return archive(layout, to_come(store, brand.brand_id, now=now), channels, brand.zone, names)


def to_come(store: Store, brand_id: str, *, now: datetime) -> list[Entry]:
    """Posts with a time to come of which nothing is out, by time."""
    _, last = day_bounds(now, DAYS_AHEAD, "UTC")
    found = posts.read_entries(store, brand_id, now, last)
    return [one for one in found if one.is_movable and one.at and one.at > now and one.targets]


def archive(
    layout: str, entries: Sequence[Entry], channels: Sequence[Channel], zone: str, networks: Mapping[str, str]
) -> bytes:
    """A ZIP of CSV files. Metricool takes all networks in one file, the others want one file a channel, in parts of as
    many rows as they take at once. Times are wall time in `zone`; `networks` gives the names of networks."""
    by_id = {one.channel_id: one for one in channels}
    files: dict[str, bytes] = {}
    if layout == "metricool":
        files["metricool.csv"] = _csv(METRICOOL_COLUMNS, _metricool(entries, zone))
    else:
        columns, row = _WAYS[layout]
        for channel_id, mine in _by_channel(entries).items():
            channel = by_id.get(channel_id)
            handle = channel.handle if channel else ""
            name = "-".join(filter(None, (layout, slug(networks.get(mine[0][1].network, "")), slug(handle))))
            rows = [row(entry, target, zone) for entry, target in mine]
            most = MOST_ROWS[layout]
            for part, first in enumerate(range(0, len(rows), most), start=1):
                ending = f"-{part}" if len(rows) > most else ""
                files[_free(f"{name}{ending}", files)] = _csv(columns, rows[first : first + most])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return packed.getvalue()


def _free(name: str, taken: Mapping[str, bytes]) -> str:
    """A name that no other file has: two channels may be called alike."""
    number, wanted = 1, f"{name}.csv"
    while wanted in taken:
        number += 1
        wanted = f"{name}_{number}.csv"
    return wanted


def _by_channel(entries: Sequence[Entry]) -> dict[str, list[tuple[Entry, Target]]]:
    found: dict[str, list[tuple[Entry, Target]]] = {}
    for entry in entries:
        for target in entry.targets:
            if target.state in _STILL - _UNDECIDED:
                found.setdefault(target.channel_id, []).append((entry, target))
    return found


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with commas, as all of them ask for. Texts stand as they are: these files are read by tools that would
    publish an apostrophe put before them."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue().encode("utf-8")


def _wall(entry: Entry, zone: str) -> datetime:
    return to_wall(entry.at, zone) if entry.at else datetime.min


def _says(entry: Entry, target: Target) -> str:
    return entry.own_text(target) or entry.text


def _buffer(entry: Entry, target: Target, zone: str) -> tuple[str, ...]:
    return _says(entry, target), "", "", f"{_wall(entry, zone):%Y-%m-%d %H:%M}"


def _hootsuite(entry: Entry, target: Target, zone: str) -> tuple[str, ...]:
    return f"{_wall(entry, zone):%d/%m/%Y %H:%M}", _says(entry, target), ""


def _publer(entry: Entry, target: Target, zone: str) -> tuple[str, ...]:
    when = f"{_wall(entry, zone):%Y-%m-%d %H:%M}"
    kind = _SUBTYPES.get(entry.format, "")
    return when, _says(entry, target), "", "", "", "", "", target.comment, "", kind, "", ""


def _metricool(entries: Sequence[Entry], zone: str) -> list[tuple[str, ...]]:
    """One row for the channels of a post that say the same; what they say apart gets rows of its own."""
    columns = {network: heading for heading, network in reversed(METRICOOL_NETWORKS.items())}
    rows = []
    for entry in entries:
        alike: dict[tuple[str, str, str], set[str]] = {}
        for target in entry.targets:
            if target.state in _STILL and target.network in columns:
                draft = "TRUE" if target.state in _UNDECIDED else "FALSE"
                alike.setdefault((_says(entry, target), target.comment, draft), set()).add(columns[target.network])
        wall = _wall(entry, zone)
        kind = {"story": "STORY", "reel": "REEL"}.get(entry.format, "POST")
        for (words, comment, draft), headings in alike.items():
            marks = ["TRUE" if heading.casefold() in headings else "FALSE" for heading in METRICOOL_COLUMNS[4:14]]
            types = [kind if heading in headings else "" for heading in ("instagram", "facebook")]
            rows.append((words, f"{wall:%Y-%m-%d}", f"{wall:%H:%M:%S}", draft, *marks, *types, comment))
    return rows


_WAYS = {
    "buffer": (BUFFER_COLUMNS, _buffer),
    "hootsuite": (HOOTSUITE_COLUMNS, _hootsuite),
    "publer": (PUBLER_COLUMNS, _publer),
}
