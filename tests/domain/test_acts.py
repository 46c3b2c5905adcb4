"""What a menu offers about a message: what the network can, what fits, and the way back from what was done."""

import pytest

from cmlite.domain.acts import Act, possible
from cmlite.domain.inbox import Message
from tests.conftest import NOW

ALL = frozenset({"hide", "erase", "mute", "block", "ban", "report", "edit", "delete"})


def message(**more) -> Message:
    given = {"message_id": "m", "direction": "in", "state": "received", "text": "t", "sent_at": NOW, "who": "bob"}
    return Message.model_validate(given | {"external_id": "1"} | more)


def done(act, message_id="m", outcome="done") -> Act:
    return Act(act_id=act, message_id=message_id, person_id="p", act=act, outcome=outcome, happened_at=NOW)


def test_a_public_comment_and_whoever_wrote_it():
    assert possible(message(), "comment", ALL, []) == ("hide", "erase", "mute", "block", "ban", "report")


def test_only_what_the_sign_in_may_do_is_offered():
    assert possible(message(), "comment", {"mute"}, []) == ("mute",)
    assert possible(message(), "comment", (), []) == ()


@pytest.mark.parametrize("kind", ["mention", "review"])
def test_only_comments_below_our_posts_can_be_hidden(kind):
    assert "hide" not in possible(message(), kind, ALL, [])


def test_in_private_nothing_is_hidden_from_others_who_do_not_see_it():
    assert possible(message(), "message", ALL, []) == ("mute", "block", "report")


def test_what_was_done_is_offered_to_be_taken_back_and_never_twice():
    acts = [
        done("hide"),
        done("mute", "another message of the person"),
        done("report"),
        done("erase", outcome="refused"),
    ]
    assert possible(message(), "comment", ALL, acts) == ("show", "erase", "unmute", "block", "ban")


def test_what_was_done_about_another_message_says_nothing_of_this_one():
    assert "hide" in possible(message(), "comment", ALL, [done("hide", "another")])


def test_our_own_answers_can_be_changed_and_deleted_where_the_network_has_them():
    assert possible(message(direction="out", state="sent"), "comment", ALL, []) == ("edit", "delete")
    assert possible(message(direction="out", state="sent", external_id=""), "comment", ALL, []) == ()
    assert possible(message(direction="out", state="unconfirmed"), "comment", ALL, []) == ()
    assert possible(message(direction="out", state="sent", external_id="chat:c/m"), "message", ALL, []) == ()


def test_what_is_gone_offers_nothing():
    assert possible(message(state="deleted"), "comment", ALL, []) == ()
    assert possible(message(direction="note", state="sent", external_id=""), "comment", ALL, []) == ()
