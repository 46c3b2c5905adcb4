"""What the panel of a post offers on signed-in channels: options, tries, corrections."""

from datetime import timedelta

from cmlite import wiring
from cmlite.domain.clocks import to_wall
from cmlite.domain.posts import PostDraft
from cmlite.domain.send_options import SendOptions
from cmlite.services import calendar, channels
from cmlite.store.db import insert
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
