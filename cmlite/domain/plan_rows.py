"""What taking each row of a plan over would do: new, changed, already there, or refused and why."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from cmlite.domain.calendar import USUAL
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.plan_index import Index
from cmlite.domain.plans import WHOLE_FILE, Choices, Known, PlanRow, Sought, Verdict
from cmlite.domain.posts import FORMATS, PostDraft
from cmlite.domain.send_options import read_options
from cmlite.errors import RuleError

_OUT = {"published", "partly", "publishing", "unconfirmed", "removed"}
_COMPARED = (
    *("title", "text", "pillar_id", "format", "campaign_id", "channel_ids", "texts", "comments", "options"),
    *("tagged", "as_thread", "stage", "wall"),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of a plan with their keys, and their times: wall time where the brand is, UTC instant, moved or not."""

    rows: Sequence[PlanRow]
    layout: str
    keys: Sequence[str]
    times: Sequence[tuple[datetime | None, datetime | None, bool]]

    @property
    def sought(self) -> Sought:
        """By what they find what is there already."""
        return Sought(
            post_ids={row.post_id for row in self.rows if row.post_id},
            keys=set(self.keys),
            instants={instant for _, instant, _ in self.times if instant is not None},
            texts={row.text.strip() for row, (_, at, _) in zip(self.rows, self.times, strict=True) if at is None},
        )


def placed(rows: Sequence[PlanRow], layout: str, choices: Choices) -> Placed:
    """Where rows stand, before anything that is there already is looked at."""
    return Placed(rows, layout, _plan_keys(rows, layout), [_time_of(row, choices) for row in rows])


def judge(
    plan: Placed, fields: Collection[str], known: Iterable[Known], choices: Choices, now: datetime
) -> list[Verdict]:
    """A verdict for every row, in their order. `fields` are those the file has: of a post that is there already the
    others stay. `known` may hold more than is `sought`. `now` is naive UTC."""
    rows, layout, keys, timed = plan.rows, plan.layout, plan.keys, plan.times
    channels = [_channels(row, choices) for row in rows]
    found = Index(known, layout).match(rows, keys, [instant for _, instant, _ in timed], channels)
    seen: dict[tuple[object, ...], int] = {}
    verdicts = []
    for row, key, (wall, instant, moved), match in zip(rows, keys, timed, found, strict=True):
        verdict = _refusal(row, seen)
        if verdict is None:
            said = fields if layout == "cmlite" else _said(row, match, fields)
            verdict = _verdict(row, key, wall, instant, match, said, choices, now)
            if moved and verdict.status in {"new", "changed"}:
                verdict = replace(verdict, moved=True)
        verdicts.append(verdict)
    return verdicts


def _refusal(row: PlanRow, seen: dict[tuple[object, ...], int]) -> Verdict | None:
    """What is wrong with a row by itself: it cannot be read, or stands in the file twice."""
    if row.problem:
        return Verdict(row, "refused", problem=RuleError(row.problem, detail=row.detail))
    if row.zone and not is_zone(row.zone):
        return Verdict(row, "refused", problem=RuleError("plans.row.zone", detail=row.zone))
    same = (row.post_id,) if row.post_id else (row.at, row.title, row.text, row.targets, row.texts)
    first = seen.setdefault(same, row.line)
    if first != row.line:
        return Verdict(row, "refused", problem=RuleError("plans.row.twice", detail=str(first)))
    return None


def _said(row: PlanRow, known: Known | None, fields: Collection[str]) -> Collection[str]:
    """What a row of another tool says: its columns for title and format are filled only for a few kinds of posts."""
    silent = set() if row.title else {"title"}
    if not row.format and known is not None and known.draft.format not in {"story", "reel"}:
        silent.add("format")
    return set(fields) - silent


def _verdict(
    row: PlanRow,
    key: str,
    wall: datetime | None,
    instant: datetime | None,
    known: Known | None,
    fields: Collection[str],
    choices: Choices,
    now: datetime,
) -> Verdict:
    if row.state in _OUT and known is None:
        return Verdict(row, "refused", problem=RuleError("plans.row.out"))
    if known is not None and known.is_part:
        return Verdict(row, "same", known.draft, known.instant, known, known.plan_key)
    past = instant is not None and instant <= now
    values = _values(row, known, fields, choices, wall)
    stays = known is not None and values["wall"] == known.draft.wall
    values["stage"] = _stage(row, known, fields, choices, past=past and not stays)
    held: RuleError | None = None
    try:
        try:
            draft = _checked(values, known, choices)
        except RuleError as error:
            if values["stage"] != "planned" or (known is not None and known.draft.stage == "planned"):
                raise
            held = error
            draft = _checked(values | {"stage": "draft"}, known, choices)
    except RuleError as error:
        return Verdict(row, "refused", known=known, problem=error)
    except ValidationError:
        return Verdict(row, "refused", known=known, problem=RuleError("plans.row.too_long"))
    if known is None:
        return Verdict(row, "new", draft, instant, None, key, held, past=past)
    changes = tuple(name for name in _COMPARED if getattr(draft, name) != getattr(known.draft, name))
    if not changes:
        return Verdict(row, "same", draft, instant, known, key)
    if not known.movable:
        return Verdict(row, "refused", known=known, problem=RuleError("errors.posts.already_out"), changes=changes)
    return Verdict(row, "changed", draft, instant, known, known.plan_key or key, held, changes=changes, past=past)


