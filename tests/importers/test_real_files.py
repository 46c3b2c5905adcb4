"""Real exports give the values counted by hand; skipped where the folder of real files is missing."""

import pandas as pd
import pytest

from cmlite.importers import ReadOptions, read_upload

META = "native_exports/meta/oigetit"
FACEBOOK = f"{META}/Jan-14-2025_Apr-14-2025_1396269028466733.csv"
FACEBOOK_MORE = f"{META}/Mar-18-2025_Apr-14-2025_553302954456165.csv"
INSTAGRAM = f"{META}/Mar-18-2025_Apr-14-2025_1019826952924933.csv"
YOUTUBE = "native_exports/youtube/weima_de_2021"
LINKEDIN = "native_exports/linkedin/women_in_ai_usa"


@pytest.fixture(scope="module")
def real(shared_data):
    def read(path):
        file = shared_data / path
        results = read_upload(file.name, file.read_bytes())
        assert len(results) == 1
        return results[0]

    return read


def first_and_last(parsed):
    known = parsed.posts.published_at.dropna()
    return f"{known.min():%Y-%m-%d %H:%M}", f"{known.max():%Y-%m-%d %H:%M}"


def test_the_facebook_export(real):
    parsed = real(FACEBOOK)
    assert (parsed.format_id, parsed.rows, len(parsed.headings)) == ("meta_fb_posts", 261, 31)
    assert parsed.posts.format.value_counts().to_dict() == {"photo": 254, "reel": 6, "link": 1}
    expected = {"views": 15982, "reach": 8395, "likes": 87, "comments": 20, "shares": 20, "clicks": 162}
    assert {name: parsed.totals[name] for name in expected} == expected
    assert first_and_last(parsed) == ("2025-01-14 21:34", "2025-04-15 02:53")
    assert [dict(found.values)["n"] for found in parsed.findings if "short_rows" in found.key] == [5]


def test_the_facebook_export_with_more_metrics_has_false_zeros_only(real):
    parsed = real(FACEBOOK_MORE)
    assert (parsed.format_id, parsed.rows) == ("meta_fb_posts", 48)
    assert "views" not in parsed.totals
    assert parsed.totals["reach"] == 1286
    assert first_and_last(parsed) == ("2025-03-18 19:59", "2025-04-15 02:53")
    assert set(parsed.posts.external_id) <= set(real(FACEBOOK).posts.external_id)


@pytest.mark.parametrize("order", [(FACEBOOK, FACEBOOK_MORE), (FACEBOOK_MORE, FACEBOOK)])
def test_both_facebook_exports_in_either_order_keep_the_views(real, order):
    values = pd.concat([real(path).values for path in order])
    newest = values.drop_duplicates(["external_id", "metric"], keep="last")
    assert newest.external_id.nunique() == 261
    assert newest[newest.metric == "views"].value.sum() == 15982


def test_the_instagram_export_and_its_clock(real):
    parsed = real(INSTAGRAM)
    assert (parsed.format_id, parsed.rows) == ("meta_ig_posts", 78)
    assert parsed.posts.format.value_counts().to_dict() == {"photo": 39, "reel": 38, "carousel": 1}
    expected = {
        "views": 10931, "reach": 7783, "likes": 274, "shares": 8, "comments": 1, "saves": 4, "follows": 6,
    }  # fmt: skip
    assert {name: parsed.totals[name] for name in expected} == expected
    assert (parsed.values.metric == "follows").sum() == 78 - 75
    assert first_and_last(parsed) == ("2025-03-18 14:13", "2025-04-14 16:59")
    local = parsed.posts.published_at.dt.tz_localize("UTC").dt.tz_convert("Africa/Johannesburg")
    raw = parsed.posts.published_at.dt.tz_localize("UTC").dt.tz_convert("America/Los_Angeles")
    assert ((local.dt.hour <= 5).sum(), (raw.dt.hour <= 5).sum()) == (0, 29)
    assert not [found for found in parsed.findings if found.level != "note"]


@pytest.mark.parametrize(
    ("name", "metric", "total", "network"),
    [
        ("Follows.csv", "follows", 66, None),
        ("Interactions.csv", "interactions", 208, None),
        ("Interactions (1).csv", "interactions", 749, None),
        ("Reach.csv", "reach", 10734, "facebook"),
        ("Views.csv", "views", 29981, None),
        ("Visits.csv", "visits", 976, "facebook"),
    ],
)
def test_the_daily_files_of_a_page(real, name, metric, total, network):
    parsed = real(f"{META}/{name}")
    assert (parsed.format_id, parsed.network, parsed.totals) == ("meta_daily", network, {metric: total})
    assert (str(parsed.first_day), str(parsed.last_day)) == ("2025-01-01", "2025-04-15")
    assert len(parsed.days) == 105
    assert parsed.days.day.diff().dropna().dt.days.eq(1).all()


def test_the_audience_of_a_page(real):
    parsed = real(f"{META}/Audience.csv")
    sizes = parsed.breakdown.dimension.value_counts().to_dict()
    assert sizes == {"age_gender": 12, "country": 10, "city": 10}
    frame = parsed.breakdown.set_index("label").value
    assert frame["18-24, Women"] == pytest.approx(0.106)
    assert frame["Cape Town, South Africa"] == pytest.approx(0.137)


def test_the_german_video_table(real):
    parsed = real(f"{YOUTUBE}/Tabellendaten.csv")
    assert (parsed.format_id, parsed.rows) == ("yt_table_video", 500)
    assert parsed.totals == pytest.approx(
        {"views": 401812, "watch_hours": 7713.3874, "follows": 747, "impressions": 3616943}
    )
    assert parsed.file_totals == pytest.approx(
        {"views": 405712, "watch_hours": 7807.6061, "follows": 730, "impressions": 3645609}
    )
    assert parsed.posts.published_at.isna().sum() == 17
    assert parsed.posts.external_id.str.startswith("-").sum() == 12
    assert [stamp[:10] for stamp in first_and_last(parsed)] == ["2011-03-10", "2020-12-24"]


