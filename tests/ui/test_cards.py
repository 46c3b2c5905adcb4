"""What people wrote stands on a page as they wrote it."""

import pytest
from streamlit.testing.v1 import AppTest

from cmlite.ui.cards import escaped


@pytest.mark.parametrize("words", [":material/delete:", ":streamlit:", ":+1:", ":smile:", "a :material/x: b"])
def test_no_icon_is_drawn_in_the_place_of_signs(words):
    shown = escaped(words).replace("\\", "")
    assert ":material/" not in shown
    assert shown.replace("\u2060", "") == words
    assert shown != words


@pytest.mark.parametrize("words", ["--", "a -> b", "<- a", "<->", "a >= b", "<=", "~="])
def test_no_arrow_is_drawn_in_the_place_of_signs(words):
    shown = escaped(words).replace("\\", "")
    assert (shown != words, shown.replace("\u2060", "")) == (True, words)


@pytest.mark.parametrize(
    "words", ["um 12:30:15 Uhr", "Hallo: ja", "httpsx//a-b", "@ 5 €", "awww.", "ja - nein", "--verbose"]
)
def test_what_draws_nothing_gets_no_hidden_sign(words):
    assert escaped(words).replace("\\", "") == words


@pytest.mark.parametrize("words", ["HTTPS://example.org/a-b", "http://x.y", "www.example.org", "@mira@brot.social"])
def test_no_link_is_drawn_where_somebody_wrote_an_address(words):
    """Checked in a browser: a page links what begins so, or has an @ in it, also behind a backslash."""
    shown = escaped(words).replace("\\", "")
    assert shown.replace("\u2060", "") == words
    assert "\u2060" in shown


def test_a_name_in_a_task_is_escaped_once():
    def page():
        from datetime import datetime

        from cmlite.domain.today import Task
        from cmlite.ui import cards

        task = Task(kind="look", urgency=0, page="inbox", values={"who": "Anna_B"})
        cards.task_card(task, 0, zone="Europe/Berlin", now=datetime(2026, 11, 24), networks={})

    words = AppTest.from_function(page).run().markdown[0].value
    assert escaped("Anna_B") in words and escaped(escaped("Anna_B")) not in words
