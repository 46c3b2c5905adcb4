"""Rules on promises: what an answer in public binds the business to before anybody has decided it."""

import re

from cmlite.domain.calm.rules import Hit, rule
from cmlite.domain.calm.subject import Subject

_DAY = re.compile(
    r"(?<!\d)(?:bis|am|by|on)\s+(?:zum\s+|den\s+|the\s+)?\d{1,2}(?:\.\s?(?:\d{1,2}\.|[A-Z]\w{2,9})"
    r"|(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]{2,9})"
)
_ALL = re.compile(r"(?<!\d)100\s?%")
_SUM = re.compile(r"(?:€|EUR|£|\$|CHF)\s?\d[\d.,]{0,9}|\d[\d.,]{0,9}\s?(?:€|EUR\b|Euro\b|£|\$|CHF\b|Franken\b)")


@rule("promise.plan")
def plan(subject: Subject) -> Hit | None:
    """Words the moderation plan says nobody promises."""
    if not subject.plan.never_promise:
        return None
    said = next(subject.words.phrases(subject.plan.never_promise, subject.prose, subject.tokens), "")
    return Hit({"word": said}) if said else None


@rule("promise.money")
def money(subject: Subject) -> Hit | None:
    """Money back, or a sum, to somebody who complained."""
    said = subject.affirms("refund")
    if not said and subject.is_complaint and (found := _SUM.search(subject.prose)):
        said = found[0]
    return Hit({"word": said}) if said else None


@rule("promise.gift")
def gift(subject: Subject) -> Hit | None:
    """Vouchers and things for free, in public, after a complaint: the next one reads along."""
    said = subject.affirms("gift") if subject.reply.is_public and subject.is_complaint else ""
    return Hit({"word": said}) if said else None


@rule("promise.date")
def date(subject: Subject) -> Hit | None:
    """A day or a number of hours to somebody who complained; a question may be answered with one."""
    if not subject.is_complaint:
        return None
    said = subject.affirms("dates")
    if not said and (found := _DAY.search(subject.prose)):
        said = found[0]
    return Hit({"word": said}) if said else None


@rule("promise.guarantee")
def guarantee(subject: Subject) -> Hit | None:
    """What nobody can keep: never again, guaranteed, a hundred per cent."""
    said = subject.affirms("guarantee")
    if not said and (found := _ALL.search(subject.prose)):
        said = found[0]
    return Hit({"word": said}) if said else None


@rule("promise.admission")
def admission(subject: Subject) -> Hit | None:
    """Words a court would read as admitting liability: regret is not that, and it is enough."""
    said = subject.affirms("admission")
    return Hit({"word": said}) if said else None
