"""Editing and deleting what is out: whole threads and albums, never twice, never pretended."""

import io
import json
from datetime import timedelta
from functools import partial

import pytest
import requests

from cmlite import wiring
from cmlite.domain.media import Attached
from cmlite.domain.publishing import SETTLING, Outgoing
from cmlite.domain.send_options import SendOptions
from cmlite.errors import NotFoundError, Refused, RuleError, Wait
from cmlite.services import claims, connections, correcting, library, sending, team
from cmlite.store import sending as tries
from tests import media_samples as made
from tests.testnet.conftest import PASSWORD
from tests.testnet.fake_http import Fault
from tests.testnet.telegram_server import CHANNEL, TOKEN, TelegramServer
from tests.testnet.test_live import (  # noqa: F401 - fixtures
    alice,
    channel,
    clock,
    dispatch,
    fits,
    line,
    on_the_network,
    outside,
    plan,
    state_of,
    words,
)
from tests.testnet.test_mastodon import BREAD

# ruff: noqa: F811 - a fixture is taken by its name
PUT, DELETE = "^PUT /api/v1/statuses", "^DELETE /api/v1/statuses"


@pytest.fixture
def out(store, brand, outside, channel, clock):
    """Publish a text; gives the id of its publication."""

    def published(text, **options):
        publication_id = plan(store, brand, channel, text, clock, **options)
        assert dispatch(store, outside, clock) == ["published"]
        return publication_id

    return published


@pytest.fixture
def edit(store, brand, outside, clock):
    return lambda publication_id, *texts: correcting.edit(
        store, outside, brand.brand_id, publication_id, texts, fits=fits, clock=clock, actor="owner"
    )


@pytest.fixture
def remove(store, brand, outside, clock):
    return lambda publication_id: correcting.remove(
        store, outside, brand.brand_id, publication_id, clock=clock, actor="owner"
    )


@pytest.fixture
def settle(store, outside, clock):
    return lambda: [correcting.reconcile(store, outside, row, clock=clock) for row in correcting.unsettled(store)]


def audited(store, publication_id, state):
    found = store.rows("select * from audit where subject_id = ? and to_state = ?", [publication_id, state])
    return [(one["actor"], json.loads(one["detail"])) for one in found]


def thread() -> str:
    return " ".join(f"Satz {n} {words('')} ist zu Ende." for n in range(30))


def test_a_changed_text_stands_on_the_network_and_here(store, out, edit, alice):
    text, better = words("Brezn"), words("Brezeln")
    publication_id = out(text)
    assert edit(publication_id, better) == "edited"
    assert (on_the_network(alice, text), on_the_network(alice, better)) == (0, 1)
    row = state_of(store, publication_id)
    assert (row["state"], row["text"]) == ("published", better)
    assert audited(store, publication_id, "edited") == [("owner", {"part": 0, "before": text})]


def test_who_may_not_approve_does_not_change_what_is_out(store, brand, outside, out, clock, alice):
    text, other = words("Freigegeben"), words("Nie gelesen")
    publication_id = out(text)
    who = [team.add(store, "b1", name, "community_manager", now=clock(), actor="owner") for name in ("Anna", "Ben")]
    change = partial(correcting.edit, store, outside, brand.brand_id, publication_id, [other], fits=fits, clock=clock)
    with pytest.raises(RuleError) as refused:
        change(actor=who[1].member_id)
    assert refused.value.key == "errors.correcting.role"
    assert (on_the_network(alice, text), on_the_network(alice, other)) == (1, 0)
    assert change(actor=who[0].member_id) == "edited", "the first person of a team is its owner"


def test_a_change_takes_nothing_else_from_the_post(alice, mastodon_server):
    options = SendOptions(warning="Enthält Nüsse", visibility="unlisted")
    message = Outgoing(text=words("Nuss"), language="tr", pictures=(BREAD,), options=options)
    sent = alice.publish(message, key=words("k"))
    alice.edit(sent.external_id, words("Haselnuss"))
    status = requests.get(f"{mastodon_server}/api/v1/statuses/{sent.external_id}", timeout=10).json()
    assert (status["spoiler_text"], status["language"], status["visibility"]) == ("Enthält Nüsse", "tr", "unlisted")
    assert [one["description"] for one in status["media_attachments"]] == [BREAD.alt]


