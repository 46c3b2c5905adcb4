"""Rules on words: which the line avoids, how people are addressed, what they are asked to do."""

from cmlite.domain.addressing import forms_of
from cmlite.domain.checks.rules import Hit, rule
from cmlite.domain.checks.subject import Subject
from cmlite.domain.editorial import stands_in

_INFORMAL = {"du", "ihr"}
_RECENT = 5
"""Earlier posts that are looked through for a word that belongs to the business."""


@rule("any.post.words_avoid", "wording", from_line=True)
def words_avoid(subject: Subject) -> Hit | None:
    """A word the line avoids, with what to say instead."""
    if not subject.line.words_avoid:
        return None
    small = set(subject.small_words)
    text = subject.text.casefold()
    for swap in subject.line.words_avoid:
        word = swap.word.casefold()
        if word in small or (not word.isalpha() and stands_in(word, text)):
            return Hit({"word": swap.word, "instead": swap.instead})
    return None


@rule("any.post.words_ours", "wording", from_line=True)
def words_ours(subject: Subject) -> Hit | None:
    """For a while now no post used any of the words that belong to the business."""
    ours = [word.casefold() for word in subject.line.words_use]
    recent = [one.text.casefold() for one in subject.around.earlier[:_RECENT]]
    if not ours or not subject.words or len(recent) < _RECENT:
        return None
    used = any(word in text for word in ours for text in (subject.text.casefold(), *recent))
    return None if used else Hit({"n": _RECENT + 1, "word": subject.line.words_use[0]})


@rule("any.post.hollow_words", "wording")
def hollow_words(subject: Subject) -> Hit | None:
    """Praise of oneself that every advertisement uses."""
    word = subject.says(subject.words_of_language.hollow)
    return Hit({"word": word}) if word else None


@rule("any.post.address_mixed", "wording")
def address_mixed(subject: Subject) -> Hit | None:
    """Readers are addressed formally and informally in one text."""
    informal, formal = _forms(subject)
    return Hit({"informal": informal, "formal": formal}) if informal and formal else None


@rule("any.post.address_line", "wording", from_line=True)
def address_line(subject: Subject) -> Hit | None:
    """Another form of address than the line's."""
    informal, formal = _forms(subject)
    if informal and formal:
        return None
    wrong = formal if subject.line.address in _INFORMAL else informal
    return Hit({"word": wrong}) if wrong else None


@rule("any.post.call_missing", "wording", from_line=True)
def call_missing(subject: Subject) -> Hit | None:
    """Nothing tells readers what they can do now."""
    if not subject.line.call_wanted or not subject.words:
        return None
    asks = "?" in subject.prose or subject.links or subject.says(subject.words_of_language.calls)
    return None if asks or _own_call(subject) else Hit()


@rule("any.post.language", "wording")
def language(subject: Subject) -> Hit | None:
    """The text seems to be in the other language than the one it is marked with."""
    words = subject.small_words
    if len(words) < 12:
        return None
    german = sum(1 for word in words if word in _GERMAN)
    english = sum(1 for word in words if word in _ENGLISH)
    other = english if subject.draft.language == "de" else german
    own = german if subject.draft.language == "de" else english
    strange = subject.draft.language in {"de", "en"} and other > 3 and other > 4 * own
    return Hit() if strange else None


_GERMAN = frozenset({"und", "der", "die", "das", "ist", "nicht", "ein", "eine", "wir", "mit", "für", "auf", "zu"})
_ENGLISH = frozenset({"and", "the", "is", "not", "of", "to", "with", "for", "we", "you", "this", "are", "our"})


def _forms(subject: Subject) -> tuple[str, str]:
    """The first informal and the first formal word; both '' where the language knows no such thing."""
    if subject.draft.language != "de":
        return "", ""
    return forms_of(subject.prose)


def _own_call(subject: Subject) -> bool:
    text = subject.text.casefold()
    return any(call.casefold().strip(" .!") in text for call in subject.line.calls if call.strip(" .!"))
