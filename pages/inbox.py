"""Answer what people wrote, the most urgent first, without leaving the page; or one by one, by keyboard alone."""

from functools import partial

import streamlit as st

from cmlite.domain.bulk import OLD
from cmlite.services import acts, answering, bulk, classes, conversations, desk, exports, inbox, merging, triage
from cmlite.services.board import board as around_queue
from cmlite.services.opened import opened
from cmlite.ui import (
    frame,
    inbox_answer,
    inbox_bulk,
    inbox_company,
    inbox_filters,
    inbox_focus,
    inbox_parts,
    inbox_presses,
    inbox_searches,
    inbox_thread,
    inbox_tidy,
    inbox_undo,
    paging,
)
from cmlite.ui import inbox_queue as cards
from cmlite.ui.inbox_desk import Doing
from cmlite.ui.take_home import messages_download
from cmlite.ui.text import t
from cmlite.wiring import Seen, networks, utc_now, visit

here = visit()
frame.show_notices()
frame.page_title("inbox")
brand = frame.needs_brand(here.brand)
mine, facts, team = (here.store, here.brand_id), networks(), here.at_work.team
who, seen = here.who, Seen(now=here.now, zone=brand.zone)
board = around_queue(here.store, brand, **who)
if not board.overview.states:
    frame.empty_state("inbox", icon="inbox", page="imports")
    st.stop()
if (back := inbox_undo.bar()) is not None:
    with frame.refusals():
        inbox_undo.done(desk.take_back(*mine, *back, **who))

if not inbox_focus.is_on() and inbox_tidy.offer(board.overview.old):
    inbox_tidy.done(desk.change_all(*mine, OLD, "done", **who))
if focused := inbox_focus.is_on():
    filters, right = inbox_focus.filters(here.actor), st.container(key="focus")
    selected = inbox_focus.current(
        partial(inbox.first_ids, *mine, filters, now=here.now), partial(inbox.is_there, *mine)
    )
    if not selected and inbox_focus.end(inbox.count(*mine, filters, now=here.now)):
        inbox_focus.begin(inbox.first_ids(*mine, filters, now=here.now), filters)
else:
    filters, row = inbox_filters.filter_bar(board, facts, team, here.actor)
    with row:
        if inbox_focus.button():
            inbox_focus.begin(inbox.first_ids(*mine, filters, now=here.now), filters)
        with frame.refusals():
            if (pressed := inbox_searches.box(board.searches, filters)) is not None:
                inbox_searches.done(pressed.what, desk.keep_search(*mine, *pressed, filters, **who))
        choosing = inbox_bulk.switch()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        number, total = paging.in_view("inbox_page", filters), inbox.count(*mine, filters, now=here.now)
        rows, pages = inbox.queue(*mine, filters, page=number, now=here.now)
        selected = st.query_params.get("conversation", "") or inbox_parts.first_in_view(rows)
        if choosing and inbox_bulk.bar(rows, total, filters):
            chosen = inbox_bulk.choice(filters)
            change = partial(desk.change_all, *mine, chosen, **who)
            inbox_bulk.ask(bulk.count(*mine, chosen, now=here.now), board, team, change, **seen)
        with st.container(key="queue", height=720, border=False):
            if picked := cards.queue(rows, selected, facts, board.plan, **seen, choosing=choosing, order=filters.order):
                inbox_parts.open_conversation(picked)
        paging.below("inbox_page", pages)

with right.container(key="conversation"), frame.refusals():
    if selected:
        shown = opened(here.store, brand, selected, **who)
        selected, window = shown.conversation.conversation_id, inbox_company.window()
        doing = Doing(
            partial(acts.carry_out, here.store, here.outside, here.brand_id, clock=utc_now, actor=here.actor),
            partial(classes.carry_out, *mine, selected, **who),
            lambda: inbox.writing(*mine, selected, besides=window, now=utc_now(), actor=here.actor),
            partial(merging.mates, *mine, selected),
            partial(merging.changes, *mine, selected),
            partial(triage.correct, *mine, selected, **who),
            partial(triage.take_back, *mine, **who),
        )
        link = (shown.subject or {}).get("permalink") or inbox_parts.start_url(shown.conversation, facts)
        if wanted := inbox_thread.show(shown, facts, board, team, doing, brand=brand, link=link, now=here.now):
            did = desk.carry_out(*mine, selected, wanted.name, wanted.value, wanted.until, **who)
            inbox_thread.done(selected, wanted, did, brand.zone)
        keep = partial(conversations.save_draft, *mine, selected, window_id=window, actor=here.actor)
        act, below = inbox_answer.what_to_do(
            shown,
            link,
            save=inbox_company.drafts(selected, shown.draft, lambda words, base: keep(words, base=base, now=utc_now())),
            clock=utc_now,
            zone=brand.zone,
        )
        if act is not None:
            with below, frame.refusals():
                following = inbox.next_conversation(*mine, filters, after=selected, now=here.now)
                with st.spinner(t("inbox.working")):
                    words = (selected, act.name, act.words, act.until)
                    send = partial(answering.carry_out, here.store, here.outside, brand, *words, clock=utc_now, **who)
                    undone = inbox_presses.UNDONE.get(act.name)
                    came = desk.carry_out(*mine, selected, undone, "", act.until, **who) if undone else send()
                inbox_thread.answered(selected, act.name, came, following)
        inbox_thread.history(shown.history, brand.zone)

with st.container(horizontal=True, vertical_alignment="center", key="inbox_more"):
    inbox_focus.keys_button(board.plan)
    file = exports.file_name("inbox", brand.name, here.now, "csv")
    messages_download(partial(inbox.export, *mine, filters, now=here.now), exports.as_csv, file, facts, brand.zone)
    if not focused and (old := inbox_tidy.box(partial(bulk.count, *mine, now=here.now), **seen)) is not None:
        inbox_tidy.done(desk.change_all(*mine, old, "done", **who))
