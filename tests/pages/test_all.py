"""Every page, in both languages, with nothing in the store and with the example: it opens and is translated."""

import re
import tomllib

import pytest

from tests.conftest import ROOT
from tests.pages.conftest import WORDS, words_of

TABLES = set(tomllib.loads((ROOT / "cmlite/locales/de.toml").read_text(encoding="utf-8")))
RAW_KEY = re.compile(r"\b(" + "|".join(sorted(TABLES)) + r")\.[a-z_]+(\.[a-z_]+)*\b")


def check(app):
    assert not app.exception
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
