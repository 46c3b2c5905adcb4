"""An alarm to read afterwards: its files, the log, what was kept as evidence."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from cmlite.domain.alerts import WORKER, Alert, Deed, Entry, Piece
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.alerts import Wish, ended, what, where
from cmlite.ui.alerts_dossier import DEED_COLUMNS, MESSAGE_COLUMNS, Parts, log_lines
from cmlite.ui.cards import escaped, network_name, safe_link
from cmlite.ui.downloads import Style
from cmlite.ui.papers import Section, as_markdown, as_page, plain
from cmlite.ui.text import t

SHOWN, LETTERS = 30, 600
"""So many messages, and so much of each, the page shows; the files hold all of it."""


def files_row(
    title: str,
    read: Callable[[], Parts],
    *,
    as_csv: Callable[[Sequence[Mapping[str, object]], Sequence[str], Style], bytes],
    bundle: Callable[[Mapping[str, bytes]], bytes],
    file_name: Callable[[str], str],
    made: str,
) -> None:
    """The dossier as a page that prints and as one ZIP with everything; read and made at the click."""
    subtitle = t("alerts.dossier.made", moment=made)
    style: Style = "en" if text.language() == "en" else "de"

    def page() -> bytes:
        return _encoded(as_page(title, subtitle, read().paper))

    def everything() -> bytes:
        found = read()
        messages = as_csv(found.messages, MESSAGE_COLUMNS, style)
        return bundle(dossier_files(title, subtitle, found.paper, messages, as_csv(found.deeds, DEED_COLUMNS, style)))

    with st.container(horizontal=True, key="alert_files"):
        for make, ending, mime, icon in (
            (everything, "zip", "application/zip", "folder_zip"),
            (page, "html", "text/html", "print"),
        ):
            st.download_button(
                t(f"alerts.dossier.as_{ending}"),
                data=text.as_now(make),
                file_name=file_name(ending),
                mime=mime,
                key=f"alert_{ending}",
                on_click="ignore",
                icon=f":material/{icon}:",
            )
    st.caption(t("alerts.dossier.help"))


def dossier_files(
    title: str, subtitle: str, paper: Sequence[Section], messages: bytes, deeds: bytes
) -> dict[str, bytes]:
    """The files of a dossier by name."""
    return {
        "dossier.html": _encoded(as_page(title, subtitle, paper)),
        "dossier.md": _encoded(as_markdown(title, subtitle, plain(paper))),
        "messages.csv": messages,
        "actions.csv": deeds,
    }


def record(
    alert: Alert,
    pieces: Sequence[Piece],
    kept: int,
    loose: int,
    entries: Sequence[Entry],
    deeds: Sequence[Deed],
    networks: Mapping[str, Network],
    zone: str,
) -> Wish | None:
    """One alarm with its log and its evidence (`pieces` are the first of `kept`, `loose` of them
    came with an import that was undone); gives back what was pressed."""
    key, wish = alert.alert_id, None
    st.markdown(what(alert.facts.spike))
    st.caption(where(alert.facts, networks))
    if said := ended(alert, zone):
        with st.container(horizontal=True, vertical_alignment="center", key=f"alert_end_{key}"):
            st.markdown(said)
            if alert.actor != WORKER and st.button(t("alerts.reopen"), key=f"alert_reopen_{key}", type="tertiary"):
                wish = Wish("reopen", key)
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch", key=f"alert_log_{key}"):
        wish = _log(alert, entries, deeds, zone) or wish
    with right.container(border=True, height="stretch", key=f"alert_evidence_{key}"):
        return _evidence(alert, pieces, kept, loose, networks, zone) or wish


def _log(alert: Alert, entries: Sequence[Entry], deeds: Sequence[Deed], zone: str) -> Wish | None:
    key, wish = alert.alert_id, None
    st.markdown(f"**{t('alerts.log_title')}**")
    with st.form(f"alert_note_{key}", clear_on_submit=True, border=False):
        words = st.text_area(t("alerts.note"), key=f"alert_note_words_{key}", max_chars=2000, height=80)
        if st.form_submit_button(t("alerts.note_add"), key=f"alert_note_add_{key}"):
            wish = Wish("note", key, words or "")
    for line in log_lines(entries, deeds, zone)[:50]:
        st.text(line[:LETTERS])
    for one in entries:
        if one.kind == "note" and one.undone_at is None:
            label = t("alerts.note_undo", words=one.text[:40])
            if st.button(label, key=f"alert_undo_{one.entry_id}", type="tertiary", icon=":material/undo:"):
                wish = Wish("take_back", key, one.entry_id)
    return wish


def _evidence(
    alert: Alert, pieces: Sequence[Piece], kept: int, loose: int, networks: Mapping[str, Network], zone: str
) -> Wish | None:
    key, wish = alert.alert_id, None
    st.markdown(f"**{t('alerts.evidence', n=kept)}**")
    st.caption(t("alerts.evidence_help"))
    if loose:
        st.markdown(f":material/undo: {t('alerts.loose', n=loose)}")
    with st.container(horizontal=True, key=f"alert_evidence_buttons_{key}"):
        if st.button(t("alerts.keep"), key=f"alert_keep_{key}", icon=":material/inventory_2:"):
            wish = Wish("keep", key)
        if loose:
            with st.popover(t("alerts.remove"), key=f"alert_remove_box_{key}", type="tertiary"):
                st.markdown(t("alerts.remove_sure"))
                if st.button(t("alerts.remove_do", n=loose), key=f"alert_remove_{key}", icon=":material/delete:"):
                    wish = Wish("remove", key)
    for one in pieces:
        name = network_name(one.network, networks)
        st.caption(escaped(f"{text.moment(one.sent_at, zone)} · {name} · {one.handle}"))
        st.text(one.text[:LETTERS] + (" …" if len(one.text) > LETTERS else ""))
        if link := safe_link(one.link):
            st.markdown(f"[{t('alerts.to_message')}]({link})")
    if kept > len(pieces):
        st.caption(t("alerts.more", n=kept - len(pieces)))
    return wish


def _encoded(words: str) -> bytes:
    return words.encode("utf-8", "replace")
