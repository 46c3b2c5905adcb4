"""Edit or delete what is out on one channel: asked first, with what is lost, and honest when nobody knows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.corrections import CORRECTIONS, Message, messages_of
from cmlite.domain.post_panel import Choice
from cmlite.domain.posts import Target
from cmlite.ui.cards import escaped
from cmlite.ui.connections import reason
from cmlite.ui.text import t


def corrections(
    target: Target,
    tries: Sequence[Mapping[str, Any]],
    *,
    can: frozenset[str],
    parts: Callable[[], Sequence[str]],
    network: str,
) -> Choice | None:
    """What may be done with a publication that is out; gives back what was decided.

    `tries` are its attempts, oldest first, `parts` gives its words as they went out, `network` is a name.
    """
    messages = messages_of(tries)
    if not messages:
        return None
    unsettled = next((one.unsettled for one in messages if one.unsettled), "")
    if unsettled:
        return _ask_owner(target, unsettled, looks="find" in can)
    gone = sum(1 for one in messages if one.is_gone)
    if gone:
        st.caption(t("correcting.partly", gone=gone, n=len(messages)))
    _last_failure(tries)
    wanted = _buttons(target, can, has_gone=bool(gone))
    if wanted == "edit":
        return _edit(target, parts())
    if wanted == "remove":
        return _remove(target, messages, network)
    return None


def _flag(target: Target) -> str:
    return f"correct_{target.publication_id}_{st.session_state.get('panel_openings', 0)}"


def _buttons(target: Target, can: frozenset[str], *, has_gone: bool) -> str:
    """What was chosen and not carried out yet: 'edit', 'remove' or ''."""
    key, flag = target.publication_id, _flag(target)
    with st.container(horizontal=True, key=f"correct_buttons_{key}"):
        if (
            "edit" in can
            and not has_gone
            and st.button(t("correcting.edit"), key=f"edit_{key}", icon=":material/edit:")
        ):
            st.session_state[flag] = "edit"
        words = t("correcting.remove_rest" if has_gone else "correcting.remove")
        if "delete" in can and st.button(words, key=f"remove_{key}", icon=":material/delete:"):
            st.session_state[flag] = "remove"
    return str(st.session_state.get(flag, ""))


def _edit(target: Target, parts: Sequence[str]) -> Choice | None:
    key = target.publication_id
    with st.container(border=True, key=f"edit_box_{key}"):
        st.markdown(t("correcting.edit_lead"))
        texts = []
        for number, words in enumerate(parts):
            is_comment = bool(target.comment) and 0 < number == len(parts) - 1
            label = "calendar.comment" if is_comment else "tries.part" if len(parts) > 1 else "calendar.post_text"
            texts.append(st.text_area(t(label, n=number + 1), words, key=f"edit_text_{key}_{number}", height=140) or "")
        with st.container(horizontal=True, key=f"edit_do_buttons_{key}"):
            if st.button(t("correcting.edit_do"), key=f"edit_do_{key}", type="primary"):
                return Choice(action="edit", publication_id=key, texts=tuple(texts))
            _back(target)
    return None


def _remove(target: Target, messages: Sequence[Message], network: str) -> Choice | None:
    key = target.publication_id
    with st.container(border=True, key=f"remove_box_{key}"):
        left = sum(1 for one in messages if not one.is_gone)
        st.markdown(f"**{t('correcting.remove_sure', network=network)}**")
        several = f" {t('correcting.remove_parts', n=left)}" if left > 1 else ""
        st.markdown(t("correcting.remove_lost", network=network) + several)
        with st.container(horizontal=True, key=f"remove_do_buttons_{key}"):
            if st.button(t("correcting.remove_do"), key=f"remove_do_{key}", type="primary"):
                return Choice(action="remove", publication_id=key)
            _back(target)
    return None


def _back(target: Target) -> None:
    if st.button(t("correcting.back"), key=f"correct_back_{target.publication_id}"):
        st.session_state.pop(_flag(target), None)
        st.rerun(scope="fragment")


def _ask_owner(target: Target, subject: str, *, looks: bool) -> Choice | None:
    """Nobody knows whether a change or a deletion arrived; the owner may look."""
    key = target.publication_id
    st.markdown(f":material/help: {t(f'correcting.unsettled_{subject}')}")
    st.caption(t("correcting.looks" if looks else "correcting.cannot_look"))
    with st.container(horizontal=True, key=f"unsettled_buttons_{key}"):
        if st.button(t(f"correcting.{subject}_arrived"), key=f"corrected_{key}"):
            return Choice(action="corrected", publication_id=key)
        if st.button(t(f"correcting.{subject}_absent"), key=f"uncorrected_{key}"):
            return Choice(action="uncorrected", publication_id=key)
    return None


def _last_failure(tries: Sequence[Mapping[str, Any]]) -> None:
    """Why the last change or deletion is not done, if it is not."""
    last = next((one for one in reversed(tries) if one["subject"] in CORRECTIONS), None)
    if last is not None and last["outcome"] not in {"done", ""}:
        absent = last["outcome"] == "absent"
        why = "" if absent else f" {escaped(reason(last['reason']))}"
        st.warning(t(f"correcting.failed_{last['subject']}") + why, icon=":material/error:")
