"""Keep building blocks of texts: make, change, delete and bring back, and count what is used."""

from datetime import datetime
from typing import Any

from cmlite.domain.blocks import Block, BlockDraft, hashtags
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError
from cmlite.store import blocks as table
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update


def blocks(store: Store, brand_id: str) -> list[Block]:
    """The blocks of a brand: the most used of each kind first."""
    return table.read_blocks(store, brand_id)


def save(store: Store, brand_id: str, block_id: str | None, draft: BlockDraft, *, now: datetime, actor: str) -> str:
    """Save a new block, or a changed one; returns its id. A group of hashtags is written as hashtags."""
    values = draft.model_dump()
    if draft.kind == "hashtags":
        values["text"] = hashtags(draft.text)
    if draft.kind != "template":
        values |= {"pillar_id": "", "format": ""}
    with store.write() as cursor:
        if block_id is None:
            block_id, before = new_id("block", now), ""
            insert(
                cursor,
                "block",
                block_id=block_id,
                brand_id=brand_id,
                created_at=now,
                changed_at=now,
                actor=actor,
                **values,
            )
        else:
            _living(cursor, brand_id, block_id)
            before = "kept"
            update(cursor, "block", {"block_id": block_id}, changed_at=now, actor=actor, **values)
        brands.record(cursor, brand_id, "block", block_id, before, "kept", now=now, actor=actor)
    return block_id


def note_use(store: Store, brand_id: str, block_id: str) -> None:
    """Count that a block was inserted."""
    with store.write() as cursor:
        cursor.execute("update block set uses = uses + 1 where brand_id = ? and block_id = ?", [brand_id, block_id])


def delete(store: Store, brand_id: str, block_id: str, *, now: datetime, actor: str) -> None:
    """Take a block away; `bring_back` undoes it. Texts it was inserted in stay as they are."""
    with store.write() as cursor:
        _living(cursor, brand_id, block_id)
        update(cursor, "block", {"block_id": block_id}, deleted_at=now, changed_at=now, actor=actor)
        brands.record(cursor, brand_id, "block", block_id, "kept", "deleted", now=now, actor=actor)


def bring_back(store: Store, brand_id: str, block_id: str, *, now: datetime, actor: str) -> None:
    """Undo a deletion."""
    with store.write() as cursor:
        if table.lock_block(cursor, brand_id, block_id) is None:
            raise NotFoundError("errors.blocks.gone")
        update(cursor, "block", {"block_id": block_id}, deleted_at=None, changed_at=now, actor=actor)
        brands.record(cursor, brand_id, "block", block_id, "deleted", "kept", now=now, actor=actor)


def _living(cursor: Cursor, brand_id: str, block_id: str) -> dict[str, Any]:
    row = table.lock_block(cursor, brand_id, block_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFoundError("errors.blocks.gone")
    return row
