"""Several brands in one file: names, the archive, removal with its proof, addresses that lead to another brand."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.errors import RuleError
from cmlite.services import backups, brand_removal, brands, calendar, claims, feeds, reconciling, sync
from cmlite.services.connections import Outside
from cmlite.store import sending as sending_table
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.services.test_calendar import channel, draft
from tests.services.test_sending import DUE, fits, live

__all__ = ["channel"]
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


def test_an_archived_brand_leaves_the_view_and_comes_back_with_everything(store, brand, other_brand):
    brands.choose_brand(store, "b1", **WHO)
    brands.archive(store, brand, **WHO)
    assert (brands.current(store).brand, names(store)) == (other_brand, ["Bäckerei b2"])
    (away,) = brands.archived(store)
    assert (away.brand_id, away.archived_at) == ("b1", NOW)
    with pytest.raises(RuleError):
        brands.rename(store, other_brand, brand.name, **WHO)  # its name stays its own
    brands.bring_back(store, away, **WHO)
    assert (names(store), brands.archived(store)) == (["Bäckerei b1", "Bäckerei b2"], [])


def test_the_last_brand_in_sight_cannot_be_archived(store, brand, other_brand):
    brands.archive(store, brand, **WHO)
    with pytest.raises(RuleError):
        brands.archive(store, other_brand, **WHO)
    assert names(store) == ["Bäckerei b2"]


def test_two_windows_that_archive_both_brands_at_once_leave_one_in_sight(store, brand, other_brand):
    with ThreadPoolExecutor(2) as pool, store.alone():
        both = [pool.submit(brands.archive, store, one, **WHO) for one in (brand, other_brand)]
        wait(both, timeout=0.3)
    assert [type(one.exception()) for one in both].count(RuleError) == 1
    assert len(names(store)) == 1


def test_nothing_goes_out_or_is_asked_for_an_archived_brand(store, brand, other_brand, channel):
    live(store, channel)
    kept = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with store.write() as cursor:
        insert(cursor, "sync_job", channel_id=channel.channel_id, job="inbox", brand_id="b1", due_at=NOW)
        insert(
            cursor, "feed", feed_id="f", brand_id="b1", address="https://a.example/", due_at=NOW,
            added_at=NOW, actor="owner",
        )  # fmt: skip

    def work():
        return len(sync.due(store, now=DUE)), len(feeds.due(store, now=DUE)), sending_table.has_due(store, DUE)

    assert work() == (1, 1, True)
    brands.archive(store, brand, **WHO)
    assert work() == (0, 0, False)
    assert claims.claim_due(store, fits=fits, busy=(), now=DUE) == []
    brands.bring_back(store, brand, **WHO)
    assert work() == (1, 1, True)
    assert [one.post_id for one in claims.claim_due(store, fits=fits, busy=(), now=DUE)] == [kept.post_id]


def test_what_nobody_knows_the_outcome_of_is_left_alone_while_its_brand_is_archived(store, brand, other_brand, channel):
    live(store, channel)
    calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with store.write() as cursor:
        cursor.execute("update publication set state = 'unconfirmed'")
    assert len(reconciling.unconfirmed(store)) == 1
    brands.archive(store, brand, **WHO)
    assert reconciling.unconfirmed(store) == []
