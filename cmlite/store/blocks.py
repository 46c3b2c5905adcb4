"""Table `block`."""

from cmlite.domain.blocks import Block
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one


def read_blocks(store: Store, brand_id: str) -> list[Block]:
    """The blocks of a brand: the most used of each kind first."""
    rows = store.rows(
        "select * from block where brand_id = ? and deleted_at is null order by kind, uses desc, name, block_id",
        [brand_id],
    )
    return [Block.model_validate(row) for row in rows]


def lock_block(cursor: Cursor, brand_id: str, block_id: str) -> dict[str, object] | None:
    """The row a transaction is about to change, also if it was deleted."""
    return one(cursor, "select * from block where brand_id = ? and block_id = ?", [brand_id, block_id])
