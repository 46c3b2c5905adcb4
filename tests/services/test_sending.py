"""What a claim takes along: the text of the channel itself, cut where the owner agreed to a thread."""

from datetime import timedelta

from cmlite.domain.clocks import to_utc
from cmlite.services import calendar, sending
from cmlite.store.db import insert
from tests.conftest import NOW
from tests.services.test_calendar import SOON, WHO, ZONE, channel, draft, second

__all__ = ["channel", "second"]
DUE = to_utc(SOON, ZONE)[0] + timedelta(minutes=1)


def fits(words, network, limit):
    return len(words) <= 22


def live(store, *channels):
    with store.write() as cursor:
        for one in channels:
            insert(
                cursor, "connection", channel_id=one.channel_id, brand_id="b1", can="publish,thread",
                state="connected", connected_at=NOW, actor="owner",
            )  # fmt: skip


def claimed(store):
    return {one.network: one.parts for one in sending.claim_due(store, fits=fits, busy=(), now=DUE)}


def test_each_channel_sends_its_own_text_and_the_others_that_of_the_post(store, brand, channel, second):
    live(store, channel, second)
    ids = (channel.channel_id, second.channel_id)
    calendar.create(store, "b1", draft(*ids, texts={channel.channel_id: "Anders"}), **WHO)
    assert claimed(store) == {"instagram": ("Anders",), "facebook": ("Frisch",)}


def test_a_thread_is_cut_from_the_text_of_its_own(store, brand, channel, second):
    live(store, channel, second)
    ids = (channel.channel_id, second.channel_id)
    own = {channel.channel_id: "Erster Absatz hier.\n\nUnd noch ein zweiter."}
    calendar.create(store, "b1", draft(*ids, texts=own, as_thread=True), **WHO)
    assert claimed(store) == {"instagram": ("Erster Absatz hier.", "Und noch ein zweiter."), "facebook": ("Frisch",)}


def test_a_post_without_a_text_goes_out_where_every_live_channel_has_its_own(store, brand, channel):
    live(store, channel)
    calendar.create(store, "b1", draft(channel.channel_id, text="", texts={channel.channel_id: "Anders"}), **WHO)
    assert claimed(store) == {"instagram": ("Anders",)}
