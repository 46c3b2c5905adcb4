"""What the checks found about a draft, in words: what blocks first, advice below it."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.drafts import Finding
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

_SHOWN = 3
"""Pieces of advice that stand open; the others are one click away."""


def show_findings(findings: Sequence[Finding], *, key: str = "findings", heading: str = "") -> None:
    """A list that says for each rule what is wrong and what helps; `heading` names the channel it is about."""
    if not findings:
        return
    blocking = [finding for finding in findings if finding.level == "block"]
    advice = [finding for finding in findings if finding.level != "block"]
    with st.container(key=key, gap="xsmall"):
        if heading:
            st.markdown(f"**{escaped(heading)}**")
        for finding in blocking:
            name, reason, remedy = sentences(finding)
            st.error(f"**{name}.** {reason} {remedy}", icon=":material/block:")
        for finding in advice[:_SHOWN]:
            _advice(finding)
        if rest := advice[_SHOWN:]:
            with st.expander(t("checks.more", n=len(rest)), key=f"{key}_more"):
                for finding in rest:
                    _advice(finding)


def show_by_channel(
    found: Mapping[str, Sequence[Finding]], channels: Sequence[Channel], facts: Mapping[str, Network], *, key: str
) -> None:
    """The findings of several channels: what all of them share once, the rest under the name of its channel."""
    checked = [{sentences(one): one for one in found.get(channel.channel_id, ())} for channel in channels]
    shared = set(checked[0]).intersection(*checked[1:]) if len(checked) > 1 else set()
    same = [one for words, one in checked[0].items() if words in shared] if shared else []
    show_findings(same, key=f"{key}_all", heading=t("checks.everywhere"))
    for channel, own in zip(channels, checked, strict=True):
        rest = [one for words, one in own.items() if words not in shared]
        name = network_name(channel.network, facts)
        show_findings(rest, key=f"{key}_{channel.channel_id}", heading=name if len(channels) > 1 else "")


def sentences(finding: Finding) -> tuple[str, str, str]:
    """Name, reason and remedy, safe to be shown as Markdown."""
    values = {name: escaped(_word(finding.rule, name, value)) for name, value in finding.values.items()}
    rule = finding.rule
    remedy = t(f"checks.{rule}.remedy", **values)
    if "instead" in finding.values and not finding.values["instead"]:
        remedy = t("checks.no_instead")
    return t(f"checks.{rule}.name"), t(f"checks.{rule}.reason", **values), remedy


def _advice(finding: Finding) -> None:
    name, reason, remedy = sentences(finding)
    st.markdown(f":orange[:material/lightbulb:] **{name}.** {reason} :gray[{remedy}]")


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
