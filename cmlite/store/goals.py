"""What the goals are measured by, at twelve points a week apart; each point looks back over the days before it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from cmlite.domain.clocks import to_minute
from cmlite.domain.hours import BusinessDay
from cmlite.domain.kpis import Selection
from cmlite.store.answers import BUSINESS_DAY, hours_parameters, minutes_until
from cmlite.store.db import Store
from cmlite.store.figures import figure_parameters, per_post, quartile
from cmlite.store.kpis import Row

POINTS = 12
STEP = 7
LOOK_BACK = 28
WHOLE = 26
"""So many of these days have to be known of a channel: files end a day or two before they are fetched."""

PEOPLE_BACK = 91

# A day belongs to every point whose look-back it falls into. Weeks are counted back from today (0); a row of week
# w is joined once for each of the weeks a point looks back over, and counts for point w - back.
_POINTS = "(values " + ", ".join(f"({k})" for k in range(POINTS)) + ") as point (k)"


def read_post_points(store: Store, brand_id: str, zone: str, today: date) -> list[Row]:
    """Sums over the posts of the 28 days before each point.

    Keys: k (0 is today, 1 a week ago …), reach, comments, clicks (None where no post has it), pair_n, pair_x,
    pair_y (posts with reach and interactions, their reach, their interactions). A point without posts is missing.
    """
    end = _end(today)
    values = figure_parameters(brand_id, zone, end - timedelta(days=STEP * POINTS + LOOK_BACK), end, Selection())
    both = "filter (where p.reach > 0 and p.interactions is not null)"
    return store.rows(
        f"""with {per_post("reach", "comments", "clicks", "interactions")}
        select {_k("p.wall")} as k, sum(p.reach) as reach, sum(p.comments) as comments, sum(p.clicks) as clicks,
            count(*) {both} as pair_n, sum(p.reach) {both} as pair_x, sum(p.interactions) {both} as pair_y
        from per_post as p cross join {_backs(LOOK_BACK)}
        where {_in_points("p.wall")}
        group by 1 order by 1""",
        values | {"today": today},
    )


def read_channel_points(store: Store, brand_id: str, today: date) -> list[Row]:
    """Daily figures of channels over the 28 days before each point, and the newest followers at it.

    Keys: k, reach, comments, clicks (sums, None where no day is known, or of some channel not nearly all of them:
    part of a window is no window), followers (sum over the channels, None before the first known stock).
    """
    return store.rows(
        f"""with snapshot as (
            select channel_id, metric, day, value,
                row_number() over (partition by channel_id, metric, day order by fetched_at desc) as age
            from channel_metric
            where brand_id = $brand and metric in ('reach', 'comments', 'clicks', 'followers') and day <= $today
              and (day >= $start or metric = 'followers')
        ),
        share as (
            select {_k("s.day")} as k, s.channel_id, s.metric, sum(s.value) as value, count(*) as days
            from snapshot as s cross join {_backs(LOOK_BACK)}
            where s.age = 1 and s.metric <> 'followers' and {_in_points("s.day")}
            group by 1, 2, 3
        ),
        known as (
            select k, metric, sum(value) as value from share group by k, metric having min(days) >= {WHOLE}
        ),
        flow as (
            select k, max(value) filter (where metric = 'reach') as reach,
                max(value) filter (where metric = 'comments') as comments,
                max(value) filter (where metric = 'clicks') as clicks
            from known group by k
        ),
        newest as (
            select point.k, s.channel_id, s.value,
                row_number() over (partition by point.k, s.channel_id order by s.day desc) as place
            from snapshot as s inner join {_POINTS} on point.k <= {_week("s.day")}
            where s.age = 1 and s.metric = 'followers'
        ),
        stock as (select k, sum(value) as followers from newest where place = 1 group by k)
        select point.k, f.reach, f.comments, f.clicks, t.followers
        from {_POINTS} left join flow as f on f.k = point.k left join stock as t on t.k = point.k
        order by point.k""",
        {
            "brand": brand_id,
            "today": today,
            "start": today - timedelta(days=STEP * POINTS + LOOK_BACK),
        },
    )


def read_inbox_points(
    store: Store,
    brand_id: str,
    zone: str,
    today: date,
    *,
    hours: Sequence[BusinessDay],
    targets: Mapping[str, float],
    now: datetime,
) -> list[Row]:
    """Conversations opened in the 28 days before each point.

    Keys: k, reviews, response (median business minutes to the first answer, None without answers), judged, hits
    (as in `store.kpis.read_response_sums`). A point without conversations is missing.
    """
    end = _end(today)
    cases = " ".join(f"when c.kind = '{kind}' then {float(minutes)}" for kind, minutes in targets.items())
    return store.rows(
        f"""with {BUSINESS_DAY}, timed as (
            select (c.first_in_at at time zone 'UTC') at time zone $zone as wall, c.kind,
                c.first_out_at is not null as is_answered,
                c.first_out_at is null and c.waiting_since is not null and c.state <> 'done' as is_waiting,
                {minutes_until("b", "coalesce(c.first_out_at, $now)")} - {minutes_until("a", "c.first_in_at")}
                    as business,
                {f"case {cases} end" if cases else "cast(null as double)"} as allowed
            from conversation as c
            left join business_day as a on a.day = date_trunc('day', c.first_in_at)
            left join business_day as b on b.day = date_trunc('day', coalesce(c.first_out_at, $now))
            where c.brand_id = $brand and c.first_in_at >= $start and c.first_in_at < $scan_last
        )
        select {_k("t.wall")} as k, count(*) filter (where t.kind = 'review') as reviews,
            {quartile(0.5, "case when t.is_answered then t.business end")} as response,
            count(*) filter (where t.allowed is not null
                and (t.is_answered or (t.is_waiting and t.business > t.allowed))) as judged,
            count(*) filter (where t.is_answered and t.business <= t.allowed) as hits
        from timed as t cross join {_backs(LOOK_BACK)}
        where {_in_points("t.wall")}
        group by 1 order by 1""",
        {"brand": brand_id, "zone": zone, "now": to_minute(now), "today": today, "scan_last": end + timedelta(days=1)}
        | hours_parameters(hours)
        | {"start": end - timedelta(days=STEP * POINTS + LOOK_BACK + 1)},
    )


def read_people_points(store: Store, brand_id: str, zone: str, today: date) -> list[Row]:
    """People who began a conversation in the 13 weeks before each point: k, people, returning (not their first)."""
    return store.rows(
        f"""with talk as (
            select person_id, (first_in_at at time zone 'UTC') at time zone $zone as wall,
                row_number() over (partition by person_id order by first_in_at, conversation_id) as place
            from conversation
            where brand_id = $brand and person_id <> '' and first_in_at is not null
        ),
        active as (
            select {_k("t.wall")} as k, t.person_id, max(t.place) as talks
            from talk as t cross join {_backs(PEOPLE_BACK)}
            where {_in_points("t.wall")}
            group by 1, 2
        )
        select k, count(*) as people, count(*) filter (where talks > 1) as returning_people
        from active group by k order by k""",
        {"brand": brand_id, "zone": zone, "today": today},
    )


def _end(today: date) -> datetime:
    """Wall time at which today is over."""
    return datetime.combine(today, time()) + timedelta(days=1)


def _week(column: str) -> str:
    """In which week before today a wall time or day lies; 0 holds today."""
    return f"cast(floor((cast($today as date) - cast({column} as date)) / {STEP}.0) as integer)"


def _backs(days: int) -> str:
    return "(values " + ", ".join(f"({n})" for n in range(days // STEP)) + ") as look (back)"


def _k(column: str) -> str:
    return f"{_week(column)} - look.back"


def _in_points(column: str) -> str:
    return f"{_k(column)} between 0 and {POINTS - 1}"
