"""Keep what texts are put together from: snippets, signatures, hashtag groups, and templates that make a draft."""

from functools import partial

import streamlit as st

from cmlite.domain.blocks import KINDS
from cmlite.domain.post_panel import Unsaved
from cmlite.services import blocks, calendar_unsaved, strategy
from cmlite.ui import address, frame
from cmlite.ui import blocks as parts
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("blocks")
frame.needs_brand(here.brand)
content = strategy.in_force(here.store, here.brand_id)
found = blocks.blocks(here.store, here.brand_id)
who = here.who

if back := parts.undo_bar():
    frame.attempt(partial(blocks.bring_back, here.store, here.brand_id, back, **who), done=t("blocks.back_again"))
    st.rerun()
kind = address.choose_one(
    st.segmented_control,
    t("blocks.kind"),
    KINDS,
    key="block_kind",
    default="snippet",
    words=lambda one: t("blocks.kind_count", kind=t(f"blocks.kinds.{one}"), n=sum(b.kind == one for b in found)),
    required=True,
    label_visibility="collapsed",
)
shown = [block for block in found if block.kind == kind]
st.caption(t(f"blocks.about.{kind}"))
with (
    frame.refusals(),
    st.expander(t("blocks.new"), icon=":material/add:", expanded=not shown, key=f"block_new_{kind}"),
):
    if (draft := parts.block_form(None, content, kind)) is not None:
        blocks.save(here.store, here.brand_id, None, draft, **who)
        st.session_state["blocks_made"] = int(st.session_state.get("blocks_made", 0)) + 1
        frame.say_later(t("blocks.saved"))
        st.rerun()

for block in shown:
    with frame.refusals():
        act, draft = parts.block_card(block, content)
        if act == "save" and draft is not None:
            blocks.save(here.store, here.brand_id, block.block_id, draft, **who)
            frame.say_later(t("blocks.saved"))
            st.rerun()
        if act == "delete":
            blocks.delete(here.store, here.brand_id, block.block_id, **who)
            st.session_state["deleted_block"] = block.block_id
            st.rerun()
        if act == "write":
            blocks.note_use(here.store, here.brand_id, block.block_id)
            typed = Unsaved(text=block.text, pillar_id=block.pillar_id or None, format=block.format or None)
            if calendar_unsaved.kept(here.store, here.brand_id, None, actor=here.actor) is None:
                calendar_unsaved.keep(here.store, here.brand_id, None, typed, **who)
                frame.go_to("composer")
            st.warning(t("blocks.new_waits"), icon=":material/edit_note:")
