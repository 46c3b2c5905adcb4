"""One press of a button for many conversations: done, later, tag, assignee, class; with undo and one line of audit."""

from datetime import datetime, timedelta

from cmlite.domain.bulk import ACTS, KEPT_DAYS, Choice, check_later, tidy_tag
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import classes
from cmlite.store import brands, class_changes
from cmlite.store import bulk as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor
from cmlite.store.team import lock_team


def count(store: Store, brand_id: str, choice: Choice, *, now: datetime) -> int:
    """How many conversations a choice holds."""
    return table.count(store, brand_id, choice, now)


def change(
    store: Store,
    brand_id: str,
    choice: Choice,
    act: str,
    value: str = "",
    *,
    until: datetime | None = None,
    now: datetime,
    actor: str,
) -> tuple[str, int]:
    """Do one of `domain.bulk.ACTS` to all that are chosen; returns the id `take_back` takes and how many changed.

    `value` is a tag or a member of the team; `until` (naive UTC) when to look again.
    """
    if act not in ACTS:
        raise RuleError("errors.queue.act")
    bulk_id = new_id("bulk", now)
    with store.write() as cursor:
        if act == "snooze":
            value = check_later(until, now).isoformat(sep=" ", timespec="microseconds")
        elif act in {"tag", "untag"}:
            value = tidy_tag(value)
        elif act == "assign" and value:
            _check_able(cursor, brand_id, value)
        table.forget_before(cursor, brand_id, now - timedelta(days=KEPT_DAYS))
        changed = table.change(cursor, brand_id, bulk_id, choice, act, value, now=now, actor=actor)
        subject = choice.ids[0] if len(choice.ids) == 1 else "several"
        _note(cursor, brand_id, subject, act, {"bulk": bulk_id, "value": value, "changed": changed}, now, actor)
    return bulk_id, changed


def set_class(
    store: Store, brand_id: str, choice: Choice, class_id: str, *, now: datetime, actor: str
) -> tuple[str, int]:
    """Give all that are chosen a class by hand; returns the id `services.classes.undo` takes and how many changed."""
    ids = table.ids_of(store, brand_id, choice, now)
    batch_id = classes.set_class(store, brand_id, ids, class_id, now=now, actor=actor)
    return batch_id, class_changes.count_batch(store, brand_id, batch_id)


def take_back(store: Store, brand_id: str, bulk_id: str, *, now: datetime, actor: str) -> int:
    """Undo a change; what somebody changed since stays. Returns how many are as before."""
    with store.write() as cursor:
        found = table.lock_change(cursor, brand_id, bulk_id)
        if found is None or now - found["happened_at"] > timedelta(days=KEPT_DAYS):
            raise NotFoundError("errors.queue.nothing_to_undo")
        back = table.take_back(cursor, found, now=now, actor=actor)
        detail = {"bulk": bulk_id, "changed": back}
        _note(cursor, brand_id, "several", f"{found['act']}_undone", detail, now, actor)
    return back


def _check_able(cursor: Cursor, brand_id: str, member_id: str) -> None:
    team = lock_team(cursor, brand_id)
    if (member := team.member(member_id)) is None:
        raise NotFoundError("errors.team.gone")
    if member not in team.able:
        raise RuleError("errors.team.only_looks", name=member.name)


def _note(
    cursor: Cursor,
    brand_id: str,
    subject_id: str,
    what: str,
    detail: dict[str, object],
    now: datetime,
    actor: str,
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="conversation",
        subject_id=subject_id,
        to_state=what,
        now=now,
        actor=actor,
        detail=detail,
    )
