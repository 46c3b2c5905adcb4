"""What the panel of a post offers on signed-in channels: options, tries, corrections."""

import json
from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.domain.clocks import to_wall
from cmlite.domain.posts import PostDraft
from cmlite.domain.send_options import SendOptions
from cmlite.services import calendar, channels
from cmlite.store.rows import insert
from tests.conftest import ROOT
from tests.pages.conftest import words_of
from tests.pages.test_calendar import ZONE, field, kept, owner

__all__ = ["owner"]
WHOLE = "publish thread find keyed warning visibility language edit delete"


def signed_in(brand, network, can=WHOLE):
    """A channel that is signed in, without a network behind it."""
    store, now = wiring.app().store, wiring.utc_now()
    channel = channels.declare(store, brand.brand_id, network=network, handle="@lilie", now=now, actor="owner")
    with store.write() as cursor:
        insert(
            cursor, "connection", channel_id=channel.channel_id, brand_id=brand.brand_id, can=can,
            state="connected", connected_at=now, actor="owner", text_limit=500,
        )  # fmt: skip
    return channel


def option(app, kind, name):
    found = [one for one in app.get(kind) if one.key and one.key.startswith(f"option|{name}|")]
    return found[0] if found else None


def planned(brand, channel, **changes):
    store, now = wiring.app().store, wiring.utc_now()
    wall = to_wall(now, ZONE).replace(second=0, microsecond=0) + timedelta(days=1)
    values = {"text": "Tulpen", "stage": "planned", "wall": wall, "zone": ZONE, "channel_ids": (channel.channel_id,)}
    return calendar.create(
        store, brand.brand_id, PostDraft.model_validate(values | changes), now=now, actor="owner"
    ).post_id


def test_options_are_offered_where_the_channel_has_them_and_kept_while_typing(open_page, owner):
    channel = signed_in(owner, "mastodon")
    post_id = planned(owner, channel)
    app = open_page("calendar", post=post_id)
    option(app, "text_input", "warning").set_value("Pollen")
    option(app, "selectbox", "visibility").set_value("unlisted")
    option(app, "selectbox", "language").set_value("tr")
    app.run()
    chosen = SendOptions(warning="Pollen", visibility="unlisted", language="tr")
    assert kept(owner, post_id).options == {channel.channel_id: chosen}
    app = open_page("calendar", post=post_id)
    assert option(app, "text_input", "warning").value == "Pollen", "what was typed is back"
    assert option(app, "checkbox", "silent") is None


def test_what_is_saved_stands_in_the_panel(open_page, owner):
    channel = signed_in(owner, "mastodon")
    chosen = SendOptions(warning="Pollen", visibility="followers", language="tr")
    app = open_page("calendar", post=planned(owner, channel, options={channel.channel_id: chosen}))
    assert option(app, "text_input", "warning").value == "Pollen"
    assert option(app, "selectbox", "visibility").value == "followers"
    assert option(app, "selectbox", "language").value == "tr"


def test_options_are_named_in_english_too(open_page, owner):
    app = open_page("calendar", "en", post=planned(owner, signed_in(owner, "mastodon")))
    assert option(app, "text_input", "warning").label == "Content warning"
    assert "followers only" in option(app, "selectbox", "visibility").options
    assert "Turkish" in option(app, "selectbox", "language").options


def test_a_warning_counts_in_the_length_that_is_shown(open_page, owner):
    channel = signed_in(owner, "mastodon")
    post_id = planned(owner, channel, text="x" * 495, options={channel.channel_id: SendOptions(warning="Pollen")})
    app = open_page("calendar", post=post_id)
    assert any("Zu lang" in words or "zu lang" in words for words in words_of(app))


def test_a_channel_without_a_choice_shows_no_options(open_page, owner):
    declared = channels.declare(
        wiring.app().store, owner.brand_id, network="mastodon", handle="@m", now=wiring.utc_now(), actor="owner"
    )
    app = open_page("calendar", post=planned(owner, declared))
    assert option(app, "text_input", "warning") is None
    app = open_page("calendar", post=planned(owner, signed_in(owner, "telegram", "publish silent")))
    assert option(app, "selectbox", "language") is None
    assert option(app, "checkbox", "silent").value is False
    assert field(app, "text_area", "text").value == "Tulpen"


