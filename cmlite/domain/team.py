"""The people of a brand and what each of them may do. One person alone is no team, and nothing changes for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from cmlite.errors import RuleError

Role = Literal["owner", "content_manager", "community_manager", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)

Right = Literal["remove", "archive", "restore", "erase", "retention"]
"""What cannot be had back, or stops everything: not for every role that may change things."""

_OWNERS: frozenset[Role] = frozenset({"owner"})
_WITH_PEOPLE: frozenset[Role] = frozenset({"owner", "community_manager"})
"""Whoever talks to people is asked by them to erase something, and has a month for it by law."""

_MAY: dict[Right, frozenset[Role]] = {
    "remove": _OWNERS,
    "archive": _OWNERS,
    "restore": _OWNERS,
    "erase": _WITH_PEOPLE,
    "retention": _WITH_PEOPLE,
}
_MAY_APPROVE = frozenset({"owner", "content_manager"})
_NOBODY = frozenset({"owner", "worker", "network"})
"""Who acts without being a person of the team: the owner before there was one, the app itself."""


class Member(BaseModel):
    """One row of the table `member`."""

    model_config = ConfigDict(frozen=True)

    member_id: str
    brand_id: str
    name: str
    role: Role
    created_at: datetime
    left_at: datetime | None = None
    actor: str


class Team(BaseModel):
    """Everybody who is or was with a brand, the longest there first."""

    model_config = ConfigDict(frozen=True)

    everybody: tuple[Member, ...] = ()

    @property
    def members(self) -> tuple[Member, ...]:
        """Those who are there now."""
        return tuple(one for one in self.everybody if one.left_at is None)

    @property
    def able(self) -> tuple[Member, ...]:
        """Those who are there and may do something; whoever only looks cannot be given anything to do."""
        return tuple(one for one in self.members if self.may_change(one.member_id))

    @property
    def exists(self) -> bool:
        """Whether there is more than one person."""
        return len(self.members) > 1

    def member(self, member_id: str) -> Member | None:
        """Somebody who is there now."""
        return next((one for one in self.members if one.member_id == member_id), None)

    def name_of(self, actor: str) -> str:
        """The name of whoever did something, also of one who left; '' for nobody of the team."""
        return next((one.name for one in self.everybody if one.member_id == actor), "")

    def role_of(self, actor: str) -> Role:
        """What somebody is here. Without a team everybody is the owner; who left may only look."""
        if not self.exists or actor in _NOBODY:
            return "owner"
        found = self.member(actor)
        return found.role if found else "viewer"

    def may_change(self, actor: str) -> bool:
        """Whether somebody may change anything at all."""
        return self.role_of(actor) != "viewer"

    def may(self, actor: str, right: Right) -> bool:
        """Whether somebody has a right. Where there is a team only its own people have any."""
        if not self.exists:
            return True
        found = self.member(actor)
        return found is not None and found.role in _MAY[right]

    def check(self, actor: str, right: Right) -> None:
        """Raise RuleError where somebody does not have a right."""
        if not self.may(actor, right):
            raise RuleError(f"errors.team.right.{right}")

    def who_judge(self, asker: str) -> tuple[Member, ...]:
        """Whom somebody can show a draft to: everybody else who can say something about it."""
        others = (one for one in self.members if one.member_id != asker and self.may_change(one.member_id))
        return tuple(others) if self.exists else ()

    def may_approve(self, actor: str) -> bool:
        """Whether somebody may approve posts and plan them without being asked."""
        return self.role_of(actor) in _MAY_APPROVE


def check_name(team: Team, name: str, *, besides: str = "") -> str:
    """A name for a person, without blanks around it. Raises RuleError for none and for one that is taken."""
    wanted = " ".join(name.split())[:80]
    if not wanted:
        raise RuleError("errors.team.name_missing")
    if any(one.name.casefold() == wanted.casefold() for one in team.members if one.member_id != besides):
        raise RuleError("errors.team.name_taken", name=wanted)
    return wanted


def check_owner_stays(team: Team, member_id: str, role: Role | None) -> None:
    """Raise RuleError when nobody would be left who may do everything; `role` None means leaving."""
    others = [one for one in team.members if one.member_id != member_id]
    if role != "owner" and others and not any(one.role == "owner" for one in others):
        raise RuleError("errors.team.last_owner")


def may_restore(teams: Iterable[Team], actor: str) -> bool:
    """Whether somebody may put a backup in the place of everything: it concerns every brand, so any team counts."""
    existing = [one for one in teams if one.exists]
    return not existing or any(one.may(actor, "restore") for one in existing)
