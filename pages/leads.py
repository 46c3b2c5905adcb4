"""Follow who wants to buy or book, from the first interest to the sale, and see which posts bring them."""

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.leads import OPEN, STAGES, Stage
from cmlite.services import exports, inbox, leads, strategy
from cmlite.ui import address, frame, paging
from cmlite.ui import leads as parts
from cmlite.ui.downloads import csv_download
from cmlite.ui.lead_form import form
from cmlite.ui.take_home import named_leads
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("leads")
brand = frame.needs_brand(here.brand)
today = to_wall(here.now, brand.zone).date()
who = here.who
with frame.refusals():
    if of := st.query_params.pop("lead_of", ""):
        inbox.thread(here.store, here.brand_id, of, now=here.now)
        parts.enter(leads.of_conversation(here.store, here.brand_id, of) or "", of)
    if wanted := st.query_params.pop("lead", ""):
        parts.enter(leads.lead(here.store, here.brand_id, wanted).lead_id)
counts = leads.counts(here.store, here.brand_id)


@st.dialog(t("leads.dialog"), width="medium", on_dismiss=parts.leave)
def edit(lead_id: str, conversation_id: str) -> None:
    """Write a new lead or change one."""
    with frame.refusals():
        one = leads.lead(here.store, here.brand_id, lead_id) if lead_id else None
        name = one.who if one else ""
        steps = leads.steps(here.store, here.brand_id, lead_id) if one else []
        if conversation_id and one is None:
            name = inbox.thread(here.store, here.brand_id, conversation_id, now=here.now).conversation.who
        if (typed := form(one, name, brand.zone, steps)) is None:
            return
        wish, draft = typed
        if one is None and draft is not None:
            leads.begin(here.store, here.brand_id, draft, conversation_id=conversation_id, **who)
        elif one is not None and draft is not None:
            leads.change(here.store, here.brand_id, lead_id, draft, version=one.version, **who)
        else:
            leads.delete(here.store, here.brand_id, lead_id, **who)
            parts.offer_undo("delete", lead_id)
        if wish == "save":
            frame.say_later(t("leads.saved"))
        parts.leave()
        st.rerun()


if undo := parts.undo_bar():
    kind, lead_id, stage = undo
    with frame.refusals():
        if kind == "delete":
            leads.bring_back(here.store, here.brand_id, lead_id, **who)
        else:
            leads.move(here.store, here.brand_id, lead_id, stage, **who)
        st.rerun()
if not counts:
    frame.empty_state("leads", icon="handshake", page="inbox")
if st.button(t("leads.new"), key="lead_new", type="primary" if counts else "secondary", icon=":material/add:"):
    parts.enter("")

pressed: tuple[str, str, Stage] | None = None
if counts:
    view = address.choose_one(
        st.segmented_control,
        t("leads.view"),
        parts.VIEWS,
        key="leads_view",
        default="board",
        words=lambda one: t(f"leads.view_{one}"),
        required=True,
        label_visibility="collapsed",
    )
    if view == "board":
        pressed = parts.board(leads.board(here.store, here.brand_id), counts, today)
    elif view == "list":
        words, open_ones = parts.stage_words, t("leads.open_ones")
        label = t("leads.stage_label")
        stages = address.choose_several(label, STAGES, key="leads_stages", words=words, placeholder=open_ones) or OPEN
        pages = -(-sum(counts.get(one, 0) for one in stages) // leads.PAGE_SIZE)
        page = paging.in_view("leads_page", stages, pages=pages)
        for one in leads.listed(here.store, here.brand_id, stages, page=page):
            pressed = parts.card(one, today, with_stage=True) or pressed
        paging.below("leads_page", pages)
    else:
        pillars = strategy.in_force(here.store, here.brand_id)
        parts.sources(leads.by_post(here.store, here.brand_id), lambda one: one or t("leads.no_post"), "post")
        name_of = lambda one: pillars.pillar_name(one) or t("leads.no_pillar")  # noqa: E731
        parts.sources(leads.by_pillar(here.store, here.brand_id), name_of, "pillar")
        st.caption(t("leads.sources_note"))
if pressed:
    act, lead_id, stage = pressed
    if act == "open":
        parts.enter(lead_id)
    elif frame.attempt(
        lambda: parts.offer_undo("move", lead_id, leads.move(here.store, here.brand_id, lead_id, stage, **who))
    ):
        st.rerun()
if (now_open := parts.opened()) is not None:
    edit(*now_open)
if counts:
    csv_download(
        lambda style: exports.rows_as_csv(
            *named_leads(leads.rows(here.store, here.brand_id), leads.COLUMNS, networks(), brand.zone), style
        ),
        exports.file_name("leads", brand.name, here.now, "csv"),
        key="leads_csv",
        holds="export.help_whole",
    )
