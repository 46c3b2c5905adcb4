"""Key figures as sums by period, network, channel, pillar, format, day and hour: small frames whatever lies behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from cmlite.domain.hours import BusinessDay
from cmlite.domain.kpis import Period, Selection
from cmlite.store.db import Store
from cmlite.store.figures import (
    COMPARED,
    INTERACTIONS,
    SHOWN,
    enclosed,
    figure_parameters,
    per_post,
    quartile,
    wall_bounds,
)

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
        | _channel_parameters(chosen),
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
        {"brand": brand_id, "first": period.first, "last": period.last} | _channel_parameters(chosen),
    )


def read_response_sums(
    store: Store,
    brand_id: str,
    zone: str,
    period: Period,
    chosen: Selection,
    *,
    hours: Sequence[BusinessDay],
    targets: Mapping[str, float],
    now: datetime,
) -> list[Row]:
    """Conversations opened in a period and in the one before it, and how fast they were answered first.

    `hours` covers every UTC day from the first of them until now; `targets` are business minutes by kind.
    Keys: section (all, network, channel, day), part, network, channel_id, day (wall day of the first message),
    n, answered, waiting (no answer yet, somebody waits), judged (answered, or waiting longer than allowed), hits
    (answered in time), business, business_low, business_high, clock, clock_low, clock_high (median minutes to
    the first answer, and in section all the values between which the median lies), changed_at (UTC).
    """
    first, last = wall_bounds(Period(first=period.before.first, last=period.last))
    split, _ = wall_bounds(period)
    allowed = " ".join(f"when kind = '{kind}' then {float(minutes)}" for kind, minutes in targets.items())
    values = {"brand": brand_id, "zone": zone, "now": now, "first": first, "last": last, "split": split}
    values |= {"scan_first": first - timedelta(days=1), "scan_last": last + timedelta(days=1)}
    with store.read() as cursor:
        cursor.register("business_day", hours_frame(hours))
        found = cursor.execute(
            _RESPONSE_SUMS.replace("{allowed}", f"case {allowed} end" if allowed else "cast(null as double)"),
            values | _channel_parameters(chosen),
        )
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def minutes_until(alias: str, instant: str) -> str:
    """Business minutes from the first day of the list to an instant, as `BusinessDay.minutes_until` counts them."""
    minute = f"(cast(extract(epoch from ({instant} - date_trunc('day', {instant}))) as double) / 60)"
    return (
        f"({alias}.base + least(greatest({minute} - {alias}.start_1, 0), {alias}.end_1 - {alias}.start_1)"
        f" + least(greatest({minute} - {alias}.start_2, 0), {alias}.end_2 - {alias}.start_2))"
    )


_OF_CHANNELS = """($networks = '' or position(',' || h.network || ',' in $networks) > 0)
              and ($channels = '' or position(',' || h.channel_id || ',' in $channels) > 0)"""
# The bounds of a median are the values at rank r and n - r + 1, r as in `domain.kpis.median_rank`.
_RANK = "greatest(cast(floor((answered - 1.96 * sqrt(answered)) / 2) as integer), 0)"
_RESPONSE_SUMS = f"""with dated as (
    select c.network, c.channel_id, c.kind, c.state, c.waiting_since, c.first_in_at, c.first_out_at, c.changed_at,
        (c.first_in_at at time zone 'UTC') at time zone $zone as wall
    from conversation as c
    where c.brand_id = $brand and c.first_in_at >= $scan_first and c.first_in_at < $scan_last
      and ($networks = '' or position(',' || c.network || ',' in $networks) > 0)
      and ($channels = '' or position(',' || c.channel_id || ',' in $channels) > 0)
),
timed as (
    select d.*,
        case when d.wall >= $split then 'now' else 'before' end as part,
        cast(extract(epoch from (d.first_out_at - d.first_in_at)) as double) / 60 as clock,
        {minutes_until("b", "coalesce(d.first_out_at, $now)")} - {minutes_until("a", "d.first_in_at")} as business
    from dated as d
    left join business_day as a on a.day = date_trunc('day', d.first_in_at)
    left join business_day as b on b.day = date_trunc('day', coalesce(d.first_out_at, $now))
    where d.wall >= $first and d.wall < $last
),
judged as (
    select part, network, channel_id, cast(wall as date) as day, changed_at, clock,
        first_out_at is not null as is_answered,
        first_out_at is null and waiting_since is not null and state <> 'done' as is_waiting,
        business, {{allowed}} as allowed
    from timed
),
summed as (
    select
        case
            when grouping(day) = 0 then 'day'
            when grouping(channel_id) = 0 then 'channel'
            when grouping(network) = 0 then 'network'
            else 'all' end as section,
        part, network, channel_id, day, count(*) as n,
        count(*) filter (where is_answered) as answered,
        count(*) filter (where is_waiting) as waiting,
        count(*) filter (where allowed is not null and (is_answered or (is_waiting and business > allowed))) as judged,
        count(*) filter (where is_answered and business <= allowed) as hits,
        {quartile(0.5, "case when is_answered then business end")} as business,
        {quartile(0.5, "case when is_answered then clock end")} as clock,
        max(changed_at) as changed_at
    from judged
    group by grouping sets ((part), (part, network), (part, network, channel_id), (part, day))
),
ranked as (
    select part, business, clock, count(*) over (partition by part) as answered,
        row_number() over (partition by part order by business) as business_place,
        row_number() over (partition by part order by clock) as clock_place
    from judged where is_answered
),
bounds as (
    select part,
        max(business) filter (where business_place = {_RANK}) as business_low,
        max(business) filter (where business_place = answered - {_RANK} + 1) as business_high,
        max(clock) filter (where clock_place = {_RANK}) as clock_low,
        max(clock) filter (where clock_place = answered - {_RANK} + 1) as clock_high
    from ranked where {_RANK} > 0
    group by part
)
select s.*, b.business_low, b.business_high, b.clock_low, b.clock_high
from summed as s left join bounds as b on b.part = s.part and s.section = 'all'"""


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


def read_channel_names(store: Store, brand_id: str) -> dict[str, str]:
    """The name of every channel of a brand, also of closed ones, by id."""
    rows = store.rows(
        "select channel_id, coalesce(nullif(name, ''), handle) as name from channel where brand_id = ? order by network, 2",
        [brand_id],
    )
    return {row["channel_id"]: row["name"] for row in rows}


def as_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a frame with exactly these columns, also when there are none."""
    return pd.DataFrame(list(rows), columns=list(columns))


def _channel_parameters(chosen: Selection) -> dict[str, object]:
    return {"networks": enclosed(chosen.networks), "channels": enclosed(chosen.channels)}


def hours_frame(hours: Sequence[BusinessDay]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(row.day, row.base, row.start_1, row.end_1, row.start_2, row.end_2) for row in hours],
        columns=["day", "base", "start_1", "end_1", "start_2", "end_2"],
    )
    frame["day"] = pd.to_datetime(frame["day"])
    return frame
