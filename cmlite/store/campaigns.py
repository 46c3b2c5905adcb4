"""Table `campaign`, and what came of the posts of each."""

from collections.abc import Sequence
from typing import Any

from cmlite.domain.campaigns import Campaign
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one


def read_campaigns(store: Store, brand_id: str) -> list[Campaign]:
    """The campaigns of a brand that are not deleted: open ones first, then the newest days."""
    rows = store.rows(
        """select * from campaign where brand_id = ? and deleted_at is null
        order by closed_at is not null, coalesce(first_day, last_day) desc nulls first, created_at desc, campaign_id""",
        [brand_id],
    )
    return [Campaign.model_validate(row) for row in rows]


def lock_campaign(cursor: Cursor, brand_id: str, campaign_id: str) -> Campaign | None:
    """The campaign a transaction is about to change, also if it was deleted."""
    row = one(cursor, "select * from campaign where brand_id = ? and campaign_id = ?", [brand_id, campaign_id])
    return Campaign.model_validate(row) if row else None


def utm_is_taken(cursor: Cursor, brand_id: str, campaign_id: str, utm_name: str) -> bool:
    """Whether another campaign that is not deleted uses this name in links."""
    found = one(
        cursor,
        """select 1 as n from campaign where brand_id = ? and campaign_id <> ? and utm_name = ? and utm_name <> ''
          and deleted_at is null limit 1""",
        [brand_id, campaign_id, utm_name],
    )
    return found is not None


_INTERACTIONS = ("likes", "comments", "shares", "saves")


def read_results(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Per campaign of a brand: posts, planned, published; reach and interactions with how many posts have them;
    sources and when the newest figure was fetched (naive UTC).

    Interactions are likes, comments, shares and saves, as far as they are known. Replies and shared posts of others
    do not count, as everywhere.
    """
    return store.rows(
        f"""with member as (
            select post_id, campaign_id from post
            where brand_id = $brand and deleted_at is null and coalesce(campaign_id, '') <> ''
        ),
        sent as (
            select p.publication_id, p.post_id, p.state, m.campaign_id from publication as p
            inner join member as m on m.post_id = p.post_id
            where p.brand_id = $brand and p.deleted_at is null and not p.is_reply and not p.is_shared
        ),
        snapshot as (
            select s.campaign_id, s.publication_id, v.metric, v.value, v.source, v.fetched_at,
                row_number() over (partition by v.publication_id, v.metric order by v.fetched_at desc) as age
            from publication_metric as v
            inner join sent as s on s.publication_id = v.publication_id and s.state = 'published'
            where v.brand_id = $brand and v.metric in ('reach', {_quoted(_INTERACTIONS)})
        ),
        figure as (
            select campaign_id, publication_id, max(value) filter (where metric = 'reach') as reach,
                sum(value) filter (where metric <> 'reach') as interactions, max(fetched_at) as fetched_at
            from snapshot where age = 1 group by campaign_id, publication_id
        ),
        seen as (
            select campaign_id, sum(reach) as reach, count(reach) as reach_n, sum(interactions) as interactions,
                count(interactions) as interactions_n, max(fetched_at) as fetched_at
            from figure group by campaign_id
        ),
        origin as (
            select campaign_id, string_agg(distinct source, ',' order by source) as sources
            from snapshot where age = 1 group by campaign_id
        ),
        state as (
            select campaign_id, count(*) filter (where state = 'published') as published,
                count(*) filter (where state in ('scheduled', 'publishing', 'missed', 'failed')) as planned
            from sent group by campaign_id
        ),
        held as (select campaign_id, count(*) as posts from member group by campaign_id)
        select h.campaign_id, h.posts, coalesce(t.planned, 0) as planned, coalesce(t.published, 0) as published,
            n.reach, coalesce(n.reach_n, 0) as reach_n, n.interactions, coalesce(n.interactions_n, 0) as interactions_n,
            coalesce(o.sources, '') as sources, n.fetched_at
        from held as h
        left join state as t on t.campaign_id = h.campaign_id
        left join seen as n on n.campaign_id = h.campaign_id
        left join origin as o on o.campaign_id = h.campaign_id""",
        {"brand": brand_id},
    )


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
