"""The queue on the page: reasons, saved searches, many at once, merging, focus mode, notes and two windows."""

from datetime import UTC, datetime, timedelta

import pytest

from cmlite import wiring
from cmlite.domain.bulk import Choice
from cmlite.services import bulk, conversations, inbox, team
from cmlite.store.rows import insert
from cmlite.ui.inbox_presses import Act
from tests.pages.conftest import words_of

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


def picks(app):
    return [str(one.key).removeprefix("pick_") for one in app.button if str(one.key).startswith("pick_")]


def pressed(app, key):
    """The button whose key begins so: it belongs to the conversation in view."""
    (found,) = [one for one in app.button if (one.key or "").startswith(key)]
    return found


@pytest.fixture
def here(example):
    return wiring.visit()


@LANGUAGES
def test_every_card_says_why_it_stands_there_and_late_ones_come_first(open_page, here, language):
    with here.store.write() as cursor:
        cursor.execute("update conversation set class_id = 'complaint', class_from = 'person' where state = 'open'")
        cursor.execute(
            """update conversation set class_id = 'praise' where conversation_id in (
                select conversation_id from conversation where state = 'open' order by waiting_since limit 1)"""
        )
    app = open_page("inbox", language)
    assert not app.exception
    rows = here.store.rows(
        """select conversation_id, least(due_at, closes_at) as due_at, urgency = 'urgent' and due_at > $now as presses
        from conversation where state = 'open'""",
        {"now": wiring.utc_now()},
    )  # a private chat may close before its answer is due, and what is urgent goes before what is due later
    due = {row["conversation_id"]: row["due_at"] for row in rows}
    pressing = {row["conversation_id"] for row in rows if row["presses"]}
    shown = [due[one] for one in picks(app) if one not in pressing]
    assert sum(at is None for at in due.values()) <= 1
    assert [at for at in shown if at] == sorted(at for at in shown if at)
    late, complaint = ("überfällig", ": Beschwerde") if language == "de" else ("overdue for", ": Complaint")
    assert any(late in words and complaint in words for words in words_of(app))


def test_several_are_done_at_once_after_a_question_and_taken_back(open_page, here):
    app = open_page("inbox")
    before = here.store.row("select count(*) as n from conversation where state = 'open'")["n"]
    app.toggle(key="inbox_choosing").set_value(True).run()
    assert not app.exception
    app.checkbox(key=f"choose_{picks(app)[0]}").check().run()
    app.checkbox(key=f"choose_{picks(app)[1]}").check().run()
    app.button(key="bulk_open").click().run()
    assert not app.exception
    app.button_group(key="bulk_act").set_value("done").run()
    assert "2" in app.button(key="bulk_do").label
    app.button(key="bulk_do").click().run()
    assert not app.exception
    assert here.store.row("select count(*) as n from conversation where state = 'open'")["n"] == before - 2
    app.button(key="inbox_undo_do").click().run()
    assert not app.exception
    assert here.store.row("select count(*) as n from conversation where state = 'open'")["n"] == before


def test_several_classes_are_picked_stand_in_the_address_and_in_a_saved_search(open_page, here):
    first, second, *_ = here.store.rows("select conversation_id from conversation where state = 'open'")
    with here.store.write() as cursor:
        cursor.execute("update conversation set class_id = 'spam' where state = 'open'")
        for row, class_id in ((first, "complaint"), (second, "praise")):
            cursor.execute(
                "update conversation set class_id = ? where conversation_id = ?", [class_id, row["conversation_id"]]
            )
    app = open_page("inbox")
    assert len(picks(app)) > 2
    app.button_group(key="inbox_class").set_value(["complaint", "praise"]).run()
    assert not app.exception
    wanted = {first["conversation_id"], second["conversation_id"]}
    assert set(picks(app)) == wanted
    app.text_input(key="search_name_0").set_value("Beides").run()
    app.button(key="search_save").click().run()
    (made,) = here.store.rows("select search_id from saved_search")
    app = open_page("inbox")
    app.button(key=f"search_open_{made['search_id']}").click().run()
    assert app.query_params["inbox_class"] == ["complaint", "praise"]
    assert set(picks(app)) == wanted
    app.text_input(key="search_name_0").set_value("Lob und Tadel").run()
    app.button(key="search_rename").click().run()
    assert not app.exception
    assert here.store.rows("select name from saved_search") == [{"name": "Lob und Tadel"}]
    assert set(picks(open_page("inbox", "en", inbox_class=["complaint", "praise"]))) == wanted


