"""A report says only what is known: gaps stay gaps, few posts are not told, a change comes with its interval."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cmlite import config
from cmlite.domain.brands import Brand
from cmlite.domain.kpis import Card, Period, Selection
from cmlite.domain.strategy import Pillar, Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import exports, kpis, posts
from cmlite.store.db import Store
from cmlite.store.rows import insert

NOW = datetime(2026, 11, 24, 11, 0)
TODAY = NOW.date()
PERIOD = Period(first=TODAY - timedelta(days=27), last=TODAY)
BRAND = Brand(brand_id="mine", name="Bäckerei Sonne", created_at=NOW, actor="test")
STRATEGY = Strategy(
    hours_per_week=4,
    pillars=(Pillar(pillar_id="craft", name="Handwerk", share=60), Pillar(pillar_id="team", name="Team", share=40)),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    for name, network in (("a", "instagram"), ("b", "facebook")):
        add(opened, "channel", channel_id=name, network=network, handle=f"@{name}", created_at=NOW)
    yield opened
    opened.close()


def add(store: Store, table: str, **values: Any) -> None:
    with store.write() as cursor:
        insert(cursor, table, **{"brand_id": "mine", "actor": "test"} | values)


def add_post(
    store: Store,
    name: str,
    days_ago: float,
    figures: dict[str, float],
    *,
    channel: str = "a",
    hour: int = 9,
    **more: Any,
) -> None:
    at = more.pop("at", datetime.combine(TODAY, datetime.min.time()) - timedelta(days=days_ago) + timedelta(hours=hour))
    network = {"a": "instagram", "b": "facebook"}[channel]
    post = {
        "pillar_id": more.pop("pillar_id", ""),
        "format": more.pop("format", "photo"),
        "text": more.pop("text", name),
    }
    add(store, "post", post_id=name, stage="planned", created_at=at, changed_at=at, **post)
    publication = {"published_precision": "minute"} | more
    add(
        store,
        "publication",
        publication_id=f"p_{name}",
        post_id=name,
        channel_id=channel,
        network=network,
        state="published",
        published_at=at,
        changed_at=at,
        **publication,
    )
    with store.write() as cursor:
        for metric, value in figures.items():
            insert(
                cursor,
                "publication_metric",
                publication_id=f"p_{name}",
                metric=metric,
                fetched_at=at + timedelta(days=1),
                brand_id="mine",
                value=value,
                source="export",
                definition=f"test: {metric}",
            )


def add_day(store: Store, metric: str, day: date, value: float, channel: str = "a") -> None:
    with store.write() as cursor:
        insert(
            cursor,
            "channel_metric",
            channel_id=channel,
            metric=metric,
            day=day,
            fetched_at=NOW,
            brand_id="mine",
            value=value,
            source="typed",
        )


def add_conversation(store: Store, name: str, days_ago: float, minutes: float | None, **more: Any) -> None:
    opened = NOW - timedelta(days=days_ago)
    answered = opened + timedelta(minutes=minutes) if minutes is not None else None
    values = {"kind": "comment", "state": "done" if answered else "open", "channel_id": "a", "network": "instagram"}
    values |= {"waiting_since": None if answered else opened} | more
    add(
        store,
        "conversation",
        conversation_id=name,
        person_id=name,
        first_in_at=opened,
        first_out_at=answered,
        last_message_at=answered or opened,
        changed_at=opened,
        **values,
    )


def report(store: Store, period: Period = PERIOD, chosen: Selection | None = None, **more: Any) -> kpis.Report:
    return kpis.report(store, BRAND, STRATEGY, period, chosen or Selection(), now=NOW, **more)


def card(shown: kpis.Report, name: str) -> Card:
    return next(one for one in shown.cards if one.name == name)


def test_an_empty_store_knows_nothing_and_says_no_zero(store: Store) -> None:
    shown = report(store)
    assert shown.is_empty
    assert {one.value for one in shown.cards} == {None}
    assert {one.verdict for one in shown.cards} == {"none"}
    assert shown.breakdown.empty and shown.reach.empty and shown.hours.empty and shown.followers.empty


def test_a_figure_that_no_post_has_stays_unknown(store: Store) -> None:
    add_post(store, "one", 3, {"likes": 0.0})
    shown = report(store)
    assert card(shown, "interactions").value == 0.0
    assert card(shown, "reach").value is None
    assert (card(shown, "interactions").n, card(shown, "reach").n, card(shown, "reach").of) == (1, 0, 1)


def test_sums_cover_the_posts_that_have_the_figure_and_say_how_many(store: Store) -> None:
    add_post(store, "one", 3, {"reach": 100.0, "likes": 4.0, "comments": 1.0})
    add_post(store, "two", 4, {"likes": 6.0})
    add_post(store, "old", 40, {"reach": 60.0})
    reach = card(report(store), "reach")
    assert (reach.value, reach.n, reach.of, reach.before, reach.n_before) == (100.0, 1, 2, 60.0, 1)
    assert (reach.basis, reach.sources, reach.verdict) == ("posts", ("export",), "few")
    assert card(report(store), "interactions").value == 11.0


def test_posts_without_figures_before_are_no_zero_of_the_summary(store: Store) -> None:
    add_post(store, "one", 3, {"likes": 4.0})
    add_post(store, "old", 40, {"reach": 60.0})
    rows = kpis.summary(report(store)).to_dict("records")
    before = {row["section"]: row["before"] for row in rows if row["measure"] == "interactions"}
    assert set(before) >= {"all", "network", "channel", "format"}
    assert all(value != value for value in before.values()), before


def test_a_time_nothing_is_known_of_is_not_compared_with(store: Store) -> None:
    add_post(store, "one", 3, {"reach": 100.0})
    shown = report(store)
    assert card(shown, "posts").before is None and card(shown, "reach").before is None


def test_a_pause_after_known_posts_is_a_zero_of_posts_but_not_of_reach(store: Store) -> None:
    add_post(store, "old", 40, {"reach": 60.0})
    shown = report(store)
    assert (card(shown, "posts").value, card(shown, "posts").before) == (0.0, 1.0)
    assert card(shown, "reach").value is None


def test_the_engagement_rate_rests_on_posts_with_both_and_needs_five(store: Store) -> None:
    for n in range(4):
        add_post(store, f"both{n}", n + 1, {"reach": 100.0, "likes": 4.0 + n})
    add_post(store, "reach only", 6, {"reach": 9000.0})
    add_post(store, "likes only", 7, {"likes": 500.0})
    assert card(report(store), "engagement_rate").value is None
    add_post(store, "fifth", 8, {"reach": 100.0, "likes": 6.0})
    rate = card(report(store), "engagement_rate")
    assert rate.value == pytest.approx((4 + 5 + 6 + 7 + 6) / 500)
    assert (rate.n, rate.of) == (5, 7)
    assert rate.interval is not None and rate.interval[0] < rate.value < rate.interval[1]


def test_days_of_the_period_are_those_of_the_brands_zone(store: Store) -> None:
    midnight = datetime(2026, 10, 27, 23, 0)  # 00:00 on 28 October in Berlin, three days after the clock change
    add_post(store, "inside", 0, {"reach": 1.0}, at=midnight)
    add_post(store, "outside", 0, {"reach": 2.0}, at=midnight - timedelta(seconds=1))
    assert PERIOD.first == date(2026, 10, 28)
    reach = card(report(store), "reach")
    assert (reach.value, reach.before) == (1.0, 2.0)


def test_deleted_and_unpublished_posts_and_replies_do_not_count(store: Store) -> None:
    add_post(store, "seen", 3, {"reach": 1.0})
    add_post(store, "reply", 3, {"reach": 10.0}, is_reply=True)
    add_post(store, "shared", 3, {"reach": 100.0}, is_shared=True)
    add_post(store, "gone", 3, {"reach": 1000.0}, deleted_at=NOW)
    assert card(report(store), "reach").value == 1.0
    assert card(report(store, chosen=Selection(replies=True)), "reach").value == 111.0


def test_daily_figures_stand_in_only_where_no_post_has_the_figure(store: Store) -> None:
    for n in range(10):
        add_day(store, "impressions", TODAY - timedelta(days=n), 10.0)
        add_day(store, "reach", TODAY - timedelta(days=n), 7.0)
    add_post(store, "one", 3, {"reach": 100.0})
    shown = report(store)
    impressions = card(shown, "impressions")
    assert (impressions.value, impressions.n, impressions.of, impressions.basis) == (100.0, 10, 28, "channel")
    assert impressions.before is None
    assert card(shown, "reach").value == 100.0
    assert card(report(store, chosen=Selection(formats=("photo",))), "impressions").value is None


def test_reach_by_day_leaves_gaps_where_a_day_is_missing(store: Store) -> None:
    add_day(store, "reach", TODAY, 5.0)
    add_day(store, "reach", TODAY - timedelta(days=2), 0.0)
    add_post(store, "one", 3, {"reach": 100.0}, channel="b")
    frame = report(store).reach
    daily = frame[frame["basis"] == "channel"].set_index("day")["value"]
    assert len(daily) == 28 and daily.notna().sum() == 2
    assert daily[TODAY - timedelta(days=2)] == 0.0
    assert frame[frame["basis"] == "posts"][["channel_id", "value"]].values.tolist() == [["b", 100.0]]


def test_long_periods_are_told_by_whole_weeks(store: Store) -> None:
    period = Period(first=date(2026, 6, 1), last=date(2026, 11, 24))
    for n in range(8):
        add_day(store, "reach", date(2026, 6, 1) + timedelta(days=n), 2.0)
    frame = report(store, period).reach
    assert frame["value"].dropna().tolist() == [14.0]
    assert all(day.weekday() == 0 for day in frame["day"])


def test_seven_days_of_which_one_is_missing_are_no_low_week_in_the_course(store: Store) -> None:
    period = Period(first=TODAY - timedelta(days=89), last=TODAY)
    for n in range(90):
        if n not in (0, 10):
            add_day(store, "reach", TODAY - timedelta(days=n), 2.0)
    course = card(report(store, period), "reach").series
    assert course == (*(14.0,) * 10, None, None), "six days at the beginning are no week either"


def test_what_came_in_this_evening_is_of_today_west_of_greenwich(store: Store) -> None:
    brand = BRAND.model_copy(update={"zone": "America/New_York"})
    now = datetime(2026, 11, 25, 3, 0)  # 22:00 of the day before in New York
    add_conversation(store, "late", -0.625, None)  # an hour ago
    today = kpis.today_of(brand, now)
    asked = Period(first=date(2026, 1, 1), last=date(2026, 1, 7))
    found = kpis.last_period(store, brand, asked, Selection(), today=today)
    assert (today, found and found.last) == (date(2026, 11, 24), date(2026, 11, 24))


def test_followers_change_only_over_channels_known_at_both_ends(store: Store) -> None:
    add_day(store, "followers", PERIOD.first - timedelta(days=5), 100.0)
    add_day(store, "followers", TODAY - timedelta(days=1), 130.0)
    add_day(store, "followers", TODAY, 400.0, channel="b")
    followers = card(report(store), "followers")
    assert (followers.value, followers.before, followers.n, followers.of) == (530.0, 500.0, 1, 2)


def test_answers_are_timed_in_business_hours_or_by_the_clock_and_judged_by_the_strategy(store: Store) -> None:
    for n in range(10):
        add_conversation(store, f"fast{n}", n + 1, 30)
    add_conversation(store, "slow", 3, 600)
    add_conversation(store, "open", 2, None)
    add_conversation(store, "just now", 0.01, None)
    add_conversation(store, "needs none", 2, None, state="done", waiting_since=None)
    shown = report(store, clock="clock")
    response, target = card(shown, "first_response"), card(shown, "in_target")
    assert (response.value, response.n, response.of) == (30.0, 11, 14)
    assert response.interval == (30.0, 30.0)
    assert target.value == pytest.approx(10 / 12)
    assert (target.n, target.more["waiting"], target.more["hits"]) == (12, 2, 10)
    assert shown.answers["judged"].sum() == 12


def test_sums_of_which_another_share_of_the_posts_is_known_are_not_called_a_change(store: Store) -> None:
    for n in range(10):
        add_post(store, f"now{n}", n + 1, {"reach": 100.0, "likes": 3.0})
        add_post(store, f"old{n}", n + 30, {"likes": 3.0} | ({"reach": 100.0} if n < 5 else {}))
    shown = report(store)
    assert (card(shown, "reach").before, card(shown, "reach").verdict) == (500.0, "few"), "half of them are not known"
    assert card(shown, "interactions").verdict == "chance"


def test_an_answer_from_the_future_breaks_no_page(store: Store) -> None:
    """A file whose days and months were taken for each other has some."""
    add_conversation(store, "swapped", 1, 6 * 24 * 60)
    response = card(report(store), "first_response")
    assert (response.value, response.n) == (None, 1)
    assert card(report(store, clock="clock"), "first_response").value == 6 * 24 * 60


def test_breakdowns_name_the_planned_share_and_the_quartiles(store: Store) -> None:
    for n, likes in enumerate((2.0, 4.0, 6.0, 8.0)):
        add_post(store, f"c{n}", n + 1, {"likes": likes}, pillar_id="craft")
    add_post(store, "none", 5, {"likes": 1.0})
    frame = report(store).breakdown.set_index(["section", "name"])
    craft = frame.loc["pillar", "craft"]
    assert (craft["posts"], craft["median"], craft["share"], craft["planned"]) == (4, 5.0, 0.8, 0.6)
    assert (craft["lower"], craft["upper"]) == (3.5, 6.5)
    assert frame.loc[("pillar", "none"), "planned"] != frame.loc[("pillar", "none"), "planned"]


def test_posts_without_a_time_of_day_are_left_out_of_the_hours_and_counted(store: Store) -> None:
    add_post(store, "timed", 1, {"likes": 5.0}, hour=9)
    add_post(store, "day only", 2, {"likes": 50.0}, hour=0, published_precision="day")
    shown = report(store)
    assert shown.untimed == 1
    assert shown.hours[["hour", "n", "mean"]].values.tolist() == [[10, 1, 5.0]]


def test_posts_without_any_date_are_counted_but_belong_to_no_period(store: Store) -> None:
    add_post(store, "dated", 1, {"reach": 5.0})
    add_post(store, "undated", 1, {"reach": 50.0})
    with store.write() as cursor:
        cursor.execute("update publication set published_at = null where post_id = 'undated'")
    shown = report(store)
    assert (shown.undated, card(shown, "reach").value) == (1, 5.0)


def test_replies_and_shared_posts_of_the_period_are_named_as_left_out_until_they_are_asked_for(store: Store) -> None:
    add_post(store, "own", 1, {"reach": 5.0})
    for name, days_ago, mark in (("reply", 1, "is_reply"), ("shared", 2, "is_shared"), ("older", 40, "is_reply")):
        add_post(store, name, days_ago, {"reach": 50.0})
        with store.write() as cursor:
            cursor.execute(f"update publication set {mark} = true where post_id = ?", [name])
    assert (report(store).left_out, card(report(store), "reach").value) == (2, 5.0)
    assert report(store, chosen=Selection(channels=("b",))).left_out == 0
    asked = report(store, chosen=Selection(replies=True))
    assert (asked.left_out, card(asked, "reach").value) == (0, 105.0)


def test_the_summary_holds_every_card_and_every_breakdown_and_leaves_unknown_cells_empty(store: Store) -> None:
    add_post(store, "one", 3, {"reach": 1234.0, "likes": 4.0}, pillar_id="craft")
    shown = report(store)
    frame = kpis.summary(shown)
    assert tuple(frame.columns) == kpis.SUMMARY
    assert (frame["section"] == "all").sum() == len(shown.cards)
    assert set(frame["section"]) == {"all", "network", "channel", "pillar", "format"}
    assert set(frame["period"]) == {"2026-10-28/2026-11-24"}
    lines = exports.as_csv(frame, "de").decode("utf-8-sig").splitlines()
    assert lines[0] == "section;name;measure;value;unit;n;period;before;source"
    assert "all;;reach;1234;count;1;2026-10-28/2026-11-24;;posts, export" in [line.replace('"', "") for line in lines]
    assert "all;;views;;count;0;2026-10-28/2026-11-24;;" in [line.replace('"', "") for line in lines]


def test_the_list_of_posts_goes_home_without_formulas(store: Store) -> None:
    add_post(store, "evil", 1, {"reach": 10.0, "likes": 2.0}, text="=HYPERLINK(1)")
    frame = posts.published(store, BRAND, PERIOD, Selection())
    lines = exports.as_csv(posts.take_home(frame), "en").decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in lines and ",0.2," in lines
    assert tuple(posts.take_home(frame).columns) == posts.EXPORT


def test_a_post_is_compared_with_its_like_only_when_there_are_enough(store: Store) -> None:
    for n in range(8):
        add_post(store, f"usual{n}", 10 + n, {"reach": 100.0 + n}, format="reel")
    add_post(store, "star", 9, {"reach": 900.0}, format="reel")
    add_post(store, "lonely", 9, {"reach": 900.0}, format="story")
    rows = posts.published(store, BRAND, PERIOD, Selection()).set_index("post_id", drop=False)
    star = posts.detail(store, BRAND, rows.loc["star"], now=NOW)
    lonely = posts.detail(store, BRAND, rows.loc["lonely"], now=NOW)
    assert [(one.name, one.usual.n, one.usual.place(one.value)) for one in star.comparisons] == [("reach", 8, "above")]
    assert [(one.usual.missing, one.usual.place(one.value)) for one in lonely.comparisons] == [(8, None)]
    assert [value["definition"] for value in star.values] == ["test: reach"]
    assert not star.is_fresh


def test_setting_a_pillar_is_remembered_and_recorded_once(store: Store) -> None:
    add_post(store, "one", 1, {"reach": 10.0})
    for _ in range(2):
        posts.set_pillar(store, "mine", STRATEGY, "one", "craft", now=NOW, actor="owner")
    assert posts.published(store, BRAND, PERIOD, Selection())["pillar_id"].tolist() == ["craft"]
    audit = store.rows("select subject, subject_id, actor, to_state from audit")
    assert audit == [{"subject": "post", "subject_id": "one", "actor": "owner", "to_state": "pillar"}]
    posts.set_pillar(store, "mine", STRATEGY, "one", "none", now=NOW, actor="owner")
    assert posts.published(store, BRAND, PERIOD, Selection())["pillar_id"].tolist() == ["none"]


def test_a_pillar_of_nobody_and_a_post_of_another_brand_are_refused(store: Store) -> None:
    add_post(store, "one", 1, {"reach": 10.0})
    with pytest.raises(RuleError):
        posts.set_pillar(store, "mine", STRATEGY, "one", "invented", now=NOW, actor="owner")
    with pytest.raises(NotFoundError):
        posts.set_pillar(store, "other", STRATEGY, "one", "craft", now=NOW, actor="owner")
    assert posts.published(store, BRAND, PERIOD, Selection())["pillar_id"].tolist() == ["none"]
