"""What a claim takes along: the text of the channel itself, cut where the owner agreed to a thread."""

import itertools
from datetime import timedelta
from functools import partial

import pytest

from cmlite.connectors.base import Field
from cmlite.domain.channels import Account
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.post_panel import Choice
from cmlite.domain.publishing import Sent
from cmlite.domain.send_options import SendOptions
from cmlite.domain.sync import OwnPost
from cmlite.errors import CmliteError, PlanRefused, RuleError
from cmlite.services import (
    calendar,
    calendar_panel,
    channels,
    claims,
    connections,
    publishing,
    reconciling,
    sending,
    tagging,
    today,
)
from cmlite.store import brands, native
from cmlite.store import connections as store_connections
from cmlite.store import sending as store_sending
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.services.test_calendar import SOON, WHO, ZONE, channel, draft, second

__all__ = ["channel", "second"]
DUE = to_utc(SOON, ZONE)[0] + timedelta(minutes=1)


def fits(words, network, limit):
    return len(words) <= 22


def live(store, *channels, can="publish thread"):
    with store.write() as cursor:
        for one in channels:
            insert(
                cursor, "connection", channel_id=one.channel_id, brand_id="b1", can=can,
                state="connected", connected_at=NOW, actor="owner",
            )  # fmt: skip


def claimed(store):
    return {one.network: one.parts for one in claims.claim_due(store, fits=fits, busy=(), now=DUE)}


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


def test_a_claim_takes_along_what_was_chosen_for_its_channel_and_only_what_it_can(store, brand, channel, second):
    live(store, channel, second, can="publish language")
    ids = (channel.channel_id, second.channel_id)
    chosen = SendOptions(warning="Pollen", language="tr", silent=True)
    calendar.create(store, "b1", draft(*ids, options={channel.channel_id: chosen}), **WHO)
    first, other = sorted(claims.claim_due(store, fits=fits, busy=(), now=DUE), key=lambda one: one.network)[::-1]
    assert (first.language, first.options) == ("tr", SendOptions(language="tr"))
    assert (other.language, other.options) == ("de", SendOptions())


def test_a_copy_of_a_post_keeps_what_was_chosen(store, brand, channel):
    chosen = {channel.channel_id: SendOptions(warning="Pollen")}
    saved = calendar.create(store, "b1", draft(channel.channel_id, options=chosen), **WHO)
    copy = calendar.duplicate(store, "b1", saved.post_id, zone=ZONE, **WHO)
    assert calendar.entry(store, "b1", copy.post_id).targets[0].options == chosen[channel.channel_id]


@pytest.fixture
def planned(store, brand, channel):
    """Due at DUE on a signed-in channel; gives the id of the post."""
    live(store, channel)
    return calendar.create(store, "b1", draft(channel.channel_id), **WHO).post_id


def by_hand(store, channel, text="Frisch", at=NOW):
    """The owner posts on the network itself, and it is pulled in."""
    numbers = itertools.count()
    with store.write() as cursor:
        native.save_own_posts(
            cursor,
            channel,
            [OwnPost(external_id="7", text=text, at=at, permalink="https://n.example/7")],
            new_id=lambda kind: f"{kind}_native{next(numbers)}",
            now=at,
        )


def test_what_seems_to_be_out_by_hand_waits_for_the_owners_word_and_says_so(store, brand, channel, planned):
    by_hand(store, channel, at=DUE - timedelta(hours=1))
    assert claimed(store) == {}
    tasks = today.tasks(store, brand, today.week(store, brand, now=DUE), now=DUE)
    assert [(one.kind, one.urgency) for one in tasks if one.params.get("post") == planned] == [("same", 0)]


def test_a_word_that_it_is_another_post_lets_the_planned_one_go(store, brand, channel, planned):
    by_hand(store, channel, at=DUE - timedelta(hours=1))
    (match,) = publishing.matches(store, "b1")
    publishing.keep_apart(store, "b1", match["publication_id"], match["native_id"], now=DUE, actor="owner")
    assert publishing.matches(store, "b1") == []
    assert claimed(store) == {"instagram": ("Frisch",)}


def test_sending_what_was_missed_now_answers_the_question_too(store, brand, channel, planned):
    by_hand(store, channel, at=DUE - timedelta(hours=1))
    late = DUE + timedelta(hours=1)
    publishing.mark_missed(store, now=late)
    kinds = [one.kind for one in today.tasks(store, brand, today.week(store, brand, now=late), now=late)]
    assert ("same" in kinds, "missed" in kinds) == (True, False), "one question about one post"
    (match,) = publishing.matches(store, "b1")
    sending.send_now(store, "b1", match["publication_id"], now=late, actor="owner")
    assert len(claims.claim_due(store, fits=fits, busy=(), now=late)) == 1


