"""Forget by itself: the owner's rules, what they would take, and carrying them out once a day."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import perf_counter

from cmlite.domain.ids import new_id
from cmlite.domain.retention import Kind, Old, Run, check_rules, months_before
from cmlite.store import brands, erasing
from cmlite.store import forgetting as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor
from cmlite.store.team import lock_team

PEOPLE_A_TURN = 8
"""So many people are erased in one transaction, which looks through every table; the next turn takes more."""
QUICK = 0.5
"""A turn that took fewer seconds is followed by one of twice as many people, while the owner waits for the end."""
MOST_A_TURN = 512
WHOLE = 1_000_000
"""So many lines a list of what would go may have, to be taken home."""
AGAIN = timedelta(hours=24)
SETTING = "retention"


def rules(store: Store, brand_id: str) -> dict[Kind, int]:
    """Months by kind of the rules that are on."""
    return _rules(brands.read_settings(store, brand_id))


def save(store: Store, brand_id: str, wanted: Mapping[Kind, int], *, now: datetime, actor: str) -> None:
    """Switch rules on and off; what they take goes at the next turn of the worker. Raises RuleError."""
    checked = check_rules(wanted)
    before = rules(store, brand_id)
    with store.write() as cursor:
        lock_team(cursor, brand_id).check(actor, "retention")
        brands.save_setting(cursor, brand_id, SETTING, json.dumps(checked), now=now, actor=actor)
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="retention",
            subject_id=brand_id,
            to_state="changed",
            now=now,
            actor=actor,
            detail={"before": before, "after": checked},
        )


def preview(
    store: Store, brand_id: str, wanted: Mapping[Kind, int], *, now: datetime
) -> dict[Kind, tuple[int, datetime]]:
    """What these rules would forget now: how much of each kind, and the bound (naive UTC)."""
    found: dict[Kind, tuple[int, datetime]] = {}
    with store.read() as cursor:
        for kind, months in wanted.items():
            before = months_before(now, months)
            found[kind] = (table.count_old(cursor, brand_id, kind, before), before)
    return found


def old(store: Store, brand_id: str, kind: Kind, before: datetime, *, limit: int = WHOLE) -> list[Old]:
    """What a rule with this bound would forget, oldest first."""
    with store.read() as cursor:
        return table.read_old(cursor, brand_id, kind, before, limit=limit)


def carry_out_now(
    store: Store, brand_id: str, *, now: datetime, actor: str, report: Callable[[float], object]
) -> dict[Kind, int]:
    """Carry out the rules of a brand until nothing older is left; returns how much of each kind is forgotten.

    What the worker took since `now`, because it came first, counts, too.
    """
    wanted = rules(store, brand_id)
    with store.read() as cursor:
        lock_team(cursor, brand_id).check(actor, "retention")
    for place, (kind, months) in enumerate(wanted.items()):
        report(place / len(wanted))
        _to_the_end(store, brand_id, kind, months, now, actor)
    since = [run for run in table.read_runs(store, brand_id) if run.ran_at >= now]
    return {kind: sum(run.forgotten for run in since if run.kind == kind) for kind in wanted}


def _to_the_end(store: Store, brand_id: str, kind: Kind, months: int, now: datetime, actor: str) -> None:
    """Turn after turn until nothing is left; most of a short turn is spent on looking through the tables once more."""
    people = PEOPLE_A_TURN
    while True:
        began = perf_counter()
        forgotten = _run(store, brand_id, kind, months, now, actor, people=people)
        if kind != "people" or forgotten < people:
            return
        took = perf_counter() - began
        people = min(people * 2, MOST_A_TURN) if took < QUICK else max(people // 2, PEOPLE_A_TURN)


def runs(store: Store, brand_id: str, *, limit: int = 50) -> list[Run]:
    """What was forgotten by rule, newest first."""
    return table.read_runs(store, brand_id, limit=limit)


def carry_out(store: Store, *, now: datetime) -> int:
    """Carry out every rule that is due in every brand; returns how much was forgotten.

    Each rule runs once a day and leaves a line each time; people go in small turns until none is left.
    """
    done = 0
    for row in store.rows("select brand_id, value from setting where name = ? and brand_id <> ''", [SETTING]):
        brand_id = row["brand_id"]
        last: dict[str, Run] = {}
        for run in table.read_runs(store, brand_id, limit=100):
            last.setdefault(run.kind, run)
        for kind, months in _rules({SETTING: row["value"]}).items():
            former = last.get(kind)
            more = kind == "people" and former is not None and former.forgotten >= PEOPLE_A_TURN
            if former is None or more or now - former.ran_at >= AGAIN or former.months != months:
                done += _run(store, brand_id, kind, months, now, "worker")
    return done


def _run(
    store: Store,
    brand_id: str,
    kind: Kind,
    months: int,
    now: datetime,
    actor: str,
    *,
    people: int = PEOPLE_A_TURN,
) -> int:
    before = months_before(now, months)
    with store.write() as cursor:
        if kind == "people":
            count = _forget_people(cursor, brand_id, before, now, actor, people)
        else:
            count = table.forget(cursor, brand_id, kind, before)
            if count:
                brands.save_setting(cursor, brands.APP, erasing.REWRITE_DUE, "1", now=now, actor=actor)
        run = Run(
            run_id=new_id("run", now),
            brand_id=brand_id,
            kind=kind,
            months=months,
            before_at=before,
            forgotten=count,
            ran_at=now,
            actor=actor,
        )
        table.save_run(cursor, run)
    return count


def _forget_people(cursor: Cursor, brand_id: str, before: datetime, now: datetime, actor: str, limit: int) -> int:
    heads = table.read_old_people(cursor, brand_id, before, limit=limit)
    if heads:
        handles = table.read_handles(cursor, brand_id, heads)
        erasing.erase(cursor, brand_id, handles, cause="rule", backups=(), now=now, actor=actor)
    return len(heads)


def _rules(settings: Mapping[str, str]) -> dict[Kind, int]:
    return check_rules(json.loads(settings.get(SETTING) or "{}"))
