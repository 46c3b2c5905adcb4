"""When answers are due: in business hours, with pauses, anew where something changed, and in what order."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmlite.domain.brands import BusinessHours, Span
from cmlite.domain.deadlines import by_hand_until, horizon, reason
from cmlite.domain.holidays import closed_around, public_days
from cmlite.domain.hours import business_days, business_minutes
from cmlite.domain.inbox import Filters
from cmlite.domain.moderation import MessageClass, Plan
from cmlite.services import conversations, deadlines, inbox, moderation
from cmlite.store import brands as brand_table
from cmlite.store import reference
from tests.conftest import NOW
from tests.services.test_inbox import WHO, hear

LIMITS = {"question": 60, "complaint": 30, "praise": None, "other": 600}


@pytest.fixture
def plan(store, brand):
    """A plan whose deadlines are known: 60, 30, none, else 600 business minutes."""
    return save(store, LIMITS)


def save(store, limits):
    version = next((one.version for one in moderation.versions(store, "b1")), 0)
    classes = tuple(MessageClass(class_id=class_id, deadline=minutes) for class_id, minutes in limits.items())
    moderation.save(store, "b1", Plan(classes=classes), version=version, **WHO)


def put_class(store, conversation, class_id, **columns):
    changes = {"class_id": class_id} | columns
    with store.write() as cursor:
        cursor.execute(
            f"update conversation set {', '.join(f'{name} = ?' for name in changes)} where conversation_id = ?",
            [*changes.values(), conversation],
        )


def due(store, brand, conversation, now=NOW):
    deadlines.bring_up(store, brand, now=now)
    return inbox.thread(store, "b1", conversation, now=now).conversation.due_at


def test_a_deadline_is_that_of_the_class_counted_while_somebody_is_there(store, brand, plan):
    opens = datetime(2026, 11, 24, 7, 0)  # eight in Berlin
    early = hear(store, "b1", "early", ("in", 5 * 60, "Vor dem Öffnen"))
    put_class(store, early, "question")
    assert due(store, brand, early) == opens + timedelta(hours=1), "the hour begins when the shop opens"
    evening = hear(store, "b1", "evening", ("in", -390, "Halb sechs, Feierabend um sechs"))
    put_class(store, evening, "question")
    assert due(store, brand, evening) == datetime(2026, 11, 25, 7, 30), "half an hour today, the rest tomorrow"


def test_sundays_mondays_and_holidays_do_not_count(store, brand, plan):
    eve = datetime(2026, 12, 24, 16, 30)  # half past five in Berlin on Christmas Eve, a Thursday
    late = hear(store, "b1", "late", ("in", int((NOW - eve).total_seconds() // 60), "Noch offen?"))
    put_class(store, late, "question")
    assert due(store, brand, late, eve) == datetime(2026, 12, 29, 7, 30), "25th, 26th, Sunday, Monday are closed"


def test_no_class_has_the_deadline_of_others_and_a_class_may_have_none(store, brand, plan):
    plain = hear(store, "b1", "plain", ("in", 5, "Hm"), handle="a")
    thanks = hear(store, "b1", "thanks", ("in", 5, "Danke!"), handle="b")
    put_class(store, thanks, "praise")
    assert due(store, brand, plain) == datetime(2026, 11, 25, 9, 55)
    assert due(store, brand, thanks) is None


def test_deadlines_follow_a_change_of_class_of_the_plan_and_of_the_opening_hours(store, brand, plan):
    one = hear(store, "b1", "one", ("in", 10, "Na?"))
    put_class(store, one, "question")
    assert due(store, brand, one) == NOW + timedelta(minutes=50)
    assert deadlines.bring_up(store, brand, now=NOW) == 0, "nothing to do while nothing changed"
    put_class(store, one, "complaint")
    assert due(store, brand, one) == NOW + timedelta(minutes=20)
    save(store, LIMITS | {"complaint": 45})
    assert due(store, brand, one) == NOW + timedelta(minutes=35)
    shut = brand.model_copy(update={"business_hours": BusinessHours(days={"fri": Span(opens="08:00", closes="18:00")})})
    with store.write() as cursor:
        brand_table.save_brand(cursor, shut)
    assert due(store, shut, one) == datetime(2026, 11, 27, 7, 45)


def test_an_answer_stops_the_clock_and_the_next_question_starts_it_anew(store, brand, plan):
    one = hear(store, "b1", "one", ("in", 500, "Na?"))
    put_class(store, one, "question")
    due(store, brand, one)
    conversations.mark_sent(store, "b1", one, "Ja", done=False, **WHO)
    assert reason(inbox.thread(store, "b1", one, now=NOW).conversation, NOW).kind == "state"
    hear_again = "insert into message (message_id, brand_id, conversation_id, direction, state, text, sent_at)"
    with store.write() as cursor:
        cursor.execute(f"{hear_again} values ('n', 'b1', ?, 'in', 'received', 'Und?', ?)", [one, NOW])
        cursor.execute("update conversation set state = 'open', waiting_since = ?", [NOW])
    assert due(store, brand, one) == NOW + timedelta(hours=1)


def test_what_is_put_off_pauses_in_business_hours_and_a_pause_that_was_cut_short_counts_so_long(store, brand, plan):
    one = hear(store, "b1", "one", ("in", 10, "Na?"))
    put_class(store, one, "question")
    conversations.snooze(store, "b1", one, until=NOW + timedelta(hours=24), **WHO)
    plus_ten_hours = datetime(2026, 11, 25, 10, 50)
    assert due(store, brand, one) == plus_ten_hours
    conversations.reopen(store, "b1", one, now=NOW + timedelta(minutes=30), actor="owner")
    assert due(store, brand, one, NOW + timedelta(minutes=31)) == NOW + timedelta(minutes=80)
    conversations.snooze(
        store, "b1", one, until=NOW + timedelta(minutes=100), now=NOW + timedelta(minutes=40), actor="owner"
    )
    assert due(store, brand, one, NOW + timedelta(minutes=50)) == NOW + timedelta(minutes=140)
    assert due(store, brand, one, NOW + timedelta(minutes=200)) == NOW + timedelta(minutes=140), "over, and kept"
    assert deadlines.bring_up(store, brand, now=NOW + timedelta(minutes=201)) == 0


def test_priority_then_deadline_orders_the_queue_and_the_reason_is_said(store, brand, plan):
    for name, minutes, class_id in (("late", 50, "complaint"), ("calm", 90, "other"), ("soon", 5, "complaint")):
        put_class(store, hear(store, "b1", name, ("in", minutes, name), handle=name), class_id)
    put_class(store, hear(store, "b1", "first", ("in", 1, "x"), handle="x"), "praise", priority=2, class_why="Presse")
    deadlines.bring_up(store, brand, now=NOW)
    rows, _ = inbox.queue(store, "b1", Filters(), page=1, now=NOW)
    said = [(one.conversation_id.rpartition(":")[2], reason(one, NOW).kind) for one in rows]
    assert said == [("first", "priority"), ("late", "overdue"), ("soon", "due"), ("calm", "due")]
    assert reason(rows[1], NOW).at == NOW - timedelta(minutes=20)
    rows, _ = inbox.queue(store, "b1", Filters(order="longest"), page=1, now=NOW)
    assert [one.conversation_id.rpartition(":")[2] for one in rows] == ["calm", "late", "soon", "first"]


def test_what_is_urgent_comes_after_what_is_late_and_before_all_else(store, brand, plan):
    for name, minutes, changes in (("late", 90, {}), ("soon", 20, {}), ("pressing", 5, {"urgency": "urgent"})):
        put_class(store, hear(store, "b1", name, ("in", minutes, name), handle=name), "question", **changes)
    put_class(store, hear(store, "b1", "thanks", ("in", 1, "x"), handle="x"), "praise", urgency="urgent")
    deadlines.bring_up(store, brand, now=NOW)
    rows, _ = inbox.queue(store, "b1", Filters(), page=1, now=NOW)
    said = [(one.conversation_id.rpartition(":")[2], reason(one, NOW).kind) for one in rows]
    assert said == [("late", "overdue"), ("pressing", "urgent"), ("thanks", "urgent"), ("soon", "due")]
    following = [inbox.next_conversation(store, "b1", Filters(), after=one.conversation_id, now=NOW) for one in rows]
    assert following == [one.conversation_id for one in (*rows[1:], rows[0])], "the page and the next one agree"


def test_a_window_that_closes_counts_down_where_the_network_has_one(store, brand, plan):
    private = hear(store, "b1", "private", ("in", 23 * 60, "Hallo"), ("in", 22 * 60, "Noch was"), handle="a")
    public = hear(store, "b1", "public", ("in", 23 * 60, "Hallo"), handle="b")
    put_class(store, private, "praise", kind="message")
    put_class(store, public, "praise")
    deadlines.bring_up(store, brand, now=NOW)
    found = {one: inbox.thread(store, "b1", one, now=NOW).conversation for one in (private, public)}
    assert found[public].closes_at is None
    assert reason(found[private], NOW).at == NOW + timedelta(hours=2)
    assert reason(found[private], NOW).kind == "closing"
    assert reason(found[private], NOW + timedelta(hours=3)).kind == "closed"
    assert by_hand_until(found[private], reference.networks()) == NOW - timedelta(hours=22) + timedelta(days=7)


def test_who_may_only_look_changes_nothing(store, brand, plan):
    hear(store, "b1", "one", ("in", 10, "Na?"))
    looking = type("Looking", (), {"may_write": False, "row": store.row, "rows": store.rows, "made": store.made})()
    assert deadlines.bring_up(looking, brand, now=NOW) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.integers(1, 3_000),
    ago=st.integers(0, 20_000),
    days=st.dictionaries(
        st.sampled_from(["mon", "wed", "fri", "sun"]),
        st.tuples(st.integers(0, 10), st.integers(12, 23)),
        max_size=4,
    ),
)
def test_the_engine_finds_the_instant_at_which_so_many_business_minutes_have_passed(store, brand, minutes, ago, days):
    spans = {day: Span(opens=f"{first:02}:00", closes=f"{last:02}:30") for day, (first, last) in days.items()}
    brand = brand.model_copy(update={"business_hours": BusinessHours(days=spans)})
    with store.write() as cursor:
        for table in ("conversation", "message", "person"):
            cursor.execute(f"delete from {table}")
    save(store, {"other": minutes})
    found = due(store, brand, hear(store, "b1", "one", ("in", ago, "Na?")))
    plan = moderation.plan_in_force(store, "b1")
    start = NOW - timedelta(minutes=ago)
    last = (NOW + horizon(plan, brand)).date()
    closed = public_days(start.date(), last, country="DE", subdivision="BW")
    rows = business_days(start.date(), last, brand.business_hours, brand.zone, closed)
    assert business_minutes(rows, start, found) == pytest.approx(minutes, abs=1.0)


def test_an_older_message_that_comes_in_while_deadlines_are_computed_gets_its_own(store, brand, plan, monkeypatch):
    new = hear(store, "b1", "new", ("in", 5, "Hm"), handle="a")
    made = []

    def meanwhile(*given, **how):
        if not made:
            made.append(hear(store, "b1", "old", ("in", 60 * 24 * 60, "Lange her"), handle="b"))
        return closed_around(*given, **how)

    monkeypatch.setattr(deadlines, "closed_around", meanwhile)
    assert due(store, brand, new) == datetime(2026, 11, 25, 9, 55)
    assert due(store, brand, made[0]) == datetime(2026, 9, 26, 10, 0)
