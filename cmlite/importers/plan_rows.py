"""What the rows of a plan say, once it is known which column holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cmlite.domain.plans import PlanRow
from cmlite.importers.base import Table
from cmlite.importers.dates import Dates, read_dates
from cmlite.importers.headings import norm
from cmlite.importers.plan_layouts import Layout, is_yes
from cmlite.importers.plan_targets import said_by_target, targets_of

_ESCAPED: Final = re.compile(r"'(?=[=+@\t\r\n-])")
_FORMULA: Final = re.compile(r"=\s*[A-Za-z_.\"'$(+-]|=\d")
_STATES: Final = {
    "idee": "idea",
    "idea": "idea",
    "entwurf": "draft",
    "draft": "draft",
    "cancelled": "draft",
    "veröffentlicht": "published",
}
"""What a state column may say; everything else that is no state of a post that is out means planned, but what
was dropped does not go out after all."""

_OUT: Final = {"published", "partly", "publishing", "unconfirmed", "removed"}
_SUBTYPES: Final = {"story": "story", "reel": "reel", "short": "reel", "pdf": "document", "reels": "reel"}


@dataclass(slots=True)
class Cells:
    """The columns of a table by the part of a post they hold."""

    table: Table
    layout: Layout
    formulas: bool
    texts: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part, place in self.layout.places.items():
            self.texts[part] = [_ESCAPED.sub("", row[place], count=1).strip() for row in self.table.rows]

    def of(self, part: str) -> list[str]:
        return self.texts.get(part) or [""] * len(self.table.rows)


def dates_of(cells: Cells, day_first: bool | None) -> Dates:
    """When each row is planned; `day_first` settles the order of day and month where the column cannot tell it."""
    whole = [
        f"{day} {time}".strip() if day and ":" not in day else day
        for day, time in zip(cells.of("day"), cells.of("time"), strict=True)
    ]
    return read_dates(whole, day_first=day_first)


def rows_of(cells: Cells, dates: Dates, networks: Mapping[str, str]) -> list[PlanRow]:
    """Every row with what it says; one that cannot be taken over has its `problem` as a text key, with a `detail`."""
    bad = set(dates.bad)
    made = []
    for place, (line, row) in enumerate(zip(cells.table.lines, cells.table.rows, strict=True)):
        texts = {part: values[place] for part, values in cells.texts.items()}
        formula = _formula(texts) if cells.formulas else ""
        problem, detail = ("plans.row.formula", formula) if formula else ("", "")
        if place in bad and not problem:
            problem, detail = "plans.row.date", f"{texts.get('day', '')} {texts.get('time', '')}".strip()
        targets, unknown = targets_of(cells.layout, texts, row, networks)
        if unknown and not problem:
            problem, detail = "plans.row.network", unknown
        at = dates.values[place]
        made.append(
            PlanRow(
                line=line,
                post_id=texts.get("post_id", ""),
                title=texts.get("title", ""),
                text=_text(cells.layout.layout, texts),
                at=at.replace(second=0, microsecond=0) if at else None,
                is_utc=dates.aware[place],
                day_only=dates.precision[place] == "day",
                zone=texts.get("zone", ""),
                state=_state(texts),
                targets=targets,
                pillar=texts.get("pillar", ""),
                format=_format(texts),
                campaign=texts.get("campaign", ""),
                texts=said_by_target(texts.get("own_texts", "")),
                comments=said_by_target(texts.get("first_comments", "")),
                options=said_by_target(texts.get("options", "")),
                tagged=is_yes(texts["marked"]) if texts.get("marked") else True,
                as_thread=is_yes(texts.get("thread", "")),
                media=sum(bool(row[media].strip()) for media in cells.layout.media),
                problem=problem,
                detail=detail[:200],
            )
        )
    return made


def _formula(texts: Mapping[str, str]) -> str:
    """The first cell that is a formula: its result is not in the file, and it is never worked out here."""
    return next((words for words in texts.values() if _FORMULA.match(words)), "")


def _text(layout: str, texts: Mapping[str, str]) -> str:
    """The text of a post, with the link below it that other tools keep in a column of its own."""
    words = texts.get("text", "")
    if layout == "publer":  # further parts are captions of single pictures
        words = words.split("||")[0].strip()
    link = texts.get("link", "").split(",")[0].strip()
    return f"{words}\n\n{link}".strip() if link and link not in words else words


def _state(texts: Mapping[str, str]) -> str:
    if "draft" in texts:
        return "draft" if is_yes(texts["draft"]) else "scheduled"
    said = norm(texts.get("state", ""))
    return _STATES.get(said, said if said in _OUT else "scheduled")


def _format(texts: Mapping[str, str]) -> str:
    said = norm(texts.get("format", "")) or norm(texts.get("format_too", ""))
    return _SUBTYPES.get(said, "" if said == "post" else said)
