"""Unknown tables end in the column mapper, and a mapping turns them into posts, days or messages."""

import pytest

from cmlite.importers import ROLES

TABLE = (
    "Nr,Wann,Beitragstext,Adresse,Aufrufe,Like\n7,2026-01-31 18:00,Hallo,https://a/b,1200,5\n8,2026-02-01,Tschüs,,-,6\n"
)
MAPPING = {
    "Nr": "external_id",
    "Wann": "published_at",
    "Beitragstext": "text",
    "Adresse": "permalink",
    "Aufrufe": "views",
    "Like": "likes",
}


def keys(parsed):
    return [found.key.removeprefix("imports.") for found in parsed.findings]


def test_an_unknown_table_is_a_question_and_not_an_error(read_one):
    parsed = read_one(TABLE)
    assert (parsed.kind, parsed.format_id, keys(parsed)) == ("unknown", "unknown", ["question.new_table"])
    assert parsed.guessed == {
        "Nr": "", "Wann": "", "Beitragstext": "text", "Adresse": "", "Aufrufe": "views", "Like": "likes",
    }  # fmt: skip
    assert parsed.preview[0] == ("7", "2026-01-31 18:00", "Hallo", "https://a/b", "1200", "5")


@pytest.mark.parametrize(
    "content",
    [
        "Tag;Uhrzeit;Text;Titel;Kanal;Thema;Format;Kampagne\n01.12.2026;09:00;Hallo;Beispiel;instagram:@name;;;\n",
        "Text,Image URL,Tags,Posting Time\nHallo,,,2026-12-01 09:00\n",
        "post_id,day,time,zone,state,title,text,own_texts,channels\np1,2026-12-01,09:00,Europe/Berlin,draft,A,B,,\n",
    ],
)
def test_a_plan_of_posts_is_not_asked_for_its_figures(read_one, content):
    parsed = read_one(content)
    assert (parsed.kind, keys(parsed)[0]) == ("unknown", "question.plan")


@pytest.mark.parametrize(
    "content",
    [
        "Datum;Text;Kanal;Reichweite\n01.09.2026;Hallo;Instagram;5\n",
        "Beitrag;Text;Kanal;Absender\n1;Hallo;Instagram;mira\n",
    ],
)
def test_figures_and_messages_are_no_plan_though_their_headings_would_do(read_one, content):
    parsed = read_one(content)
    assert (parsed.kind, keys(parsed)[0]) == ("unknown", "question.new_table")


def test_a_role_is_guessed_only_where_the_cells_fit(read_one):
    assert read_one("likes,date\nvery,soon\nmany,later\n").guessed == {"likes": "", "date": ""}


def test_dates_with_numbers_alone_are_guessed_to_be_daily(read_one):
    assert read_one("Datum;Reichweite\n01.09.2026;5\n").guessed == {"Datum": "day", "Reichweite": "reach"}


def test_the_nearest_format_is_named_with_what_is_missing(read_one, as_csv, ig_rows):
    rows = [[cell for place, cell in enumerate(row) if place not in (6, 16)] for row in ig_rows]
    rows = [[cell for place, cell in enumerate(row) if place != 15] for row in rows]
    parsed = read_one(as_csv(rows))
    close = next(found for found in parsed.findings if found.key == "imports.note.nearest_format")
    assert dict(close.values) == {
        "format": "meta_ig_posts", "n": 5, "total": 7, "missing": "publish time, saves",
    }  # fmt: skip


def test_a_mapping_makes_posts(read_one, values_of):
    parsed = read_one(TABLE, mapping=MAPPING, network="mastodon")
    assert (parsed.kind, parsed.format_id, parsed.network) == ("posts", "generic", "mastodon")
    assert parsed.posts.published_precision.tolist() == ["minute", "day"]
    assert values_of(parsed) == {("7", "views"): 1200, ("7", "likes"): 5, ("8", "likes"): 6}


def test_a_mapping_holds_whatever_the_case_and_order_of_the_headings(read_one):
    turned = "\n".join(",".join(reversed(line.split(","))) for line in TABLE.upper().splitlines()) + "\n"
    parsed = read_one(turned, mapping=MAPPING, network="x")
    assert parsed.totals == {"views": 1200.0, "likes": 11.0}


def test_posts_without_an_id_get_one_from_date_and_text(read_one):
    mapping = {name: role for name, role in MAPPING.items() if role != "external_id"}
    first = read_one(TABLE, mapping=mapping, network="x").posts.external_id.tolist()
    more = TABLE.replace("1200", "1300")
    assert read_one(more, mapping=mapping, network="x").posts.external_id.tolist() == first
    assert len(set(first)) == 2


def test_the_role_day_makes_a_daily_table(read_one):
    text = "Tag;Neue;Alle\n01.09.2026;5;100\n02.09.2026;;105\n"
    mapping = {"Tag": "day", "Neue": "follows", "Alle": "followers"}
    parsed = read_one(text, mapping=mapping, network="x")
    assert (parsed.kind, parsed.totals) == ("days", {"follows": 5.0})
    assert len(parsed.days) == 3


@pytest.mark.parametrize("role", ["author", "direction", "parent_external_id"])
def test_the_roles_of_a_conversation_make_messages(read_one, role):
    text = "a,b,c\n1,hello,true\n"
    parsed = read_one(text, mapping={"a": "external_id", "b": "text", "c": role})
    assert parsed.kind == "messages"
    assert parsed.messages.text.tolist() == ["hello"]


def test_without_a_network_the_mapping_asks_for_it(read_one):
    assert "question.network" in keys(read_one(TABLE, mapping=MAPPING))


def test_a_mapping_of_other_headings_leaves_the_table_unknown(read_one):
    assert read_one(TABLE, mapping={"Farbe": "text"}).kind == "unknown"
    assert read_one(TABLE, mapping={"Nr": ""}).kind == "unknown"


def test_a_known_format_does_not_need_the_mapping(read_one, as_csv, ig_rows):
    assert read_one(as_csv(ig_rows), mapping={"Likes": "shares"}).totals["likes"] == 16


def test_the_roles_offered_cover_posts_days_and_messages():
    assert {"external_id", "text", "published_at", "day", "author", "direction", "views", "followers"} <= set(ROLES)


def test_prose_with_commas_is_no_table(read_one):
    text = "Dear all, this is a letter\n" + "with lines\n" * 9 + "and, commas\n"
    assert read_one(text).kind == "refused"
