"""What the owner needs to publish on one channel by hand: the words to copy, the link, and that it is done."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.networks import Network
from cmlite.domain.post_panel import Choice
from cmlite.domain.posts import Entry, Target
from cmlite.ui import text
from cmlite.ui.copy_button import copy_button
from cmlite.ui.text import t


def by_hand_target(entry: Entry, target: Target, facts: Mapping[str, Network], zone: str, today: date) -> Choice | None:
    """Copy and open, then confirm with the link or drop; asks again for a post whose day has not come yet."""
    copy_button(
        t("calendar.copy_open"),
        entry.tagging.said(target.text or entry.text, facts.get(target.network)),
        facts[target.network].start_url if target.network in facts else "",
        copied=t("calendar.copied"),
        failed=t("calendar.copy_failed"),
        key=f"copy_{target.publication_id}",
    )
    if target.comment:
        st.caption(t("calendar.comment"))
        st.text(target.comment)
        copy_button(
            t("calendar.copy_comment"),
            entry.tagging.said(target.comment, facts.get(target.network)),
            "",
            copied=t("calendar.copied_comment"),
            failed=t("calendar.copy_failed"),
            key=f"copy_comment_{target.publication_id}",
        )
    link = st.text_input(
        t("calendar.link"),
        key=f"permalink_{target.publication_id}",
        placeholder="https://",
        help=t("calendar.link_help"),
    )
    with st.container(horizontal=True, key=f"target_buttons_{target.publication_id}"):
        if _confirmed(entry, target, zone, today):
            return Choice(action="published", publication_id=target.publication_id, link=link or "", by_hand=True)
        if st.button(t("calendar.drop"), key=f"drop_{target.publication_id}"):
            return Choice(action="cancel", publication_id=target.publication_id)
    return None


def _confirmed(entry: Entry, target: Target, zone: str, today: date) -> bool:
    """Whether it is out. Days ahead one click too early must not do it."""
    key = f"confirm_{target.publication_id}"
    if entry.at is None or to_wall(entry.at, zone).date() <= today:
        return st.button(t("calendar.confirm"), key=key, type="primary")
    with st.popover(t("calendar.confirm"), key=f"early_{target.publication_id}"):
        st.markdown(t("calendar.early", moment=text.moment(entry.at, zone)))
        return st.button(t("calendar.early_confirm"), key=key, type="primary")
