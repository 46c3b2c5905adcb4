"""Building blocks of texts: the menu that inserts one, and the page on which they are kept."""

from collections.abc import Callable, Sequence

import streamlit as st

from cmlite.domain.blocks import KINDS, Block, BlockDraft
from cmlite.domain.posts import FORMATS
from cmlite.domain.strategy import Strategy
from cmlite.ui import choices, frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

Insert = Callable[[str], Block | None]
"""Draws the menu under a key; gives back the block that is wanted."""
_ICONS = {"snippet": "short_text", "signature": "draw", "hashtags": "tag", "template": "draft"}


def insert_menu(blocks: Sequence[Block], *, key: str, templates: bool) -> Block | None:
    """A menu of all blocks by kind; gives back the one that was pressed. `templates`: whether those are offered."""
    wanted = None
    with st.popover(t("blocks.insert"), icon=":material/add_notes:", key=f"blocks_{key}"):
        kinds = [kind for kind in KINDS if templates or kind != "template"]
        for kind in kinds:
            of_kind = [block for block in blocks if block.kind == kind]
            if of_kind:
                st.caption(t(f"blocks.kinds.{kind}"))
            for block in of_kind:
                if st.button(
                    escaped(block.name),
                    key=f"insert_{block.block_id}_{key}",
                    icon=f":material/{_ICONS[kind]}:",
                    type="tertiary",
                    help=escaped(block.text[:300]),
                ):
                    wanted = block
        if not blocks:
            st.caption(t("blocks.none_yet"))
        frame.link_to("blocks", t("blocks.manage"), {})
    return wanted


def block_form(block: Block | None, strategy: Strategy, kind: str) -> BlockDraft | None:
    """The fields of a new block of a kind, or of one that is there; gives back what is to be saved."""
    # A new one begins with empty fields only after the last was saved: what was refused stays as it was typed.
    key = block.block_id if block else f"new_{kind}{st.session_state.get('blocks_made', '')}"
    with st.form(f"block_{key}", border=False):
        name = st.text_input(t("blocks.name"), block.name if block else "", key=f"block_name_{key}", max_chars=80)
        words = st.text_area(
            t("blocks.text"),
            block.text if block else "",
            key=f"block_text_{key}",
            height=110,
            max_chars=20_000,
            placeholder=t(f"blocks.example.{kind}"),
        )
        pillar_id = format_ = ""
        left, right = st.columns(2)
        language = choices.language(
            left,
            t("blocks.language"),
            block.language if block else "",
            every=t("blocks.every_language"),
            key=f"block_language_{key}",
        )
        if kind == "template":
            known = block.pillar_id if block else ""
            pillar_id = choices.pillar(right, strategy, known, key=f"block_pillar_{key}")
            format_ = choices.kind_of_post(left, block.format if block else "", key=f"block_format_{key}")
        if not st.form_submit_button(t("blocks.save"), key=f"block_save_{key}", type="primary"):
            return None
    values = {"kind": kind, "name": name, "text": words, "language": language, "pillar_id": pillar_id}
    return BlockDraft.model_validate(values | {"format": format_})


def block_card(block: Block, strategy: Strategy) -> tuple[str, BlockDraft | None]:
    """One block, how often it was used, what can be done; gives back save, delete, write or '', and its fields."""
    act, draft = "", None
    with st.container(border=True, key=f"block_card_{block.block_id}"):
        about = [t("blocks.uses", n=block.uses) if block.uses else t("blocks.never_used")]
        if block.language in text.LANGUAGES:
            about.append(t(f"languages.{block.language}"))
        if pillar := strategy.pillar_name(block.pillar_id):
            about.append(escaped(pillar))
        if block.format in FORMATS:
            about.append(t(f"formats.{block.format}"))
        st.markdown(f":material/{_ICONS[block.kind]}: **{escaped(block.name)}** :gray[{' · '.join(about)}]")
        st.text(block.text if len(block.text) <= 400 else f"{block.text[:400]} …")
        with st.container(horizontal=True, key=f"block_acts_{block.block_id}"):
            if block.kind == "template" and st.button(
                t("blocks.write"), key=f"block_write_{block.block_id}", icon=":material/edit_square:"
            ):
                act = "write"
            if st.button(t("blocks.delete"), key=f"block_delete_{block.block_id}", type="tertiary"):
                act = "delete"
        with st.expander(t("blocks.change"), key=f"block_change_{block.block_id}"):
            draft = block_form(block, strategy, block.kind)
    return ("save" if draft is not None else act), draft


def undo_bar() -> str | None:
    """After a deletion; gives back the block that is wanted back."""
    block_id: str | None = frame.undo_bar("deleted_block", "block", t("blocks.deleted"))
    return block_id
