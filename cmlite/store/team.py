"""Table `member`."""

from cmlite.domain.team import Member, Team
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many

_ALL = "select * from member where brand_id = ? order by created_at, member_id"


def read_team(store: Store, brand_id: str) -> Team:
    """Everybody of a brand."""
    return Team(everybody=tuple(Member.model_validate(row) for row in store.rows(_ALL, [brand_id])))


def read_teams(store: Store) -> dict[str, Team]:
    """Everybody by brand, archived brands left out; a brand without any person is not among them."""
    rows = store.rows(
        """select m.* from member m join brand b on b.brand_id = m.brand_id
        where b.archived_at is null order by m.created_at, m.member_id"""
    )
    found: dict[str, list[Member]] = {}
    for row in rows:
        found.setdefault(row["brand_id"], []).append(Member.model_validate(row))
    return {brand_id: Team(everybody=tuple(people)) for brand_id, people in found.items()}


def lock_team(cursor: Cursor, brand_id: str) -> Team:
    """The same inside a transaction."""
    return Team(everybody=tuple(Member.model_validate(row) for row in many(cursor, _ALL, [brand_id])))
