"""The columns of `conversation` that say when an answer is due, computed for many rows at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.clocks import to_minute
from cmlite.domain.hours import BusinessDay
from cmlite.store.answers import BUSINESS_DAY, hours_parameters, minutes_until
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, changed, one

_STALE = """c.brand_id = $brand and c.waiting_since is not null and c.state in ('open', 'snoozed')
    and (c.due_plan <> $mark or c.due_class <> c.class_id or c.due_since is distinct from c.waiting_since
      or c.due_last is distinct from c.last_message_at
      or (c.snoozed_at is not null and (c.state <> 'snoozed' or c.snoozed_until <= $now)))"""
"""Rows whose deadline was computed from something else than what holds now, or whose pause is over."""
_BETWEEN = f"""select count(*) as n, min(c.waiting_since) as first, max(c.snoozed_until) as last
    from conversation as c where {_STALE}"""
_NONE: dict[str, Any] = {"n": 0, "first": None, "last": None}


def read_stale(store: Store, brand_id: str, mark: str, now: datetime) -> dict[str, Any]:
    """How many deadlines are to be computed (n), and between which instants: first, last."""
    return store.row(_BETWEEN, {"brand": brand_id, "mark": mark, "now": to_minute(now)}) or _NONE


def lock_stale(cursor: Cursor, brand_id: str, mark: str, now: datetime) -> dict[str, Any]:
    """The same as a transaction finds it that is about to compute them."""
    return one(cursor, _BETWEEN, {"brand": brand_id, "mark": mark, "now": to_minute(now)}) or _NONE


def compute(
    cursor: Cursor,
    brand_id: str,
    mark: str,
    deadlines: Mapping[str, int | None],
    windows: Mapping[str, float],
    hours: Sequence[BusinessDay],
    *,
    now: datetime,
) -> int:
    """Compute what is stale; returns how many rows. `deadlines` in business minutes by class, `windows` in hours by
    network; `hours` covers every day from the first message that waits to the last deadline."""
    owed = {class_id: minutes for class_id, minutes in deadlines.items() if class_id and minutes is not None}
    return changed(
        cursor,
        _COMPUTE,
        {
            "brand": brand_id,
            "mark": mark,
            "now": to_minute(now),
            "classes": [class_id for class_id in deadlines if class_id],
            "minutes": [float(owed.get(class_id, -1)) for class_id in deadlines if class_id],
            "other": float(deadlines.get("") or -1),
            "networks": list(windows),
            "open_hours": [float(value) for value in windows.values()],
        }
        | hours_parameters(hours),
    )


_PAUSE_END = "case when s.state = 'snoozed' then s.snoozed_until else s.changed_at end"
_COMPUTE = f"""with {BUSINESS_DAY}, deadline as (
    select unnest($classes) as class_id, unnest($minutes) as minutes
), closing as (
    select unnest($networks) as network, unnest($open_hours) as hours
), stale as materialized (
    select c.conversation_id, c.class_id, c.network, c.kind, c.state, c.waiting_since, c.last_message_at,
        c.snoozed_at, c.snoozed_until, c.changed_at, c.state = 'snoozed' and c.snoozed_until > $now as is_put_off,
        case when c.due_since = c.waiting_since then c.paused_minutes else 0 end as paused
    from conversation as c where {_STALE}
), pause as (
    select s.conversation_id,
        greatest({minutes_until("b", _PAUSE_END)} - {minutes_until("a", "greatest(s.snoozed_at, s.waiting_since)")}, 0)
            as minutes
    from stale as s
    inner join business_day as a on a.day = date_trunc('day', greatest(s.snoozed_at, s.waiting_since))
    inner join business_day as b on b.day = date_trunc('day', {_PAUSE_END})
    where s.snoozed_at is not null
), aimed as (
    select s.conversation_id, s.is_put_off, s.paused, coalesce(p.minutes, 0) as pause,
        coalesce(d.minutes, $other) as minutes,
        {minutes_until("f", "s.waiting_since")} + s.paused + coalesce(p.minutes, 0)
            + coalesce(d.minutes, $other) as target,
        case when s.kind = 'message' and w.hours is not null
            then s.last_message_at + cast(w.hours * 60 as bigint) * interval '1 minute' end as closes_at
    from stale as s
    left join pause as p on p.conversation_id = s.conversation_id
    left join deadline as d on d.class_id = s.class_id
    left join closing as w on w.network = s.network
    left join business_day as f on f.day = date_trunc('day', s.waiting_since)
), due as (
    select a.*, b.day + cast(floor(case
            when a.target - b.base <= b.end_1 - b.start_1 then b.start_1 + (a.target - b.base)
            else b.start_2 + (a.target - b.base) - (b.end_1 - b.start_1) end) as bigint) * interval '1 minute' as due_at
    from aimed as a
    left join business_day as b on a.minutes >= 0 and a.target > b.base
      and a.target <= b.base + (b.end_1 - b.start_1) + (b.end_2 - b.start_2)
)
update conversation set due_at = d.due_at, closes_at = d.closes_at, due_plan = $mark, due_class = conversation.class_id,
    due_since = conversation.waiting_since, due_last = conversation.last_message_at,
    paused_minutes = d.paused + case when d.is_put_off then 0 else d.pause end,
    snoozed_at = case when d.is_put_off then conversation.snoozed_at end
from due as d where d.conversation_id = conversation.conversation_id"""
