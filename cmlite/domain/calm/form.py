"""Rules on the form: what was left unfinished, who is addressed how, what the network takes, what others got before."""

import re
from collections.abc import Collection

from cmlite.domain.addressing import forms_of
from cmlite.domain.calm.rules import Hit, rule
from cmlite.domain.calm.subject import Subject, prose_of
from cmlite.domain.calm.words import tokens_of
from cmlite.domain.editorial import stands_in
from cmlite.domain.links import links

_UNFILLED = re.compile(
    r"\{\{?\s*[\w .-]{0,40}\}?\}|\[(?!https?:)[^\W\d_][\w .-]{1,40}\](?!\()"
    r"|<[A-Za-zÄÖÜäöü ]{2,30}>|%[a-z_]{2,30}%|_{3,}"
)
_INFORMAL = {"du", "ihr"}
_ENOUGH = 12
"""Words an answer needs before it can count as the same as another."""
_MANY = 2
"""So many others had the same text before."""
_ALIKE = 0.85


@rule("limit.too_long")
def too_long(subject: Subject) -> Hit | None:
    """Longer than the network takes."""
    length = subject.length
    if length is None or length.fits or length.limit is None:
        return None
    sure = subject.reply.is_live
    return Hit({"n": length.length, "limit": length.limit, "over": length.length - length.limit}, sure=sure)


@rule("form.unfilled")
def unfilled(subject: Subject) -> Hit | None:
    """A variable or a note to oneself that was left in the text."""
    found = _UNFILLED.search(subject.text)
    said = found[0] if found else subject.says("unfilled")
    return Hit({"word": said}) if said else None


@rule("form.address")
def address(subject: Subject) -> Hit | None:
    """Another form of address than the brand's."""
    if subject.language != "de":
        return None
    informal, formal = _forms(subject)
    if informal and formal:
        return None
    wrong = formal if subject.reply.address in _INFORMAL else informal
    return Hit({"word": wrong, "wanted": subject.reply.address}) if wrong else None


@rule("form.address_mixed")
def address_mixed(subject: Subject) -> Hit | None:
    """One person is addressed formally and informally in the same answer."""
    if subject.language != "de":
        return None
    informal, formal = _forms(subject)
    return Hit({"informal": informal, "formal": formal}) if informal and formal else None


@rule("form.words_avoid")
def words_avoid(subject: Subject) -> Hit | None:
    """A word the editorial line avoids, with what to say instead."""
    said = subject.prose.casefold()
    found = next((one for one in subject.reply.avoided if stands_in(one.word.casefold(), said)), None)
    return Hit({"word": found.word, "instead": found.instead}) if found else None


@rule("form.language")
def language(subject: Subject) -> Hit | None:
    """The answer is in another language than the message."""
    mine = subject.words.language_of(subject.tokens)
    theirs = subject.heard_language
    strange = mine and theirs and mine != theirs
    return Hit({"language": theirs}) if strange and theirs in subject.words.by_language else None


@rule("form.link_unknown")
def link_unknown(subject: Subject) -> Hit | None:
    """A link to a website that is not ours."""
    for link in links(subject.text):
        host = host_of(link.url)
        if host and not _is_ours(host, subject.thread.hosts) and f"@{host}" not in subject.text.casefold():
            return Hit({"word": host})
    return None


@rule("form.same_text")
def same_text(subject: Subject) -> Hit | None:
    """Several others got the very same words lately: whoever reads along sees a machine."""
    own = _key(subject.text)
    if len(own) < _ENOUGH:
        return None
    n = sum(1 for other in subject.thread.others if _likeness(own, _key(other)) >= _ALIKE)
    return Hit({"n": n}) if n >= _MANY else None


@rule("form.said_before")
def said_before(subject: Subject) -> Hit | None:
    """This person got these words in this conversation before."""
    own = _key(subject.text)
    if len(own) < _ENOUGH // 2:
        return None
    return Hit() if any(_likeness(own, _key(one)) >= _ALIKE for one in subject.thread.ours) else None


def host_of(url: str) -> str:
    """The host of a web address, without www."""
    host = url.partition("://")[2] or url
    host = re.split(r"[/?#:]", host, maxsplit=1)[0].casefold()
    return host.removeprefix("www.")


def _is_ours(host: str, hosts: Collection[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def _forms(subject: Subject) -> tuple[str, str]:
    informal, formal = forms_of(subject.prose)
    return informal or subject.says("informal"), formal


def _key(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokens_of(prose_of(text[:4_000])))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
