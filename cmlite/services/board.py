"""What stands around the queue: the plan that counts, numbers, tags, channels and saved searches."""

from datetime import datetime

from cmlite.domain.board import Board
from cmlite.domain.brands import Brand
from cmlite.services import channels, deadlines, inbox, moderation, saved_searches
from cmlite.store.db import Store


def board(store: Store, brand: Brand, *, now: datetime, actor: str) -> Board:
    """Everything the queue is chosen from, after deadlines that are out of date were computed."""
    deadlines.bring_up(store, brand, now=now)
    return Board(
        plan=moderation.plan_in_force(store, brand.brand_id),
        overview=inbox.overview(store, brand.brand_id, me=actor, now=now),
        tags=inbox.tags(store, brand.brand_id),
        channels=channels.channels(store, brand.brand_id, closed=True),
        searches=saved_searches.searches(store, brand.brand_id),
    )
