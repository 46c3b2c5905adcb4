"""Published posts: their figures, how a post compares with its like, and the pillar it belongs to."""

from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.kpis import NO_PILLAR, Baseline, Comparison, Detail, Period, Selection
from cmlite.domain.strategy import Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands
from cmlite.store import figures as table
from cmlite.store.db import Store
from cmlite.store.posts import count_published
from cmlite.store.rows import update
from cmlite.store.side_by_side import together

USUAL_DAYS = 90
FRESH = timedelta(days=7)
"""Younger posts still gather figures; a comparison with older ones says so."""

EXPORT = (
    "wall", "network", "channel", "format", "pillar_id", "title", "text", "reach", "views", "impressions", "likes",
    "comments", "shares", "saves", "clicks", "follows", "interactions", "rate", "permalink", "fetched_at",
    "source_last",
)  # fmt: skip
"""Columns of what is taken home, in this order."""


def published(store: Store, brand: Brand, period: Period, chosen: Selection) -> Any:
    """The chosen posts of a period, newest first; columns see the store, and `trend` (list of floats, or None)."""
    asked = (store, brand.brand_id, brand.zone, period, chosen)
    frame, trends = together(lambda: table.read_posts(*asked), lambda: table.read_trends(*asked))
    return frame.assign(trend=[trends.get(publication_id) for publication_id in frame["publication_id"]])


def any_published(store: Store, brand_id: str) -> bool:
    """Whether the brand ever published anything."""
    return count_published(store, brand_id) > 0


def detail(store: Store, brand: Brand, post: Any, *, now: datetime) -> Detail:
    """One row of `published` looked at closely.

    The usual is the middle half of the posts of the same channel and format in the 90 days before it.
    """
    usual = table.read_usual(
        store,
        brand.brand_id,
        brand.zone,
        channel_id=post["channel_id"],
        format_name=post["format"],
        before=post["wall"].to_pydatetime(),
        days=USUAL_DAYS,
        without=post["publication_id"],
    )
    comparisons = tuple(
        Comparison(name, float(post[name]), _baseline(usual, name))
        for name in table.COMPARED
        if post[name] == post[name]
    )
    return Detail(
        values=tuple(table.read_values(store, brand.brand_id, post["publication_id"])),
        comparisons=comparisons,
        is_fresh=now - post["published_at"].to_pydatetime() < FRESH,
    )


def set_pillar(
    store: Store,
    brand_id: str,
    strategy: Strategy,
    post_id: str,
    pillar_id: str,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Say which pillar a post belongs to ('' for none). Raises RuleError for a pillar the strategy does not have."""
    wanted = "" if pillar_id == NO_PILLAR else pillar_id
    if wanted and wanted not in {pillar.pillar_id for pillar in strategy.pillars}:
        raise RuleError("posts.error_pillar")
    with store.write() as cursor:
        before = table.lock_post(cursor, brand_id, post_id)
        if before is None:
            raise NotFoundError("errors.posts.gone")
        if before["pillar_id"] == wanted:
            return
        update(
            cursor,
            "post",
            {"post_id": post_id},
            pillar_id=wanted,
            version=before["version"] + 1,
            changed_at=now,
            actor=actor,
        )
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="post",
            subject_id=post_id,
            to_state="pillar",
            now=now,
            actor=actor,
            detail={"before": before["pillar_id"], "after": wanted},
        )


def take_home(shown: Any) -> Any:
    """The columns of `published` that make sense outside, in a fixed order."""
    return shown[list(EXPORT)]


def _baseline(usual: dict[str, Any], name: str) -> Baseline:
    found = Baseline(int(usual.get(f"{name}_n") or 0))
    if found.missing:
        return found
    return Baseline(found.n, *(float(usual[f"{name}_{part}"]) for part in ("lower", "median", "upper")))
