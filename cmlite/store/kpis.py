"""Key figures as sums by period, network, channel, pillar, format, day and hour: small frames whatever lies behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cmlite.domain.kpis import Period, Selection
from cmlite.store.db import Store
from cmlite.store.figures import (
    CHOSEN,
    COMPARED,
    INTERACTIONS,
    SHOWN,
    enclosed,
    figure_parameters,
    per_post,
    quartile,
    wall_bounds,
)

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd

_DAILY = ("reach", "views", "impressions", "follows")


Row = dict[str, Any]


def read_post_sums(store: Store, brand_id: str, zone: str, period: Period, chosen: Selection) -> list[Row]:
    """Posts of a period and of the one before it, added up in several ways.

    Keys: section (channel, pillar, format, day, hour), part ('now', 'before'), network, channel_id, pillar_id,
    format (None where a section does not tell them apart), day (wall day, by channel), weekday (1 is Monday),
    hour (0 to 23; both None for posts of which only the day is known), posts, then for reach, views, impressions
    and interactions `x_n` (posts that have it), `x` (sum, None when none has it) and `x_squares`; pair_n, pair_x,
    pair_y, pair_xx, pair_yy, pair_xy over posts with reach (x) and interactions (y); lower, median, upper of the
    interactions; fetched_at (UTC), source_first, source_last.
    """
    first, last = wall_bounds(Period(first=period.before.first, last=period.last))
    split, _ = wall_bounds(period)
    return store.rows(_POST_SUMS, figure_parameters(brand_id, zone, first, last, chosen) | {"split": split})


def _columns() -> str:
    parts = [f"count({name}) as {name}_n, sum({name}) as {name}" for name in COMPARED]
    parts += [f"sum({name} * {name}) as {name}_squares" for name in COMPARED]
    both = "filter (where reach > 0 and interactions is not null)"
    products = {"x": "reach", "y": "interactions", "xx": "reach * reach"}
    products |= {"yy": "interactions * interactions", "xy": "reach * interactions"}
    parts += [
        f"count(*) {both} as pair_n",
        *(f"sum({term}) {both} as pair_{name}" for name, term in products.items()),
    ]
    parts += [f"{quartile(part, 'interactions')} as {name}" for name, part in _QUARTILES.items()]
    return ", ".join(
        [
            *parts,
            "max(fetched_at) as fetched_at, min(source_first) as source_first, max(source_last) as source_last",
        ]
    )


_QUARTILES = {"lower": 0.25, "median": 0.5, "upper": 0.75}
_POST_SUMS = f"""with {per_post(*COMPARED)},
placed as (
    select *,
        case when wall >= $split then 'now' else 'before' end as part,
        cast(wall as date) as day,
        case when published_precision <> 'day' then cast(extract(isodow from wall) as integer) end as weekday,
        case when published_precision <> 'day' then cast(extract(hour from wall) as integer) end as hour
    from per_post
)
select
    case
        when grouping(day) = 0 then 'day'
        when grouping(weekday) = 0 then 'hour'
        when grouping(channel_id) = 0 then 'channel'
        when grouping(pillar_id) = 0 then 'pillar'
        else 'format' end as section,
    part, network, channel_id, pillar_id, format, day, weekday, hour, count(*) as posts, {_columns()}
