"""Tables `brand`, `setting` and `audit`."""

import json
from collections.abc import Mapping
from datetime import datetime

from cmlite.domain.brands import Brand, BusinessHours
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, one

APP = ""
"""The brand_id of settings that belong to the app itself."""


def read_brands(store: Store) -> list[Brand]:
    """All brands, the owner's own before the example, then by age."""
    return [_brand(row) for row in store.rows("select * from brand order by is_example, created_at, brand_id")]


ARCHIVED = "(select a.brand_id from brand as a where a.archived_at is not null)"
"""Ids of the brands that are put away, as SQL: the worker leaves them alone."""


def lock_brand(cursor: Cursor, brand_id: str) -> Brand | None:
    """One brand inside a transaction."""
    row = one(cursor, "select * from brand where brand_id = ?", [brand_id])
    return _brand(row) if row else None


def lock_living(cursor: Cursor, brand_id: str) -> None:
    """Raise NotFoundError for a brand that was removed: nothing may be saved for it any more."""
    if one(cursor, "select 1 as n from brand where brand_id = ?", [brand_id]) is None:
        raise NotFoundError("errors.brands.gone")


_ADDRESSED = {"post": "post_id", "conversation": "conversation_id"}
"""What an address may name: table and the column of its id."""


def brand_of(store: Store, table: str, subject_id: str) -> str:
    """The brand that owns a row an address names ('post' or 'conversation'); '' when there is none.

    The only reading that looks across brands; it gives away nothing but whose the row is.
    """
    row = store.row(f"select brand_id from {table} where {_ADDRESSED[table]} = ? limit 1", [subject_id])
    return str(row["brand_id"]) if row else ""


def save_brand(cursor: Cursor, brand: Brand) -> None:
    """Insert or replace a brand."""
    values = brand.model_dump() | {"business_hours": brand.business_hours.model_dump_json()}
    cursor.execute("delete from brand where brand_id = ?", [brand.brand_id])
    insert(cursor, "brand", **values)


def brand_tables(cursor: Cursor) -> list[str]:
    """Every table whose rows belong to a brand."""
    found = cursor.execute(
        """select table_name from information_schema.columns
        where column_name = 'brand_id' and table_schema = 'main' and table_catalog = current_database()
          and table_name in (select table_name from information_schema.tables where table_type = 'BASE TABLE')
        order by table_name"""
    ).fetchall()
    return [row[0] for row in found]


def erase_brand(cursor: Cursor, brand_id: str) -> dict[str, int]:
    """Delete every row of a brand in every table; returns rows deleted by table."""
    gone = {}
    for table in brand_tables(cursor):
        counted = cursor.execute(f"delete from {table} where brand_id = ?", [brand_id]).fetchall()
        gone[table] = int(counted[0][0])
    return gone


def read_settings(store: Store, brand_id: str = APP) -> dict[str, str]:
    """All settings of a brand, or of the app."""
    return {
        row["name"]: row["value"]
        for row in store.rows("select name, value from setting where brand_id = ?", [brand_id])
    }


def read_website(store: Store, brand_id: str, switch: str) -> str:
    """The website of a brand where a setting is switched on, else ''."""
    row = store.row(
        """select b.website from brand as b inner join setting as s on s.brand_id = b.brand_id
        where b.brand_id = ? and s.name = ? and s.value = '1'""",
        [brand_id, switch],
    )
    return str(row["website"]) if row else ""


def save_setting(cursor: Cursor, brand_id: str, name: str, value: str, *, now: datetime, actor: str) -> None:
    """Insert or replace one setting."""
    cursor.execute(
        """insert into setting (brand_id, name, value, changed_at, actor) values (?, ?, ?, ?, ?)
        on conflict (brand_id, name) do update
        set value = excluded.value, changed_at = excluded.changed_at, actor = excluded.actor""",
        [brand_id, name, value, now, actor],
    )


def anything_happened(store: Store) -> bool:
    """Whether anybody changed anything since the file was made."""
    return store.row("select 1 as n from audit limit 1") is not None


def drop_setting(cursor: Cursor, brand_id: str, name: str) -> None:
    """Remove one setting, if it is there."""
    cursor.execute("delete from setting where brand_id = ? and name = ?", [brand_id, name])


def record(
    cursor: Cursor,
    brand_id: str,
    subject: str,
    subject_id: str,
    from_state: str = "",
    to_state: str = "",
    *,
    now: datetime,
    actor: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line of the audit: who changed what, when (UTC), from which state to which; '' is no state."""
    insert(
        cursor,
        "audit",
        audit_id=new_id("audit", now),
        brand_id=brand_id,
        happened_at=now,
        actor=actor,
        subject=subject,
        subject_id=subject_id,
        from_state=from_state,
        to_state=to_state,
        detail=json.dumps(dict(detail or {}), default=str, ensure_ascii=False),
    )


def _brand(row: Mapping[str, object]) -> Brand:
    hours = BusinessHours.model_validate_json(str(row["business_hours"]) or "{}")
    return Brand.model_validate(dict(row) | {"business_hours": hours})