def published(brand, channel, *tries, parts=("Tulpen",), **changes):
    """A post that is out in parts, with further tries (subject, outcome, part); gives its id."""
    store, now = wiring.app().store, wiring.utc_now()
    post_id = planned(brand, channel, text=" ".join(parts), **changes)
    (target,) = calendar.entry(store, brand.brand_id, post_id).targets
    every = [*(("publication", "done", number) for number in range(len(parts))), *tries]
    with store.write() as cursor:
        cursor.execute(
            "update publication set state = 'published', published_at = ?, parts = ?, text = ? where publication_id = ?",
            [now, json.dumps(parts), " ".join(parts), target.publication_id],
        )
        for number, (subject, outcome, part) in enumerate(every):
            insert(
                cursor, "attempt", attempt_id=f"attempt_{number}_{post_id}", brand_id=brand.brand_id,
                channel_id=channel.channel_id, subject=subject, subject_id=target.publication_id, part=part,
                send_key="", started_at=now + timedelta(seconds=number), ended_at=now, outcome=outcome,
                external_id=f"{part}", reason=json.dumps(REASON if outcome not in {"done", "absent"} else {}),
            )  # fmt: skip
    return post_id


REASON = {"key": "errors.network.busy", "values": {"host": "m.example"}, "said": "slow *down*"}


def pressed(app, name):
    return [one for one in app.button if one.key and one.key.startswith(f"{name}_publication")]


def chosen(app, flag, what, post_id):
    """The panel after "change" or "delete" was pressed in it (the test tool closes a dialog with every press)."""
    app.session_state[f"{flag}_1"] = what
    app.query_params["post"] = post_id
    return app.switch_page(str(ROOT / "pages" / "calendar.py")).run()


@pytest.mark.parametrize(("can", "names"), [(WHOLE, {"edit", "remove"}), ("publish delete", {"remove"}), ("", set())])
def test_what_is_out_can_be_changed_and_deleted_where_the_channel_can(open_page, owner, can, names):
    app = open_page("calendar", post=published(owner, signed_in(owner, "mastodon", can)))
    assert {name for name in ("edit", "remove") if pressed(app, name)} == names


@pytest.mark.parametrize(("language", "lost"), [("de", "nicht rückgängig"), ("en", "cannot be undone")])
def test_deleting_says_first_what_is_lost(open_page, owner, language, lost):
    post_id = published(owner, signed_in(owner, "mastodon"), parts=("Eins", "Zwei"))
    app = open_page("calendar", language, post=post_id)
    assert not pressed(app, "remove_do")
    assert not any(lost in words for words in words_of(app))
    flag = pressed(app, "remove")[0].key.replace("remove_", "correct_")
    app = chosen(open_page("today", language), flag, "remove", post_id)
    assert pressed(app, "remove_do")
    assert any(lost in words and "2" in words for words in words_of(app))


def test_every_part_of_a_thread_can_be_changed(open_page, owner):
    post_id = published(owner, signed_in(owner, "mastodon"), parts=("Eins", "Zwei"))
    flag = pressed(open_page("calendar", post=post_id), "edit")[0].key.replace("edit_", "correct_")
    app = chosen(open_page("today"), flag, "edit", post_id)
    assert [one.value for one in app.text_area] == ["Eins", "Zwei"]


@pytest.mark.parametrize("subject", ["edit", "remove"])
def test_what_nobody_knows_is_said_and_asked(open_page, owner, subject):
    app = open_page("calendar", post=published(owner, signed_in(owner, "mastodon"), (subject, "unknown", 0)))
    assert any("steht nicht fest" in words for words in words_of(app))
    assert (len(pressed(app, "corrected")), len(pressed(app, "uncorrected")), pressed(app, subject)) == (1, 1, [])


def test_a_deletion_that_failed_says_why_and_can_be_made_again(open_page, owner):
    app = open_page("calendar", post=published(owner, signed_in(owner, "mastodon"), ("remove", "wait", 0)))
    assert any("Das Löschen hat nicht geklappt" in words and "slow" in words for words in words_of(app))
    assert pressed(app, "remove")


def test_the_tries_are_listed_with_what_the_network_said(open_page, owner):
    app = open_page("calendar", post=published(owner, signed_in(owner, "mastodon"), ("edit", "refused", 0)))
    assert [one.label for one in app.expander if "Versuch" in one.label] == ["2 Versuche"]
    found = [words for words in words_of(app) if "Ändern · " in words or "Ändern:" in words or "Senden:" in words]
    assert len(found) == 2
    assert any("slow" in words for words in words_of(app))