def test_one_that_waits_does_not_keep_the_others_of_its_channel(store, brand, channel, planned):
    by_hand(store, channel, at=DUE - timedelta(hours=1))
    calendar.create(store, "b1", draft(channel.channel_id, text="Anderes"), **WHO)
    assert claimed(store) == {"instagram": ("Anderes",)}


def test_a_post_that_was_made_by_hand_stands_where_it_really_went_out(store, brand, channel, planned):
    made_at = DUE - timedelta(hours=26)
    by_hand(store, channel, at=made_at)
    (match,) = publishing.matches(store, "b1")
    publishing.take_as_published(store, "b1", match["publication_id"], match["native_id"], now=DUE, actor="owner")
    assert calendar.entry(store, "b1", planned).at == made_at
    shown = [day.day for day in today.week(store, brand, now=made_at) for entry in day.entries]
    assert shown == [to_wall(made_at, ZONE).date()]


def test_what_the_owner_finds_there_went_out_when_it_was_tried(store, brand, channel, planned):
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=DUE)
    with store.write() as cursor:
        store_sending.begin_attempt(
            cursor, attempt_id="a1", brand_id="b1", channel_id=channel.channel_id, subject="publication",
            subject_id=claim.publication_id, part=0, send_key="", started_at=DUE + timedelta(seconds=2),
        )  # fmt: skip
    sending.take_up(store, now=DUE + timedelta(minutes=1))
    who = {"now": DUE + timedelta(hours=20), "actor": "owner"}
    publishing.confirm_published(store, "b1", claim.publication_id, link="", **who)
    row = store.row("select published_at, published_precision, format from publication where state = 'published'")
    assert tuple(row.values()) == (DUE + timedelta(seconds=2), "minute", "text")


def test_how_late_a_post_may_be_is_the_choice_of_each_brand(store, brand, channel, planned):
    late = DUE + timedelta(minutes=50)
    publishing.allow_late(store, "other", 120, now=NOW, actor="owner")
    assert claims.claim_due(store, fits=fits, busy=(), now=late) == []
    publishing.allow_late(store, "b1", 60, now=NOW, actor="owner")
    assert publishing.mark_missed(store, now=late) == 0
    assert len(claims.claim_due(store, fits=fits, busy=(), now=late)) == 1


def test_shorter_means_missed_earlier(store, brand, planned):
    publishing.allow_late(store, "b1", 5, now=NOW, actor="owner")
    assert publishing.late_minutes(store, "b1") == 5
    assert publishing.mark_missed(store, now=DUE + timedelta(minutes=6)) == 1


@pytest.mark.parametrize("minutes", [0, 4, 1441])
def test_a_lateness_that_makes_no_sense_is_refused(store, brand, minutes):
    with pytest.raises(RuleError, match="late"):
        publishing.allow_late(store, "b1", minutes, now=NOW, actor="owner")


def test_a_first_comment_is_the_last_part_and_not_part_of_what_the_post_says(store, brand, channel):
    live(store, channel)
    calendar.create(store, "b1", draft(channel.channel_id, comments={channel.channel_id: "Mehr hier"}), **WHO)
    claim = claims.claim_due(store, fits=fits, busy=(), now=DUE)[0]
    assert (claim.parts, claim.said) == (("Frisch", "Mehr hier"), "Frisch")
    row = store_sending.read_sending(store, claim.publication_id)
    assert claims.claim_of(row, fits).parts == claim.parts, "the parts stay as they were cut"


@pytest.mark.parametrize("tagged", [True, False])
def test_links_of_the_own_website_are_marked_where_that_is_switched_on(store, brand, channel, tagged):
    live(store, channel)
    site = brand.model_copy(update={"website": "baeckerei.de"})
    with store.write() as cursor:
        brands.save_brand(cursor, site)
    tagging.switch(store, site, on=True, **WHO)
    link = "https://baeckerei.de/brot https://example.org/"
    saved = calendar.create(store, "b1", draft(channel.channel_id, text=link, tagged=tagged), **WHO)
    marked = "https://baeckerei.de/brot?utm_source=instagram&utm_medium=social https://example.org/"
    assert calendar.entry(store, "b1", saved.post_id).tagging.marked(link, "instagram") == (marked if tagged else link)
    assert claimed(store) == {"instagram": (marked if tagged else link,)}
    row = store_sending.read_sending(store, calendar.entry(store, "b1", saved.post_id).targets[0].publication_id)
    tagging.switch(store, site, on=False, **WHO)
    again = store_sending.read_sending(store, row["publication_id"])
    assert claims.claim_of(again, fits).parts == claims.claim_of(row, fits).parts, "what was cut stays as it was"


