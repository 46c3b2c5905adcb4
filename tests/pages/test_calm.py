"""The answer box: findings beneath the text, remedies on a click, a calm pause on a heated thread."""

from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.services import looks, replies, team
from cmlite.store.rows import insert
from tests.pages.conftest import words_of
from tests.pages.test_inbox import live, network

__all__ = ["live", "network"]


@pytest.fixture
def angry(live):
    """Somebody wrote in anger, just now."""
    here = wiring.visit()
    with here.store.write() as cursor:
        insert(
            cursor,
            "message",
            message_id="angry",
            brand_id=here.brand_id,
            conversation_id=live["comment"],
            direction="in",
            state="received",
            external_id="9",
            text="Ihr Betrüger!!! So ein Saftladen!",
            sent_at=here.now - timedelta(minutes=1),
        )
    return live["comment"]


def field(app, conversation):
    return app.text_area(key=f"reply_{conversation}_0")


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_pours_oil_on_the_fire_is_said_beneath_the_text_and_blocks_nothing(open_page, live, language):
    app = open_page("inbox", language, conversation=live["message"])
    field(app, live["message"]).set_value("Das ist LÄCHERLICH!!!").run()
    assert not app.exception
    assert any("LÄCHERLICH" in words for words in words_of(app))
    assert not app.button(key="answer_send").disabled


def test_a_calm_message_waits_for_its_class_alone_and_is_not_called_angry(open_page, live):
    here = wiring.visit()
    with here.store.write() as cursor:
        insert(
            cursor,
            "message",
            message_id="calm",
            brand_id=here.brand_id,
            conversation_id=live["comment"],
            direction="in",
            state="received",
            external_id="8",
            text="Habt ihr am Samstag offen?",
            sent_at=here.now - timedelta(minutes=1),
        )
        cursor.execute(
            "update conversation set class_id = 'insult', class_from = 'person' where conversation_id = ?",
            [live["comment"]],
        )
    app = open_page("inbox", conversation=live["comment"])
    assert app.button(key=f"pause_end_{live['comment']}_0").label
    said = " ".join(words_of(app))
    assert "für diese Art von Nachricht" in said
    assert "aufgebracht geschrieben" not in said


def test_a_remedy_changes_the_text_and_saves_it(open_page, live):
    app = open_page("inbox", conversation=live["message"])
    field(app, live["message"]).set_value("Hallo eve! Danke! Wir schauen nach!").run()
    app.button(key=f"mend_tone.exclamations_{live['message']}_0").click().run()
    assert not app.exception
    assert field(app, live["message"]).value == "Hallo eve. Danke. Wir schauen nach."
    row = wiring.visit().store.row(
        "select text from message where state = 'draft' and conversation_id = ?", [live["message"]]
    )
    assert row["text"] == "Hallo eve. Danke. Wir schauen nach."


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_heated_thread_waits_and_says_why_and_the_owner_may_end_that(open_page, angry, network, language):
    app = open_page("inbox", language, conversation=angry)
    field(app, angry).set_value("Guten Tag, das tut uns leid. Wir schauen nach.").run()
    assert app.button(key="answer_send").disabled
    assert any("Betrüger" in words for words in words_of(app) if "thread" not in words)
    app.button(key=f"pause_end_{angry}_0").click().run()
    assert not app.exception
    app = open_page("inbox", language, conversation=angry)
    assert not app.button(key="answer_send").disabled
    assert field(app, angry).value.startswith("Guten Tag"), "what was typed is still there"
    audited = wiring.visit().store.rows("select 1 from audit where to_state = 'pause_ended'")
    assert len(audited) == 1


def test_what_the_network_refuses_cannot_be_sent(open_page, live):
    app = open_page("inbox", conversation=live["message"])
    field(app, live["message"]).set_value("Brot " * 4_000).run()
    assert app.button(key="answer_send").disabled


def test_a_saved_reply_is_put_into_the_answer_filled_and_counted(open_page, live):
    language = "en"
    here = wiring.visit()
    store, brand_id = here.store, here.brand_id
    replies.begin(store, brand_id, now=here.now, actor="owner")
    reply = next(one for one in replies.replies(store, brand_id) if "{brand}" in one.text and one.language == language)
    app = open_page("inbox", language, conversation=live["message"])
    app.button(key=f"reply_insert_{reply.reply_id}_{live['message']}_0").click().run()
    assert not app.exception
    assert wiring.visit().brand.name in field(app, live["message"]).value
    assert next(one.uses for one in replies.replies(store, brand_id) if one.reply_id == reply.reply_id) == 1


