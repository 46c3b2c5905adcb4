"""How far the goals have come: computed from the store, or typed in."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cmlite import config
from cmlite.domain.brands import Brand
from cmlite.domain.goals import Progress
from cmlite.domain.strategy import MEASURES, Goal, Strategy
from cmlite.errors import RuleError
from cmlite.services import goals
from cmlite.store.db import Store
from cmlite.store.rows import insert

NOW = datetime(2026, 11, 24, 11, 0)
TODAY = NOW.date()
BRAND = Brand(brand_id="mine", name="Bäckerei Sonne", created_at=NOW, actor="test")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    yield opened
    opened.close()


def add(store: Store, table: str, brand_id: str = "mine", **values: Any) -> None:
    with store.write() as cursor:
        insert(cursor, table, brand_id=brand_id, **values)


def add_post(store: Store, name: str, days_ago: int, brand_id: str = "mine", **figures: float) -> None:
    at = NOW - timedelta(days=days_ago)
    add(store, "post", brand_id, post_id=name, stage="planned", created_at=at, changed_at=at, actor="test")
    add(
        store,
        "publication",
        brand_id,
        publication_id=name,
        post_id=name,
        channel_id="a",
        network="instagram",
        state="published",
        published_at=at,
        published_precision="minute",
        changed_at=at,
        actor="test",
    )
    for metric, value in figures.items():
        add(
            store,
            "publication_metric",
            brand_id,
            publication_id=name,
            metric=metric,
            fetched_at=NOW,
            value=value,
            source="export",
        )


def add_day(store: Store, metric: str, days_ago: int, value: float, channel: str = "a") -> None:
    day = TODAY - timedelta(days=days_ago)
    add(
        store,
        "channel_metric",
        channel_id=channel,
        metric=metric,
        day=day,
        fetched_at=NOW,
        value=value,
        source="export",
    )


def add_conversation(store: Store, name: str, days_ago: float, minutes: float | None, **more: Any) -> None:
    opened = NOW - timedelta(days=days_ago)
    answered = None if minutes is None else opened + timedelta(minutes=minutes)
    values: dict[str, Any] = {"kind": "comment", "person_id": name, "state": "open" if answered is None else "done"}
    add(
        store,
        "conversation",
        conversation_id=name,
        channel_id="a",
        network="instagram",
        first_in_at=opened,
        first_out_at=answered,
        waiting_since=opened if answered is None else None,
        last_message_at=opened,
        changed_at=opened,
        actor="test",
        **values | more,
    )


def progress(store: Store, *measures: str) -> dict[str, Progress]:
    wanted = tuple(
        Goal(outcome=MEASURES[name].outcome, measure=name, baseline=1, target=2, by=date(2027, 6, 1))
        for name in measures
    )
    found = goals.progress(store, BRAND, Strategy(hours_per_week=4, goals=wanted), now=NOW)
    assert [one.goal.measure for one in found] == list(measures)
    return {one.goal.measure: one for one in found}


def test_with_an_empty_store_every_goal_is_unknown(store: Store) -> None:
    for one in progress(store, *MEASURES).values():
        assert (one.value, one.source, one.series) == (None, "", (None,) * 12)


def test_sums_look_back_28_days_at_each_of_twelve_weeks(store: Store) -> None:
    add_post(store, "today", 0, reach=1.0, comments=2.0)
    add_post(store, "edge", 27, reach=10.0)
    add_post(store, "past", 28, reach=100.0)
    add_post(store, "other", 1, "other", reach=5000.0)
    found = progress(store, "reach", "comments", "clicks")
    assert (found["reach"].value, found["reach"].source) == (11.0, "export")
    assert found["reach"].series[-4:] == (110.0, 110.0, 110.0, 11.0)
    assert found["reach"].series[-8:-4] == (None, None, None, 100.0)
    assert found["comments"].value == 2.0
    assert found["clicks"].value is None


def test_daily_figures_of_channels_stand_in_where_posts_know_nothing(store: Store) -> None:
    for days_ago in range(30):
        add_day(store, "reach", days_ago, 2.0)
    add_post(store, "one", 1, comments=3.0)
    found = progress(store, "reach", "comments")
    assert found["reach"].value == 56.0
    assert found["comments"].value == 3.0


def test_a_window_that_is_known_in_part_is_no_window(store: Store) -> None:
    for days_ago in range(2, 40):
        add_day(store, "reach", days_ago, 2.0)
    found = progress(store, "reach")["reach"]
    assert found.series[-4:] == (None, 52.0, 56.0, 52.0), "26 of 28 days are enough: files lag"
    add_day(store, "reach", 2, 500.0, channel="b")
    assert progress(store, "reach")["reach"].series[-3:] == (52.0, 56.0, None)


def test_followers_are_the_newest_stock_of_every_channel_at_each_point(store: Store) -> None:
    add_day(store, "followers", 40, 100.0)
    add_day(store, "followers", 10, 120.0)
    add_day(store, "followers", 3, 30.0, channel="b")
    found = progress(store, "followers")["followers"]
    assert found.series[-3:] == (100.0, 120.0, 150.0)
    assert found.series[:6] == (None,) * 6


def test_the_engagement_rate_needs_five_posts(store: Store) -> None:
    for n in range(4):
        add_post(store, f"p{n}", n, reach=100.0, likes=5.0)
    assert progress(store, "engagement_rate")["engagement_rate"].value is None
    add_post(store, "fifth", 4, reach=100.0, likes=10.0)
    assert progress(store, "engagement_rate")["engagement_rate"].value == pytest.approx(0.06)


def test_answers_and_reviews_come_from_the_inbox(store: Store) -> None:
    for n, minutes in enumerate((10, 20, 600)):
        add_conversation(store, f"c{n}", n + 1, minutes)
    add_conversation(store, "open", 2, None)
    add_conversation(store, "review", 5, 20, kind="review")
    add_conversation(store, "old review", 40, 5, kind="review")
    found = progress(store, "response_minutes", "in_target", "reviews")
    assert (found["response_minutes"].value, found["response_minutes"].source) == (20.0, "inbox")
    assert found["in_target"].value == pytest.approx(3 / 5)
    assert found["reviews"].value == 1.0


def test_returning_people_are_those_who_were_here_before(store: Store) -> None:
    add_conversation(store, "anna1", 300, 5, person_id="anna")
    add_conversation(store, "anna2", 3, 5, person_id="anna")
    add_conversation(store, "ben", 4, 5, person_id="ben")
    add_conversation(store, "gone1", 200, 5, person_id="gone")
    add_conversation(store, "gone2", 150, 5, person_id="gone")
    add_conversation(store, "nobody", 2, 5, person_id="")
    assert progress(store, "returning_people")["returning_people"].value == 0.5


def test_a_typed_value_holds_from_its_day_until_the_next(store: Store) -> None:
    goals.type_value(store, "mine", "rating", 4.4, day=TODAY - timedelta(days=20), now=NOW, actor="owner")
    goals.type_value(store, "mine", "rating", 4.1, day=TODAY, now=NOW, actor="owner")
    goals.type_value(store, "mine", "rating", 4.6, day=TODAY, now=NOW, actor="owner")
    goals.type_value(store, "other", "rating", 1.0, day=TODAY, now=NOW, actor="owner")
    found = progress(store, "rating")["rating"]
    assert (found.value, found.source) == (4.6, "typed")
    assert found.series[-4:] == (None, 4.4, 4.4, 4.6)
    assert goals.typed_values(store, "mine", "rating") == [(TODAY - timedelta(days=20), 4.4), (TODAY, 4.6)]
    assert len(store.rows("select 1 from audit where brand_id = 'mine' and subject = 'measure'")) == 3


@pytest.mark.parametrize(
    ("measure", "value"), [("reach", 5.0), ("invented", 5.0), ("enquiries", -1.0), ("rating", 5.5)]
)
def test_what_cannot_be_counted_by_hand_is_refused(store: Store, measure: str, value: float) -> None:
    with pytest.raises(RuleError):
        goals.type_value(store, "mine", measure, value, day=TODAY, now=NOW, actor="owner")
    assert store.rows("select 1 from setting") == []