def test_only_the_parts_of_a_thread_that_changed_are_sent_again(store, brand, out, edit, alice):
    publication_id = out(thread(), as_thread=True)
    parts = sending.told(store, brand.brand_id).parts(publication_id)
    changed = [*parts[:1], words("anders"), *parts[2:]]
    assert edit(publication_id, *changed) == "edited"
    edits = [one for one in sending.attempts(store, brand.brand_id, publication_id) if one["subject"] == "edit"]
    assert [one["part"] for one in edits] == [1]
    assert sending.told(store, brand.brand_id).parts(publication_id) == changed
    assert state_of(store, publication_id)["text"] == "\n\n".join(changed)
    assert on_the_network(alice, changed[0]) == 1


@pytest.mark.parametrize(("texts", "key"), [(("",), "empty"), (("a", "b"), "empty"), (("x" * 501,), "too_long")])
def test_what_cannot_go_out_is_refused_before_anything_happens(store, brand, out, edit, alice, texts, key):
    text = words("bleibt")
    publication_id = out(text)
    with pytest.raises(RuleError, match=key):
        edit(publication_id, *texts)
    assert on_the_network(alice, text) == 1
    assert [one["subject"] for one in sending.attempts(store, brand.brand_id, publication_id)] == ["publication"]


@pytest.mark.parametrize("fault", ["lose_answer", "cut_answer"])
def test_a_change_whose_answer_was_lost_is_found(store, out, edit, settle, line, fault):
    publication_id, better = out(words("vorher")), words("nachher")
    line.lose(fault, PUT)
    assert edit(publication_id, better) == "unconfirmed"
    assert state_of(store, publication_id)["text"] != better, "nothing is pretended"
    assert settle() == ["done"]
    assert state_of(store, publication_id)["text"] == better
    assert settle() == []


def test_a_change_that_did_not_arrive_is_not_claimed_and_can_be_made_again(
    store, brand, out, edit, settle, line, clock, alice
):
    text, better = words("vorher"), words("nachher")
    publication_id = out(text)
    line.lose("lose_request", PUT)
    assert edit(publication_id, better) == "unconfirmed"
    assert settle() == ["unknown"], "it may still be under way"
    clock.move(SETTLING)
    assert settle() == ["absent"]
    assert state_of(store, publication_id)["text"] == text
    assert edit(publication_id, better) == "edited"
    assert on_the_network(alice, better) == 1


def test_a_change_made_again_after_its_answer_was_lost_is_not_sent_twice(store, out, edit, line):
    publication_id, better = out(words("vorher")), words("nachher")
    line.lose("lose_answer", PUT)
    edit(publication_id, better)
    line.lose("lose_request", PUT)  # would be taken by a second one
    assert edit(publication_id, better) == "edited"
    assert line.taken == ["lose_answer"]


def test_what_was_deleted_in_the_networks_own_app_cannot_be_changed(out, edit, alice, store):
    publication_id = out(words("weg"))
    alice.remove(state_of(store, publication_id)["external_id"])
    with pytest.raises(RuleError, match="gone"):
        edit(publication_id, "anders")


def test_a_thread_is_deleted_whole(store, brand, out, remove, alice):
    publication_id = out(thread(), as_thread=True)
    ids = [one["external_id"] for one in sending.attempts(store, brand.brand_id, publication_id)]
    assert len(ids) >= 3
    assert remove(publication_id) == "removed"
    assert alice.counts(ids) == []
    assert state_of(store, publication_id)["state"] == "removed"
    assert [who for who, _ in audited(store, publication_id, "removed")] == ["owner"]
    with pytest.raises(RuleError) as late:
        remove(publication_id)
    assert late.value.key == "errors.publishing.elsewhere"