def test_a_reply_is_made_changed_deleted_and_brought_back_on_its_page(open_page, example):
    app = open_page("replies")
    app.button(key="replies_begin_do").click().run()
    begun = replies.replies(wiring.visit().store, example.brand_id)
    assert len(begun) >= 12
    app.text_input(key="reply_name_new_0").set_value("Zeiten")
    app.text_area(key="reply_text_new_0").set_value("Hallo {vorname}")
    app.button(key="reply_save_new_0").click().run()
    assert "{vorname}" in app.error[0].value.replace("\\", "")
    app.text_area(key="reply_text_new_0").set_value("Hallo {name}, wir sind da.")
    app.button(key="reply_save_new_0").click().run()
    assert not app.exception
    reply = next(one for one in replies.replies(wiring.visit().store, example.brand_id) if one.name == "Zeiten")
    app.button(key=f"reply_delete_{reply.reply_id}").click().run()
    assert replies.replies(wiring.visit().store, example.brand_id) == begun
    app.button(key="reply_undo").click().run()
    assert len(replies.replies(wiring.visit().store, example.brand_id)) == len(begun) + 1
    assert not app.exception


def test_an_answer_can_bring_its_conversation_back_on_a_day(open_page, live):
    with wiring.visit().store.write() as cursor:
        cursor.execute("delete from connection where channel_id = 'live'")  # answered by hand
    app = open_page("inbox", conversation=live["message"])
    field(app, live["message"]).set_value("Hallo eve, ich frage in der Backstube nach.").run()
    app.button(key=f"later_do_{live['message']}_0").click().run()
    assert not app.exception
    row = wiring.visit().store.row("select * from conversation where conversation_id = ?", [live["message"]])
    assert row["state"] == "snoozed"
    assert row["snoozed_until"] > wiring.utc_now() + timedelta(days=1)


@pytest.fixture
def two_people(live):
    """Anna owns the brand, Ben answers; he is at work."""
    here = wiring.visit()
    anna = team.add(here.store, here.brand_id, "Anna", "owner", now=here.now, actor="owner")
    ben = team.add(here.store, here.brand_id, "Ben", "community_manager", now=here.now, actor=anna.member_id)
    team.choose(here.store, here.brand_id, ben.member_id, now=here.now)
    return anna.member_id, ben.member_id


def test_a_draft_is_shown_to_somebody_who_sees_it_on_the_start_page_and_says_it_is_fine(open_page, angry, two_people):
    anna, _ = two_people
    app = open_page("inbox", conversation=angry)
    field(app, angry).set_value("Guten Tag, das tut uns leid. Wir schauen nach.").run()
    assert app.button(key="answer_send").disabled
    app.button(key=f"show_ask_{angry}_0").click().run()
    assert not app.exception
    here = wiring.visit()
    team.choose(here.store, here.brand_id, anna, now=here.now)
    assert any("Ben" in words for words in words_of(open_page("today")))
    app = open_page("inbox", conversation=angry)
    app.button(key=f"look_fine_{angry}_0").click().run()
    assert not app.exception
    app = open_page("inbox", conversation=angry)
    assert not app.button(key="answer_send").disabled, "two people have read it"


def test_a_public_comment_is_answered_in_private_by_hand(open_page, example):
    here = wiring.visit()
    row = here.store.row(
        """select conversation_id from conversation
        where brand_id = ? and network = 'instagram' and kind = 'comment' and state = 'open' limit 1""",
        [here.brand_id],
    )
    conversation = row["conversation_id"]
    app = open_page("inbox", conversation=conversation)
    field(app, conversation).set_value("Hallo, wir schreiben dir hier.").run()
    app.button(key=f"private_sent_{conversation}_0").click().run()
    assert not app.exception
    made = here.store.rows(
        """select m.text from message as m inner join conversation as c on c.conversation_id = m.conversation_id
        where c.kind = 'message' and m.direction = 'out' and m.text = 'Hallo, wir schreiben dir hier.'"""
    )
    assert len(made) == 1


def test_an_approval_is_not_shown_as_one_of_other_words(open_page, angry):
    here = wiring.visit()
    anna, ben = (
        team.add(here.store, here.brand_id, name, "owner", now=here.now, actor="owner" if name == "Anna" else "worker")
        for name in ("Anna", "Ben")
    )
    team.choose(here.store, here.brand_id, ben.member_id, now=here.now)
    app = open_page("inbox", conversation=angry)
    field(app, angry).set_value("Guten Tag, das tut uns leid.").run()
    how = {"now": here.now, "actor": ben.member_id}
    look_id = looks.ask(here.store, here.brand_id, angry, anna.member_id, "Guten Tag, das tut uns leid.", "", **how)
    looks.judge(here.store, here.brand_id, look_id, "fine", "", now=here.now, actor=anna.member_id)
    other_words = "Dafür gilt die Zustimmung nicht"
    assert other_words not in " ".join(words_of(app.run()))
    app = field(app, angry).set_value("Sie haben doch selbst schuld daran.").run()
    assert other_words in " ".join(words_of(app))
