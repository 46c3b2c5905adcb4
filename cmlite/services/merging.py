"""Two conversations become one, one thread becomes two; both are written down and can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmlite.domain.ids import new_id
from cmlite.domain.merging import check_may_merge
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import brands, thread_rows
from cmlite.store import inbox as inbox_table
from cmlite.store import merging as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update

_HOPS = 20
_KEPT = ("state", "snoozed_until", "publication_id")
"""What merging may change of the conversation that stays."""


def mates(store: Store, brand_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """What may be merged into a conversation: conversation_id, last_message_at, state, excerpt."""
    return table.read_mates(store, brand_id, conversation_id)


def changes(store: Store, brand_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """What was merged or split here and can be taken back; keys see the store."""
    return table.read_changes(store, brand_id, conversation_id)


def merged_into(store: Store, brand_id: str, conversation_id: str) -> str:
    """Where a conversation went that was merged into another one, and that perhaps again; '' where it did not."""
    found = ""
    for _ in range(_HOPS):
        following = table.merged_into(store, brand_id, found or conversation_id)
        if not following:
            break
        found = following
    return found


def merge(store: Store, brand_id: str, conversation_id: str, other_id: str, *, now: datetime, actor: str) -> str:
    """Take another conversation in; returns the id to take it back by. Raises RuleError for two people or channels."""
    with store.write() as cursor:
        kept, other = _living(cursor, brand_id, conversation_id), _living(cursor, brand_id, other_id)
        check_may_merge(kept, other)
        change_id = new_id("thread_change", now)
        ids = table.message_ids(cursor, brand_id, other_id)
        thread_rows.move(cursor, brand_id, ids, conversation_id)
        table.join_drafts(cursor, brand_id, other_id, conversation_id)
        followed = thread_rows.follow(cursor, brand_id, other_id, conversation_id)
        table.take_out(cursor, brand_id, other_id)
        fits: dict[str, object] = {"publication_id": kept["publication_id"] or other["publication_id"]}
        if "open" in {kept["state"], other["state"]}:
            fits |= {"state": "open", "snoozed_until": None}
        _settle(cursor, brand_id, conversation_id, now, actor, **fits)
        made = _living(cursor, brand_id, conversation_id)
        gone = {"row": other, "kept": _of(kept), "made": _of(made), "followed": followed}
        table.note_change(cursor, change_id, "merge", other, conversation_id, ids, gone, now=now, actor=actor)
        _record(cursor, brand_id, conversation_id, "merged", change_id, now, actor)
    return change_id


def split(store: Store, brand_id: str, conversation_id: str, message_id: str, *, now: datetime, actor: str) -> str:
    """Put everything from a message on into a conversation of its own; returns that one's id."""
    with store.write() as cursor:
        before = _living(cursor, brand_id, conversation_id)
        everything = table.message_ids(cursor, brand_id, conversation_id)
        ids = table.message_ids(cursor, brand_id, conversation_id, since=message_id)
        if not ids or len(ids) == len(everything):
            raise RuleError("errors.merging.nothing_left")
        fresh, change_id = new_id("conversation", now), new_id("thread_change", now)
        row = before | {"conversation_id": fresh, "thread_id": "", "import_id": "", "changed_at": now, "actor": actor}
        insert(cursor, "conversation", **row)
        thread_rows.move(cursor, brand_id, ids, fresh)
        table.join_drafts(cursor, brand_id, conversation_id, fresh)
        since = table.sent_at(cursor, brand_id, message_id)
        thread_rows.follow(cursor, brand_id, conversation_id, fresh, since=since)
        gone = {"kept": _of(before)}
        table.note_change(cursor, change_id, "split", before, fresh, ids, gone, now=now, actor=actor)
        _settle(cursor, brand_id, fresh, now, actor)
        _settle(cursor, brand_id, conversation_id, now, actor)
        _record(cursor, brand_id, conversation_id, "split", change_id, now, actor)
    return fresh


def take_back(store: Store, brand_id: str, change_id: str, *, now: datetime, actor: str) -> str:
    """Undo a merging or a splitting; returns the conversation that leads on. What was written there since stays with
    it, and so does what was decided since it was merged: done, put off."""
    with store.write() as cursor:
        change = table.lock_change(cursor, brand_id, change_id)
        if change is None:
            raise NotFoundError("errors.merging.gone")
        back = change["gone"]["kept"]
        if change["kind"] == "merge":
            stays = change["to_id"]
            present, made = _of(_living(cursor, brand_id, stays)), change["gone"].get("made", {})
            back = {name: value for name, value in back.items() if present[name] == made.get(name, present[name])}
            if inbox_table.lock_conversation(cursor, brand_id, change["from_id"]) is None:  # else imported anew since
                table.put_back(cursor, change["gone"]["row"])
            thread_rows.move(cursor, brand_id, change["message_ids"], change["from_id"])
            thread_rows.go(cursor, brand_id, change["gone"].get("followed", {}), stays, change["from_id"])
        else:
            stays = change["from_id"]
            _living(cursor, brand_id, stays)
            _living(cursor, brand_id, change["to_id"])
            thread_rows.move(cursor, brand_id, table.message_ids(cursor, brand_id, change["to_id"]), stays)
            thread_rows.follow(cursor, brand_id, change["to_id"], stays)
            table.join_drafts(cursor, brand_id, change["to_id"], stays)
            table.take_out(cursor, brand_id, change["to_id"])
        update(cursor, "thread_change", {"change_id": change_id, "brand_id": brand_id}, undone_at=now)
        _settle(cursor, brand_id, stays, now, actor, **back)
        if change["kind"] == "merge":
            inbox_table.refresh_times(cursor, "c.conversation_id = ?", [change["from_id"]])
            if table.is_empty(cursor, brand_id, stays):  # what stood in it went with an import that was undone
                table.take_out(cursor, brand_id, stays)
                stays = change["from_id"]
        _record(cursor, brand_id, stays, f"{change['kind']}_undone", change_id, now, actor)
    return str(stays)


def _of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What merging may change of a row, as JSON holds it."""
    return {name: str(row[name]) if isinstance(row[name], datetime) else row[name] for name in _KEPT}


def _living(cursor: Cursor, brand_id: str, conversation_id: str) -> dict[str, Any]:
    row = inbox_table.lock_conversation(cursor, brand_id, conversation_id)
    if row is None:
        raise NotFoundError("errors.inbox.gone")
    return row


def _settle(cursor: Cursor, brand_id: str, conversation_id: str, now: datetime, actor: str, **changes: object) -> None:
    """Compute the times anew; nobody is waited for where the last word is ours."""
    key = {"brand_id": brand_id, "conversation_id": conversation_id}
    update(cursor, "conversation", key, changed_at=now, actor=actor, **changes)
    cursor.execute(
        """update conversation set first_in_at = null, first_out_at = null, waiting_since = null
        where brand_id = ? and conversation_id = ?""",
        [brand_id, conversation_id],
    )
    inbox_table.refresh_times(cursor, "c.conversation_id = ?", [conversation_id])
    cursor.execute(
        """update conversation set state = 'waiting'
        where brand_id = ? and conversation_id = ? and state = 'open' and waiting_since is null""",
        [brand_id, conversation_id],
    )


def _record(
    cursor: Cursor, brand_id: str, conversation_id: str, what: str, change_id: str, now: datetime, actor: str
) -> None:
    brands.record(
        cursor,
        brand_id=brand_id,
        subject="conversation",
        subject_id=conversation_id,
        to_state=what,
        now=now,
        actor=actor,
        detail={"change": change_id},
    )
