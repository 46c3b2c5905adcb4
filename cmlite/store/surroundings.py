"""What stands around a post: the times, topics and words of the others."""

from datetime import datetime
from typing import Any

from cmlite.store.db import Store

_AT = "coalesce(p.published_at, p.planned_utc)"


def read_around(
    store: Store, brand_id: str, post_id: str, *, first: datetime, last: datetime, most: int = 400
) -> list[dict[str, Any]]:
    """Publications of other posts, planned or out, between two instants (naive UTC), the latest first.

    Columns: channel_id, post_id, pillar_id, instant, wall (as planned, else None), text.
    """
    return store.rows(
        f"""select p.channel_id, o.post_id, o.pillar_id, {_AT} as instant,
            case when p.published_at is null then p.planned_wall end as wall,
            left(coalesce(nullif(p.text, ''), o.text), 4000) as text
        from publication as p inner join post as o on o.post_id = p.post_id
        where p.brand_id = $brand and p.post_id <> $post and p.deleted_at is null and o.deleted_at is null
          and not p.is_reply and not p.is_shared
          and p.state not in ('cancelled', 'rejected') and (o.stage <> 'idea' or p.state = 'published')
          and {_AT} >= $first and {_AT} < $last
        order by instant desc, p.publication_id limit $most""",
        {"brand": brand_id, "post": post_id, "first": first, "last": last, "most": most},
    )
