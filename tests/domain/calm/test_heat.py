"""What counts as heated, in both languages, and how long an answer waits."""

from datetime import datetime, timedelta

import pytest

from cmlite import config
from cmlite.domain.calm.heat import heat_of, pause_of
from cmlite.domain.calm.words import read_words
from cmlite.domain.inbox import Message
from cmlite.domain.moderation import MessageClass, Plan

WORDS = read_words((config.REFERENCE / "calm.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 24, 10, 0)
PLAN = Plan(
    classes=(
        MessageClass(class_id="complaint", cool_off=20),
        MessageClass(class_id="threat", cool_off=15),
        MessageClass(class_id="insult", cool_off=0),
    )
)


def message(text, minutes=5, direction="in", number=0):
    return Message(
        message_id=f"m{number}",
        direction=direction,
        state="received" if direction == "in" else "sent",
        text=text,
        sent_at=NOW - timedelta(minutes=minutes),
        who="mira",
    )


def minutes(*messages, class_id="", language="de"):
    found = pause_of(messages, class_id, PLAN, WORDS, language=language, now=NOW)
    return found.minutes if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Ihr seid solche BETRÜGER!!!",
        "Saftladen!!! Nie wieder!!!",
        "WAS FÜR EIN SAULADEN IST DAS EIGENTLICH",
        "Reine Abzocke, ich gehe zum Anwalt",
        "You IDIOTS!!!",
        "What a rip off, I will sue you",
        "THIS IS THE WORST SHOP I HAVE EVER BEEN TO",
        "Ihr V\u200bersager, das ist eine Frechheit",
    ],
)
def test_a_heated_message_is_known(text):
    heat = heat_of(text, WORDS)
    assert heat.is_heated
    assert heat.reasons


@pytest.mark.parametrize(
    "text",
    [
        "Das Brot war heute leider hart.",
        "Super, danke! Bis morgen!",
        "Habt ihr am SONNTAG offen?",
        "Die IHK hat uns an die BG verwiesen.",
        "Sorry, but my order never arrived.",
        "Lovely bread, thank you!!",
        "",
        "👍👍👍",
    ],
)
def test_criticism_and_joy_are_not_heated(text):
    assert not heat_of(text, WORDS).is_heated


def test_the_pause_is_that_of_the_class_else_the_usual_one():
    angry = message("Ihr Betrüger!!! Saftladen!")
    assert minutes(angry) == 10
    assert minutes(angry, class_id="complaint") == 20
    assert minutes(angry, class_id="question") == 10
    assert minutes(angry, class_id="insult") is None, "the owner wants none for insults"
    assert minutes(message("Morgen steht die Polizei da."), class_id="threat") == 15
    assert minutes(message("Das war nicht gut."), class_id="complaint") is None


def test_only_what_is_recent_and_unanswered_pauses():
    angry = message("Ihr Betrüger!!! Saftladen!")
    assert minutes(angry, message("Das tut uns leid", 1, "out", 1)) is None
    assert minutes(angry, message("Na gut, ist schon recht", 1, "in", 1)) == 10
    assert minutes(message("Ihr Betrüger!!! Saftladen!", 4 * 24 * 60)) is None
    assert minutes() is None
