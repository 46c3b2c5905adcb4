"""The dossier of an alarm: what happened, what was written, what was done, as a document and as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cmlite.domain.alerts import Alert, Deed, Entry, Piece
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.alerts import both_times, headline, what
from cmlite.ui.cards import network_name
from cmlite.ui.papers import Section
from cmlite.ui.text import t

MESSAGE_COLUMNS = ("sent_at_local", "sent_at_utc", "network", "handle", "text", "link", "kept_at_utc", "sha256")
DEED_COLUMNS = ("happened_at_local", "happened_at_utc", "who", "what", "taken_back_at_utc")


@dataclass(frozen=True, slots=True)
class Parts:
    """A dossier as a document and as the rows of its two tables."""

    paper: list[Section]
    messages: list[dict[str, Any]]
    deeds: list[dict[str, Any]]


class Whole(Protocol):
    """What a dossier is made of."""

    @property
    def alert(self) -> Alert: ...
    @property
    def pieces(self) -> list[Piece]: ...
    @property
    def entries(self) -> list[Entry]: ...
    @property
    def deeds(self) -> list[Deed]: ...
    @property
    def loose(self) -> int: ...


def parts(whole: Whole, networks: Mapping[str, Network], zone: str) -> Parts:
    """Everything that is taken home of an alarm."""
    return Parts(
        sections(whole, networks, zone),
        message_rows(whole.pieces, zone),
        deed_rows(whole.entries, whole.deeds, zone),
    )


def sections(whole: Whole, networks: Mapping[str, Network], zone: str) -> list[Section]:
    """The dossier in reading order, as plain text."""
    alert = whole.alert
    spike, facts = alert.facts.spike, alert.facts
    told = [
        (t("alerts.dossier.what"), f"{headline(alert)}. {what(spike)}"),
        (t("alerts.dossier.from"), both_times(alert.started_at, zone)),
        (t("alerts.dossier.raised"), both_times(alert.raised_at, zone)),
        (t("alerts.dossier.last"), both_times(alert.last_at, zone)),
        (
            t("alerts.dossier.networks"),
            ", ".join(f"{network_name(one, networks)}: {text.number(n)}" for one, n in facts.networks.items()),
        ),
        *((t("alerts.dossier.post"), f"{one.title} ({text.number(one.messages)}) {one.link}") for one in facts.posts),
    ]
    if alert.state == "dismissed":
        told.append((t("alerts.dossier.dismissed"), f"{alert.reason} ({_who(alert.actor)})"))
    if whole.loose:
        told.append((t("alerts.dossier.source"), t("alerts.loose", n=whole.loose)))
    return [
        (t("alerts.dossier.facts"), told),
        (t("alerts.dossier.messages"), [_message(one, networks, zone) for one in whole.pieces]),
        (
            t("alerts.dossier.deeds"),
            [(f"{both_times(at, zone)} · {who}", said) for at, who, said, _ in _log(whole.entries, whole.deeds)],
        ),
        (t("alerts.dossier.proof"), [("", t("alerts.dossier.proof_text"))]),
    ]


def message_rows(pieces: Sequence[Piece], zone: str) -> list[dict[str, Any]]:
    """What was written, a row each."""
    return [
        {
            **dict(zip(MESSAGE_COLUMNS[:2], _times(one.sent_at, zone), strict=True)),
            "network": one.network,
            "handle": one.handle,
            "text": one.text,
            "link": one.link,
            "kept_at_utc": f"{one.kept_at:%Y-%m-%d %H:%M:%S}",
            "sha256": one.sha256,
        }
        for one in pieces
    ]


def deed_rows(entries: Sequence[Entry], deeds: Sequence[Deed], zone: str) -> list[dict[str, Any]]:
    """What was done, a row each."""
    return [
        {
            **dict(zip(DEED_COLUMNS[:2], _times(at, zone), strict=True)),
            "who": who,
            "what": said,
            "taken_back_at_utc": f"{undone:%Y-%m-%d %H:%M:%S}" if undone else "",
        }
        for at, who, said, undone in _log(entries, deeds)
    ]


def log_lines(entries: Sequence[Entry], deeds: Sequence[Deed], zone: str) -> list[str]:
    """What was done, a line each, newest first, as plain text."""
    return [f"{text.moment(at, zone)} · {who}: {said}" for at, who, said, _ in reversed(_log(entries, deeds))]


def _times(instant: Any, zone: str) -> tuple[str, str]:
    local, utc = both_times(instant, zone).split(" · ")
    return local, utc.removesuffix(" UTC")


def _message(one: Piece, networks: Mapping[str, Network], zone: str) -> tuple[str, str]:
    by = one.handle or t("alerts.dossier.nobody")
    head = f"{both_times(one.sent_at, zone)} · {network_name(one.network, networks)} · {by}"
    rest = [one.text or t("alerts.dossier.empty"), one.link, f"SHA-256 {one.sha256}"]
    return head, "\n".join(line for line in rest if line)


def _log(entries: Sequence[Entry], deeds: Sequence[Deed]) -> list[tuple[Any, str, str, Any]]:
    """Steps, notes and deeds by time: when, who, what, taken back when."""
    found = [
        (one.happened_at, _who(one.actor), t(f"alerts.log.{one.kind}", words=one.text), one.undone_at)
        for one in entries
    ]
    found += [
        (one.undone_at, _who(one.actor), t("alerts.log.taken_back", words=one.text), None)
        for one in entries
        if one.undone_at
    ]
    found += [(one.happened_at, _who(one.actor), _deed(one), None) for one in deeds]
    return sorted(found, key=lambda row: (row[0], row[2]))


def _who(actor: str) -> str:
    """Whoever did something, as a name that a stranger understands; '' is the business itself, before it had cmlite."""
    known = f"alerts.who.{actor or 'business'}"
    if text.has(known):
        return t(known)
    said = text.who(actor)
    return t("alerts.who.gone") if said == t("actors.somebody") else said


def _deed(one: Deed) -> str:
    if one.kind.startswith("act_"):
        _, act, outcome = one.kind.split("_", 2)
        return t(f"alerts.outcome.{outcome}", act=t(f"acts.do_{act}"))
    if one.kind.startswith("state_"):
        code = one.kind.removeprefix("state_")
        if text.has(f"alerts.talk.{code}"):
            return t("alerts.log.state", state=t(f"alerts.talk.{code}"))
        return t(f"alerts.did.{code}") if text.has(f"alerts.did.{code}") else t("alerts.did.other")
    return t(f"alerts.log.{one.kind}", words=one.words)
