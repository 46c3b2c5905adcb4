"""Table `approval`, and the posts that wait for one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.approvals import Decided
from cmlite.domain.ids import new_id, new_ids
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, insert_rows, many

_WITH_HEADLINE = """
    select a.*, coalesce(nullif(o.title, ''), left(o.text, 80)) as headline
    from approval as a inner join post as o on o.post_id = a.post_id and o.brand_id = a.brand_id
    where a.brand_id = $brand and o.deleted_at is null"""


def read_waiting_ids(store: Store, brand_id: str, state: str = "in_review") -> list[str]:
    """Posts with a publication in this state, the next to go out first."""
    rows = store.rows(
        """select p.post_id, min(p.planned_utc) as planned
        from publication as p inner join post as o on o.post_id = p.post_id and o.brand_id = p.brand_id
        where p.brand_id = ? and p.state = ? and p.deleted_at is null and o.deleted_at is null
        group by p.post_id order by planned, p.post_id""",
        [brand_id, state],
    )
    return [row["post_id"] for row in rows]


def read_last(store: Store, brand_id: str, post_ids: Sequence[str], decision: str) -> dict[str, Decided]:
    """The newest decision of a kind about each of some posts."""
    rows = store.rows(
        f"""{_WITH_HEADLINE} and a.decision = $decision and a.post_id in (select unnest($posts))
        order by a.decided_at, a.version, a.decision <> 'asked', a.approval_id""",
        {"brand": brand_id, "decision": decision, "posts": list(post_ids)},
    )
    return {row["post_id"]: Decided.model_validate(row) for row in rows}


def read_decided(store: Store, brand_id: str, *, post_id: str = "", limit: int = 50) -> list[Decided]:
    """What was handed in, approved or given back, the newest first; of one post or of all."""
    rows = store.rows(
        f"""{_WITH_HEADLINE} and ($post = '' or a.post_id = $post)
        order by a.decided_at desc, a.version desc, a.decision <> 'asked' desc, a.approval_id desc limit $limit""",
        {"brand": brand_id, "post": post_id, "limit": limit},
    )
    return [Decided.model_validate(row) for row in rows]


def lock_publications(cursor: Cursor, brand_id: str, states: Sequence[str], post_id: str = "") -> list[dict[str, Any]]:
    """Publications in some states, of one post or of all, inside a transaction."""
    return many(
        cursor,
        """select p.* from publication as p
        where p.brand_id = $brand and p.deleted_at is null and p.state in (select unnest($states))
          and ($post = '' or p.post_id = $post) order by p.publication_id""",
        {"brand": brand_id, "states": list(states), "post": post_id},
    )


def lock_asked_at(cursor: Cursor, brand_id: str, post_id: str, version: int) -> datetime | None:
    """When this version of a post was handed in, inside a transaction."""
    rows = many(
        cursor,
        """select max(decided_at) as asked_at from approval
        where brand_id = ? and post_id = ? and version = ? and decision = 'asked'""",
        [brand_id, post_id, version],
    )
    found: datetime | None = rows[0]["asked_at"] if rows else None
    return found


def note(
    cursor: Cursor,
    brand_id: str,
    post_id: str,
    version: int,
    decision: str,
    *,
    comment: str = "",
    now: datetime,
    actor: str,
) -> None:
    """Write down one step of an approval."""
    insert(
        cursor,
        "approval",
        approval_id=new_id("approval", now),
        brand_id=brand_id,
        post_id=post_id,
        version=version,
        decision=decision,
        comment=comment,
        decided_at=now,
        actor=actor,
    )


def note_many(
    cursor: Cursor, brand_id: str, versions: Mapping[str, int], decision: str, *, now: datetime, actor: str
) -> None:
    """The same for many posts (id and version) at once."""
    shared = {"brand_id": brand_id, "decision": decision, "comment": "", "decided_at": now, "actor": actor}
    ids = new_ids("approval", now, len(versions))
    insert_rows(
        cursor,
        "approval",
        [
            {"approval_id": one, "post_id": post_id, "version": version} | shared
            for one, (post_id, version) in zip(ids, versions.items(), strict=True)
        ],
    )
