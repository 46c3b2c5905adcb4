"""Take a strategy along as a file, and begin a new brand with one."""

from collections.abc import Collection
from datetime import datetime

from cmlite.domain.brands import COUNTRIES, TRADES, Brand
from cmlite.domain.ids import new_brand_id, new_id
from cmlite.domain.strategy import STEPS, Strategy, Version
from cmlite.domain.strategy_file import Business, StrategyFile, read, written
from cmlite.errors import RuleError
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.rows import insert

_BY_HAND = {"business", "review"}
"""Steps of the wizard that no file can answer for another business."""


def to_file(brand: Brand, version: Version) -> str:
    """A version as a file; figures, people and posts are not in it."""
    business = Business.model_validate(brand.model_dump(include=set(Business.model_fields)))
    return written(business, version.version, version.content)


def look_into(content: bytes, networks: Collection[str]) -> StrategyFile:
    """What a file holds. Raises RuleError for one that cannot be taken."""
    return read(content, networks)


def begin_brand(
    store: Store, file: StrategyFile, name: str, *, with_baselines: bool, now: datetime, actor: str
) -> Brand:
    """A new brand whose draft is the strategy of the file, brought into view. Raises RuleError without a name.

    Baselines are figures of the business the file came from: they are left out unless they are wanted.
    """
    name = name.strip()
    if not name:
        raise RuleError("errors.brands.name_missing")
    told = file.business
    brand = Brand(
        brand_id=new_brand_id(),
        name=name[:120],
        trade=told.trade if told.trade in TRADES else "",
        country=told.country if told.country in COUNTRIES else "DE",
        language=told.language if told.language in {"de", "en"} else "de",
        zone=told.zone,
        created_at=now,
        actor=actor,
    )
    content = file.strategy if with_baselines else _without_baselines(file.strategy)
    open_still = _BY_HAND | ({"goals"} if any(goal.by <= now.date() for goal in content.goals) else set())
    content = content.model_copy(update={"done": tuple(step for step in STEPS if step not in open_still)})
    with store.write() as cursor:
        brands.save_brand(cursor, brand)
        insert(
            cursor,
            "strategy",
            strategy_id=new_id("strategy", now),
            brand_id=brand.brand_id,
            version=1,
            state="draft",
            content=content.model_dump_json(),
            saved_at=now,
            actor=actor,
        )
        brands.save_setting(cursor, brands.APP, "brand_in_view", brand.brand_id, now=now, actor=actor)
        brands.record(
            cursor,
            brand_id=brand.brand_id,
            subject="brand",
            subject_id=brand.brand_id,
            to_state="created",
            now=now,
            actor=actor,
            detail={"from": "strategy_file"},
        )
    return brand


def _without_baselines(strategy: Strategy) -> Strategy:
    empty = {"baseline": None, "since": None, "source": ""}
    return strategy.model_copy(update={"goals": tuple(goal.model_copy(update=empty) for goal in strategy.goals)})
