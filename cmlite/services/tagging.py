"""Whether links of the brand's own website are marked with where they were clicked: one switch a brand."""

from collections.abc import Callable
from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.domain.drafts import Written
from cmlite.domain.tagging import Tagging, host_of
from cmlite.errors import RuleError
from cmlite.services import campaigns
from cmlite.store import brands
from cmlite.store.db import Store

SWITCH = "link_tags"


def is_on(store: Store, brand_id: str) -> bool:
    """Whether the brand marks its links."""
    return brands.read_settings(store, brand_id).get(SWITCH) == "1"


def website(store: Store, brand_id: str) -> str:
    """The website whose links are marked, as the owner wrote it; '' where that is switched off."""
    return brands.read_website(store, brand_id, SWITCH)


def of_written(store: Store, brand_id: str, written: Written) -> Tagging:
    """How links of a post are marked that is being written."""
    ours = website(store, brand_id) if written.tagged else ""
    campaign = campaigns.utm_name(store, brand_id, written.campaign_id) if ours and written.campaign_id else ""
    return Tagging(ours, campaign)


def marker(store: Store, brand_id: str) -> Callable[[Written], Tagging]:
    """The same for many posts: what is needed is read once."""
    ours = website(store, brand_id)
    names = {one.campaign_id: one.utm_name for one in campaigns.campaigns(store, brand_id)} if ours else {}
    return lambda written: Tagging(ours if written.tagged else "", names.get(written.campaign_id, ""))


def switch(store: Store, brand: Brand, *, on: bool, now: datetime, actor: str) -> None:
    """Mark links from now on, or no longer. Raises RuleError where the brand has no website yet."""
    if on and not host_of(brand.website):
        raise RuleError("errors.tagging.no_website")
    with store.write() as cursor:
        brands.save_setting(cursor, brand.brand_id, SWITCH, "1" if on else "", now=now, actor=actor)
        brands.record(cursor, brand.brand_id, "setting", SWITCH, "", "on" if on else "off", now=now, actor=actor)
