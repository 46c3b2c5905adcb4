"""Numbers, dates and ids are read column by column, and what is not known stays empty."""

from datetime import date, datetime

import numpy as np
import pytest

from cmlite.importers.dates import read_dates, read_month_days, to_utc
from cmlite.importers.ids import (
    damaged,
    id_from_link,
    time_in_instagram_link,
    time_in_tiktok_id,
    time_in_x_id,
)
from cmlite.importers.numbers import became_date, read_numbers


@pytest.mark.parametrize("token", ["", "-", "--", "–", "NAN", "NaN", "N/A", "undefined", "null", "None", " "])
def test_a_token_for_missing_is_never_zero(token):
    column = read_numbers([token, "0"], "count", semicolons=False)
    assert np.isnan(column.values[0])
    assert column.values[1] == 0
    assert column.bad == []


@pytest.mark.parametrize(
    ("cell", "semicolons", "value"),
    [
        ("12400", False, 12400),
        ("12,400", False, 12400),
        ("12400.0", False, 12400),
        ("1.000", False, 1),
        ("1.234", True, 1234),
        ("1.234.567", True, 1234567),
        ("12,0", True, 12),
        ("12\u202f400", True, 12400),
        ("12'400", False, 12400),
        ("-2", False, -2),
        ("\u22122", False, -2),
    ],
)
def test_counts_are_whole_numbers_however_they_are_grouped(cell, semicolons, value):
    assert read_numbers([cell], "count", semicolons=semicolons).values[0] == value


@pytest.mark.parametrize("cell", ["12.5", "1.5", "6.49E+17", "12 likes", "=1+1", "1,23"])
def test_a_count_with_a_fraction_or_words_is_an_error_for_that_cell_only(cell):
    column = read_numbers(["3", cell], "count", semicolons=False)
    assert column.bad == [1]
    assert column.values[0] == 3
    assert np.isnan(column.values[1])


def test_a_point_is_a_decimal_point_unless_semicolons_and_decimal_commas_say_otherwise():
    assert read_numbers(["7807.6061"], "amount", semicolons=False).values[0] == 7807.6061
    assert read_numbers(["7807.6061"], "amount", semicolons=True).values[0] == 7807.6061
    assert read_numbers(["7.807,61", "1,5"], "amount", semicolons=True).values.tolist() == [7807.61, 1.5]
    assert read_numbers(["1,234.5"], "amount", semicolons=False).values[0] == 1234.5


def test_percentages_become_fractions_and_fractions_stay():
    assert read_numbers(["6.27", "6.27%"], "percent", semicolons=False).values == pytest.approx([0.0627] * 2)
    assert read_numbers(["0.462", "46.2%"], "fraction", semicolons=False).values == pytest.approx([0.462] * 2)


@pytest.mark.parametrize(
    "cell", ["3.апр", "03. Apr", "3. März", "Apr 03", "3.�пр", "Mrz 26", "03.04.", "03.04.2026", "2026-04-03"]
)
def test_numbers_a_spreadsheet_made_into_dates_are_seen(cell):
    assert became_date(cell)


@pytest.mark.parametrize("cell", ["3.5", "12", "-", "undefined", "N/A", "1.234,5", "12.5%"])
def test_ordinary_cells_are_not_taken_for_dates(cell):
    assert not became_date(cell)


@pytest.mark.parametrize(
    ("cell", "value", "precision"),
    [
        ("2026-01-31T18:05:07Z", datetime(2026, 1, 31, 18, 5, 7), "second"),
        ("2026-01-31T18:05:07.123456789+01:00", datetime(2026, 1, 31, 17, 5, 7), "second"),
        ("2025/10/31 18:19:10", datetime(2025, 10, 31, 18, 19, 10), "second"),
        ("01/31/2026 18:05", datetime(2026, 1, 31, 18, 5), "minute"),
        ("31.01.2026 18:05", datetime(2026, 1, 31, 18, 5), "minute"),
        ("31.1.26, 18:05 Uhr", datetime(2026, 1, 31, 18, 5), "minute"),
        ("24-02-2015 11.35", datetime(2015, 2, 24, 11, 35), "minute"),
        ("1/31/2026 6:05 PM", datetime(2026, 1, 31, 18, 5), "minute"),
        ("Aug 19, 2011", datetime(2011, 8, 19), "day"),
        ("Sat, Aug 1, 2026", datetime(2026, 8, 1), "day"),
        ("19. August 2011", datetime(2011, 8, 19), "day"),
        ("Tue Oct 31 22:10:47 +0000 2017", datetime(2017, 10, 31, 22, 10, 47), "second"),
        ("2015-09-30 18:42 +0000", datetime(2015, 9, 30, 18, 42), "minute"),
    ],
)
def test_dates_of_every_network_are_understood(cell, value, precision):
    dates = read_dates([cell])
    assert (dates.values, dates.precision) == ([value], [precision])


@pytest.mark.parametrize("cell", ["31.02.2026", "yesterday", "2026-13-01", "Foo 3, 2026", "1/1/2026 25:00"])
def test_impossible_dates_are_unreadable(cell):
    assert read_dates([cell]).bad == [0]


def test_one_value_above_twelve_decides_the_order_of_the_whole_column():
    assert read_dates(["03/04/2026", "13/04/2026"]).values[0] == datetime(2026, 4, 3)
    assert read_dates(["03/04/2026", "04/13/2026"]).values[0] == datetime(2026, 3, 4)


