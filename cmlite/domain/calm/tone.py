"""Rules on the tone: what pours oil on the fire."""

import re

from cmlite.domain.calm.rules import Hit, rule, word
from cmlite.domain.calm.subject import Subject
from cmlite.domain.counting import emojis

_SHOUTED = re.compile(r"(?<![\w#@])[^\W\d_a-zß-ÿ]{4,}(?!\w)")
_MANY_QUESTIONS = re.compile(r"\?\s*\?|\?!|!\?")
_QUOTED = re.compile(r"[„\"“”»«']([^\W\d_]{3,30})[“”\"«»']")
_MOCKING = frozenset("😂🤣😹🙄😏😒🤡🤦🤷😜😝😤😡🤬🖕💩🥱👏😅😉🤨🙃")


@rule("tone.insult")
def insult(subject: Subject) -> Hit | None:
    """A word that insults whoever wrote."""
    return word(subject, "insult")


@rule("tone.heat")
def heat(subject: Subject) -> Hit | None:
    """A word that is only written in anger."""
    return word(subject, "heat")


@rule("tone.menace")
def menace(subject: Subject) -> Hit | None:
    """Lawyers, blocking and bans have no place in a first answer."""
    return word(subject, "menace")


@rule("tone.orders")
def orders(subject: Subject) -> Hit | None:
    """Nobody ever calmed down because they were told to."""
    return word(subject, "orders")


@rule("tone.blame")
def blame(subject: Subject) -> Hit | None:
    """The person is told that it is their own doing."""
    return word(subject, "blame")


@rule("tone.sarcasm")
def sarcasm(subject: Subject) -> Hit | None:
    """A turn of phrase that mocks, or a single word in quotation marks after a complaint."""
    if said := subject.says("sarcasm"):
        return Hit({"word": said})
    quoted = _QUOTED.search(subject.prose) if subject.is_complaint else None
    return Hit({"word": quoted[0]}) if quoted else None


@rule("tone.belittling")
def belittling(subject: Subject) -> Hit | None:
    """What annoyed the person is made small."""
    return word(subject, "belittling") if subject.is_complaint else None


@rule("tone.dismissal")
def dismissal(subject: Subject) -> Hit | None:
    """The person is told that nobody else ever complained."""
    return word(subject, "dismissal")


@rule("tone.closing_off")
def closing_off(subject: Subject) -> Hit | None:
    """The door is shut before the person has said whether they are content."""
    return word(subject, "closing")


@rule("tone.hollow")
def hollow(subject: Subject) -> Hit | None:
    """Politeness from the text block, which says nothing."""
    return word(subject, "hollow")


@rule("tone.capitals", mends="lower")
def capitals(subject: Subject) -> Hit | None:
    """Words in capitals read as if somebody shouted; abbreviations and the brand's own name do not."""
    own = {part for name in subject.thread.staff for part in name.split()}
    found = [one for one in _SHOUTED.findall(subject.prose) if one.isupper() and one not in own]
    return Hit({"word": found[0]}) if len(found) > 1 or any(len(one) > 5 for one in found) else None


@rule("tone.exclamations", mends="fewer_marks")
def exclamations(subject: Subject) -> Hit | None:
    """After a complaint any second exclamation mark is one too many, elsewhere the third."""
    n, high = subject.text.count("!"), 1 if subject.is_complaint else 2
    return Hit({"n": n, "high": high}) if n > high or "!!" in subject.text else None


@rule("tone.question_marks", mends="fewer_questions")
def question_marks(subject: Subject) -> Hit | None:
    """Two question marks in a row, or one beside an exclamation mark, sound indignant."""
    return Hit() if _MANY_QUESTIONS.search(subject.text) else None


@rule("tone.emoji", mends="without_emoji")
def emoji(subject: Subject) -> Hit | None:
    """An emoji that laughs or rolls its eyes; after a complaint also the winking one."""
    if not subject.is_complaint:
        return None
    found = next((one for one in emojis(subject.text) if one[0] in _MOCKING), "")
    return Hit({"word": found}) if found else None
