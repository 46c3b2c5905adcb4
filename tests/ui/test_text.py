"""What is made at the click of a download speaks as the visitor who saw the button."""

import re
import threading
from datetime import date

import pytest

from cmlite.errors import Refused
from cmlite.ui import text
from cmlite.ui.cards import measured
from cmlite.ui.papers import as_page


@pytest.mark.parametrize(("code", "word"), [("de", "Heute"), ("en", "Today")])
def test_a_download_is_made_in_the_language_and_with_the_names_of_its_visitor(code, word):
    text.use_language(code)
    text.use_names({"member_1": "Samira"})
    make = text.as_now(lambda: (text.t("nav.today"), text.who("member_1"), as_page("x", "", [])))
    text.use_language("en" if code == "de" else "de")
    text.use_names({})
    made = []
    elsewhere = threading.Thread(target=lambda: made.append(make()))
    elsewhere.start()
    elsewhere.join()
    said, who, page = made[0]
    assert (said, who) == (word, "Samira")
    assert f"lang='{code}'" in page
    assert text.language() != code  # the visitor of this session goes on as before


@pytest.mark.parametrize(("value", "words"), [(4.0, "4"), (3.96, "4"), (2.5, "2,5"), (1250.25, "1.250,2"), (0.0, "0")])
def test_hours_and_counts_carry_a_decimal_only_where_it_says_something(value, words):
    text.use_language("de")
    assert text.amount(value) == words


def test_a_document_of_its_own_language_is_still_written_in_it():
    text.use_language("de")

    def make():
        with text.speaking("en"):
            inside = text.t("nav.today")
        return inside, text.t("nav.today")

    assert text.as_now(make)() == ("Today", "Heute")


@pytest.mark.parametrize(
    ("code", "one", "two"),
    [("de", "29. Nov. 2026", "29. Nov. 2026 – 2. Dez. 2026"), ("en", "29 Nov 2026", "29 Nov 2026 – 2 Dec 2026")],
)
def test_a_period_of_one_day_is_written_once(code, one, two):
    text.use_language(code)
    assert text.days(date(2026, 11, 29), date(2026, 11, 29)) == one
    assert text.days(date(2026, 11, 29), date(2026, 12, 2)) == two


def test_a_span_of_opening_hours_is_never_said_in_days():
    text.use_language("de")
    assert measured(2880, "minutes") == "48 Std."
    assert (text.duration(2880), text.answer_time(2880), text.answer_time(60)) == ("2 Tage", "48 Std.", "60 Min.")


NASTY = "![x](https://evil.example/a.png) *b* <i> :red[r].csv"


def test_what_an_error_says_of_files_and_servers_is_no_markup():
    text.use_language("de")
    error = Refused("imports.refused.zero_bytes", said=NASTY, file=NASTY)
    sentence = text.says(error)
    assert not re.search(r"(?<!\\)(\]\(|!\[|[*<]|:red\[)|https://", sentence)
    assert NASTY in text.says(error, plain=True), "a table and a file show it as it is"
