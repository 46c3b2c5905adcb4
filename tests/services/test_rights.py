"""Rights: everything about somebody is found, erased everywhere at once, stays away, and leaves a proof without them."""

import csv
import io
import json
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cmlite import config
from cmlite.domain.channels import Channel
from cmlite.domain.inbox import Filters
from cmlite.domain.leads import LeadDraft
from cmlite.domain.rights import unbroken
from cmlite.domain.sync import Arrival
from cmlite.errors import NotFoundError
from cmlite.services import backups, classes, conversations, exports, inbox, leads, merging, people, rewriting, rights
from cmlite.services.connections import Outside
from cmlite.store import queue, traces
from cmlite.store.arrivals import save_arrivals
from cmlite.store.brands import brand_tables
from cmlite.store.db import Store
from cmlite.store.rows import insert, update
from cmlite.store.secrets import Secrets
from tests.conftest import NOW, ROOT
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}
HANDLE, NAME, OUTSIDE = "wanda_w7", "Wanda Kowalczyk", "did:plc:wanda7xyz"
SAID = "Das Roggenbrot war heute leider steinhart und kalt."
NEEDLES = (HANDLE, NAME, OUTSIDE, SAID)
CHANNEL = Channel(channel_id="c1", brand_id="b1", network="bluesky", handle="@brot", created_at=NOW, actor="owner")


def arrival(number: int, text: str, at: datetime, **values) -> Arrival:
    """What the network tells of her."""
    usual = {"author_id": OUTSIDE, "author_handle": HANDLE, "author_name": NAME, "thread_id": f"at://{OUTSIDE}/root"}
    return Arrival(external_id=f"at://{OUTSIDE}/{number}", text=text, sent_at=at, **(usual | values))


def answer() -> Arrival:
    """What the bakery answered her on the network."""
    ours = {"author_id": "did:plc:brot", "author_handle": "brot", "author_name": "", "ours": True}
    return arrival(2, f"@{HANDLE} Das tut uns leid!", NOW - timedelta(hours=4), parent_id=f"at://{OUTSIDE}/1", **ours)


def everywhere(store) -> list[tuple[str, str, str]]:
    """Where one of her needles stands in the whole file: table, column, value."""
    found = []
    with store.read() as cursor:
        for table in [str(row["table_name"]) for row in store.rows("select table_name from duckdb_tables()")]:
            names = [one[0] for one in cursor.execute(f'describe "{table}"').fetchall()]
            for row in cursor.execute(f'select * from "{table}"').fetchall():
                for name, value in zip(names, row, strict=True):
                    if any(needle.lower() in str(value).lower() for needle in NEEDLES):
                        found.append((table, name, str(value)))
    return found


@pytest.fixture
def wanda(store, brand) -> str:
    """She wrote to the bakery and got an answer; somebody else named her; a draft, a note and a lead are there."""
    with store.write() as cursor:
        insert(cursor, "channel", **CHANNEL.model_dump(exclude_none=True))
        first = arrival(1, SAID, NOW - timedelta(hours=5))
        friend = Arrival(
            external_id="at://did:plc:otto12/3",
            text=f"Stimmt, @{HANDLE}. {NAME} hat recht",
            sent_at=NOW - timedelta(hours=3),
            author_id="did:plc:otto12",
            author_handle="otto",
            thread_id=f"at://{OUTSIDE}/root",
            parent_id=first.external_id,
        )
        save_arrivals(cursor, CHANNEL, [first, answer(), friend], now=NOW)
    person_id = f"b1:bluesky:{OUTSIDE}"
    (conversation,) = store.rows("select conversation_id from conversation where person_id = ?", [person_id])
    conversation_id = conversation["conversation_id"]
    conversations.save_draft(store, "b1", conversation_id, f"Liebe {NAME}", **WHO)
    conversations.add_note(store, "b1", conversation_id, f"{NAME} hat angerufen", **WHO)
    leads.begin(store, "b1", LeadDraft(interest=f"Torte für {NAME}"), conversation_id=conversation_id, **WHO)
    people.save(store, "b1", person_id, tags=["regular"], note="mag kein Roggen", **WHO)
    return person_id


