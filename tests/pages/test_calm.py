"""The answer box: findings beneath the text, remedies on a click, a calm pause on a heated thread."""

from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.store.db import insert
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