def test_two_styles_in_one_column_keep_one_order():
    values = read_dates(["4/17/2018 3:33", "4/11/18 04:53"]).values
    assert values == [datetime(2018, 4, 17, 3, 33), datetime(2018, 4, 11, 4, 53)]


def test_the_order_of_the_rows_decides_where_the_values_do_not():
    assert read_dates(["01/02/2026", "02/02/2026", "03/02/2026", "01/03/2026"]).values[3] == datetime(2026, 3, 1)


def test_dates_that_can_be_read_in_two_ways_are_asked_for():
    dates = read_dates(["03/04/2026", "01/02/2026"])
    assert dates.values == [None, None]
    assert dates.undecided == ("2026-04-03", "2026-03-04")
    assert read_dates(["03/04/2026", "01/02/2026"], day_first=True).values[0] == datetime(2026, 4, 3)


def test_serial_numbers_are_dates_only_if_the_whole_column_is():
    assert read_dates(["45385", "45386.5"]).values == [datetime(2024, 4, 3), datetime(2024, 4, 4, 12)]
    assert read_dates(["45385", "2024-04-04"]).bad == [0]


def test_pacific_times_become_utc_in_summer_and_winter_and_through_the_gap():
    cells = ["07/01/2026 09:00", "12/01/2026 09:00", "03/08/2026 02:30", "11/01/2026 01:30"]
    utc = to_utc(read_dates(cells, usual=False), "America/Los_Angeles")
    assert utc.astype(str).tolist() == [
        "2026-07-01 16:00:00",
        "2026-12-01 17:00:00",
        "2026-03-08 10:30:00",
        "2026-11-01 08:30:00",
    ]


def test_days_without_a_time_stay_the_day_they_are():
    assert str(to_utc(read_dates(["2026-07-01"]), "America/Los_Angeles")[0]) == "2026-07-01 00:00:00"


def test_days_without_a_year_count_back_from_the_download():
    days = read_month_days(["December 30", "December 31", "January 1"], None, date(2026, 1, 3))
    assert days == [date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1)]
    assert read_month_days(["28. Februar"], None, date(2026, 1, 3)) == [date(2025, 2, 28)]
    assert read_month_days(["January 1", "December 31"], 2026, None) == [date(2026, 1, 1), date(2025, 12, 31)]


def test_days_without_a_year_are_not_guessed():
    assert read_month_days(["February 28"], None, None) is None
    assert read_month_days(["tháng 2 28"], None, date(2026, 1, 3)) is None
    assert read_month_days(["February 29"], 2025, None) is None


def test_times_inside_ids_are_the_published_formulas():
    assert str(time_in_x_id("1212092628029698048")) == "2019-12-31 19:26:16"
    assert time_in_x_id("12") is None
    assert time_in_tiktok_id(str(1_700_000_000 << 32)) == datetime(2023, 11, 14, 22, 13, 20)
    assert time_in_instagram_link("https://www.instagram.com/p/DHWRIh_CLiR/").date() == date(2025, 3, 18)
    assert time_in_instagram_link("https://www.instagram.com/radladen/") is None


@pytest.mark.parametrize(
    ("network", "link", "number"),
    [
        ("x", "https://x.com/radladen/status/2088707281628432170", "2088707281628432170"),
        ("facebook", "https://www.facebook.com/radladen/posts/939005954986064", "939005954986064"),
        ("tiktok", "https://www.tiktok.com/@rad/video/7301000000000000001", "7301000000000000001"),
        (
            "linkedin",
            "https://www.linkedin.com/feed/update/urn:li:activity:7150000000000000001",
            "7150000000000000001",
        ),
        ("instagram", "https://www.instagram.com/p/DHWRIh_CLiR/", ""),
    ],
)
def test_the_number_of_a_post_is_found_in_its_address(network, link, number):
    assert id_from_link(network, link) == number


def test_ids_a_spreadsheet_shortened_are_told_from_whole_ones():
    assert damaged(["6.49E+17", "5.70306E+17", "2088707281628432170"]) == [0, 1]
    assert damaged(["2088707281628430000", "2088652472846550000", "2088514841844610000"]) == [0, 1, 2]
    assert damaged(["2088707281628432170", "2088652472846553115", "2088514841844617106"]) == []


@pytest.mark.parametrize("cell", ["0001-01-01T00:00:00+05:00", "9999-12-31 23:59 -05:00", "01.01.9999", "1. Mai 0026"])
def test_a_day_far_from_any_post_is_unreadable(cell):
    dates = read_dates([cell, "2026-03-01 10:00"])
    assert dates.bad == [0]
    assert dates.values == [None, datetime(2026, 3, 1, 10)]


@pytest.mark.parametrize("kind", ["count", "amount", "percent"])
@pytest.mark.parametrize("cell", ["9" * 400, "9" * 30], ids=["infinite", "huge"])
def test_a_number_beyond_all_figures_is_told_and_never_infinite(kind, cell):
    column = read_numbers([cell, "5"], kind, semicolons=False)
    assert column.bad == [0]
    assert np.isfinite(np.nansum(column.values))


def test_a_day_that_is_none_in_either_order_asks_nothing():
    dates = read_dates(["13/13/2026"])
    assert (dates.bad, dates.undecided) == ([0], None)