def fill(store, person_id: str) -> None:
    """A row about her in every table of the schema, and her name in every text of every table."""
    conversation_id = store.row("select conversation_id from conversation where person_id = ?", [person_id])
    ids = {"person_id": person_id, "subject_id": f"c1:at://{OUTSIDE}/1", "message_id": f"c1:at://{OUTSIDE}/1"}
    ids |= dict.fromkeys(("conversation_id", "from_id", "to_id"), conversation_id["conversation_id"])
    usual = {"TIMESTAMP": NOW, "DATE": NOW.date(), "BOOLEAN": False, "DOUBLE": 1.0, "BLOB": b""}
    with store.write() as cursor:
        for table in brand_tables(cursor):
            if table in {"brand", "setting", "forgotten", "erasure", "retention_run", "person"}:
                continue
            for about_her in (True, False):
                row: dict[str, object] = {}
                for name, kind, _, key, *_ in cursor.execute(f'describe "{table}"').fetchall():
                    if kind != "VARCHAR":
                        row[name] = usual.get(kind, 1)
                    elif name == "role":  # read by the erasure itself
                        row[name] = "owner"
                    elif name.endswith("_id") or name in traces.NEUTRAL:
                        row[name] = ids[name] if about_her and name in ids else f"{table}-{about_her}"
                    else:
                        apart = about_her if key else ""  # no two rows with the same key
                        row[name] = f'{{"a": "{apart}@{HANDLE} · {NAME}: {SAID}"}}'
                insert(cursor, table, **(row | {"brand_id": "b1"}))


def test_every_table_of_the_schema_forgets_her(store, wanda, tmp_path):
    """A new table is filled here by itself: where it keeps somebody, `traces` must find it or this fails."""
    fill(store, wanda)
    tables = {table for table, _, _ in everywhere(store)}
    with store.read() as cursor:
        searched = set(traces.tables_of(cursor)) - {"brand", "setting", "forgotten", "erasure", "retention_run"}
        named = {table for table in searched if traces.text_columns(traces.tables_of(cursor)[table])}
    assert named - {"person"} <= tables
    rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    assert everywhere(store) == []


def test_what_is_shown_is_all_there_is(store, wanda):
    kept = rights.everything(store, "b1", wanda)
    assert {"person", "conversation", "message", "lead", "audit"} <= set(kept.own)
    assert {row["text"] for row in kept.own["message"]} == {
        SAID,
        f"@{HANDLE} Das tut uns leid!",
        f"Liebe {NAME}",
        f"{NAME} hat angerufen",
    }
    assert [row["person_id"] for row in kept.naming["message"]] == ["b1:bluesky:did:plc:otto12"]
    content = json.loads(rights.as_json(kept, now=NOW))
    assert content["tables"]["person"][0]["note"] == "mag kein Roggen"
    assert "Otto" not in rights.as_json(kept, now=NOW).decode()
    assert {"section": "person", "row": 1, "field": "handle", "value": HANDLE} in rights.as_rows(kept)


def test_figures_stay_without_her_and_others_keep_what_they_said(store, wanda, tmp_path):
    before = store.row("select count(*) as n, min(first_in_at) as first, min(first_out_at) as out from conversation")
    rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    after = store.row("select count(*) as n, min(first_in_at) as first, min(first_out_at) as out from conversation")
    assert after == before
    assert store.row("select text from message")["text"] == "Stimmt, @[…]. […] hat recht"
    lead = store.row("select stage, interest, person_id from lead")
    assert lead == {"stage": "new", "interest": "", "person_id": ""}
    assert [one.leads for one in leads.by_post(store, "b1")] == [1]
    assert leads.board(store, "b1")["new"] == []


def test_the_proof_says_what_went_and_not_who(store, wanda, tmp_path):
    (tmp_path / "cmlite-daily-20261123T040000.zip").write_bytes(b"x")
    made = rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    assert (made.people, made.cause, made.actor) == (1, "asked", "owner")
    assert (made.counts["message"], made.counts["lead"], made.places > 0) == (4, 1, True)
    assert made.backups == ("cmlite-daily-20261123T040000.zip",)
    chain, whole = rights.erasures(store, "b1")
    assert (chain, whole) == ([made], True)
    assert not any(needle in made.model_dump_json() for needle in NEEDLES)
    with store.write() as cursor:
        update(cursor, "erasure", {"erasure_id": made.erasure_id}, people=2)
    assert rights.erasures(store, "b1")[1] is False


