"""A page that runs again while nothing changed asks the engine nothing: what it asks by the clock is asked by steps."""

import pytest

from cmlite.store.remembering import Remembered
from tests.pages.conftest import WORDS


@pytest.fixture
def asked(monkeypatch):
    """The queries that really went to the engine."""
    found = []
    recall = Remembered.recall

    def watched(self, kind, sql, parameters, ask):
        return recall(self, kind, sql, parameters, lambda: (found.append(sql), ask())[1])

    monkeypatch.setattr(Remembered, "recall", watched)
    return found


@pytest.mark.parametrize("word", WORDS)
def test_a_page_that_runs_again_asks_nothing(open_page, example, asked, word):
    app = open_page(word)
    for _ in range(4):  # a step of the clock may fall between two runs, but not between all of them
        asked.clear()
        app.run()
        assert not app.exception
        if not asked:
            break
    assert asked == []
