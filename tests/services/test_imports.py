"""Look, take over, take over again, undo; threads out of a CSV; bad files leave no trace."""

import csv
import errno
import io
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cmlite.domain.inbox import Filters
from cmlite.domain.leads import LeadDraft
from cmlite.domain.people import Wanted
from cmlite.errors import CmliteError, ImportRefused, NotFoundError
from cmlite.services import (
    channels,
    conversations,
    import_answers,
    import_batches,
    imports,
    inbox,
    leads,
    merging,
    people,
    publishing,
    rights,
)
from cmlite.store import brands
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
INSTAGRAM = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
    "Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves\n"
)


def instagram(*rows):
    """A Meta export of Instagram posts: (id, text, views, reach, likes)."""
    lines = [
        f'{post},178,sonne_b,Sonne,"{text}",0,09/01/2026 09:00,https://www.instagram.com/p/{post}/,IG image,,Lifetime,{views},{reach},{likes},0,,1,2'
        for post, text, views, reach, likes in rows
    ]
    return (INSTAGRAM + "\n".join(lines) + "\n").encode("utf-8-sig")


def look(store, brand, name, content, folder, *, network="", **answers):
    options = imports.options(network, answers.get("zone", ""), answers.get("day_first"), answers.get("mapping", {}))
    return imports.look(store, brand.brand_id, name, content, options, limit_mb=200, folder=folder)


def take(store, brand, name, content, folder, *, at=NOW, **answers):
    batches = []
    for place, candidate in enumerate(look(store, brand, name, content, folder, **answers)):
        batches.append(
            import_batches.take_over(store, brand.brand_id, candidate, now=at + timedelta(seconds=place), actor="owner")
        )
    return batches


def figures(store):
    return {
        row["external_id"]: (row["views"], row["reach"], row["likes"])
        for row in store.rows(
            """select p.external_id, f.views, f.reach, f.likes from publication_figures as f
            inner join publication as p on p.publication_id = f.publication_id"""
        )
    }


def left(store):
    """Rows by table, without the traces that every import leaves on purpose."""
    return {
        table: n
        for table, n in store.counts().items()
        if n and table not in {"audit", "import_batch", "brand", "schema_migration"}
    }


def test_looking_saves_nothing(store, brand, tmp_path):
    candidates = look(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    assert [(one.network, one.counts.new, one.is_ready) for one in candidates] == [("instagram", 1, True)]
    assert left(store) == {}


def test_posts_and_figures_are_taken_over_and_the_channel_is_created(store, brand, tmp_path):
    (batch,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5), (2, "Kuchen", 50, 40, "")), tmp_path)
    assert (batch.rows_new, batch.rows_changed, batch.rows_same) == (2, 0, 0)
    assert figures(store) == {"1": (100.0, 80.0, 5.0), "2": (50.0, 40.0, None)}
    assert [channel.handle for channel in channels.channels(store, "b1")] == ["sonne_b"]


def test_a_file_that_names_no_account_makes_a_channel_with_the_name_of_the_brand(store, brand, tmp_path):
    take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    assert [channel.handle for channel in channels.channels(store, "b1")] == [brand.name]


def test_the_same_file_again_is_recognised_and_changes_nothing(store, brand, tmp_path):
    content = instagram((1, "Brot", 100, 80, 5))
    take(store, brand, "a.csv", content, tmp_path)
    before = left(store)
    (candidate,) = look(store, brand, "a (1).csv", content, tmp_path)
    assert candidate.counts.does_nothing
    take(store, brand, "a.csv", content, tmp_path, at=NOW + timedelta(days=1))
    assert left(store) == before


def test_a_newer_export_adds_a_snapshot_and_the_newest_counts(store, brand, tmp_path):
    take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5), (2, "Kuchen", 50, 40, 1)), tmp_path)
    (batch,) = take(
        store,
        brand,
        "b.csv",
        instagram((1, "Brot", 150, 90, 5), (2, "Kuchen", 50, 40, 1)),
        tmp_path,
        at=NOW + timedelta(days=7),
    )
    assert (batch.rows_new, batch.rows_changed, batch.rows_same) == (0, 1, 1)
    assert figures(store)["1"] == (150.0, 90.0, 5.0)
    snapshots = store.rows(
        "select metric, value from publication_metric where metric = 'views' order by fetched_at, value"
    )
    assert [row["value"] for row in snapshots] == [50.0, 100.0, 150.0]


def test_a_false_zero_never_overwrites_a_number(store, brand, tmp_path):
    take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    take(store, brand, "b.csv", instagram((1, "Brot", 0, 80, 5)), tmp_path, at=NOW + timedelta(days=1))
    assert figures(store)["1"] == (100.0, 80.0, 5.0)