@LANGUAGES
def test_tidying_up_tells_the_number_first_and_is_taken_back(open_page, here, language):
    count = "select count(*) as n from conversation where state = 'open'"
    with here.store.write() as cursor:
        cursor.execute(
            """update conversation set last_message_at = last_message_at - interval 400 day where conversation_id in
            (select conversation_id from conversation where state = 'open' order by 1 limit 2)"""
        )
    before = here.store.row(count)["n"]
    app = open_page("inbox", language)
    app.session_state["tidy"] = True
    app.run()
    assert "2" in app.button(key="tidy_do").label
    app.button(key="tidy_do").click().run()
    assert not app.exception
    assert here.store.row(count)["n"] == before - 2
    app.button(key="inbox_undo_do").click().run()
    assert here.store.row(count)["n"] == before


def test_everything_that_fits_is_chosen_with_one_click(open_page, here):
    app = open_page("inbox", inbox_state="all")
    total = here.store.row("select count(*) as n from conversation")["n"]
    app.toggle(key="inbox_choosing").set_value(True).run()
    app.button(key="choose_everything").click().run()
    assert str(total) in app.button(key="bulk_open").label
    app.checkbox(key=f"choose_{picks(app)[0]}").uncheck().run()
    assert str(total) not in app.button(key="bulk_open").label, "one less is no more everything"


def test_a_key_acts_on_the_conversation_in_view_also_when_a_more_urgent_one_came_in(open_page, here):
    app = open_page("inbox")
    seen, *_, last = picks(app)
    with here.store.write() as cursor:
        cursor.execute("update conversation set priority = 3 where conversation_id = ?", [last])
    pressed(app, "act_finish_").click().run()
    assert not app.exception
    states = dict.fromkeys((seen, last))
    for one in states:
        states[one] = here.store.row("select state from conversation where conversation_id = ?", [one])["state"]
    assert states == {seen: "done", last: "open"}


def test_what_was_put_off_below_the_thread_comes_back_with_the_undo(open_page, here):
    app = open_page("inbox")
    first = picks(app)[0]
    ask = "select state, snoozed_until from conversation where conversation_id = ?"
    before = here.store.row(ask, [first])
    later = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=2)
    app.session_state["inbox_pressed"] = (first, Act("snooze", until=later))  # a menu button is not pressed in AppTest
    app.run()
    assert not app.exception
    assert here.store.row(ask, [first])["state"] == "snoozed"
    app.button(key="inbox_undo_do").click().run()
    assert not app.exception
    assert here.store.row(ask, [first]) == before


def test_all_that_were_chosen_are_not_all_of_another_search(open_page, here):
    app = open_page("inbox", inbox_state="all")
    app.toggle(key="inbox_choosing").set_value(True).run()
    app.button(key="choose_everything").click().run()
    app.text_input(key="inbox_text").set_value("e").run()
    assert not app.exception
    assert picks(app)
    assert app.button(key="bulk_open").disabled, "what was never in view is not changed"


