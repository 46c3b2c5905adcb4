"""The inbox: filters behind one button, private conversations said to be so, acts asked about before they are done."""

from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.sync import Arrival, Partner
from cmlite.errors import Refused
from cmlite.services import conversations
from cmlite.store import connections as table
from cmlite.store.arrivals import save_arrivals
from cmlite.store.channels import insert_channel
from cmlite.store.followed import forget_text
from cmlite.store.secrets import Secrets
from tests.pages.conftest import words_of
from tests.services.test_acts import CAN, Network


@pytest.fixture
def network():
    return type("Fresh", (Network,), {"done": []})


@pytest.fixture
def live(example, network, tmp_path):
    """A signed-in channel with a comment and a private message; gives the ids of their conversations."""
    here = wiring.visit()
    here.outside.connectors = {"mastodon": network}
    here.outside.secrets = Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test")
    here.outside.secrets.put("live", {"server": "http://127.0.0.1:9", "token": "t", "account": "1"})
    given = {"channel_id": "live", "brand_id": here.brand_id, "actor": "owner"}
    channel = Channel(network="mastodon", handle="sonne", mode="live", created_at=here.now, **given)
    common = {"sent_at": here.now - timedelta(minutes=5), "author_handle": "handle"}
    told = [
        Arrival(external_id="1", author_id="bob", author_name="*Bob*", text="Alles Betrug", thread_id="1", **common),
        Arrival(
            external_id="2",
            kind="message",
            author_id="eve",
            text="Meine Bestellung fehlt",
            thread_id="2",
            partner=Partner(person_id="eve", handle="eve"),
            **common,
        ),
    ]
    with here.store.write() as cursor:
        insert_channel(cursor, channel)
        table.save_connection(cursor, Connection(can=CAN, connected_at=here.now, **given))
        save_arrivals(cursor, channel, told, now=here.now)
    found = here.store.rows("select kind, conversation_id from conversation where channel_id = 'live'")
    return {row["kind"]: row["conversation_id"] for row in found}


def asked(open_page, live, act, language="de"):
    app = open_page("inbox", language, conversation=live["comment"])
    app.session_state["inbox_act"] = ("live:1", act)
    return app.run()


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_act_is_explained_and_done_only_when_it_is_wanted(open_page, live, network, language):
    app = asked(open_page, live, "hide", language)
    assert not app.exception
    assert network.done == []
    app.button(key="act_do").click().run()
    assert not app.exception
    assert [one[0] for one in network.done] == ["hide"]
    assert any("shield" in words for words in words_of(app)), "it says what was done"


def test_an_act_that_is_not_wanted_is_not_done(open_page, live, network):
    app = asked(open_page, live, "erase")
    app.button(key="act_cancel").click().run()
    assert not app.exception
    assert network.done == []
    assert "inbox_act" not in app.session_state


def test_what_the_network_refused_is_said_and_stays_beside_the_message(open_page, live, network):
    network.trouble = Refused("errors.network.refused", host="n.example", status=403)
    app = asked(open_page, live, "hide")
    app.button(key="act_do").click().run()
    assert "403" in app.error[0].value
    app.button(key="act_cancel").click().run()
    assert any("403" in words and "Für alle ausblenden" in words for words in words_of(app))


def test_a_private_conversation_says_that_nobody_else_reads_it(open_page, live):
    app = open_page("inbox", conversation=live["message"])
    assert any(":material/lock:" in words for words in words_of(app))
    app = open_page("inbox", conversation=live["comment"])
    assert not any(":material/lock:" in words for words in words_of(app))


def test_what_came_from_a_file_is_not_called_private(open_page, live):
    store = wiring.app().store
    with store.write() as cursor:
        cursor.execute("delete from connection where channel_id = 'live'")
    app = open_page("inbox", conversation=live["message"])
    assert not any("Nur Sie und dieser Mensch" in words for words in words_of(app))


def test_filters_stand_in_the_address_and_on_their_button(open_page, live):
    app = open_page("inbox", inbox_kinds="message", inbox_networks="mastodon")
    assert not app.exception
    shown = [one.key for one in app.button if str(one.key).startswith("pick_")]
    assert shown == [f"pick_{live['message']}"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_where_all_was_deleted_nothing_can_be_answered_and_the_draft_is_still_read(open_page, live, language):
    with wiring.visit().store.write() as cursor:
        forget_text(cursor, "live:1")
    conversations.save_draft(
        wiring.visit().store, wiring.visit().brand_id, live["comment"], "Zu spät", now=wiring.utc_now(), actor="owner"
    )
    app = open_page("inbox", language, conversation=live["comment"])
    assert not [one for one in app.text_area if one.key and one.key.startswith("reply_")]
    assert any(
        ("im Netzwerk gelöscht" if language == "de" else "deleted on the network") in one.value for one in app.info
    )
    assert "Zu spät" in [one.value for one in app.text]
    assert not [one for one in app.caption if "hourglass" in one.value]


def test_a_like_is_given_from_below_the_answer_and_taken_back_there(open_page, live, network):
    app = open_page("inbox", "de", conversation=live["comment"])
    app.button(key="answer_like").click().run()
    assert network.done == [("like", "1")]
    assert any("gefällt Ihnen" in words for words in words_of(app))
    assert "zurücknehmen" in app.button(key="answer_like").label
    app.button(key="answer_like").click().run()
    assert network.done == [("like", "1"), ("unlike", "1")]