def test_without_a_website_links_cannot_be_marked(store, brand):
    with pytest.raises(RuleError):
        tagging.switch(store, brand, on=True, **WHO)
    assert not tagging.is_on(store, "b1")


def test_what_only_fits_without_its_marks_is_not_planned_for_a_live_channel(store, brand):
    bluesky = channels.declare(store, "b1", network="bluesky", handle="morgenrot.example", **WHO)
    live(store, bluesky)
    site = brand.model_copy(update={"website": "baeckerei.de"})
    with store.write() as cursor:
        brands.save_brand(cursor, site)
        cursor.execute("update channel set mode = 'live'")
    text = "x" * 270 + " https://baeckerei.de/a"
    calendar.create(store, "b1", draft(bluesky.channel_id, text=text), **WHO)
    tagging.switch(store, site, on=True, **WHO)
    with pytest.raises(PlanRefused):
        calendar.create(store, "b1", draft(bluesky.channel_id, text=text), **WHO)
    calendar.create(store, "b1", draft(bluesky.channel_id, text=text, tagged=False), **WHO)


def test_a_first_comment_too_long_for_a_message_of_its_own_is_not_planned(store, brand):
    bluesky = channels.declare(store, "b1", network="bluesky", handle="morgenrot.example", **WHO)
    long = draft(bluesky.channel_id, comments={bluesky.channel_id: "x" * 301})
    calendar.create(store, "b1", long, **WHO)  # by hand the owner still sees it
    live(store, bluesky)
    with store.write() as cursor:
        cursor.execute("update channel set mode = 'live'")
    with pytest.raises(PlanRefused) as refused:
        calendar.create(store, "b1", long, **WHO)
    assert refused.value.values["rule"] == "any.comment.text_length"
    calendar.create(store, "b1", draft(bluesky.channel_id, comments={bluesky.channel_id: "x" * 300}), **WHO)


def test_what_only_fits_without_its_warning_is_not_planned(store, brand):
    mastodon = channels.declare(store, "b1", network="mastodon", handle="@m", **WHO)
    live(store, mastodon, can="publish warning")
    with store.write() as cursor:
        cursor.execute("update channel set mode = 'live'")
    calendar.create(store, "b1", draft(mastodon.channel_id, text="x" * 495), **WHO)
    options = {mastodon.channel_id: SendOptions(warning="Pollen")}
    with pytest.raises(PlanRefused):
        calendar.create(store, "b1", draft(mastodon.channel_id, text="x" * 495, options=options), **WHO)


def pressed(store, *ids, found=None, version=0, **changes):
    """What pressing "publish now" does, `found` being the post as it was opened."""
    choice = Choice(action="publish", post_id="post_of_this_page")
    fields = draft(*ids, stage="draft", wall=None, **changes).model_dump()
    who = {"zone": ZONE, "fits": fits, "clock": lambda: NOW, **WHO}
    return calendar_panel.carry_out(store, None, "b1", choice, found, fields, version=version, **who)


def test_published_at_once_a_post_is_due_everywhere_however_often_it_is_pressed(store, brand, channel, second):
    live(store, channel)
    ids = (channel.channel_id, second.channel_id)
    assert pressed(store, *ids) == pressed(store, *ids)
    (post_id,) = [row["post_id"] for row in store.rows("select post_id from post")]
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=NOW)
    assert claim.channel_id == channel.channel_id
    assert claims.claim_due(store, fits=fits, busy=(), now=NOW) == []
    assert [row["channel_id"] for row in publishing.due(store, "b1", now=NOW)] == [second.channel_id], "by hand, today"
    assert calendar.entry(store, "b1", post_id).wall == to_wall(NOW, ZONE)


def test_a_draft_pressed_twice_from_the_same_page_goes_out_once(store, brand, channel):
    live(store, channel)
    post_id = calendar.create(store, "b1", draft(channel.channel_id, stage="draft", wall=None), **WHO).post_id
    found = calendar.entry(store, "b1", post_id)
    pressed(store, channel.channel_id, found=found, version=found.version)
    assert len(claims.claim_due(store, fits=fits, busy=(), now=NOW)) == 1
    with pytest.raises(RuleError):
        pressed(store, channel.channel_id, found=found, version=found.version)
    assert claims.claim_due(store, fits=fits, busy=(), now=NOW) == []


def test_what_blocks_a_plan_and_what_holds_it_blocks_publishing_at_once(store, brand, channel):
    live(store, channel)
    with pytest.raises(CmliteError):
        pressed(store, channel.channel_id, text="x" * 5000)
    with pytest.raises(CmliteError, match="channel_missing"):
        pressed(store)
    connections.hold(store, "b1", held=True, **WHO)
    with pytest.raises(RuleError, match="held"):
        pressed(store, channel.channel_id)
    assert store.rows("select post_id from post") == []