def test_proofs_form_a_chain_from_which_none_can_be_taken(store, brand, tmp_path):
    for name in ("a_1", "b_2", "c_3"):
        hear(store, "b1", name, ("in", 5, "Hallo"), handle=name)
        rights.erase(store, "b1", f"b1:{name}", folder=tmp_path, **WHO)
    chain = rights.erasures(store, "b1")[0][::-1]
    assert unbroken(chain)
    assert not unbroken([chain[0], chain[2]])


def test_a_later_sync_brings_no_old_text_back_but_a_new_one_is_heard(store, wanda, tmp_path):
    rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    again = [
        arrival(1, SAID, NOW - timedelta(hours=5)),
        arrival(7, "Auch alt", NOW - timedelta(days=90)),
        answer(),
    ]
    with store.write() as cursor:
        assert save_arrivals(cursor, CHANNEL, again, now=NOW) == 0
        assert save_arrivals(cursor, CHANNEL, [arrival(9, "Neu", NOW + timedelta(hours=1))], now=NOW) == 1
    assert [row["text"] for row in store.rows("select text from message where person_id = ?", [wanda])] == ["Neu"]


def test_a_later_file_brings_no_old_text_back(store, wanda, tmp_path):
    import pandas as pd

    from cmlite.store.imported_messages import match_messages, write_messages
    from cmlite.store.imported_rows import refused_lines, stage_frame

    rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    columns = (
        "external_id",
        "author",
        "text",
        "sent_at",
        "parent_external_id",
        "direction",
        "post_external_id",
        "kind",
    )
    old, new = NOW - timedelta(days=3), NOW + timedelta(days=1)
    rows = [
        ("11", "@Wanda_W7", "alt", old, "", "in", "", "comment"),
        ("12", "brot", "Antwort", old, "11", "out", "", "comment"),
        ("13", "brot", "Noch eine", old, "12", "out", "", "comment"),
        (f"at://{OUTSIDE}/1", "x", SAID, old, "", "in", "", "comment"),
        ("15", HANDLE, "neu", new, "", "in", "", "comment"),
        ("16", "otto", "Hallo", old, "", "in", "", "comment"),
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(line=range(2, 8))
    with store.write() as cursor:
        stage_frame(cursor, frame)
        counts = match_messages(cursor, "b1", "bluesky")
        assert list(refused_lines(cursor)["line"]) == [2, 3, 4, 5]
        write_messages(cursor, "b1", "bluesky", "c1", import_id="i1", now=NOW)
    assert (counts.new, counts.same, counts.refused) == (2, 0, 4)
    texts = {row["text"] for row in store.rows("select text from message where import_id = 'i1'")}
    assert texts == {"neu", "Hallo"}


def test_a_backup_of_before_is_restored_without_her(store, wanda, tmp_path):
    folder = tmp_path / "backups"
    made = backups.back_up(store, folder, now=NOW)
    rights.erase(store, "b1", wanda, folder=folder, **WHO)
    backups.restore(store, Outside(Secrets(tmp_path)), made.path, now=NOW + timedelta(hours=1), actor="owner")
    assert everywhere(store) == []
    chain, whole = rights.erasures(store, "b1")
    assert whole
    assert [one.cause for one in chain] == ["restored", "asked"]
    with store.write() as cursor:
        assert save_arrivals(cursor, CHANNEL, [arrival(9, "Neu", NOW + timedelta(minutes=5))], now=NOW) == 1


def test_all_joined_handles_go_together(store, wanda, tmp_path):
    hear(store, "b1", "insta", ("in", 9, "Auch ich"), handle="wanda.k")
    people.join(store, "b1", wanda, "b1:wanda.k", **WHO)
    made = rights.erase(store, "b1", "b1:wanda.k", folder=tmp_path, **WHO)
    assert made.people == 2
    with pytest.raises(NotFoundError):
        people.person(store, "b1", wanda)


def test_nobody_erases_for_another_brand(store, wanda, other_brand, tmp_path: Path):
    with pytest.raises(NotFoundError):
        rights.erase(store, "b2", wanda, folder=tmp_path, **WHO)
    with pytest.raises(NotFoundError):
        rights.everything(store, "b2", wanda)


def test_no_queue_shows_what_is_left_of_her(store, wanda, tmp_path):
    rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    shown, _ = inbox.queue(store, "b1", Filters(state="all"), page=1, now=NOW)
    assert [one.handle for one in shown] == ["otto"]
    assert queue.count_queue(store, "b1", Filters(state="all"), NOW) == 1


def test_the_file_itself_holds_nothing_of_her_once_it_is_written_anew(store, wanda, tmp_path):
    store.close()
    assert SAID.encode() in store.path.read_bytes()
    again = Store(store.path, migrations=config.MIGRATIONS, views=config.VIEWS)
    try:
        rights.erase(again, "b1", wanda, folder=tmp_path, **WHO)
        assert rewriting.is_due(again)
        before = again.counts()
        assert rewriting.rewrite_if_due(again)
        assert not rewriting.is_due(again)
        assert {**again.counts(), "setting": 0} == {**before, "setting": 0}
    finally:
        again.close()
    content = store.path.read_bytes()
    assert not [needle for needle in (SAID, HANDLE, OUTSIDE) if needle.encode() in content]
    store._connection = store._open()


def test_every_table_with_rows_of_people_has_a_name_for_them(store, wanda):
    """What is shown to somebody who asks bears words, not names of tables."""
    fill(store, wanda)
    words = tomllib.loads((ROOT / "cmlite" / "locales" / "de.toml").read_text(encoding="utf-8"))["rights"]["table"]
    assert set(rights.everything(store, "b1", wanda).own) <= set(words)


def test_the_table_of_everything_holds_every_value_as_text(store, wanda):
    people.save(store, "b1", wanda, tags=[], note="=1+1", **WHO)
    kept = rights.everything(store, "b1", wanda)
    content = exports.rows_as_csv(rights.as_rows(kept), rights.COLUMNS, "en").decode("utf-8-sig")
    values = {(row["section"], row["field"]): row["value"] for row in csv.DictReader(io.StringIO(content))}
    assert values["person", "note"] == "'=1+1"
    assert values["person", "created_at"] == NOW.isoformat()


def test_a_thread_with_somebody_else_becomes_that_persons_conversation(store, wanda, tmp_path):
    (talk,) = store.rows("select conversation_id from conversation where person_id = ?", [wanda])
    with store.write() as cursor:
        otto = {"person_id": "b1:bluesky:did:plc:otto12", "direction": "in"}
        update(cursor, "message", otto, conversation_id=talk["conversation_id"])
    rights.erase(store, "b1", wanda, folder=tmp_path, **WHO)
    left = store.row(
        "select c.person_id, c.state from conversation as c inner join message as m on m.conversation_id = c.conversation_id"
    )
    assert left == {"person_id": "b1:bluesky:did:plc:otto12", "state": "waiting"}


def test_what_was_kept_about_a_conversation_that_was_merged_goes_too(store, brand):
    kept = hear(store, "b1", "1", ("in", 60, "Guten Morgen"), handle=HANDLE)
    gone = hear(store, "b1", "2", ("in", 50, SAID), handle=HANDLE)
    with store.write() as cursor:
        update(cursor, "conversation", {"conversation_id": gone}, class_id="complaint", class_from="words")
        update(cursor, "conversation", {"conversation_id": gone}, class_why="roggenbrot, steinhart")
        insert(
            cursor, "draft_look", look_id="l", brand_id="b1", conversation_id=gone, member_id="m", text="Steinhart?",
            asked_at=NOW, actor="owner",
        )  # fmt: skip
    classes.set_class(store, "b1", [gone], "praise", **WHO)
    merging.merge(store, "b1", kept, gone, **WHO)
    rights.erase(store, "b1", f"b1:{HANDLE}", folder=store.path.parent, **WHO)
    assert store.rows("select * from class_change") == []
    assert store.rows("select * from draft_look") == []


def test_models_forget_at_once_what_they_learnt_from_somebody(store, brand):
    one = hear(store, "b1", "1", ("in", 60, SAID), handle=HANDLE)
    hear(store, "b1", "2", ("in", 60, "Guten Morgen"), handle="other_2")
    with store.write() as cursor:
        insert(
            cursor, "triage_model", model_id="m", brand_id="b1", aspect="kind", language="de", version=1, state="on",
            texts=50, figures="{}", content=b"steinhart", made_at=NOW, actor="worker",
        )  # fmt: skip
    rights.erase(store, "b1", "b1:other_2", folder=store.path.parent, **WHO)
    assert store.rows("select state from triage_model") == [{"state": "on"}], "nobody corrected a word of theirs"
    classes.set_class(store, "b1", [one], "complaint", **WHO)
    rights.erase(store, "b1", f"b1:{HANDLE}", folder=store.path.parent, **WHO)
    assert store.rows("select state, octet_length(content) as n from triage_model") == [{"state": "past", "n": 0}]