def test_undo_leaves_no_trace(store, brand, tmp_path):
    (batch,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert left(store) == {}
    with pytest.raises(NotFoundError):
        import_batches.undo(store, "b1", batch.import_id, **WHO)


def test_undoing_the_second_brings_back_the_figures_of_the_first(store, brand, tmp_path):
    take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    (second,) = take(
        store,
        brand,
        "b.csv",
        instagram((1, "Brot", 150, 90, 5), (3, "Neu", 1, 1, 1)),
        tmp_path,
        at=NOW + timedelta(days=1),
    )
    import_batches.undo(store, "b1", second.import_id, **WHO)
    assert figures(store) == {"1": (100.0, 80.0, 5.0)}


def test_undoing_the_first_keeps_what_the_second_knows(store, brand, tmp_path):
    (first,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    take(store, brand, "b.csv", instagram((1, "Brot", 150, 80, 5)), tmp_path, at=NOW + timedelta(days=1))
    import_batches.undo(store, "b1", first.import_id, **WHO)
    assert figures(store) == {"1": (150.0, 80.0, 5.0)}


def test_a_post_the_owner_confirmed_by_link_is_not_doubled(store, brand, tmp_path):
    from cmlite.domain.posts import PostDraft
    from cmlite.services import calendar

    channel = channels.declare(store, "b1", network="instagram", handle="@sonne_b", **WHO)
    draft = PostDraft(
        text="Brot",
        stage="planned",
        wall=datetime(2026, 11, 25, 9),
        zone="Europe/Berlin",
        channel_ids=(channel.channel_id,),
    )
    saved = calendar.create(store, "b1", draft, **WHO)
    target = calendar.entry(store, "b1", saved.post_id).targets[0]
    publishing.confirm_published(store, "b1", target.publication_id, link="https://www.instagram.com/p/7/", **WHO)
    (batch,) = take(store, brand, "a.csv", instagram((7, "Brot", 100, 80, 5)), tmp_path)
    assert (batch.rows_new, batch.channel_id) == (0, channel.channel_id)
    assert figures(store) == {"7": (100.0, 80.0, 5.0)}
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    row = store.row("select external_id, permalink, state from publication")
    assert row == {"external_id": "", "permalink": "https://www.instagram.com/p/7/", "state": "published"}


@pytest.mark.parametrize(
    "link",
    ["https://instagram.com/p/7", "https://www.instagram.com/p/7/?igsh=abc", "https://m.instagram.com/p/7/#x"],
)
def test_a_link_with_tracking_is_still_the_same_post(store, brand, tmp_path, link):
    from cmlite.domain.posts import PostDraft
    from cmlite.services import calendar

    channel = channels.declare(store, "b1", network="instagram", handle="@sonne_b", **WHO)
    draft = PostDraft(
        text="Brot",
        stage="planned",
        wall=datetime(2026, 11, 25, 9),
        zone="Europe/Berlin",
        channel_ids=(channel.channel_id,),
    )
    saved = calendar.create(store, "b1", draft, **WHO)
    target = calendar.entry(store, "b1", saved.post_id).targets[0]
    publishing.confirm_published(store, "b1", target.publication_id, link=link, **WHO)
    (batch,) = take(store, brand, "a.csv", instagram((7, "Brot", 100, 80, 5)), tmp_path)
    row = store.row(
        "select count(*) as n, min(published_at) as at_time, min(published_precision) as p from publication"
    )
    assert row == {"n": 1, "at_time": datetime(2026, 9, 1, 16, 0), "p": "minute"}
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert store.row("select published_at, published_precision from publication") == {
        "published_at": NOW,
        "published_precision": "day",
    }


def test_after_undoing_the_first_the_second_can_be_taken_over_again(store, brand, tmp_path):
    both = instagram((1, "Brot", 100, 80, 5), (2, "Kuchen", 50, 40, 1))
    (first,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    take(store, brand, "b.csv", both, tmp_path, at=NOW + timedelta(days=1))
    import_batches.undo(store, "b1", first.import_id, **WHO)
    (candidate,) = look(store, brand, "b.csv", both, tmp_path)
    assert (candidate.is_ready, candidate.counts.new) == (True, 1)
    take(store, brand, "b.csv", both, tmp_path, at=NOW + timedelta(days=2))
    assert set(figures(store)) == {"1", "2"}


def test_a_channel_of_another_network_is_not_taken(store, brand, tmp_path):
    other = channels.declare(store, "b1", network="facebook", handle="Sonne", **WHO)
    candidates = imports.look(
        store, "b1", "a.csv", instagram((1, "Brot", 100, 80, 5)), imports.options("", "", None, {}), limit_mb=200,
        folder=tmp_path, channel_id=other.channel_id,
    )  # fmt: skip
    assert candidates[0].channel_id == imports.NEW_CHANNEL


def test_a_new_channel_that_is_chosen_beside_another_is_a_new_one(store, brand, tmp_path, monkeypatch):
    own = channels.declare(store, "b1", network="instagram", handle="laden", **WHO)
    content = CONVERSATION.encode()
    for big in (False, True):
        monkeypatch.setattr(imports, "BIG", 1 if big else 2_000_000)
        (offered,) = look(store, brand, "c.csv", content, tmp_path, network="instagram")
        assert offered.channel_id == own.channel_id
    (chosen,) = imports.look(
        store, "b1", "a.csv", instagram((1, "Brot", 100, 80, 5)), imports.options("", "", None, {}), limit_mb=200,
        folder=tmp_path, channel_id=imports.NEW_CHANNEL,
    )  # fmt: skip
    batch = import_batches.take_over(store, "b1", chosen, **WHO)
    assert {one.handle for one in channels.channels(store, "b1")} == {"laden", "sonne_b"}
    assert batch.channel_id != own.channel_id


def test_nameless_files_go_where_the_last_one_went_and_names_are_never_there_twice(store, brand, tmp_path):
    for handle in ("laden", "werkstatt"):
        channels.declare(store, "b1", network="facebook", handle=handle, **WHO)
    files = [f"sep=,\nViews\nDate,Primary\n2026-0{month}-01T00:00:00,12\n".encode("utf-16") for month in (7, 8, 9)]
    first = [take(store, brand, "Views.csv", content, tmp_path, network="facebook")[0] for content in files[:2]]
    named = {one.channel_id: one.handle for one in channels.channels(store, "b1")}
    assert [named[batch.channel_id] for batch in first] == [brand.name, brand.name]
    said = imports.options("facebook", "", None, {})
    (wanted,) = imports.look(
        store, "b1", "Views.csv", files[2], said, limit_mb=200, folder=tmp_path, channel_id=imports.NEW_CHANNEL
    )
    import_batches.take_over(store, "b1", wanted, **WHO)
    handles = sorted(one.handle for one in channels.channels(store, "b1"))
    assert handles == sorted(["laden", "werkstatt", brand.name, f"{brand.name} 2"])


def test_files_of_one_drop_go_to_the_account_that_one_of_them_names(store, brand, tmp_path):
    (nameless,) = look(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="instagram")
    (named_one,) = look(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    import_batches.take_all(store, "b1", [nameless, named_one], report=lambda _share: None, **WHO)
    assert [one.handle for one in channels.channels(store, "b1")] == ["sonne_b"]


def test_undo_leaves_no_ghost_where_somebody_wrote_a_draft(store, brand, tmp_path):
    (batch,) = take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    mira = next(row for row in inbox.queue(store, "b1", Filters(), page=1, now=NOW)[0] if row.handle == "mira")
    conversations.save_draft(store, "b1", mira.conversation_id, "Bis gleich", **WHO)
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert inbox.count_waiting(store, "b1", now=NOW) == 0
    assert inbox.thread(store, "b1", mira.conversation_id, now=NOW).draft == "Bis gleich"


def test_a_big_file_with_a_bad_byte_is_read_the_careful_way(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1000)
    content = many_messages(3000).encode().replace(b"Text, 2900", b"Text\xff 2900")
    candidates = look(store, brand, "big.csv", content, tmp_path, network="facebook")
    assert candidates[0].big is None
    assert not list(tmp_path.glob("*.csv"))


def test_every_row_of_what_a_batch_did_can_be_taken_home(store, brand, tmp_path):
    (batch,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    frame = import_batches.changes(store, "b1", batch.import_id)
    assert set(frame["what"]) == {"post", "value"}
    assert frame.loc[frame["metric"] == "views", "value"].tolist() == [100.0]


def test_a_file_that_does_not_say_its_network_asks_and_is_not_taken_over(store, brand, tmp_path):
    content = 'sep=,\nViews\n"Date","Primary"\n"2026-09-01T00:00:00","12"\n'.encode("utf-16")
    (candidate,) = look(store, brand, "Views.csv", content, tmp_path)
    assert (candidate.is_ready, candidate.needs_answer) == (False, True)
    with pytest.raises(CmliteError):
        import_batches.take_over(store, "b1", candidate, **WHO)
    (answered,) = look(store, brand, "Views.csv", content, tmp_path, network="facebook")
    assert (answered.is_ready, answered.needs_answer) == (True, False)
    import_batches.take_over(store, "b1", answered, **WHO)
    assert store.row("select metric, value from channel_metric") == {"metric": "views", "value": 12.0}


def test_an_unknown_table_is_mapped_once_and_recognised_the_next_time(store, brand, tmp_path):
    content = b"Nummer;Wann;Was;Herzen\n1;2026-09-01 10:00;Brot;5\n2;2026-09-02 10:00;Kuchen;7\n"
    (candidate,) = look(store, brand, "eigene.csv", content, tmp_path)
    assert candidate.parsed.kind == "unknown"
    mapping = {"Nummer": "external_id", "Wann": "published_at", "Was": "text", "Herzen": "likes"}
    import_answers.remember_mapping(store, "b1", candidate.parsed.headings, mapping, "instagram", **WHO)
    (again,) = look(store, brand, "eigene2.csv", content, tmp_path)
    assert (again.parsed.kind, again.network, again.counts.new) == ("posts", "instagram", 2)


def test_the_network_of_an_own_table_is_remembered_with_its_columns_and_can_be_changed(store, brand, tmp_path):
    content = b"Nummer;Wann;Was;Herzen\n1;2026-09-01 10:00;Brot;5\n"
    mapping = {"Nummer": "external_id", "Wann": "published_at", "Was": "text", "Herzen": "likes"}
    import_answers.remember_mapping(store, "b1", tuple(mapping), mapping, "", **WHO)
    (asked,) = look(store, brand, "eigene.csv", content, tmp_path)
    assert (asked.network, asked.is_ready) == ("", False)
    for network in ("instagram", "facebook"):
        import_answers.remember_answers(store, "b1", asked.parsed.headings, network, **WHO)
        (again,) = look(store, brand, "eigene.csv", content, tmp_path)
        assert (again.network, again.is_ready) == (network, True)
    (other,) = look(store, brand, "eigene.csv", content, tmp_path, network="threads")
    assert other.network == "threads"


def test_the_network_of_a_known_format_leaves_no_mapping(store, brand):
    import_answers.remember_answers(store, "b1", ["id", "text"], "facebook", **WHO)
    assert store.row("select count(*) as n from import_mapping")["n"] == 0


CONVERSATION = """id,author,text,time,parent,direction
1,mira,Habt ihr offen?,2026-09-01 10:00:00,,in
2,sonne,Ja bis 18 Uhr,2026-09-01 10:30:00,1,out
3,mira,Danke,2026-09-01 10:40:00,2,in
4,jan,Das Brot war hart,2026-09-02 08:00:00,,in
5,sonne,,2026-09-02 09:00:00,4,out
6,x,Ohne Zeit,gestern,,in
"""


def test_messages_become_threads_with_their_times(store, brand, tmp_path):
    (batch,) = take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    assert batch.rows_new == 4
    rows, _ = inbox.queue(store, "b1", Filters(state="all"), page=1, now=NOW)
    assert {(row.handle, row.state) for row in rows} == {("mira", "open"), ("jan", "open")}
    mira = next(row for row in rows if row.handle == "mira")
    assert mira.first_out_at - mira.first_in_at == timedelta(minutes=30)
    assert mira.waiting_since == datetime(2026, 9, 1, 10, 40)
    assert [message.text for message in inbox.thread(store, "b1", mira.conversation_id, now=NOW).messages] == [
        "Habt ihr offen?",
        "Ja bis 18 Uhr",
        "Danke",
    ]


def test_a_later_file_continues_a_thread_and_opens_it_again(store, brand, tmp_path):
    take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    mira = next(row for row in inbox.queue(store, "b1", Filters(), page=1, now=NOW)[0] if row.handle == "mira")
    conversations.finish(store, "b1", mira.conversation_id, **WHO)
    more = "id,author,text,time,parent,direction\n3,mira,Danke,2026-09-01 10:40:00,2,in\n9,mira,Und morgen?,2026-09-03 10:00:00,3,in\n"
    (batch,) = take(store, brand, "d.csv", more.encode(), tmp_path, network="facebook", at=NOW + timedelta(days=1))
    assert (batch.rows_new, batch.rows_same) == (1, 1)
    shown = inbox.thread(store, "b1", mira.conversation_id, now=NOW)
    assert (shown.conversation.state, len(shown.messages)) == ("open", 4)
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert len(inbox.thread(store, "b1", mira.conversation_id, now=NOW).messages) == 3


def test_a_conversation_kept_for_its_note_is_the_same_one_when_its_file_comes_again(store, brand, tmp_path):
    (batch,) = take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    mira = next(row for row in inbox.queue(store, "b1", Filters(), page=1, now=NOW)[0] if row.handle == "mira")
    conversations.add_note(store, "b1", mira.conversation_id, "Stammkundin", **WHO)
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook", at=NOW + timedelta(days=1))
    assert store.counts()["conversation"] == 2
    shown = inbox.thread(store, "b1", mira.conversation_id, now=NOW)
    assert (shown.conversation.state, shown.conversation.waiting_since) == ("open", datetime(2026, 9, 1, 10, 40))
    assert [one.text for one in shown.messages] == ["Habt ihr offen?", "Ja bis 18 Uhr", "Danke", "Stammkundin"]


def test_a_merge_is_taken_back_into_what_was_imported_anew_since(store, brand, tmp_path):
    lines = (
        "1,mira,Hallo,2026-09-01 10:00:00,",
        "2,mira,Und?,2026-09-02 10:00:00,",
        "3,mira,Noch da?,2026-09-03 10:00:00,1",
    )
    files = [f"id,author,text,time,parent\n{line}\n".encode() for line in lines]
    first, *_ = [take(store, brand, f"{n}.csv", file, tmp_path, network="facebook")[0] for n, file in enumerate(files)]
    ids = [f"conversation:b1:facebook:{n}" for n in (1, 2)]
    change = merging.merge(store, "b1", *ids[::-1], **WHO)
    import_batches.undo(store, "b1", first.import_id, **WHO)
    take(store, brand, "0.csv", files[0], tmp_path, network="facebook", at=NOW + timedelta(days=1))
    merging.take_back(store, "b1", change, **WHO)
    assert [row["conversation_id"] for row in store.rows("select conversation_id from conversation order by 1")] == ids
    texts = [one.text for one in inbox.thread(store, "b1", ids[0], now=NOW).messages]
    assert texts == ["Hallo", "Noch da?"]


def test_a_merge_taken_back_leaves_no_empty_thread_of_a_file_that_was_undone_meanwhile(store, brand, tmp_path):
    files = [f"id,author,text,time\n{n},mira,Hallo {n},2026-09-0{n} 10:00:00\n".encode() for n in (1, 2)]
    first, _ = (take(store, brand, f"{n}.csv", file, tmp_path, network="facebook")[0] for n, file in enumerate(files))
    ids = [f"conversation:b1:facebook:{n}" for n in (1, 2)]
    change = merging.merge(store, "b1", *ids, **WHO)
    import_batches.undo(store, "b1", first.import_id, **WHO)
    assert merging.take_back(store, "b1", change, **WHO) == ids[1]
    assert [row["conversation_id"] for row in store.rows("select conversation_id from conversation")] == ids[1:]


def test_our_answer_on_the_network_makes_the_conversation_wait(store, brand, tmp_path):
    take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    more = "id,author,text,time,parent,direction\n10,sonne,Tut uns leid,2026-09-02 12:00:00,4,out\n"
    take(store, brand, "d.csv", more.encode(), tmp_path, network="facebook", at=NOW + timedelta(days=1))
    jan = next(row for row in inbox.queue(store, "b1", Filters(state="all"), page=1, now=NOW)[0] if row.handle == "jan")
    assert (jan.state, jan.waiting_since) == ("waiting", None)


def test_messages_are_undone_without_a_trace(store, brand, tmp_path):
    (batch,) = take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert left(store) == {}


def test_a_lead_names_no_conversation_that_went_with_its_import(store, brand, tmp_path):
    (batch,) = take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    row = inbox.queue(store, "b1", Filters(state="all"), page=1, now=NOW)[0][0]
    lead_id = leads.begin(store, "b1", LeadDraft(interest="Torte"), conversation_id=row.conversation_id, **WHO)
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    kept = leads.lead(store, "b1", lead_id)
    assert (kept.conversation_id, kept.who) == ("", row.who)
    take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    assert leads.lead(store, "b1", lead_id).conversation_id == row.conversation_id, "the same thread came back"


def many_messages(n):
    dice = random.Random(3)
    lines = ["id,author,text,time,parent,direction"]
    for number in range(n):
        parent = str(number - dice.randint(1, 5)) if number > 5 and dice.random() < 0.6 else ""
        moment = datetime(2026, 1, 1) + timedelta(minutes=number)
        direction = "out" if dice.random() < (0.5 if parent else 0.1) else "in"
        lines.append(
            f'{number},u{dice.randint(1, 300)},"Text, {number} mit ""Zitat""",{moment:%Y-%m-%d %H:%M:%S},{parent},{direction}'
        )
    return "\n".join([*lines, ""])


def threads_by_hand(content):
    """Root of every message, followed one parent at a time."""
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(content))}

    def root(name):
        while rows[name]["parent"] in rows and rows[name]["parent"] != name:
            name = rows[name]["parent"]
        return name

    return {name: root(name) for name in rows}


def times_by_hand(content):
    """By root: when they first wrote, when we first answered, since when they wait, when the last one wrote."""
    threads = {}
    roots = threads_by_hand(content)
    for row in csv.DictReader(io.StringIO(content)):
        threads.setdefault(roots[row["id"]], []).append((datetime.fromisoformat(row["time"]), row["direction"]))
    made = {}
    for root, said in threads.items():
        heard = [moment for moment, direction in said if direction == "in"]
        answered = [moment for moment, direction in said if direction == "out"]
        first = min(heard, default=None)
        made[root] = (
            first,
            min((moment for moment in answered if first and moment >= first), default=None),
            min((moment for moment in heard if not answered or moment > max(answered)), default=None),
            max(moment for moment, _ in said),
        )
    return made


@pytest.mark.parametrize("big", [1, 10**9])
def test_the_offset_of_a_time_counts_and_none_means_utc(store, brand, tmp_path, monkeypatch, big):
    monkeypatch.setattr(imports, "BIG", big)
    moments = ["2026-09-01T10:00:00", "2026-09-01 10:00:00", "2026-09-01 12:00+02:00", "2026-09-01T12:00:00+02:00"]
    moments += ["2026-09-01T10:00:00Z", "2026-09-01T05:30:00-04:30", "2026-02-30T10:00:00", "2026-09-01T25:00:00"]
    moments += ["9999-12-31 23:59:59", "0001-01-01T00:00:00+05:00", "infinity", "epoch"]  # no clock can show them
    lines = [f"c{place},Ada,{moment},Hallo" for place, moment in enumerate(moments)]
    content = "\n".join(["comment_id,author,created_at,text", *lines, ""]).encode()
    take(store, brand, "zeiten.csv", content, tmp_path, network="instagram")
    found = store.rows("select external_id, sent_at from message order by 1")
    assert [row["external_id"] for row in found] == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert {row["sent_at"] for row in found} == {datetime(2026, 9, 1, 10)}


def test_the_big_and_the_careful_way_make_the_same_threads(store, brand, other_brand, tmp_path, monkeypatch):
    content = many_messages(3000)
    monkeypatch.setattr(imports, "BIG", 1000)
    (big,) = look(store, brand, "big.csv", content.encode(), tmp_path, network="facebook")
    assert big.big is not None
    import_batches.take_over(store, "b1", big, **WHO)
    monkeypatch.setattr(imports, "BIG", 10**9)
    take(store, other_brand, "small.csv", content.encode(), tmp_path, network="facebook")
    for brand_id in ("b1", "b2"):
        found = store.rows("select external_id, conversation_id from message where brand_id = ?", [brand_id])
        made = {row["external_id"]: row["conversation_id"].rpartition(":")[2] for row in found}
        assert made == threads_by_hand(content)
        times = "select conversation_id, first_in_at, first_out_at, waiting_since, last_message_at from conversation where brand_id = ?"
        shown = {
            row.pop("conversation_id").rpartition(":")[2]: tuple(row.values()) for row in store.rows(times, [brand_id])
        }
        assert shown == times_by_hand(content)
    states = "select state, count(*) as n, count(waiting_since) as w from conversation where brand_id = ? group by 1 order by 1"
    assert store.rows(states, ["b1"]) == store.rows(states, ["b2"])
    assert not list(tmp_path.glob("*.csv"))


ENTITIES = """id,author,text,time,parent,direction,kind
1,mira,Brot &amp; mehr &lt;b&gt;,2026-09-01 10:00:00,,in,mention
2,sonne,&amp;lt;3 &quot;,2026-09-01 10:30:00,1,out,mention
3,jan,Torte &amp; Brot,2026-09-02 10:00:00,,in,message
"""


@pytest.mark.parametrize("big", [1, 10**9])
def test_signs_x_writes_as_entities_are_taken_back_once_other_networks_keep_theirs(
    store, brand, tmp_path, monkeypatch, big
):
    monkeypatch.setattr(imports, "BIG", big)
    take(store, brand, "x.csv", ENTITIES.encode(), tmp_path, network="x")
    take(store, brand, "fb.csv", ENTITIES.encode(), tmp_path, network="facebook")
    said = {row["id"]: row["text"] for row in store.rows("select message_id as id, text from message")}
    assert {said[f"b1:x:{n}"] for n in (1, 2, 3)} == {"Brot & mehr <b>", "&lt;3 &quot;", "Torte & Brot"}
    assert said["b1:facebook:1"] == "Brot &amp; mehr &lt;b&gt;"


def test_messages_that_answer_each_other_in_a_circle_end(store, brand, tmp_path):
    circle = "id,author,text,time,parent,direction\n" + "".join(
        f"{number},u,x,2026-01-01 10:0{number}:00,{(number + 1) % 5},in\n" for number in range(5)
    )
    (batch,) = take(store, brand, "c.csv", circle.encode(), tmp_path, network="facebook")
    assert batch.rows_new == 5


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 300_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("bild.csv", PNG),
        ("half.xlsx", b"PK\x03\x04" + b"x" * 100),
        ("wide.csv", (",".join(f"c{n}" for n in range(1_000_000)) + "\n").encode()),
        ("noise.csv", bytes(random.Random(1).randbytes(5000))),
        ("page.xls", b"<html><body>Anmelden</body></html>"),
        ("doc.pdf", b"%PDF-1.7 ..."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_gets_its_sentence_and_leaves_no_trace(store, brand, tmp_path, name, content):
    for candidate in look(store, brand, name, content, tmp_path):
        assert not candidate.is_ready
        assert [finding.level for finding in candidate.parsed.findings if finding.level in {"refusal", "question"}]
    assert left(store) == {}


@pytest.mark.slow
def test_a_zip_bomb_is_refused(store, brand, tmp_path):
    (candidate,) = look(store, brand, "bomb.zip", bomb(), tmp_path)
    assert [finding.key for finding in candidate.parsed.findings] == ["imports.refused.zip_bomb"]


def test_a_file_over_the_limit_is_refused(store, brand, tmp_path):
    with pytest.raises(ImportRefused) as refused:
        imports.look(
            store, "b1", "a.csv", b"x" * 1_000_001, imports.options("", "", None, {}), limit_mb=1, folder=tmp_path
        )
    assert refused.value.key == "imports.refused.too_large"


def test_formulas_in_cells_stay_text_and_are_harmless_in_the_export(store, brand, tmp_path):
    from cmlite.services import exports

    content = 'id,author,text,time,parent,direction\n1,=cmd|x,"=HYPERLINK(""http://evil"")",2026-09-01 10:00:00,,in\n'
    take(store, brand, "c.csv", content.encode(), tmp_path, network="facebook")
    assert store.row("select text from message")["text"] == '=HYPERLINK("http://evil")'
    written = exports.as_csv(inbox.export(store, "b1", Filters(), now=NOW), "de").decode("utf-8-sig")
    assert "'=HYPERLINK" in written
    assert ";=" not in written


def test_an_import_that_fails_halfway_leaves_nothing(store, brand, tmp_path):
    (candidate,) = look(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)

    def fail(share):
        if share >= 0.9:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        import_batches.take_over(store, "b1", candidate, report=fail, **WHO)
    assert left(store) == {}


def named(store):
    (row,) = store.rows("select handle, name, external_id from channel")
    return (row["handle"], row["name"], row["external_id"])


def own_channel(store):
    """A channel the owner made, which knows nothing of an account yet."""
    return channels.declare(store, "b1", network="instagram", handle="instagram", **WHO)


def test_undo_takes_back_the_account_a_channel_learned_from_the_file(store, brand, tmp_path):
    own_channel(store)
    before = named(store)
    (batch,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    assert named(store) == ("sonne_b", "Sonne", "178")
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert named(store) == before
    assert store.row("select count(*) as n from import_change")["n"] == 0


def test_an_account_stays_until_the_last_import_that_found_the_channel_by_it_is_undone(store, brand, tmp_path):
    own_channel(store)
    before = named(store)
    (first,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    (second,) = take(store, brand, "b.csv", instagram((2, "Kuchen", 50, 40, 1)), tmp_path, at=NOW + timedelta(days=1))
    import_batches.undo(store, "b1", first.import_id, **WHO)
    assert named(store)[2] == "178"
    import_batches.undo(store, "b1", second.import_id, **WHO)
    assert named(store) == before


def test_a_name_the_owner_gave_since_is_not_taken_back(store, brand, tmp_path):
    own_channel(store)
    (batch,) = take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    with store.write() as cursor:
        cursor.execute("update channel set name = 'Unsere Sonne'")
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert named(store) == ("instagram", "Unsere Sonne", "")


def test_a_big_file_is_read_once_and_its_memory_given_back(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1)
    content = b"comment_id,author,created_at,text\n" + b"".join(
        b"c%d,Ada,2026-11-01T10:00:00,Guten Tag\n" % number for number in range(300)
    )
    (candidate,) = look(store, brand, "gross.csv", content, tmp_path, network="instagram")
    assert candidate.big is not None
    kept = "select table_name from duckdb_tables() where database_name = 'reading'"
    assert len(store.rows(kept)) == 1
    candidate.big.path.write_bytes(b"")  # whoever read it again would find nothing
    import_batches.take_over(store, "b1", candidate, **WHO)
    assert store.row("select count(*) as n from message")["n"] == 300
    assert store.rows(kept) == []


def test_a_refused_line_of_a_big_file_is_named_by_its_place_in_the_file(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1)
    lines = [b"c%d,Ada,2026-11-01T10:00:00,Guten Tag\n" % number for number in range(300_000)]
    lines[250_000] = b"c250000,Ada,2026-11-01T10:00:00,\n"
    content = b"comment_id,author,created_at,text\n" + b"".join(lines)
    (candidate,) = look(store, brand, "gross.csv", content, tmp_path, network="instagram")
    batch = import_batches.take_over(store, "b1", candidate, **WHO)
    refused = store.rows("select line from import_refusal where import_id = ?", [batch.import_id])
    assert [row["line"] for row in refused] == [250_002]


def test_the_rows_of_a_big_file_are_told_before_its_network_is_known(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1)
    content = b"comment_id,author,created_at,text\na,Ada,2026-11-01T10:00:00,Hallo\nb,Ada,,Ohne Zeit\n"
    (asked,) = look(store, brand, "gross.csv", content, tmp_path)
    assert (asked.big is not None, asked.counts, asked.parsed.rows) == (True, None, 2)


def test_two_windows_may_look_at_big_files_and_take_both_over(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1)
    files = [b"comment_id,author,created_at,text\n%s,Ada,2026-11-01T10:00:00,Hallo\n" % name for name in (b"a", b"b")]
    found = [look(store, brand, "gross.csv", content, tmp_path, network="instagram")[0] for content in files]
    for candidate in found:
        import_batches.take_over(store, "b1", candidate, **WHO)
    assert [row["external_id"] for row in store.rows("select external_id from message order by 1")] == ["a", "b"]


def test_somebody_erased_between_look_and_taking_over_is_left_out_of_a_big_file(store, brand, tmp_path, monkeypatch):
    take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    monkeypatch.setattr(imports, "BIG", 1)
    more = "id,author,text,time,parent,direction\n20,mira,Noch etwas,2026-09-05 10:00:00,,in\n21,jan,Hallo,2026-09-05 11:00:00,,in\n"
    (candidate,) = look(store, brand, "mehr.csv", more.encode(), tmp_path, network="facebook")
    assert (candidate.big is not None, candidate.counts.new) == (True, 2)
    mira = next(row for row in inbox.queue(store, "b1", Filters(), page=1, now=NOW)[0] if row.handle == "mira")
    rights.erase(store, "b1", mira.person_id, folder=tmp_path, **WHO)
    batch = import_batches.take_over(store, "b1", candidate, **WHO)
    assert (batch.rows_new, batch.rows_refused) == (1, 1)
    assert store.rows("select external_id from message where external_id in ('20', '21')") == [{"external_id": "21"}]


def test_two_people_with_big_files_at_once_both_get_theirs(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1)

    def come_in(who: str) -> int:
        rows = (f"{who}{n},eva,Guten Tag {n},2026-01-05T08:00:00" for n in range(3000))
        content = "\n".join(["comment_id,author,text,created_at", *rows]).encode()
        (candidate,) = look(store, brand, f"{who}.csv", content, tmp_path, network="facebook")
        assert candidate.big is not None
        return import_batches.take_over(store, "b1", candidate, **WHO).rows_new

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(come_in, [f"file{n}_" for n in range(12)])) == [3000] * 12
    assert store.counts()["message"] == 36_000


def test_a_post_that_was_taken_off_the_network_stays_so_when_an_export_still_has_it(store, brand, tmp_path):
    take(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path)
    with store.write() as cursor:
        cursor.execute("update publication set state = 'removed'")
    both = instagram((1, "Brot", 120, 90, 6), (2, "Kuchen", 50, 40, 1))
    (batch,) = take(store, brand, "b.csv", both, tmp_path, at=NOW + timedelta(days=1))
    assert (batch.rows_new, batch.rows_changed) == (1, 1)
    states = store.rows("select external_id, state from publication order by 1")
    assert states == [{"external_id": "1", "state": "removed"}, {"external_id": "2", "state": "published"}]


def test_nothing_is_taken_over_for_a_brand_that_was_removed_since_the_look(store, brand, other_brand, tmp_path):
    found = [
        *look(store, brand, "a.csv", instagram((1, "Brot", 100, 80, 5)), tmp_path),
        *look(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook"),
    ]
    with store.write() as cursor:
        brands.erase_brand(cursor, "b1")
    for candidate in found:
        with pytest.raises(NotFoundError):
            import_batches.take_over(store, "b1", candidate, **WHO)
    assert left(store) == {}


def test_who_was_joined_to_somebody_an_undone_import_brought_is_still_found(store, brand, tmp_path):
    line = "id,author,text,time\n1,{},Hallo,2026-09-01 10:00:00\n"
    (batch,) = take(store, brand, "a.csv", line.format("mira").encode(), tmp_path, network="facebook")
    for number, network in enumerate(("x", "mastodon")):
        take(store, brand, f"{network}.csv", line.format(f"m{number}").encode(), tmp_path, network=network)
        people.join(store, "b1", "b1:facebook:mira", f"b1:{network}:m{number}", **WHO)
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    (listed,), _ = people.people(store, "b1", Wanted(), page=1)
    found = people.person(store, "b1", listed.person_id)
    assert {one.handle for one in found.handles} == {"m0", "m1"}


def test_a_big_file_is_read_the_careful_way_where_the_disk_has_no_room_for_it(store, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BIG", 1)
    write = Path.write_bytes

    def half(path, content):
        write(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Path, "write_bytes", half)
    (candidate,) = look(store, brand, "c.csv", CONVERSATION.encode(), tmp_path / "uploads", network="facebook")
    assert (candidate.big, candidate.counts.new) == (None, 4)
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.parametrize("kinds", ["", "kind"])
def test_both_ways_read_what_is_public_and_who_spoke_alike(store, brand, other_brand, tmp_path, monkeypatch, kinds):
    said = ["Kommentar", "DM", " Bewertung ", "mention", "Flaschenpost", ""]
    ways = ["eingehend", "Gesendet", " Ja ", "falsch", "vielleicht", "", "empfangen", "0"]
    rows = [
        f"{n},eva,Hallo,2026-09-01T{10 + n // 60}:{n % 60:02}:00Z,{f'{n - 1}.0' if n % 3 else ''},{ways[n % 8]},{said[n % 6]},77.0"
        for n in range(1, 120)
    ]
    rows.append("5,eva,Noch einmal,2026-09-01T10:00:00Z,,in,Kommentar,")  # of two rows with one id the last counts
    head = f"id,author,text,time,parent,direction,{kinds or 'unused'},post"
    content = "\n".join([head, *rows, ""]).encode()
    monkeypatch.setattr(imports, "BIG", 1)
    (big,) = look(store, brand, "big.csv", content, tmp_path, network="facebook")
    assert big.big is not None
    assert ("kind_unknown" in " ".join(one.key for one in big.parsed.findings)) == (not kinds)
    import_batches.take_over(store, "b1", big, **WHO)
    monkeypatch.setattr(imports, "BIG", 10**9)
    take(store, other_brand, "small.csv", content, tmp_path, network="facebook")
    read = """select m.external_id, m.text, m.direction, m.parent_id, c.kind from message as m
        inner join conversation as c on c.conversation_id = m.conversation_id where m.brand_id = ? order by 1"""
    assert store.rows(read, ["b1"]) == store.rows(read, ["b2"])
    assert {row["kind"] for row in store.rows(read, ["b1"])} > ({"comment"} if kinds else set())
