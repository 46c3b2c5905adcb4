"""Numbers and changes in words, as each language writes them; what is not known is said."""

from collections.abc import Iterator
from datetime import date

import pytest

from cmlite.domain.strategy import Goal
from cmlite.ui import chart_axes, text
from cmlite.ui.goal_cards import goal_change
from cmlite.ui.strategy_document import goal_line

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    text.use_language(request.param)
    yield request.param
    text.use_language("de")


def test_a_percentage_is_written_as_the_language_does(language: str) -> None:
    wanted = {"de": [f"5,3{SPACE}%", f"1.235{SPACE}%", "–"], "en": ["5.3%", "1,235%", "–"]}[language]
    assert [text.percent(0.0532), text.percent(12.346, digits=0), text.percent(None)] == wanted
    assert chart_axes.percent_text("x").endswith(f"'{SPACE}%'" if language == "de" else "'%'")


def test_a_goal_without_a_known_start_names_no_start(language: str) -> None:
    goal = Goal(outcome="visibility", measure="followers", target=500, by=date(2027, 6, 30))
    _, unknown = goal_line(goal)
    _, known = goal_line(goal.model_copy(update={"baseline": 300.0}))
    assert "–" not in unknown
    assert "300" in known and "500" in known and "500" in unknown
    assert ("nicht bekannt" if language == "de" else "not known") in unknown


def test_a_change_that_rounds_to_nothing_has_neither_arrow_nor_colour(language: str) -> None:
    none = goal_change(0.0001, "rate", "up")
    assert none["delta"] == {"de": "±0,0 Pp.", "en": "±0.0 pp"}[language]
    assert (none["delta_color"], none["delta_arrow"]) == ("off", "off")


@pytest.mark.parametrize(
    ("change", "better", "colour", "arrow"),
    [
        (5.0, "up", "green", "up"),
        (-5.0, "up", "red", "down"),
        (5.0, "down", "red", "up"),
        (-5.0, "down", "green", "down"),
    ],
)
def test_a_change_is_green_where_it_is_for_the_better(change: float, better: str, colour: str, arrow: str) -> None:
    said = goal_change(change, "count", better)
    assert (said["delta_color"], said["delta_arrow"]) == (colour, arrow)
    assert said["delta"] == ("+5" if change > 0 else "−5")
