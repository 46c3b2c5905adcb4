"""Keep saved replies: texts with variables for a class, a language and a form of address, and see what came back."""

from functools import partial

import streamlit as st

from cmlite.domain.replies import CameBack
from cmlite.services import moderation, replies
from cmlite.ui import address, frame, text
from cmlite.ui import replies as parts
from cmlite.ui.classes import name_of
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("replies")
frame.needs_brand(here.brand)
who = here.who
found = replies.replies(here.store, here.brand_id)
plan = moderation.plan_in_force(here.store, here.brand_id)
classes = {one.class_id: name_of(one.class_id, plan) for one in plan.classes}

if back := parts.undo_bar():
    frame.attempt(partial(replies.bring_back, here.store, here.brand_id, back, **who), done=t("replies.back_again"))
    st.rerun()
if not found:
    with st.container(border=True, key="replies_begin"):
        st.markdown(f"**{t('replies.empty_title')}**")
        st.markdown(t("replies.empty_text"))
        if st.button(t("replies.begin"), key="replies_begin_do", type="primary") and frame.attempt(
            lambda: replies.begin(here.store, here.brand_id, **who), done=t("replies.begun")
        ):
            st.rerun()
with (
    frame.refusals(),
    st.expander(t("replies.new"), icon=":material/add:", key="reply_new"),
):
    if (draft := parts.reply_form(None, classes)) is not None:
        replies.save(here.store, here.brand_id, None, draft, **who)
        parts.note_made()
        frame.say_later(t("replies.saved"))
        st.rerun()

if found:
    left, right = st.columns(2)
    class_id = address.choose_one(
        left.selectbox,
        t("replies.class"),
        ["all", "every", *classes],
        key="reply_class",
        default="all",
        words=lambda one: classes.get(one) or t("replies.every_class" if one == "every" else "replies.all"),
    )
    language = address.choose_one(
        right.selectbox,
        t("replies.language"),
        ["all", *text.LANGUAGES],
        key="reply_language",
        default="all",
        words=lambda one: t("replies.all") if one == "all" else t(f"languages.{one}"),
    )
    shown = parts.chosen(found, class_id, language)
    fared = replies.came_back(here.store, here.brand_id)
    if not shown:
        st.info(t("replies.none_chosen"), icon=":material/filter_alt_off:")
    for reply in shown:
        with frame.refusals():
            act, draft = parts.reply_card(reply, fared.get(reply.reply_id, CameBack()), classes)
            if act == "save" and draft is not None:
                replies.save(here.store, here.brand_id, reply.reply_id, draft, **who)
                frame.say_later(t("replies.saved"))
                st.rerun()
            if act == "delete":
                replies.delete(here.store, here.brand_id, reply.reply_id, **who)
                st.session_state["deleted_reply"] = reply.reply_id
                st.rerun()
