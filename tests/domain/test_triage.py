"""When a model may be believed, and what words alone say."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cmlite.domain.moderation import CLASSES
from cmlite.domain.triage import ASPECTS, TONES, UNSURE, URGENCIES, LaterTest, later_from, sign_test, state_of
from cmlite.domain.triage_words import WordList, read_lists
from cmlite.store.reference import TRIAGE_WORDS

LISTS = read_lists(tomllib.loads(TRIAGE_WORDS.read_text(encoding="utf-8")))


def figures(**values: object) -> LaterTest:
    usual = {
        "texts": 60,
        "right": 45,
        "majority": "complaint",
        "majority_right": 40,
        "better": 10,
        "worse": 5,
        "sure_texts": 20,
        "sure_right": 18,
        "rarest": "praise",
        "ranking": 0.3,
        "base": 0.25,
    }
    return LaterTest(**(usual | values))  # type: ignore[arg-type]


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_the_one_of_the_textbooks(better: int, worse: int) -> None:
    expected = binomtest(better, better + worse, 0.5, alternative="greater").pvalue if better + worse else 1.0
    assert sign_test(better, worse) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"better": 10, "worse": 3}, "on"),
        ({"better": 10, "worse": 8}, "grey"),
        ({"better": 3, "worse": 10}, "grey"),
        ({"better": 10, "worse": 8, "ranking": 0.6, "base": 0.2}, "ranking"),
        ({"better": 30, "worse": 1, "texts": 39}, "grey"),
        ({"better": 0, "worse": 0, "ranking": None}, "grey"),
    ],
)
def test_a_model_labels_only_when_it_is_better_than_the_majority_beyond_chance(values: dict, state: str) -> None:
    assert state_of(figures(**values)) == state


def test_without_a_test_a_model_only_suggests() -> None:
    assert state_of(None) == "grey"


@pytest.mark.parametrize(("texts", "first"), [(50, 50), (150, 150), (200, 160), (1000, 800)])
def test_the_newest_fifth_is_kept_for_the_test_where_it_is_forty_or_more(texts: int, first: int) -> None:
    assert later_from(texts) == first


@pytest.mark.parametrize(
    ("language", "text", "aspect", "value"),
    [
        ("de", "Habt ihr am Sonntag offen?", "kind", "question"),
        ("de", "Das Brot war verdorben, ich will mein Geld zurück.", "kind", "complaint"),
        ("de", "Vielen Dank, sehr lecker! 😍", "kind", "praise"),
        ("de", "Ich hätte gern ein Angebot für ein Catering zur Hochzeit.", "kind", "lead"),
        ("de", "Ihr Idioten, verpisst euch!", "kind", "insult"),
        ("de", "Mein Sohn ist mit Lebensmittelvergiftung im Krankenhaus.", "kind", "crisis"),
        ("de", "Mein Anwalt meldet sich, ich werde euch verklagen.", "kind", "threat"),
        ("de", "Schnell Geld mit Bitcoin, klick hier https://a.example", "kind", "spam"),
        ("de", "So eine Frechheit, ich bin enttäuscht.", "tone", "negative"),
        ("de", "Großes Lob, ich bin begeistert!", "tone", "positive"),
        ("de", "Bitte dringend um Rückruf, es eilt.", "urgency", "urgent"),
        ("de", "Was ist das für eine Frechheit, das Brot war verdorben?", "kind", "complaint"),
        ("en", "Do you open on Sunday?", "kind", "question"),
        ("en", "I want a refund, this is unacceptable.", "kind", "complaint"),
        ("en", "Thank you so much, absolutely delicious!", "kind", "praise"),
        ("en", "Could I get a quote for catering?", "kind", "lead"),
        ("en", "I am disappointed, the worst cake ever.", "tone", "negative"),
        ("en", "I need help asap, it is an emergency", "urgency", "urgent"),
    ],
)
def test_words_that_agree_say_what_a_message_is(language: str, text: str, aspect: str, value: str) -> None:
    told = LISTS[language].judge(text)[aspect]
    assert told.value == value
    assert told.why and told.certainty is not None and told.source == "words"


@pytest.mark.parametrize("text", ["", "Aha", "leider", "Schönes Wetter heute in Freiburg", "🤷"])
def test_one_weak_word_or_none_decides_nothing(text: str) -> None:
    told = LISTS["de"].judge(text)
    assert told["kind"].value == "" and told["tone"].value == ""


def test_words_that_contradict_one_another_leave_it_unsure() -> None:
    told = LISTS["de"].judge("Großes Lob für die Torte, aber die Bedienung war eine Frechheit.")
    assert told["tone"].value == ""
    assert told["tone"].certainty is not None


def test_the_lists_name_only_what_there_is_in_both_languages() -> None:
    for words in LISTS.values():
        assert set(words.lists) == set(ASPECTS)
        assert set(words.lists["kind"]) <= set(CLASSES)
        assert set(words.lists["tone"]) == set(TONES)
        assert set(words.lists["urgency"]) <= set(URGENCIES)
        for values in words.lists.values():
            for by_strength in values.values():
                for listed in by_strength.values():
                    assert all(word == word.lower().strip() for word in listed)


@given(st.text(max_size=2_000))
def test_any_text_has_an_answer_for_every_aspect(text: str) -> None:
    told = LISTS["de"].judge(text)
    assert set(told) == set(ASPECTS)
    assert all(one == UNSURE or 0 < (one.certainty or 0) < 1 for one in told.values())


def test_a_list_without_words_finds_nothing() -> None:
    assert WordList({}).judge("Hilfe!")["urgency"] == UNSURE
