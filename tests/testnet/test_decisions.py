"""The owner decides while the worker works: whoever comes second changes nothing, and nothing goes out twice."""

from datetime import timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import SETTLING
from cmlite.errors import RuleError
from cmlite.services import answers, calendar, claims, conversations, inbox, publishing, reconciling, sending
from tests.testnet.test_live import (  # noqa: F401 - fixtures
    POST,
    alice,
    answer,
    bob,
    channel,
    clock,
    conversation_with,
    dispatch,
    fits,
    line,
    look,
    on_the_network,
    outside,
    plan,
    state_of,
    words,
)

# ruff: noqa: F811 - a fixture is taken by its name


def meanwhile(monkeypatch, module, act):
    """Let `act` happen while the network is being asked."""
    asked = module._look

    def slow(*arguments):
        found = asked(*arguments)
        act()
        return found

    monkeypatch.setattr(module, "_look", slow)


def test_what_was_dropped_while_it_was_looked_for_stays_dropped(
    store, brand, outside, channel, clock, line, alice, monkeypatch
):
    text = words("gestrichen")
    publication_id = plan(store, brand, channel, text, clock)
    line.lose("lose_request", POST)
    dispatch(store, outside, clock)
    clock.move(SETTLING)
    drop = {"now": clock(), "actor": "owner"}
    meanwhile(monkeypatch, reconciling, lambda: publishing.cancel(store, brand.brand_id, publication_id, **drop))
    assert look(store, outside, clock) == ["cancelled"]
    assert dispatch(store, outside, clock) == []
    assert on_the_network(alice, text) == 0


def test_what_is_being_sent_cannot_be_sent_again_confirmed_or_dropped(store, brand, outside, channel, clock):
    publication_id = plan(store, brand, channel, words("unterwegs"), clock)
    claims.claim_due(store, fits=fits, busy=(), now=clock())
    who = {"now": clock(), "actor": "owner"}
    for decide in (
        lambda: sending.send_now(store, brand.brand_id, publication_id, **who),
        lambda: publishing.confirm_published(store, brand.brand_id, publication_id, link="", **who),
        lambda: publishing.cancel(store, brand.brand_id, publication_id, **who),
    ):
        with pytest.raises(RuleError):
            decide()
    assert state_of(store, publication_id)["state"] == "publishing"


def test_a_dropped_thread_that_is_planned_anew_goes_out_whole(store, brand, outside, channel, clock, alice, line):
    long = " ".join(f"Satz {n} {words('')} ist zu Ende." for n in range(16))
    publication_id = plan(store, brand, channel, long, clock, as_thread=True)
    line.lose("lose_answer", POST)
    dispatch(store, outside, clock)
    assert look(store, outside, clock) == ["scheduled"], "its first part is out"
    publishing.cancel(store, brand.brand_id, publication_id, now=clock(), actor="owner")
    post_id = state_of(store, publication_id)["post_id"]
    fresh = words("ganz neu")
    draft = PostDraft(
        text=fresh,
        channel_ids=(channel.channel_id,),
        stage="planned",
        wall=clock() + timedelta(minutes=1),
        zone="UTC",
    )
    version = calendar.entry(store, brand.brand_id, post_id).version
    calendar.change(store, brand.brand_id, post_id, draft, version=version, now=clock(), actor="owner")
    clock.move(timedelta(minutes=2))
    assert dispatch(store, outside, clock) == ["published"]
    assert on_the_network(alice, fresh) == 1


def test_a_post_without_words_is_not_planned_for_a_live_channel(store, brand, channel, clock):
    draft = PostDraft(
        title="Nur ein Arbeitstitel",
        channel_ids=(channel.channel_id,),
        stage="planned",
        wall=clock() + timedelta(minutes=1),
        zone="UTC",
    )
    with pytest.raises(RuleError, match="text_missing"):
        calendar.create(store, brand.brand_id, draft, now=clock(), actor="owner")


def test_the_parts_of_a_thread_stay_as_they_were_cut(store, brand, outside, channel, clock, line, alice):
    text = " ".join(f"Satz {n} {words('')} ist zu Ende." for n in range(30))
    publication_id = plan(store, brand, channel, text, clock, as_thread=True)
    line.lose("lose_answer", POST)
    dispatch(store, outside, clock)
    look(store, outside, clock)
    due = claims.claim_due(store, fits=lambda said, *_: len(said) <= 200, busy=(), now=clock())
    assert [sending.send(store, outside, claim, clock=clock) for claim in due] == ["published"]
    sent = [
        row["external_id"]
        for row in sending.attempts(store, brand.brand_id, publication_id)
        if row["outcome"] == "done"
    ]
    parts = {one.external_id: one.text for one in alice.counts(sent)}
    assert "".join("".join(parts[one] for one in sent).split()) == "".join(text.split())


