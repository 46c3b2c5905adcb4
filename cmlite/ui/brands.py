"""The brands of an owner or agency: one card each, what a strategy file holds, the proof before one is removed."""

from collections.abc import Sequence

import streamlit as st

from cmlite.domain.brands import Brand
from cmlite.domain.strategy_file import StrategyFile
from cmlite.domain.team import Team
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def brand_card(brand: Brand, team: Team, actor: str, *, in_view: bool, is_only: bool) -> tuple[str, str]:
    """One brand with what can be done; gives back view, rename, archive or remove with what was typed, or ''.

    Where somebody of its team may not take it away, the card says who may instead of offering it.
    """
    key = brand.brand_id
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"brand_{key}"):
        marks = f" :green-badge[{t('brands.in_view')}]" if in_view else ""
        marks += f" :orange-badge[{t('nav.example')}]" if brand.is_example else ""
        about = [t(f"trades.{brand.trade}") if text.has(f"trades.{brand.trade}") else "", escaped(brand.place)]
        about.append(t("brands.since", day=text.day(brand.created_at, weekday=False, year=True)))
        words = " · ".join(one for one in about if one)
        st.markdown(f"**{escaped(brand.name)}**{marks}  \n:gray[{words}]", width="stretch")
        if not in_view and st.button(t("brands.view"), key=f"brand_view_{key}", icon=":material/visibility:"):
            return "view", ""
        with st.popover(t("brands.rename"), icon=":material/edit:"):
            name = st.text_input(t("onboarding.name"), brand.name, key=f"brand_name_{key}", max_chars=120)
            if st.button(t("brands.rename_do"), key=f"brand_rename_{key}"):
                return "rename", name or ""
        if not is_only and team.may(actor, "archive"):
            with st.popover(t("brands.archive"), icon=":material/inventory_2:", type="tertiary"):
                st.markdown(t("brands.archive_text", name=escaped(brand.name)))
                if st.button(t("brands.archive_do"), key=f"brand_archive_{key}"):
                    return "archive", ""
        if not team.may(actor, "remove"):
            st.caption(f":material/lock: {t('brands.owners_only')}", width="stretch")
            return "", ""
        with st.popover(t("brands.remove"), icon=":material/delete:", type="tertiary"):
            st.markdown(t("brands.remove_text", name=escaped(brand.name)))
            typed = st.text_input(t("brands.type_name", name=escaped(brand.name)), key=f"brand_typed_{key}")
            if st.button(t("brands.remove_do"), key=f"brand_remove_{key}"):
                return "remove", typed or ""
    return "", ""


def archive_box(away: Sequence[Brand], zone: str) -> Brand | None:
    """The brands that were put away; gives back the one to bring back."""
    with st.expander(t("brands.archived", n=len(away)), icon=":material/inventory_2:", key="brands_archived"):
        for brand in away:
            with st.container(horizontal=True, vertical_alignment="center", key=f"archived_{brand.brand_id}"):
                since = text.moment(brand.archived_at, zone, year=True)
                words = t("brands.archived_since", moment=since)
                st.markdown(f"**{escaped(brand.name)}**  \n:gray[{words}]", width="stretch")
                if st.button(t("brands.bring_back"), key=f"brand_back_{brand.brand_id}", icon=":material/unarchive:"):
                    return brand
    return None


def file_summary(file: StrategyFile) -> tuple[str, bool]:
    """What a file holds; gives back the name of the new brand and whether its baselines are wanted."""
    found = file.strategy
    st.markdown(
        t(
            "brands.file_holds",
            name=escaped(file.business.name) or "–",
            version=file.version,
            goals=len(found.goals),
            pillars=len(found.pillars),
            networks=len(found.networks),
        )
    )
    for hint in file.hints:
        st.caption(f":material/lightbulb: {escaped(t(hint.key, **hint.values))}")
    name = st.text_input(t("brands.new_name"), key="brands_new_name", max_chars=120)
    baselines = st.toggle(t("brands.baselines"), key="brands_baselines", help=t("brands.baselines_help"))
    return name or "", baselines


def elsewhere(kind: str, owner: Brand, here: Brand) -> str:
    """Say that an address leads to another brand; gives back `go`, `stay`, or ''."""
    with st.container(border=True, key="elsewhere"):
        st.markdown(
            f":material/storefront: {t(f'brands.elsewhere_{kind}', name=escaped(owner.name), here=escaped(here.name))}"
        )
        with st.container(horizontal=True):
            if st.button(t("brands.elsewhere_go", name=escaped(owner.name)), key="elsewhere_go", type="primary"):
                return "go"
            if st.button(t("brands.elsewhere_stay"), key="elsewhere_stay"):
                return "stay"
    return ""
