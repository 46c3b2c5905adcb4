"""Step 5: where; a comparison with reasons, and the owner's choice."""

from collections.abc import Mapping

import streamlit as st

from cmlite.domain.networks import Network, Recommendation, recommend
from cmlite.domain.strategy import MEDIA, NetworkChoice, Strategy, aims_of
from cmlite.ui import text
from cmlite.ui.onboarding.frame import Edit, keyed
from cmlite.ui.text import t

_IN_SIGHT = 5


def form(strategy: Strategy, facts: Mapping[str, Network], trade: str) -> Edit:
    """What the owner can make and how much time there is; a ranked comparison; check boxes."""
    left, right = st.columns(2)
    media = left.pills(
        t("onboarding.media"),
        MEDIA,
        selection_mode="multi",
        default=[one for one in strategy.media if one in MEDIA],
        format_func=lambda one: t(f"networks.needs.{one}"),
        key=keyed("networks_media"),
    )
    hours = right.slider(
        t("onboarding.hours_per_week"),
        1.0,
        20.0,
        float(min(max(strategy.hours_per_week, 1), 20)),
        0.5,
        format="localized",
        key=keyed("networks_hours"),
    )
    ages = {group for audience in strategy.audiences for group in audience.age_groups}
    ranked = recommend(
        facts,
        age_groups=ages,
        hours_per_week=hours,
        aims=aims_of(strategy, trade, list(media or [])),
        media=set(media or []) | {"daily_presence"},
    )
    chosen_before = {choice.network: choice for choice in strategy.networks}
    advised = {one.network for one in ranked[:3] if one.fits_hours} or {ranked[0].network}
    st.caption(t("onboarding.networks_ranked"))
    choices = []
    wanted = set(chosen_before or advised)
    first = [one for place, one in enumerate(ranked) if place < _IN_SIGHT or one.network in wanted]
    sight = st.container(key=keyed("networks_first"))
    rest = st.expander(t("onboarding.more_networks"), key=keyed("networks_rest"))
    for advice in [*first, *(one for one in ranked if one not in first)]:
        with sight if advice in first else rest:
            taken = _row(advice, facts[advice.network], advice.network in wanted, advised)
        if taken:
            known = chosen_before.get(advice.network)
            choices.append(
                known
                or NetworkChoice(
                    network=advice.network,
                    reason=_reasons(advice)[0] if advice.reasons else "",
                    posts_per_week=float(facts[advice.network].cadence_per_week.value),
                )
            )
    change = {"networks": tuple(choices), "hours_per_week": hours, "media": tuple(media or ())}
    return lambda base: base.model_copy(update=change)


def _row(advice: Recommendation, network: Network, picked: bool, advised: set[str]) -> bool:
    with st.container(border=True, key=keyed(f"network_{advice.network}")):
        badge = f" :green-badge[{t('onboarding.advised')}]" if advice.network in advised else ""
        taken = st.checkbox(f"**{network.name}**{badge}", picked, key=keyed(f"network_pick_{advice.network}"))
        facts = [
            t("onboarding.effort", hours=float(network.hours_per_week.value)),
            ", ".join(t(f"networks.good_for.{aim}") for aim in network.good_for.value),
        ]
        st.caption(" · ".join(fact for fact in facts if fact))
        with st.expander(t("onboarding.why_label"), key=keyed(f"network_why_{advice.network}")):
            for reason in _reasons(advice):
                st.markdown(f"- {reason}")
            st.markdown(f"- {t(f'networks.class.{network.network_class}')}")
            shares = ", ".join(
                f"{t(f'networks.age.{age}')}: {text.percent(network.age_share[age].value, digits=0)}"
                f"{' ' + t('onboarding.estimate') if network.age_share[age].certainty == 'estimate' else ''}"
                for age in network.age_share
            )
            st.markdown(f"- {t('onboarding.who', shares=shares)}")
            st.caption(t("onboarding.source", source=network.age_share["30-49"].source))
    return taken


def _reasons(advice: Recommendation) -> list[str]:
    """The reasons as sentences; ages, aims and needs among the values become words, shares percentages."""
    prefixes = {"age": "networks.age", "aim": "networks.good_for", "need": "networks.needs"}
    sentences = []
    for key, values in advice.reasons:
        shown: dict[str, object] = {}
        for name, value in values.items():
            if name in prefixes:
                shown[name] = t(f"{prefixes[name]}.{value}")
            elif name == "share" and isinstance(value, float):
                shown[name] = text.percent(value, digits=0)
            else:
                shown[name] = value
        sentences.append(t(key, **shown))
    return sentences
