"""How many conversations there are of what kind, and saved ways to look at them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmlite.domain.inbox import ME, MENTIONED, NO_CLASS, NOBODY, Filters
from cmlite.domain.team import Team
from cmlite.errors import RuleError

VIEWS = ("all", "overdue", ME, NOBODY, MENTIONED)
"""What the queue is narrowed to with one click."""


class Overview(BaseModel):
    """Numbers of conversations; `classes` are those of one state, `views` open ones."""

    model_config = ConfigDict(frozen=True)

    states: dict[str, int]
    classes: dict[str, dict[str, int]]
    views: dict[str, int]
    old: int = 0
    """Open ones that were past due when a file brought them."""


def overview(rows: Iterable[Mapping[str, Any]], me: str, mentioned: int) -> Overview:
    """From rows of `store.queue.count_kinds`; `mentioned`: unread notes that name `me`."""
    states: dict[str, int] = {}
    classes: dict[str, dict[str, int]] = {"all": {}}
    views = dict.fromkeys(VIEWS, 0) | {MENTIONED: mentioned}
    old = 0
    for row in rows:
        state, n = row["state"], int(row["n"])
        states[state] = states.get(state, 0) + n
        for place in (state, "all"):
            inside = classes.setdefault(place, {})
            name = row["class_id"] or NO_CLASS
            inside[name] = inside.get(name, 0) + n
        if state == "open":
            views["all"] += n
            old += n if row["came_late"] else 0
            views["overdue"] += n if row["is_overdue"] else 0
            views[ME] += n if row["assignee"] == me else 0
            views[NOBODY] += 0 if row["assignee"] else n
    return Overview(states=states, classes=classes, views=views, old=old)


class SavedSearch(BaseModel):
    """One row of the table `saved_search`."""

    model_config = ConfigDict(frozen=True)

    search_id: str
    brand_id: str
    name: str
    filters: Filters
    created_at: datetime
    actor: str


def tidy_name(name: str, others: Iterable[str]) -> str:
    """A name for a search. Raises RuleError for none and for one that is taken."""
    wanted = " ".join(name.split())[:60]
    if not wanted:
        raise RuleError("errors.queue.name_missing")
    if any(one.casefold() == wanted.casefold() for one in others):
        raise RuleError("errors.queue.name_taken", name=wanted)
    return wanted


def named_in(note: str, team: Team) -> list[str]:
    """The people a note names with an @ before their name, by member_id; the longest name that fits counts."""
    found: list[str] = []
    rest = note.casefold()
    for member in sorted(team.members, key=lambda one: -len(one.name)):
        sign = f"@{member.name.casefold()}"
        place = rest.find(sign)
        while place >= 0:
            before, after = rest[max(place - 1, 0) : place], rest[place + len(sign) : place + len(sign) + 1]
            if not before.isalnum() and not after.isalnum():
                found.append(member.member_id)
                rest = rest.replace(sign, " ")
                break
            place = rest.find(sign, place + 1)
    return found
