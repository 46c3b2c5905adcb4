"""Fill a week: what could stand in its free slots and why; accepted one by one or all, always as drafts."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cmlite.domain.brands import Brand
from cmlite.domain.clocks import to_utc
from cmlite.domain.occasions import Occasion
from cmlite.domain.posts import Entry, PostDraft
from cmlite.domain.week import DISMISSED, Proposal, propose, slot_key
from cmlite.errors import RuleError
from cmlite.services import blocks, calendar, rhythm, strategy, week_sources
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

_SETTING = "week_choices"
_KEPT = timedelta(days=60)
_COUNTS = (
    "draft",
    "in_review",
    "approved",
    "scheduled",
    "publishing",
    "published",
    "partly",
    "missed",
    "failed",
    "unconfirmed",
)


@dataclass(frozen=True, slots=True)
class Filling:
    """One week from `first`: free slots, the proposals for them, slots dismissed, posts that stand there already."""

    first: date
    free: int
    proposals: tuple[Proposal, ...]
    dismissed: int
    planned: int
    has_slots: bool = True
    """Whether any open channel has a slot at all."""


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def filling(
    store: Store, brand: Brand, occasions: Sequence[Occasion], day: date, *, language: str, now: datetime
) -> Filling:
    """Proposals for the free slots of the week of a day that still lie ahead; the same until something changes."""
    first = monday(day)
    start, end = (to_utc(datetime.combine(one, time()), brand.zone)[0] for one in (first, first + timedelta(days=7)))
    gaps = rhythm.wanted_slots(store, brand, first=start, after=max(start, now), until=end) if end > now else []
    entries = calendar.entries(store, brand.brand_id, datetime.combine(first, time()), 7, brand.zone)
    have: dict[str, int] = {}
    content = strategy.in_force(store, brand.brand_id)
    for entry in entries:
        if entry.state in _COUNTS:
            pillar_id = entry.pillar_id if content.pillar_name(entry.pillar_id) else ""
            have[pillar_id] = have.get(pillar_id, 0) + 1
    if not gaps:
        known = rhythm.rhythms(store, brand.brand_id).values()
        return Filling(first, 0, (), 0, sum(have.values()), any(one.slots for one in known))
    found = week_sources.candidates(store, brand, occasions, content, entries, gaps, language=language, now=now)
    choices = _choices(store, brand.brand_id)
    proposals = propose(gaps, content.pillars, have, found, choices)
    hidden = sum(choices.get(slot_key(gap)) == DISMISSED for gap in gaps)
    return Filling(first, len(gaps), tuple(proposals), hidden, sum(have.values()))


def another(store: Store, brand_id: str, key: str, *, now: datetime, actor: str) -> None:
    """Let a slot have its next proposal."""
    _choose(store, brand_id, lambda known: {key: known.get(key, 0) + 1}, now, actor)


def dismiss(store: Store, brand_id: str, key: str, *, now: datetime, actor: str) -> None:
    """Want no proposal for a slot; `show_again` undoes it."""
    _choose(store, brand_id, lambda known: {key: DISMISSED}, now, actor)


def show_again(store: Store, brand: Brand, first: date, *, now: datetime, actor: str) -> None:
    """Show the dismissed slots of a week again."""
    start, end = (to_utc(datetime.combine(one, time()), brand.zone)[0] for one in (first, first + timedelta(days=7)))

    def shown(known: Mapping[str, int]) -> dict[str, int]:
        hidden = [key for key, turns in known.items() if turns == DISMISSED]
        return {key: 0 for key in hidden if start <= datetime.fromisoformat(key) < end}

    _choose(store, brand.brand_id, shown, now, actor)


def accept(store: Store, brand: Brand, wanted: Sequence[Proposal], *, now: datetime, actor: str) -> list[str]:
    """Make a draft of each proposal, all of them or none; an idea of the board becomes that draft. Returns the post
    ids in the order of the proposals.

    Raises RuleError when a slot has passed or was filled meanwhile, or somebody has gone on with an idea.
    """
    with store.write() as cursor:  # from here on nobody else fills a slot
        _still_free(store, brand, wanted, now)
        made = [_accept(store, cursor, brand, one, now=now, actor=actor) for one in wanted]
    for one in wanted:
        if one.candidate.kind == "template":
            blocks.note_use(store, brand.brand_id, one.candidate.key)
    return made


def _still_free(store: Store, brand: Brand, wanted: Sequence[Proposal], now: datetime) -> None:
    last = max((one.gap.moment.instant for one in wanted), default=now)
    free = {
        (gap.moment.instant, channel_id)
        for gap in rhythm.free_slots(store, brand, after=now, until=last + timedelta(minutes=1))
        for channel_id in gap.channel_ids
    }
    for one in wanted:
        if not all((one.gap.moment.instant, channel_id) in free for channel_id in one.channel_ids):
            raise RuleError("errors.week.filled")


def _accept(store: Store, cursor: Cursor, brand: Brand, one: Proposal, *, now: datetime, actor: str) -> str:
    brand_id = brand.brand_id
    if not one.candidate.post_id:
        origin = one.candidate.origin
        draft = _draft(store, brand, one)
        return calendar.add(store, cursor, brand_id, draft, origin=origin, now=now, actor=actor).post_id
    entry = calendar.entry(store, brand_id, one.candidate.post_id)
    day = entry.wall.date() if entry.wall else None
    if entry.state not in {"idea", "draft"} or day != one.candidate.day:
        raise RuleError("errors.week.taken", title=entry.headline)
    draft = _of_idea(store, brand, entry, one)
    version = entry.version
    return calendar.alter(store, cursor, brand_id, entry.post_id, draft, version=version, now=now, actor=actor).post_id


def _draft(store: Store, brand: Brand, one: Proposal) -> PostDraft:
    """A new draft; what takes up an earlier post begins with its text, own versions and pictures."""
    candidate = one.candidate
    source = candidate.origin.source_id if candidate.origin and candidate.kind in {"evergreen", "well"} else ""
    entry = calendar.find(store, brand.brand_id, source)
    base = calendar.as_draft(store, brand.brand_id, entry, stage="draft", wall=None, zone=brand.zone) if entry else None
    said = {
        "title": candidate.title,
        "text": candidate.text,
        "pillar_id": one.pillar_id,
        "format": candidate.format,
        "channel_ids": one.channel_ids,
        "campaign_id": "",
        "stage": "draft",
        "wall": one.gap.moment.wall,
        "zone": brand.zone,
    }
    return PostDraft.model_validate((base.model_dump() if base else {}) | said)


def _of_idea(store: Store, brand: Brand, entry: Entry, one: Proposal) -> PostDraft:
    """The idea as it stands, at the time of the slot; its own channels stay, without any it gets those of the slot."""
    draft = calendar.as_draft(store, brand.brand_id, entry, stage="draft", wall=one.gap.moment.wall, zone=brand.zone)
    changes = {
        "pillar_id": draft.pillar_id or one.pillar_id,
        "channel_ids": draft.channel_ids or one.channel_ids,
    }
    return PostDraft.model_validate(draft.model_dump() | changes)


def _choices(store: Store, brand_id: str) -> dict[str, int]:
    found = json.loads(brands.read_settings(store, brand_id).get(_SETTING, "{}"))
    return {str(key): int(turns) for key, turns in found.items()}


def _choose(
    store: Store, brand_id: str, news: Callable[[Mapping[str, int]], dict[str, int]], now: datetime, actor: str
) -> None:
    """Note choices and forget those of weeks long gone; what another window chose a moment ago stays."""
    limit = (now - _KEPT).isoformat()
    with store.write() as cursor:
        known = _choices(store, brand_id)
        kept = {key: turns for key, turns in (known | news(known)).items() if turns and key >= limit}
        brands.save_setting(cursor, brand_id, _SETTING, json.dumps(kept), now=now, actor=actor)
