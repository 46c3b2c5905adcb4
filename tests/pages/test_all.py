"""Every page, in both languages, with nothing in the store and with the example: it opens and is translated."""

import re
import tomllib

import pytest

from tests.conftest import ROOT
from tests.pages.conftest import WORDS, everything_of, words_of


def flat(tree, prefix=""):
    """Every text by its key."""
    found = {}
    for name, value in tree.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": str(value)}
    return found


TABLES = set(tomllib.loads((ROOT / "cmlite/locales/de.toml").read_text(encoding="utf-8")))
RAW_KEY = re.compile(r"\b(" + "|".join(sorted(TABLES)) + r")\.[a-z_]+(\.[a-z_]+)*\b")


TEXTS = {code: flat(tomllib.loads((ROOT / f"cmlite/locales/{code}.toml").read_text("utf-8"))) for code in ("de", "en")}
OWN_WORDS = {"Handwerk", "Neu im Regal", "Nachbarschaft", "Zeit"}
"""What the invented bakery calls its things, also said by one of the German texts."""


def foreign(language):
    """Every text that only the other language has."""
    here, there = TEXTS[language], TEXTS["en" if language == "de" else "de"]
    return {words for key, words in there.items() if here.get(key) != words} - set(here.values()) - OWN_WORDS


FOREIGN = {language: foreign(language) for language in TEXTS}


def check(app):
    assert not app.exception
    assert everything_of(app) & FOREIGN[app.session_state["language"]] == set()
    assert [one.value for one in app.error] == []
    raw = [words for words in words_of(app) if RAW_KEY.search(words) and "{" not in words]
    assert raw == []
    assert not [words for words in words_of(app) if re.search(r"\{\w+\}", words)]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("word", WORDS)
def test_a_page_opens_on_an_empty_store(open_page, word, language):
    check(open_page(word, language))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("word", WORDS)
def test_a_page_opens_with_the_example(open_page, example, word, language):
    check(open_page(word, language))


def test_the_languages_differ(open_page, example):
    german, english = (words_of(open_page("today", language)) for language in ("de", "en"))
    assert "Jetzt zu tun" in german
    assert "To do now" in english
    assert "Jetzt zu tun" not in english


@pytest.mark.parametrize(
    "step", ["culture", "audiences", "goals", "networks", "pillars", "cadence", "answers", "review"]
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_step_of_the_wizard_opens(open_page, example, step, language):
    check(open_page("onboarding", language, step=step))


@pytest.mark.parametrize("view", ["week", "list"])
def test_the_other_views_of_the_calendar_open(open_page, example, view):
    check(open_page("calendar", calendar_view=view))


def test_an_occasion_in_the_calendar_names_its_source(open_page, example):
    page = open_page("calendar", day="2026-11-11")
    folded = next(one for one in page.expander if one.label.startswith("Anlässe und ihre Quellen"))
    lines = [line for one in folded.markdown for line in one.value.splitlines()]
    assert any("Martinstag · [Quelle: " in line for line in lines)
    assert all("](https://" in line or "](http://" in line for line in lines)


@pytest.mark.parametrize(("language", "typed"), [("de", "DD.MM.YYYY"), ("en", "DD/MM/YYYY")])
def test_days_are_typed_the_way_of_the_language(open_page, example, language, typed):
    fields = open_page("composer", language).date_input
    assert {one.proto.format for one in fields} == {typed}
