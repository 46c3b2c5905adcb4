"""Published posts with their newest figures: the part of a query that every figure of posts begins with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from cmlite.domain.kpis import NO_PILLAR, Period, Selection
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

INTERACTIONS = ("likes", "comments", "shares", "saves")
COUNTED = ("reach", "views", "impressions", *INTERACTIONS, "follows", "clicks", "link_clicks")
SHOWN = ("reach", "views", "impressions", *INTERACTIONS, "follows", "clicks", "interactions")
COMPARED = ("reach", "views", "impressions", "interactions")
_IN_INTERACTIONS = ", ".join(f"'{name}'" for name in INTERACTIONS)

# `wall` is the brand's local time; where only the day is known it is midnight of that day, never shifted.
# A post shown is one that is published, not deleted, and inside the period: only of those the newest
# snapshot of each metric is looked for, so the cost follows the period and not the age of the store. A value is
# never older than its post, which spares reading what was fetched before the period.
CHOSEN = f"""
dated as (
    select p.publication_id, p.post_id, p.channel_id, p.network,
        coalesce(nullif(p.format, ''), nullif(o.format, ''), 'other') as format,
        coalesce(nullif(o.pillar_id, ''), '{NO_PILLAR}') as pillar_id,
        p.published_at, p.published_precision,
        case when p.published_precision = 'day' then p.published_at
            else (p.published_at at time zone 'UTC') at time zone $zone end as wall
    from publication as p
    inner join post as o on o.post_id = p.post_id
    where p.brand_id = $brand and o.brand_id = $brand and p.state = 'published'
      and p.deleted_at is null and o.deleted_at is null
      and p.published_at >= $scan_first and p.published_at < $scan_last
      and ($replies or not (p.is_reply or p.is_shared))
      and ($text = '' or coalesce(nullif(p.text, ''), o.text) ilike $pattern escape '!'
        or o.title ilike $pattern escape '!')
),
chosen as (
    select * from dated
    where wall >= $first and wall < $last
      and ($networks = '' or position(',' || network || ',' in $networks) > 0)
      and ($channels = '' or position(',' || channel_id || ',' in $channels) > 0)
      and ($pillars = '' or position(',' || pillar_id || ',' in $pillars) > 0)
      and ($formats = '' or position(',' || format || ',' in $formats) > 0)
)"""
_FIGURES = {
    **{name: f"max(value) filter (where metric = '{name}')" for name in COUNTED if name != "link_clicks"},
    "clicks": """coalesce(
            max(value) filter (where metric = 'clicks'), max(value) filter (where metric = 'link_clicks'))""",
    "interactions": f"sum(value) filter (where metric in ({_IN_INTERACTIONS}))",
}


def per_post(*names: str) -> str:
    """Common table expressions that end in `per_post`: one row a chosen post with its newest figures.

    `names` are the figures wanted, of reach, views, impressions, likes, comments, shares, saves, follows, clicks
    and interactions (those four that are known, added up). `snapshot` holds every value read for them, with age
    1 for the newest.
    """
    wanted = {name for name in names if name != "interactions"}
    wanted |= set(INTERACTIONS) if "interactions" in names else set()
    wanted |= {"link_clicks"} if "clicks" in names else set()
    figures = ",\n        ".join(f"{_FIGURES[name]} as {name}" for name in names)
    return f"""{CHOSEN},
