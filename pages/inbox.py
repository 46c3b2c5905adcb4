"""Answer what people wrote, the longest waiting first, without leaving the page."""

from datetime import timedelta

import streamlit as st

from cmlite.domain.clocks import to_utc, to_wall
from cmlite.services import answers, channels, conversations, exports, inbox
from cmlite.ui import frame, inbox_answer, inbox_parts
from cmlite.ui.document import show_detail
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t
from cmlite.wiring import networks, utc_now, visit

here = visit()
frame.show_notices()
frame.page_title("inbox")
frame.no_brand(here.brand)
brand = here.brand
facts = networks()
who = {"now": here.now, "actor": here.actor}

counts = inbox.count_states(here.store, here.brand_id, now=here.now)
if not counts:
    frame.empty_state("inbox", icon="inbox", page="imports")
    st.stop()
known = {one.channel_id: one for one in channels.channels(here.store, here.brand_id, closed=True)}
used = sorted({one.network for one in known.values()})
filters = inbox_parts.filter_bar(
    counts, used, {key: f"{facts[one.network].name} {one.handle}" for key, one in known.items()}, facts
)


def open_conversation(conversation_id: str | None) -> None:
    if conversation_id:
        st.query_params["conversation"] = conversation_id
    else:
        st.query_params.pop("conversation", None)
    st.session_state["inbox_openings"] = st.session_state.get("inbox_openings", 0) + 1
    st.rerun()


def next_one(after: str) -> str | None:
    return inbox.next_conversation(here.store, here.brand_id, filters, after=after, now=here.now)


left, right = st.columns([2, 3], gap="medium")
selected = st.query_params.get("conversation", "")
with left:
    place = st.container(key="queue", height=720, border=False)
    page = 1
    rows, pages = inbox.queue(
        here.store, here.brand_id, filters, page=int(st.session_state.get("inbox_page", 1)), now=here.now
    )
    if not selected and rows:
        selected = rows[0].conversation_id
    with place:
        if not rows:
            st.info(t("inbox.none_filtered"), icon=":material/done_all:")
        if opened := inbox_parts.queue(rows, selected, facts, now=here.now):
            open_conversation(opened)
    if pages > 1:
        st.pagination(pages, key="inbox_page")

chosen = f"{selected} {st.session_state.get('inbox_openings', 0)}" if "conversation" in st.query_params else ""
with right.container(key="conversation"), frame.refusals():
    if selected:
        show_detail(chosen, beside="queue", detail="conversation", back=t("inbox.back"))
        shown = inbox.thread(here.store, here.brand_id, selected, now=here.now)
        conversation = shown.conversation
        channel = known.get(conversation.channel_id)
        inbox_parts.thread_head(conversation, shown.subject, channel.handle if channel else "", facts, brand.zone)
        inbox_parts.thread(shown.messages, brand.zone)
        inbox_parts.response_line(*inbox.response_minutes(brand, conversation))
        url = (shown.subject or {}).get("permalink") or (
            facts[conversation.network].start_url if conversation.network in facts else ""
        )
        act = inbox_answer.answer(
            conversation,
            shown.draft,
            url,
            can=answers.can(here.store, here.brand_id, selected),
            save=lambda words: conversations.save_draft(here.store, here.brand_id, selected, words, **who),
        )
        act = inbox_answer.unsettled(shown.messages) or act
        act = inbox_answer.other_acts(conversation, now=here.now, zone=brand.zone) or act
        if act is not None:
            following = next_one(selected)
            with st.spinner(t("inbox.working")):
                done = answers.carry_out(
                    here.store, here.outside, brand, selected, act.name, act.words, act.until, clock=utc_now, **who
                )
            inbox_answer.next_turn()
            if act.name != "next":
                frame.say_later(t(f"inbox.done_{done}"))
            open_conversation(selected if done in inbox_answer.STAYS else following or "")
        if earlier := inbox_parts.history(shown.history, brand.zone):
            open_conversation(earlier)

with st.container(horizontal=True, key="inbox_more"):
    csv_download(
        lambda style: exports.as_csv(inbox.export(here.store, here.brand_id, filters, now=here.now), style),
        exports.file_name("inbox", brand.name, here.now, "csv"),
        key="inbox_csv",
    )
    with st.popover(t("inbox.tidy"), icon=":material/mop:", key="tidy"):
        st.markdown(t("inbox.tidy_text"))
        day = st.date_input(
            t("inbox.tidy_day"),
            to_wall(here.now, brand.zone).date() - timedelta(days=30),
            key="tidy_day",
            format="DD.MM.YYYY",
        )
        if st.button(t("inbox.tidy_do"), key="tidy_do"):
            before, _ = to_utc(inbox.start_of(day), brand.zone)
            changed = conversations.finish_older(here.store, here.brand_id, before=before, **who)
            frame.say_later(t("inbox.tidy_done", n=changed))
            st.rerun()
st.caption(t("inbox.keys"))
