"""Conversations: order, answers, reopening, drafts, search, another brand."""

from datetime import datetime, timedelta

import pytest

from cmlite.domain.bulk import Choice
from cmlite.domain.inbox import Filters
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import bulk, classes, conversations, desk, inbox
from cmlite.store.inbox import refresh_times
from cmlite.store.rows import insert
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


def hear(store, brand_id, name, *messages, network="instagram", handle="mira"):
    """A conversation from (direction, minutes before now, text)."""
    conversation = f"conversation:{brand_id}:{name}"
    with store.write() as cursor:
        insert(
            cursor, "conversation", conversation_id=conversation, brand_id=brand_id, channel_id="c1", network=network,
            person_id=f"{brand_id}:{handle}", kind="comment", state="open", last_message_at=NOW, changed_at=NOW, actor="network",
        )  # fmt: skip
        insert(
            cursor,
            "person",
            person_id=f"{brand_id}:{handle}",
            brand_id=brand_id,
            network=network,
            handle=handle,
            created_at=NOW,
        )
        for number, (direction, minutes, text) in enumerate(messages):
            insert(
                cursor, "message", message_id=f"{conversation}:{number}", brand_id=brand_id, conversation_id=conversation,
                person_id=f"{brand_id}:{handle}" if direction == "in" else "", direction=direction,
                state="received" if direction == "in" else "sent", text=text, sent_at=NOW - timedelta(minutes=minutes),
            )  # fmt: skip
        refresh_times(cursor, "c.conversation_id = ?", [conversation])
    return conversation


def waiting(store, brand, **filters):
    rows, _ = inbox.queue(store, brand.brand_id, Filters(**filters), page=1, now=NOW)
    return [row.conversation_id.rpartition(":")[2] for row in rows]


@pytest.fixture
def three(store, brand):
    hear(store, "b1", "new", ("in", 5, "Habt ihr offen?"), handle="a")
    hear(store, "b1", "old", ("in", 600, "Das Brot war hart"), handle="b", network="facebook")
    return hear(
        store,
        "b1",
        "half",
        ("in", 900, "Frage"),
        ("out", 890, "Antwort"),
        ("in", 60, "Noch 100% eine_Frage"),
        handle="c",
    )


def test_the_longest_waiting_comes_first_and_an_answered_part_does_not_count(store, brand, three):
    assert waiting(store, brand) == ["old", "half", "new"]
    found = inbox.thread(store, "b1", three, now=NOW).conversation
    assert found.waiting_since == NOW - timedelta(minutes=60)
    assert found.first_out_at - found.first_in_at == timedelta(minutes=10)


def test_an_answer_takes_the_conversation_out_of_the_queue_and_sets_the_response_time(store, brand, three):
    new = "conversation:b1:new"
    conversations.mark_sent(store, "b1", new, "Ja, bis 18 Uhr", done=False, **WHO)
    shown = inbox.thread(store, "b1", new, now=NOW)
    assert (shown.conversation.state, shown.conversation.first_out_at) == ("waiting", NOW)
    assert [message.text for message in shown.messages] == ["Habt ihr offen?", "Ja, bis 18 Uhr"]
    assert inbox.count_waiting(store, "b1", now=NOW) == 2


def test_a_snoozed_conversation_comes_back_by_itself(store, brand, three):
    until = NOW + timedelta(hours=3)
    conversations.snooze(store, "b1", three, until=until, **WHO)
    assert "half" not in waiting(store, brand)
    assert inbox.count_waiting(store, "b1", now=until) == 3
    assert inbox.thread(store, "b1", three, now=until).conversation.state == "open"


def test_snoozing_into_the_past_is_refused(store, brand, three):
    with pytest.raises(RuleError):
        conversations.snooze(store, "b1", three, until=NOW, **WHO)


def test_a_draft_is_kept_replaced_and_gone_after_sending(store, brand, three):
    conversations.save_draft(store, "b1", three, "Erster Versuch", **WHO)
    conversations.save_draft(store, "b1", three, "Zweiter Versuch", **WHO)
    shown = inbox.thread(store, "b1", three, now=NOW)
    assert shown.draft == "Zweiter Versuch"
    assert all(message.text != "Zweiter Versuch" for message in shown.messages)
    conversations.mark_sent(store, "b1", three, "Dritter", done=True, **WHO)
    assert inbox.thread(store, "b1", three, now=NOW).draft == ""
    assert store.row("select count(*) as n from message where state = 'draft'")["n"] == 0


