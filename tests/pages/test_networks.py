"""The page of networks: every network in both languages, what is sure and what is not, what cmlite can."""

import pytest

from cmlite import wiring
from cmlite.connectors import CONNECTORS
from cmlite.domain.networks import read_networks
from cmlite.services import exports
from cmlite.ui import network_limits
from cmlite.ui.locale_files import sentences
from tests.conftest import ROOT
from tests.pages.conftest import words_of
from tests.pages.test_all import check

NETWORKS = read_networks((ROOT / "data/reference/networks.toml").read_text(encoding="utf-8"))


def said(key: str, language: str = "de") -> str:
    return sentences(language)[key]


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Neben Bildern bekommt ein Link keine Karte"), ("en", "No phone numbers in the text")],
)
def test_the_particulars_of_a_network_are_said_in_words(open_page, language, words):
    app = open_page("networks", language, network="bluesky" if language == "de" else "google_business")
    assert any(words in said for said in words_of(app))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_can_be_read_without_a_brand(open_page, network, language):
    app = open_page("networks", language, network=network)
    check(app)
    assert app.selectbox(key="network").value == network
    table = app.table[0].value
    assert len(table) == len(NETWORKS[network].limits)
    cells = table.astype(str).to_numpy().flatten()
    assert not [cell for cell in cells if "networks." in cell or not cell or cell == "None"]
    by_hand = said("networks.by_hand", language) in " ".join(words_of(app))
    assert by_hand == (network not in CONNECTORS)


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_networks_stand_side_by_side(open_page, language):
    frame = open_page("networks", language).dataframe[0].value
    assert list(frame["name"]) == [one.name for one in NETWORKS.values()]
    assert list(frame["hours"]) == [one.hours_per_week.value for one in NETWORKS.values()]
    by_itself = [
        key
        for key, way in zip(NETWORKS, frame["publishes"], strict=True)
        if way == said("networks.by_itself", language)
    ]
    assert set(by_itself) == set(CONNECTORS)


def test_a_network_nobody_knows_leads_to_the_first_one(open_page):
    app = open_page("networks", network="myspace")
    check(app)
    assert app.selectbox(key="network").value == next(iter(NETWORKS))


def test_a_choice_stands_in_the_address_as_its_code(open_page):
    app = open_page("networks")
    app.selectbox(key="network").set_value("mastodon").run()
    assert app.query_params["network"] == "mastodon"


def test_what_a_connector_can_is_a_list_with_what_it_was_tested_against(open_page):
    app = open_page("networks", network="bluesky")
    words = " ".join(words_of(app))
    assert f"kann: {said('networks.can.publish')}" in words
    assert said("networks.against.server") in words
    able = CONNECTORS["bluesky"].can
    assert ("edit" in able) == (f"kann nicht: {said('networks.can.edit')}" not in words)


def test_a_text_is_counted_as_the_network_counts(open_page):
    app = open_page("networks", network="x")
    app.text_area(key="networks_try").set_value("Mehr: https://example.com/eine/sehr/lange/adresse 😀").run()
    assert any("32 von 280 Zeichen (gewichtet)" in one for one in words_of(app))
    app.text_area(key="networks_try").set_value("ä" * 281).run()
    assert any("1 zu viel" in one for one in words_of(app))


def test_both_values_of_a_dispute_are_shown_and_the_stricter_applies(open_page):
    table = open_page("networks", network="instagram").table[0].value
    disputed = table[table["Was"] == f"{said('networks.surface.post')}: {said('networks.limit.video_bytes')}"]
    stricter, looser = said("networks.standing.stricter"), said("networks.standing.looser")
    assert list(disputed["Wert"]) == [f"**300 MB** · {stricter}", f"1 GB · {looser}"]


def test_a_network_of_which_nothing_is_recorded_is_not_called_free(open_page, monkeypatch):
    """Of every network of the reference data something is recorded."""
    bare = {"reddit": NETWORKS["reddit"].model_copy(update={"limits": ()})}
    monkeypatch.setattr(wiring, "networks", lambda: bare)
    app = open_page("networks")
    check(app)
    assert said("networks.no_limits") in words_of(app)
    assert app.dataframe[0].value["text"].isna().all()


@pytest.mark.parametrize("style", ["de", "en"])
def test_the_limits_go_home_as_csv_with_their_sources(open_page, style):
    open_page("networks")
    rows = network_limits.limit_rows(NETWORKS["facebook"], style)
    lines = exports.rows_as_csv(rows, network_limits.column_names(), style).decode("utf-8-sig").splitlines()
    assert len(lines) == len(NETWORKS["facebook"].limits) + 1
    separator = ";" if style == "de" else ","
    assert lines[0].startswith(separator.join(["Netzwerk", "Wo", "Was", "Wert", "Einheit"]))
    assert any(("0,5625" if style == "de" else "0.5625") in line for line in lines)
