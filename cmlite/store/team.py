"""Table `member`."""

from cmlite.domain.team import Member, Team
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many

_ALL = "select * from member where brand_id = ? order by created_at, member_id"


def read_team(store: Store, brand_id: str) -> Team:
    """Everybody of a brand."""
    return Team(everybody=tuple(Member.model_validate(row) for row in store.rows(_ALL, [brand_id])))


def lock_team(cursor: Cursor, brand_id: str) -> Team:
    """The same inside a transaction."""
    return Team(everybody=tuple(Member.model_validate(row) for row in many(cursor, _ALL, [brand_id])))
