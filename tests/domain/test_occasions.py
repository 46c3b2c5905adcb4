"""Every occasion falls on the day the calendar on the wall shows, and the curated file is whole."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.occasions import KINDS, Occasion, between, days_of, easter_sunday, read_occasions

TEXT = (Path(__file__).parents[2] / "data" / "reference" / "occasions.csv").read_text(encoding="utf-8")
OCCASIONS = read_occasions(TEXT)
BY_KEY = {one.key: one for one in OCCASIONS}
HEADER = "key,rule,name_de,name_en,kind,countries,source_url,noted_on\n"

every_occasion = pytest.mark.parametrize("occasion", OCCASIONS, ids=[one.key for one in OCCASIONS])
years = st.integers(2020, 2040)
weekdays = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
months = st.integers(1, 12).map("{:02d}".format)
nth_rules = st.builds("nth {} {} {}".format, months, st.sampled_from([1, 2, 3, 4, -1]), weekdays)
rules = st.one_of(
    st.dates(date(2023, 1, 1), date(2023, 12, 31)).map("{:%m-%d}".format),
    st.integers(-80, 200).map("easter{:+d}".format),
    nth_rules,
    st.builds(
        "after nth {:02d} {} {} {}".format,
        st.integers(1, 11),
        st.integers(1, 4),
        weekdays,
        st.integers(1, 30),
    ),
    st.integers(1, 4).map("advent {}".format),
)


def keys(first: date, last: date, country: str) -> list[str]:
    return [one.key for _, one in between(OCCASIONS, first, last, country)]


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("black_friday", date(2024, 11, 29)),  # 1 November is a Friday: not the fourth Friday
        ("black_friday", date(2025, 11, 28)),
        ("black_friday", date(2026, 11, 27)),
        ("cyber_monday", date(2024, 12, 2)),
        ("mothers_day", date(2025, 5, 11)),
        ("mothers_day", date(2026, 5, 10)),
        ("fathers_day_de", date(2026, 5, 14)),
        ("fathers_day_at", date(2026, 6, 14)),
        ("fathers_day_ch", date(2026, 6, 7)),
        ("advent_1", date(2022, 11, 27)),  # Christmas Day is a Sunday
        ("advent_4", date(2022, 12, 18)),
        ("advent_4", date(2023, 12, 24)),
        ("advent_1", date(2026, 11, 29)),
        ("womens_carnival", date(2024, 2, 8)),
        ("womens_carnival", date(2026, 2, 12)),
        ("rose_monday", date(2026, 2, 16)),
        ("ash_wednesday", date(2024, 2, 14)),
        ("clocks_forward", date(2024, 3, 31)),
        ("clocks_forward", date(2026, 3, 29)),
        ("clocks_back", date(2026, 10, 25)),
        ("oktoberfest_start", date(2018, 9, 22)),
        ("oktoberfest_start", date(2026, 9, 19)),
        ("craft_day", date(2026, 9, 19)),
        ("reading_aloud", date(2025, 11, 21)),
        ("mill_day", date(2024, 5, 20)),
        ("museum_day", date(2026, 5, 17)),
        ("bern_onion_market", date(2026, 11, 23)),
        ("repair_day", date(2027, 10, 16)),
    ],
)
def test_an_occasion_falls_on_the_day_its_organiser_names(key: str, day: date) -> None:
    assert days_of(BY_KEY[key].rule, day.year) == day


@pytest.mark.parametrize(
    "day",
    [
        date(1818, 3, 22),  # the earliest possible
        date(1954, 4, 18),
        date(2000, 4, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),  # the latest possible
    ],
)
def test_easter_falls_on_the_known_day(day: date) -> None:
    assert easter_sunday(day.year) == day


def test_a_leap_day_moves_what_is_counted_back_from_easter_but_no_fixed_day() -> None:
    assert days_of("easter-46", 2028) == date(2028, 3, 1)
    assert days_of("nth 02 -1 tue", 2028) == date(2028, 2, 29)
    assert days_of("03-01", 2028) == date(2028, 3, 1)


@given(rule=rules, year=years)
def test_every_rule_gives_exactly_one_day_in_each_year(rule: str, year: int) -> None:
    occasion = BY_KEY["halloween"].model_copy(update={"key": "any", "rule": rule})
    day = days_of(rule, year)
    assert day.year == year
    assert between([occasion], date(year, 1, 1), date(year, 12, 31), "DE") == [(day, occasion)]


@given(rule=nth_rules, year=years)
def test_the_day_after_a_weekday_rule_follows_that_day(rule: str, year: int) -> None:
    day = days_of(rule, year)
    if day < date(year, 12, 31):
        assert (days_of(f"after {rule} 1", year) - day).days == 1


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "13-01",
        "04-31",
        "02-29",
        "1-1",
        "easter",
        "easter+400",
        "nth 05 5 sun",
        "nth 05 0 sun",
        "nth 13 1 sun",
        "nth 05 2 so",
        "nth 05 2 sun 3",
        "after nth 11 4 thu",
        "after nth 12 -1 thu 40",
        "advent 5",
        " 12-24",
        "full moon",
    ],
)
def test_a_rule_without_a_day_is_refused_by_name(rule: str) -> None:
    with pytest.raises(ValueError, match="rule") as refusal:
        days_of(rule, 2027)
    assert repr(rule) in str(refusal.value)


@pytest.mark.parametrize(
    "row",
    [
        "x,full moon,Neu,New,season,*,https://example.org/,2026-11-24",
        "x,12-24,Neu,New,holiday,*,https://example.org/,2026-11-24",
        "x,12-24,,New,season,*,https://example.org/,2026-11-24",
        "x,12-24,Neu,New,season,,https://example.org/,2026-11-24",
        "x,12-24,Neu,New,season,*,example.org,2026-11-24",
        "x,12-24,Neu,New,season,*,https://example.org/,yesterday",
        "x,12-24,Neu",
    ],
)
def test_a_broken_row_of_the_file_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_occasions(HEADER + row + "\n")


def test_an_empty_file_holds_no_occasion() -> None:
    assert read_occasions(HEADER) == []


def test_days_come_in_order_across_the_end_of_a_year() -> None:
    found = [(day, one.key) for day, one in between(OCCASIONS, date(2026, 12, 24), date(2027, 2, 2), "DE")]
    assert found == [
        (date(2026, 12, 24), "christmas_eve"),
        (date(2026, 12, 31), "new_years_eve"),
        (date(2027, 1, 11), "apple_day_de"),
        (date(2027, 1, 25), "winter_sale"),
        (date(2027, 2, 2), "candlemas"),
    ]


def test_first_and_last_day_are_both_included() -> None:
    assert keys(date(2026, 10, 31), date(2026, 10, 31), "DE") == ["halloween"]
    assert keys(date(2026, 11, 1), date(2026, 10, 31), "DE") == []


def test_each_country_sees_its_own_occasions() -> None:
    june = date(2026, 6, 1), date(2026, 6, 30)
    assert "fathers_day_at" in keys(*june, "AT")
    assert "fathers_day_at" not in keys(*june, "DE")
    assert "fathers_day_ch" in keys(*june, "CH")
    everywhere = {one.key for one in OCCASIONS if one.countries == ("*",)}
    assert set(keys(*june, "LI")) == set(keys(*june, "DE")) & everywhere


def test_an_occasion_is_named_in_the_visitors_language() -> None:
    assert BY_KEY["mothers_day"].name("de") == "Muttertag"
    assert BY_KEY["mothers_day"].name("en") == "Mother's Day"


def test_every_row_of_the_file_has_its_own_key() -> None:
    assert len(BY_KEY) == len(OCCASIONS) >= 120


def test_every_kind_is_used() -> None:
    assert {one.kind for one in OCCASIONS} == set(KINDS)


@every_occasion
def test_a_row_of_the_file_is_complete(occasion: Occasion) -> None:
    assert occasion.key.isidentifier()
    assert occasion.name_de == occasion.name_de.strip() != ""
    assert occasion.name_en == occasion.name_en.strip() != ""
    assert occasion.source_url.startswith(("https://", "http://"))
    assert set(occasion.countries) <= {"DE", "AT", "CH"} or occasion.countries == ("*",)


@every_occasion
def test_a_row_of_the_file_has_a_day_in_every_year(occasion: Occasion) -> None:
    assert [days_of(occasion.rule, year).year for year in range(2020, 2041)] == list(range(2020, 2041))
