"""Messages are judged in the learning process; people correct; models are learnt, tested, used and gone back from."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from cmlite.domain.brands import Brand
from cmlite.domain.rules import Rule
from cmlite.errors import NotFoundError, RuleError
from cmlite.learning import process
from cmlite.learning.__main__ import answer
from cmlite.services import classes, rules, triage, triage_learning, triage_models, triage_switch
from cmlite.store import followed
from cmlite.store.db import Store
from cmlite.store.rows import insert
from tests.conftest import NOW
from tests.learning.invented import complaints_and_praise

WHO = {"now": NOW, "actor": "owner"}


def wrote(
    store: Store, conversation_id: str, text: str, *, brand_id: str = "b1", at: datetime = NOW, **more: object
) -> str:
    """One incoming message; begins the conversation where there is none."""
    message_id = f"{conversation_id}:{at:%d%H%M%S}"
    with store.write() as cursor:
        if not store.row("select 1 from conversation where conversation_id = ?", [conversation_id]):
            insert(
                cursor,
                "conversation",
                conversation_id=conversation_id,
                brand_id=brand_id,
                channel_id="ch",
                network="instagram",
                person_id="p",
                state="open",
                last_message_at=at,
                changed_at=at,
                actor="network",
                **more,
            )
        insert(
            cursor,
            "message",
            message_id=message_id,
            brand_id=brand_id,
            conversation_id=conversation_id,
            person_id="p",
            direction="in",
            state="received",
            text=text,
            sent_at=at,
        )
    return message_id


def taken_for(store: Store, conversation_id: str) -> tuple[str, ...]:
    row = store.row(
        "select class_id, class_from, tone, tone_from, urgency, urgency_from from conversation where conversation_id = ?",
        [conversation_id],
    )
    assert row is not None
    return tuple(row.values())


def test_every_message_gets_a_language_and_an_answer_or_an_honest_unsure(
    store: Store, brand: Brand, other_brand: Brand
) -> None:
    wrote(store, "c1", "So eine Frechheit, das Brot war verdorben. Bitte dringend um Rückruf, es eilt!")
    wrote(store, "c2", "Aha")
    wrote(store, "c3", "Thank you so much, absolutely delicious!", brand_id="b2")
    assert triage.judge_new(store, now=NOW) == 3  # in a process of its own
    assert triage.judge_new(store, now=NOW, ask=answer) == 0

    assert taken_for(store, "c1") == ("complaint", "words", "negative", "words", "urgent", "words")
    assert taken_for(store, "c2") == ("", "", "", "", "", "")
    told = triage.of_conversation(store, "b1", "c1")
    assert told is not None
    assert told["language"].value == "de" and (told["language"].certainty or 0) > 0.9
    assert "frechheit" in told["kind"].why and told["kind"].source == "words"
    assert triage.of_conversation(store, "b1", "c3") is None, "another brand's"
    assert triage.of_conversation(store, "b2", "c3") is not None


def test_words_alone_take_nobody_out_of_the_queue(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Schnell Geld mit Bitcoin, klick hier https://a.example")
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "c1")[:2] == ("", "")
    told = triage.of_conversation(store, "b1", "c1")
    assert told is not None and told["kind"].value == "spam", "suggested, not set"


def test_nothing_is_relabelled_that_a_person_or_a_rule_touched(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "So eine Frechheit, verdorben!", class_id="lead", class_from="rule:r1")
    wrote(store, "c2", "So eine Frechheit, verdorben!")
    triage.judge_new(store, now=NOW, ask=answer)
    triage.correct(store, "b1", "c2", "tone", "positive", **WHO)
    classes.set_class(store, "b1", ["c2"], "praise", **WHO)
    wrote(store, "c2", "Eine Frechheit, ich bin enttäuscht!", at=NOW + timedelta(hours=1))
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "c1")[:2] == ("lead", "rule:r1")
    assert taken_for(store, "c2")[:4] == ("praise", "person", "positive", "person")


def test_the_newest_message_says_what_a_conversation_is(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Großes Lob, ich bin begeistert!")
    triage.judge_new(store, now=NOW, ask=answer)
    wrote(store, "c1", "Heute war es eine Frechheit, ich bin enttäuscht.", at=NOW + timedelta(hours=1))
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "c1")[2] == "negative"


def test_a_correction_counts_at_once_is_learnt_from_and_can_be_taken_back(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Das Brot gestern.")
    triage.judge_new(store, now=NOW, ask=answer)
    first = triage.correct(store, "b1", "c1", "urgency", "urgent", **WHO)
    kind = triage.correct(store, "b1", "c1", "kind", "complaint", **WHO)
    assert taken_for(store, "c1") == ("complaint", "person", "", "", "urgent", "person")
    lines = {(one.aspect, one.corrections) for one in triage_models.quality(store, "b1")}
    assert lines == {("kind", 1), ("tone", 0), ("urgency", 1)}
    triage.take_back(store, "b1", first, **WHO)
    triage.take_back(store, "b1", kind, **WHO)
    assert taken_for(store, "c1") == ("", "", "", "", "", "")
    assert all(one.corrections == 0 for one in triage_models.quality(store, "b1"))
    with pytest.raises(NotFoundError):
        triage.take_back(store, "b1", first, **WHO)


def test_a_class_that_a_person_took_away_again_teaches_nothing(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Das Brot gestern.")
    triage.judge_new(store, now=NOW, ask=answer)
    classes.set_class(store, "b1", ["c1"], "complaint", **WHO)
    classes.set_class(store, "b1", ["c1"], "", now=NOW + timedelta(minutes=1), actor="owner")
    assert all(one.corrections == 0 for one in triage_models.quality(store, "b1"))


def test_values_and_conversations_that_there_are_not_are_refused(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Das Brot gestern.")
    with pytest.raises(NotFoundError):
        triage.correct(store, "b1", "c1", "tone", "positive", **WHO)
    triage.judge_new(store, now=NOW, ask=answer)
    with pytest.raises(RuleError):
        triage.correct(store, "b1", "c1", "tone", "furious", **WHO)
    with pytest.raises(RuleError):
        triage.correct(store, "b1", "c1", "kind", "nonsense", **WHO)
    with pytest.raises(NotFoundError):
        triage.correct(store, "b2", "c1", "tone", "positive", **WHO)
    assert taken_for(store, "c1") == ("", "", "", "", "", "")


def learnt(store: Store, count: int) -> None:
    """So many conversations, each given its kind by hand, one a minute."""
    texts, labels = complaints_and_praise(count)
    for place, text in enumerate(texts):
        at = NOW - timedelta(days=2) + timedelta(minutes=place)
        wrote(store, f"l{place}", text, at=at)
    triage.judge_new(store, now=NOW, ask=answer)
    for place, label in enumerate(labels):
        classes.set_class(store, "b1", [f"l{place}"], label, now=NOW - timedelta(minutes=count - place), actor="owner")


def test_corrections_become_a_model_that_proves_itself_and_then_labels(store: Store, brand: Brand) -> None:
    learnt(store, 200)
    assert triage_learning.due(store) == [("b1", "kind", "de")]
    assert triage_models.learn(store, "b1", "kind", "de", ask=answer, **WHO) == "on"
    assert triage_learning.due(store) == []
    quality = next(one for one in triage_models.quality(store, "b1") if one.aspect == "kind")
    assert quality.tested is not None and quality.tested.drawn_by_chance == 0, "the owner chose all of them"
    assert quality.tested is not None
    assert (quality.state, quality.corrections, quality.tested.texts) == ("on", 200, 40)
    assert quality.tested.right > quality.tested.majority_right

    wrote(store, "new", "Der Zopf am Samstag war außen nass, schade um das Geld.")
    wrote(store, "other", "Liefert ihr auch nach Lahr?")
    assert triage.judge_new(store, now=NOW, ask=answer) >= 2
    assert taken_for(store, "new")[:2] == ("complaint", f"model:{quality.model['model_id']}")
    told = triage.of_conversation(store, "b1", "new")
    assert told is not None and told["kind"].why and (told["kind"].certainty or 0) >= 0.7

    version_one = quality.model["model_id"]
    triage_models.learn(store, "b1", "kind", "de", now=NOW + timedelta(minutes=1), actor="owner", ask=answer)
    versions = next(one for one in triage_models.quality(store, "b1") if one.aspect == "kind").versions
    assert [one["version"] for one in versions] == [2, 1]
    triage_models.go_back(store, "b1", version_one, **WHO)
    back = next(one for one in triage_models.quality(store, "b1") if one.aspect == "kind")
    assert back.model is not None and back.model["version"] == 1
    with pytest.raises(NotFoundError):
        triage_models.go_back(store, "b2", version_one, **WHO)


def test_few_corrections_teach_nothing_and_the_app_says_how_many_are_missing(store: Store, brand: Brand) -> None:
    learnt(store, 12)
    quality = next(one for one in triage_models.quality(store, "b1") if one.aspect == "kind")
    assert (quality.state, quality.missing) == ("none", 38)
    assert triage_learning.due(store) == []
    with pytest.raises(RuleError) as caught:
        triage_models.learn(store, "b1", "kind", "de", ask=answer, **WHO)
    assert caught.value.values == {"n": 38}


def test_the_questions_are_unlike_each_other_unsure_and_one_is_drawn_by_chance(store: Store, brand: Brand) -> None:
    for place in range(6):
        wrote(store, f"s{place}", "Das Brot gestern war so lala, na ja.", at=NOW + timedelta(minutes=place))
    for place, text in enumerate(
        ("Und wie war das mit den Brezeln", "Meine Tante kommt aus Lahr", "Vielen Dank, sehr lecker!")
    ):
        wrote(store, f"t{place}", text, at=NOW + timedelta(hours=1, minutes=place))
    triage.judge_new(store, now=NOW, ask=answer)
    asked = triage_models.questions(store, "b1", "tone", "de", seed=3)
    assert [one.drawn for one in asked].count("sample") == 1
    assert len({one.message_id for one in asked}) == len(asked) <= triage_models.ASKED
    hard = [one.text for one in asked if one.drawn == "asked"]
    assert len(hard) == len(set(hard)), "the same text is not asked twice"
    assert asked == triage_models.questions(store, "b1", "tone", "de", seed=3)
    triage.correct(store, "b1", asked[0].conversation_id, "tone", "neutral", drawn=asked[0].drawn, **WHO)
    later = triage_models.questions(store, "b1", "tone", "de", seed=3)
    assert asked[0].conversation_id not in {one.conversation_id for one in later}
    assert triage_models.questions(store, "b2", "tone", "de", seed=1) == []
    skipped = {one.message_id for one in later}
    left = triage_models.questions(store, "b1", "tone", "de", seed=3, besides=skipped)
    assert left and skipped.isdisjoint(one.message_id for one in left), "who skips all is asked others"


def test_who_is_erased_or_corrects_themselves_while_the_process_works_leaves_no_word_behind(
    store: Store, brand: Brand
) -> None:
    gone = wrote(store, "c1", "So eine Frechheit, das Brot war verdorben!")
    edited = wrote(store, "c2", "Eine Frechheit, ich bin enttäuscht!")

    def meanwhile(order: Mapping[str, Any]) -> Mapping[str, Any]:
        with store.write() as cursor:
            cursor.execute("delete from message where message_id = ?", [gone])
            followed.keep_text(cursor, edited, "Großes Lob, ich bin begeistert!")
        return answer(order)

    triage.judge_new(store, now=NOW, ask=meanwhile)
    assert store.rows("select * from triage_judgement") == []
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "c2")[2] == "positive"


def test_an_archived_brand_is_not_judged(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Das Brot gestern.")
    with store.write() as cursor:
        cursor.execute("update brand set archived_at = ? where brand_id = 'b1'", [NOW])
    assert triage.judge_new(store, now=NOW, ask=answer) == 0


def test_taking_back_a_correction_keeps_what_somebody_said_since(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Das Brot gestern.")
    triage.judge_new(store, now=NOW, ask=answer)
    first = triage.correct(store, "b1", "c1", "tone", "negative", **WHO)
    later = {"now": NOW + timedelta(minutes=1), "actor": "other"}
    second = triage.correct(store, "b1", "c1", "tone", "positive", **later)
    triage.take_back(store, "b1", first, **later)
    assert taken_for(store, "c1")[2:4] == ("positive", "person")
    triage.take_back(store, "b1", second, **later)
    assert taken_for(store, "c1")[2:4] == ("", "")


def test_what_another_window_said_a_moment_before_is_what_a_correction_stood_on(
    store: Store, brand: Brand, meanwhile: Any
) -> None:
    wrote(store, "c1", "Das Brot gestern.")
    triage.judge_new(store, now=NOW, ask=answer)
    meanwhile(lambda: triage.correct(store, "b1", "c1", "tone", "negative", **WHO))
    later = {"now": NOW + timedelta(minutes=1), "actor": "other"}
    second = triage.correct(store, "b1", "c1", "tone", "positive", **later)
    triage.take_back(store, "b1", second, **later)
    assert taken_for(store, "c1")[2:4] == ("negative", "person")


def test_what_cannot_be_learnt_keeps_nothing_else_from_being_learnt(store: Store, brand: Brand) -> None:
    learnt(store, 60)
    asked: list[str] = []

    def broken_for_tone(order: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append(order["labels"][0])
        if order["labels"][0] in {"negative", "positive"}:
            raise process.LearningError("errors.triage.no_answer", reason="MemoryError")
        return answer(order)

    for place in range(60):
        for aspect, value in (("urgency", "normal"), ("tone", ("negative", "positive")[place % 2])):
            triage.correct(store, "b1", f"l{place}", aspect, value, **WHO)
    assert triage_learning.due(store) == [("b1", "kind", "de"), ("b1", "tone", "de")], "one value teaches nothing"
    assert triage_learning.learn_due(store, clock=lambda: NOW, actor="worker", ask=broken_for_tone) == 1
    assert len(asked) == 2


def test_a_model_forgets_what_was_learnt_from_somebody_who_is_gone(store: Store, brand: Brand) -> None:
    learnt(store, 60)
    triage_models.learn(store, "b1", "kind", "de", ask=answer, **WHO)
    with store.write() as cursor:
        cursor.execute("delete from message where conversation_id = 'l1'")
    assert triage_learning.due(store) == [("b1", "kind", "de")]
    triage_learning.learn_due(store, clock=lambda: NOW, actor="worker", ask=answer)
    line = next(one for one in triage_models.quality(store, "b1") if one.aspect == "kind")
    assert [(one["texts"], one["size"] > 0) for one in line.versions] == [(59, True), (60, False)]
    assert triage_learning.due(store) == []

    with store.write() as cursor:
        cursor.execute(
            "update message set text = '' where conversation_id in ('l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'l8')"
        )
        cursor.execute("update message set text = '' where conversation_id in ('l9', 'l10', 'l11', 'l12')")
    triage_learning.learn_due(store, clock=lambda: NOW, actor="worker", ask=answer)
    line = next(one for one in triage_models.quality(store, "b1") if one.aspect == "kind")
    assert (line.state, line.missing, {one["size"] for one in line.versions}) == ("none", 2, {0})
    assert triage_learning.due(store) == []


def test_of_five_questions_in_a_row_chance_draws_one_and_from_the_sure_ones_too(store: Store, brand: Brand) -> None:
    for place, text in enumerate(complaints_and_praise(40)[0]):
        wrote(store, f"q{place}", text, at=NOW + timedelta(minutes=place))
    triage.judge_new(store, now=NOW, ask=answer)
    by_turn = []
    for turn in range(15):
        asked = triage_models.questions(store, "b1", "tone", "de", seed=turn // triage_models.ASKED)
        one = triage_models.at_turn(asked, turn)
        by_turn.append(one.drawn)
        triage.correct(store, "b1", one.conversation_id, "tone", "neutral", drawn=one.drawn, **WHO)
    assert [by_turn[at : at + 5].count("sample") for at in (0, 5, 10)] == [1, 1, 1]
    everything = {f"q{place}" for place in range(40)}
    seen = {triage_models.questions(store, "b1", "urgency", "de", seed=seed)[0].conversation_id for seed in range(120)}
    assert len(seen) > 30, "far from the least certain alone"
    assert seen <= everything


def test_a_question_is_about_the_newest_message_which_the_answer_is_kept_with(store: Store, brand: Brand) -> None:
    wrote(store, "c1", "Und wie war das mit den Brezeln am Samstag?")
    wrote(store, "c1", "Could you tell me when you are open on Sunday, please?", at=NOW + timedelta(hours=1))
    triage.judge_new(store, now=NOW, ask=answer)
    assert triage_models.questions(store, "b1", "tone", "de", seed=0) == []
    (asked,) = triage_models.questions(store, "b1", "tone", "en", seed=0)
    triage.correct(store, "b1", "c1", "tone", "neutral", **WHO)
    assert store.rows("select message_id, language from triage_correction") == [
        {"message_id": asked.message_id, "language": "en"}
    ]


def test_what_was_edited_is_judged_anew_and_what_was_deleted_leaves_no_word_behind(store: Store, brand: Brand) -> None:
    message_id = wrote(store, "c1", "So eine Frechheit, verdorben!")
    triage.judge_new(store, now=NOW, ask=answer)
    with store.write() as cursor:
        followed.keep_text(cursor, message_id, "Großes Lob, ich bin begeistert!")
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "c1")[2] == "positive"
    with store.write() as cursor:
        followed.forget_text(cursor, message_id)
    triage.judge_new(store, now=NOW, ask=answer)
    row = store.row("select kind_why, tone_why from triage_judgement where message_id = ?", [message_id])
    assert row == {"kind_why": "", "tone_why": ""}
    kept = store.row("select class_why, tone from conversation where conversation_id = 'c1'")
    assert kept == {"class_why": "", "tone": ""}


def test_a_correction_keeps_no_word_of_what_was_deleted_since(store: Store, brand: Brand) -> None:
    message_id = wrote(store, "c1", "So eine Frechheit, verdorben!")
    triage.judge_new(store, now=NOW, ask=answer)
    done = triage.correct(store, "b1", "c1", "kind", "praise", **WHO)
    with store.write() as cursor:
        followed.forget_text(cursor, message_id)
    assert "frechheit" not in str(store.rows("select * from class_change")).lower()
    triage.take_back(store, "b1", done, **WHO)
    assert store.rows("select class_id, class_why from conversation") == [{"class_id": "complaint", "class_why": ""}]


def test_a_rule_that_looks_at_the_tone_is_asked_once_it_was_told_and_only_while_somebody_waits(
    store: Store, brand: Brand
) -> None:
    wrote(store, "c1", "So eine Frechheit, ich bin enttäuscht!", waiting_since=NOW, first_in_at=NOW)
    wrote(store, "c2", "Großes Lob, ich bin begeistert!", waiting_since=NOW, first_in_at=NOW)
    wrote(store, "c3", "So eine Frechheit, ich bin enttäuscht!", first_in_at=NOW)
    content = Rule(name="Ärger", tones=("negative",), score=60, class_id="threat", tag="Ärger")
    rule_id = rules.save(store, "b1", None, content, **WHO)
    assert rules.test(store, brand, rule_id, **WHO) == (0, 3)
    triage.judge_new(store, now=NOW, ask=answer)
    assert rules.test(store, brand, rule_id, **WHO) == (2, 3)
    rules.switch(store, "b1", rule_id, on=True, **WHO)
    with store.write() as cursor:
        cursor.execute("delete from triage_judgement")
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "c1")[:2] == ("threat", f"rule:{rule_id}")
    assert taken_for(store, "c2")[0] == "praise"
    assert taken_for(store, "c3")[1] == "words"
    sure = content.model_copy(update={"score": 95})
    assert rules.test(store, brand, rules.save(store, "b1", None, sure, **WHO), **WHO) == (0, 3)


def test_a_model_that_is_switched_off_labels_nothing_until_it_is_let_again(store: Store, brand: Brand) -> None:
    learnt(store, 200)
    assert triage_models.learn(store, "b1", "kind", "de", ask=answer, **WHO) == "on"
    wrote(store, "new", "Der Zopf am Samstag war außen nass, schade um das Geld.")
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "new")[1].startswith("model:")
    by_hand = taken_for(store, "l0")

    def switched_off_meanwhile(order: Mapping[str, Any]) -> Mapping[str, Any]:
        told = answer(order)
        triage_switch.switch(store, "b1", "kind", "de", wanted=False, **WHO)
        return told

    wrote(store, "late", "Der Zopf am Samstag war außen nass, schade um das Geld.", at=NOW + timedelta(minutes=1))
    triage.judge_new(store, now=NOW, ask=switched_off_meanwhile)
    assert not taken_for(store, "late")[1].startswith("model:"), "judged by what was switched off while it worked"
    triage.judge_new(store, now=NOW, ask=answer)
    assert not taken_for(store, "new")[1].startswith("model:")
    assert taken_for(store, "l0") == by_hand
    assert triage_models.learn(store, "b1", "kind", "de", ask=answer, **WHO) == "grey", "learning does not let it again"
    triage.judge_new(store, now=NOW, ask=answer)
    assert not taken_for(store, "new")[1].startswith("model:")
    assert triage_switch.may_label(store, "b2", "kind", "de") and triage_switch.may_label(store, "b1", "tone", "de")

    triage_switch.switch(store, "b1", "kind", "de", wanted=True, **WHO)
    triage.judge_new(store, now=NOW, ask=answer)
    assert taken_for(store, "new")[1].startswith("model:")
    assert triage_models.quality(store, "b1")[0].state == "on"
