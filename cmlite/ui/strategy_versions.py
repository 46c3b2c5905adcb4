"""What changed between two versions, in words."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.networks import Network
from cmlite.domain.strategy import MEASURES, Audience, Goal, NetworkChoice, Pillar, Strategy, Version
from cmlite.domain.strategy_versions import Difference, differences
from cmlite.ui import text
from cmlite.ui.cards import escaped, measured, network_name
from cmlite.ui.text import t


def show_differences(old: Strategy, new: Strategy, networks: Mapping[str, Network]) -> None:
    """What changed, before and after, one line each."""
    lines = difference_lines(differences(old, new), networks)
    if not lines:
        st.info(t("strategy.no_difference"), icon=":material/drag_handle:")
    for label, before, after in lines:
        st.markdown(f"**{escaped(label)}**  \n:gray[{escaped(before)}] → {escaped(after)}")


def compare(shown: Version, versions: Sequence[Version], networks: Mapping[str, Network]) -> None:
    """Choose another version and see what changed; nothing while there is only one."""
    others = [version for version in versions if version.version != shown.version]
    if not others:
        return
    st.header(t("strategy.compare"), anchor=False)
    number = st.selectbox(
        t("strategy.compare_with"),
        [version.version for version in others],
        format_func=lambda n: t("strategy.version_name", n=n),
        key="strategy_compare",
        width=220,
    )
    other = next(version for version in others if version.version == number)
    old, new = sorted((shown, other), key=lambda version: version.version)
    st.caption(t("strategy.compare_order", old=old.version, new=new.version))
    show_differences(old.content, new.content, networks)


def difference_lines(differences: Sequence[Difference], networks: Mapping[str, Network]) -> list[tuple[str, str, str]]:
    """One line a difference: what, before, after; a part that was not there says so."""
    return [(_label(one, networks), _words(one.before, one), _words(one.after, one)) for one in differences]


def _label(one: Difference, networks: Mapping[str, Network]) -> str:
    if one.part == "answers":
        return f"{t('strategy.answers')}: {t(f'kinds_of_message.{one.name}')}"
    if one.part == "goals":
        return f"{t('strategy.goals')}: {t(f'measures.{one.name}')}"
    if one.part == "networks":
        return f"{t('strategy.networks')}: {network_name(one.name, networks)}"
    name = ""
    if one.part in {"pillars", "audiences"}:
        present = one.after or one.before
        name = f": {getattr(present, 'name', one.name)}"
    return t(f"strategy.part.{one.part.replace('.', '_')}") + name


def _words(value: object, one: Difference) -> str:
    if value is None or value == ():
        return t("strategy.absent")
    if isinstance(value, Goal):
        unit = MEASURES[value.measure].unit
        return t(
            "strategy.goal_short",
            target=measured(value.target, unit),
            by=text.day(value.by, weekday=False, year=True),
        )
    if isinstance(value, Pillar):
        return ", ".join(filter(None, (text.percent(value.share / 100, digits=0), value.about)))
    if isinstance(value, NetworkChoice):
        return t("strategy.posts_a_week", n=value.posts_per_week, reason="")
    if isinstance(value, Audience):
        return value.wants or value.name
    if one.part == "answers" and isinstance(value, int):
        return text.answer_time(value)
    if one.part == "culture.address":
        return t(f"onboarding.address_{value}")
    if one.part == "media" and isinstance(value, tuple):
        return ", ".join(t(f"networks.needs.{item}") for item in value)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, date):
        return text.day(value, year=True)
    return text.amount(value) if isinstance(value, float) else str(value)
