"""The log of a dossier is read by strangers: no code of ours stands in it, and everybody has a name."""

import pytest

from cmlite.domain.alerts import Deed
from cmlite.domain.bulk import ACTS
from cmlite.domain.inbox import STATES
from cmlite.ui import text
from cmlite.ui.alerts_dossier import deed_rows
from tests.conftest import NOW

LOOKS = ("draft_shown", "draft_fine", "draft_change", "pause_ended", "answered_in_private")
THREADS = ("merged", "merge_undone", "split", "split_undone")


@pytest.fixture(autouse=True)
def german():
    yield
    text.use_language("de")


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_was_done_to_a_conversation_is_said_in_words(language):
    text.use_language(language)
    codes = (*STATES, *ACTS, *LOOKS, *THREADS, "done_undone")
    deeds = [Deed(kind=f"state_{code}", happened_at=NOW, actor="worker", words="") for code in codes]
    said = {row["what"] for row in deed_rows([], deeds, "Europe/Berlin")}
    assert len(said) == len(set(codes)), "each in words of its own"
    assert not [words for words in said if "_" in words]


def test_whoever_did_it_is_named_as_in_a_list():
    text.use_language("de")
    deeds = [
        Deed(kind="answer", happened_at=NOW, actor=actor, words="Ja") for actor in ("", "network", "left_long_ago")
    ]
    found = [row["who"] for row in deed_rows([], deeds, "Europe/Berlin")]
    assert sorted(found) == ["Betrieb", "Netzwerk", "jemand, der nicht mehr dabei ist"]
