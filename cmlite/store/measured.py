"""Figures that networks told: which posts are due, what was told, and what of it is kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cmlite.domain.sync import FIGURES_EVERY, Counts
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert_rows, many

SOURCE = "api"


def read_due_figures(store: Store, channel_id: str, now: datetime, *, limit: int) -> list[dict[str, Any]]:
    """Posts of a channel whose figures are due: publication_id, external_id, published_at; longest waiting first.

    What was asked for counts, also when the network told nothing (deleted there): it must not keep others waiting.
    """
    cases = " ".join(
        f"when p.published_at > $now - interval '{int(age.total_seconds())} seconds' "
        f"then $now - interval '{int((every - timedelta(minutes=1)).total_seconds())} seconds'"
        for age, every in FIGURES_EVERY
    )
    return store.rows(
        f"""with last as (
            select m.publication_id, max(m.fetched_at) as fetched_at from publication_metric as m
            where m.source = '{SOURCE}' group by m.publication_id
        ), asked as (
            select p.publication_id, p.external_id, p.published_at, case {cases} end as before,
                greatest(p.asked_at, l.fetched_at) as asked_at
            from publication as p left join last as l on l.publication_id = p.publication_id
            where p.channel_id = $channel and p.state = 'published' and p.external_id <> '' and p.deleted_at is null
        )
        select publication_id, external_id, published_at from asked
        where before is not null and (asked_at is null or asked_at <= before)
        order by asked_at nulls first, published_at desc limit $limit""",
        {"now": now, "channel": channel_id, "limit": limit},
    )


def note_asked(cursor: Cursor, publication_ids: Sequence[str], now: datetime) -> None:
    """The network was asked for the figures of these posts."""
    cursor.execute(
        "update publication set asked_at = $now where publication_id in (select unnest($ids))",
        {"now": now, "ids": list(publication_ids)},
    )


def save_counts(cursor: Cursor, brand_id: str, network: str, told: Mapping[str, Counts], now: datetime) -> int:
    """Save figures by publication id as they are at `now`; returns how many values."""
    rows = [
        {
            "publication_id": publication_id,
            "metric": metric,
            "fetched_at": now,
            "brand_id": brand_id,
            "value": value,
            "source": SOURCE,
            "definition": f"{network}:{metric}",
        }
        for publication_id, counts in told.items()
        for metric, value in counts.values.items()
    ]
    insert_rows(cursor, "publication_metric", rows)
    return len(rows)


def save_followers(
    cursor: Cursor, brand_id: str, channel_id: str, network: str, day: date, value: int, now: datetime
) -> None:
    """The followers of a channel on a wall day; the newest of a day counts, older ones of it are dropped."""
    cursor.execute(
        "delete from channel_metric where channel_id = ? and metric = 'followers' and day = ? and source = ?",
        [channel_id, day, SOURCE],
    )
    insert_rows(
        cursor,
        "channel_metric",
        [
            {
                "channel_id": channel_id,
                "metric": "followers",
                "day": day,
                "fetched_at": now,
                "brand_id": brand_id,
                "value": float(value),
                "source": SOURCE,
                "definition": f"{network}:followers",
            }
        ],
    )


def thin(cursor: Cursor, channel_id: str) -> int:
    """Drop snapshots nobody needs; returns how many.

    Kept of what networks told: everything of a post's first 48 hours (an hour apart), then the last of each day
    until it is 30 days old, then the last of each week (counted from publishing). So the growth after an hour, a
    day and a week stays known, and a post never has more than about 130 values a metric. Exports are never touched.
    """
    gone = many(
        cursor,
        f"""with aged as (
            select m.publication_id, m.metric, m.fetched_at,
                cast(extract(epoch from (m.fetched_at - p.published_at)) as double) / 3600 as hours
            from publication_metric as m inner join publication as p on p.publication_id = m.publication_id
            where p.channel_id = ? and m.source = '{SOURCE}' and p.published_at is not null
        ), placed as (
            select publication_id, metric, fetched_at, row_number() over (
                partition by publication_id, metric,
                    case when hours <= 49 then 0 when hours <= 720 then 1 else 2 end,
                    case when hours <= 49 then cast(floor(hours * 2) as bigint)
                         when hours <= 720 then cast(floor(hours / 24) as bigint)
                         else cast(floor(hours / 168) as bigint) end
                order by fetched_at desc) as place
            from aged
        )
        select publication_id, metric, fetched_at from placed where place > 1""",
        [channel_id],
    )
    if gone:
        cursor.execute(
            """delete from publication_metric where (publication_id, metric, fetched_at) in (
                select unnest($publication_id), unnest($metric), unnest($fetched_at))""",
            {name: [row[name] for row in gone] for name in ("publication_id", "metric", "fetched_at")},
        )
    return len(gone)
