"""Every trade has a line for every network, in both languages and every form of address, and it keeps its own rules."""

import re

import pytest

from cmlite import config
from cmlite.domain.brands import COUNTRIES, Brand
from cmlite.domain.checks import check
from cmlite.domain.drafts import Around, Draft
from cmlite.domain.proposals import propose
from cmlite.domain.strategy import Culture, NetworkChoice, Strategy
from cmlite.store import reference
from cmlite.ui.locale_files import sentences
from tests.conftest import NOW

TRADES = sorted(key.split(".")[1] for key in sentences("de") if key.startswith("trades."))


def brand(**how):
    return Brand(
        **{"brand_id": "b1", "name": "Haus am Markt", "trade": "food", "place": "Kassel"} | how,
        created_at=NOW,
        actor="owner",
    )


def content(address="ihr"):
    return Strategy(culture=Culture(address=address), networks=(NetworkChoice(network="facebook"),))


def every_line(trade):
    for network in reference.networks().values():
        for language in ("de", "en"):
            for address in ("du", "ihr", "sie"):
                business = brand(trade=trade, language=language)
                yield network, propose(network, business, content(address), reference.proposals())


@pytest.mark.parametrize("trade", TRADES)
def test_a_trade_has_a_line_for_every_network(trade):
    for network, line in every_line(trade):
        whole = line.model_dump_json()
        assert line.aim
        assert line.tone
        assert len(line.yes) >= 2
        assert len(line.no) >= 2
        assert len(line.calls) >= 2
        assert line.formats
        assert set(line.formats) <= set(network.formats)
        assert not re.search(r"\{[a-z]", whole), "every placeholder is filled"
        assert line.length_max <= (network.number("text_length") or line.length_max)


@pytest.mark.parametrize("trade", TRADES)
def test_the_sentences_of_a_line_keep_its_own_rules(trade):
    style = {
        "address_mixed",
        "address_line",
        "words_avoid",
        "hollow_words",
        "exclamations",
        "capitals",
        "sentence_long",
    }
    for network, line in every_line(trade):
        for sentence in (*line.yes, *line.calls):
            draft = Draft(language=line.language, network=network.key, text=sentence)
            broken = {finding.rule.rpartition(".")[2] for finding in check(draft, line, network, Around())}
            assert not broken & style, sentence


def test_the_label_for_advertising_is_that_of_the_country():
    facebook = reference.networks()["facebook"]
    labels = {
        country: propose(facebook, brand(country=country), content(), reference.proposals()).legal.ad_label
        for country in COUNTRIES
    }
    assert labels == {"DE": "Anzeige", "AT": "Werbung", "CH": "Werbung"}


def test_the_page_of_networks_and_the_rules_read_the_same_facts():
    from cmlite.wiring import networks

    assert networks() == reference.networks()
    assert (config.REFERENCE / "editorial.toml").is_file()


def test_the_law_of_a_practice_is_that_of_its_country():
    facts = reference.networks()["facebook"]
    lines = {
        one: propose(facts, brand(trade="health", country=one), content(), reference.proposals()).legal.trade
        for one in COUNTRIES
    }
    assert "Heilmittelwerbegesetz" in lines["DE"]
    assert "ZÄG" in lines["AT"]
    assert "MedBG" in lines["CH"]
    assert not any("Heilmittelwerbegesetz" in lines[one] for one in ("AT", "CH"))
