"""Rules on the text itself: how long it may be, what of it works on the network."""

import re
from ipaddress import ip_address

from cmlite.domain.checks.rules import Hit, over, rule
from cmlite.domain.checks.subject import Subject
from cmlite.domain.counting import measure

_COMMENT_SURFACES = ("comment", "reply")
_HIDDEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\U0001f130-\U0001f149]{3,}")
_MARKUP = re.compile(r"(?<!\w)(\*\*|__)(?=\S)[^*_\n]{1,99}(?<=\S)\1|^#{1,4} \S|\[[^\]\n]{1,99}\]\(https?:", re.M)
_BRACKETS = re.compile(r"\{\{?[^{}\n]{1,60}\}?\}|\[(?:…|\.\.\.|[A-ZÄÖÜ][A-ZÄÖÜ ]{1,40})\]")
_PHONE = re.compile(r"(?<![\w/.])(?:\+\d{1,3}|0)[\d /()-]{6,20}\d(?!\w)")
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?!\w)")
_HOST = re.compile(r"(?:https?://)?(\[[0-9a-fA-F:.]{2,45}\]|[^\s/:?#\[\]]{1,253})", re.IGNORECASE)
_LOCAL_ENDINGS = (".local", ".localhost", ".internal", ".lan", ".test", ".invalid")


@rule("any.post.text_length", "text", blocks="always", limits=("text_length", "text_bytes"))
def text_length(subject: Subject) -> Hit | None:
    """Longer than the network takes; a thread is cut into parts that fit."""
    found, draft = subject.length, subject.draft
    if found.fits or (draft.as_thread and draft.is_live):
        return None
    row = subject.row("text_length")
    certain = draft.text_limit is not None or (row is not None and row.mark == "documented")
    premium = subject.network.number("text_length", f"{draft.surface}_premium")
    longer_elsewhere = not draft.is_live and premium is not None and found.length <= premium
    values = {"n": found.length, "limit": found.limit, "over": -(found.left or 0)}
    return Hit(values, sure=certain and not longer_elsewhere)


@rule("any.post.text_missing", "text", blocks="live")
def text_missing(subject: Subject) -> Hit | None:
    """Neither words nor pictures: there is nothing to send."""
    draft = subject.draft
    empty = not draft.text.strip() and not draft.media
    return Hit(sure=True) if empty else None


@rule("any.comment.text_length", "text", blocks="live", limits=("comment.text_length", "reply.text_length"))
def comment_length(subject: Subject) -> Hit | None:
    """The first comment is longer than a comment may be; where cmlite sends it, it is a message of its own."""
    draft = subject.draft
    if draft.first_comment and draft.is_live:
        found = measure(draft.options.counted(draft.first_comment), subject.network, limit=draft.text_limit)
        if not found.fits:
            row = subject.network.limit("text_length")
            certain = draft.text_limit is not None or (row is not None and row.mark == "documented")
            return Hit({"n": found.length, "limit": found.limit, "over": -(found.left or 0)}, sure=certain)
    for surface in _COMMENT_SURFACES:
        if subject.draft.first_comment and subject.network.limit("text_length", surface):
            found = measure(subject.draft.first_comment, subject.network, surface=surface)
            if not found.fits:
                return Hit({"n": found.length, "limit": found.limit, "over": -(found.left or 0)})
    return None


@rule("any.comment.not_there", "text", shows=("first_comment",))
def comment_not_there(subject: Subject) -> Hit | None:
    """A first comment where the network has none."""
    there = "first_comment" in subject.network.shows.value
    return Hit() if subject.draft.first_comment.strip() and not there else None


@rule("any.post.link_dead", "text", shows=("links",))
def link_dead(subject: Subject) -> Hit | None:
    """A web address where nobody can tap on it."""
    dead = subject.links and "links" not in subject.network.shows.value
    return Hit({"link": subject.links[0][:60]}) if dead else None


@rule("any.post.link_private", "text")
def link_private(subject: Subject) -> Hit | None:
    """A web address that only works on one's own computer or network."""
    for link in subject.links[:50]:
        match = _HOST.match(link)
        if match and _is_private(match[1].casefold().rstrip(".")):
            return Hit({"link": link[:60]})
    return None


@rule("any.post.link_card", "text", particulars=("link_card_beside_media",))
def link_card(subject: Subject) -> Hit | None:
    """A link beside pictures: the network shows the pictures and no preview of the link."""
    lost = subject.links and subject.draft.media and subject.holds("link_card_beside_media") is False
    return Hit() if lost else None


@rule("any.post.hidden_characters", "text")
def hidden_characters(subject: Subject) -> Hit | None:
    """Characters nobody sees, left over from copying; they cost length and break words and links."""
    n = len(_HIDDEN.findall(subject.text))
    return Hit({"n": n}) if n else None


@rule("any.post.styled_letters", "text")
def styled_letters(subject: Subject) -> Hit | None:
    """Letters borrowed from mathematics to look bold: screen readers spell or skip them, nobody finds them."""
    found = _STYLED.search(subject.text)
    return Hit({"word": found[0][:20]}) if found else None


@rule("any.post.markup", "text", particulars=("markup",))
def markup(subject: Subject) -> Hit | None:
    """Signs of markup that this network shows as they are."""
    found = _MARKUP.search(subject.text) if not subject.holds("markup") else None
    return Hit({"word": found[0][:30]}) if found else None


@rule("any.post.placeholder", "text")
def placeholder(subject: Subject) -> Hit | None:
    """A gap that was to be filled before publishing."""
    found = _BRACKETS.search(subject.text)
    word = found[0] if found else subject.says(subject.words_of_language.placeholders)
    return Hit({"word": word[:40]}) if word else None


@rule("any.post.mention_count", "text", limits=("mention_count",))
def mention_count(subject: Subject) -> Hit | None:
    """More people named than the network takes."""
    return over(subject, "mention_count", len(subject.mentions))


@rule("x.post.starts_with_mention", "text")
def starts_with_mention(subject: Subject) -> Hit | None:
    """On X a text that begins with a name is taken for a reply, and few see it."""
    return Hit() if subject.mentions and subject.text.lstrip().startswith(subject.mentions[0]) else None


@rule("x.post.cashtag_count", "text", limits=("cashtag_count",))
def cashtag_count(subject: Subject) -> Hit | None:
    """More than one cashtag."""
    return over(subject, "cashtag_count", len(_CASHTAG.findall(subject.text)))


@rule("google_business.post.phone_number", "text", particulars=("phone_numbers",))
def phone_number(subject: Subject) -> Hit | None:
    """Google takes posts down that name a telephone number."""
    found = _PHONE.search(subject.text) if subject.holds("phone_numbers") is False else None
    return Hit({"word": found[0].strip()}) if found else None


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(_LOCAL_ENDINGS):
        return True
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host
