"""The channels page: accounts by hand, sign-ins, and how each channel stands; in both languages."""

from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.connectors.base import Asked
from cmlite.connectors.mastodon_page import MastodonPage
from cmlite.domain.connections import Connection
from cmlite.errors import SignInAgain
from cmlite.services import channels, connections, standing
from cmlite.store import connections as table
from tests.conftest import ROOT
from tests.pages.conftest import words_of

WORDS = "ein gutes Kennwort"


@pytest.fixture
def live(example):
    """The example's Instagram account as if it were signed in; its sign-in is not kept anywhere."""
    here = wiring.app()
    channel = channels.channels(here.store, example.brand_id)[0]
    now = wiring.utc_now()
    with here.store.write() as cursor:
        table.save_connection(
            cursor,
            Connection(
                channel_id=channel.channel_id,
                brand_id=example.brand_id,
                can=frozenset({"publish", "reply"}),
                connected_at=now,
                actor="owner",
            ),
        )
    return channel


def choose(app, network):
    app.selectbox(key="channel_new_network").set_value(network).run()
    app.button(key="channel_new_start").click().run()


def test_a_channel_by_hand_is_added_once(open_page, example):
    app = open_page("channels")
    choose(app, "tiktok")
    assert app.text_input(key="channel_new_handle").placeholder == "@ihr.betrieb"
    app.text_input(key="channel_new_handle").set_value("@neu")
    app.button(key="channel_add").click().run()
    assert not app.exception
    added = [one for one in channels.channels(wiring.app().store, example.brand_id) if one.handle == "@neu"]
    assert [one.network for one in added] == ["tiktok"]
    choose(app, "tiktok")
    app.text_input(key="channel_new_handle").set_value("@neu")
    app.button(key="channel_add").click().run()
    assert any("@neu" in one.value for one in app.error)


@pytest.mark.parametrize("network", ["bluesky", "mastodon"])
@pytest.mark.parametrize(("language", "button"), [("de", "Kennwort festlegen"), ("en", "Set the passphrase")])
def test_signing_in_first_asks_for_a_passphrase_then_shows_where_to_find_everything(
    open_page, example, network, language, button
):
    app = open_page("channels", language)
    choose(app, network)
    assert [one.label for one in app.button if one.key == "secrets_do"] == [button]
    app.text_input(key="secrets_words").set_value(WORDS)
    app.text_input(key="secrets_again").set_value("etwas anderes")
    app.button(key="secrets_do").click().run()
    assert len(app.error) == 1
    app.text_input(key="secrets_words").set_value(WORDS)
    app.text_input(key="secrets_again").set_value(WORDS)
    app.button(key="secrets_do").click().run()
    assert wiring.app().outside.secrets.state == "open"
    fields = wiring.app().outside.connectors[network].fields
    for one in fields:
        assert app.text_input(key=f"sign_in_{network}_{one.name}").help


def test_empty_fields_and_a_server_that_is_not_there_are_said_and_nothing_is_saved(open_page, example):
    wiring.app().outside.secrets.unlock(WORDS)
    app = open_page("channels")
    choose(app, "mastodon")
    app.button(key="sign_in_mastodon_check").click().run()
    assert "alle Felder" in app.error[0].value
    app.text_input(key="sign_in_mastodon_server").set_value("http://127.0.0.1:9")
    app.text_input(key="sign_in_mastodon_token").set_value("t")
    app.button(key="sign_in_mastodon_check").click().run()
    assert "nicht zu erreichen" in app.error[0].value
    assert connections.connections(wiring.app().store, example.brand_id) == {}


def test_a_locked_place_of_sign_ins_is_said_on_today_and_opened_on_channels(open_page, live, example):
    secrets = wiring.app().outside.secrets
    secrets.unlock(WORDS)
    secrets._fernet = None  # as after a restart
    assert "Schließen Sie Ihre Anmeldungen auf" in " ".join(words_of(open_page("today")))
    app = open_page("channels")
    app.text_input(key="secrets_words").set_value(WORDS)
    app.button(key="secrets_do").click().run()
    assert secrets.state == "open"


@pytest.mark.parametrize(("language", "words"), [("de", "neu anmelden"), ("en", "sign in again")])
def test_a_rejected_sign_in_shows_before_it_hurts(open_page, live, example, language, words):
    store = wiring.app().store
    error = SignInAgain("errors.network.sign_in", host="example.org")
    standing.note_failure(store, live.channel_id, error, wiring.utc_now())
    app = open_page("channels", language)
    said = words_of(app)
    assert any(f"badge[{words}]" in one for one in said)
    app.button(key=f"sign_in_now_{live.channel_id}").click().run()
    assert app.session_state["channel_dialog"] == ("live", live.network, live.channel_id)
    assert any("example" in one for one in said)
    kinds = " ".join(words_of(open_page("today", language)))
    assert ("nimmt die Anmeldung nicht mehr an" if language == "de" else "no longer accepts the sign-in") in kinds


def test_a_sign_in_that_expires_is_announced(open_page, live, example):
    with wiring.app().store.write() as cursor:
        table.change_connection(cursor, live.channel_id, expires_at=wiring.utc_now() + timedelta(days=3))
    assert any("läuft in 3 Tagen ab" in words for words in words_of(open_page("channels")))
    assert "läuft bald ab" in " ".join(words_of(open_page("today")))


