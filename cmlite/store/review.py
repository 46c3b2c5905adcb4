"""Table `review`, and the posts a review looks back on."""

from typing import Any

from cmlite.domain.kpis import Period, Selection
from cmlite.domain.review import Content, Review
from cmlite.store.db import Store
from cmlite.store.figures import figure_parameters, per_post, wall_bounds
from cmlite.store.rows import Cursor, one


def read_published(store: Store, brand_id: str, zone: str, period: Period) -> list[dict[str, Any]]:
    """Every post of the period, one row a channel: network, format, pillar_id, wall, interactions (None: unknown)."""
    return store.rows(
        f"""with {per_post("interactions")}
        select network, format, pillar_id, wall, interactions from per_post order by wall, publication_id""",
        figure_parameters(brand_id, zone, *wall_bounds(period), Selection()),
    )


def read_open(store: Store, brand_id: str) -> Review | None:
    """The review that was begun and not finished."""
    row = store.row("select * from review where brand_id = ? and state = 'open'", [brand_id])
    return _review(row) if row else None


def read_closed(store: Store, brand_id: str) -> list[Review]:
    """Finished reviews, newest first."""
    rows = store.rows(
        "select * from review where brand_id = ? and state = 'closed' order by closed_at desc, review_id", [brand_id]
    )
    return [_review(row) for row in rows]


def lock_open(cursor: Cursor, brand_id: str) -> Review | None:
    """The open review inside a transaction."""
    row = one(cursor, "select * from review where brand_id = ? and state = 'open'", [brand_id])
    return _review(row) if row else None


def _review(row: dict[str, Any]) -> Review:
    return Review.model_validate(row | {"content": Content.model_validate_json(row["content"])})