@pytest.mark.parametrize("fault", ["lose_answer", "lose_request"])
def test_a_deletion_in_the_middle_of_a_thread_is_finished_once_it_is_known(
    store, brand, out, remove, settle, line, clock, alice, fault
):
    publication_id = out(thread(), as_thread=True)
    ids = [one["external_id"] for one in sending.attempts(store, brand.brand_id, publication_id)]
    line.lose(fault, DELETE)
    assert remove(publication_id) == "unconfirmed"
    assert state_of(store, publication_id)["state"] == "published"
    clock.move(SETTLING)
    if fault == "lose_answer":
        assert settle() == ["done"], "the rest follows at once"
    else:
        assert settle() == ["absent"]
        assert len(alice.counts(ids)) == len(ids)
        assert remove(publication_id) == "removed"
    assert alice.counts(ids) == []
    assert state_of(store, publication_id)["state"] == "removed"


def test_a_network_that_is_away_leaves_everything_as_it_was(store, outside, channel, out, edit, remove, alice):
    text = words("bleibt")
    publication_id = out(text)
    kept = outside.secrets.get(channel.channel_id)
    outside.secrets.put(channel.channel_id, kept | {"server": "http://127.0.0.1:9"})
    for act in (lambda: edit(publication_id, "anders"), lambda: remove(publication_id)):
        with pytest.raises(Wait):
            act()
    outside.secrets.put(channel.channel_id, kept)
    assert on_the_network(alice, text) == 1
    assert state_of(store, publication_id)["state"] == "published"
    assert remove(publication_id) == "removed"


def test_a_deletion_that_an_ended_process_left_behind_is_looked_for(store, brand, out, settle, clock, alice):
    publication_id = out(words("mittendrin"))
    row = state_of(store, publication_id)
    with store.write() as cursor:
        tries.begin_attempt(
            cursor, attempt_id="attempt_x", brand_id=brand.brand_id, channel_id=row["channel_id"], subject="remove",
            subject_id=publication_id, send_key="", external_id=row["external_id"], started_at=clock(),
        )  # fmt: skip
    alice.remove(row["external_id"])
    sending.take_up(store, now=clock())
    assert state_of(store, publication_id)["state"] == "published"
    assert settle() == ["done"]
    assert state_of(store, publication_id)["state"] == "removed"


def test_what_was_deleted_is_not_planned_again_and_not_pulled_in(store, brand, outside, out, remove):
    publication_id = out(words("weg"))
    remove(publication_id)
    assert store.row("select count(*) as n from publication where state = 'published'")["n"] == 0
    with pytest.raises(RuleError):
        sending.send_now(store, brand.brand_id, publication_id, now=sending_now(store), actor="owner")


def sending_now(store):
    return store.row("select max(changed_at) as at from publication")["at"] + timedelta(minutes=1)


# Bluesky


def test_on_bluesky_a_thread_is_deleted_whole_and_a_lost_answer_is_found(store, brand, outside, clock, person):
    someone = person()
    values = {"handle": someone.handle, "password": PASSWORD, "server": someone.server}
    made = connections.connect(store, outside, brand.brand_id, "bluesky", values, now=clock(), actor="owner")
    publication_id = plan(store, brand, made, thread(), clock, as_thread=True)
    due = claims.claim_due(store, fits=lambda said, *_: len(said) <= 300, busy=(), now=clock())
    assert [sending.send(store, outside, claim, clock=clock) for claim in due] == ["published"]
    ids = [one["external_id"] for one in sending.attempts(store, brand.brand_id, publication_id)]
    connector = someone.connector()
    assert all(connector.text_of(one) for one in ids)
    with pytest.raises(Refused, match="unable"):
        correcting.edit(
            store, outside, brand.brand_id, publication_id, ["x"] * len(ids), fits=fits, clock=clock, actor="owner"
        )
    assert correcting.remove(store, outside, brand.brand_id, publication_id, clock=clock, actor="o") == "removed"
    assert [connector.text_of(one) for one in ids] == [None] * len(ids)


