"""Choices that stand in the address as codes: a link decides, a click writes it, the language changes nothing."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    """A page with one choice of each kind; `page_in_view` and `language` are set by the test."""
    from datetime import date

    import streamlit as st

    from cmlite.ui import address, text

    german = text.language() == "de"
    before = address.one_chosen(("month", "week"), key="view", default="month")
    before_many = address.several_chosen(("a", "b"), key="topics")
    one = address.choose_one(
        st.segmented_control,
        "View",
        ("month", "week"),
        key="view",
        default="month",
        words=lambda code: {"month": "Monat", "week": "Woche"}[code] if german else code.title(),
    )
    passing = address.choose_one(
        st.selectbox, "Version", ("2", "1"), key="version", default="2", words=str, lasting=False
    )
    many = address.choose_several("Topics", ("a", "b"), key="topics", words=str.upper)
    days = address.choose_days("Days", (date(2026, 1, 1), date(2026, 1, 28)), key="days", latest=date(2026, 2, 1))
    assert (one, many) == (before, before_many), "what stands before the choices says the same"
    st.session_state["said"] = [one, passing, many, days and [day.isoformat() for day in days]]


def opened(**query: object) -> AppTest:
    app = AppTest.from_function(page, default_timeout=20)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> list[object]:
    assert not app.exception
    return app.session_state["said"]


USUAL = ["month", "2", (), ["2026-01-01", "2026-01-28"]]


def test_without_a_word_in_the_address_the_usual_is_shown_and_the_address_stays_bare() -> None:
    app = opened()
    assert said(app) == USUAL
    assert dict(app.query_params) == {}


def test_a_link_decides_what_is_shown() -> None:
    app = opened(view="week", version="1", topics=["b"], days=["2025-03-01", "2025-02-01"])
    assert said(app) == ["week", "1", ("b",), ["2025-02-01", "2025-03-01"]]


def test_what_a_link_says_wrongly_is_the_usual_and_leaves_the_address() -> None:
    app = opened(view="Woche", version="9", topics=["z"], days=["2025-13-01", "x"])
    assert said(app) == USUAL
    assert dict(app.query_params) == {}


@pytest.mark.parametrize(
    "days", [["2026-01-01"], ["2026-01-01", "2030-01-01"], ["0001-01-01", "2026-01-01"], ["2026-01-01"] * 3]
)
def test_days_that_are_no_range_or_out_of_reach_are_the_usual(days: list[str]) -> None:
    app = opened(days=days)
    assert said(app)[3] == USUAL[3]


def test_a_choice_is_written_as_its_code_and_the_usual_as_nothing() -> None:
    app = opened()
    app.get_by_key("view").set_value("week")
    app.get_by_key("topics").set_value(["b", "a"]).run()
    assert said(app)[0] == "week"
    assert dict(app.query_params) == {"view": "week", "topics": ["b", "a"]}
    app.get_by_key("view").set_value("month").run()
    assert "view" not in app.query_params


def test_a_choice_survives_another_language() -> None:
    app = opened(view="week", topics=["a"])
    app.session_state["language"] = "en"
    app.run()
    assert said(app)[0] == "week"
    assert app.get_by_key("view").options[1] == "Week"
    app.get_by_key("view").set_value("month").run()
    assert said(app)[0] == "month"


def test_an_address_that_changes_changes_the_choice() -> None:
    app = opened(view="week", days=["2025-02-01", "2025-03-01"])
    del app.query_params["view"]
    app.query_params["topics"] = "b"
    app.query_params["days"] = ["2024-02-01", "2024-03-01"]
    app.run()
    assert said(app) == ["month", "2", ("b",), ["2024-02-01", "2024-03-01"]]


def test_a_choice_is_carried_to_another_page_unless_it_passes() -> None:
    app = opened(view="week", version="1", topics=["a"])
    app.session_state["page_in_view"] = "other"
    for name in ("view", "version", "topics"):
        del app.query_params[name]
    app.run()
    assert said(app)[:3] == ["week", "2", ("a",)]
    assert dict(app.query_params) == {"view": "week", "topics": "a"}


def test_the_first_day_alone_is_no_range() -> None:
    app = opened()
    app.get_by_key("days").set_value((date(2026, 1, 5),)).run()
    assert said(app)[3] is None
    app.get_by_key("days").set_value((date(2026, 1, 5), date(2026, 1, 6))).run()
    assert said(app)[3] == ["2026-01-05", "2026-01-06"]
    assert app.query_params["days"] == ["2026-01-05", "2026-01-06"]
