"""Take over posts, their values, daily values and breakdowns: set-based, all or nothing, only what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmlite.domain.imports import Counts, Origin
from cmlite.store.rows import Cursor, one

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd


def _same(link: str) -> str:
    """What two links to the same post share: without scheme, `www.`, `m.`, tracking and the last slash.

    Links that carry the post in their query (`permalink.php?story_fbid=…`) keep it.
    """
    bare = f"regexp_replace({link}, '^https?://((www|m|mobile)[.])?', '')"
    return f"""case when {link} like '%.php?%' or {link} like '%/watch?%' then {bare}
        else rtrim(regexp_replace({bare}, '[?#].*$', ''), '/') end"""


def match_posts(cursor: Cursor, brand_id: str, network: str, posts: pd.DataFrame) -> None:
    """Lay the posts of a file beside what is known, as the temp table `incoming_post`.

    A post is known by its id on the network, or by the link the owner confirmed it with; also one that was taken off
    the network since, which an export may still have.
    """
    cursor.register("posts_read", posts)
    cursor.execute(
        f"""create or replace temp table incoming_post as
        with known as (
            select publication_id, post_id, external_id, permalink, import_id from publication
            where brand_id = $brand and network = $network and state in ('published', 'removed') and deleted_at is null
        ), by_id as (
            select external_id, min(publication_id) as publication_id, min(post_id) as post_id
            from known where external_id <> '' group by external_id
        ), by_link as (
            select {_same("permalink")} as place, min(publication_id) as publication_id, min(post_id) as post_id
            from known where permalink <> '' and external_id = '' group by 1
        )
        select r.*, coalesce(i.publication_id, l.publication_id) as known_id,
            coalesce(i.post_id, l.post_id) as known_post, i.publication_id is null and l.publication_id is not null
                as by_link,
            coalesce(i.publication_id, l.publication_id, $network || ':' || $brand || ':' || r.external_id)
                as publication_id
        from posts_read as r
        left join by_id as i on i.external_id = r.external_id
        left join by_link as l on l.place = {_same("r.permalink")} and r.permalink <> ''""",
        {"brand": brand_id, "network": network},
    )
    cursor.unregister("posts_read")


def match_values(cursor: Cursor, brand_id: str, values: pd.DataFrame) -> None:
    """Lay the values beside the newest known ones, as the temp table `incoming_value`; needs `incoming_post`."""
    cursor.register("values_read", values)
    cursor.execute(
        """create or replace temp table incoming_value as
        with newest as (
            select publication_id, metric, value,
                row_number() over (partition by publication_id, metric order by fetched_at desc) as age
            from publication_metric
            where brand_id = $brand and publication_id in (select publication_id from incoming_post)
        )
        select p.publication_id, v.metric, v.value, n.value as before
        from values_read as v
        inner join incoming_post as p on p.external_id = v.external_id
        left join newest as n on n.publication_id = p.publication_id and n.metric = v.metric and n.age = 1""",
        {"brand": brand_id},
    )
    cursor.unregister("values_read")


def count_posts(cursor: Cursor) -> Counts:
    """New, changed and unchanged posts of the temp tables."""
    row = one(
        cursor,
        """with moved as (
            select distinct publication_id from incoming_value where before is null or before <> value
        )
        select count(*) filter (where p.known_id is null) as new,
            count(*) filter (where p.known_id is not null and m.publication_id is not null) as changed,
            count(*) filter (where p.known_id is not null and m.publication_id is null) as same
        from incoming_post as p left join moved as m on m.publication_id = p.publication_id""",
    )
    return Counts.model_validate(row)


def write_posts(
    cursor: Cursor,
    brand_id: str,
    network: str,
    channel_id: str,
    origin: Origin,
) -> None:
    """Insert what is new and all values of posts of which one differs; needs the temp tables.

    A post is kept whole, so that taking back the file before does not tear out the figures both agree on.
    """
    given = {
        "brand": brand_id,
        "network": network,
        "channel": channel_id,
        "id": origin.import_id,
        "now": origin.now,
        "actor": origin.actor,
    }
    cursor.execute(
        """insert into post (post_id, brand_id, stage, text, format, created_at, changed_at, actor, import_id)
        select 'post:' || publication_id, $brand, 'planned', text, format, coalesce(published_at, $now), $now,
            $actor, $id
        from incoming_post where known_id is null""",
        {key: given[key] for key in ("brand", "now", "actor", "id")},
    )
    cursor.execute(
        """insert into publication (publication_id, brand_id, post_id, channel_id, network, state, format,
            published_at, published_precision, external_id, permalink, is_reply, is_shared, changed_at, actor,
            import_id)
        select publication_id, $brand, 'post:' || publication_id, $channel, $network, 'published', format,
            published_at, published_precision, external_id, permalink, is_reply, is_shared, $now, $actor, $id
        from incoming_post where known_id is null""",
        given,
    )
    cursor.execute(
        """insert into import_change (import_id, subject, subject_id, brand_id, before, after)
        select $id, 'publication_match', p.publication_id, $brand,
            coalesce(cast(p.published_at as varchar), '') || '|' || p.published_precision || '|' || p.format,
            i.external_id
        from incoming_post as i inner join publication as p on p.publication_id = i.publication_id
        where i.by_link""",
        {"id": origin.import_id, "brand": brand_id},
    )
    cursor.execute(
        """update publication set external_id = i.external_id,
            published_at = coalesce(i.published_at, publication.published_at),
            published_precision = case when i.published_at is null then publication.published_precision
                else i.published_precision end,
            format = case when i.format in ('', 'other') then publication.format else i.format end
        from incoming_post as i
        where i.by_link and i.publication_id = publication.publication_id"""
    )
    cursor.execute(
        """insert into publication_metric (publication_id, metric, fetched_at, brand_id, value, source, definition,
            import_id)
        select publication_id, metric, $now, $brand, value, 'export', $definition || '.' || metric, $id
        from incoming_value where publication_id in (
            select v.publication_id from incoming_value as v where v.before is null or v.before <> v.value)""",
        {"now": origin.now, "brand": brand_id, "definition": origin.definition, "id": origin.import_id},
    )


def match_days(cursor: Cursor, channel_id: str, days: pd.DataFrame) -> Counts:
    """Lay daily values beside the newest known ones, as the temp table `incoming_day`; gives back the counts."""
    cursor.register("days_read", days)
    cursor.execute(
        """create or replace temp table incoming_day as
        with newest as (
            select metric, day, value,
                row_number() over (partition by metric, day order by fetched_at desc) as age
            from channel_metric where channel_id = $channel
        )
        select r.metric, cast(r.day as date) as day, r.value, n.value as before
        from days_read as r
        left join newest as n on n.metric = r.metric and n.day = cast(r.day as date) and n.age = 1""",
        {"channel": channel_id},
    )
    cursor.unregister("days_read")
    return Counts.model_validate(one(cursor, _COUNTED.format(table="incoming_day")))


def write_days(cursor: Cursor, brand_id: str, channel_id: str, origin: Origin) -> None:
    """Insert the daily values that are new or differ; needs `incoming_day`."""
    cursor.execute(
        """insert into channel_metric (channel_id, metric, day, fetched_at, brand_id, value, source, definition,
            import_id)
        select $channel, metric, day, $now, $brand, value, 'export', $definition || '.' || metric, $id
        from incoming_day where before is null or before <> value""",
        {
            "channel": channel_id,
            "now": origin.now,
            "brand": brand_id,
            "definition": origin.definition,
            "id": origin.import_id,
        },
    )


def match_breakdown(cursor: Cursor, channel_id: str, breakdown: pd.DataFrame) -> Counts:
    """The same for breakdowns (age, country, format …), as the temp table `incoming_breakdown`."""
    day = breakdown["day"].dt.strftime("%Y-%m-%d") if "day" in breakdown.columns else ""
    cursor.register("breakdown_read", breakdown.assign(day=day))
    cursor.execute(
        """create or replace temp table incoming_breakdown as
        with newest as (
            select dimension, label, day, metric, value,
                row_number() over (partition by dimension, label, day, metric order by fetched_at desc) as age
            from channel_breakdown where channel_id = $channel
        )
        select r.dimension, r.label, r.day, r.metric, r.value, n.value as before
        from breakdown_read as r
        left join newest as n on n.dimension = r.dimension and n.label = r.label and n.day = r.day
            and n.metric = r.metric and n.age = 1""",
        {"channel": channel_id},
    )
    cursor.unregister("breakdown_read")
    return Counts.model_validate(one(cursor, _COUNTED.format(table="incoming_breakdown")))


def write_breakdown(cursor: Cursor, brand_id: str, channel_id: str, origin: Origin) -> None:
    """Insert the shares that are new or differ; needs `incoming_breakdown`."""
    cursor.execute(
        """insert into channel_breakdown (channel_id, dimension, label, day, metric, fetched_at, brand_id, value,
            source, definition, import_id)
        select $channel, dimension, label, day, metric, $now, $brand, value, 'export', $definition, $id
        from incoming_breakdown where before is null or before <> value""",
        {
            "channel": channel_id,
            "now": origin.now,
            "brand": brand_id,
            "definition": origin.definition,
            "id": origin.import_id,
        },
    )


_COUNTED = """
select count(*) filter (where before is null) as new,
    count(*) filter (where before is not null and before <> value) as changed,
    count(*) filter (where before is not null and before = value) as same
from {table}"""
