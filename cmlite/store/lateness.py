"""How late a publication of a live channel may still go out by itself: a setting of its brand, in minutes."""

from datetime import timedelta

from cmlite.domain.publishing import LIVE_TOLERANCE
from cmlite.store.brands import read_settings
from cmlite.store.db import Store

NAME = "late_minutes"

ALLOWED = f"""(coalesce((select cast(late.value as integer) from setting as late
    where late.brand_id = p.brand_id and late.name = '{NAME}'),
    {int(LIVE_TOLERANCE.total_seconds() // 60)}) * interval '1 minute')"""
"""The same as SQL, for the publication `p`."""


def read_allowed(store: Store, brand_id: str) -> timedelta:
    """How late this brand lets cmlite publish."""
    minutes = read_settings(store, brand_id).get(NAME)
    return timedelta(minutes=int(minutes)) if minutes else LIVE_TOLERANCE