from placed
group by grouping sets (
    (part, network, channel_id), (part, pillar_id), (part, format), (part, network, channel_id, day),
    (part, weekday, hour)
)"""


def read_channel_days(store: Store, brand_id: str, period: Period, chosen: Selection) -> list[Row]:
    """Daily figures of whole channels in a period and the one before it, the newest snapshot of each day.

    Keys: channel_id, network, part ('now', 'before'), day (the account's own day), reach, views, impressions,
    follows, interactions (None where unknown), fetched_at (UTC), source_first, source_last.
    """
    named = ", ".join(f"max(value) filter (where metric = '{name}') as {name}" for name in _DAILY)
    known = ", ".join(f"'{name}'" for name in (*_DAILY, *INTERACTIONS, "interactions"))
    return store.rows(
        f"""with snapshot as (
            select m.channel_id, h.network, m.metric, m.day, m.value, m.fetched_at, m.source,
                row_number() over (partition by m.channel_id, m.metric, m.day order by m.fetched_at desc) as age
            from channel_metric as m inner join channel as h on h.channel_id = m.channel_id
            where m.brand_id = $brand and h.brand_id = $brand
              and m.day >= $first and m.day <= $last and m.metric in ({known}) and {_OF_CHANNELS}
        )
        select channel_id, network, case when day >= $split then 'now' else 'before' end as part, day, {named},
            coalesce(
                max(value) filter (where metric = 'interactions'),
                sum(value) filter (where metric in ('likes', 'comments', 'shares', 'saves'))
            ) as interactions,
            max(fetched_at) as fetched_at, min(source) as source_first, max(source) as source_last
        from snapshot where age = 1
        group by channel_id, network, day
        order by day, channel_id""",
        {"brand": brand_id, "first": period.before.first, "last": period.last, "split": period.first}
        | channel_parameters(chosen),
    )


def read_followers(store: Store, brand_id: str, period: Period, chosen: Selection) -> list[Row]:
    """Followers of each channel day by day in the period, and the newest stock from before it.

    Keys: channel_id, network, day (the account's own day), value, fetched_at (UTC), source.
    """
    return store.rows(
        f"""with stock as (
            select m.channel_id, h.network, m.day, m.value, m.fetched_at, m.source,
                row_number() over (partition by m.channel_id, m.day order by m.fetched_at desc) as age,
                max(m.day) filter (where m.day < $first) over (partition by m.channel_id) as base
            from channel_metric as m inner join channel as h on h.channel_id = m.channel_id
            where m.brand_id = $brand and h.brand_id = $brand
              and m.metric = 'followers' and m.day <= $last and {_OF_CHANNELS}
        )
        select channel_id, network, day, value, fetched_at, source
        from stock where age = 1 and (day >= $first or day = base)
        order by day, channel_id""",
        {"brand": brand_id, "first": period.first, "last": period.last} | channel_parameters(chosen),
    )


_OF_CHANNELS = """($networks = '' or position(',' || h.network || ',' in $networks) > 0)
              and ($channels = '' or position(',' || h.channel_id || ',' in $channels) > 0)"""


def read_last_day(
    store: Store, brand_id: str, zone: str, today: date, chosen: Selection, *, only_posts: bool
) -> date | None:
    """The last day until `today` of which a post is known or, unless `only_posts`, a channel or a conversation."""
    known = ", ".join(f"'{name}'" for name in (*_DAILY, *INTERACTIONS, "interactions", "followers"))
    first, last = wall_bounds(Period(first=date(1990, 1, 1), last=today))
    row = store.row(
        f"""with {CHOSEN},
        day as (
            select max(cast(wall as date)) as day from chosen
            union all
            select max(m.day) from channel_metric as m inner join channel as h on h.channel_id = m.channel_id
            where m.brand_id = $brand and h.brand_id = $brand and not $only_posts
              and m.day < cast($last as date) and m.metric in ({known}) and {_OF_CHANNELS}
            union all
            select max(cast((h.first_in_at at time zone 'UTC') at time zone $zone as date)) from conversation as h
            where h.brand_id = $brand and not $only_posts and {_OF_CHANNELS}
              and (h.first_in_at at time zone 'UTC') at time zone $zone < $last
        )
        select max(day) as day from day""",
        figure_parameters(brand_id, zone, first, last, chosen) | {"only_posts": only_posts},
    )
    return row["day"] if row else None


def read_sources(store: Store, brand_id: str, zone: str, period: Period, chosen: Selection) -> pd.DataFrame:
    """Where the figures of a period come from.

    Columns: level ('post' or 'channel'), metric, source, definition (text), n (values), oldest, newest (UTC).
    """
    first, last = wall_bounds(period)
    parameters = figure_parameters(brand_id, zone, first, last, chosen)
    return store.frame(
        f"""with {per_post(*SHOWN)}
        select 'post' as level, metric, source, definition, count(*) as n,
            min(fetched_at) as oldest, max(fetched_at) as newest
        from snapshot where age = 1 group by metric, source, definition
        union all
        select 'channel', m.metric, m.source, m.definition, count(*), min(m.fetched_at), max(m.fetched_at)
        from channel_metric as m inner join channel as h on h.channel_id = m.channel_id
        where m.brand_id = $brand and m.day >= cast($first as date) and m.day < cast($last as date) and {_OF_CHANNELS}
        group by m.metric, m.source, m.definition
        order by 1 desc, 2, 3, 4""",
        parameters,
    )


def count_undated(store: Store, brand_id: str) -> int:
    """Published posts of which not even the day is known; no period can hold them."""
    row = store.row(
        """select count(*) as n from publication as p inner join post as o on o.post_id = p.post_id
        where p.brand_id = ? and p.state = 'published' and p.published_at is null
          and p.deleted_at is null and o.deleted_at is null""",
        [brand_id],
    )
    return int(row["n"]) if row else 0


def count_left_out(store: Store, brand_id: str, zone: str, period: Period, chosen: Selection) -> int:
    """Replies and shared posts of the period that are not counted unless `chosen` asks for them."""
    if chosen.replies:
        return 0
    row = store.row(
        f"""with {CHOSEN} select count(*) as n from chosen as c
        inner join publication as p on p.publication_id = c.publication_id
        where p.brand_id = $brand and (p.is_reply or p.is_shared)""",
        figure_parameters(brand_id, zone, *wall_bounds(period), chosen.model_copy(update={"replies": True})),
    )
    return int(row["n"]) if row else 0


def channel_parameters(chosen: Selection) -> dict[str, object]:
    return {"networks": enclosed(chosen.networks), "channels": enclosed(chosen.channels)}
