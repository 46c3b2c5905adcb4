"""The facts about networks hold together, and the recommendation says what a sensible adviser would say."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cmlite.domain.networks import AGE_GROUPS, AIMS, NEEDS, Network, Recommendation, read_networks, recommend

TEXT = (Path(__file__).parents[2] / "data" / "reference" / "networks.toml").read_text(encoding="utf-8")
NETWORKS = read_networks(TEXT)
MIDDLE_AGED = {"30-49", "50-69"}

answers = {
    "age_groups": st.sets(st.sampled_from(AGE_GROUPS)),
    "aims": st.sets(st.sampled_from(AIMS)),
    "media": st.sets(st.sampled_from(NEEDS)),
}
hours = st.floats(min_value=0, max_value=60)
every_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS.keys())


def fitting(recommendations: list[Recommendation]) -> list[str]:
    return [one.network for one in recommendations if one.fits_hours]


def contrast(colour: str, background: str) -> float:
    def luminance(hexed: str) -> float:
        parts = [int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(colour), luminance(background)))
    return (light + 0.05) / (dark + 0.05)


def test_all_fourteen_networks_are_described() -> None:
    assert set(NETWORKS) == {
        "facebook", "instagram", "threads", "x", "linkedin", "linkedin_profile", "tiktok", "youtube",
        "pinterest", "google_business", "mastodon", "bluesky", "reddit", "telegram",
    }  # fmt: skip
    assert len({network.name for network in NETWORKS.values()}) == 14


@every_network
def test_every_limit_has_a_source_and_the_date_it_was_checked(network: Network) -> None:
    assert network.limits
    for row in network.limits:
        assert row.source.strip()
        assert date(2026, 1, 1) <= row.checked_on <= date(2026, 12, 31)


@every_network
def test_exactly_one_row_applies_for_each_disputed_limit_and_it_is_the_stricter(network: Network) -> None:
    for surface, key in {(row.surface, row.key) for row in network.limits if row.mark == "disputed"}:
        rows = [row for row in network.limits if (row.surface, row.key) == (surface, key)]
        values = [row.value for row in rows if not isinstance(row.value, tuple)]
        stricter = max(values) if key.endswith("_min") else min(values)
        assert [row.value for row in rows if row.applies] == [stricter]


@every_network
def test_every_network_says_how_long_a_text_may_be(network: Network) -> None:
    length = network.number("text_length")
    assert length is not None
    assert length >= 280


@every_network
def test_a_figure_of_our_own_is_marked_as_an_estimate(network: Network) -> None:
    assert {fact.certainty for fact in (network.hours_per_week, network.cadence_per_week)} == {"estimate"}
    for fact in network.age_share.values():
        ours = fact.source.startswith(("own ", "nearest figure", "upper bound"))
        assert ours == (fact.certainty == "estimate")


def test_colours_are_distinct_and_stand_out_on_the_light_and_the_dark_page() -> None:
    colours = [network.colour for network in NETWORKS.values()]
    assert len(set(colours)) == len(colours)
    assert min(contrast(colour, page) for colour in colours for page in ("#FFFFFF", "#101817")) >= 3


def test_a_profile_address_is_made_from_a_handle() -> None:
    mastodon, google = NETWORKS["mastodon"], NETWORKS["google_business"]
    assert mastodon.profile_url.format(handle="baeckereisonne@mastodon.social") == (
        "https://mastodon.social/@baeckereisonne@mastodon.social"
    )
    assert google.profile_url == ""


def test_a_limit_is_found_by_key_and_surface() -> None:
    telegram = NETWORKS["telegram"]
    assert telegram.number("text_length") == 4096
    assert telegram.number("text_length", surface="caption") == 1024
    assert telegram.limit("alt_text_length") is None


def test_of_two_disputed_values_the_stricter_is_found() -> None:
    assert NETWORKS["instagram"].number("posts_per_24h") == 50
    assert NETWORKS["google_business"].number("image_width_min") == 400


def test_a_doubtful_figure_is_on_record_but_not_used() -> None:
    assert any(row.key == "thumbnail_bytes" for row in NETWORKS["youtube"].limits)
    assert NETWORKS["youtube"].limit("thumbnail_bytes") is None


def test_an_assumed_limit_warns_and_a_documented_one_may_block() -> None:
    assumed, documented = NETWORKS["youtube"].limit("hashtag_count"), NETWORKS["x"].limit("text_length")
    assert assumed is not None and not assumed.may_block
    assert documented is not None and documented.may_block


def test_media_types_are_no_number() -> None:
    types = NETWORKS["instagram"].limit("image_types")
    assert types is not None and types.value == ("image/jpeg",)
    assert NETWORKS["instagram"].number("image_types") is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('mark = "disputed",   applies = false', 'mark = "disputed"'),
        ('good_for = { value = ["news"]', 'good_for = { value = ["fame"]'),
        ('age_share."70+" = { value = 0.39', 'age_share."70+" = { value = 39'),
        ('start_url = "https://bsky.app/"', 'start_url = "http://bsky.app/"'),
    ],
)
def test_a_table_that_contradicts_itself_is_not_read(right: str, wrong: str) -> None:
    assert right in TEXT
    with pytest.raises(ValidationError):
        read_networks(TEXT.replace(right, wrong))


def test_a_bakery_with_four_hours_takes_google_and_facebook_and_leaves_tiktok() -> None:
    ranked = recommend(
        NETWORKS,
        age_groups=MIDDLE_AGED,
        hours_per_week=4,
        aims={"local", "reviews"},
        media={"pictures", "writing"},
    )
    assert fitting(ranked) == ["google_business", "facebook"]
    assert ranked[2].network == "instagram"
    assert ranked[2].reasons[-1] == ("networks.reason.too_much", {"hours": 3.0, "total": 6.0, "available": 4})


def test_a_dentist_with_three_hours_looks_after_reviews_first() -> None:
    ranked = recommend(
        NETWORKS,
        age_groups=MIDDLE_AGED,
        hours_per_week=3,
        aims={"reviews", "search", "local"},
        media={"writing"},
    )
    assert ranked[0].network == "google_business"
    assert "tiktok" not in fitting(ranked)
    assert ("networks.reason.aim", {"aim": "reviews"}) in ranked[0].reasons
    assert ("networks.reason.missing", {"need": "pictures"}) in ranked[0].reasons


def test_a_young_fashion_label_with_video_takes_instagram_and_tiktok() -> None:
    ranked = recommend(
        NETWORKS,
        age_groups={"14-29"},
        hours_per_week=10,
        aims={"young", "visual", "video_short"},
        media={"video", "pictures", "daily_presence"},
    )
    assert fitting(ranked) == ["instagram", "tiktok"]
    assert ("networks.reason.audience", {"age": "14-29", "share": 0.5}) in ranked[1].reasons
    assert ("networks.reason.assist", {}) in ranked[1].reasons


def test_whoever_wants_the_young_with_short_videos_starts_on_tiktok() -> None:
    ranked = recommend(NETWORKS, age_groups={"14-29"}, hours_per_week=4, aims={"young", "video_short"}, media={"video"})
    assert fitting(ranked) == ["tiktok"]


def test_a_craft_supplier_with_business_customers_stays_on_linkedin() -> None:
    ranked = recommend(
        NETWORKS, age_groups=MIDDLE_AGED, hours_per_week=3, aims={"business"}, media={"writing", "pictures"}
    )
    assert fitting(ranked) == ["linkedin", "linkedin_profile"]


def test_discussion_and_news_bring_mastodon_and_bluesky_forward() -> None:
    asked, not_asked = (
        recommend(NETWORKS, age_groups=MIDDLE_AGED, hours_per_week=6, aims=aims, media={"writing", "daily_presence"})
        for aims in ({"discussion", "news"}, {"local", "reviews"})
    )
    small = {"mastodon", "bluesky"}
    assert small < {one.network for one in asked[:4]}
    assert not small & {one.network for one in not_asked[:4]}


def test_a_share_of_our_own_is_called_an_estimate_in_the_reasons() -> None:
    ranked = recommend(NETWORKS, age_groups=MIDDLE_AGED, hours_per_week=3, aims={"business"}, media={"writing"})
    linkedin = next(one for one in ranked if one.network == "linkedin")
    assert ("networks.reason.audience_estimate", {"age": "30-49", "share": 0.13}) in linkedin.reasons


def test_equal_scores_are_ordered_by_name() -> None:
    bluesky = NETWORKS["bluesky"]
    twins = {key: bluesky.model_copy(update={"key": key, "name": key}) for key in ("zebra", "ant")}
    ranked = recommend(twins, age_groups=set(), hours_per_week=9, aims=set(), media=set())
    assert [one.network for one in ranked] == ["ant", "zebra"]


def test_an_answer_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="fame"):
        recommend(NETWORKS, age_groups=set(), hours_per_week=3, aims={"fame"}, media=set())


@given(hours_per_week=hours, **answers)
def test_the_same_answers_give_the_same_ranking_whatever_the_order_of_the_file(
    hours_per_week: float, age_groups: set[str], aims: set[str], media: set[str]
) -> None:
    backwards = dict(reversed(NETWORKS.items()))
    ranked, again = (
        recommend(networks, age_groups=age_groups, hours_per_week=hours_per_week, aims=aims, media=media)
        for networks in (NETWORKS, backwards)
    )
    assert ranked == again
    assert sorted(one.network for one in ranked) == sorted(NETWORKS)
    assert all(0 <= one.score <= 100 for one in ranked)


@given(fewer=hours, more=hours, **answers)
def test_more_hours_never_remove_a_network_that_fitted(
    fewer: float, more: float, age_groups: set[str], aims: set[str], media: set[str]
) -> None:
    fewer, more = sorted((fewer, more))
    before, after = (
        fitting(recommend(NETWORKS, age_groups=age_groups, hours_per_week=available, aims=aims, media=media))
        for available in (fewer, more)
    )
    assert set(before) <= set(after)


@given(hours_per_week=hours, **answers)
def test_what_fits_stays_within_the_hours_and_the_rest_says_it_is_too_much(
    hours_per_week: float, age_groups: set[str], aims: set[str], media: set[str]
) -> None:
    ranked = recommend(NETWORKS, age_groups=age_groups, hours_per_week=hours_per_week, aims=aims, media=media)
    assert sum(NETWORKS[key].hours_per_week.value for key in fitting(ranked)) <= hours_per_week + 1e-6
    for one in ranked:
        assert one.fits_hours != any(key == "networks.reason.too_much" for key, _ in one.reasons)


@given(hours_per_week=hours, **answers)
def test_mastodon_and_bluesky_never_lead_unless_discussion_or_news_is_wanted(
    hours_per_week: float, age_groups: set[str], aims: set[str], media: set[str]
) -> None:
    aims = aims - {"discussion", "news"}
    ranked = recommend(NETWORKS, age_groups=age_groups, hours_per_week=hours_per_week, aims=aims, media=media)
    assert ranked[0].network not in {"mastodon", "bluesky"}
