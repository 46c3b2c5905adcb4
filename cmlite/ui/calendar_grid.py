"""The calendar as a component: the one thing native elements cannot do is drag and drop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from cmlite.domain.brands import Brand
from cmlite.domain.holidays import Holiday, holidays_between
from cmlite.domain.networks import Network
from cmlite.domain.occasions import Occasion, between
from cmlite.domain.posts import Entry
from cmlite.ui import text
from cmlite.ui.cards import network_name
from cmlite.ui.text import t

_HERE = Path(__file__)
_component = st.components.v2.component(
    "cmlite_calendar",
    html='<div class="calendar"></div>\n',
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
)


_MOST = {"month": 4, "week": 20, "list": 10}
"""Posts of a day that are drawn at once, by view; the others come when somebody asks for them."""

_UNFOLDED = "calendar_unfolded"


@dataclass(frozen=True, slots=True)
class Gesture:
    """What the visitor did in this run, if anything: moved a post to a day, opened one, wants one on a day."""

    moved: tuple[str, date] | None = None
    opened: str | None = None
    wanted: date | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What the days are, beside the posts."""

    holidays: Sequence[Holiday]
    occasions: Sequence[tuple[date, Occasion]]


def marks_of(first: date, last: date, brand: Brand, occasions: Sequence[Occasion]) -> Marks:
    """What the days from `first` to `last` are where the brand is at home."""
    return Marks(
        holidays_between(first, last, country=brand.country, subdivision=brand.subdivision, language=text.language()),
        between(occasions, first, last, brand.country),
    )


def calendar_grid(
    view: str,
    first: date,
    days: int,
    entries: Mapping[date, Sequence[Entry]],
    marks: Marks,
    networks: Mapping[str, Network],
    *,
    anchor: date,
    today: date,
    zone: str,
    key: str,
) -> Gesture:
    """Draw the days and give back what was done in them."""
    shown = [first + timedelta(days=number) for number in range(days)]
    result = _component(
        key=key,
        data={
            "view": view,
            "weekdays": [text.weekday_name(number, short=True) for number in range(7)],
            "days": [
                _day(day, entries.get(day, ()), marks, networks, view, anchor, today, zone, _most(view, day))
                for day in shown
            ],
            "texts": {
                "add": t("calendar.add"),
                "more": t("calendar.more"),
                "none": t("calendar.none"),
                "earlier": t("calendar.earlier"),
            },
        },
        on_moved_change=lambda: None,
        on_opened_change=lambda: None,
        on_wanted_change=lambda: None,
        on_unfolded_change=lambda: None,
    )
    if result.unfolded:
        st.session_state[_UNFOLDED] = st.session_state.get(_UNFOLDED, frozenset()) | {(view, str(result.unfolded))}
        st.rerun()
    moved = (str(result.moved["id"]), date.fromisoformat(result.moved["day"])) if result.moved else None
    return Gesture(
        moved,
        str(result.opened) if result.opened else None,
        date.fromisoformat(result.wanted) if result.wanted else None,
    )


def _most(view: str, day: date) -> int | None:
    """How many posts of a day are drawn; None for all, where somebody asked for them."""
    unfolded = (view, day.isoformat()) in st.session_state.get(_UNFOLDED, frozenset())
    return None if unfolded else _MOST[view]


def _day(
    day: date,
    entries: Sequence[Entry],
    marks: Marks,
    networks: Mapping[str, Network],
    view: str,
    anchor: date,
    today: date,
    zone: str,
    most: int | None,
) -> dict[str, object]:
    public = [one for one in marks.holidays if one.kind == "public" and one.first <= day <= one.last]
    school = [one for one in marks.holidays if one.kind == "school" and one.first <= day <= one.last]
    names = [{"kind": "public", "name": one.name} for one in public]
    names += [{"kind": "school", "name": one.name} for one in school if one.first == day or day.weekday() == 0]
    names += [{"kind": "occasion", "name": one.name(text.language())} for when, one in marks.occasions if when == day]
    return {
        "day": day.isoformat(),
        "short": text.day(day, weekday=False) if view == "week" or day.day == 1 else str(day.day),
        "long": text.day(day),
        "outside": view == "month" and (day.year, day.month) != (anchor.year, anchor.month),
        "today": day == today,
        "past": day < today,
        "school": bool(school),
        "marks": names,
        "entries": [_entry(entry, networks, zone) for entry in entries[:most]],
        "more": len(entries[most:]) if most is not None else 0,
    }


def _entry(entry: Entry, networks: Mapping[str, Network], zone: str) -> dict[str, object]:
    place = entry.place(zone)
    where = ", ".join(network_name(network, networks) for network in entry.networks)
    state = t(f"states.{entry.state}")
    first = next((networks[one].colour for one in entry.networks if one in networks), "var(--st-gray-color)")
    time = text.clock(place[1]) if place and place[1] else ""
    hint = t("calendar.move_hint") if entry.is_movable else ""
    return {
        "id": entry.post_id,
        "title": entry.headline,
        "time": time,
        "state": entry.state,
        "where": f"{state} · {where}" if where else state,
        "colour": first,
        "movable": entry.is_movable,
        "label": ", ".join(part for part in (time, entry.headline, state, where, hint) if part),
    }
