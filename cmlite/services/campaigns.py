"""Campaigns: begin, change, close and delete them, and see what came of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cmlite.domain.campaigns import Campaign, CampaignDraft, Known, Results, per_interaction
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands
from cmlite.store import campaigns as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update


def campaigns(store: Store, brand_id: str) -> list[Campaign]:
    """The campaigns of a brand, open ones first."""
    return table.read_campaigns(store, brand_id)


def choosable(found: Sequence[Campaign], chosen: str = "") -> dict[str, str]:
    """Names by id of what a post may belong to: open campaigns, and the one it belongs to already."""
    return {one.campaign_id: one.name for one in found if one.closed_at is None or one.campaign_id == chosen}


def utm_name(store: Store, brand_id: str, campaign_id: str) -> str:
    """The campaign's name in links; '' where links are left alone or there is no such campaign."""
    return next((one.utm_name for one in campaigns(store, brand_id) if one.campaign_id == campaign_id), "")


def results(store: Store, brand_id: str) -> dict[str, Results]:
    """What came of each campaign that has posts."""
    return {
        row["campaign_id"]: Results(
            posts=row["posts"],
            planned=row["planned"],
            published=row["published"],
            reach=Known(value=row["reach"], n=row["reach_n"], of=row["published"]),
            interactions=Known(value=row["interactions"], n=row["interactions_n"], of=row["published"]),
            sources=tuple(filter(None, row["sources"].split(","))),
            fetched_at=row["fetched_at"],
        )
        for row in table.read_results(store, brand_id)
    }


def begin(store: Store, brand_id: str, draft: CampaignDraft, *, now: datetime, actor: str) -> Campaign:
    """Save a new campaign. Raises RuleError when its name in links is taken."""
    made = Campaign(
        **draft.model_dump(),
        campaign_id=new_id("campaign", now),
        brand_id=brand_id,
        created_at=now,
        changed_at=now,
        actor=actor,
    )
    with store.write() as cursor:
        _free_name(cursor, brand_id, made.campaign_id, draft.utm_name)
        insert(cursor, "campaign", **made.model_dump())
        brands.record(cursor, brand_id, "campaign", made.campaign_id, "", "open", now=now, actor=actor)
    return made


def change(
    store: Store, brand_id: str, campaign_id: str, draft: CampaignDraft, *, version: int, now: datetime, actor: str
) -> None:
    """Save an edited campaign. Raises RuleError when another window saved it since `version` was read."""
    with store.write() as cursor:
        found = _living(cursor, brand_id, campaign_id)
        if found.version != version:
            raise RuleError("errors.campaigns.changed_elsewhere")
        _free_name(cursor, brand_id, campaign_id, draft.utm_name)
        _set(cursor, found, now=now, actor=actor, **draft.model_dump())
        brands.record(cursor, brand_id, "campaign", campaign_id, "", "changed", now=now, actor=actor)


def close(store: Store, brand_id: str, campaign_id: str, *, now: datetime, actor: str) -> None:
    """No further posts are offered to it; those it has stay, and so do its figures."""
    with store.write() as cursor:
        _set(cursor, _living(cursor, brand_id, campaign_id), closed_at=now, now=now, actor=actor)
        brands.record(cursor, brand_id, "campaign", campaign_id, "open", "closed", now=now, actor=actor)


def reopen(store: Store, brand_id: str, campaign_id: str, *, now: datetime, actor: str) -> None:
    """Take a closed campaign up again."""
    with store.write() as cursor:
        _set(cursor, _living(cursor, brand_id, campaign_id), closed_at=None, now=now, actor=actor)
        brands.record(cursor, brand_id, "campaign", campaign_id, "closed", "open", now=now, actor=actor)


def delete(store: Store, brand_id: str, campaign_id: str, *, now: datetime, actor: str) -> None:
    """Take a campaign away; its posts stay and belong to it again when it is brought back."""
    with store.write() as cursor:
        _set(cursor, _living(cursor, brand_id, campaign_id), deleted_at=now, now=now, actor=actor)
        brands.record(cursor, brand_id, "campaign", campaign_id, "", "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, campaign_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion. Its name in links is given up where another campaign has taken it meanwhile."""
    with store.write() as cursor:
        found = table.lock_campaign(cursor, brand_id, campaign_id)
        if found is None:
            raise NotFoundError("errors.campaigns.gone")
        taken = table.utm_is_taken(cursor, brand_id, campaign_id, found.utm_name)
        name = "" if taken else found.utm_name
        _set(cursor, found, deleted_at=None, utm_name=name, now=now, actor=actor)
        brands.record(cursor, brand_id, "campaign", campaign_id, "deleted", "open", now=now, actor=actor)


COLUMNS = (
    *("campaign", "first_day", "last_day", "goal", "name_in_links", "budget", "spend", "spend_on", "currency"),
    *("closed", "posts", "published", "reach", "reach_posts", "interactions", "interactions_posts"),
    *("per_interaction", "sources"),
)
"""Columns of what is taken home, in this order."""


def rows(found: Sequence[Campaign], by_id: Mapping[str, Results]) -> list[dict[str, object]]:
    """Campaigns as rows for a file, under the names in COLUMNS; what is not known is empty."""
    made: list[dict[str, object]] = []
    for one in found:
        came = by_id.get(one.campaign_id, Results())
        made.append(
            {
                "campaign": one.name,
                "first_day": one.first_day,
                "last_day": one.last_day,
                "goal": one.goal,
                "name_in_links": one.utm_name,
                "budget": None if one.budget is None else float(one.budget),
                "spend": None if one.spend is None else float(one.spend),
                "spend_on": one.spend_on,
                "currency": one.currency,
                "closed": one.closed_at is not None,
                "posts": came.posts,
                "published": came.published,
                "reach": came.reach.value,
                "reach_posts": came.reach.n,
                "interactions": came.interactions.value,
                "interactions_posts": came.interactions.n,
                "per_interaction": per_interaction(one.spend, came.interactions),
                "sources": " ".join(came.sources),
            }
        )
    return made


def named(found: Sequence[Campaign]) -> Mapping[str, str]:
    """Names by id, closed campaigns too."""
    return {one.campaign_id: one.name for one in found}


def _living(cursor: Cursor, brand_id: str, campaign_id: str) -> Campaign:
    found = table.lock_campaign(cursor, brand_id, campaign_id)
    if found is None or found.deleted_at is not None:
        raise NotFoundError("errors.campaigns.gone")
    return found


def _free_name(cursor: Cursor, brand_id: str, campaign_id: str, utm: str) -> None:
    if table.utm_is_taken(cursor, brand_id, campaign_id, utm):
        raise RuleError("errors.campaigns.utm_taken", name=utm)


def _set(cursor: Cursor, found: Campaign, *, now: datetime, actor: str, **values: object) -> None:
    update(
        cursor,
        "campaign",
        {"campaign_id": found.campaign_id},
        version=found.version + 1,
        changed_at=now,
        actor=actor,
        **values,
    )
