"""Answer what people wrote, the longest waiting first, without leaving the page."""

from datetime import timedelta
from functools import partial

import streamlit as st

from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.inbox import Conversation, Message
from cmlite.services import acts, answers, calm, channels, classes, conversations, exports, inbox
from cmlite.ui import frame, inbox_acts, inbox_answer, inbox_class, inbox_filters, inbox_parts
from cmlite.ui.document import show_detail
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t
from cmlite.wiring import networks, utc_now, visit

here = visit()
frame.show_notices()
frame.page_title("inbox")
frame.no_brand(here.brand)
brand = here.brand
facts, who = networks(), {"now": here.now, "actor": here.actor}

counts = inbox.count_states(here.store, here.brand_id, now=here.now)
if not counts:
    frame.empty_state("inbox", icon="inbox", page="imports")
    st.stop()
known = {one.channel_id: one for one in channels.channels(here.store, here.brand_id, closed=True)}
used = sorted({one.network for one in known.values()})
filters = inbox_filters.filter_bar(
    counts, used, {key: f"{facts[one.network].name} {one.handle}" for key, one in known.items()}, facts
)


@st.dialog(t("acts.dialog"), on_dismiss=inbox_acts.leave)
def act_on(message: Message, name: str, conversation: Conversation) -> None:
    """Say what an act means, and do it when the owner wants it."""
    words = inbox_acts.confirm(message, name, conversation, facts)
    if words is not None and frame.attempt(
        lambda: acts.carry_out(
            here.store, here.outside, here.brand_id, message.message_id, name, words, clock=utc_now, actor=here.actor
        ),
        done=t(f"acts.done_{name}"),
    ):
        inbox_acts.leave()
        st.rerun()


left, right = st.columns([2, 3], gap="medium")
selected = st.query_params.get("conversation", "")
with left:
    rows, pages = inbox.queue(
        here.store, here.brand_id, filters, page=int(st.session_state.get("inbox_page", 1)), now=here.now
    )
    if not selected and rows:
        selected = rows[0].conversation_id
    with st.container(key="queue", height=720, border=False):
        if not rows:
            st.info(t("inbox.none_filtered"), icon=":material/done_all:")
        if opened := inbox_parts.queue(rows, selected, facts, now=here.now):
            inbox_parts.open_conversation(opened)
    if pages > 1:
        st.pagination(pages, key="inbox_page")

chosen = f"{selected} {st.session_state.get('inbox_openings', 0)}" if "conversation" in st.query_params else ""
with right.container(key="conversation"), frame.refusals():
    if selected:
        show_detail(chosen, beside="queue", detail="conversation", back=t("inbox.back"))
        shown = inbox.thread(here.store, here.brand_id, selected, now=here.now)
        conversation = shown.conversation
        can = answers.can(here.store, here.brand_id, selected)
        handle = known[conversation.channel_id].handle if conversation.channel_id in known else ""
        inbox_parts.thread_head(conversation, shown.subject, handle, facts, brand.zone, is_heard=bool(can))
        offer = acts.offer(here.store, here.brand_id, shown, can)
        inbox_acts.person_marks(offer.done)
        if wanted := inbox_parts.thread(shown.messages, brand.zone, offer.possible, offer.done):
            inbox_acts.enter(*wanted)
        if (asked := inbox_acts.asked(shown.messages)) is not None:
            act_on(*asked, conversation)
        inbox_parts.response_line(*inbox.response_minutes(brand, conversation))
        link = (shown.subject or {}).get("permalink") or inbox_parts.start_url(conversation, facts)
        beside = classes.beside(here.store, here.brand_id, selected)
        do = partial(classes.carry_out, here.store, here.brand_id, selected, **who)
        inbox_class.panel(conversation, shown.messages, beside, facts, brand, link, do)
        act = inbox_answer.what_to_do(
            conversation,
            shown.messages,
            shown.draft,
            link,
            can=can,
            save=lambda words: conversations.save_draft(here.store, here.brand_id, selected, words, **who),
            calm=calm.situation(here.store, brand, conversation, shown.messages, is_live="reply" in can, **who),
            clock=utc_now,
            zone=brand.zone,
        )
        if act is not None:
            following = inbox.next_conversation(here.store, here.brand_id, filters, after=selected, now=here.now)
            with st.spinner(t("inbox.working")):
                done = answers.carry_out(
                    here.store, here.outside, brand, selected, act.name, act.words, act.until, clock=utc_now, **who
                )
            inbox_answer.next_turn()
            if act.name != "next":
                frame.say_later(t(f"inbox.done_{done}"))
            inbox_parts.open_conversation(selected if done in inbox_answer.STAYS else following or "")
        if earlier := inbox_parts.history(shown.history, brand.zone):
            inbox_parts.open_conversation(earlier)

with st.container(horizontal=True, key="inbox_more"):
    csv_download(
        lambda style: exports.as_csv(inbox.export(here.store, here.brand_id, filters, now=here.now), style),
        exports.file_name("inbox", brand.name, here.now, "csv"),
        key="inbox_csv",
    )
    if (day := inbox_filters.tidy_box(to_wall(here.now, brand.zone).date() - timedelta(days=30))) is not None:
        before = to_utc(inbox.start_of(day), brand.zone)[0]
        n = conversations.finish_older(here.store, here.brand_id, before=before, **who)
        frame.say_later(t("inbox.tidy_done", n=n))
        st.rerun()
st.caption(t("inbox.keys"))
