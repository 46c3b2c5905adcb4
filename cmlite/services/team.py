"""The people of a brand: add, give another role, leave; who is at work now."""

from dataclasses import dataclass
from datetime import datetime

from cmlite.domain.ids import new_id
from cmlite.domain.team import Member, Role, Team, check_name, check_owner_stays
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import publishing
from cmlite.store import approvals, brands
from cmlite.store import team as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, update

_AT_WORK = "at_work"


@dataclass(frozen=True, slots=True)
class AtWork:
    """The team of a brand and who of it is at work; None while there is no team."""

    team: Team
    member: Member | None


def team(store: Store, brand_id: str) -> Team:
    """Everybody of a brand."""
    return table.read_team(store, brand_id)


def teams(store: Store) -> dict[str, Team]:
    """The people of all brands that are not archived."""
    return table.read_teams(store)


def at_work(store: Store, brand_id: str, chosen: str = "") -> AtWork:
    """Who works now: the person `chosen` in this window, else the one chosen last, else the first owner."""
    found = table.read_team(store, brand_id)
    if not found.exists:
        return AtWork(found, None)
    last = "" if found.member(chosen) else brands.read_settings(store, brand_id).get(_AT_WORK, "")
    first = next(one for one in (*(one for one in found.members if one.role == "owner"), *found.members))
    return AtWork(found, found.member(chosen) or found.member(last) or first)


def choose(store: Store, brand_id: str, member_id: str, *, now: datetime) -> None:
    """Remember who is at work; whoever it is may do this, there is no password."""
    with store.write() as cursor:
        if table.lock_team(cursor, brand_id).member(member_id) is None:
            raise NotFoundError("errors.team.gone")
        brands.save_setting(cursor, brand_id, _AT_WORK, member_id, now=now, actor=member_id)


def add(store: Store, brand_id: str, name: str, role: Role, *, now: datetime, actor: str) -> Member:
    """A new person; the first one is the owner, whatever was asked for."""
    with store.write() as cursor:
        found = _by_owner(cursor, brand_id, actor)
        member = Member(
            member_id=new_id("member", now),
            brand_id=brand_id,
            name=check_name(found, name),
            role=role if found.members else "owner",
            created_at=now,
            actor=actor,
        )
        insert(cursor, "member", **member.model_dump())
        brands.record(cursor, member.brand_id, "member", member.member_id, "", member.role, now=now, actor=actor)
    return member


def change(store: Store, brand_id: str, member_id: str, name: str, role: Role, *, now: datetime, actor: str) -> None:
    """Give a person another name or role; somebody who may do everything has to stay."""
    with store.write() as cursor:
        found = _by_owner(cursor, brand_id, actor)
        member = _present(found, member_id)
        check_owner_stays(found, member_id, role)
        wanted = check_name(found, name, besides=member_id)
        update(cursor, "member", {"member_id": member_id, "brand_id": brand_id}, name=wanted, role=role)
        brands.record(cursor, member.brand_id, "member", member.member_id, member.role, role, now=now, actor=actor)


def leave(store: Store, brand_id: str, member_id: str, *, now: datetime, actor: str) -> int:
    """A person leaves; what they did keeps their name.

    Where only one is left nothing is approved any more: posts that waited for it become drafts. Returns how many.
    """
    with store.write() as cursor:
        found = _by_owner(cursor, brand_id, actor)
        member = _present(found, member_id)
        check_owner_stays(found, member_id, None)
        update(cursor, "member", {"member_id": member_id, "brand_id": brand_id}, left_at=now)
        brands.record(cursor, member.brand_id, "member", member.member_id, member.role, "left", now=now, actor=actor)
        return 0 if table.lock_team(cursor, brand_id).exists else _release(cursor, brand_id, now=now, actor=actor)


def _release(cursor: Cursor, brand_id: str, *, now: datetime, actor: str) -> int:
    """Turn what waits for an approval that nobody gives any more into drafts."""
    waiting = approvals.lock_publications(cursor, brand_id, ("in_review", "approved", "rejected"))
    for row in waiting:
        publishing.step(cursor, brand_id, row["publication_id"], "draft", now=now, actor=actor)
    for post_id in {row["post_id"] for row in waiting}:
        update(cursor, "post", {"post_id": post_id, "brand_id": brand_id}, stage="draft", changed_at=now, actor=actor)
    return len({row["post_id"] for row in waiting})


def _by_owner(cursor: Cursor, brand_id: str, actor: str) -> Team:
    found = table.lock_team(cursor, brand_id)
    if found.role_of(actor) != "owner":
        raise RuleError("errors.team.owner_only")
    return found


def _present(found: Team, member_id: str) -> Member:
    member = found.member(member_id)
    if member is None:
        raise NotFoundError("errors.team.gone")
    return member
