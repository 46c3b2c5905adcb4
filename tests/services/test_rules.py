"""Rules: tried out before they are switched on, doing only what they say, and taken back act by act or whole."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cmlite.domain.brands import Brand, BusinessHours, Span
from cmlite.domain.moderation import MessageClass
from cmlite.domain.rules import SIGNS, UNSEEN, Rule, core, normal, pattern
from cmlite.errors import RuleError
from cmlite.services import classes, moderation, rule_acts, rules, team
from cmlite.store import rule_matches
from cmlite.store.db import Store
from cmlite.store.rows import insert, update
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
WED_NIGHT = datetime(2026, 11, 25, 1, 30)
"""UTC: 2:30 on Wednesday in Berlin."""


def say(
    store: Store,
    conversation_id: str,
    *texts: str,
    brand_id: str = "b1",
    at: datetime = NOW,
    handle: str = "ana",
    **values: object,
) -> None:
    """A conversation with these messages from outside, a minute apart."""
    with store.write() as cursor:
        person = f"{brand_id}:{handle}"
        if not cursor.execute("select 1 from person where person_id = ?", [person]).fetchall():
            who = {"person_id": person, "brand_id": brand_id, "network": "instagram", "handle": handle}
            insert(cursor, "person", **who, created_at=at)
        whole = {"channel_id": "ch", "network": "instagram", "state": "open", "waiting_since": at, "kind": "comment"}
        insert(
            cursor,
            "conversation",
            conversation_id=conversation_id,
            brand_id=brand_id,
            person_id=person,
            first_in_at=at,
            last_message_at=at,
            changed_at=at,
            actor="network",
            **(whole | values),
        )
        for place, text in enumerate(texts):
            insert(
                cursor,
                "message",
                message_id=f"{conversation_id}-{place}",
                brand_id=brand_id,
                conversation_id=conversation_id,
                person_id=person,
                direction="in",
                state="received",
                text=text,
                sent_at=at + timedelta(minutes=place),
            )


def begin(store: Store, brand: Brand, *, on: bool = True, **content: Any) -> str:
    """A rule that was tried out and switched on."""
    whole = {"name": "Lieferung", "class_id": "complaint"} | content
    rule_id = rules.save(store, "b1", None, Rule.model_validate(whole), **WHO)
    if on:
        rules.test(store, brand, rule_id, **WHO)
        rules.switch(store, "b1", rule_id, on=True, **WHO)
    return rule_id


def found(store: Store, brand: Brand, **content: Any) -> list[str]:
    """Which conversations a rule finds, counted and listed."""
    rule_id = begin(store, brand, on=False, **content)
    counted, _ = rules.test(store, brand, rule_id, **WHO)
    listed = [row["conversation_id"] for row in rules.matches(store, brand, rule_id, page=1, now=NOW)]
    assert counted == len(listed)
    return sorted(listed)


def of(store: Store, conversation_id: str) -> dict[str, Any]:
    return classes.beside(store, "b1", conversation_id).found._asdict()


CASES: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({"words": ("kaputt",)}, ["c1"]),
    ({"words": ("kaput",)}, []),
    ({"words": ("kaput*",)}, ["c1"]),
    ({"words": ("nie wieder",)}, ["c2"]),
    ({"words": ("schei\u00dfe",)}, ["c5"]),
    ({"words": ("kaputt", "wieder"), "without": ("brot",)}, ["c2"]),
    ({"has_question": True}, ["c3"]),
    ({"has_link": True}, ["c4"]),
    ({"networks": ("facebook",)}, ["c4"]),
    ({"kinds": ("message",)}, ["c3"]),
    ({"senders": ("@Ben",)}, ["c3", "c4"]),
    ({"first_contact": True}, ["c1", "c3"]),
    ({"weekdays": ("wed",)}, ["c4"]),
    ({"from_hour": 22, "to_hour": 6}, ["c4"]),
    ({"from_hour": 10, "to_hour": 12}, ["c1", "c2", "c3", "c5"]),
    ({"outside_hours": True}, ["c4"]),
    ({"words": ("kaputt",), "networks": ("facebook",)}, []),
    ({"languages": ("en",)}, ["c2", "c4"]),
    ({"languages": ("de",)}, ["c3"]),
)


def test_a_rule_finds_what_all_its_conditions_hold_for(store: Store, brand: Brand, other_brand: Brand) -> None:
    say(store, "c1", "Hallo", "Mein BROT war KAPUTT!!")
    say(store, "c2", "Nie,\nwieder", at=NOW + timedelta(minutes=1), language="en")
    say(store, "c3", "Wann öffnet ihr?", handle="ben", kind="message")
    say(
        store, "c4", "You have won, please look: https://x.example/?a=1", handle="ben", at=WED_NIGHT, network="facebook"
    )
    say(store, "c5", "SCH\u200bEISSE", at=NOW + timedelta(minutes=2))
    say(store, "x1", "Kaputt? www.x.example", brand_id="b2", handle="ben")

    for content, wanted in CASES:
        assert found(store, brand, **content) == wanted, content


def test_a_holiday_begins_and_ends_with_the_day_of_the_owner(store: Store, brand: Brand) -> None:
    """New Year's Day in Freiburg begins at 23:00 UTC of the day before."""
    whole = dict.fromkeys(("thu", "fri", "sat"), Span(opens="00:00", closes="23:59"))
    brand = brand.model_copy(update={"business_hours": BusinessHours(days=whole)})
    rule_id = begin(store, brand, on=False, outside_hours=True)
    for place, at in enumerate(
        (datetime(2026, 12, 31, 22, 30), datetime(2026, 12, 31, 23, 30), datetime(2027, 1, 1, 22, 30))
    ):
        say(store, f"c{place}", "Hallo", at=at)
    say(store, "c3", "Hallo", at=datetime(2027, 1, 1, 23, 30))

    for now in (datetime(2026, 12, 31, 23, 40), datetime(2027, 1, 2, 9)):
        rows = rules.matches(store, brand, rule_id, page=1, now=now)
        assert sorted(row["conversation_id"] for row in rows) == ["c1", "c2"], now


