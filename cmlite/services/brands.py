"""Which brand is in view, and the settings of the app."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cmlite.domain.brands import Brand
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import backups, sign_ins
from cmlite.services.connections import Outside
from cmlite.services.library import forget_files
from cmlite.store import brands as table
from cmlite.store import channels, library
from cmlite.store.db import Store, update


@dataclass(frozen=True, slots=True)
class View:
    """What the frame of every page needs to know."""

    brand: Brand | None
    brands: tuple[Brand, ...]
    language: str
    """'de', 'en', or '' when the visitor has not chosen yet."""


def current(store: Store) -> View:
    """The brand in view (the one chosen last, else the owner's first) and the language chosen."""
    settings = table.read_settings(store)
    brands = tuple(table.read_brands(store))
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


def rename(store: Store, brand: Brand, name: str, *, now: datetime, actor: str) -> None:
    """Give a brand another name. Raises RuleError for an empty name and for that of another brand."""
    name = name.strip()[:120]
    if not name:
        raise RuleError("errors.brands.name_missing")
    others = [one for one in table.read_brands(store) if one.brand_id != brand.brand_id]
    if any(one.name.casefold() == name.casefold() for one in others):
        raise RuleError("errors.brands.name_taken", name=name)
    with store.write() as cursor:
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


def remove_with_backup(
    store: Store, outside: Outside, brand: Brand, typed: str, *, folder: Path, now: datetime, actor: str
) -> str:
    """Back everything up, then remove a brand whose name was typed as proof; returns the name of the backup.

    Raises RuleError when the name is another one; then nothing has happened.
    """
    if typed.strip().casefold() != brand.name.strip().casefold():
        raise RuleError("errors.brands.typed", name=brand.name)
    made = backups.back_up(store, folder, now=now)
    remove_brand(store, outside, brand.brand_id, now=now, actor=actor)
    return made.path.name


def remove_brand(store: Store, outside: Outside, brand_id: str, *, now: datetime, actor: str) -> dict[str, int]:
    """Delete a brand with everything that belongs to it, its sign-ins and files too; returns rows deleted by table.

    Waits until none of its channels is at work, so that nothing is saved for it afterwards; raises RuleError when one
    stays busy. Sign-ins that are locked are forgotten when they are unlocked.
    """
    of_brand = sorted(one.channel_id for one in channels.read_channels(store, brand_id, closed=True))
    with ExitStack() as at_work:
        for channel_id in of_brand:
            at_work.enter_context(outside.turn(channel_id, patient=False))
        with store.write() as cursor:
            files = library.files_of(cursor, brand_id)
            gone = table.erase_brand(cursor, brand_id)
            table.record(
                cursor,
                brand_id=table.APP,
                subject="brand",
                subject_id=brand_id,
                now=now,
                actor=actor,
                to_state="removed",
            )
    forget_files(store, files)
    sign_ins.forget_orphans(store, outside.secrets)
    return gone
