"""What a store remembers of its reads: never an answer from before a change that was acknowledged."""

import threading

import duckdb
import pytest

from cmlite.errors import StoreError
from cmlite.store.remembering import ALL_ROWS, ENTRIES, LARGEST, Remembered
from cmlite.store.rows import insert

COUNT = "select count(*) as n from setting where brand_id = ?"


def save(store, name):
    with store.write() as cursor:
        insert(cursor, "setting", brand_id="b1", name=name, value="", changed_at="2026-11-24", actor="owner")


def asked(monkeypatch, store):
    """Counts how often the engine is asked."""
    calls = []
    read = store.read
    monkeypatch.setattr(store, "read", lambda: calls.append(1) or read())
    return calls


def test_the_engine_is_asked_once_while_nothing_changes(monkeypatch, store):
    calls = asked(monkeypatch, store)
    assert [store.row(COUNT, ["b1"])["n"] for _ in range(3)] == [0, 0, 0]
    assert len(calls) == 1
    assert store.row(COUNT, ["b2"])["n"] == 0
    assert len(calls) == 2


def test_a_save_is_seen_at_once(store):
    assert store.row(COUNT, ["b1"])["n"] == 0
    save(store, "one")
    assert store.row(COUNT, ["b1"])["n"] == 1
    assert len(store.frame("select * from setting")) == 1
    save(store, "two")
    assert len(store.frame("select * from setting")) == 2


def test_a_save_elsewhere_leaves_an_answer_alone_and_a_save_beneath_a_view_does_not(monkeypatch, store):
    figures = "select count(*) as n from publication_figures"
    calls = asked(monkeypatch, store)
    before = store.row(COUNT, ["b1"]), store.row(figures)
    save(store, "one")
    assert store.row(figures) == before[1]
    assert len(calls) == 2
    assert store.row(COUNT, ["b1"])["n"] == 1
    assert len(calls) == 3
    with store.write() as cursor:
        cursor.execute("delete from publication_metric")
    store.row(figures)
    assert len(calls) == 4


def test_what_a_transaction_only_read_stays(monkeypatch, store):
    store.row(COUNT, ["b1"])
    with store.write() as cursor:
        assert cursor.execute(COUNT, ["b1"]).fetchall() == [(0,)]
    calls = asked(monkeypatch, store)
    store.row(COUNT, ["b1"])
    assert not calls


def test_a_change_nobody_can_read_from_its_words_makes_everything_forgotten(monkeypatch, store):
    store.row(COUNT, ["b1"])
    with store.write() as cursor:
        cursor.execute("create temporary table elsewhere (a integer)")
    calls = asked(monkeypatch, store)
    store.row(COUNT, ["b1"])
    assert len(calls) == 1


def test_an_answer_overtaken_by_a_change_of_its_own_table_only_is_not_kept():
    remembered = Remembered()
    remembered.know({"post": frozenset({"post"}), "person": frozenset({"person"})})

    def ask(table):
        remembered.forget({table})  # somebody else's change, while this is read
        return [table]

    remembered.recall("rows", "select 1 from post", None, lambda: ask("person"))
    assert remembered.recall("rows", "select 1 from post", None, lambda: ["new"]) == ["person"]
    remembered.recall("rows", "select 2 from post", None, lambda: ask("post"))
    assert remembered.recall("rows", "select 2 from post", None, lambda: ["new"]) == ["new"]
    assert remembered._rows == sum(len(one.found) for one in remembered._answers.values()) == 1


def test_what_a_caller_does_with_an_answer_stays_with_the_caller(store):
    save(store, "one")
    store.rows("select name from setting")[0]["name"] = "spoilt"
    frame = store.frame("select name from setting")
    frame.loc[0, "name"] = "spoilt"
    frame["more"] = 1
    assert store.rows("select name from setting") == [{"name": "one"}]
    assert store.frame("select name from setting").to_dict("records") == [{"name": "one"}]


def test_a_write_that_failed_leaves_nothing_remembered_from_within(store):
    with pytest.raises(duckdb.Error), store.write() as cursor:
        insert(cursor, "setting", brand_id="b1", name="one", value="", changed_at="2026-11-24", actor="owner")
        cursor.execute("select nonsense")
    assert store.row(COUNT, ["b1"])["n"] == 0


def test_an_answer_that_was_overtaken_by_a_change_is_not_kept():
    remembered = Remembered()

    def ask():
        remembered.forget()  # somebody else's change, while this is read
        return ["old"]

    assert remembered.recall("rows", "q", None, ask) == ["old"]
    assert remembered.recall("rows", "q", None, lambda: ["new"]) == ["new"]


def test_true_is_not_one_and_the_kinds_are_apart():
    remembered = Remembered()
    assert remembered.recall("rows", "q", [1], lambda: ["one"]) == ["one"]
    assert remembered.recall("rows", "q", [True], lambda: ["true"]) == ["true"]
    assert remembered.recall("frame", "q", [1], lambda: ["frame"]) == ["frame"]
    assert remembered.recall("rows", "q", {"a": [1, 2]}, lambda: ["named"]) == ["named"]


def test_memory_stays_flat():
    remembered = Remembered()
    for number in range(ENTRIES + 50):
        remembered.recall("rows", "q", [number], lambda: [1])
    assert len(remembered._answers) == ENTRIES
    large = list(range(LARGEST + 1))
    assert remembered.recall("rows", "large", None, lambda: large) is large
    assert remembered.recall("rows", "large", None, lambda: [1]) == [1]


def test_many_large_answers_do_not_add_up():
    remembered, large = Remembered(), list(range(LARGEST))
    for number in range(2 * ALL_ROWS // LARGEST):
        remembered.recall("rows", "q", [number], lambda: large)
    assert sum(len(one.found) for one in remembered._answers.values()) == ALL_ROWS
    remembered.forget()
    assert remembered.recall("rows", "q", [0], lambda: ["new"]) == ["new"]
    assert remembered.recall("rows", "q", [0], lambda: ["newer"]) == ["new"]


def test_a_closed_store_answers_nothing_from_memory(store, tmp_path):
    other = store.open_other(tmp_path / "other.duckdb")
    other.row(COUNT, ["b1"])
    other.close()
    with pytest.raises(StoreError):
        other.row(COUNT, ["b1"])


def test_readers_beside_a_writer_never_see_less_than_was_acknowledged(store):
    acknowledged, wrong, done = [0], [], threading.Event()

    def read():
        while not done.is_set():
            least = acknowledged[0]
            if store.row(COUNT, ["b1"])["n"] < least:
                wrong.append(least)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(100):
        save(store, f"n{number}")
        acknowledged[0] = number + 1
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
