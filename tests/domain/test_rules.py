"""Rules of moderation: what is looked for, and which rules are refused."""

import pytest

from cmlite.domain.rules import Rule, check, is_other, normal, pattern
from cmlite.errors import RuleError


def test_words_are_found_without_regard_to_case_signs_and_what_nobody_sees() -> None:
    assert normal("Schei\u200bße,\n NIE wieder!") == " scheisse nie wieder "


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ("Nie wieder!", "% nie wieder %"),
        ("liefer*", "% liefer%"),
        ("*ung", "%ung %"),
        ("*geld*", "%geld%"),
        ("🤬", "%🤬%"),
        ("100 %", "% 100 %"),
        ("a_b", "% a b %"),
    ],
)
def test_an_entry_becomes_a_pattern_without_signs_of_its_own(entry: str, wanted: str) -> None:
    assert pattern(entry) == wanted


@pytest.mark.parametrize("entry", ["", " ", "***", "!?", "ver*ung"])
def test_entries_that_would_find_everything_or_nothing_are_refused(entry: str) -> None:
    with pytest.raises(RuleError):
        pattern(entry)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"words": ()},
        {"class_id": ""},
        {"from_hour": 8},
        {"from_hour": 8, "to_hour": 8},
        {"words": ("!!",)},
    ],
)
def test_a_rule_that_says_too_little_is_refused(changes: dict[str, object]) -> None:
    whole = {"name": "Lieferung", "words": ("kaputt",), "class_id": "complaint"}
    assert check(Rule.model_validate(whole)).words == ("kaputt",)
    with pytest.raises(RuleError):
        check(Rule.model_validate(whole | changes))


def test_another_name_or_suggestion_needs_no_new_trial_and_anything_else_does() -> None:
    rule = Rule(name="a", words=("kaputt",), class_id="complaint")

    assert not is_other(rule, rule.model_copy(update={"name": "b", "suggestion": "c"}))
    assert is_other(rule, rule.model_copy(update={"words": ("kaputt", "defekt")}))
    assert is_other(rule, rule.model_copy(update={"class_id": "spam"}))
