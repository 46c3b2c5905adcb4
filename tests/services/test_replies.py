"""Saved replies are kept per brand, counted when used, and followed: was it sent, did the person write again?"""

from datetime import timedelta

import pytest

from cmlite.domain.replies import CameBack, ReplyDraft
from cmlite.errors import NotFoundError
from cmlite.services import inbox, replies
from cmlite.store.rows import insert
from tests.conftest import NOW
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}
HOURS = ReplyDraft(name="Zeiten", text="Guten Tag {name}, wir haben so geöffnet: {opening_hours}.", class_id="question")


@pytest.fixture
def hours(store, brand):
    return replies.save(store, "b1", None, HOURS, **WHO)


def names(store, brand_id="b1"):
    return [one.name for one in replies.replies(store, brand_id)]


def test_the_replies_to_begin_with_are_taken_over_once_and_speak_as_the_brand_does(store, brand):
    first = replies.begin(store, "b1", **WHO)
    assert first == len(names(store)) >= 12
    assert replies.begin(store, "b1", **WHO) == 0
    german = {one.address for one in replies.replies(store, "b1") if one.language == "de"}
    assert len(german) == 1


def test_a_deleted_reply_comes_back_and_another_brand_never_sees_it(store, brand, other_brand, hours):
    replies.delete(store, "b1", hours, **WHO)
    assert names(store) == []
    replies.bring_back(store, "b1", hours, **WHO)
    assert names(store) == ["Zeiten"]
    assert names(store, "b2") == []
    with pytest.raises(NotFoundError):
        replies.delete(store, "b2", hours, **WHO)


def test_the_values_are_those_of_brand_and_person(store, brand):
    conversation = hear(store, "b1", "a", ("in", 5, "Offen?"))
    shown = inbox.thread(store, "b1", conversation, now=NOW).conversation
    assert replies.values(brand, shown, "de")["opening_hours"] == "Di–Sa 8–18 Uhr"
    assert replies.values(brand, shown, "en")["opening_hours"] == "Tue–Sat 8–18"
    assert replies.values(brand, shown, "de")["name"] == "mira"


def test_what_came_back_is_counted_with_the_median(store, brand, hours):
    for n, back in enumerate((30, 90, None)):
        conversation = hear(store, "b1", f"c{n}", ("in", 500, "Offen?"), handle=f"p{n}")
        replies.note_use(store, "b1", hours, conversation, **WHO)
        replies.note_sent(store, "b1", conversation, "Guten Tag Mira, wir haben so geöffnet: Di–Sa.", now=NOW)
        if back:
            with store.write() as cursor:
                insert(
                    cursor, "message", message_id=f"back{n}", brand_id="b1", conversation_id=conversation,
                    direction="in", state="received", text="Danke", sent_at=NOW + timedelta(minutes=back),
                )  # fmt: skip
    unsent = hear(store, "b1", "unsent", ("in", 500, "Offen?"), handle="p9")
    replies.note_use(store, "b1", hours, unsent, **WHO)
    replies.note_sent(store, "b1", unsent, "Etwas ganz anderes", now=NOW)
    assert replies.came_back(store, "b1") == {hours: CameBack(sent=3, answered=2, minutes=60.0)}
    assert replies.replies(store, "b1")[0].uses == 4
