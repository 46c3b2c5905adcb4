"""Headings are recognised whatever their case, order, soft hyphens or language."""

import pytest

from cmlite.importers import headings_key
from cmlite.importers.formats import KNOWN
from cmlite.importers.headings import find_format, nearest, norm


def test_soft_hyphens_marks_and_odd_blanks_do_not_count():
    assert norm("\ufeffWie\u00adder\u00adga\u00adbe\u00adzeit\u00a0(Stun\u00adden) ") == "wiedergabezeit (stunden)"


def test_brackets_and_percent_signs_do_count():
    assert norm("Reach (organic)") != norm("Reach")
    assert norm("Views (%)") == "views (%)"


def test_a_remembered_mapping_is_found_by_the_set_of_headings():
    assert headings_key(["Datum", "Reich\u00adweite"]) == headings_key(["reichweite", "DATUM", ""])
    assert headings_key(["Datum"]) != headings_key(["Datum", "Likes"])


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.id)
def test_every_format_of_the_table_is_found_by_its_own_headings(known):
    row = [*sorted(known.every), *sorted(known.some)[:1]]
    assert find_format([row]).format_id == known.id


def test_two_columns_of_date_and_views_do_not_name_a_network():
    assert find_format([["Date", "Views"]]).format_id == "date_views_only"
    assert find_format([["Datum", "Aufrufe"]]).format_id == "yt_totals"


def test_an_instagram_export_is_not_taken_for_a_facebook_one(ig_rows, fb_rows):
    assert find_format([ig_rows[0]]).format_id == "meta_ig_posts"
    assert find_format([fb_rows[0]]).format_id == "meta_fb_posts"


def test_the_nearest_format_names_what_is_missing():
    known, missing = nearest(["post id", "account id", "account username", "permalink", "post type"])
    assert (known.id, missing) == ("meta_ig_posts", ["publish time", "saves"])
    assert nearest(["apples", "pears"]) is None


def test_german_meta_headings_are_accepted_and_shown_for_confirmation(read_one, keys_of):
    text = (
        "Beitrags-ID;Konto-ID;Konto-Benutzername;Kontoname;Beschreibung;Veröffentlichungszeitpunkt;Permalink;"
        "Beitragstyp;Aufrufe;Reichweite;„Gefällt mir“-Angaben;Gespeicherte Beiträge\n"
        "1800001;17;radladen;Radladen;Hallo;01.09.2026 18:00;https://www.instagram.com/p/x/;IG Bild;"
        "1.234;900;10;2\n"
    )
    parsed = read_one(text)
    assert parsed.format_id == "meta_ig_posts"
    assert keys_of(parsed) == ["question.german_headings"]
    assert parsed.totals == {"views": 1234.0, "reach": 900.0, "likes": 10.0, "saves": 2.0}
    assert str(parsed.posts.published_at[0]) == "2026-09-02 01:00:00"
    assert parsed.posts.format[0] == "photo"


def test_three_german_headings_are_too_few_to_guess():
    assert find_format([["Beitrags-ID", "Titel", "Datum", "Farbe"]]) is None