def test_a_search_is_saved_opened_deleted_and_brought_back(open_page, here):
    app = open_page("inbox", inbox_kinds="message", inbox_order="newest", inbox_state="all")
    app.text_input(key="search_name_0").set_value("Privates").run()
    app.button(key="search_save").click().run()
    assert not app.exception
    (made,) = here.store.rows("select search_id from saved_search where deleted_at is null")
    app = open_page("inbox")
    app.button(key=f"search_open_{made['search_id']}").click().run()
    assert not app.exception
    assert app.query_params["inbox_kinds"] == "message"
    assert app.query_params["inbox_state"] == "all"
    app.button(key=f"search_delete_{made['search_id']}").click().run()
    assert here.store.rows("select 1 from saved_search where deleted_at is null") == []
    app.button(key="inbox_undo_do").click().run()
    assert not app.exception
    assert len(here.store.rows("select 1 from saved_search where deleted_at is null")) == 1


def test_a_search_without_a_name_is_refused_in_words(open_page, here):
    app = open_page("inbox")
    app.button(key="search_save").click().run()
    (said,) = app.error
    assert "Namen" in said.value
    assert app.toggle(key="inbox_choosing"), "the rest of the page is there"


def two_of_one_person(here):
    """Two open conversations of the same person on the same channel."""
    row = here.store.row("select * from conversation where state = 'open' and person_id <> '' limit 1")
    with here.store.write() as cursor:
        again = row | {"conversation_id": "again", "thread_id": ""}
        insert(cursor, "conversation", **again)
        at = here.now - timedelta(minutes=3)
        insert(
            cursor, "message", message_id="again:1", brand_id=row["brand_id"], conversation_id="again",
            person_id=row["person_id"], direction="in", state="received", text="Noch etwas", sent_at=at,
        )  # fmt: skip
    return row["conversation_id"]


def test_two_conversations_are_merged_and_an_old_address_leads_to_the_one_that_stays(open_page, here):
    kept = two_of_one_person(here)
    app = open_page("inbox", conversation=kept)
    app.session_state[f"more_{kept}_0"] = True
    app.run()
    assert not app.exception
    app.selectbox(key=f"merge_{kept}").set_value("again").run()
    app.button(key=f"merge_do_{kept}").click().run()
    assert not app.exception
    assert "again" not in picks(app)
    app = open_page("inbox", conversation="again")
    assert not app.exception
    assert any(one.value == "Noch etwas" for one in app.text)
    change = here.store.row("select change_id from thread_change")["change_id"]
    app.session_state[f"more_{kept}_0"] = True
    app.run()
    app.button(key=f"change_back_{change}").click().run()
    assert not app.exception
    assert here.store.row("select count(*) as n from conversation where conversation_id = 'again'")["n"] == 1


def test_tags_are_set_beside_a_thread_and_can_be_looked_for(open_page, here):
    some, other, *_ = [one["conversation_id"] for one in here.store.rows("select conversation_id from conversation")]
    bulk.change(here.store, here.brand_id, Choice(ids=[other]), "tag", "Presse", now=here.now, actor="owner")
    app = open_page("inbox", conversation=some)
    app.multiselect(key=f"tags_of_{some}_").set_value(["Presse"]).run()
    assert not app.exception
    assert here.store.row("select tags from conversation where conversation_id = ?", [some])["tags"] == "Presse"
    looked = open_page("inbox", inbox_tags="Presse", inbox_state="all")
    assert set(picks(looked)) == {some, other}
    app.button(key="inbox_undo_do").click().run()
    assert not app.exception
    assert here.store.row("select tags from conversation where conversation_id = ?", [some])["tags"] == ""


def test_focus_mode_passes_by_what_is_no_longer_there(open_page, here):
    app = open_page("inbox")
    app.button(key="focus_begin").click().run()
    merged, erased, following = app.session_state["focus_left"][:3]
    with here.store.write() as cursor:
        for gone in (merged, erased):
            cursor.execute("delete from message where conversation_id = ?", [gone])
            cursor.execute("delete from conversation where conversation_id = ?", [gone])
    app.run()
    assert not app.exception
    assert not app.error
    assert app.session_state["focus_left"][0] == following
    app.button(key="act_next").click().run()
    assert following not in app.session_state["focus_left"]