snapshot as (
    select m.publication_id, m.metric, m.value, m.fetched_at, m.source, m.definition,
        row_number() over (partition by m.publication_id, m.metric order by m.fetched_at desc) as age
    from publication_metric as m
    inner join chosen as c on c.publication_id = m.publication_id
    where m.brand_id = $brand and m.fetched_at >= $scan_first
      and m.metric in ({", ".join(f"'{name}'" for name in sorted(wanted))})
),
figure as (
    select publication_id, {figures},
        max(fetched_at) as fetched_at, min(source) as source_first, max(source) as source_last
    from snapshot where age = 1
    group by publication_id
),
per_post as (
    select c.*, {", ".join(f"f.{name}" for name in names)}, f.fetched_at, f.source_first, f.source_last
    from chosen as c left join figure as f on f.publication_id = c.publication_id
)"""


def figure_parameters(
    brand_id: str, zone: str, first: datetime, last: datetime, chosen: Selection
) -> dict[str, object]:
    """Values for `per_post`: posts from wall time `first` until before `last`."""
    escaped = "".join("!" + sign if sign in "!%_" else sign for sign in chosen.text)
    return {
        "brand": brand_id,
        "zone": zone,
        "first": first,
        "last": last,
        "scan_first": first - timedelta(days=1),
        "scan_last": last + timedelta(days=1),
        "replies": chosen.replies,
        "text": chosen.text,
        "pattern": f"%{escaped}%",
        "networks": enclosed(chosen.networks),
        "channels": enclosed(chosen.channels),
        "pillars": enclosed(chosen.pillars),
        "formats": enclosed(chosen.formats),
    }


def enclosed(names: tuple[str, ...]) -> str:
    """Names as one text in which `,name,` can be looked for; '' for none."""
    return f",{','.join(names)}," if names else ""


def wall_bounds(period: Period) -> tuple[datetime, datetime]:
    """Wall time at which a period begins, and at which it has ended."""
    first = datetime.combine(period.first, time())
    return first, first + timedelta(days=period.days)


def read_posts(store: Store, brand_id: str, zone: str, period: Period, chosen: Selection) -> pd.DataFrame:
    """Every chosen post of the period, newest first.

    Columns: publication_id, post_id, channel_id, channel, network, format, pillar_id (text), text, title,
    permalink (text), wall (datetime in the brand's zone), published_precision, published_at (UTC), reach, views,
    impressions, likes, comments, shares, saves, follows, clicks, interactions (float, empty where unknown), rate
    (interactions / reach), fetched_at (UTC), source_first, source_last.
    """
    first, last = wall_bounds(period)
    return store.frame(
        f"""with {per_post(*SHOWN)}
        select p.*, coalesce(nullif(h.name, ''), h.handle, '') as channel, o.title,
            coalesce(nullif(q.text, ''), o.text) as text, q.permalink,
            case when p.reach > 0 then p.interactions / p.reach end as rate
        from per_post as p
        inner join publication as q on q.publication_id = p.publication_id
        inner join post as o on o.post_id = p.post_id
        left join channel as h on h.channel_id = p.channel_id
        order by p.wall desc, p.publication_id""",
        figure_parameters(brand_id, zone, first, last, chosen),
    )


def read_trends(store: Store, brand_id: str, zone: str, period: Period, chosen: Selection) -> dict[str, list[float]]:
    """The interactions of each chosen post known at each import, by publication; posts with fewer than two are not in.

    A course begins where everything that is counted was known for the first time.
    """
    first, last = wall_bounds(period)
    rows = store.rows(
        f"""with {per_post("interactions")},
        step as (
            select publication_id, metric, fetched_at,
                value - coalesce(lag(value) over (partition by publication_id, metric order by fetched_at), 0) as more,
                min(fetched_at) over (partition by publication_id, metric) as since
            from snapshot where metric in ({_IN_INTERACTIONS})
        ),
        moment as (
            select publication_id, fetched_at, sum(more) as more,
                max(max(since)) over (partition by publication_id) as complete_at
            from step group by publication_id, fetched_at
        ),
        curve as (
            select publication_id, fetched_at, complete_at,
                sum(more) over (partition by publication_id order by fetched_at) as known
            from moment
        )
        select publication_id,
            '[' || string_agg(cast(cast(known as bigint) as varchar), ',' order by fetched_at) || ']' as trend
        from curve where fetched_at >= complete_at
        group by publication_id having count(*) > 1""",
        figure_parameters(brand_id, zone, first, last, chosen),
    )
    return {row["publication_id"]: [float(value) for value in json.loads(row["trend"])] for row in rows}


def read_values(store: Store, brand_id: str, publication_id: str) -> list[dict[str, Any]]:
    """The newest value of each metric of one publication: metric, value, source, definition, fetched_at (UTC)."""
    return store.rows(
        """select metric, value, source, definition, fetched_at from (
            select m.*, row_number() over (partition by metric order by fetched_at desc) as age
            from publication_metric as m where m.brand_id = ? and m.publication_id = ?
        ) as snapshot where age = 1 order by metric""",
        [brand_id, publication_id],
    )


def read_usual(
    store: Store,
    brand_id: str,
    zone: str,
    *,
    channel_id: str,
    format_name: str,
    before: datetime,
    days: int,
    without: str,
) -> dict[str, Any]:
    """Quartiles over the posts of one channel and format in the days before a wall time.

    Keys: for each of reach, views, impressions, interactions the number of posts that have it (`reach_n`) and
    its quartiles (`reach_lower`, `reach_median`, `reach_upper`).
    """
    columns = ", ".join(
        f"count({name}) as {name}_n, {quartile(0.25, name)} as {name}_lower,"
        f" {quartile(0.5, name)} as {name}_median, {quartile(0.75, name)} as {name}_upper"
        for name in COMPARED
    )
    chosen = Selection(channels=(channel_id,), formats=(format_name,))
    found = store.row(
        f"with {per_post(*COMPARED)} select {columns} from per_post where publication_id <> $without",
        figure_parameters(brand_id, zone, before - timedelta(days=days), before, chosen) | {"without": without},
    )
    return found or {}


def quartile(part: float, column: str) -> str:
    """A quantile with linear interpolation; empty cells do not count."""
    return f"percentile_cont({part}) within group (order by {column})"


def lock_post(cursor: Cursor, brand_id: str, post_id: str) -> Mapping[str, Any] | None:
    """The post a transaction is about to change."""
    return one(
        cursor,
        "select * from post where brand_id = ? and post_id = ? and deleted_at is null",
        [brand_id, post_id],
    )
