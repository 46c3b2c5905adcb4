"""Rules on the description of pictures, for people who cannot see them."""

import re

from cmlite.domain.checks.rules import Hit, over, rule
from cmlite.domain.checks.subject import Subject
from cmlite.domain.counting import graphemes

_FILE = re.compile(r"^[\w.-]{1,200}\.(?:jpe?g|png|gif|webp|heic|mp4)$|^(?:img|dsc|pxl)[_-]?\d{3,20}", re.IGNORECASE)
_FEW = 2
"""Words a description has at least; fewer name a thing and do not describe it."""


@rule("any.post.alt_missing", "alt", particulars=("alt_text",))
def alt_missing(subject: Subject) -> Hit | None:
    """Pictures without a description, where the network shows one."""
    if subject.holds("alt_text") is False:
        return None
    n = sum(1 for alt in _alts(subject) if not alt)
    return Hit({"n": n}) if n else None


@rule("any.post.alt_length", "alt", blocks="live", limits=("alt_text_length",))
def alt_length(subject: Subject) -> Hit | None:
    """A description longer than the network takes."""
    return over(subject, "alt_text_length", max((graphemes(alt) for alt in _alts(subject)), default=None))


@rule("any.post.alt_empty_words", "alt")
def alt_empty_words(subject: Subject) -> Hit | None:
    """A description that says nothing: only "picture", or the name of the file."""
    for alt in filter(None, _alts(subject)):
        words = re.findall(r"\w+", alt[:1000].casefold())
        hollow = all(word in subject.words_of_language.empty_alt or word.isdigit() for word in words)
        if hollow or _FILE.match(alt) or len(words) < _FEW:
            return Hit({"alt": alt[:40]})
    return None


@rule("any.post.alt_repeats", "alt")
def alt_repeats(subject: Subject) -> Hit | None:
    """A description that is the text of the post once more, or the same for several pictures."""
    alts = [alt.casefold() for alt in _alts(subject) if alt]
    text = subject.text.strip().casefold()
    return Hit() if len(set(alts)) < len(alts) or (text and text in alts) else None


def _alts(subject: Subject) -> list[str]:
    return [one.alt.strip() for one in subject.draft.media if one.kind in {"image", "gif"}]