@LANGUAGES
def test_focus_mode_shows_one_after_the_other_and_ends_calmly(open_page, here, language):
    total = here.store.row("select count(*) as n from conversation where state = 'open'")["n"]
    app = open_page("inbox", language)
    app.button(key="focus_begin").click().run()
    assert not app.exception
    assert picks(app) == [], "no list beside it"
    first = app.session_state["focus_left"][0]
    app.button(key="class_praise").click().run()
    assert not app.exception
    assert (
        here.store.row("select class_id from conversation where conversation_id = ?", [first])["class_id"] == "praise"
    )
    assert app.session_state["focus_left"][0] == first, "a class does not end it"
    pressed(app, "act_finish_").click().run()
    assert app.session_state["focus_left"][0] != first
    app.button(key="inbox_undo_do").click().run()
    assert not app.exception
    assert app.session_state["focus_left"][0] == first, "what was undone is in view again"
    assert here.store.row("select state from conversation where conversation_id = ?", [first])["state"] == "open"
    pressed(app, "act_finish_").click().run()
    app.button(key="act_next").click().run()
    app.button(key="focus_later").click().run()
    assert not app.exception
    assert len(app.session_state["focus_left"]) == total - 3
    app.session_state["focus_left"] = app.session_state["focus_left"][:1]
    app.run()
    app.button(key="act_next").click().run()
    assert not app.exception
    assert any(":material/self_improvement:" in words for words in words_of(app))
    assert app.button(key="focus_more").label
    app.button(key="focus_back").click().run()
    assert not app.exception
    assert picks(app)


@LANGUAGES
def test_focus_mode_by_its_address_alone_and_without_anything_open(open_page, here, language):
    with here.store.write() as cursor:
        cursor.execute("update conversation set state = 'done'")
    app = open_page("inbox", language, focus="1")
    assert not app.exception
    assert any(":material/self_improvement:" in words for words in words_of(app))


@LANGUAGES
def test_the_keys_are_listed(open_page, here, language):
    app = open_page("inbox", language)
    app.button(key="keys_help").click().run()
    assert not app.exception
    assert any("| `J` |" in words for words in words_of(app))


@pytest.fixture
def people(here):
    """A team of two; Anna is at work."""
    who = {"now": here.now, "actor": "owner"}
    anna = team.add(here.store, here.brand_id, "Anna", "owner", **who).member_id
    ben = team.add(here.store, here.brand_id, "Ben", "community_manager", now=here.now, actor=anna).member_id
    return anna, ben


@LANGUAGES
def test_whoever_is_named_in_a_note_sees_it_and_says_that_it_is_read(open_page, here, people, language):
    anna, ben = people
    some = here.store.row("select conversation_id from conversation where state = 'open'")["conversation_id"]
    conversations.add_note(here.store, here.brand_id, some, "@Anna schaust du?", now=here.now, actor=ben)
    conversations.finish(here.store, here.brand_id, some, now=here.now, actor=ben)
    app = open_page("inbox", language, inbox_view="mentioned")
    assert not app.exception
    assert picks(app) == [some]
    assert any("@Anna" in words for words in words_of(app))
    app.button(key="named_read").click().run()
    assert not app.exception
    assert inbox.mentions(here.store, here.brand_id, me=anna) == []


def test_a_colleague_who_writes_is_seen_and_two_texts_are_asked_about(open_page, here, people):
    _, ben = people
    some = here.store.row("select conversation_id from conversation where state = 'open'")["conversation_id"]
    app = open_page("inbox", conversation=some)
    who = {"window_id": "ben", "now": wiring.utc_now(), "actor": ben}
    conversations.save_draft(here.store, here.brand_id, some, "Von Ben", **who)
    app.text_area(key=f"reply_{some}_0").set_value("Von Anna").run()
    assert not app.exception
    assert any("Ben" in words for words in words_of(app))
    assert inbox.thread(here.store, here.brand_id, some, now=here.now).draft == "Von Ben"
    app.button(key="draft_keep").click().run()
    assert not app.exception
    assert inbox.thread(here.store, here.brand_id, some, now=here.now).draft == "Von Anna"
