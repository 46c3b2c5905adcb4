"""Who may do what cannot be had back: asked in the services, whatever a page shows."""

from datetime import timedelta

import pytest

from cmlite.errors import NotFoundError, RuleError
from cmlite.services import backups, brand_removal, brands, retention, rights, team
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
ROLES = ("owner", "content_manager", "community_manager", "viewer")


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets"))


@pytest.fixture
def people(store, brand):
    """One person of each role, by role."""
    made = {}
    for number, role in enumerate(ROLES):
        who = {"now": NOW + timedelta(seconds=number), "actor": made.get("owner", "owner")}
        made[role] = team.add(store, brand.brand_id, f"Person {number}", role, **who).member_id
    return made


def ways(store, outside, brand, folder):
    """What needs a right, each a function of who does it."""
    made = backups.back_up(store, folder, now=NOW)
    return {
        "remove": lambda actor: brand_removal.remove_brand(store, outside, brand.brand_id, now=NOW, actor=actor),
        "archive": lambda actor: brands.archive(store, brand, now=NOW, actor=actor),
        "restore": lambda actor: backups.restore(store, outside, made.path, now=NOW, actor=actor),
        "erase": lambda actor: rights.erase(store, brand.brand_id, "b1:nobody", folder=folder, now=NOW, actor=actor),
        "retention": lambda actor: retention.save(store, brand.brand_id, {"drafts": 12}, now=NOW, actor=actor),
    }


@pytest.mark.parametrize(
    ("right", "may"),
    [
        ("remove", {"owner"}),
        ("archive", {"owner"}),
        ("restore", {"owner"}),
        ("erase", {"owner", "community_manager"}),
        ("retention", {"owner", "community_manager"}),
    ],
)
def test_only_the_roles_that_a_right_is_for_have_it(store, outside, brand, other_brand, people, tmp_path, right, may):
    way = ways(store, outside, brand, tmp_path / "backups")[right]
    for role in (*[one for one in ROLES if one not in may], "stranger", "owner of another brand"):
        with pytest.raises(RuleError) as refused:
            way(people.get(role, "owner"))
        assert refused.value.key == f"errors.team.right.{right}", role
    for role in may - {"owner"} or may:
        if right == "erase":
            with pytest.raises(NotFoundError):  # may, but there is no such person
                way(people[role])
        else:
            way(people[role])


def test_without_a_team_everything_may_be_done(store, outside, brand, other_brand, tmp_path):
    all_ways = ways(store, outside, brand, tmp_path / "backups")
    for right in ("retention", "restore", "archive"):
        all_ways[right]("owner")
    brands.bring_back(store, brand, **WHO)
    all_ways["remove"]("owner")
    assert [one.brand_id for one in brands.current(store).brands] == ["b2"]


def test_nobody_is_locked_out_by_a_team_in_the_archive(store, outside, brand, other_brand, people, tmp_path):
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    brands.archive(store, brand, now=NOW, actor=people["owner"])
    brands.bring_back(store, brand, **WHO)
    brands.archive(store, brand, now=NOW, actor=people["owner"])
    backups.restore(store, outside, made.path, **WHO)
    assert len(brands.current(store).brands) == 2


def test_a_name_typed_by_somebody_who_may_not_remove_makes_no_backup(store, outside, brand, people, tmp_path):
    folder = tmp_path / "backups"
    with pytest.raises(RuleError):
        brand_removal.remove_with_backup(
            store, outside, brand, brand.name, folder=folder, now=NOW, actor=people["community_manager"]
        )
    assert backups.backups(folder) == []