def test_answers_of_ours_and_deleted_texts_are_not_looked_at(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt", "kaputt")
    with store.write() as cursor:
        update(cursor, "message", {"message_id": "c1-0"}, direction="out")
        update(cursor, "message", {"message_id": "c1-1"}, state="deleted")

    assert found(store, brand, words=("kaputt",)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=some.text(some.sampled_from("aÄßb S\t" + SIGNS[:60:7] + UNSEEN[:3]), max_size=30),
    entry=some.text(some.sampled_from("aäßb *.\u200b"), max_size=6),
)
def test_the_store_looks_for_words_as_the_rules_say(store: Store, text: str, entry: str) -> None:
    try:
        like = pattern(entry)
    except RuleError:
        return
    with store.read() as cursor:
        said, hit = cursor.execute(
            f"select {rule_matches.said()} as said, said like $like from (select $text as text) as m",
            {"text": text, "like": like},
        ).fetchall()[0]
    assert said == normal(text)
    assert hit == (like.strip("%") in said)
    assert not hit or core(entry) in text.lower().replace("ß", " ") or set(text) & set(UNSEEN)


def test_a_rule_is_off_until_it_was_tried_out_as_it_is(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt")
    say(store, "c2", "schön")
    rule_id = begin(store, brand, on=False, words=("kaputt",))
    with pytest.raises(RuleError, match="not_tested"):
        rules.switch(store, "b1", rule_id, on=True, **WHO)

    assert rules.test(store, brand, rule_id, **WHO) == (1, 2)
    assert of(store, "c1")["class_id"] == ""
    rules.switch(store, "b1", rule_id, on=True, **WHO)
    rules.save(store, "b1", rule_id, Rule(name="Neu", words=("kaputt", "schön"), class_id="complaint"), **WHO)

    kept = rules.rules(store, "b1")[0].rule
    assert (kept.is_on, kept.tested_at, kept.matched) == (False, None, None)


def test_only_the_owner_switches_a_rule_on(store: Store, brand: Brand) -> None:
    first = team.add(store, "b1", "Ana", "owner", **WHO)
    second = team.add(store, "b1", "Ben", "content_manager", now=NOW, actor=first.member_id)
    rule_id = begin(store, brand, on=False, words=("kaputt",))
    rules.test(store, brand, rule_id, **WHO)

    with pytest.raises(RuleError, match="owner_only"):
        rules.switch(store, "b1", rule_id, on=True, now=NOW, actor=second.member_id)
    rules.switch(store, "b1", rule_id, on=True, now=NOW, actor=first.member_id)
    rules.switch(store, "b1", rule_id, on=False, now=NOW, actor=second.member_id)


def test_a_deleted_rule_does_nothing_and_comes_back_as_it_was(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt")
    rule_id = begin(store, brand, words=("kaputt",))
    rules.delete(store, "b1", rule_id, **WHO)

    assert rule_acts.apply_to_open(store, "b1", **WHO) == ("", 0)
    rules.bring_back(store, "b1", rule_id, **WHO)
    assert [(one.rule.rule_id, one.rule.is_on) for one in rules.rules(store, "b1")] == [(rule_id, False)]


def test_the_order_of_rules_can_be_changed(store: Store, brand: Brand) -> None:
    first, second = (begin(store, brand, words=("kaputt",)) for _ in range(2))
    rules.earlier(store, "b1", second, **WHO)
    rules.earlier(store, "b1", second, **WHO)

    assert [one.rule.rule_id for one in rules.rules(store, "b1")] == [second, first]


def test_a_class_that_a_rule_gives_cannot_be_taken_out_of_the_plan(store: Store, brand: Brand) -> None:
    plan = moderation.plan_in_force(store, "b1")
    with_press = plan.with_changes({"classes": [*plan.classes, MessageClass(class_id="press", name="Presse")]})
    moderation.save(store, "b1", with_press, version=0, **WHO)
    rule_id = begin(store, brand, words=("zeitung",), class_id="press")

    with pytest.raises(RuleError, match="class_in_use"):
        moderation.save(store, "b1", plan, version=1, **WHO)
    with pytest.raises(RuleError, match="class_in_use"):
        moderation.back_to_proposal(store, "b1", **WHO)
    rules.switch(store, "b1", rule_id, on=False, **WHO)
    moderation.save(store, "b1", plan, version=1, **WHO)
    with pytest.raises(RuleError, match="no_class"):
        rules.switch(store, "b1", rule_id, on=True, **WHO)
