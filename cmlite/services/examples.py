"""The invented bakery: set it up, so that an owner can look around first."""

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

from cmlite.domain.blocks import BlockDraft
from cmlite.domain.brands import Brand
from cmlite.domain.channels import Channel
from cmlite.domain.ids import new_brand_id
from cmlite.domain.library import Rights, Words, tags_of
from cmlite.domain.strategy import Strategy
from cmlite.services import blocks, library, media
from cmlite.store import brands, channels
from cmlite.store.db import Store
from cmlite.store.example import insert_example
from cmlite.store.inbox import refresh_times
from cmlite.store.rows import insert, update

_CHANNELS = {
    "instagram": "@baeckerei.morgenrot",
    "facebook": "Bäckerei Morgenrot Freiburg",
    "google_business": "Bäckerei Morgenrot",
}
_DAY_ZERO = date(2026, 1, 1)
"""The day that stands for today in the dates of the strategy files."""


def load(store: Store, folder: Path, *, now: datetime, actor: str) -> Brand:
    """Create the example brand with strategy, posts, figures and conversations, and bring it into view.

    An example that is already there is only brought into view.
    """
    with store.alone():  # two windows would make two examples, or remove one while it is being made
        return _present(store, now=now, actor=actor) or _make(store, folder, now=now, actor=actor)


def _present(store: Store, *, now: datetime, actor: str) -> Brand | None:
    """The example that is there already, brought into view."""
    there = next((brand for brand in brands.read_brands(store) if brand.is_example), None)
    if there is None:
        return None
    with store.write() as cursor:
        update(cursor, "brand", {"brand_id": there.brand_id}, archived_at=None)
        brands.save_setting(cursor, brands.APP, "brand_in_view", there.brand_id, now=now, actor=actor)
    return there.model_copy(update={"archived_at": None})


def _make(store: Store, folder: Path, *, now: datetime, actor: str) -> Brand:
    # Read here, not on top: the start page offers the example, and loading pandas would double the time it takes.
    from cmlite.importers.example import read_example

    home = folder / "baeckerei"
    described = json.loads((home / "brand.json").read_text(encoding="utf-8"))
    brand = Brand.model_validate(
        described | {"brand_id": new_brand_id(), "created_at": now, "actor": actor, "is_example": True}
    )
    known = {network: f"{network}_{brand.brand_id}" for network in _CHANNELS}
    example = read_example(home, brand.brand_id, known, now=now, zone=brand.zone)
    with store.write() as cursor:
        brands.save_brand(cursor, brand)
        for network, handle in _CHANNELS.items():
            channels.insert_channel(
                cursor,
                Channel(
                    channel_id=known[network],
                    brand_id=brand.brand_id,
                    network=network,
                    handle=handle,
                    created_at=now,
                    actor=actor,
                ),
            )
        for version, days_ago in ((1, 210), (2, 40)):
            insert(
                cursor,
                "strategy",
                strategy_id=f"strategy_{brand.brand_id}_{version}",
                brand_id=brand.brand_id,
                version=version,
                state="past" if version == 1 else "current",
                content=_strategy(home / f"strategy_{version}.json", now).model_dump_json(),
                saved_at=now - timedelta(days=days_ago),
                decided_at=now - timedelta(days=days_ago),
                actor=actor,
            )
        insert_example(cursor, example, brand.brand_id, actor)
        refresh_times(cursor, "c.brand_id = ?", [brand.brand_id])
        brands.save_setting(cursor, brands.APP, "brand_in_view", brand.brand_id, now=now, actor=actor)
    _pictures(store, home, brand.brand_id, now=now, actor=actor)
    with (home / "blocks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            blocks.save(store, brand.brand_id, None, BlockDraft.model_validate(row), now=now, actor=actor)
    return brand


def _pictures(store: Store, home: Path, brand_id: str, *, now: datetime, actor: str) -> None:
    """The pictures of the library, and the planned posts they belong to."""
    with (home / "media.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        words = Words(name=row["file"], alt=row["alt"], tags=tags_of(row["tags"]))
        rights = Rights(made_by="cmlite", licence="MIT", has_persons=row["persons"] == "1", has_consent=True)
        with (home / "media" / row["file"]).open("rb") as picture:
            added = library.add(store, brand_id, picture, row["file"], words=words, now=now, actor=actor)
        library.describe(store, brand_id, added.media.media_id, words, rights, now=now, actor=actor)
        with store.write() as cursor:
            for key in row["posts"].split():
                media.attach(cursor, brand_id, f"post_{brand_id}_{key}", [added.media.attached], now=now, actor=actor)


def _strategy(path: Path, now: datetime) -> Strategy:
    """The content of a version, its dates moved so that they count from today."""
    content = Strategy.model_validate_json(path.read_text(encoding="utf-8"))
    shift = now.date() - _DAY_ZERO
    goals = tuple(goal.model_copy(update={"by": goal.by + shift}) for goal in content.goals)
    review = content.review_on + shift if content.review_on else None
    return content.model_copy(update={"goals": goals, "review_on": review})
