"""Public and school holidays of the owner's state; check values were counted by hand."""

from datetime import date

import pytest

from cmlite.domain.holidays import SUBDIVISIONS, holidays_between, public_days

COUNTED_2026 = {
    "BB": 12, "BE": 10, "BW": 12, "BY": 12, "HB": 10, "HE": 10, "HH": 10, "MV": 11,
    "NI": 10, "NW": 11, "RP": 11, "SH": 10, "SL": 12, "SN": 11, "ST": 11, "TH": 11,
}  # fmt: skip


@pytest.mark.parametrize(("state", "days"), COUNTED_2026.items())
def test_every_german_state_has_its_public_holidays(state, days):
    assert len(public_days(date(2026, 1, 1), date(2026, 12, 31), country="DE", subdivision=state)) == days


def test_all_sixteen_states_nine_states_and_26_cantons_are_offered():
    assert {country: len(states) for country, states in SUBDIVISIONS.items()} == {"DE": 16, "AT": 9, "CH": 26}


def test_school_holidays_come_as_runs_across_the_year_end():
    found = holidays_between(date(2026, 12, 1), date(2027, 1, 31), country="DE", subdivision="BW", language="de")
    school = [(one.first, one.last) for one in found if one.kind == "school"]
    assert school == [(date(2026, 12, 23), date(2027, 1, 9))]


def test_austria_has_school_holidays_and_names_in_german():
    found = holidays_between(date(2026, 12, 1), date(2026, 12, 31), country="AT", subdivision="9", language="de")
    assert ("Mariä Empfängnis", "public") in {(one.name, one.kind) for one in found}
    assert any(one.kind == "school" for one in found)


def test_names_follow_the_language():
    def names(language):
        return {
            one.name
            for one in holidays_between(
                date(2026, 12, 25), date(2026, 12, 25), country="CH", subdivision="ZH", language=language
            )
        }

    assert names("de") == {"Weihnachten"}
    assert names("en") == {"Christmas Day"}


def test_an_unknown_state_gets_the_holidays_of_the_whole_country():
    assert len(public_days(date(2026, 1, 1), date(2026, 12, 31), country="DE", subdivision="??")) == 9
