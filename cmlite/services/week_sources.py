"""What a week could be filled with: ideas, occasions, evergreen posts, templates, what did well, the topics."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_wall
from cmlite.domain.evergreen import due_on
from cmlite.domain.holidays import holidays_between
from cmlite.domain.ideas import LONGEST, Origin, coming_days
from cmlite.domain.kpis import MIN_BASELINE
from cmlite.domain.occasions import Occasion, between
from cmlite.domain.posts import Entry
from cmlite.domain.slots import Gap
from cmlite.domain.strategy import Strategy
from cmlite.domain.week import NEAR, Candidate
from cmlite.services import blocks, calendar, ideas, rhythm
from cmlite.store import evergreen, week
from cmlite.store import ideas as origins
from cmlite.store.db import Store
from cmlite.store.side_by_side import together

FEW = 5
"""Posts of a topic in a format from which their median says something."""

REST = timedelta(days=60)
"""A post that did well is taken up again only after this time."""

_CLOSE_TO_TRADE = {
    "food": ("food",),
    "hospitality": ("food",),
    "craft": ("craft",),
    "club": ("sport", "culture"),
    "fitness": ("sport",),
    "culture": ("culture",),
    "retail": ("commerce",),
}
_FAR_FROM_TRADE = {"health": "commerce", "club": "commerce", "craft": "commerce", "services": "commerce"}
"""Who has nothing on a shelf is not asked to post about Cyber Monday; the calendar shows these days all the same."""


def candidates(
    store: Store,
    brand: Brand,
    occasions: Sequence[Occasion],
    content: Strategy,
    entries: Sequence[Entry],
    gaps: Sequence[Gap],
    *,
    language: str,
    now: datetime,
) -> list[Candidate]:
    """Everything the free slots of a week could be filled with, in a fixed order; `entries` stand in that week."""
    wall = to_wall(now, brand.zone)
    ratios, well, lasting, made = together(
        lambda: week.read_ratios(store, brand.brand_id, brand.zone, *ideas.days_seen(brand, now), enough=MIN_BASELINE),
        lambda: ideas.best(store, brand, now=now),
        lambda: evergreen.read_evergreens(store, brand.brand_id),
        lambda: blocks.blocks(store, brand.brand_id),
    )
    first, last = gaps[0].moment, gaps[-1].moment
    days = _days(brand, occasions, first.wall.date(), last.wall.date(), language)
    used = origins.read_used_sources(
        store, brand.brand_id, [*(one.key for one in days), *(one.post_id for one in well)]
    )
    marked = {one.post_id for one in lasting}
    distances = {one: found.evergreen_days for one, found in rhythm.rhythms(store, brand.brand_id).items()}
    return [
        *_ideas(calendar.undated(store, brand.brand_id), entries),
        *(one for one in days if one.key not in used),
        *(
            Candidate(
                key=one.post_id,
                kind="evergreen",
                title=one.headline[:LONGEST],
                text=one.text,
                pillar_id=one.pillar_id,
                format=one.format,
                channel_ids=channel_ids,
                values={"last": one.last},
                origin=Origin(kind="evergreen", words=one.headline[:LONGEST], source_id=one.post_id),
            )
            for one in sorted(lasting, key=lambda one: (one.last or datetime.min, one.post_id))
            if (
                channel_ids := tuple(
                    there
                    for there in due_on(one, distances, first.instant)
                    if there in due_on(one, distances, last.instant)
                )
            )
        ),
        *(
            Candidate(
                key=one.block_id,
                kind="template",
                title=one.name,
                text=one.text,
                pillar_id=one.pillar_id,
                format=one.format,
                values={"name": one.name},
                origin=Origin(kind="template", words=one.name, source_id=one.block_id),
            )
            for one in made
            if one.kind == "template" and one.language in {"", brand.language}
        ),
        *(
            Candidate(
                key=one.post_id,
                kind="well",
                title=one.headline[:LONGEST],
                text=one.text,
                pillar_id=one.pillar_id,
                format=one.format,
                values={"day": one.day, "network": one.network, "factor": one.interactions / one.usual, "n": one.n},
                origin=Origin(kind="well", words=one.headline[:LONGEST], link=one.permalink, source_id=one.post_id),
            )
            for one in well
            if one.post_id not in used | marked and wall.date() - one.day >= REST
        ),
        *_topics(content, ratios),
    ]


def _ideas(undated: Sequence[Entry], entries: Sequence[Entry]) -> list[Candidate]:
    """Ideas of this week first, then ideas and drafts without a day, the oldest first."""
    dated = [entry for entry in entries if entry.state == "idea"]
    return [
        Candidate(
            key=entry.post_id,
            kind="idea",
            title=entry.headline,
            text=entry.text,
            pillar_id=entry.pillar_id,
            format=entry.format,
            day=entry.wall.date() if entry.wall else None,
            channel_ids=tuple(target.channel_id for target in entry.targets) or None,
            post_id=entry.post_id,
        )
        for entry in [*dated, *reversed(undated)]
    ]


def _days(brand: Brand, occasions: Sequence[Occasion], first: date, last: date, language: str) -> list[Candidate]:
    """Holidays and occasions a post of this week could be about; those close to the trade first."""
    end = last + timedelta(days=NEAR)
    far = _FAR_FROM_TRADE.get(brand.trade)
    known = [(day, one) for day, one in between(occasions, first, end, brand.country) if one.kind != far]
    kinds = {f"occasion:{one.key}:{day.year}": one.kind for day, one in known}
    found = coming_days(
        known,
        holidays_between(
            first, end, country=brand.country, subdivision=brand.subdivision, language=language, school=False
        ),
        language,
    )
    close = _CLOSE_TO_TRADE.get(brand.trade, ())
    found.sort(key=lambda one: (kinds.get(one.source_id) not in close, one.day, one.source_id))
    return [
        Candidate(
            key=one.source_id,
            kind="holiday" if one.kind == "holiday" else "occasion",
            title=one.name,
            day=one.day,
            values={"name": one.name, "day": one.day},
            origin=Origin(kind=one.kind, words=f"{one.name}, {one.day.isoformat()}", source_id=one.source_id),
        )
        for one in found
    ]


def _topics(content: Strategy, ratios: Sequence[dict[str, Any]]) -> list[Candidate]:
    """Every topic of the strategy, in the format that did best so far where enough posts tell."""
    found = []
    for pillar in content.pillars:
        told = [row for row in ratios if row["pillar_id"] == pillar.pillar_id and row["n"] >= FEW]
        best = max(told, key=lambda row: (row["ratio"], row["format"]), default=None)
        found.append(
            Candidate(
                key=f"pillar:{pillar.pillar_id}",
                kind="pillar",
                title=pillar.name,
                pillar_id=pillar.pillar_id,
                format=best["format"] if best else "",
                values=_told(best) if best and best["ratio"] >= 1 else {},
                origin=Origin(kind="pillar", words=pillar.about, source_id=pillar.pillar_id),
            )
        )
    return found


def _told(row: dict[str, Any]) -> dict[str, object]:
    return {"format": row["format"], "factor": row["ratio"], "n": row["n"]}
