"""Which rules a draft is looked at with, how hard they are, and where their limits come from."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.checks.rules import Rule, concerns
from cmlite.domain.networks import Limit, Network
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.network_limits import limit_words, linked
from cmlite.ui.text import t

_LEVELS = {"always": "red", "live": "orange", "never": "gray"}


def rule_table(rules: Sequence[Rule], network: Network) -> None:
    """The rules that can concern a network, by family, with limits and sources."""
    mine = [rule for rule in rules if concerns(rule, network)]
    sources = list(dict.fromkeys(source for rule in mine for source, _ in _sources(rule, network)))
    st.table(
        {
            t("checks.column.rule"): [
                f"**{t(f'checks.{rule.id}.name')}**  \n:gray[{t(f'checks.family.{rule.family}')}] "
                f":{_LEVELS[rule.blocks]}-badge[{t(f'checks.level.{rule.blocks}')}]"
                for rule in mine
            ],
            t("checks.column.limit"): [
                " ".join([_basis(rule, network), *_numbers(sources, _sources(rule, network))]) for rule in mine
            ],
        },
        border="horizontal",
        hide_index=True,
        alt=t("checks.table_alt", network=network.name),
    )
    st.caption(t("checks.levels_help"))
    days = {source: day for rule in mine for source, day in _sources(rule, network)}
    for number, source in enumerate(sources, start=1):
        day = text.day(days[source], weekday=False, year=True)
        st.caption(f"\\[{number}\\] {linked(source)} · {t('networks.column.checked_on')} {day}")


def _numbers(sources: Sequence[str], found: Iterable[tuple[str, date]]) -> list[str]:
    """The places of sources in the list below, each once."""
    return list(dict.fromkeys(f":gray[\\[{sources.index(source) + 1}\\]]" for source, _ in found))


def _limits(rule: Rule, network: Network) -> list[Limit]:
    """The rows of a network a rule reads, whichever surface they are for."""
    wanted = {key.rpartition(".")[2] for key in rule.limits}
    surfaces = {key.rpartition(".")[0] for key in rule.limits if "." in key}
    other = {"comment", "reply", "message", "api", "token", "access", "cost"}
    return [
        row
        for row in network.limits
        if row.applies and row.key in wanted and (row.surface in surfaces if surfaces else row.surface not in other)
    ]


def _sources(rule: Rule, network: Network) -> Iterator[tuple[str, date]]:
    for row in _limits(rule, network):
        yield row.source, row.checked_on
    for name in rule.particulars:
        if (fact := network.particulars.get(name)) is not None:
            yield fact.source, fact.checked_on
    if rule.shows:
        yield network.shows.source, network.shows.checked_on


def _basis(rule: Rule, network: Network) -> str:
    """What a rule goes by: limits, particulars, the line, or what is the same everywhere."""
    said = [f"{t(f'networks.surface.{row.surface}')}: {escaped(limit_words(row))}" for row in _limits(rule, network)]
    for name in rule.particulars:
        if (fact := network.particulars.get(name)) is not None:
            said.append(f"{t(f'networks.particular.{name}')}: {t('checks.yes' if fact.value else 'checks.no')}")
    said += [f"{t(f'networks.shown.{one}')}: {t('checks.no')}" for one in rule.shows]
    if rule.from_line:
        said.append(t("checks.from_line"))
    return "  \n".join(said) or t("checks.everywhere_same")
