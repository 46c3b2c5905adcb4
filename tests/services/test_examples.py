"""The invented bakery: a year that ends today, whatever today is; with pictures; and nothing of it stays."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import pytest

from cmlite import config
from cmlite.domain.library import Search
from cmlite.services import brand_removal, brands, examples, inbox, library, strategy, today
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from tests.conftest import NOW, save_brand

WHO = {"now": NOW, "actor": "owner"}
DAYS = [
    NOW,
    datetime(2027, 1, 1, 0, 30),
    datetime(2026, 3, 29, 1, 0),
    datetime(2028, 2, 29, 12, 0),
    datetime(2027, 7, 5, 22, 0),
]


@pytest.mark.parametrize("moment", DAYS, ids=[f"{day:%Y-%m-%d}" for day in DAYS])
def test_the_year_ends_today_and_nothing_published_lies_ahead(store, moment):
    brand = examples.load(store, config.EXAMPLES, now=moment, actor="owner")
    row = store.row(
        """select min(published_at) as first, max(published_at) as last, count(*) as n,
        count(*) filter (where published_at is null) as undated from publication where state = 'published'"""
    )
    assert row["undated"] == 0
    assert row["n"] > 250
    assert moment - timedelta(days=14) < row["last"] <= moment
    assert row["first"] < moment - timedelta(days=330)
    assert store.row("select count(*) as n from message where sent_at > ?", [moment])["n"] == 0
    assert store.row("select max(day) as day from channel_metric")["day"] < moment.date() + timedelta(days=1)
    assert inbox.count_waiting(store, brand.brand_id, now=moment) >= 9
    assert (
        store.row("select count(*) as n from publication where state = 'scheduled' and planned_utc > ?", [moment])["n"]
        >= 4
    )


def test_no_answer_comes_before_its_question(store):
    examples.load(store, config.EXAMPLES, **WHO)
    assert store.row("select count(*) as n from conversation where first_out_at < first_in_at")["n"] == 0
    assert (
        store.row(
            "select count(*) as n from message as m where not exists (select 1 from conversation as c where c.conversation_id = m.conversation_id)"
        )["n"]
        == 0
    )


def test_it_comes_with_two_versions_of_a_strategy_and_something_to_do(store):
    brand = examples.load(store, config.EXAMPLES, **WHO)
    assert [one.version for one in strategy.versions(store, brand.brand_id)] == [2, 1]
    days = today.week(store, brand, now=NOW)
    kinds = [task.kind for task in today.tasks(store, brand, days, now=NOW)]
    assert kinds[0] in {"answer", "missed", "publish"}
    assert "answer" in kinds


def test_opening_it_twice_makes_one(store):
    examples.load(store, config.EXAMPLES, **WHO)
    examples.load(store, config.EXAMPLES, **WHO)
    assert store.row("select count(*) as n from brand")["n"] == 1


def test_removing_it_leaves_nothing_of_it_and_everything_of_the_owner(store, tmp_path):
    outside = Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase=""))
    save_brand(store, "mine")
    before = {table: n for table, n in store.counts().items() if table != "audit"}
    brand = examples.load(store, config.EXAMPLES, **WHO)
    brand_removal.remove_brand(store, outside, brand.brand_id, **WHO)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
    after = {table: n for table, n in store.counts().items() if table != "audit"}
    assert after == before | {"setting": before["setting"] + 1}
    assert brands.current(store).brand.brand_id == "mine"


def test_the_example_has_pictures_some_of_them_in_planned_posts(store):
    made = examples.load(store, config.EXAMPLES, now=NOW, actor="owner")
    found = library.search(store, made.brand_id, Search(), today=NOW.date())
    assert found.total == 6
    assert all(library.small(store, item) for item in found.items)
    assert sorted(item.uses for item in found.items) == [0, 1, 1, 1, 1, 2]
    assert [item.alt for item in found.items if not item.uses] == [""]


def test_two_windows_that_begin_with_the_example_at_once_get_the_same_one(store):
    with ThreadPoolExecutor(2) as pool:
        with store.alone():
            both = [pool.submit(examples.load, store, config.EXAMPLES, **WHO) for _ in range(2)]
            wait(both, timeout=1)
        assert len({one.result(60).brand_id for one in both}) == 1
    assert len(brands.current(store).brands) == 1
