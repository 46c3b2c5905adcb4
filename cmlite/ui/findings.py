"""What the checks found about a draft, in words: what blocks first, advice below it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.drafts import Finding
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

_SHOWN = 3
"""Pieces of advice that stand open; the others are one click away, so that the fields below stay near."""
Said = tuple[str, Finding]
"""Where a finding counts ('' everywhere), and the finding."""


def show_findings(findings: Sequence[Finding], *, key: str = "findings") -> None:
    """A list that says for each rule what is wrong and what helps."""
    _show([("", finding) for finding in findings], key)


def show_by_channel(
    found: Mapping[str, Sequence[Finding]], channels: Sequence[Channel], facts: Mapping[str, Network], *, key: str
) -> None:
    """The findings of several channels in one list: what all of them share is said once, the rest with its network."""
    checked = [{sentences(one): one for one in found.get(channel.channel_id, ())} for channel in channels]
    shared = set(checked[0]).intersection(*checked[1:]) if checked else set()
    said: list[Said] = [("", one) for words, one in checked[0].items() if words in shared] if checked else []
    for channel, own in zip(channels, checked, strict=True):
        where = network_name(channel.network, facts)
        said += [(where, one) for words, one in own.items() if words not in shared]
    _show(said, key)


def _show(said: Sequence[Said], key: str) -> None:
    """What blocks first, then a few pieces of advice, the others in a drawer."""
    if not said:
        return
    advice = [one for one in said if one[1].level != "block"]
    with st.container(key=key, gap="xsmall"):
        for where, finding in said:
            if finding.level == "block":
                name, reason, remedy = sentences(finding)
                st.error(f"**{name}.** {_where(where)}{reason} {remedy}", icon=":material/block:")
        for where, finding in advice[:_SHOWN]:
            _advice(where, finding)
        if rest := advice[_SHOWN:]:
            with st.expander(t("checks.more", n=len(rest)), key=f"{key}_more"):
                for where, finding in rest:
                    _advice(where, finding)


def sentences(finding: Finding) -> tuple[str, str, str]:
    """Name, reason and remedy, safe to be shown as Markdown."""
    return _sentences(finding, escaped)


def plain(finding: Finding) -> str:
    """Reason and remedy where nothing is read as Markdown: in the cell of a table, in a file."""
    _, reason, remedy = _sentences(finding, str)
    return f"{reason} {remedy}"


def _sentences(finding: Finding, written: Callable[[str], str]) -> tuple[str, str, str]:
    values = {name: written(_word(finding.rule, name, value)) for name, value in finding.values.items()}
    rule = finding.rule
    remedy = t(f"checks.{rule}.remedy", **values)
    if "instead" in finding.values and not finding.values["instead"]:
        remedy = t("checks.no_instead")
    return t(f"checks.{rule}.name"), t(f"checks.{rule}.reason", **values), remedy


def _advice(where: str, finding: Finding) -> None:
    name, reason, remedy = sentences(finding)
    st.markdown(f":small[:orange[:material/lightbulb:] **{name}.** {_where(where)}{reason} :gray[{remedy}]]")


def _where(where: str) -> str:
    return f":gray-badge[{escaped(where)}] " if where else ""


def _word(rule: str, name: str, value: object) -> str:
    """A value as it is read: the name of a format, a place, a number of the right precision."""
    if name == "format":
        return t(f"formats.{value}")
    if name == "place":
        return t(f"editorial.hashtag_place_{value}")
    if ".ratio" in rule and isinstance(value, int | float):
        return text.number(value, digits=2)
    if isinstance(value, int | float):
        return text.number(value, digits=0 if value == int(value) else 1)
    return text.day(value, year=True) if isinstance(value, date) else str(value)
