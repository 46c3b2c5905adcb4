"""The sums of the engine equal a recomputation row by row in plain Python, on random data with every trap in it."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from cmlite import config
from cmlite.domain.brands import BusinessHours, Span
from cmlite.domain.clocks import to_utc
from cmlite.domain.hours import business_days, business_minutes
from cmlite.domain.intervals import median_rank
from cmlite.domain.kpis import Period, Selection
from cmlite.store import answers, figures, kpis
from cmlite.store.db import Store
from cmlite.store.rows import insert, insert_frame

ZONE = "Europe/Berlin"
PERIOD = Period(first=date(2026, 10, 12), last=date(2026, 11, 8))  # the clocks go back on 25 October
NOW = datetime(2026, 11, 9, 12, 0)
HOURS = BusinessHours(
    days={day: Span(opens=time(8), closes=time(17, 30)) for day in ("mon", "tue", "wed", "thu", "fri")}
)
TARGETS = {"comment": 240.0, "message": 60.0, "mention": 240.0}
METRICS = ("reach", "views", "impressions", "likes", "comments", "shares", "saves")


@dataclass
class Made:
    """One random post as it should be seen: wall time None when it must not be seen."""

    publication: dict[str, Any]
    pillar_id: str
    format: str
    wall: datetime
    visible: bool
    values: dict[str, float] = field(default_factory=dict)

    @property
    def interactions(self) -> float | None:
        known = [self.values[name] for name in ("likes", "comments", "shares", "saves") if name in self.values]
        return sum(known) if known else None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    yield opened
    opened.close()


def add_channels(store: Store, brand_id: str) -> list[tuple[str, str]]:
    found = [
        (f"{brand_id}_{name}", network) for name, network in (("a", "instagram"), ("b", "facebook"), ("c", "facebook"))
    ]
    with store.write() as cursor:
        for channel_id, network in found:
            insert(
                cursor,
                "channel",
                channel_id=channel_id,
                brand_id=brand_id,
                network=network,
                handle=f"@{channel_id}",
                created_at=NOW,
                actor="test",
            )
    return found


def random_posts(store: Store, brand_id: str, seed: int, n: int = 240) -> list[Made]:
    chance = random.Random(seed)
    channels = add_channels(store, brand_id)
    made, posts, publications, metrics = [], [], [], []
    for i in range(n):
        precision = chance.choice(["minute", "minute", "second", "day"])
        wall = datetime(2026, 9, 10) + timedelta(minutes=chance.randrange(62 * 24 * 60))
        if i % 7 == 0:  # close to where a period begins or ends
            edge = chance.choice([PERIOD.before.first, PERIOD.first, PERIOD.last + timedelta(days=1)])
            wall = datetime.combine(edge, time()) + timedelta(minutes=chance.choice([-61, -1, 0, 1, 59]))
        if precision == "day":
            wall = datetime.combine(wall.date(), time())
        at = wall if precision == "day" else to_utc(wall, ZONE)[0]
        channel_id, network = chance.choice(channels)
        kind, own = chance.choice(["photo", "reel", ""]), chance.choice(["", "text"])
        pillar = chance.choice(["craft", "people", ""])
        fate = chance.choice(["fine"] * 7 + ["post deleted", "publication deleted", "planned", "reply", "shared"])
        key = f"{brand_id}_{i}"
        posts.append(
            {"post_id": key, "brand_id": brand_id, "stage": "planned", "text": f"Text {i}", "pillar_id": pillar}
            | {"format": kind, "created_at": at, "changed_at": at, "actor": "test"}
            | {"deleted_at": NOW if fate == "post deleted" else None}
        )
        publications.append(
            {"publication_id": f"p{key}", "brand_id": brand_id, "post_id": key, "channel_id": channel_id}
            | {"network": network, "state": "scheduled" if fate == "planned" else "published", "format": own}
            | {"published_at": at, "published_precision": precision, "is_reply": fate == "reply"}
            | {"is_shared": fate == "shared", "changed_at": at, "actor": "test"}
            | {"deleted_at": NOW if fate == "publication deleted" else None}
        )
        one = Made(publications[-1], pillar or "none", own or kind or "other", wall, fate == "fine")
        for metric in METRICS:
            if chance.random() < 0.3:
                continue
            for fetched in sorted(chance.sample(range(1, 30), chance.randint(1, 3))):
                value = float(chance.choice([0, 1, 2, chance.randrange(5000)]))
                metrics.append((f"p{key}", metric, at + timedelta(days=fetched), brand_id, value, "export"))
                one.values[metric] = value
        made.append(one)
    columns = ["publication_id", "metric", "fetched_at", "brand_id", "value", "source"]
    with store.write() as cursor:
        insert_frame(cursor, "post", pd.DataFrame(posts))
        insert_frame(cursor, "publication", pd.DataFrame(publications))
        insert_frame(cursor, "publication_metric", pd.DataFrame(metrics, columns=columns))
    return made


def seen(made: list[Made]) -> list[tuple[str, Made]]:
    """The posts that count, each with the part of the comparison it belongs to."""
    found = []
    for one in made:
        day = one.wall.date()
        if one.visible and PERIOD.before.first <= day <= PERIOD.last:
            found.append(("now" if day >= PERIOD.first else "before", one))
    return found


def check_sums(row: dict[str, Any], group: list[Made]) -> None:
    assert row["posts"] == len(group)
    for name in ("reach", "views", "impressions", "interactions"):
        values = [one.interactions if name == "interactions" else one.values.get(name) for one in group]
        known = [value for value in values if value is not None]
        assert row[f"{name}_n"] == len(known)
        assert row[name] == (pytest.approx(sum(known)) if known else None)
        assert row[f"{name}_squares"] == (pytest.approx(sum(value**2 for value in known)) if known else None)
    both = [
        (one.values["reach"], one.interactions)
        for one in group
        if one.values.get("reach") and one.interactions is not None
    ]
    assert row["pair_n"] == len(both)
    assert (row["pair_xy"] or 0) == pytest.approx(sum(x * (y or 0) for x, y in both))
    known = sorted(one.interactions for one in group if one.interactions is not None)
    assert row["median"] == (pytest.approx(median(known)) if known else None)
    if len(known) > 1:
        low, _, high = quantiles(known, n=4, method="inclusive")
        assert (row["lower"], row["upper"]) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("seed", range(4))
def test_sums_of_posts_equal_a_recomputation_row_by_row(store: Store, seed: int) -> None:
    made = random_posts(store, "mine", seed)
    random_posts(store, "other", seed + 100)
    rows = kpis.read_post_sums(store, "mine", ZONE, PERIOD, Selection())
    keys = {
        "channel": lambda one: (one.publication["network"], one.publication["channel_id"]),
        "pillar": lambda one: (one.pillar_id,),
        "format": lambda one: (one.format,),
        "day": lambda one: (one.publication["network"], one.publication["channel_id"], one.wall.date()),
        "hour": lambda one: (
            (one.wall.isoweekday(), one.wall.hour) if one.publication["published_precision"] != "day" else (None, None)
        ),
    }
    columns = {
        "channel": ("network", "channel_id"),
        "pillar": ("pillar_id",),
        "format": ("format",),
        "day": ("network", "channel_id", "day"),
        "hour": ("weekday", "hour"),
    }
    for section, key in keys.items():
        expected: dict[Any, list[Made]] = defaultdict(list)
        for part, one in seen(made):
            expected[(part, *key(one))].append(one)
        found = {
            (row["part"], *(row[name] for name in columns[section])): row for row in rows if row["section"] == section
        }
        assert found.keys() == expected.keys()
        for name, group in expected.items():
            check_sums(found[name], group)


@pytest.mark.parametrize(
    "chosen",
    [
        Selection(networks=("facebook",)),
        Selection(channels=("mine_a", "mine_c")),
        Selection(pillars=("none",)),
        Selection(formats=("text", "reel"), pillars=("craft",)),
    ],
)
def test_a_selection_leaves_exactly_the_posts_that_fit(store: Store, chosen: Selection) -> None:
    made = random_posts(store, "mine", 11)
    rows = kpis.read_post_sums(store, "mine", ZONE, PERIOD, chosen)
    fitting = [
        one
        for part, one in seen(made)
        if part == "now"
        and (not chosen.networks or one.publication["network"] in chosen.networks)
        and (not chosen.channels or one.publication["channel_id"] in chosen.channels)
        and (not chosen.pillars or one.pillar_id in chosen.pillars)
        and (not chosen.formats or one.format in chosen.formats)
    ]
    counted = sum(row["posts"] for row in rows if row["section"] == "channel" and row["part"] == "now")
    assert counted == len(fitting) > 0


def test_replies_and_shared_posts_count_only_when_asked_for(store: Store) -> None:
    random_posts(store, "mine", 5)
    without = kpis.read_post_sums(store, "mine", ZONE, PERIOD, Selection())
    counted = kpis.read_post_sums(store, "mine", ZONE, PERIOD, Selection(replies=True))
    assert sum(row["posts"] for row in counted) > sum(row["posts"] for row in without)


def test_another_brand_sees_none_of_it(store: Store) -> None:
    random_posts(store, "mine", 3)
    assert kpis.read_post_sums(store, "other", ZONE, PERIOD, Selection()) == []
    assert figures.read_posts(store, "other", ZONE, PERIOD, Selection()).empty
    assert figures.read_trends(store, "other", ZONE, PERIOD, Selection()) == {}
    assert kpis.read_sources(store, "other", ZONE, PERIOD, Selection()).empty


@pytest.mark.parametrize("seed", range(3))
def test_the_list_of_posts_holds_the_newest_figures_and_the_curve_of_interactions(store: Store, seed: int) -> None:
    made = {
        one.publication["publication_id"]: one for part, one in seen(random_posts(store, "mine", seed)) if part == "now"
    }
    frame = figures.read_posts(store, "mine", ZONE, PERIOD, Selection())
    trends = figures.read_trends(store, "mine", ZONE, PERIOD, Selection())
    assert set(frame["publication_id"]) == made.keys() >= trends.keys()
    assert trends
    assert list(frame["wall"]) == sorted(frame["wall"], reverse=True)
    for row in frame.to_dict("records"):
        one = made[row["publication_id"]]
        for name in METRICS:
            assert row[name] == one.values[name] if name in one.values else pd.isna(row[name])
        if curve := trends.get(row["publication_id"]):
            assert curve[-1] == one.interactions
            assert len(curve) > 1


def test_text_search_takes_its_signs_literally(store: Store) -> None:
    random_posts(store, "mine", 1)
    assert figures.read_posts(store, "mine", ZONE, PERIOD, Selection(text="100%")).empty
    assert figures.read_posts(store, "mine", ZONE, PERIOD, Selection(text="_")).empty
    assert len(figures.read_posts(store, "mine", ZONE, PERIOD, Selection(text="text"))) > 10


def test_the_usual_holds_only_posts_of_the_same_channel_and_format_from_before(store: Store) -> None:
    made = random_posts(store, "mine", 8)
    post = next(one for part, one in seen(made) if part == "now")
    usual = figures.read_usual(
        store,
        "mine",
        ZONE,
        channel_id=post.publication["channel_id"],
        format_name=post.format,
        before=post.wall,
        days=30,
        without=post.publication["publication_id"],
    )
    like = [
        one.values["reach"]
        for one in made
        if one.visible
        and one.publication["channel_id"] == post.publication["channel_id"]
        and one.format == post.format
        and post.wall - timedelta(days=30) <= one.wall < post.wall
        and "reach" in one.values
    ]
    assert usual["reach_n"] == len(like)
    assert usual["reach_median"] == (pytest.approx(median(like)) if like else None)


def add_days(store: Store, rows: list[tuple[str, str, date, int, float]], brand_id: str = "mine") -> None:
    columns = ["channel_id", "metric", "day", "fetched_at", "brand_id", "value", "source", "definition"]
    filled = [
        (channel_id, metric, day, NOW - timedelta(days=age), brand_id, value, "export", f"test: {metric}")
        for channel_id, metric, day, age, value in rows
    ]
    with store.write() as cursor:
        insert_frame(cursor, "channel_metric", pd.DataFrame(filled, columns=columns))


def test_daily_figures_take_the_newest_snapshot_of_each_day_and_leave_gaps(store: Store) -> None:
    add_channels(store, "mine")
    first = PERIOD.first
    add_days(
        store,
        [
            ("mine_a", "reach", first, 9, 100.0),
            ("mine_a", "reach", first, 2, 140.0),
            ("mine_a", "likes", first, 9, 3.0),
            ("mine_a", "comments", first, 9, 4.0),
            ("mine_a", "reach", PERIOD.before.last, 9, 50.0),
            ("mine_a", "reach", PERIOD.last + timedelta(days=1), 1, 999.0),
            ("mine_a", "reach", PERIOD.before.first - timedelta(days=1), 9, 999.0),
        ],
    )
    rows = {row["day"]: row for row in kpis.read_channel_days(store, "mine", PERIOD, Selection())}
    assert rows.keys() == {first, PERIOD.before.last}
    assert (rows[first]["reach"], rows[first]["interactions"], rows[first]["views"]) == (140.0, 7.0, None)
    assert (rows[first]["part"], rows[PERIOD.before.last]["part"]) == ("now", "before")
    assert kpis.read_channel_days(store, "mine", PERIOD, Selection(networks=("facebook",))) == []


def test_followers_come_with_the_newest_stock_from_before_the_period(store: Store) -> None:
    add_channels(store, "mine")
    old, older = PERIOD.first - timedelta(days=40), PERIOD.first - timedelta(days=90)
    add_days(
        store,
        [
            ("mine_a", "followers", older, 9, 80.0),
            ("mine_a", "followers", old, 9, 90.0),
            ("mine_a", "followers", PERIOD.last, 9, 100.0),
            ("mine_b", "followers", older, 9, 7.0),
            ("mine_a", "followers", PERIOD.last + timedelta(days=1), 1, 500.0),
        ],
    )
    rows = kpis.read_followers(store, "mine", PERIOD, Selection())
    assert [(row["channel_id"], row["day"], row["value"]) for row in rows] == [
        ("mine_b", older, 7.0),
        ("mine_a", old, 90.0),
        ("mine_a", PERIOD.last, 100.0),
    ]


def random_conversations(store: Store, brand_id: str, seed: int, n: int = 300) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    channels = [(f"{brand_id}_a", "instagram"), (f"{brand_id}_b", "facebook")]
    rows = []
    for i in range(n):
        opened = datetime(2026, 9, 8) + timedelta(minutes=chance.randrange(61 * 24 * 60))
        answered = opened + timedelta(minutes=chance.lognormvariate(4, 2)) if chance.random() < 0.7 else None
        if answered and answered > NOW:
            answered = None
        state = chance.choice(["open", "snoozed", "done"])
        channel_id, network = chance.choice(channels)
        rows.append(
            {"conversation_id": f"{brand_id}_{i}", "brand_id": brand_id, "channel_id": channel_id, "network": network}
            | {"person_id": f"{brand_id}_{i % 40}", "kind": chance.choice(["comment", "message", "mention", "review"])}
            | {"state": state, "first_in_at": opened, "first_out_at": answered, "last_message_at": answered or opened}
            | {"waiting_since": None if answered or state == "done" else opened, "changed_at": NOW, "actor": "test"}
        )
    with store.write() as cursor:
        insert_frame(cursor, "conversation", pd.DataFrame(rows))
        insert(  # one we began ourselves: nobody was waiting for a first answer
            cursor,
            "conversation",
            conversation_id=f"{brand_id}_own",
            brand_id=brand_id,
            channel_id=channels[0][0],
            network="instagram",
            person_id="x",
            kind="message",
            state="waiting",
            last_message_at=NOW,
            changed_at=NOW,
            actor="test",
        )
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_answer_times_equal_a_recomputation_row_by_row(store: Store, seed: int) -> None:
    made = random_conversations(store, "mine", seed)
    random_conversations(store, "other", seed + 50)
    days = business_days(PERIOD.before.first - timedelta(days=1), NOW.date() + timedelta(days=1), HOURS, ZONE)
    rows = answers.read_response_sums(store, "mine", ZONE, PERIOD, Selection(), hours=days, targets=TARGETS, now=NOW)
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for one in made:
        wall = one["first_in_at"].replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE)).date()
        if not PERIOD.before.first <= wall <= PERIOD.last:
            continue
        part = "now" if wall >= PERIOD.first else "before"
        groups["all", part, None].append(one)
        groups["network", part, one["network"]].append(one)
        groups["channel", part, one["channel_id"]].append(one)
        groups["day", part, wall].append(one)
    keys = {"all": "day", "network": "network", "channel": "channel_id", "day": "day"}
    found = {(row["section"], row["part"], row[keys[row["section"]]]): row for row in rows}
    assert found.keys() == groups.keys()
    for key, group in groups.items():
        answered = [one for one in group if one["first_out_at"]]
        minutes = [business_minutes(days, one["first_in_at"], one["first_out_at"]) for one in answered]
        waiting = [one for one in group if one["waiting_since"]]
        late = [
            one
            for one in waiting
            if business_minutes(days, one["first_in_at"], NOW) > TARGETS.get(one["kind"], float("inf"))
        ]
        judged = [(one, span) for one, span in zip(answered, minutes, strict=True) if one["kind"] in TARGETS]
        hits = sum(span <= TARGETS[one["kind"]] for one, span in judged)
        row = found[key]
        assert (row["n"], row["answered"], row["waiting"]) == (len(group), len(answered), len(waiting))
        assert (row["judged"], row["hits"]) == (len(judged) + len(late), hits)
        assert row["business"] == (pytest.approx(median(minutes), abs=1e-4) if minutes else None)
        if key[0] == "all":
            rank = median_rank(len(minutes))
            assert rank is not None
            assert row["business_low"] == pytest.approx(sorted(minutes)[rank - 1], abs=1e-4)
            assert row["business_high"] == pytest.approx(sorted(minutes)[-rank], abs=1e-4)


def test_few_answers_have_no_bounds_of_the_median(store: Store) -> None:
    random_conversations(store, "mine", 2, n=8)
    days = business_days(PERIOD.before.first - timedelta(days=1), NOW.date() + timedelta(days=1), HOURS, ZONE)
    rows = answers.read_response_sums(store, "mine", ZONE, PERIOD, Selection(), hours=days, targets={}, now=NOW)
    assert rows and all(row["clock_low"] is None and row["judged"] == 0 for row in rows)


def test_each_figure_says_where_it_comes_from(store: Store) -> None:
    random_posts(store, "mine", 4)
    add_days(store, [("mine_a", "reach", PERIOD.first, 3, 10.0), ("mine_a", "reach", PERIOD.before.first, 3, 10.0)])
    frame = kpis.read_sources(store, "mine", ZONE, PERIOD, Selection())
    channel = frame[frame["level"] == "channel"].iloc[0]
    assert (channel["metric"], channel["source"], channel["definition"], channel["n"]) == (
        "reach",
        "export",
        "test: reach",
        1,
    )
    assert set(frame.loc[frame["level"] == "post", "metric"]) == set(METRICS)