def test_the_chart_and_the_totals_of_the_same_channel(real):
    chart = real(f"{YOUTUBE}/Diagrammdaten.csv")
    assert (chart.format_id, chart.rows, chart.totals) == ("yt_chart_video", 2928, {"views": 15879})
    assert (chart.breakdown.label.nunique(), chart.breakdown.day.nunique()) == (8, 366)
    totals = real(f"{YOUTUBE}/Gesamtwerte.csv")
    assert (len(totals.days), totals.totals, totals.network) == (366, {"views": 405712}, "youtube")


def test_the_linkedin_files(real):
    content = real(f"{LINKEDIN}/data_women_in_ai_usa_clean.csv")
    assert content.format_id == "linkedin_content"
    expected = {"impressions": 170398, "clicks": 11284, "likes": 4371, "comments": 393, "shares": 123}
    assert {name: content.totals[name] for name in expected} == expected
    assert (str(content.first_day), str(content.last_day)) == ("2025-01-28", "2026-01-27")
    wide = content.days.pivot(index="day", columns="metric", values="value")
    assert (len(wide), *(wide[["likes", "comments", "shares"]] < 0).sum()) == (365, 2, 2, 2)
    followers = real(f"{LINKEDIN}/data_women_in_ai_usa_followers.csv")
    assert (followers.totals, len(followers.days)) == ({"follows": 2200}, 365)
    assert (str(followers.first_day), str(followers.last_day)) == ("2025-02-08", "2026-02-07")


def test_the_x_export(real):
    parsed = real("native_exports/x_twitter/account_analytics_content_2026-08-10_2026-08-16.csv")
    assert (parsed.format_id, parsed.rows, int(parsed.posts.is_reply.sum())) == ("x_content", 40, 26)
    expected = {
        "impressions": 8338, "likes": 34, "engagements": 198, "saves": 1, "comments": 22,
        "profile_visits": 39, "clicks": 4,
    }  # fmt: skip
    assert {name: parsed.totals[name] for name in expected} == expected
    assert first_and_last(parsed) == ("2026-08-10 06:01", "2026-08-15 19:19")
    assert parsed.posts.external_id.str.len().eq(19).all()


@pytest.mark.parametrize(
    ("path", "rows", "guesses"),
    [
        (
            "uci_facebook_metrics/dataset_Facebook_500_comma.csv",
            500,
            {"Type": "format", "comment": "comments", "like": "likes", "share": "shares",
             "Lifetime Post Total Reach": "reach"},
        ),
        (
            "uci_facebook_metrics/dataset_Facebook_496_semikolon.csv",
            496,
            {"Total Interactions": "engagements"},
        ),
        (
            "fb_live_thailand/Live.csv",
            7050,
            {"status_id": "external_id", "status_published": "published_at", "num_reactions": "likes"},
        ),
        ("us_airline/train.csv", 11541, {"text": "text"}),
    ],
)  # fmt: skip
def test_research_tables_end_in_the_mapper_with_sensible_guesses(real, path, rows, guesses):
    parsed = real(path)
    assert (parsed.kind, parsed.rows) == ("unknown", rows)
    assert guesses.items() <= parsed.guessed.items()


def test_the_posts_of_the_cosmetics_brand_can_be_mapped(real, shared_data):
    file = shared_data / "uci_facebook_metrics/dataset_Facebook_500_comma.csv"
    mapping = real("uci_facebook_metrics/dataset_Facebook_500_comma.csv").guessed
    options = ReadOptions(mapping=mapping, network="facebook")
    parsed = read_upload(file.name, file.read_bytes(), options=options)[0]
    assert parsed.kind == "posts"


def test_the_live_sales_posts_read_month_first_and_once(real, shared_data):
    file = shared_data / "fb_live_thailand/Live.csv"
    options = ReadOptions(mapping=real("fb_live_thailand/Live.csv").guessed, network="facebook")
    parsed = read_upload(file.name, file.read_bytes(), options=options)[0]
    assert (parsed.rows, len(parsed.posts)) == (7050, 6997)
    assert (str(parsed.first_day), str(parsed.last_day)) == ("2012-07-15", "2018-06-13")
    assert parsed.posts.published_at.notna().all()


def test_the_conversations_of_customer_support(real):
    parsed = real("twcs_sample/twcs_first_half.csv")
    assert (parsed.kind, parsed.rows, parsed.totals) == ("messages", 1845, {"in": 1001.0, "out": 844.0})
    rows = parsed.messages
    assert rows[rows.direction == "out"].author.nunique() == 57
    asked = rows[rows.direction == "in"].set_index("external_id")
    answers = rows[(rows.direction == "out") & rows.parent_external_id.isin(asked.index)]
    first = answers.groupby("parent_external_id").sent_at.min()
    minutes = (first - asked.sent_at.reindex(first.index)).dt.total_seconds() / 60
    assert len(minutes) == 782
    assert round(minutes.median(), 2) == 10.45
    assert round(minutes.quantile(0.9), 1) == 328.9


def test_the_instagram_archive(real):
    posts = real("native_exports/instagram_dyi/posts_1_struktur.json")
    assert posts.posts.text[0] == "Grüße aus Köln 😊"
    assert posts.posts.text[1].startswith("Karussell: ")
    assert posts.posts.format.tolist() == ["photo", "carousel"]
    comments = real("native_exports/instagram_dyi/post_comments_1_struktur.json")
    assert comments.messages.text.tolist() == ["Beispiel 🙄"]