def test_the_same_thanks_to_somebody_else_is_not_taken_for_this_answer(
    store, brand, outside, channel, clock, bob, line
):
    first = conversation_with(store, brand, outside, clock, bob, words("Erste Frage"))
    second = conversation_with(store, brand, outside, clock, bob, words("Zweite Frage"))
    thanks = words("Danke!")
    assert answer(store, outside, brand, first, thanks, clock) == "sent"
    line.lose("lose_request", POST)
    assert answer(store, outside, brand, second, thanks, clock) == "unconfirmed"
    clock.move(SETTLING)
    (row,) = answers.unconfirmed(store)
    assert answers.reconcile(store, outside, row, clock=clock) == "draft"


def test_an_answer_names_whom_it_answers_so_that_it_reaches_them(store, brand, outside, channel, clock, bob):
    heard = bob.arrivals("").cursor
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    text = words("Ja, gern")
    assert answer(store, outside, brand, conversation_id, text, clock) == "sent"
    assert [one.text for one in bob.arrivals(heard).items if text in one.text] == [f"@bob {text}"]


def test_the_owners_word_about_an_answer_is_not_overwritten(
    store, brand, outside, channel, clock, bob, line, monkeypatch
):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    line.lose("lose_request", POST)
    answer(store, outside, brand, conversation_id, words("Ja"), clock)
    clock.move(SETTLING)
    (row,) = answers.unconfirmed(store)
    said = {"arrived": True, "now": clock(), "actor": "owner"}
    meanwhile(monkeypatch, answers, lambda: answers.decide(store, brand.brand_id, row["message_id"], **said))
    assert answers.reconcile(store, outside, row, clock=clock) == "sent"


def test_an_answer_that_comes_back_joins_the_draft_begun_meanwhile(store, brand, outside, channel, clock, bob, line):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    line.lose("lose_request", POST)
    answer(store, outside, brand, conversation_id, "Erster Versuch", clock)
    conversations.save_draft(store, brand.brand_id, conversation_id, "Zweiter Gedanke", now=clock(), actor="owner")
    clock.move(SETTLING)
    (row,) = answers.unconfirmed(store)
    answers.reconcile(store, outside, row, clock=clock)
    draft = inbox.thread(store, brand.brand_id, conversation_id, now=clock()).draft
    assert draft == "Erster Versuch\n\nZweiter Gedanke"


def test_what_an_error_of_our_own_left_on_its_way_is_settled(store, brand, outside, channel, clock, monkeypatch):
    publication_id = plan(store, brand, channel, words("liegen geblieben"), clock)
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=clock())

    def stumble(*_arguments):
        raise KeyError("a defect")

    monkeypatch.setattr("cmlite.services.connections.connector_of", stumble)
    with pytest.raises(KeyError):
        sending.send(store, outside, claim, clock=clock)
    assert state_of(store, publication_id)["state"] == "publishing"
    clock.move(timedelta(minutes=20))
    assert sending.take_up(store, now=clock(), before=clock() - timedelta(minutes=15)) == 1
    assert state_of(store, publication_id)["state"] == "scheduled"


def test_a_failing_channel_is_not_tried_every_second(store, brand, outside, channel, clock):
    plan(store, brand, channel, words("gleich"), clock)
    kept = outside.secrets.get(channel.channel_id)
    outside.secrets.put(channel.channel_id, kept | {"server": "http://127.0.0.1:9"})
    tries = 0
    for _ in range(20 * 60):
        clock.move(timedelta(seconds=1))
        tries += len(dispatch(store, outside, clock))
    assert tries < 15


def test_a_defect_leaves_its_place_in_the_log_and_no_words_of_people(
    store, brand, outside, channel, clock, monkeypatch, caplog
):
    plan(store, brand, channel, words("Beitrag"), clock)

    said = words("im Vertrauen")

    def stumble(*_arguments, **_named):
        raise ValueError(said)

    monkeypatch.setattr("cmlite.connectors.mastodon.Mastodon.publish", stumble)
    assert dispatch(store, outside, clock) == ["unconfirmed"]
    assert "ValueError" in caplog.text
    assert said not in caplog.text
