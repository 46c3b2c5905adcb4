"""A week being filled, drawn: what is proposed for each free slot, why, and what can be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.networks import Network
from cmlite.domain.strategy import Strategy
from cmlite.domain.week import Proposal
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.slots import moment_words
from cmlite.ui.text import t

_ICONS = {
    "idea": "lightbulb",
    "occasion": "celebration",
    "holiday": "event_busy",
    "evergreen": "park",
    "template": "article",
    "well": "trending_up",
    "pillar": "category",
}


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: accept, another or dismiss a proposal, all (of them), or again (the dismissed ones)."""

    name: str
    proposal: Proposal | None = None


def week_bar(first: date, this: date) -> None:
    """The days of the week, and the way to the weeks around it."""
    with st.container(horizontal=True, vertical_alignment="center", key="week_bar"):
        for name, icon, days in (("before", "chevron_left", -7), ("after", "chevron_right", 7)):
            target = first + timedelta(days=days)
            if st.button(t(f"calendar.{name}"), key=f"week_{name}", icon=f":material/{icon}:", disabled=target < this):
                st.query_params["day"] = target.isoformat()
                st.rerun()
        last = first + timedelta(days=6)
        st.markdown(f"**{text.day(first)} – {text.day(last, year=True)}**")


def proposals(
    found: Sequence[Proposal],
    channels: Mapping[str, Channel],
    strategy: Strategy,
    facts: Mapping[str, Network],
    zone: str,
) -> Act | None:
    """One card a slot; gives back what was pressed."""
    act = None
    for one in found:
        with st.container(border=True, key=f"proposal_{key_of(one)}"):
            when, what, how = st.columns([1.3, 3, 1.6], vertical_alignment="center")
            with when:
                st.markdown(f"**{moment_words(one.gap.moment)}**")
                places = (channels[channel_id] for channel_id in one.channel_ids if channel_id in channels)
                st.caption(", ".join(network_name(channel.network, facts) for channel in places))
            with what:
                st.markdown(f":material/{_ICONS[one.candidate.kind]}: **{escaped(one.candidate.title)}**")
                st.caption(reason(one, strategy, facts, zone))
            with how, st.container(horizontal=True, gap="xsmall", key=f"proposal_buttons_{key_of(one)}"):
                act = _buttons(one) or act
    return act


def key_of(one: Proposal) -> str:
    """What its buttons are known by: where another window was faster, a press means what was seen, or nothing."""
    return f"{one.key}_{one.candidate.key}"


def _buttons(one: Proposal) -> Act | None:
    key = key_of(one)
    if st.button(t("week.accept"), key=f"week_accept_{key}", icon=":material/check:"):
        return Act("accept", one)
    if one.of > 1 and st.button(t("week.another"), key=f"week_another_{key}", type="tertiary"):
        return Act("another", one)
    if st.button(t("week.dismiss"), key=f"week_dismiss_{key}", type="tertiary"):
        return Act("dismiss", one)
    return None


def reason(one: Proposal, strategy: Strategy, facts: Mapping[str, Network], zone: str) -> str:
    """Why it stands there, in one sentence; as Markdown."""
    said = _said(one, strategy, facts, zone)
    if one.quota is None or one.candidate.kind == "pillar":
        return t("week.sentence", why=said)
    return t("week.sentence_quota", why=said, quota=_quota(one))


def _quota(one: Proposal) -> str:
    quota = one.quota
    assert quota is not None
    return t(
        "week.quota",
        pillar=escaped(quota.pillar.name),
        have=quota.have,
        n=max(round(quota.wanted), 1),
        share=quota.pillar.share,
    )


def _said(one: Proposal, strategy: Strategy, facts: Mapping[str, Network], zone: str) -> str:
    values = dict(one.candidate.values)
    kind = one.candidate.kind
    if kind == "pillar":
        said = _quota(one) if one.quota else t("week.why.topic", pillar=escaped(strategy.pillar_name(one.pillar_id)))
        if not values:
            return said
        return t("week.why.pillar", quota=said, format=t(f"formats.{values['format']}"), **_told(values))
    if kind in {"occasion", "holiday"}:
        values |= {"name": escaped(str(values["name"])), "day": _day(values["day"], one)}
    elif kind == "evergreen":
        last = values["last"]
        if not isinstance(last, datetime):
            return t("week.why.evergreen_new")
        values = {"last": text.moment(last, zone, year=True)}
    elif kind == "template":
        values = {"name": escaped(str(values["name"]))}
    elif kind == "well":
        day = values["day"]
        words = text.day(day, weekday=False, year=True) if isinstance(day, date) else ""
        values = {"day": words, "network": network_name(str(values["network"]), facts)} | _told(values)
    return t(f"week.why.{kind}", **values)


def _told(values: Mapping[str, object]) -> dict[str, object]:
    factor = values["factor"]
    return {"factor": text.number(factor if isinstance(factor, float) else 0.0, digits=1), "n": values["n"]}


def _day(day: object, one: Proposal) -> str:
    """When the occasion is, seen from the slot."""
    if not isinstance(day, date):
        return ""
    days = (day - one.gap.moment.wall.date()).days
    return t("week.same_day") if days == 0 else t("week.days_later", n=days, day=text.day(day))


def summary(free: int, shown: int, dismissed: int) -> Act | None:
    """How many slots are free, one button for all, and the way back to what was dismissed."""
    act = None
    with st.container(horizontal=True, vertical_alignment="center", key="week_summary"):
        st.markdown(t("week.free", n=free))
        if shown > 1 and st.button(t("week.accept_all", n=shown), key="week_all", type="primary"):
            act = Act("all")
        if dismissed and st.button(t("week.again", n=dismissed), key="week_again", type="tertiary"):
            act = Act("again")
    return act