# Telegram


@pytest.fixture
def telegram():
    with TelegramServer() as running:
        yield running
    assert running.complaints == []


@pytest.fixture
def bot(store, brand, outside, clock, telegram):
    values = {"token": TOKEN, "chat": "@sonne", "server": telegram.url}
    return connections.connect(store, outside, brand.brand_id, "telegram", values, now=clock(), actor="owner")


def in_channel(telegram) -> list[str]:
    return [
        one.get("text") or one.get("caption", "") for (chat, _), one in telegram.messages.items() if chat == CHANNEL
    ]


@pytest.fixture
def album(store, brand, outside, clock, bot):
    """Three pictures under one text, published; gives the id of the publication."""
    uploads = [made.picture(colour=(n, n, n)) for n in range(3)]
    media = [library.add(store, "b1", io.BytesIO(one), "Brot.jpg", now=clock(), actor="o").media for one in uploads]
    chosen = tuple(Attached(media_id=one.media_id, alt="Brot") for one in media)
    publication_id = plan(store, brand, bot, "Drei Brote", clock, media=chosen)
    assert dispatch(store, outside, clock) == ["published"]
    return publication_id


def test_an_album_is_deleted_with_every_picture(store, brand, outside, clock, telegram, album, remove):
    assert len(in_channel(telegram)) == 3
    (attempt,) = sending.attempts(store, brand.brand_id, album)
    assert len(attempt["also"]) == 2
    assert remove(album) == "removed"
    assert in_channel(telegram) == []


def test_the_words_of_an_album_change_on_its_first_picture(store, telegram, album, edit):
    assert edit(album, "Drei neue Brote") == "edited"
    assert in_channel(telegram) == ["Drei neue Brote", "", ""]
    assert state_of(store, album)["text"] == "Drei neue Brote"


def test_words_beside_pictures_are_counted_as_a_caption_before_anything_is_asked(
    store, brand, telegram, album, outside, clock
):
    def edit(publication_id, words):
        who = {"clock": clock, "actor": "owner"}
        return correcting.edit(store, outside, "b1", publication_id, [words], fits=wiring.fits, **who)

    asked = len(telegram.requests)
    with pytest.raises(RuleError, match="too_long"):
        edit(album, "x" * 1_025)
    assert (len(telegram.requests), len(sending.attempts(store, brand.brand_id, album))) == (asked, 1)
    assert edit(album, "x" * 1_024) == "edited"


def test_where_nobody_can_look_the_owner_says_what_is_there(store, brand, telegram, album, remove, settle, clock):
    telegram.faults.append(Fault("cut"))
    assert remove(album) == "unconfirmed"
    assert len(in_channel(telegram)) == 2, "the last picture is gone, though nobody said so"
    clock.move(SETTLING * 3)
    assert settle() == ["unknown"]
    assert [one["subject"] for one in correcting.undecided(store, brand.brand_id, now=clock())] == ["remove"]
    correcting.decide(store, brand.brand_id, album, arrived=True, now=clock(), actor="owner")
    assert state_of(store, album)["state"] == "published", "two pictures are still there"
    assert remove(album) == "removed"
    assert in_channel(telegram) == []


def test_what_telegram_no_longer_deletes_keeps_its_reason(store, brand, telegram, album, remove):
    for message in telegram.messages.values():
        message["date"] -= 3 * 86_400
    with pytest.raises(Refused) as error:
        remove(album)
    assert error.value.key == "errors.telegram.fixed"
    last = sending.attempts(store, brand.brand_id, album)[-1]
    assert (last["subject"], last["outcome"]) == ("remove", "refused")
    assert state_of(store, album)["state"] == "published"


def test_what_belongs_to_another_brand_is_not_touched(store, brand, album, outside, clock, telegram):
    with pytest.raises(NotFoundError):
        correcting.remove(store, outside, "other", album, clock=clock, actor="owner")
    assert len(in_channel(telegram)) == 3
