"""The real files give the figures that were counted for them; the table of values stands beside the files."""

import csv
from datetime import datetime, timedelta
from statistics import median

import pytest

from cmlite.services import import_batches
from tests.conftest import NOW
from tests.services.test_imports import figures, left, look, take

META = "data/native_exports/meta/oigetit"


def one(shared, pattern):
    return next((shared / META).glob(pattern))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_overlapping_facebook_exports_give_the_same_in_either_order(store, brand, shared, tmp_path, order):
    files = [one(shared, "Jan-14*.csv"), one(shared, "Mar-18*5533*.csv")]
    for place in order:
        take(
            store,
            brand,
            files[place].name,
            files[place].read_bytes(),
            tmp_path,
            at=NOW + timedelta(days=order.index(place)),
        )
    found = figures(store)
    assert len(found) == 261
    assert sum(views for views, _, _ in found.values() if views is not None) == 15_982


def test_the_instagram_export_gives_its_sums(store, brand, shared, tmp_path):
    file = one(shared, "Mar-18*1019*.csv")
    take(store, brand, file.name, file.read_bytes(), tmp_path)
    row = store.row(
        """select count(*) as n, sum(views) as views, sum(reach) as reach, sum(likes) as likes, sum(shares) as shares,
        sum(comments) as comments, sum(saves) as saves, sum(follows) as follows, count(follows) as known,
        min(published_at) as first, max(published_at) as last from publication_figures"""
    )
    assert row == {
        "n": 78, "views": 10_931, "reach": 7_783, "likes": 274, "shares": 8, "comments": 1, "saves": 4, "follows": 6,
        "known": 3, "first": datetime(2025, 3, 18, 14, 13), "last": datetime(2025, 4, 14, 16, 59),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "network", "metric", "total"),
    [
        ("Follows.csv", "facebook", "follows", 66),
        ("Interactions.csv", "facebook", "interactions", 208),
        ("Interactions (1).csv", "instagram", "interactions", 749),
        ("Reach.csv", "facebook", "reach", 10_734),
        ("Views.csv", "facebook", "views", 29_981),
        ("Visits.csv", "facebook", "visits", 976),
    ],
)
def test_daily_files_have_105_days_without_a_gap(store, brand, shared, tmp_path, name, network, metric, total):
    take(store, brand, name, (shared / META / name).read_bytes(), tmp_path, network=network)
    rows = store.rows(
        "select metric, count(*) as days, sum(value) as total, min(day) as first, max(day) as last from channel_metric group by 1"
    )
    assert [(row["metric"], row["days"], row["total"]) for row in rows] == [(metric, 105, total)]
    assert (rows[0]["last"] - rows[0]["first"]).days == 104


def test_the_german_youtube_table_leaves_out_total_row_and_footer(store, brand, shared, tmp_path):
    folder = shared / "data/native_exports/youtube/weima_de_2021"
    take(store, brand, "Tabellendaten.csv", (folder / "Tabellendaten.csv").read_bytes(), tmp_path)
    row = store.row(
        "select count(*) as n, sum(views) as views, sum(impressions) as impressions, count(published_at) as dated from publication_figures"
    )
    assert row == {"n": 500, "views": 401_812, "impressions": 3_616_943, "dated": 483}


def test_x_posts_get_their_time_from_the_id(store, brand, shared, tmp_path):
    file = next((shared / "data/native_exports/x_twitter").glob("*.csv"))
    take(store, brand, file.name, file.read_bytes(), tmp_path)
    row = store.row(
        """select count(*) as n, count(*) filter (where is_reply) as replies, sum(impressions) as impressions,
        min(date_trunc('minute', published_at)) as first, max(date_trunc('minute', published_at)) as last from publication_figures"""
    )
    assert row == {
        "n": 40, "replies": 26, "impressions": 8_338,
        "first": datetime(2026, 8, 10, 6, 1), "last": datetime(2026, 8, 15, 19, 19),
    }  # fmt: skip


def test_linkedin_daily_figures_keep_negative_days(store, brand, shared, tmp_path):
    folder = shared / "data/native_exports/linkedin/women_in_ai_usa"
    for file in sorted(folder.glob("*.csv")):
        take(store, brand, file.name, file.read_bytes(), tmp_path)
    totals = {
        row["metric"]: row["total"]
        for row in store.rows("select metric, sum(value) as total from channel_metric group by 1")
    }
    expected = {
        "impressions": 170_398,
        "clicks": 11_284,
        "likes": 4_371,
        "comments": 393,
        "shares": 123,
        "follows": 2_200,
    }
    assert {metric: totals[metric] for metric in expected} == expected
    assert store.row("select count(*) as n from channel_metric where value < 0 and metric <> 'follows'")["n"] == 6


def test_support_threads_give_the_response_times_counted_from_the_file(store, brand, shared, tmp_path):
    path = shared / "data/twcs_sample/twcs_first_half.csv"
    take(store, brand, path.name, path.read_bytes(), tmp_path, network="x")
    assert store.row("select count(*) as n from conversation")["n"] == 480
    with path.open(encoding="utf-8") as file:
        rows = {row["tweet_id"]: row for row in csv.DictReader(file)}

    def moment(row):
        return datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S +0000 %Y")

    threads: dict[str, list[dict[str, str]]] = {}
    for row in rows.values():
        root = row
        while root["in_response_to_tweet_id"] in rows:
            root = rows[root["in_response_to_tweet_id"]]
        threads.setdefault(root["tweet_id"], []).append(row)
    minutes = []
    for thread in threads.values():
        asked = [moment(row) for row in thread if row["inbound"] == "True"]
        answers = [moment(row) for row in thread if row["inbound"] == "False" and asked and moment(row) >= min(asked)]
        if answers:
            minutes.append((min(answers) - min(asked)).total_seconds() / 60)
    row = store.row(
        """select count(first_out_at) as answered, median(date_diff('second', first_in_at, first_out_at) / 60.0) as median
        from conversation"""
    )
    assert row["answered"] == len(minutes)
    assert row["median"] == pytest.approx(median(minutes))


def test_every_real_file_can_be_taken_over_and_undone_without_a_trace(store, brand, shared, tmp_path):
    batches = []
    for number, file in enumerate(sorted((shared / "data/native_exports").rglob("*.*"))):
        if file.is_file() and "templates" not in file.parts:
            batches += take(
                store,
                brand,
                file.name,
                file.read_bytes(),
                tmp_path,
                at=NOW + timedelta(minutes=number),
                network="facebook",
            )
    assert len(batches) >= 17
    for batch in batches:
        import_batches.undo(store, "b1", batch.import_id, now=NOW, actor="owner")
    assert left(store) == {}


@pytest.mark.parametrize(
    "name",
    [
        "uci_facebook_metrics/dataset_Facebook_500_comma.csv",
        "uci_facebook_metrics/dataset_Facebook_496_semikolon.csv",
        "fb_live_thailand/Live.csv",
    ],
)
def test_research_tables_end_in_the_column_mapper(store, brand, shared, tmp_path, name):
    (candidate,) = look(store, brand, name, (shared / "data" / name).read_bytes(), tmp_path)
    assert candidate.parsed.kind == "unknown"
    assert any(candidate.parsed.guessed.values())
