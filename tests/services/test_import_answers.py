"""In which zone own times are read, and what is not asked a second time."""

from datetime import datetime

import pytest

from cmlite.services import import_answers, import_batches, imports
from tests.conftest import NOW
from tests.services.test_imports import WHO

BERLIN = "Europe/Berlin"
TIMES = {
    "2026-07-01 10:00:00": datetime(2026, 7, 1, 8),
    "2026-12-01T10:00:00": datetime(2026, 12, 1, 9),
    "2026-12-01 10:00": datetime(2026, 12, 1, 9),
    "2026-12-01 10:00:00.500": datetime(2026, 12, 1, 9, 0, 0, 500_000),
    "2026-03-29 02:30:00": datetime(2026, 3, 29, 1, 30),  # skipped: moves forward by the gap
    "2026-10-25 01:59:59": datetime(2026, 10, 24, 23, 59, 59),
    "2026-10-25 02:00:00": datetime(2026, 10, 25, 0),  # there twice: the first is taken
    "2026-10-25 02:59:59": datetime(2026, 10, 25, 0, 59, 59),
    "2026-10-25 03:00:00": datetime(2026, 10, 25, 2),
    "2026-07-01": datetime(2026, 7, 1),  # a day stays the day it is
    "2026-07-01T10:00:00Z": datetime(2026, 7, 1, 10),
    "2026-07-01 10:00:00+05:00": datetime(2026, 7, 1, 5),
    "2026-10-25T02:30:00+01:00": datetime(2026, 10, 25, 1, 30),
    "2026-10-25T02:30:00.5+0100": datetime(2026, 10, 25, 1, 30, 0, 500_000),
}
GERMAN = {
    "01.07.2026 10:00": datetime(2026, 7, 1, 8),
    "01.12.2026 10:00:05": datetime(2026, 12, 1, 9, 0, 5),
    "25.10.2026 02:30": datetime(2026, 10, 25, 0, 30),
}
VIEWS = "sep=,\nViews\nDate,Primary\n2026-09-01T00:00:00,12\n".encode("utf-16")
TABLE = b"Nummer;Wann;Was;Herzen\n1;2026-09-01 10:00;Brot;5\n"
MAPPING = {"Nummer": "external_id", "Wann": "published_at", "Was": "text", "Herzen": "likes"}


def look(store, content, folder, *, name="a.csv", network="", zone="", home=BERLIN, mapping=None):
    said = imports.options(network, zone, None, mapping or {}, home)
    return imports.look(store, "b1", name, content, said, limit_mb=200, folder=folder)


def conversation(times):
    lines = [f'{place},anna,Wann offen?,"{time}"' for place, time in enumerate(times)]
    return "\n".join(["id,author,text,time", *lines, ""]).encode()


def saved_times(store):
    rows = store.rows("select external_id, sent_at from message")
    return {row["external_id"]: row["sent_at"] for row in rows}


@pytest.mark.parametrize("big", [1, 10**9])
@pytest.mark.parametrize("times", [TIMES, GERMAN])
def test_times_without_an_offset_are_the_owners_in_both_ways_of_reading(
    store, brand, tmp_path, monkeypatch, big, times
):
    monkeypatch.setattr(imports, "BIG", big)
    (one,) = look(store, conversation(times), tmp_path, network="facebook")
    assert (one.big is not None, one.parsed.zone, one.parsed.walls) == (big == 1, BERLIN, True)
    assert "imports.note.zone_assumed" in [found.key for found in one.parsed.findings]
    batch = import_batches.take_over(store, "b1", one, **WHO)
    assert saved_times(store) == {str(place): moment for place, moment in enumerate(times.values())}
    assert batch.zone == BERLIN