@pytest.mark.parametrize("pressed", ["hold", "pause"])
def test_what_is_held_back_while_a_claim_waits_for_its_turn_does_not_go_out(
    store, brand, channel, planned, tmp_path, pressed
):
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=DUE)
    if pressed == "hold":
        connections.hold(store, "b1", held=True, now=DUE, actor="owner")
    else:
        connections.pause(store, "b1", channel.channel_id, paused=True, now=DUE, actor="owner")
    sent = []

    class Network:
        can = frozenset({"publish"})

        def __init__(self, sign_in):
            pass

        def publish(self, message, *, key):
            sent.append(message.text)
            return Sent(external_id="9", at=DUE)

    outside = connections.Outside(
        Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test"), {claim.network: Network}
    )
    outside.secrets.put(channel.channel_id, {"token": "t"})
    assert sending.send(store, outside, claim, clock=lambda: DUE) == "scheduled"
    assert (sent, claimed(store), sending.attempts(store, "b1", claim.publication_id)) == ([], {}, [])
    if pressed == "hold":
        connections.hold(store, "b1", held=False, now=DUE, actor="owner")
    else:
        connections.pause(store, "b1", channel.channel_id, paused=False, now=DUE, actor="owner")
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=DUE)
    assert sending.send(store, outside, claim, clock=lambda: DUE) == "published"
    assert sent == ["Frisch"]


def test_a_long_thread_on_a_slow_network_is_not_taken_for_left_behind(store, brand, channel, planned):
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=DUE)
    later = DUE + timedelta(minutes=16)
    with store.write() as cursor:
        store_sending.begin_attempt(
            cursor, attempt_id="a9", brand_id="b1", channel_id=channel.channel_id, subject="publication",
            subject_id=claim.publication_id, part=7, send_key="k", started_at=later - timedelta(seconds=30),
        )  # fmt: skip
    sending.take_up(store, now=later, before=later - timedelta(minutes=15))
    assert store.row("select state from publication")["state"] == "publishing"
    sending.take_up(store, now=later)
    assert store.row("select state from publication")["state"] == "unconfirmed", "the process ended: nobody knows"


def test_a_channel_whose_sign_in_was_rejected_is_not_asked_every_few_seconds_what_arrived(
    store, brand, channel, planned, tmp_path
):
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=DUE)
    with store.write() as cursor:
        store_sending.begin_attempt(
            cursor, attempt_id="a9", brand_id="b1", channel_id=channel.channel_id, subject="publication",
            subject_id=claim.publication_id, send_key="k", started_at=DUE,
        )  # fmt: skip
    sending.take_up(store, now=DUE)
    with store.write() as cursor:
        store_connections.change_connection(cursor, channel.channel_id, state="sign_in")
    (row,) = reconciling.unconfirmed(store)
    asked = []

    class Network:
        can = frozenset({"find", "keyed"})

        def __init__(self, sign_in):
            pass

        def find(self, message, *, key, after):
            asked.append(key)

    secrets = Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test")
    outside = connections.Outside(secrets, {claim.network: Network})
    outside.secrets.put(channel.channel_id, {"token": "t"})
    look = partial(reconciling.reconcile, store, outside, row, fits=fits, clock=lambda: DUE + timedelta(seconds=20))
    assert (look(), asked) == ("unconfirmed", [])
    connections.pause(store, "b1", channel.channel_id, paused=False, now=DUE, actor="owner")
    assert (look(), asked) == ("unconfirmed", ["k"])


def test_signing_in_sends_nothing_unasked_that_was_due_by_hand(store, brand, channel, tmp_path):
    due = calendar.create(store, "b1", draft(channel.channel_id), **WHO).post_id

    class Network:
        network, fields, can, alone = "instagram", (Field("token", secret=True),), frozenset({"publish"}), False

        def __init__(self, sign_in):
            pass

        def who(self):
            return Account(external_id="7", handle=channel.handle, can=self.can)

    secrets = Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test")
    outside = connections.Outside(secrets, {"instagram": Network})
    how = {"now": DUE, "actor": "owner"}
    made = connections.connect(store, outside, "b1", "instagram", {"token": "t"}, **how)
    assert (made.channel_id, claimed(store)) == (channel.channel_id, {})
    (target,) = calendar.entry(store, "b1", due).targets
    assert target.state == "missed"
    sending.send_now(store, "b1", target.publication_id, **how)
    connections.connect(store, outside, "b1", "instagram", {"token": "t"}, **how)
    assert claimed(store) == {"instagram": ("Frisch",)}, "signed in again: what cmlite was to send is sent"
