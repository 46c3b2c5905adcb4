"""What a network is like: who is there, what it takes, how it counts, what cmlite does there, all side by side."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from cmlite.domain.counting import measure
from cmlite.domain.networks import AGE_GROUPS, SHOWN, Fact, Network
from cmlite.ui import text
from cmlite.ui.network_limits import in_unit, limit_words, linked
from cmlite.ui.text import t


def who_is_there(network: Network) -> None:
    """The share of every age group with its certainty, and where the figures come from."""
    st.header(t("networks.who"), anchor=False, help=t("networks.who_help"))
    for age, fact in sorted(network.age_share.items()):
        words = {"age": t(f"networks.age.{age}"), "share": text.percent(fact.value, digits=0)}
        st.progress(fact.value, text=t("networks.who_line", certainty=_certainty(fact), **words))


def what_it_takes(network: Network) -> None:
    """Time and posts a week, what suits, what one needs."""
    st.header(t("networks.effort"), anchor=False)
    hours, cadence = st.columns(2, wrap=False)
    hours.metric(t("networks.hours"), t("networks.hours_value", n=_short(network.hours_per_week.value)))
    cadence.metric(t("networks.cadence"), _short(network.cadence_per_week.value))
    certainties = {_certainty(network.hours_per_week), _certainty(network.cadence_per_week)}
    st.caption(text.listed(sorted(certainties)))
    st.header(t("networks.suits"), anchor=False)
    good, needs = (
        [t(f"networks.{name}.{one}") for one in getattr(network, name).value] for name in ("good_for", "needs")
    )
    formats = [t(f"formats.{one}") for one in network.formats]
    st.markdown(t("networks.good_for_label", listed=", ".join(good)) if good else t("networks.unknown"))
    st.markdown(t("networks.needs_label", listed=", ".join(needs)) if needs else t("networks.no_needs"))
    st.markdown(t("networks.formats_label", listed=", ".join(formats)))


def what_is_seen(network: Network) -> None:
    """What becomes of links, hashtags and long texts there."""
    st.header(t("networks.shows"), anchor=False, help=t("networks.shows_help"))
    there = [f":material/check: {t(f'networks.shown.{one}')}" for one in SHOWN if one in network.shows.value]
    for name, fact in network.particulars.items():
        there.append(
            f":material/check: {t(f'networks.particular.{name}')}"
            if fact.value
            else f":material/close: {t(f'networks.particular_not.{name}')}"
        )
    st.markdown("  \n".join(there) or t("networks.shows_none"))


def fact_sources(network: Network) -> None:
    """Where every figure above comes from."""
    facts: list[tuple[str, Fact[Any]]] = [
        *((t(f"networks.age.{age}"), fact) for age, fact in sorted(network.age_share.items())),
        (t("networks.hours"), network.hours_per_week),
        (t("networks.cadence"), network.cadence_per_week),
        (t("networks.suits"), network.good_for),
        (t("networks.shows"), network.shows),
        *((t(f"networks.particular.{name}"), fact) for name, fact in network.particulars.items()),
    ]
    with st.expander(t("networks.sources"), icon=":material/source:", key="fact_sources"):
        for what, fact in facts:
            day = text.day(fact.checked_on, weekday=False, year=True)
            values = {"source": linked(fact.source), "day": day, "certainty": _certainty(fact)}
            st.markdown(f"- {t('networks.source_line', what=what, **values)}")


def what_cmlite_can(
    can: Sequence[tuple[str, bool]], against: Sequence[str], checked_on: date | None, *, network: Network
) -> None:
    """A checklist with what it was tested against; without abilities, how it is done by hand."""
    st.header(t("networks.cmlite_can"), anchor=False)
    if not can:
        st.markdown(f":material/back_hand: {t('networks.by_hand')}")
    else:
        lines = [f"{_sign(able)} {t(f'networks.can.{name}')}" for name, able in can]
        half = (len(lines) + 1) // 2
        for column, part in zip(st.columns(2), (lines[:half], lines[half:]), strict=True):
            column.markdown("  \n".join(part))
        tested = text.listed([t(f"networks.against.{one}") for one in against])
        day = text.day(checked_on, weekday=False, year=True)
        sentence = t("networks.proof", day=day, against=tested) if against and checked_on else t("networks.no_proof")
        st.caption(f":material/verified: {sentence}")
    st.caption(f":material/key: {t(f'networks.class.{network.network_class}')}")


def how_it_counts(network: Network) -> None:
    """The rule in words, and a field to try it."""
    st.header(t("networks.counts", name=network.name), anchor=False)
    limits = {"characters": network.number("text_length"), "bytes": network.number("text_bytes")}
    st.markdown(t(f"networks.counting.{network.counting}", **limits))
    words = st.text_area(t("networks.try_it"), key="networks_try", placeholder=t("networks.try_hint"), height="content")
    if not words:
        return
    found = measure(words, network)
    if found.limit is None or found.left is None:
        st.caption(t("networks.tried_open", length=in_unit(found.length, found.unit)))
        return
    values = {"n": found.length, "limit": in_unit(found.limit, found.unit), "left": abs(found.left)}
    icon, key = (":material/check:", "tried") if found.fits else (":material/error:", "tried_over")
    st.markdown(f"{icon} {t(f'networks.{key}', **values)}")


def comparison(networks: Mapping[str, Network], live: Collection[str]) -> None:
    """All networks side by side; `live` are those cmlite publishes to by itself."""
    st.header(t("networks.compare"), anchor=False)
    st.caption(t("networks.compare_help"))
    column, every = st.column_config, list(networks.values())
    ages = {f"age_{age}": [one.age_share[age].value for one in every] for age in sorted(every[0].age_share)}
    way = {True: t("networks.by_itself"), False: t("networks.by_hand_short")}
    st.dataframe(
        {
            "name": [one.name for one in every],
            "publishes": [way[one.key in live] for one in every],
            **ages,
            "hours": [one.hours_per_week.value for one in every],
            "cadence": [one.cadence_per_week.value for one in every],
            "text": [_limit(one, "text_length") for one in every],
            "media": [one.number("media_count") for one in every],
            "access": [t(f"networks.class_short.{one.network_class}") for one in every],
        },
        column_config={
            "name": column.TextColumn(t("networks.column.network"), pinned=True, width=165),
            "publishes": column.TextColumn(t("networks.column.publishes")),
            **{
                f"age_{age}": column.ProgressColumn(
                    age.replace("-", "–"), format="percent", width="small", help=t(f"networks.age.{age}")
                )
                for age in AGE_GROUPS
            },
            "hours": column.NumberColumn(t("networks.column.hours"), format="localized"),
            "cadence": column.NumberColumn(t("networks.column.cadence"), format="localized"),
            "text": column.TextColumn(t("networks.column.text")),
            "media": column.NumberColumn(t("networks.column.media"), format="localized"),
            "access": column.TextColumn(t("networks.column.access")),
        },
        hide_index=True,
        height="content",
        key="networks_compared",
        placeholder=t("networks.unknown"),
        alt=t("networks.compare_alt"),
    )


def _limit(network: Network, key: str) -> str | None:
    row = network.limit(key)
    return None if row is None else limit_words(row)


def _certainty(fact: Fact[Any]) -> str:
    return t(f"networks.certainty.{fact.certainty}")


def _sign(able: bool) -> str:
    icon = ":green[:material/check_circle:]" if able else ":gray[:material/remove:]"
    return f"{icon} {t('networks.can_yes' if able else 'networks.can_no')}:"


def _short(value: float) -> str:
    return text.number(value, digits=0 if value == int(value) else 1)
