"""Steps 6 to 8: topics with their shares, posts a week, answer times."""

from collections.abc import Mapping

import streamlit as st

from cmlite.domain.brands import BusinessHours
from cmlite.domain.ids import slug
from cmlite.domain.networks import Network
from cmlite.domain.strategy import ANSWER_MINUTES, MESSAGE_KINDS, Pillar, Strategy
from cmlite.domain.strategy_hints import cadence_hints, hours_needed, pillar_hints
from cmlite.ui import text
from cmlite.ui.onboarding.frame import Edit, keyed, show_hints
from cmlite.ui.text import t

_ROWS = 6
_SHARES = (35, 30, 20, 15)
_MINUTES = (15, 30, 60, 120, 240, 480, 1440, 2880)


def pillars(strategy: Strategy, trade: str) -> tuple[Edit, bool]:
    """Up to six topics; the shares must add up to 100."""
    found, nameless = [], []
    for number in range(_ROWS):
        known = strategy.pillars[number] if number < len(strategy.pillars) else None
        offered = not strategy.pillars and number < len(_SHARES)
        suggest = f"suggest.{trade}.pillar_{min(number, 3) + 1}"
        name_at, about_at, share_at = st.columns([3, 6, 2])
        name = name_at.text_input(
            t("onboarding.pillar_name", n=number + 1),
            known.name if known else t(f"{suggest}.name") if offered else "",
            key=keyed(f"pillar_name_{number}"),
            max_chars=60,
        )
        about = about_at.text_input(
            t("onboarding.pillar_about"),
            known.about if known else t(f"{suggest}.about") if offered else "",
            key=keyed(f"pillar_about_{number}"),
            max_chars=300,
        )
        share = share_at.number_input(
            t("onboarding.pillar_share"),
            0,
            100,
            known.share if known else _SHARES[number] if offered else 0,
            step=5,
            key=keyed(f"pillar_share_{number}"),
        )
        if share and not (name and name.strip()):
            nameless.append(number + 1)
        if name and name.strip():
            pillar_id = known.pillar_id if known else _fresh_id(name, {pillar.pillar_id for pillar in strategy.pillars})
            found.append(
                Pillar(pillar_id=pillar_id, name=name.strip(), about=(about or "").strip(), share=int(share or 0))
            )
    chosen = tuple(found)
    total = sum(pillar.share for pillar in chosen)
    st.progress(min(total, 100) / 100, text=t("onboarding.share_total", total=total))
    blocked = show_hints(pillar_hints(chosen, tuple(nameless)))
    return (lambda base: base.model_copy(update={"pillars": chosen})), blocked


def _fresh_id(name: str, taken: set[str]) -> str:
    """An id that speaks and that no topic has, also none that was renamed since."""
    wanted = slug(name) or "topic"
    return next(one for one in (wanted, *(f"{wanted}-{number}" for number in range(2, 99))) if one not in taken)


def cadence(strategy: Strategy, facts: Mapping[str, Network]) -> Edit:
    """Hours a week and posts a week by network, with the effort that makes."""
    hours = st.slider(
        t("onboarding.hours_per_week"),
        1.0,
        20.0,
        float(min(max(strategy.hours_per_week, 1), 20)),
        0.5,
        format="localized",
        key=keyed("cadence_hours"),
    )
    if not strategy.networks:
        st.info(t("onboarding.no_networks"), icon=":material/hub:")
    choices = []
    for choice in strategy.networks:
        network = facts.get(choice.network)
        usual = float(network.cadence_per_week.value) if network else 2.0
        posts = st.number_input(
            t("onboarding.posts_per_week", network=network.name if network else choice.network),
            0.0,
            50.0,
            float(choice.posts_per_week),
            step=0.5,
            format="%.1f",
            key=keyed(f"cadence_{choice.network}"),
            help=t("onboarding.usual", n=usual),
        )
        choices.append(choice.model_copy(update={"posts_per_week": float(posts or 0)}))
    wanted = strategy.model_copy(update={"networks": tuple(choices), "hours_per_week": hours})
    efforts = {key: (float(one.hours_per_week.value), float(one.cadence_per_week.value)) for key, one in facts.items()}
    needed = hours_needed(wanted, efforts)
    st.caption(t("onboarding.needed", hours=round(needed, 1), posts=wanted.posts_per_week))
    show_hints(cadence_hints(wanted, needed))
    return lambda base: base.model_copy(update={"networks": tuple(choices), "hours_per_week": hours})


def answers(strategy: Strategy, hours: BusinessHours) -> Edit:
    """How fast the first answer should come, by kind of message; `hours` tell how many days a long time means."""
    minutes: dict[str, int] = {}
    for kind in MESSAGE_KINDS:
        known = strategy.answer_minutes.get(kind, ANSWER_MINUTES[kind])
        options = sorted({*_MINUTES, known})
        minutes[kind] = int(
            st.select_slider(
                t(f"kinds_of_message.{kind}"), options, known, format_func=text.answer_time, key=keyed(f"answer_{kind}")
            )
        )
    a_day = hours.a_day()
    st.caption(
        t("onboarding.answers_hours")
        + (f" {t('onboarding.answers_days', days=text.amount(round(24 / a_day, 1)))}" if 0 < a_day < 24 else "")
    )
    return lambda base: base.model_copy(update={"answer_minutes": minutes})
