"""The line as a document: every part in both languages, lines stay lines, words of people stay words."""

import pytest

from cmlite.domain.editorial import EditorialLine
from cmlite.domain.proposals import propose
from cmlite.domain.strategy import NetworkChoice, Pillar, Strategy
from cmlite.store import reference
from cmlite.ui import papers, text
from cmlite.ui.editorial_document import band, sections
from tests.domain.test_proposals import brand

CONTENT = Strategy(
    networks=(NetworkChoice(network="facebook"),), pillars=(Pillar(pillar_id="p", name="Backstube", share=60),)
)


@pytest.fixture(params=["de", "en"])
def language(request):
    text.use_language(request.param)
    yield request.param
    text.use_language("de")


def document(**changes):
    line = propose(reference.networks()["facebook"], brand(), CONTENT, reference.proposals())
    return sections(line.with_changes(changes), CONTENT)


def test_every_part_has_something_to_follow(language):
    found = document()
    assert len(found) == 8
    assert all(rows for _, rows in found)
    assert not [words for _, rows in found for pair in rows for words in pair if "editorial." in words or "{" in words]


def test_what_is_empty_is_left_out(language):
    rows = [rows for _, rows in sections(EditorialLine(network="facebook"), Strategy())]
    assert rows[0] == []
    assert all(words.strip() for part in rows for _, words in part)


def test_several_sentences_stay_on_lines_of_their_own(language):
    page = papers.as_page("T", "", document(yes=["Erster <b>Satz</b>", "Zweiter Satz"]))
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert page.count("<br>") >= 1
    plain = papers.as_markdown("T", "", document(yes=["Erster", "Zweiter"]))
    assert all(not line or line.startswith(("#", "-", "  ")) for line in plain.splitlines())


def test_a_band_is_said_as_one_would_say_it(language):
    said = {
        (0, None): "",
        (5, None): {"de": "mindestens 5 Zeichen", "en": "at least 5 characters"},
        (0, 3): {"de": "höchstens 3 Zeichen", "en": "up to 3 characters"},
        (1, 3): {"de": "1 bis 3 Zeichen", "en": "1 to 3 characters"},
        (0, 0): {"de": "keine", "en": "none"},
    }
    for (low, high), words in said.items():
        assert band(low, high, "characters") == (words[language] if isinstance(words, dict) else words)
