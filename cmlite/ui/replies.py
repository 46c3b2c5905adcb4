"""Saved replies: the menu that puts one into an answer, and the page on which they are kept."""

from collections.abc import Mapping, Sequence

import streamlit as st

from cmlite.domain.answering import AnswerBox
from cmlite.domain.replies import ADDRESSES, VARIABLES, CameBack, ReplyDraft, SavedReply, filled
from cmlite.ui import choices, frame, popovers, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_FEW, _MENU = 8, 320
"""More replies than this scroll in a menu of so many pixels."""


def insert_menu(box: AnswerBox, *, key: str) -> SavedReply | None:
    """A menu of the saved replies, those that fit first; gives back the one that was pressed."""
    wanted = None
    with st.popover(t("replies.insert"), icon=":material/quickreply:", key=f"replies_{key}_{popovers.turn()}"):
        with st.container(height=_MENU if len(box.fitting) + len(box.others) > _FEW else "content", border=False):
            for title, group in (("fitting", box.fitting), ("others", box.others)):
                if group:
                    st.caption(t(f"replies.{title}"))
                for one in group:
                    if st.button(
                        escaped(one.name),
                        key=f"reply_insert_{one.reply_id}_{key}",
                        type="tertiary",
                        help=escaped(filled(one.text, box.values)[:400]),
                    ):
                        wanted = one
        if not box.fitting and not box.others:
            st.caption(t("replies.none_yet"))
        frame.link_to("replies", t("replies.manage"), {})
    return wanted


def reply_form(reply: SavedReply | None, classes: Mapping[str, str]) -> ReplyDraft | None:
    """The fields of a new reply, or of one that is there; gives back what is to be saved. `classes`: names by id."""
    key = reply.reply_id if reply else f"new_{_made()}"
    with st.form(f"reply_form_{key}", border=False):
        name = st.text_input(t("replies.name"), reply.name if reply else "", key=f"reply_name_{key}", max_chars=80)
        words = st.text_area(
            t("replies.text"),
            reply.text if reply else "",
            key=f"reply_text_{key}",
            height=120,
            max_chars=5_000,
            help=t("replies.variables", names=", ".join(f"{{{one}}}" for one in VARIABLES)),
            placeholder=t("replies.example"),
        )
        columns = st.columns(3)
        known = ["", *classes]
        class_id = columns[0].selectbox(
            t("replies.class"),
            known,
            index=choices.place_of(reply.class_id if reply else "", known),
            format_func=lambda one: classes.get(one) or t("replies.every_class"),
            key=f"reply_class_{key}",
        )
        language = choices.language(
            columns[1],
            t("replies.language"),
            reply.language if reply else "",
            every=t("replies.every_language"),
            key=f"reply_language_{key}",
        )
        addresses = ["", *ADDRESSES]
        address = columns[2].selectbox(
            t("replies.address"),
            addresses,
            index=choices.place_of(reply.address if reply else "", addresses),
            format_func=lambda one: t(f"onboarding.address_{one}") if one else t("replies.address_any"),
            key=f"reply_address_{key}",
        )
        if not st.form_submit_button(t("replies.save"), key=f"reply_save_{key}", type="primary"):
            return None
    values = {"name": name, "text": words, "class_id": class_id, "language": language, "address": address}
    return ReplyDraft.model_validate(values)


def _made() -> int:
    """Counts new replies: the form of the next one begins empty, that of a refused one keeps what was typed."""
    return int(st.session_state.get("replies_made", 0))


def note_made() -> None:
    """A new reply was saved."""
    st.session_state["replies_made"] = _made() + 1


def reply_card(reply: SavedReply, back: CameBack, classes: Mapping[str, str]) -> tuple[str, ReplyDraft | None]:
    """One reply, how it fared, what can be done; gives back save, delete or '', and its fields."""
    act = ""
    with st.container(border=True, key=f"reply_card_{reply.reply_id}"):
        st.markdown(f"**{escaped(reply.name)}** :gray[{' · '.join(_about(reply, classes))}]")
        st.text(reply.text if len(reply.text) <= 500 else f"{reply.text[:500]} …")
        st.caption(fared(reply, back))
        if st.button(t("replies.delete"), key=f"reply_delete_{reply.reply_id}", type="tertiary"):
            act = "delete"
        with st.expander(t("replies.change"), key=f"reply_change_{reply.reply_id}"):
            draft = reply_form(reply, classes)
    return ("save" if draft is not None else act), draft


def _about(reply: SavedReply, classes: Mapping[str, str]) -> list[str]:
    parts = [escaped(classes.get(reply.class_id) or t("replies.every_class"))]
    if reply.language in text.LANGUAGES:
        parts.append(t(f"languages.{reply.language}"))
    if reply.address:
        parts.append(t(f"onboarding.address_{reply.address}"))
    return parts


def fared(reply: SavedReply, back: CameBack) -> str:
    """How often it was used and what came back, with the numbers it rests on."""
    if not reply.uses:
        return t("replies.never_used")
    parts = [t("replies.uses", n=reply.uses), t("replies.sent", n=back.sent)]
    if back.sent:
        parts.append(t("replies.came_back", n=back.answered, sent=back.sent))
    if back.minutes is not None:
        parts.append(t("replies.median", span=text.duration(back.minutes)))
    return " · ".join(parts)


def undo_bar() -> str | None:
    """After a deletion; gives back the reply that is wanted back."""
    reply_id: str | None = frame.undo_bar("deleted_reply", "reply", t("replies.deleted"))
    return reply_id


def chosen(replies: Sequence[SavedReply], class_id: str, language: str) -> list[SavedReply]:
    """The replies of a class and a language; 'all' narrows nothing."""
    return [
        one
        for one in replies
        if class_id in {"all", one.class_id or "every"} and language in {"all", one.language or "every"}
    ]
