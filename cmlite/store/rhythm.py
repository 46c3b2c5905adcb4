"""Tables `channel_rhythm` and `post_evergreen`, and what already stands at which time."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.slots import Rhythm, Slot
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert

_AT = "coalesce(p.published_at, p.planned_utc)"
_COUNTS = "p.deleted_at is null and o.deleted_at is null and p.state not in ('cancelled', 'rejected', 'removed')"


def read_rhythms(store: Store, brand_id: str) -> dict[str, Rhythm]:
    """What the owner set, by channel; without slots of their own where `is_own` is false."""
    rows = store.rows("select * from channel_rhythm where brand_id = ?", [brand_id])
    return {row["channel_id"]: _rhythm(row) for row in rows}


def save_rhythm(
    cursor: Cursor,
    brand_id: str,
    channel_id: str,
    slots: Sequence[Slot] | None,
    evergreen_days: int,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Insert or replace what counts for a channel; slots None: the proposal."""
    written = "" if slots is None else json.dumps([[slot.weekday, f"{slot.at:%H:%M}"] for slot in slots])
    cursor.execute("delete from channel_rhythm where brand_id = ? and channel_id = ?", [brand_id, channel_id])
    insert(
        cursor,
        "channel_rhythm",
        channel_id=channel_id,
        brand_id=brand_id,
        slots=written,
        evergreen_days=evergreen_days,
        changed_at=now,
        actor=actor,
    )


def read_taken(
    store: Store, brand_id: str, first: datetime, last: datetime, *, but: Sequence[str] = ()
) -> dict[str, list[datetime]]:
    """Instants (naive UTC) at which something is planned or out, by channel, in order; ideas do not count, nor do the
    posts `but`."""
    rows = store.rows(
        f"""select p.channel_id, {_AT} as instant
        from publication as p inner join post as o on o.post_id = p.post_id
        where p.brand_id = $brand and {_COUNTS} and (o.stage <> 'idea' or p.state = 'published')
          and {_AT} >= $first and {_AT} < $last and p.post_id not in (select unnest($but))
        order by instant, p.publication_id""",
        {"brand": brand_id, "first": first, "last": last, "but": list(but) or [""]},
    )
    taken: dict[str, list[datetime]] = {}
    for row in rows:
        taken.setdefault(row["channel_id"], []).append(row["instant"])
    return taken


def _rhythm(row: dict[str, Any]) -> Rhythm:
    own = bool(row["slots"])
    slots = tuple(Slot(weekday=day, at=at) for day, at in json.loads(row["slots"])) if own else ()
    return Rhythm(slots, own, row["evergreen_days"])
