"""The script behind every address: language, brand, navigation, then the page itself."""

import streamlit as st

from cmlite import wiring
from cmlite.errors import StoreError
from cmlite.services import approvals, brands, inbox, team
from cmlite.ui import brands as brand_cards
from cmlite.ui import connections, frame, text
from cmlite.ui import team as team_cards
from cmlite.ui.document import mark_language
from cmlite.ui.escaping import escaped
from cmlite.ui.text import t
from cmlite.web import alarms, emblem, navigation


def _browser_language() -> str:
    wanted = (st.context.locale or "").lower().partition("-")[0]
    return wanted if wanted in text.LANGUAGES else "de"


def _open() -> wiring.Visit:
    wiring.chosen_people.set(team_cards.chosen())
    try:
        visit = wiring.visit()
    except StoreError as error:
        text.use_language(_browser_language())
        st.title(t("errors.store.title"))
        st.error(text.says(error), icon=":material/error:")
        if st.button(t("errors.store.again"), key="store_again", type="primary"):
            st.rerun()
        st.stop()
    text.use_language(visit.language or _browser_language())
    text.use_names({one.member_id: one.name for one in visit.at_work.team.everybody})
    return visit


def _sidebar(visit: wiring.Visit) -> None:
    store = wiring.app().store  # what is in view is no change: who only looks may choose it, too
    with st.sidebar:
        if len(visit.brands) > 1:
            chosen = st.selectbox(
                t("nav.brand"),
                [brand.brand_id for brand in visit.brands],
                index=[brand.brand_id for brand in visit.brands].index(visit.brand_id),
                format_func={brand.brand_id: brand.name for brand in visit.brands}.__getitem__,
                key=f"brand_in_view_{visit.brand_id}",
            )
            if chosen != visit.brand_id:
                brands.choose_brand(store, chosen, now=visit.now, actor=visit.actor)
                st.query_params.clear()
                st.rerun()
        elif visit.brand:
            st.caption(escaped(visit.brand.name))
        if visit.brand and visit.brand.is_example:
            st.badge(t("nav.example"), icon=":material/science:", color="orange")
        if (now_at_work := team_cards.choose_person(visit.brand_id, visit.at_work.team, visit.actor)) != visit.actor:
            team.choose(store, visit.brand_id, now_at_work, now=visit.now)
            st.rerun()
        language = st.segmented_control(
            t("nav.language"),
            text.LANGUAGES,
            default=text.language(),
            required=True,
            format_func=lambda code: t(f"languages.{code}"),
            key=f"language_choice_{text.language()}",
            label_visibility="collapsed",
        )
        if language != text.language():
            brands.choose_language(store, str(language), now=visit.now, actor=visit.actor)
            st.rerun()
        mark_language(text.language())


def _elsewhere(visit: wiring.Visit) -> None:
    """An address that leads to another brand's row offers to go there; the page is not run with it."""
    view = brands.View(visit.brand, visit.brands, visit.language)
    if (found := brands.elsewhere(visit.store, view, st.query_params)) is None or visit.brand is None:
        return
    kind, owner = found
    if wish := brand_cards.elsewhere(kind, owner, visit.brand):
        if wish == "go":
            brands.choose_brand(wiring.app().store, owner.brand_id, now=visit.now, actor=visit.actor)
        else:
            st.query_params.pop(kind)
        st.rerun()
    st.stop()


st.set_page_config(page_title="cmlite", layout="wide")
emblem.show()
here = _open()
waiting = {"inbox": inbox.count_waiting(here.store, here.brand_id, now=here.now) if here.brand else 0}
if team_at_work := here.at_work.team.exists:
    waiting["approvals"] = approvals.count_waiting(here.store, here.brand_id)
page = navigation.choose(waiting, team=team_at_work)
_sidebar(here)
frame.arrive(page.url_path, here.brand_id)
if page.url_path != "channels":
    connections.leave_dialog()  # the Back button closes a dialog without saying so
_elsewhere(here)
with frame.refusals():  # what a page does by itself may be refused, too
    alarms.show(here, page.url_path or "today")
    page.run()
