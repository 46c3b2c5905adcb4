"""Take back that a post was published by hand: it is planned again, as if it had not been confirmed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.publishing import NOT_OUT, TOLERANCE
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import publishing
from cmlite.store import metrics, posts
from cmlite.store import sending as attempts
from cmlite.store.channels import read_channels
from cmlite.store.db import Store
from cmlite.store.rows import Cursor


def take_back(store: Store, brand_id: str, publication_id: str, *, now: datetime, actor: str) -> str:
    """Undo `publishing.confirm_published`; returns the state it has again: scheduled, or missed once its time is over.

    Raises RuleError for what cmlite sent or found on the network, and for what figures hang on: that is out.
    """
    with store.write() as cursor:
        row = posts.lock_publication(cursor, brand_id, publication_id)
        entry = posts.read_entry(store, brand_id, row["post_id"]) if row else None
        target = next((one for one in entry.targets if one.publication_id == publication_id), None) if entry else None
        if row is None or entry is None or target is None:
            raise NotFoundError("errors.publishing.gone")
        _check(cursor, brand_id, row)
        live = {one.channel_id for one in read_channels(store, brand_id, closed=True) if one.mode == "live"}
        after = _state(row["planned_utc"], now, is_live=row["channel_id"] in live)
        publishing.step(
            cursor,
            brand_id,
            publication_id,
            after,
            now=now,
            actor=actor,
            only=frozenset({"published"}),
            taken_back=True,
            published_at=None,
            published_precision="",
            permalink="",
            text=entry.own_text(target, said=False),
        )
    return after


def _check(cursor: Cursor, brand_id: str, row: Mapping[str, Any]) -> None:
    tried = attempts.lock_tries(cursor, brand_id, row["publication_id"])
    if row["external_id"] or row["import_id"] or any(one["outcome"] not in NOT_OUT for one in tried):
        raise RuleError("errors.publishing.not_by_hand")
    if metrics.has_figures(cursor, brand_id, row["publication_id"]):
        raise RuleError("errors.publishing.has_figures")


def _state(planned: datetime | None, now: datetime, *, is_live: bool) -> str:
    """A live channel gets nothing that is due already: cmlite would send it at once."""
    if planned is None:
        return "missed"
    return "scheduled" if planned > now or (not is_live and now - planned <= TOLERANCE) else "missed"
