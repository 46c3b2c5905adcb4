"""Saved replies: variables, which fit a conversation, what still counts as one, opening hours in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.brands import BusinessHours, Span
from cmlite.domain.calm import Reply, Thread, check
from cmlite.domain.moderation import CLASSES, Plan
from cmlite.domain.replies import VARIABLES, ReplyDraft, SavedReply, filled, in_order, opening_words, still_says
from cmlite.errors import RuleError
from cmlite.store import reference
from tests.conftest import NOW

VALUES = {"name": "Mira Lang", "brand": "Backhaus", "opening_hours": "Di–Sa 8–18 Uhr", "website": "", "place": "Graz"}


def saved(name, **how):
    return SavedReply(reply_id=name, brand_id="b1", name=name, text="x", changed_at=NOW, **how)


def test_a_variable_that_nobody_knows_stays_so_that_the_check_finds_it():
    text = filled("Hallo {name}, mehr auf {website}", VALUES)
    assert text == "Hallo Mira Lang, mehr auf {website}"
    rules = {one.rule for one in check(Reply(text), Thread(), Plan(), reference.calm_words())}
    assert "form.unfilled" in rules


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=20)))
def test_filling_never_fails_whatever_stands_in_the_text(text, values):
    assert isinstance(filled(text, values), str)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"text": "x"}, "errors.replies.name_missing"),
        ({"name": "x", "text": " "}, "errors.replies.text_missing"),
        ({"name": "x", "text": "Hallo {vorname}"}, "errors.replies.variable"),
    ],
)
def test_a_reply_that_cannot_be_used_is_refused_with_a_reason(values, key):
    with pytest.raises(RuleError) as refused:
        ReplyDraft.model_validate(values)
    assert refused.value.key == key


def test_the_closest_reply_comes_first_and_what_does_not_fit_is_kept_apart():
    replies = [
        saved("any"),
        saved("often", class_id="complaint", language="de", address="sie", uses=5),
        saved("seldom", class_id="complaint", language="de", address="sie", uses=1),
        saved("english", class_id="complaint", language="en"),
        saved("informal", class_id="complaint", language="de", address="du", uses=9),
        saved("praise", class_id="praise", language="de", address="sie", uses=9),
    ]
    fitting, others = in_order(replies, class_id="complaint", language="de", address="sie")
    assert [one.name for one in fitting] == ["often", "seldom", "any"]
    assert {one.name for one in others} == {"english", "informal", "praise"}


def test_a_reply_counts_as_sent_while_most_of_it_is_still_there():
    text = "Guten Tag {name}, wir haben so geöffnet: {opening_hours}. Wir freuen uns auf Sie."
    assert still_says(text, filled(text, VALUES) + " Am Montag ist zu.")
    assert not still_says(text, "Nein, leider nicht.")
    assert not still_says(text, "Guten Tag, wir sind bis Montag im Urlaub.")


def test_days_with_the_same_hours_stand_together():
    words = reference.replies().hours["de"]
    week = Span(opens="08:00", closes="18:30")
    hours = BusinessHours(
        days=dict.fromkeys(("tue", "wed", "thu"), week) | {"sat": Span(opens="09:00", closes="12:00")}
    )
    assert opening_words(hours, words) == "Di–Do 8–18:30 Uhr, Sa 9–12 Uhr"
    assert opening_words(BusinessHours(), words) == ""


@pytest.mark.parametrize("address", ["sie", "du"])
def test_the_replies_to_begin_with_pass_the_checks_they_meet(address):
    messages = {
        "question": {"de": "Wann habt ihr offen?", "en": "When are you open?"},
        "praise": {"de": "Tolles Brot, danke", "en": "Great bread, thanks"},
    }
    for draft in reference.replies().drafts(address):
        assert draft.class_id in CLASSES
        said = messages.get(draft.class_id, {"de": "Das war nicht gut.", "en": "That was not good."})[draft.language]
        text = filled(draft.text, VALUES)
        ours = ("Das tut uns leid.",) if "nachgesehen" in text or "have looked" in text else ()
        thread = Thread(said=said, class_id=draft.class_id, who=("Mira Lang",), language=draft.language, ours=ours)
        found = check(Reply(text, language=draft.language, address=address), thread, Plan(), reference.calm_words())
        assert [one.rule for one in found] == [], text
