"""Alarms: look whether more comes in than usual, keep the evidence, end by itself what has become quiet."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cmlite.domain.alerts import (
    KINDS,
    QUIET,
    WORKER,
    Alert,
    Facts,
    Hours,
    Kind,
    Limits,
    Spike,
    spike_of,
)
from cmlite.domain.brands import Brand
from cmlite.domain.ids import new_id
from cmlite.domain.moderation import Crisis
from cmlite.services import moderation
from cmlite.store import alerts as table
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

LOOK_EVERY = timedelta(minutes=2)
"""So far apart the instants lie up to which is counted: what was counted may be remembered so long."""
STILL = timedelta(minutes=30)
"""How long nothing is written about an alarm in which nothing new happens."""


def limits(store: Store, brand_id: str) -> Limits:
    """The numbers of the crisis plan."""
    crisis = crisis_plan(store, brand_id)
    return Limits(messages=crisis.at_least, negative=crisis.negative_at_least, times_usual=crisis.times_usual)


def crisis_plan(store: Store, brand_id: str) -> Crisis:
    """Thresholds, steps and first words of the plan in force."""
    return moderation.plan_in_force(store, brand_id).crisis


def on_now(store: Store, brand_id: str) -> list[Alert]:
    """The alarms that are on, the graver kind first; one small question, remembered."""
    return sorted(table.read_open(store, brand_id), key=lambda one: KINDS.index(one.kind))


def all_alerts(store: Store, brand_id: str) -> list[Alert]:
    """All alarms, newest first."""
    return table.read_alerts(store, brand_id)


def counted(store: Store, brand: Brand, *, now: datetime) -> Hours:
    """Voices by hour up to now, for the chart and for looking."""
    into = (now - datetime.min) % LOOK_EVERY  # to the microsecond: another end would be another question
    return table.read_hours(store, brand.brand_id, now - into + LOOK_EVERY, brand.zone)


def look_everywhere(store: Store, *, now: datetime) -> int:
    """Look at every brand that is not archived; returns how many alarms are new."""
    return sum(look(store, one, now=now) for one in brands.read_brands(store) if one.archived_at is None)


def look(store: Store, brand: Brand, *, now: datetime) -> int:
    """Raise, follow and end alarms of a brand; returns how many are new. Writes only where something changed."""
    hours = counted(store, brand, now=now)
    wanted = limits(store, brand.brand_id)
    spikes = {kind: spike_of(hours, kind, wanted) for kind in KINDS}
    last = {one.kind: one for one in reversed(table.read_alerts(store, brand.brand_id))}
    raised = 0
    for kind, spike in spikes.items():
        known = last.get(kind)
        if spike is not None and _is_told(kind, spikes, known):
            continue
        if spike is not None and (known is None or not known.keeps_quiet(spike, now)):
            raised += _raise_or_follow(store, brand.brand_id, spike, hours.end, known, now=now)
        elif spike is None and known is not None and known.state == "open" and now - known.last_at >= QUIET:
            _end(store, brand.brand_id, kind, now=now)
    return raised


def _is_told(kind: Kind, spikes: Mapping[Kind, Spike | None], known: Alert | None) -> bool:
    """Many messages need no alarm of their own beside that of the angry ones among them."""
    return kind == "messages" and spikes["negative"] is not None and (known is None or known.state != "open")


def _raise_or_follow(
    store: Store, brand_id: str, spike: Spike, end: datetime, known: Alert | None, *, now: datetime
) -> bool:
    """Keep a spike as a new alarm, or as the course of the one that is on."""
    first = end - timedelta(hours=spike.hours)
    facts = Facts(spike=spike, **table.read_facts(store, brand_id, spike.kind, first, end))
    if known is not None and known.state == "open" and _says_the_same(known, facts) and now - known.last_at < STILL:
        return False
    with store.write() as cursor:
        open_now = table.lock_latest(cursor, brand_id, spike.kind)
        if open_now is not None and open_now.keeps_quiet(spike, now):  # somebody decided so a moment ago
            return False
        if open_now is None or open_now.state != "open":
            open_now = _graver(cursor, brand_id, facts, now=now) or open_now
        if open_now is not None and open_now.state == "open":
            grown = facts if spike.count >= open_now.facts.spike.count else open_now.facts
            table.change_alert(cursor, brand_id, open_now.alert_id, facts=grown, last_at=now)
            table.keep_evidence(cursor, open_now, first, end, now=now, actor=WORKER)
            return False
        made = Alert(
            alert_id=new_id("alert", now),
            brand_id=brand_id,
            kind=spike.kind,
            state="open",
            started_at=first,
            raised_at=now,
            last_at=now,
            facts=facts,
            actor=WORKER,
        )
        table.insert_alert(cursor, made)
        table.keep_evidence(cursor, made, first, end, now=now, actor=WORKER)
        note(cursor, brand_id, made.alert_id, "", "open", now=now, actor=WORKER)
    return True


def _graver(cursor: Cursor, brand_id: str, facts: Facts, *, now: datetime) -> Alert | None:
    """Many messages turn out to be angry ones: their alarm becomes that of the angry ones, so that one storm stays one
    alarm with its steps, its log and its evidence."""
    found = table.lock_latest(cursor, brand_id, "messages") if facts.spike.kind == "negative" else None
    if found is None or found.state != "open":
        return None
    table.change_alert(cursor, brand_id, found.alert_id, kind="negative", facts=facts)
    note(cursor, brand_id, found.alert_id, "open", "graver", now=now, actor=WORKER)
    return found.model_copy(update={"kind": "negative", "facts": facts})


def _says_the_same(known: Alert, facts: Facts) -> bool:
    before = known.facts
    return (before.messages, before.spike.count, before.spike.hours) == (
        facts.messages,
        facts.spike.count,
        facts.spike.hours,
    )


def _end(store: Store, brand_id: str, kind: Kind, *, now: datetime) -> None:
    with store.write() as cursor:
        found = table.lock_latest(cursor, brand_id, kind)
        if found is None or found.state != "open":
            return
        table.change_alert(cursor, brand_id, found.alert_id, state="over", decided_at=now, actor=WORKER)
        note(cursor, brand_id, found.alert_id, "open", "over", now=now, actor=WORKER)


def note(
    cursor: Cursor,
    brand_id: str,
    alert_id: str,
    before: str,
    after: str,
    *,
    now: datetime,
    actor: str,
    **detail: object,
) -> None:
    """Write down what became of an alarm."""
    brands.record(cursor, brand_id, "alert", alert_id, before, after, now=now, actor=actor, detail=detail)
