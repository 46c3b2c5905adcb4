"""Several brands in one file: names, removal with its proof, addresses that lead to another brand."""

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.errors import RuleError
from cmlite.services import backups, brand_removal, brands, calendar
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path))


def names(store):
    return sorted(one.name for one in brands.current(store).brands)


def test_a_brand_gets_another_name_but_not_that_of_its_neighbour(store, brand, other_brand):
    brands.rename(store, brand, " Backhaus ", **WHO)
    assert names(store) == ["Backhaus", "Bäckerei b2"]
    for wrong in ("", "bäckerei B2"):
        with pytest.raises(RuleError):
            brands.rename(store, brand, wrong, **WHO)
    assert names(store) == ["Backhaus", "Bäckerei b2"]


def test_a_brand_is_removed_only_with_its_name_and_after_a_backup(store, brand, other_brand, outside, tmp_path):
    folder = tmp_path / "backups"
    with pytest.raises(RuleError):
        brand_removal.remove_with_backup(store, outside, brand, "Bäckerei b2", folder=folder, **WHO)
    assert backups.backups(folder) == []
    made = brand_removal.remove_with_backup(store, outside, brand, " bäckerei B1 ", folder=folder, **WHO)
    assert names(store) == ["Bäckerei b2"]
    backups.restore(store, outside, folder / made, **WHO)
    assert names(store) == ["Bäckerei b1", "Bäckerei b2"]


def test_an_address_of_another_brand_names_its_owner(store, brand, other_brand):
    post_id = calendar.create(store, "b2", PostDraft(text="x", zone="Europe/Berlin"), **WHO).post_id
    brands.choose_brand(store, "b1", **WHO)
    view = brands.current(store)
    assert brands.elsewhere(store, view, {"post": post_id}) == ("post", other_brand)
    assert brands.elsewhere(store, view, {"conversation": post_id}) is None
    brands.choose_brand(store, "b2", **WHO)
    assert brands.elsewhere(store, brands.current(store), {"post": post_id}) is None
