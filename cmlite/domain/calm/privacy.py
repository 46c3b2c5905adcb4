"""Rules on what everybody can read: personal data, other people, and asking for either in public."""

import re
from collections.abc import Iterator

from cmlite.domain.calm.rules import Hit, rule
from cmlite.domain.calm.subject import Subject
from cmlite.domain.calm.words import folded

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_PHONE = re.compile(r"(?<![\w/.,+-])(?:\+|00|0|\(0)[\d()/ .\-\u00a0]{6,22}\d(?![\w])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\d-])")
_STREET = re.compile(
    r"(?<!\w)[^\W\d_][\w.-]{1,40}?(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|damm|ufer)\s+\d{1,4}(?:\s?[a-z])?(?!\w)"
    r"|(?<!\w)\d{1,4}[a-z]?\s+(?:[A-Z][\w'-]{1,30}\s+){1,3}(?:Street|St\.?|Road|Rd\.?|Lane|Avenue|Ave\.?|Drive|Close|Way)(?!\w)",
    re.IGNORECASE,
)
_POSTAL = re.compile(r"(?<![\w.,/-])(?:[ADCH]{1,2}-)?\d{5}\s+[A-ZÄÖÜ][a-zäöüß]{2,30}")
_ORDER = re.compile(
    r"(?<!\w)(?:bestell|auftrags|kunden|rechnungs|order|customer|invoice|booking|buchungs|sendungs|tracking)"
    r"[\s-]?(?:nummer|nr|number|no|id)?[\s.:#-]{0,4}(?:lautet\s|ist\s|is\s)?[#]?[a-z]{0,4}[-/]?\d[\w/-]{3,24}(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<!\w)(Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Miss)\s+(?:Dr\.\s+)?([A-ZÄÖÜ][\w'-]{1,40})")
_GREETS = re.compile(
    r"\W*(?:hallo|hi|hey|hello|moin|servus|grüezi|grüß gott|guten (?:tag|morgen|abend)"
    r"|good (?:morning|afternoon|evening)"
    r"|dear|liebe[r]?|sehr geehrte[r]?|danke|vielen dank|thanks|thank you|many thanks)?[\s,]*",
    re.IGNORECASE,
)


def in_public(subject: Subject) -> bool:
    """Whether everybody reads the answer."""
    return subject.reply.is_public


def _first(pattern: re.Pattern[str], subject: Subject) -> Hit | None:
    found = pattern.search(subject.prose) if in_public(subject) else None
    return Hit({"word": found[0].strip()}) if found else None


@rule("privacy.phone", mends="without_data")
def phone(subject: Subject) -> Hit | None:
    """A telephone number."""
    return next((Hit({"word": one}) for one in phones(subject.text)), None) if in_public(subject) else None


def phones(text: str) -> Iterator[str]:
    """The telephone numbers of a text: enough digits, and no date or time of day."""
    for found in _PHONE.finditer(text):
        if 7 <= sum(sign.isdigit() for sign in found[0]) <= 15 and not re.fullmatch(
            r"\d{1,2}\.\d{1,2}\.\d{2,4}", found[0]
        ):
            yield found[0].strip()


@rule("privacy.mail", mends="without_data")
def mail(subject: Subject) -> Hit | None:
    """A mail address that is not on our own website's domain."""
    if not in_public(subject):
        return None
    for found in _MAIL.finditer(subject.text):
        if found[0].rpartition("@")[2].casefold() not in subject.thread.hosts:
            return Hit({"word": found[0]})
    return None


@rule("privacy.address")
def address(subject: Subject) -> Hit | None:
    """A street with its number, or a postal code with its place."""
    return _first(_STREET, subject) or _first(_POSTAL, subject)


@rule("privacy.account", mends="without_data")
def account(subject: Subject) -> Hit | None:
    """An IBAN or the number of a card."""
    return _first(_IBAN, subject) or _first(_CARD, subject)


@rule("privacy.order_number", mends="without_data")
def order_number(subject: Subject) -> Hit | None:
    """The number of an order, a customer or an invoice."""
    return _first(_ORDER, subject)


@rule("privacy.asks")
def asks(subject: Subject) -> Hit | None:
    """The person is asked for personal data where everybody reads the answer to that, too."""
    said = subject.says("asks_data") if in_public(subject) else ""
    return Hit({"word": said}) if said and not subject.says("private_ways") else None


def masked(text: str, placeholder: str) -> str:
    """A text in which a placeholder stands instead of numbers and addresses that concern one person."""
    for pattern in (_MAIL, _IBAN, _CARD, _ORDER):
        text = pattern.sub(placeholder, text)
    for one in dict.fromkeys(phones(text)):
        text = text.replace(one, placeholder)
    return text


@rule("privacy.third_person")
def third_person(subject: Subject) -> Hit | None:
    """Somebody else is named or pointed at: an apprentice, a colleague, another customer."""
    if not in_public(subject):
        return None
    if said := subject.says("staff"):
        return Hit({"word": said})
    own = {folded(part) for name in (*subject.thread.who, *subject.thread.staff) for part in name.split()}
    own |= {token.word for token in subject.heard}  # whoever the person named
    for found in _NAMED.finditer(subject.prose):
        if folded(found[2]) not in own and not _is_greeting(subject.prose, found.start()):
            return Hit({"word": found[0]})
    return None


@rule("privacy.other_name")
def other_name(subject: Subject) -> Hit | None:
    """The greeting calls the person by a name that is not theirs, as happens with a text used before."""
    known = {folded(part) for name in subject.thread.who for part in re.split(r"[\W_]+", name) if part}
    found = _NAMED.search(subject.prose)
    if not known or found is None or not _is_greeting(subject.prose, found.start()):
        return None
    name = folded(found[2])
    signs = {token.word for token in subject.heard}
    fits = name in known or name in signs or any(name in one for one in known)
    return None if fits else Hit({"word": found[0], "who": subject.thread.who[0]})


def _is_greeting(text: str, at: int) -> bool:
    """Whether nothing but words of greeting stand before this place in its line."""
    return _GREETS.fullmatch(text[max(at - 40, 0) : at].rpartition("\n")[2]) is not None
