"""Table `media` as the library shows it: found, described, taken out and brought back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from cmlite.domain.library import PAGE, Found, Item, Rights, Search
from cmlite.domain.media import file_name
from cmlite.store.db import Store
from cmlite.store.media import COLUMNS
from cmlite.store.rows import Cursor, many, one

_RIGHTS = tuple(Rights.model_fields)
_ALL = f"{COLUMNS}, m.alt, m.tags, m.source_id, m.created_at, {', '.join(f'm.{name}' for name in _RIGHTS)}"
_USES = """left join (
        select p.media_id, count(*) as uses from post_media as p
        inner join post as o on o.post_id = p.post_id
        where p.brand_id = $brand and o.deleted_at is null group by p.media_id
    ) as u on u.media_id = m.media_id"""
_READ = "lower(concat_ws(' ', m.name, m.alt, m.tags, m.made_by))"
_VIEWS = {
    "all": "true",
    "used": "u.uses is not null",
    "unused": "u.uses is null",
    "no_alt": "m.alt = '' and m.kind <> 'document'",
    "rights": "(m.usable_until < $today or (m.has_persons and not m.has_consent))",
}


def search(store: Store, brand_id: str, wanted: Search, today: date) -> Found:
    """A page of the media that fit, the newest first; past the last page, the last."""
    words = wanted.words.lower().split()[:8]
    named = {f"word_{place}": word for place, word in enumerate(words)}
    conditions = ["m.brand_id = $brand", "m.deleted_at is null", _VIEWS.get(wanted.view, "true")]
    conditions += [
        f"position(${name} in lower(concat_ws(' ', m.name, m.alt, m.tags, m.made_by))) > 0" for name in named
    ]
    parameters: dict[str, object] = {"brand": brand_id, **named}
    if wanted.view == "rights":
        parameters["today"] = today
    if wanted.kind:
        conditions.append("m.kind = $kind")
        parameters["kind"] = wanted.kind
    where = " and ".join(conditions)
    counted = store.row(f"select count(*) as n from media as m {_USES} where {where}", parameters)
    total = int(counted["n"]) if counted else 0
    page = min(max(wanted.page, 1), max(-(-total // PAGE), 1))
    rows = store.rows(
        f"""select {_ALL}, coalesce(u.uses, 0) as uses from media as m {_USES} where {where}
        order by m.created_at desc, m.media_id limit {PAGE} offset {(page - 1) * PAGE}""",
        parameters,
    )
    return Found(items=tuple(map(_item, rows)), total=total, page=page)


def read_items(store: Store, brand_id: str, media_ids: Sequence[str]) -> dict[str, Item]:
    """Media by id, also those that were taken out."""
    if not media_ids:
        return {}
    rows = store.rows(
        f"""select {_ALL}, coalesce(u.uses, 0) as uses from media as m {_USES}
        where m.brand_id = $brand and m.media_id in (select unnest($ids))""",
        {"brand": brand_id, "ids": list(media_ids)},
    )
    return {row["media_id"]: _item(row) for row in rows}


def read_uses(store: Store, brand_id: str, media_id: str) -> list[dict[str, Any]]:
    """Posts a medium belongs to, the latest first: post_id, title, text, stage, happens_at (naive UTC), is_out."""
    return store.rows(
        """select o.post_id, o.title, o.text, o.stage, coalesce(o.planned_utc, max(p.published_at)) as happens_at,
            coalesce(bool_or(p.state = 'published'), false) as is_out
        from post_media as b
        inner join post as o on o.post_id = b.post_id
        left join publication as p on p.post_id = o.post_id and p.deleted_at is null
        where b.brand_id = ? and b.media_id = ? and o.deleted_at is null
        group by o.post_id, o.title, o.text, o.stage, o.planned_utc
        order by happens_at desc nulls first, o.post_id""",
        [brand_id, media_id],
    )


def count_waiting(cursor: Cursor, brand_id: str, media_id: str) -> int:
    """How many posts that are not out yet need a medium, inside a transaction."""
    row = one(
        cursor,
        """select count(*) as n from post_media as b inner join post as o on o.post_id = b.post_id
        where b.brand_id = ? and b.media_id = ? and o.deleted_at is null
          and (exists (select 1 from publication as p where p.post_id = o.post_id and p.deleted_at is null
                and p.state not in ('published', 'cancelled', 'removed'))
            or not exists (select 1 from publication as p where p.post_id = o.post_id and p.deleted_at is null))""",
        [brand_id, media_id],
    )
    return int(row["n"]) if row else 0


def any_gone(store: Store, before: datetime) -> bool:
    """Whether anything was taken out before an instant; asked often."""
    return store.row("select 1 as n from media where deleted_at < ? limit 1", [before]) is not None


def lock_gone(cursor: Cursor, before: datetime) -> list[dict[str, Any]]:
    """Media that were taken out before an instant and that no post knows any more, of all brands."""
    return many(
        cursor,
        """select media_id, sha256, media_type from media as m where m.deleted_at < ?
        and not exists (select 1 from post_media as b inner join post as o on o.post_id = b.post_id
            where b.media_id = m.media_id and o.deleted_at is null)""",
        [before],
    )


def erase(cursor: Cursor, media_ids: Sequence[str]) -> None:
    """Delete the rows for good."""
    for table in ("post_media", "media"):
        cursor.execute(f"delete from {table} where media_id in (select unnest($ids))", {"ids": list(media_ids)})


def files_of(cursor: Cursor, brand_id: str) -> list[tuple[str, str]]:
    """Checksum and media type of all media of a brand, inside a transaction."""
    return cursor.execute("select distinct sha256, media_type from media where brand_id = ?", [brand_id]).fetchall()


def still_needed(cursor: Cursor, checksums: Sequence[str]) -> set[str]:
    """Those of these checksums that some medium of any brand has, inside a transaction."""
    rows = cursor.execute(
        "select distinct sha256 from media where sha256 in (select unnest($sums))", {"sums": list(checksums)}
    ).fetchall()
    return {row[0] for row in rows}


def file_names_in(path: Path) -> list[str]:
    """Names of the files that the media of a data file need which is not open, without changing it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("select distinct sha256, media_type from media order by sha256").fetchall()
    return [file_name(*row) for row in rows]


def has_any(store: Store, brand_id: str) -> bool:
    """Whether the library of a brand holds anything."""
    found = store.row("select 1 as n from media where brand_id = ? and deleted_at is null limit 1", [brand_id])
    return found is not None


def _item(row: Mapping[str, Any]) -> Item:
    values = dict(row)
    rights = Rights.model_validate({name: values.pop(name) for name in _RIGHTS})
    tags = tuple(one for one in values.pop("tags").split(",") if one)
    return Item.model_validate(values | {"rights": rights, "tags": tags})