@pytest.mark.parametrize("big", [1, 10**9])
def test_another_zone_may_be_said_and_files_with_offsets_are_not_asked(store, brand, tmp_path, monkeypatch, big):
    monkeypatch.setattr(imports, "BIG", big)
    (said,) = look(store, conversation(["2026-07-01 10:00:00"]), tmp_path, network="facebook", zone="UTC")
    assert (said.parsed.zone, said.parsed.walls) == ("UTC", True)
    import_batches.take_over(store, "b1", said, **WHO)
    assert saved_times(store) == {"0": datetime(2026, 7, 1, 10)}
    (offset,) = look(store, conversation(["2026-07-01T10:00:00Z"]), tmp_path, network="facebook")
    assert (offset.parsed.zone, offset.parsed.walls) == ("UTC", False)


def test_the_zone_of_an_own_table_is_remembered_with_its_columns(store, brand, tmp_path):
    headings = tuple(MAPPING)
    import_answers.remember_mapping(store, "b1", headings, MAPPING, "instagram", **WHO)
    (mine,) = look(store, TABLE, tmp_path)
    assert (mine.parsed.zone, str(mine.parsed.posts.published_at[0])) == (BERLIN, "2026-09-01 08:00:00")
    import_answers.remember_answers(store, "b1", headings, "instagram", "UTC", **WHO)
    (told,) = look(store, TABLE, tmp_path)
    assert (told.parsed.zone, told.parsed.walls, str(told.parsed.posts.published_at[0])) == (
        "UTC",
        True,
        "2026-09-01 10:00:00",
    )


def test_posts_without_an_id_are_the_same_posts_in_whatever_zone_they_are_read(store, brand, tmp_path):
    mapping = {heading: role for heading, role in MAPPING.items() if role != "external_id"}
    ids = [
        look(store, TABLE, tmp_path, network="instagram", zone=zone, mapping=mapping)[0].parsed.posts.external_id[0]
        for zone in ("UTC", BERLIN)
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("name", ["Views.csv", "Views (1).csv"])
def test_a_file_that_was_taken_over_is_not_asked_for_its_network_again(store, brand, tmp_path, name):
    content = VIEWS
    (asked,) = look(store, content, tmp_path, name="Views.csv")
    assert (asked.network, asked.asks) == ("", True)
    (answered,) = look(store, content, tmp_path, name="Views.csv", network="facebook")
    batch = import_batches.take_over(store, "b1", answered, **WHO)
    (known,) = look(store, content, tmp_path, name=name)
    assert (known.network, known.channel_id, known.asks) == ("facebook", batch.channel_id, True)
    assert known.counts.does_nothing
    (other,) = look(store, content, tmp_path, name=name, network="instagram")
    assert other.network == "instagram"
    import_batches.undo(store, "b1", batch.import_id, now=NOW, actor="owner")
    (undone,) = look(store, content, tmp_path, name=name)
    assert undone.network == ""


def test_what_another_brand_answered_is_not_taken(store, brand, other_brand, tmp_path):
    (one,) = look(store, VIEWS, tmp_path, name="Views.csv", network="facebook")
    import_batches.take_over(store, "b1", one, **WHO)
    import_answers.remember_mapping(store, "b1", tuple(MAPPING), MAPPING, "instagram", "UTC", **WHO)
    for content in (VIEWS, TABLE):
        (theirs,) = imports.look(
            store, "b2", "Views.csv", content, imports.options("", "", None, {}, BERLIN), limit_mb=200, folder=tmp_path
        )
        assert (theirs.network, theirs.counts) == ("", None)


@pytest.mark.parametrize("big", [1, 10**9])
def test_a_conversation_keeps_the_zone_it_was_taken_over_with(store, brand, tmp_path, monkeypatch, big):
    monkeypatch.setattr(imports, "BIG", big)
    content = conversation(["2026-07-01 10:00:00"])
    (said,) = look(store, content, tmp_path, network="facebook", zone="UTC")
    import_batches.take_over(store, "b1", said, **WHO)
    (again,) = look(store, content, tmp_path)
    assert (again.network, again.parsed.zone, again.counts.does_nothing) == ("facebook", "UTC", True)
