"""How fast people were answered, as sums by period, network, channel and day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from cmlite.domain.clocks import to_minute
from cmlite.domain.hours import BusinessDay
from cmlite.domain.kpis import Period, Selection
from cmlite.store.db import Store
from cmlite.store.figures import quartile, wall_bounds
from cmlite.store.kpis import Row, channel_parameters


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
    the first answer, and in section all the values between which the median lies), changed_at (UTC); in section all
    also business_most, clock_most (minutes within which nine of ten were answered, linear between two) and within_15,
    within_60, within_day (answered within so much time on the clock).
    """
    first, last = wall_bounds(Period(first=period.before.first, last=period.last))
    split, _ = wall_bounds(period)
    allowed = " ".join(f"when kind = '{kind}' then {float(minutes)}" for kind, minutes in targets.items())
    values = {"brand": brand_id, "zone": zone, "now": to_minute(now), "first": first, "last": last, "split": split}
    values |= {"scan_first": first - timedelta(days=1), "scan_last": last + timedelta(days=1)}
    return store.rows(
        _RESPONSE_SUMS.replace("{allowed}", f"case {allowed} end" if allowed else "cast(null as double)"),
        values | channel_parameters(chosen) | hours_parameters(hours),
    )


def minutes_until(alias: str, instant: str) -> str:
    """Business minutes from the first day of the list to an instant, as `BusinessDay.minutes_until` counts them."""
    minute = f"(cast(extract(epoch from ({instant} - date_trunc('day', {instant}))) as double) / 60)"
    return (
        f"({alias}.base + least(greatest({minute} - {alias}.start_1, 0), {alias}.end_1 - {alias}.start_1)"
        f" + least(greatest({minute} - {alias}.start_2, 0), {alias}.end_2 - {alias}.start_2))"
    )


BUSINESS_DAY = """business_day as materialized (
    select unnest($hours_day) as day, unnest($hours_base) as base, unnest($hours_start_1) as start_1,
        unnest($hours_end_1) as end_1, unnest($hours_start_2) as start_2, unnest($hours_end_2) as end_2
)"""
"""The opening hours as a table for `minutes_until`, filled by `hours_parameters`."""

# The bounds of a median are the values at rank r and n - r + 1, r as in `domain.kpis.median_rank`.
_RANK = "greatest(cast(floor((answered - 1.96 * sqrt(answered)) / 2) as integer), 0)"
_RESPONSE_SUMS = f"""with {BUSINESS_DAY}, dated as (
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
judged as materialized (
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
),
spread as (
    select part, {quartile(0.9, "business")} as business_most, {quartile(0.9, "clock")} as clock_most,
        count(*) filter (where clock <= 15) as within_15, count(*) filter (where clock <= 60) as within_60,
        count(*) filter (where clock <= 1440) as within_day
    from judged where is_answered
    group by part
)
select s.*, b.business_low, b.business_high, b.clock_low, b.clock_high, p.business_most, p.clock_most,
    p.within_15, p.within_60, p.within_day
from summed as s
left join bounds as b on b.part = s.part and s.section = 'all'
left join spread as p on p.part = s.part and s.section = 'all'"""


def hours_parameters(hours: Sequence[BusinessDay]) -> dict[str, object]:
    """One list a column."""
    return {
        "hours_day": [datetime.combine(row.day, time()) for row in hours],
        "hours_base": [float(row.base) for row in hours],
        "hours_start_1": [float(row.start_1) for row in hours],
        "hours_end_1": [float(row.end_1) for row in hours],
        "hours_start_2": [float(row.start_2) for row in hours],
        "hours_end_2": [float(row.end_2) for row in hours],
    }
