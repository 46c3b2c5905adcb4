"""Recurring posts: every day is shown before anything is made; all of them are made at once, or none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.brands import Brand
from cmlite.domain.holidays import holidays_between
from cmlite.domain.ideas import Origin
from cmlite.domain.ids import new_id
from cmlite.domain.posts import PostDraft
from cmlite.domain.series import Occurrence, Plan, approved, days, next_year, occurrences
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, checks, deleting
from cmlite.store import brands
from cmlite.store import series as table
from cmlite.store.channels import read_channels
from cmlite.store.db import Store
from cmlite.store.rhythm import read_taken
from cmlite.store.rows import Cursor


def preview(store: Store, brand: Brand, plan: Plan, *, language: str, now: datetime) -> list[Occurrence]:
    """Every post the plan would make, with holidays and what stands there already. Raises RuleError without an end."""
    every = days(plan)
    if not every:
        return []
    found = holidays_between(
        every[0], every[-1], country=brand.country, subdivision=brand.subdivision, language=language, school=False
    )
    first = datetime.combine(every[0], datetime.min.time()) - timedelta(days=1)
    by_channel = read_taken(store, brand.brand_id, first, first + timedelta(days=(every[-1] - every[0]).days + 3))
    taken = [instant for channel_id in plan.channel_ids for instant in by_channel.get(channel_id, ())]
    names = {one.first: one.name for one in found}
    shown = occurrences(plan, now=now, zone=brand.zone, taken=taken, holidays=names)
    by_id = {one.channel_id: one for one in read_channels(store, brand.brand_id)}
    crowds = checks.crowding(
        store, brand.brand_id, by_id, [(one.instant, plan.format, plan.channel_ids) for one in shown]
    )
    return [replace(one, crowd=crowd) for one, crowd in zip(shown, crowds, strict=True)]


def start(store: Store, brand: Brand, plan: Plan, *, now: datetime, actor: str) -> int:
    """Make every post that was approved, as drafts or planned; returns how many. Raises RuleError and makes none."""
    left = approved(plan, occurrences(plan, now=now, zone=brand.zone))
    series_id = new_id("series", now)
    origin = Origin(kind="series", words=plan.title, source_id=series_id)
    with store.write() as cursor:
        table.insert_series(cursor, brand.brand_id, series_id, plan, now=now, actor=actor)
        for one in left:
            calendar.add(
                store, cursor, brand.brand_id, _draft(plan, one, brand.zone), now=now, actor=actor, origin=origin
            )
        brands.record(
            cursor, brand.brand_id, "series", series_id, "", "active", now=now, actor=actor, detail={"posts": len(left)}
        )
    return len(left)


def running(store: Store, brand_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """The series that were not ended, newest first; keys see `store.series.read_series`."""
    return [row for row in table.read_series(store, brand_id, now) if row["state"] == "active"]


def end(store: Store, brand_id: str, series_id: str, *, now: datetime, actor: str) -> int:
    """Take out the posts of a series that are still ahead, unless something of them is out; returns how many."""
    with store.write() as cursor:
        _living(cursor, brand_id, series_id, "active")
        gone = 0
        for post_id in table.posts_ahead(cursor, brand_id, series_id, now):
            try:
                deleting.take_out(cursor, brand_id, post_id, now=now, actor=actor)
            except RuleError:  # a channel has it already: it stays
                continue
            gone += 1
        _set_state(cursor, brand_id, series_id, "ended", now, actor)
        brands.record(
            cursor, brand_id, "series", series_id, "active", "ended", now=now, actor=actor, detail={"posts": gone}
        )
    return gone


def resume(store: Store, brand_id: str, series_id: str, *, now: datetime, actor: str) -> int:
    """Undo `end`: bring back what it took out; returns how many posts."""
    with store.write() as cursor:
        row = _living(cursor, brand_id, series_id, "ended")
        back = table.posts_taken_out(cursor, brand_id, series_id, row["changed_at"])
        for post_id in back:
            deleting.put_back(cursor, brand_id, post_id, now=now, actor=actor)
        _set_state(cursor, brand_id, series_id, "active", now, actor)
        brands.record(
            cursor, brand_id, "series", series_id, "ended", "active", now=now, actor=actor, detail={"posts": len(back)}
        )
    return len(back)


def longer(row: Mapping[str, Any]) -> Plan:
    """The plan with which a series goes on after its last post, its texts taking turns from where they were."""
    plan: Plan = row["plan"]
    last = row["last_wall"]
    first = last.date() + timedelta(days=1) if last else plan.first
    if last and plan.every == "year":
        first = next_year(plan, last.date())
    return plan.model_copy(
        update={"first": first, "last": None, "count": plan.count or 8, "without": (), "turn": plan.turn + row["made"]}
    )


def _draft(plan: Plan, one: Occurrence, zone: str) -> PostDraft:
    return PostDraft(
        title=plan.title,
        text=one.text,
        pillar_id=plan.pillar_id,
        format=plan.format,
        channel_ids=plan.channel_ids,
        stage=plan.stage,
        wall=one.wall,
        zone=zone,
    )


def _living(cursor: Cursor, brand_id: str, series_id: str, state: str) -> dict[str, Any]:
    row = table.lock_series(cursor, brand_id, series_id)
    if row is None or row["state"] != state:
        raise NotFoundError("errors.series.gone")
    return row


def _set_state(cursor: Cursor, brand_id: str, series_id: str, state: str, now: datetime, actor: str) -> None:
    cursor.execute(
        "update series set state = ?, changed_at = ?, actor = ? where brand_id = ? and series_id = ?",
        [state, now, actor, brand_id, series_id],
    )