def test_everything_can_be_held_and_released(open_page, live, example):
    app = open_page("channels")
    app.button(key="hold_switch").click().run()
    assert connections.is_held(wiring.app().store, example.brand_id)
    assert "Alles Geplante ist angehalten" in " ".join(words_of(open_page("today")))
    app = open_page("channels")
    app.button(key="hold_switch").click().run()
    assert not connections.is_held(wiring.app().store, example.brand_id)


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_held_without_a_signed_in_channel_is_released_where_today_leads_to(open_page, example, language):
    store, who = wiring.app().store, {"now": wiring.utc_now(), "actor": "owner"}
    connections.hold(store, example.brand_id, held=True, **who)
    said = " ".join(words_of(open_page("today", language)))
    assert {"de": "Alles Geplante ist angehalten", "en": "Everything planned is on hold"}[language] in said
    open_page("channels", language).button(key="hold_switch").click().run()
    assert not connections.is_held(store, example.brand_id)


def test_a_channel_can_be_paused_resumed_renamed_and_signed_out(open_page, live, example):
    store, key = wiring.app().store, live.channel_id
    wiring.app().outside.secrets.unlock(WORDS)
    app = open_page("channels")
    app.button(key=f"pause_{key}").click().run()
    assert connections.connections(store, example.brand_id)[key].state == "paused"
    assert f"sync_{key}" not in {one.key for one in app.button}, "a paused channel is not asked"
    app.button(key=f"resume_{key}").click().run()
    assert connections.connections(store, example.brand_id)[key].state == "connected"
    assert f"sync_{key}" in {one.key for one in app.button}
    app.text_input(key=f"name_{key}").set_value("Hauptkonto")
    app.button(key=f"save_{key}").click().run()
    app.button(key=f"disconnect_do_{key}").click().run()
    assert not app.exception
    assert connections.connections(store, example.brand_id) == {}
    (channel,) = [one for one in channels.channels(store, example.brand_id) if one.channel_id == key]
    assert (channel.name, channel.mode) == ("Hauptkonto", "assisted")


@pytest.mark.parametrize(("language", "said"), [("de", "auf „von Hand“ über"), ("en", "published by hand")])
def test_before_signing_out_it_says_how_many_posts_go_over_to_the_owner(open_page, live, example, language, said):
    wiring.app().outside.secrets.unlock(WORDS)
    n = channels.count_planned(wiring.app().store, example.brand_id, live.channel_id)
    shown = [one for one in words_of(open_page("channels", language)) if said in one]
    assert any(one.startswith(f"{n} ") for one in shown)


def test_closing_a_live_channel_signs_it_out(open_page, live, example):
    wiring.app().outside.secrets.unlock(WORDS)
    app = open_page("channels")
    app.button(key=f"close_do_{live.channel_id}").click().run()
    assert connections.connections(wiring.app().store, example.brand_id) == {}
    assert live.channel_id not in [one.channel_id for one in channels.channels(wiring.app().store, example.brand_id)]


def test_what_was_typed_in_a_dialog_is_forgotten_on_every_other_page(open_page, example):
    app = open_page("channels")
    app.session_state["channel_dialog"] = ("live", "mastodon", "")
    app.session_state["checked"] = ({"token": "geheim"}, None)
    app = app.switch_page(str(ROOT / "pages" / "inbox.py")).run()
    assert not app.exception
    assert "checked" not in app.session_state
    assert "channel_dialog" not in app.session_state


def test_a_dialog_stays_open_on_its_own_page(open_page, example):
    app = open_page("channels")
    choose(app, "tiktok")
    assert "channel_dialog" in app.run().session_state


@pytest.mark.parametrize(("language", "words"), [("de", "Wie TikTok ist"), ("en", "What TikTok is like")])
def test_what_a_network_is_like_is_one_click_away(open_page, example, language, words):
    app = open_page("channels", language)
    app.selectbox(key="channel_new_network").set_value("tiktok").run()
    (link,) = [one for one in app.get("page_link") if one.proto.query_string]
    assert (link.proto.label, link.proto.page, link.proto.query_string) == (words, "networks", "network=tiktok")


def test_removing_the_example_forgets_its_sign_ins_or_says_when(open_page, live, example):
    secrets = wiring.app().outside.secrets
    secrets.unlock(WORDS)
    secrets.put(live.channel_id, {"token": "t"})
    secrets._fernet = None  # as after a restart
    app = open_page("settings")
    app.button(key="example_remove").click().run()
    assert not app.exception
    assert any("Anmeldungen der entfernten Kanäle" in one.value for one in app.toast)
    app = open_page("channels")
    connections.unlock(wiring.app().store, wiring.app().outside, WORDS)
    assert secrets.get(live.channel_id) == {}


@pytest.mark.parametrize(("language", "button"), [("de", "Anmeldeseite öffnen"), ("en", "Open the sign-in page")])
def test_signing_in_on_the_networks_own_page_goes_step_by_step(open_page, example, monkeypatch, language, button):
    wiring.app().outside.secrets.unlock(WORDS)
    app = open_page("channels", language)
    choose(app, "mastodon")
    app.text_input(key="page_server_name_mastodon").set_value("http://127.0.0.1:9")
    app.button(key="page_ask_mastodon").click().run()
    assert len(app.error) == 1
    assert not app.get("link_button")
    kept = {"server": "https://m.example", "client_id": "i", "client_secret": "s", "verifier": "v"}
    # No server of the outside world answers here; `tests/testnet/test_mastodon.py` asks one for its sign-in page.
    monkeypatch.setattr(MastodonPage, "ask", lambda self, server: Asked("https://m.example/oauth/authorize", kept))
    app.button(key="page_ask_mastodon").click().run()
    assert [one.proto.label for one in app.get("link_button")] == [button]
    app.button(key="page_check_mastodon").click().run()
    assert len(app.error) == 1, "without a code nothing is asked"
    app = app.switch_page(str(ROOT / "pages" / "inbox.py")).run()
    assert "sign_in_asked" not in app.session_state
