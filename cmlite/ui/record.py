"""The record of processing activities (Article 30 GDPR) as a document, filled from what is really there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import streamlit as st

from cmlite.domain.brands import Brand
from cmlite.domain.moderation import Rung
from cmlite.domain.networks import Network
from cmlite.domain.retention import KINDS, Kind
from cmlite.ui import text
from cmlite.ui.cards import network_name
from cmlite.ui.inbox_class import rung_name
from cmlite.ui.papers import Section, as_page
from cmlite.ui.strategy_document import subtitle
from cmlite.ui.text import t

_PURPOSES = ("answer", "leads", "consents", "publish", "measure", "evidence", "team")
_KEPT = (
    *("people", "received", "sent", "judged", "evidence", "notes", "own_notes", "consents", "leads", "scores"),
    *("acts", "media", "members"),
)


class _Facts(Protocol):
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def live(self) -> tuple[str, ...]: ...
    @property
    def by_hand(self) -> tuple[str, ...]: ...
    @property
    def told(self) -> Sequence[Rung]: ...
    @property
    def rules(self) -> Mapping[Kind, int]: ...
    @property
    def controller(self) -> str: ...
    @property
    def officer(self) -> str: ...


def sections(brand: Brand, facts: _Facts, networks: Mapping[str, Network], backups_kept: int) -> list[Section]:
    """The record in the order of Article 30."""
    return [
        (
            t("record.controller"),
            [
                (t("record.business"), ", ".join(part for part in (brand.name, brand.place, brand.website) if part)),
                (t("record.named"), facts.controller or t("record.to_fill")),
                (t("record.officer"), facts.officer or t("record.no_officer")),
            ],
        ),
        (t("record.purposes"), [(t(f"record.purpose.{one}"), t(f"record.basis.{one}")) for one in _purposes(facts)]),
        (t("record.persons"), [("", t(f"record.person.{one}")) for one in _persons(facts)]),
        (
            t("record.data"),
            [
                (t(f"record.kept.{one}"), text.number(facts.counts[one]))
                for one in _KEPT
                if facts.counts[one] or one in {"people", "received", "sent"}
            ],
        ),
        (t("record.recipients"), _recipients(facts, networks)),
        (t("record.periods"), _periods(facts)),
        (
            t("record.measures"),
            [("", t(f"record.measure.{one}", n=backups_kept)) for one in ("place", "secrets", "audit", "backups")],
        ),
        (t("record.rights"), [("", t("record.rights_text", n=facts.counts["erasures"]))]),
    ]


def printable(brand: Brand, facts: _Facts, networks: Mapping[str, Network], backups_kept: int, today: date) -> str:
    """The record as one HTML page that prints on A4."""
    as_of = t("record.as_of", day=text.day(today, weekday=False, year=True))
    under = " · ".join(part for part in (brand.name, subtitle(brand), as_of) if part)
    return as_page(t("record.title"), under, sections(brand, facts, networks, backups_kept))


def show(found: list[Section]) -> None:
    """The record on the page; every word of the owner as it was typed."""
    for heading, rows in found:
        st.subheader(heading, anchor=False)
        for label, words in rows:
            st.text(f"{label}: {words}" if label else words)


def names(facts: _Facts) -> tuple[str, str] | None:
    """Fields for who answers for the data; gives back both when they are to be saved."""
    with st.form("record_names", border=True):
        controller = st.text_area(
            t("record.named"), facts.controller, key="record_controller", help=t("record.named_help"), max_chars=1_000
        )
        officer = st.text_input(
            t("record.officer"), facts.officer, key="record_officer", help=t("record.officer_help"), max_chars=1_000
        )
        if st.form_submit_button(t("record.save")):
            return controller or "", officer or ""
    return None


def _purposes(facts: _Facts) -> list[str]:
    names = {"leads": "leads", "consents": "consents", "evidence": "evidence", "team": "members"}
    wanted = {purpose: facts.counts[kept] for purpose, kept in names.items()}
    return [one for one in _PURPOSES if wanted.get(one, 1)]


def _persons(facts: _Facts) -> list[str]:
    wanted = {"leads": facts.counts["leads"], "shown": facts.counts["media"], "team": facts.counts["members"]}
    return [one for one in ("writers", "leads", "shown", "team") if wanted.get(one, 1)]


def _recipients(facts: _Facts, networks: Mapping[str, Network]) -> list[tuple[str, str]]:
    rows = [
        (t(f"record.{word}"), text.listed([network_name(one, networks) for one in found]))
        for word, found in (("live", facts.live), ("by_hand", facts.by_hand))
        if found
    ]
    if facts.told:  # the same person may stand on two steps
        named = dict.fromkeys(rung_name(one) for one in facts.told)
        rows.append((t("record.told"), "; ".join(named)))
    return [*rows, ("", t("record.nobody_else")), (t("record.countries"), t("record.countries_text"))]


def _periods(facts: _Facts) -> list[tuple[str, str]]:
    by_rule = [(t(f"retention.kind.{kind}"), _period(facts.rules.get(kind, 0))) for kind in KINDS]
    evidence = [(t("record.kept.evidence"), t("record.until_erased"))] if facts.counts["evidence"] else []
    return [*by_rule, *evidence]


def _period(months: int) -> str:
    return t("record.after", n=months) if months else t("record.until_deleted")
