"""Planned posts as a calendar file that calendar programs accept (RFC 5545)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from cmlite.domain.posts import Entry

_STATUS = {
    "published": "CONFIRMED",
    "partly": "CONFIRMED",
    "scheduled": "CONFIRMED",
    "cancelled": "CANCELLED",
    "removed": "CANCELLED",
}

_CONTROL = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F), " ")
"""No line of a calendar file may hold them; texts pasted from slides do, as their line break is 0x0B."""


def _written(words: str) -> str:
    return words.translate(_CONTROL)


def calendar_file(
    name: str, entries: Sequence[Entry], networks: Mapping[str, str], *, now: datetime, feed: bool = False
) -> bytes:
    """One event of 15 minutes a post that has a time; `networks` gives the names, `now` is naive UTC.

    A `feed` says how often a program should look again (RFC 7986) and is no message about single events; its `now` is
    the time of the last change, so that the same plan gives the same bytes.
    """
    from icalendar import Calendar, Event, vText  # takes long to load, and the start page knows this room

    calendar = Calendar()
    calendar.add("prodid", "-//cmlite//cmlite//EN")
    calendar.add("version", "2.0")
    if feed:
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    else:
        calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_written(name)))
    for entry in entries:
        if entry.at is None:
            continue
        start = entry.at.replace(tzinfo=UTC)
        where = ", ".join(networks.get(network, network) for network in entry.networks)
        event = Event()
        event.add("uid", f"{entry.post_id}@cmlite")
        event.add("dtstamp", now.replace(tzinfo=UTC))
        event.add("dtstart", entry.at.date() if entry.day_only else start)
        event.add("dtend", entry.at.date() + timedelta(days=1) if entry.day_only else start + timedelta(minutes=15))
        event.add("summary", _written(f"{where}: {entry.headline}" if where else entry.headline))
        event.add("description", _written(entry.text))
        event.add("status", _STATUS.get(entry.state, "TENTATIVE"))
        event.add("sequence", max(entry.version - 1, 0))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
