"""What did well so far: posts against the usual of their channel, by topic and format."""

from datetime import datetime
from typing import Any

from cmlite.domain.kpis import Selection
from cmlite.store.db import Store
from cmlite.store.figures import figure_parameters, per_post

# The usual is the median of all posts of a channel in the same days: a large channel then does not outdo a small one.
_RATED = f"""with {per_post("interactions")},
usual as (
    select channel_id, count(*) as n, percentile_cont(0.5) within group (order by interactions) as median
    from per_post where interactions is not null group by channel_id
),
rated as (
    select p.*, u.median, u.n, p.interactions / u.median as ratio
    from per_post as p inner join usual as u on u.channel_id = p.channel_id
    where p.interactions is not null and u.median > 0 and u.n >= $enough
)"""


def read_best(
    store: Store, brand_id: str, zone: str, first: datetime, last: datetime, *, enough: int, ratio: float, most: int
) -> list[dict[str, Any]]:
    """Posts between two wall times with at least `ratio` times the usual interactions of their channel, best first.

    Keys: post_id, channel_id, network, format, pillar_id, wall, interactions, median, n, ratio, title, text,
    permalink. Only channels with `enough` posts count.
    """
    return store.rows(
        f"""{_RATED}
        select r.post_id, r.channel_id, r.network, r.format, r.pillar_id, r.wall, r.interactions, r.median, r.n,
            r.ratio, o.title, coalesce(nullif(q.text, ''), o.text) as text, q.permalink
        from rated as r
        inner join publication as q on q.publication_id = r.publication_id
        inner join post as o on o.post_id = r.post_id
        where r.ratio >= $ratio
        order by r.ratio desc, r.wall desc, r.publication_id limit $most""",
        figure_parameters(brand_id, zone, first, last, Selection()) | {"enough": enough, "ratio": ratio, "most": most},
    )


def read_ratios(
    store: Store, brand_id: str, zone: str, first: datetime, last: datetime, *, enough: int
) -> list[dict[str, Any]]:
    """By topic and format: how many posts (`n`) and the median of their interactions against the usual (`ratio`)."""
    return store.rows(
        f"""{_RATED}
        select pillar_id, format, count(*) as n, percentile_cont(0.5) within group (order by ratio) as ratio
        from rated group by pillar_id, format order by pillar_id, ratio desc, format""",
        figure_parameters(brand_id, zone, first, last, Selection()) | {"enough": enough},
    )
