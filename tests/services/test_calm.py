"""The pause before a heated thread is answered: begins when it is seen, is kept, ends by itself or on the owner's word."""

import json
from datetime import timedelta

import pytest

from cmlite.domain.editorial import EditorialLine, Swap
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calm, classes, editorial, inbox
from cmlite.store.only_reading import OnlyReading
from tests.conftest import NOW
from tests.services.test_inbox import hear

ANGRY = "Ihr Betrüger!!! So ein Saftladen!"
WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def angry(store, brand):
    return hear(store, "b1", "angry", ("in", 5, ANGRY))


def situation(store, brand, conversation, *, now=NOW, actor="owner", is_live=False):
    shown = inbox.thread(store, brand.brand_id, conversation, now=now)
    return calm.situation(store, brand, shown.conversation, shown.messages, is_live=is_live, now=now, actor=actor)


def test_the_pause_begins_when_the_message_is_seen_and_is_the_same_in_every_window(store, brand, angry):
    later = NOW + timedelta(minutes=4)
    first = situation(store, brand, angry).wait
    again = situation(store, brand, angry, now=later).wait
    assert first.until == again.until == NOW + timedelta(minutes=first.minutes)
    assert again.left(later) == first.minutes - 4
    assert situation(store, brand, angry, now=later, actor="anna").wait.left(later) == first.minutes, "Anna saw it now"


def test_an_answer_is_refused_until_the_pause_is_over(store, brand, angry):
    with pytest.raises(RuleError) as refused:
        calm.refuse_while_heated(store, brand, angry, "Guten Tag", **WHO)
    assert refused.value.key == "errors.calm.pause"
    minutes = situation(store, brand, angry).wait.minutes
    calm.refuse_while_heated(store, brand, angry, "Guten Tag", now=NOW + timedelta(minutes=minutes), actor="owner")


def test_who_does_not_wait_is_written_down(store, brand, angry):
    situation(store, brand, angry)
    calm.overrule(store, brand, angry, now=NOW + timedelta(minutes=2), actor="owner")
    calm.refuse_while_heated(store, brand, angry, "Guten Tag", now=NOW + timedelta(minutes=2), actor="owner")
    row = store.row("select * from audit where to_state = 'pause_ended'")
    assert (row["subject_id"], row["actor"]) == (angry, "owner")
    assert json.loads(row["detail"])["left"] > 0
    calm.overrule(store, brand, angry, now=NOW + timedelta(minutes=3), actor="owner")
    assert len(store.rows("select 1 from audit where to_state = 'pause_ended'")) == 1, "nothing was left to end"


def test_a_new_heated_message_has_a_pause_of_its_own(store, brand):
    conversation = hear(store, "b1", "again", ("in", 90, ANGRY), ("out", 60, "Das tut uns leid"), ("in", 1, ANGRY))
    wait = situation(store, brand, conversation).wait
    assert wait.message_id.endswith(":2")


def test_a_calm_message_pauses_nothing_and_writes_nothing(store, brand):
    conversation = hear(store, "b1", "calm", ("in", 5, "Habt ihr offen?"))
    assert situation(store, brand, conversation).wait is None
    assert store.rows("select 1 from cool_off") == []


def test_who_may_only_look_begins_no_pause(store, brand, angry):
    assert situation(OnlyReading(store), brand, angry).wait.left(NOW) > 0
    assert store.rows("select 1 from cool_off") == []


def test_the_class_set_by_hand_decides_about_the_pause_and_the_rules(store, brand, angry):
    hear(store, "b1", "plain", ("in", 5, "Morgen komme ich mit der Polizei."), handle="b")
    plain = "conversation:b1:plain"
    assert situation(store, brand, plain).wait is None
    classes.set_class(store, "b1", [plain], "threat", **WHO)
    assert situation(store, brand, plain).wait.minutes == 15
    classes.set_class(store, "b1", [plain], "complaint", **WHO)
    assert "shape.apology_missing" in {one.rule for one in situation(store, brand, plain).findings("Guten Tag")}


def test_the_same_text_to_many_is_found_and_own_websites_are_known(store, brand):
    brand = brand.model_copy(update={"website": "https://www.backhaus.example"})
    words = "Guten Tag, wir haben am Sonntag von acht bis elf Uhr offen, bis dann und viele Grüße"
    for n in range(3):
        hear(store, "b1", f"other{n}", ("in", 50, "Offen?"), ("out", 40, words), handle=f"p{n}")
    conversation = hear(store, "b1", "next", ("in", 5, "Habt ihr am Sonntag offen?"))
    found = {
        one.rule for one in situation(store, brand, conversation).findings(f"{words} https://backhaus.example/zeiten")
    }
    assert "form.same_text" in found
    assert "form.link_unknown" not in found


def test_another_brands_conversation_is_not_there(store, brand, other_brand, angry):
    with pytest.raises(NotFoundError):
        calm.wait_of(store, other_brand, angry, **WHO)


def test_words_and_address_of_the_editorial_line_hold_in_answers_before_and_after_it_is_changed(store, brand, angry):
    proposed = situation(store, brand.model_copy(update={"trade": "food"}), angry).reply
    assert "lecker" in [one.word for one in proposed.avoided]
    network = proposed.network.key
    line = EditorialLine(network=network, address="sie", words_avoid=(Swap(word="Kunde", instead="Gast"),))
    editorial.save(store, "b1", line, version=0, **WHO)
    reply = situation(store, brand, angry).reply
    assert (reply.address, [one.word for one in reply.avoided]) == ("sie", ["Kunde"])