def _checked(values: dict[str, object], known: Known | None, choices: Choices) -> PostDraft:
    """The post, after the rules every post is saved under. Raises RuleError; ValidationError for what is too long."""
    draft = PostDraft.model_validate(values)
    draft.check_words(choices.live)
    changes_nothing = known is not None and all(getattr(draft, one) == getattr(known.draft, one) for one in _COMPARED)
    if draft.stage == "planned" and not changes_nothing:
        choices.refuses(draft, known.post_id if known else "")
    return draft


def _values(
    row: PlanRow, known: Known | None, fields: Collection[str], choices: Choices, wall: datetime | None
) -> dict[str, object]:
    """The post as the row wants it; what the file does not say stays as it is."""
    channel_ids = _channels(row, choices)
    pillar = choices.pillars.get(row.pillar.casefold(), "")
    campaign = choices.campaigns.get(row.campaign.casefold(), "")
    wanted: dict[str, object] = {
        "title": row.title,
        "text": row.text,
        "pillar_id": pillar,
        "format": row.format if row.format in FORMATS else "",
        "campaign_id": campaign,
        "channel_ids": channel_ids,
        "texts": _by_channel(row.texts, choices),
        "comments": _by_channel(row.comments, choices),
        "options": {one: read_options(words) for one, words in _by_channel(row.options, choices).items()},
        "tagged": row.tagged,
        "as_thread": row.as_thread,
        "wall": wall,
        "zone": choices.home,
    }
    if known is None:
        return wanted
    left = {name for name in wanted if name not in fields and name != "zone"}
    left |= {"pillar_id"} if row.pillar and not pillar else set()
    left |= {"campaign_id"} if row.campaign and not campaign else set()
    left |= {"format"} if row.format and row.format not in FORMATS else set()
    left |= {"channel_ids", "texts", "comments", "options"} if not channel_ids else set()
    if wanted["wall"] == known.draft.wall:
        left |= {"zone"}
    kept = {name: getattr(known.draft, name) for name in left}
    return wanted | kept


def _by_channel(said: Sequence[tuple[str, str]], choices: Choices) -> dict[str, str]:
    return {one: words for target, words in said for one in choices.channels.get(target, ())}


def _stage(row: PlanRow, known: Known | None, fields: Collection[str], choices: Choices, *, past: bool) -> str:
    """How far the post is to be: planned only where the owner chose so and its time is to come."""
    if row.state == "idea":
        return "idea"
    if past or (row.state == "draft" and "stage" in fields):
        return "draft"
    if row.state == "scheduled" and row.at is not None and choices.as_planned:
        return "planned"
    return known.draft.stage if known else "draft"


def _channels(row: PlanRow, choices: Choices) -> tuple[str, ...]:
    targets = row.targets or (WHOLE_FILE,)
    return tuple(sorted({one for target in targets for one in choices.channels.get(target, ())}))


def _time_of(row: PlanRow, choices: Choices) -> tuple[datetime | None, datetime | None, bool]:
    """Wall time where the brand is, UTC instant, and whether a clock change moved it."""
    zone = row.zone or choices.zone
    if row.at is None or row.problem or not is_zone(zone):
        return None, None, False
    if row.is_utc:
        return to_wall(row.at, choices.home), row.at, False
    wall = datetime.combine(row.at.date(), USUAL) if row.day_only else row.at
    instant, moved = to_utc(wall, zone)
    return (wall if zone == choices.home else to_wall(instant, choices.home)), instant, moved


@lru_cache(maxsize=256)
def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _plan_keys(rows: Sequence[PlanRow], layout: str) -> list[str]:
    """A name for every row by which the same file, changed or not, finds its post again."""
    counted: Counter[str] = Counter()
    keys = []
    for row in rows:
        if row.post_id:
            keys.append(f"{layout}:{row.post_id}")
            continue
        parts = [*row.targets, row.at.isoformat() if row.at else row.text]
        base = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
        counted[base] += 1
        keys.append(f"{layout}:{base}:{counted[base]}")
    return keys
