"""The board of ideas: what stands on it, new ideas with their source, from one column to the next."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.holidays import holidays_between
from cmlite.domain.ideas import LONGEST, Card, Coming, Origin, Well, coming_days, noted
from cmlite.domain.kpis import MIN_BASELINE, NO_PILLAR
from cmlite.domain.occasions import Occasion, between
from cmlite.domain.posts import Entry, PostDraft, Stage
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, rhythm
from cmlite.services.calendar import Saved
from cmlite.store import evergreen, posts, week
from cmlite.store import ideas as table
from cmlite.store.db import Store

MOST = 400
"""Posts the board shows: those changed last."""

AHEAD = timedelta(weeks=5)
SEEN = timedelta(days=180)
"""How far back posts are looked at for what did well."""
SETTLED = timedelta(days=7)
"""Younger posts still gather figures."""
MUCH = 1.5
"""Interactions against the usual of the channel from which a post did well."""
_BEST = 24


def board(store: Store, brand: Brand, *, now: datetime) -> list[Card]:
    """Ideas, drafts, what is planned and what was published this month, by time."""
    month = to_wall(now, brand.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = posts.read_board(store, brand.brand_id, to_utc(month, brand.zone)[0], MOST)
    origins = table.read_origins(store, brand.brand_id, [entry.post_id for entry in found])
    marked = evergreen.read_ids(store, brand.brand_id)
    return [Card(entry, origins.get(entry.post_id), entry.post_id in marked) for entry in found]


def note(store: Store, brand: Brand, line: str, pillar_id: str, *, now: datetime, actor: str) -> Saved:
    """An idea of one line; a link in it is kept as its source. Raises RuleError when nothing was typed."""
    title, words, origin = noted(line)
    draft = PostDraft(title=title, text=words, pillar_id=pillar_id, stage="idea", zone=brand.zone)
    return calendar.create(store, brand.brand_id, draft, now=now, actor=actor, origin=origin)


def take(store: Store, brand: Brand, draft: PostDraft, origin: Origin, *, now: datetime, actor: str) -> Saved:
    """Something found elsewhere as an idea or a draft that keeps where it came from."""
    return calendar.create(store, brand.brand_id, draft, now=now, actor=actor, origin=origin)


def coming(
    store: Store, brand: Brand, occasions: Sequence[Occasion], *, language: str, now: datetime
) -> list[tuple[Coming, bool]]:
    """Holidays and occasions of the next weeks, each with whether the board already has a post about it."""
    first = to_wall(now, brand.zone).date()
    last = first + AHEAD
    found = coming_days(
        between(occasions, first, last, brand.country),
        holidays_between(
            first, last, country=brand.country, subdivision=brand.subdivision, language=language, school=False
        ),
        language,
    )
    used = table.read_used_sources(store, brand.brand_id, [one.source_id for one in found])
    return [(one, one.source_id in used) for one in found]


def of_day(one: Coming, zone: str) -> tuple[PostDraft, Origin]:
    """An idea about a holiday or an occasion, without a time of its own."""
    return (
        PostDraft(title=one.name, stage="idea", zone=zone),
        Origin(kind=one.kind, words=f"{one.name}, {one.day.isoformat()}", source_id=one.source_id),
    )


def move(store: Store, brand: Brand, post_id: str, stage: Stage, *, now: datetime, actor: str) -> Saved:
    """Put a post into another column. Into `planned` it takes its own time, else the next free slot of its channels.

    Raises RuleError where a channel, a text or a free slot is missing, or something of it is out already.
    """
    who: dict[str, Any] = {"now": now, "actor": actor}
    with store.write() as cursor:  # from here on nobody else fills a slot
        entry = posts.read_entry(store, brand.brand_id, post_id)
        if entry is None:
            raise NotFoundError("errors.posts.gone")
        wall = entry.wall
        if stage == "planned" and (wall is None or to_utc(wall, brand.zone)[0] <= now):
            wall = _free_wall(store, brand, entry, now)
        draft = calendar.as_draft(store, brand.brand_id, entry, stage=stage, wall=wall, zone=brand.zone)
        return calendar.alter(store, cursor, brand.brand_id, post_id, draft, version=entry.version, **who)


def days_seen(brand: Brand, now: datetime) -> tuple[datetime, datetime]:
    """Between which wall times posts are looked at for what did well: whole days, so that a day asks only once."""
    today = datetime.combine(to_wall(now, brand.zone).date(), time())
    return today - SEEN, today - SETTLED


def best(store: Store, brand: Brand, *, now: datetime) -> list[Well]:
    """Posts of the last months that did much better than usual on their channel, best first, each once."""
    seen = days_seen(brand, now)
    rows = week.read_best(store, brand.brand_id, brand.zone, *seen, enough=MIN_BASELINE, ratio=MUCH, most=_BEST)
    found: dict[str, Well] = {}
    for row in rows:
        found.setdefault(row["post_id"], _well(row))
    return list(found.values())


def with_used(store: Store, brand_id: str, found: Sequence[Well]) -> list[tuple[Well, bool]]:
    """Each of them with whether the board already has a post that takes it up."""
    used = table.read_used_sources(store, brand_id, [one.post_id for one in found])
    return [(one, one.post_id in used) for one in found]


def again(store: Store, brand: Brand, one: Well) -> tuple[PostDraft, Origin]:
    """An idea that takes up a post that did well; its text and pictures are there to be varied."""
    entry = calendar.entry(store, brand.brand_id, one.post_id)
    draft = calendar.as_draft(store, brand.brand_id, entry, stage="idea", wall=None, zone=brand.zone)
    title = one.headline[:LONGEST]
    changes = {"title": title, "pillar_id": one.pillar_id, "format": one.format, "channel_ids": ()}
    idea = PostDraft.model_validate(draft.model_dump() | changes)
    return idea, Origin(kind="well", words=title, link=one.permalink, source_id=one.post_id)


def _well(row: dict[str, Any]) -> Well:
    return Well(
        post_id=row["post_id"],
        channel_id=row["channel_id"],
        network=row["network"],
        format=row["format"],
        pillar_id="" if row["pillar_id"] == NO_PILLAR else row["pillar_id"],
        day=row["wall"].date(),
        interactions=int(row["interactions"]),
        usual=float(row["median"]),
        n=row["n"],
        title=row["title"],
        text=row["text"],
        permalink=row["permalink"],
    )


def _free_wall(store: Store, brand: Brand, entry: Entry, now: datetime) -> datetime:
    if not entry.wanted:
        raise RuleError("errors.posts.channel_missing")
    free = rhythm.free_slot(store, brand, [target.channel_id for target in entry.wanted], now=now)
    if free is None:
        raise RuleError("errors.rhythm.none_free")
    return free.wall
