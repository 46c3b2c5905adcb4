"""A strategy as a file: written with its format number, and read with suspicion."""

import json
import math
import re
from collections.abc import Collection
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, ValidationError

from cmlite.domain.ids import slug
from cmlite.domain.strategy import AGE_GROUPS, MEASURES, MEDIA, MESSAGE_KINDS, Goal, Pillar, Strategy
from cmlite.domain.strategy_hints import Hint
from cmlite.errors import RuleError

KIND = "cmlite-strategy"
FORMAT = 1
"""Raised whenever an older reader would misunderstand the file."""

MAX_BYTES = 1_000_000
_MOST = {"audiences": 20, "goals": 20, "networks": 40, "pillars": 20}
_LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Signs that show nothing, or turn around how a line reads."""


class Business(BaseModel):
    """What a file says about the business it was made for."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    trade: str = ""
    country: str = "DE"
    language: str = "de"
    zone: str = "Europe/Berlin"


class StrategyFile(BaseModel):
    """What could be taken from a file, and what could not."""

    model_config = ConfigDict(frozen=True)

    business: Business
    version: int
    strategy: Strategy
    hints: tuple[Hint, ...] = ()


def written(business: Business, version: int, strategy: Strategy) -> str:
    """The file: JSON that a person can read, too."""
    content = {
        "kind": KIND,
        "format": FORMAT,
        "business": business.model_dump(),
        "version": version,
        "strategy": strategy.model_dump(mode="json", exclude={"done"}),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def read(content: bytes, networks: Collection[str]) -> StrategyFile:
    """Take over what is understood; `networks` are those the app knows.

    Raises RuleError for what is too large, no file of ours, from a newer version, or damaged.
    """
    raw = _opened(content)
    try:
        strategy = Strategy.model_validate(raw.get("strategy"))
        business = Business.model_validate(raw.get("business") or {})
        version = int(raw.get("version") or 1)
    except (ValidationError, TypeError, ValueError, OverflowError) as error:
        place = (
            ".".join(str(part) for part in error.errors()[0]["loc"][:3]) if isinstance(error, ValidationError) else ""
        )
        raise RuleError("errors.strategy_file.damaged", place=_short(place) or "–") from error
    if any(len(getattr(strategy, part)) > most for part, most in _MOST.items()):
        raise RuleError("errors.strategy_file.too_much")
    hints: list[Hint] = []
    clean = _cleaned(Strategy.model_validate(_plain(strategy.model_dump())), networks, hints)
    return StrategyFile(
        business=Business.model_validate(_plain(business.model_dump(), longest=120)),
        version=min(max(version, 1), 9999),
        strategy=clean,
        hints=tuple(hints),
    )


def _opened(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise RuleError("errors.strategy_file.too_big", mb=MAX_BYTES // 1_000_000)
    try:
        raw = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RuleError("errors.strategy_file.foreign") from error
    if not isinstance(raw, dict) or raw.get("kind") != KIND or not isinstance(raw.get("format"), int):
        raise RuleError("errors.strategy_file.foreign")
    if raw["format"] > FORMAT:
        raise RuleError("errors.strategy_file.newer")
    return raw


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _short(words: str) -> str:
    return _CONTROL.sub("", words)[:60]


def _plain(value: Any, longest: int = _LONGEST) -> Any:
    """Texts without control signs and of bearable length; numbers that are numbers."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)[:longest].strip()
    if isinstance(value, float) and not math.isfinite(value):
        raise RuleError("errors.strategy_file.damaged", place="∞")
    if isinstance(value, dict):
        return {key: _plain(one, longest) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(one, longest) for one in value[:50])
    return value


def _cleaned(strategy: Strategy, networks: Collection[str], hints: list[Hint]) -> Strategy:
    """Only what the app knows; what is left out is named in `hints`."""
    known = tuple(one for one in strategy.networks if one.network in networks)
    if missing := [one.network for one in strategy.networks if one.network not in networks]:
        hints.append(Hint(key="brands.file_networks", values={"names": ", ".join(_short(one) for one in missing[:5])}))
    goals = {goal.measure: _goal(goal) for goal in strategy.goals if goal.measure in MEASURES}
    if lost := len(strategy.goals) - len(goals):
        hints.append(Hint(key="brands.file_goals", values={"n": lost}))
    return strategy.model_copy(
        update={
            "goals": tuple(goals.values()),
            "networks": tuple(
                {
                    one.network: one.model_copy(update={"posts_per_week": min(max(one.posts_per_week, 0.0), 50.0)})
                    for one in known
                }.values()
            ),
            "pillars": _pillars(strategy.pillars),
            "audiences": tuple(
                one.model_copy(update={"age_groups": tuple(age for age in one.age_groups if age in AGE_GROUPS)})
                for one in strategy.audiences
            ),
            "media": tuple(one for one in strategy.media if one in MEDIA),
            "answer_minutes": {
                kind: min(max(minutes, 1), 20_160)
                for kind, minutes in (Strategy().answer_minutes | strategy.answer_minutes).items()
                if kind in MESSAGE_KINDS
            },
            "done": (),
        }
    )


def _goal(goal: Goal) -> Goal:
    return goal.model_copy(
        update={
            "outcome": MEASURES[goal.measure].outcome,
            "target": max(goal.target, 0.0),
            "baseline": None if goal.baseline is None else max(goal.baseline, 0.0),
            "source": "",
        }
    )


def _pillars(pillars: tuple[Pillar, ...]) -> tuple[Pillar, ...]:
    """Ids are made safe and single; they stand in filters and addresses."""
    found: dict[str, Pillar] = {}
    for number, pillar in enumerate(pillars):
        wanted = slug(pillar.pillar_id) or slug(pillar.name) or f"pillar-{number + 1}"
        pillar_id = wanted if wanted not in found else f"{wanted[:34]}-{number + 1}"
        found[pillar_id] = pillar.model_copy(update={"pillar_id": pillar_id})
    return tuple(found.values())