def test_an_empty_answer_is_refused(store, brand, three):
    with pytest.raises(RuleError):
        conversations.mark_sent(store, "b1", three, "  ", done=False, **WHO)


def test_a_note_is_no_answer(store, brand, three):
    conversations.add_note(store, "b1", three, "Ruft morgen an", **WHO)
    shown = inbox.thread(store, "b1", three, now=NOW)
    assert shown.messages[-1].direction == "note"
    assert shown.conversation.state == "open"
    assert shown.conversation.waiting_since == NOW - timedelta(minutes=60)


def test_the_search_takes_signs_literally(store, brand, three):
    assert waiting(store, brand, text="100%") == ["half"]
    assert waiting(store, brand, text="eine_F") == ["half"]
    assert waiting(store, brand, text="eine!F") == []
    assert waiting(store, brand, text="BROT") == ["old"]


def test_filters_by_network_and_person(store, brand, three):
    assert waiting(store, brand, networks=("facebook",)) == ["old"]
    assert waiting(store, brand, text="a", state="open", networks=("instagram",)) != []


def test_next_goes_down_the_queue_and_starts_again(store, brand, three):
    order = ["old", "half", "new"]
    for here, there in zip(order, [*order[1:], order[0]], strict=True):
        found = inbox.next_conversation(store, "b1", Filters(), after=f"conversation:b1:{here}", now=NOW)
        assert found == f"conversation:b1:{there}"


def test_tidying_up_finishes_what_is_older_and_nothing_else_and_is_taken_back(store, brand, three):
    old = Choice(filters=Filters(before=NOW - timedelta(minutes=120)))
    assert bulk.count(store, "b1", old, now=NOW) == 1
    came = desk.change_all(store, "b1", old, "done", **WHO)
    assert (came.n, waiting(store, brand)) == (1, ["half", "new"])
    desk.take_back(store, "b1", came.kind, came.subject, **WHO)
    assert len(waiting(store, brand)) == 3


def test_several_classes_are_looked_for_at_once(store, brand, three):
    for place, class_id in (("old", "complaint"), ("half", "praise")):
        classes.set_class(store, "b1", [f"conversation:b1:{place}"], class_id, **WHO)
    assert waiting(store, brand, class_ids=("complaint", "praise")) == ["old", "half"]
    assert waiting(store, brand, class_ids=("praise", "none")) == ["half", "new"]


def test_response_time_in_business_hours_leaves_out_the_night(store, brand):
    # asked on Tuesday 24 Nov 17:30 in Berlin, answered on Wednesday 08:30
    name = hear(store, "b1", "night", ("in", -390, "Frage"), ("out", -1290, "Antwort"))
    found = inbox.thread(store, "b1", name, now=NOW).conversation
    assert inbox.response_minutes(brand, found) == (900.0, 60.0)


def test_pages_of_the_queue_hold_every_conversation_once(store, brand):
    for number in range(30):
        hear(store, "b1", f"n{number:02}", ("in", number, "x"), handle=f"h{number}")
    seen = []
    for page in (1, 2, 3):
        rows, pages = inbox.queue(store, "b1", Filters(), page=page, now=NOW)
        seen += [row.conversation_id for row in rows]
    assert pages == 3
    assert len(set(seen)) == len(seen) == 30


def test_another_brands_conversation_cannot_be_seen_or_answered(store, brand, other_brand, three):
    assert waiting(store, other_brand) == []
    for act in (
        lambda: inbox.thread(store, "b2", three, now=NOW),
        lambda: conversations.mark_sent(store, "b2", three, "Nein", done=False, **WHO),
        lambda: conversations.finish(store, "b2", three, **WHO),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert len(inbox.export(store, "b2", Filters(state="all"), now=NOW)) == 0


def test_the_export_holds_what_is_filtered(store, brand, three):
    frame = inbox.export(store, "b1", Filters(networks=("facebook",)), now=NOW)
    assert frame["text"].tolist() == ["Das Brot war hart"]
    assert frame["sent_at"].tolist() == [datetime(2026, 11, 24, 0, 0)]
