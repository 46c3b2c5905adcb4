"""The strategy: a draft saved at every step, versions that are decided, what changed between them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cmlite.domain.ids import new_id
from cmlite.domain.strategy import Strategy, Version
from cmlite.domain.strategy_hints import open_steps
from cmlite.domain.strategy_versions import Difference, differences
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands
from cmlite.store import strategy as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update


def current(store: Store, brand_id: str) -> Version | None:
    """The version in force."""
    return table.read_state(store, brand_id, "current")


def in_force(store: Store, brand_id: str) -> Strategy:
    """The content in force; before the first version the draft, else an empty one."""
    found = current(store, brand_id) or table.read_state(store, brand_id, "draft")
    return found.content if found else Strategy()


def draft(store: Store, brand_id: str) -> Strategy | None:
    """The unfinished draft, if there is one."""
    found = table.read_state(store, brand_id, "draft")
    return found.content if found else None


def versions(store: Store, brand_id: str) -> list[Version]:
    """All decided versions, newest first."""
    return table.read_versions(store, brand_id)


def save_step(
    store: Store,
    brand_id: str,
    step: str,
    edit: Callable[[Strategy], Strategy],
    *,
    finished: bool = True,
    now: datetime,
    actor: str,
) -> Strategy:
    """Apply one step of the wizard to the draft (begun from the version in force) and save it.

    One that is not finished is only kept: what was typed before another step was looked at.
    """
    with store.write() as cursor:
        found = table.lock_state(cursor, brand_id, "draft")
        base = found or table.lock_state(cursor, brand_id, "current")
        content = edit(base.content if base else Strategy())
        if finished:
            content = content.model_copy(update={"done": (*(one for one in content.done if one != step), step)})
        elif content == (base.content if base else Strategy()):
            return content
        values = {"content": content.model_dump_json(), "saved_at": now, "actor": actor}
        if found:
            update(cursor, "strategy", {"strategy_id": found.strategy_id}, **values)
        else:
            insert(
                cursor,
                "strategy",
                strategy_id=new_id("strategy", now),
                brand_id=brand_id,
                version=(base.version if base else 0) + 1,
                state="draft",
                **values,
            )
    return content


def decide(store: Store, brand_id: str, *, now: datetime, actor: str) -> Version:
    """Make the draft the version in force; one that says the same as that version is dropped, and that version stays.

    Raises RuleError naming the first step that is not complete.
    """
    with store.write() as cursor:
        found = table.lock_state(cursor, brand_id, "draft")
        if found is None:
            raise NotFoundError("errors.strategy.no_draft")
        missing = open_steps(found.content)
        if missing:
            raise RuleError("errors.strategy.incomplete", step=missing[0])
        before = table.lock_state(cursor, brand_id, "current")
        if before and _said(before.content) == _said(found.content):
            _drop_draft(cursor, brand_id, now, actor)
            return before
        if before:
            update(cursor, "strategy", {"strategy_id": before.strategy_id}, state="past")
        update(
            cursor,
            "strategy",
            {"strategy_id": found.strategy_id},
            state="current",
            decided_at=now,
            actor=actor,
        )
        brands.record(
            cursor,
            brand_id=brand_id,
            subject="strategy",
            subject_id=found.strategy_id,
            from_state="draft",
            to_state="current",
            now=now,
            actor=actor,
            detail={"version": found.version},
        )
    return found.model_copy(update={"state": "current", "decided_at": now})


def put_in_force(
    cursor: Cursor,
    brand_id: str,
    content: Strategy,
    before: Version,
    *,
    now: datetime,
    actor: str,
    detail: Mapping[str, object],
) -> Version:
    """Inside a transaction: a complete content becomes the version after `before`, without a draft between."""
    version = Version(
        strategy_id=new_id("strategy", now),
        brand_id=brand_id,
        version=before.version + 1,
        state="current",
        content=content,
        saved_at=now,
        decided_at=now,
        actor=actor,
    )
    update(cursor, "strategy", {"strategy_id": before.strategy_id}, state="past")
    insert(cursor, "strategy", **version.model_dump() | {"content": content.model_dump_json()})
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="strategy",
        subject_id=version.strategy_id,
        to_state="current",
        now=now,
        actor=actor,
        detail={"version": version.version, **detail},
    )
    return version


def discard_draft(store: Store, brand_id: str, *, now: datetime, actor: str) -> None:
    """Drop the changes that were not decided; the version in force stays."""
    with store.write() as cursor:
        _drop_draft(cursor, brand_id, now, actor)


def _drop_draft(cursor: Cursor, brand_id: str, now: datetime, actor: str) -> None:
    cursor.execute("delete from strategy where brand_id = ? and state = 'draft'", [brand_id])
    brands.record(cursor, brand_id, "strategy", "draft", "", "discarded", now=now, actor=actor)


def _said(content: Strategy) -> dict[str, object]:
    """What the strategy says, without which step was saved last and when a goal was set."""
    return content.model_dump(exclude={"done": True, "goals": {"__all__": {"since", "source"}}})


def compare(old: Version, new: Version) -> list[Difference]:
    """What changed between two versions."""
    return differences(old.content, new.content)
