"""Values of limits as an owner reads them."""

from datetime import date

import pytest

from cmlite.domain.networks import Limit, read_networks
from cmlite.ui import network_limits, text
from tests.conftest import ROOT

NETWORKS = read_networks((ROOT / "data/reference/networks.toml").read_text(encoding="utf-8"))


def row(value: object, unit: str) -> Limit:
    return Limit.model_validate(
        {"surface": "post", "key": "x", "value": value, "unit": unit, "source": "s", "mark": "reported"}
        | {"checked_on": date(2026, 8, 22)}
    )


@pytest.fixture
def german():
    text.use_language("de")  # outside of a session it is that of the test before


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (4_000_000, "bytes", "4 MB"),
        (103_809_024, "bytes", "103,8 MB"),
        (256_000_000_000, "bytes", "256 GB"),
        (75_000, "bytes", "75 KB"),
        (10_000, "bytes", "10 KB"),
        (5_000, "bytes", "5.000 Byte"),
        (0.5, "seconds", "0,5 Sekunden"),
        (140, "seconds", "140 Sekunden"),
        (600, "seconds", "10 Minuten"),
        (14_400, "seconds", "4 Stunden"),
        (24, "hours", "24 Stunden"),
        (168, "hours", "7 Tage"),
        (0.5625, "width / height", "9:16"),
        (0.667, "width / height", "2:3"),
        (1.91, "width / height", "1,91:1"),
        (3.0, "width / height", "3:1"),
        (0.015, "USD", "0,015 US-Dollar"),
        (0.2, "USD", "0,20 US-Dollar"),
        (280, "weighted characters", "280 Zeichen (gewichtet)"),
        (1, "messages", "1 Nachricht"),
        (("image/jpeg", "video/quicktime"), "media types", "JPEG, MOV"),
    ],
)
def test_a_value_reads_like_a_sentence(german, value, unit, words):
    assert network_limits.limit_words(row(value, unit)) == words


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_every_recorded_value_has_words(german, network):
    for limit in network.limits:
        words = network_limits.limit_words(limit)
        assert words and "networks." not in words and "{" not in words
        assert text.has(f"networks.limit.{limit.key}") and text.has(f"networks.surface.{limit.surface}")


def test_where_sources_disagree_the_stricter_applies_and_the_other_is_kept():
    network = NETWORKS["instagram"]
    said = [(one.value, network.standing(one)) for one in network.limits if one.key == "video_bytes"]
    assert said == [(300_000_000, "stricter"), (1_000_000_000, "looser")]


def test_what_is_assumed_only_warns_and_what_never_applied_is_only_noted():
    facebook = NETWORKS["facebook"]
    standing = {one.key: facebook.standing(one) for one in facebook.limits}
    assert standing["schedule_days_max"] == "warns"
    assert standing["link_posts_per_month"] == "noted"
    assert standing["text_length"] == "applies"


def test_a_source_can_be_clicked_and_holds_no_other_markup():
    said = network_limits.linked("see https://example.com/a_b; **bold** <b>")
    assert "https://example.com/a_b" in said
    assert "**bold**" not in said


def test_the_rows_to_take_home_are_complete(german):
    network = NETWORKS["reddit"]
    rows = network_limits.limit_rows(network, "de")
    assert len(rows) == len(network.limits)
    assert all(list(one) == network_limits.column_names() for one in rows)
    assert [one["Wert"] for one in rows if one["Was"] == "Text, höchstens"] == ["10000", "40000"]
