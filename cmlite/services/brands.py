"""Which brand is in view, and the settings of the app."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands as table
from cmlite.store.db import Store
from cmlite.store.rows import update
from cmlite.store.team import lock_team


@dataclass(frozen=True, slots=True)
class View:
    """What the frame of every page needs to know."""

    brand: Brand | None
    brands: tuple[Brand, ...]
    language: str
    """'de', 'en', or '' when the visitor has not chosen yet."""


def current(store: Store) -> View:
    """The brand in view (the one chosen last, else the owner's first) and the language chosen.

    Archived brands are not among them.
    """
    settings = table.read_settings(store)
    brands = tuple(one for one in table.read_brands(store) if one.archived_at is None)
    chosen = next((brand for brand in brands if brand.brand_id == settings.get("brand_in_view")), None)
    return View(chosen or (brands[0] if brands else None), brands, settings.get("language", ""))


def choose_language(store: Store, language: str, *, now: datetime, actor: str) -> None:
    """Remember the language of the pages."""
    with store.write() as cursor:
        table.save_setting(cursor, table.APP, "language", language, now=now, actor=actor)


def choose_brand(store: Store, brand_id: str, *, now: datetime, actor: str) -> None:
    """Bring another brand into view."""
    with store.write() as cursor:
        table.save_setting(cursor, table.APP, "brand_in_view", brand_id, now=now, actor=actor)


def elsewhere(store: Store, view: View, address: Mapping[str, str]) -> tuple[str, Brand] | None:
    """What an address names although it belongs to another brand than the one in view, and that brand."""
    if view.brand is None or len(view.brands) < 2:
        return None
    for kind in ("post", "conversation"):
        if kind in address:
            owner = table.brand_of(store, kind, address[kind])
            found = next((one for one in view.brands if one.brand_id == owner), None)
            if found is not None and found != view.brand:
                return kind, found
    return None


def archived(store: Store) -> list[Brand]:
    """Brands that were put away, the newest first."""
    away = [(one.archived_at, one) for one in table.read_brands(store) if one.archived_at is not None]
    return [one for _, one in sorted(away, key=lambda pair: pair[0], reverse=True)]


def archive(store: Store, brand: Brand, *, now: datetime, actor: str) -> None:
    """Put a brand away: out of switcher, start page and worker; nothing of it is lost.

    Raises RuleError for the last one that is not archived, and for somebody who may not do this.
    """
    with store.alone():  # two windows that archive two brands would leave none
        if all(one.brand_id == brand.brand_id for one in current(store).brands):
            raise RuleError("errors.brands.last_active")
        _set_archived(store, brand.brand_id, now, now=now, actor=actor)


def bring_back(store: Store, brand: Brand, *, now: datetime, actor: str) -> None:
    """Take a brand out of the archive. What came due meanwhile was missed and waits for the owner's word."""
    _set_archived(store, brand.brand_id, None, now=now, actor=actor)


def _set_archived(store: Store, brand_id: str, since: datetime | None, *, now: datetime, actor: str) -> None:
    with store.write() as cursor:
        if since is not None:  # the way back is open to everybody: nobody of its team is at work while it is away
            lock_team(cursor, brand_id).check(actor, "archive")
        if not update(cursor, "brand", {"brand_id": brand_id}, archived_at=since):
            raise NotFoundError("errors.brands.gone")
        after = "archived" if since else "brought_back"
        table.record(
            cursor, brand_id=brand_id, subject="brand", subject_id=brand_id, to_state=after, now=now, actor=actor
        )


def rename(store: Store, brand: Brand, name: str, *, now: datetime, actor: str) -> None:
    """Give a brand another name. Raises RuleError for an empty name and for that of another brand."""
    name = name.strip()[:120]
    if not name:
        raise RuleError("errors.brands.name_missing")
    with store.write() as cursor:
        others = [one for one in table.read_brands(store) if one.brand_id != brand.brand_id]
        if any(one.name.casefold() == name.casefold() for one in others):
            raise RuleError("errors.brands.name_taken", name=name)
        if not update(cursor, "brand", {"brand_id": brand.brand_id}, name=name):
            raise NotFoundError("errors.brands.gone")
        table.record(
            cursor,
            brand_id=brand.brand_id,
            subject="brand",
            subject_id=brand.brand_id,
            to_state="renamed",
            now=now,
            actor=actor,
            detail={"before": brand.name, "after": name},
        )
