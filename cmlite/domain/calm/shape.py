"""Rules on how an answer is built: what comes first, what is missing, what takes back what was just said."""

import re

from cmlite.domain.calm.rules import Hit, rule, word
from cmlite.domain.calm.subject import Subject
from cmlite.domain.calm.words import Token

_LONG_IN_PUBLIC = 120
"""Words after which nobody reads on below a post."""
_LONG_SENTENCE = 35
_SHORT = 8
_FIRST = 3
"""Sentences in which a thank-you or a greeting is looked for."""
_REFERENCE = 4
"""Letters a word needs to refer to anything."""
_ENOUGH_ASKED = 2
"""Words of reference a question needs before it can be said to be passed over."""
_COUNTED = re.compile(r"\d")


@rule("shape.apology_missing")
def apology_missing(subject: Subject) -> Hit | None:
    """Something went wrong for the person, and nothing says that this is regretted; once in a thread is enough."""
    wanted = subject.tokens and subject.is_complaint and subject.thread.class_id != "insult" and not subject.thread.ours
    return Hit() if wanted and not subject.says("sorry") else None


@rule("shape.half_apology")
def half_apology(subject: Subject) -> Hit | None:
    """Regret for what the person feels instead of for what happened."""
    return word(subject, "half_sorry")


@rule("shape.but_after_apology")
def but_after_apology(subject: Subject) -> Hit | None:
    """A "but" right behind the apology takes it back."""
    sorry, turns = subject.found.get("sorry", ()), subject.found.get("but", ())
    for regret in sorry:
        at = subject.tokens[regret.last].sentence
        for turn in turns:
            after = subject.tokens[turn.first]
            begins = after.sentence == at + 1 and _begins(subject, turn.first)
            if turn.first > regret.last and (after.sentence == at or begins):
                return Hit({"word": turn.said})
    return None


@rule("shape.reasons_first")
def reasons_first(subject: Subject) -> Hit | None:
    """The answer to a complaint begins with a justification."""
    if not subject.is_complaint or not subject.tokens:
        return None
    first_sorry = min((one.first for one in subject.found.get("sorry", ())), default=len(subject.tokens))
    for one in subject.found.get("reasons", ()):
        if one.first < first_sorry and subject.tokens[one.first].sentence - subject.tokens[0].sentence < _FIRST - 1:
            return Hit({"word": one.said})
    return None


@rule("shape.next_step_missing")
def next_step_missing(subject: Subject) -> Hit | None:
    """A complaint is answered without saying what happens next."""
    if not subject.tokens or not subject.is_complaint:
        return None
    return None if subject.says("steps") or "?" in subject.prose or _links(subject) else Hit()


@rule("shape.greeting_missing")
def greeting_missing(subject: Subject) -> Hit | None:
    """In private messages and under reviews an answer begins with a greeting or the name; below a post it need not.

    Whoever was greeted in this thread before need not be again.
    """
    wanted = subject.thread.kind in {"message", "review"}
    if not wanted or not subject.tokens or subject.thread.ours:
        return None
    return None if _greets(subject) else Hit()


@rule("shape.thanks_missing")
def thanks_missing(subject: Subject) -> Hit | None:
    """Praise and reviews are thanked for."""
    wanted = subject.is_praise or (subject.thread.kind == "review" and not subject.is_complaint)
    return Hit() if wanted and subject.tokens and not subject.says("thanks") else None


@rule("shape.not_answered")
def not_answered(subject: Subject) -> Hit | None:
    """A question was asked, and nothing in the answer refers to it: no yes or no, no word of it, no figure, no link."""
    if not subject.tokens or not _asks(subject):
        return None
    asked = _references(subject)
    said = {token.word for token in subject.tokens}
    refers = any(_alike(one, other) for one in asked for other in said if len(other) >= _REFERENCE)
    says = subject.says("answers") or subject.says("steps")
    leads_on = _COUNTED.search(subject.text) or _links(subject) or says or "?" in subject.prose
    return None if refers or leads_on or len(asked) < _ENOUGH_ASKED else Hit({"word": asked[0]})


@rule("shape.too_brief")
def too_brief(subject: Subject) -> Hit | None:
    """A handful of words to somebody who complained reads as indifference."""
    n = len(subject.tokens)
    return Hit({"n": n}) if subject.is_complaint and 0 < n < _SHORT and not subject.thread.ours else None


@rule("shape.long_winded")
def long_winded(subject: Subject) -> Hit | None:
    """Nobody reads a long defence below a post."""
    n = len(subject.tokens)
    return Hit({"n": n, "high": _LONG_IN_PUBLIC}) if subject.reply.is_public and n > _LONG_IN_PUBLIC else None


@rule("shape.sentence_long")
def sentence_long(subject: Subject) -> Hit | None:
    """A sentence one has to read twice."""
    longest: list[Token] = max(subject.sentences, key=len, default=[])
    return Hit({"n": len(longest), "high": _LONG_SENTENCE}) if len(longest) > _LONG_SENTENCE else None


@rule("shape.impersonal")
def impersonal(subject: Subject) -> Hit | None:
    """Nobody speaks: an answer to a complaint without a single "I" or "we"."""
    enough = len(subject.tokens) >= _SHORT
    return Hit() if subject.is_complaint and enough and not subject.says("personal") else None


def _begins(subject: Subject, at: int) -> bool:
    return at > 0 and subject.tokens[at - 1].sentence != subject.tokens[at].sentence


def _links(subject: Subject) -> bool:
    return subject.prose != subject.text and "/" in subject.text


def _greets(subject: Subject) -> bool:
    start = subject.tokens[0].sentence
    if any(subject.tokens[one.first].sentence - start < _FIRST - 1 for one in subject.found.get("greetings", ())):
        return True
    names = {part.casefold() for name in subject.thread.who for part in name.split()}
    return subject.tokens[0].word in names or subject.text.lstrip().startswith("@")


def _asks(subject: Subject) -> bool:
    if subject.thread.class_id:
        return subject.thread.class_id == "question"
    return "?" in subject.thread.said and not subject.is_complaint


def _references(subject: Subject) -> list[str]:
    """The words of the message that an answer could take up."""
    common = subject.words.of(subject.heard_language or subject.language)
    dull = common.words("ours") | common.words("language")
    return [token.word for token in subject.heard if len(token.word) >= _REFERENCE and token.word not in dull][:40]


def _alike(one: str, other: str) -> bool:
    """The same word, or one in another form or put together with it: Brot, Brote, Roggenbrot."""
    stem = one[: max(_REFERENCE, len(one) - 2)]
    return stem in other or other[: max(_REFERENCE, len(other) - 2)] in one
