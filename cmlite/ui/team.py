"""The people of a brand: who is at work in this window, and the cards of the team page."""

from collections.abc import Mapping

import streamlit as st

from cmlite.domain.posts import Entry
from cmlite.domain.team import ROLES, Member, Role, Team
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t


def chosen() -> Mapping[str, str]:
    """Who was chosen in this window, by brand."""
    found: Mapping[str, str] = st.session_state.get("people_chosen", {})
    return found


def choose_person(brand_id: str, team: Team, actor: str) -> str:
    """Who is at work, in the sidebar; gives back who it is now. Nothing is shown while there is no team."""
    if not team.exists:
        return actor
    ids = [one.member_id for one in team.members]
    wanted = st.selectbox(
        t("team.at_work"),
        ids,
        index=ids.index(actor),
        format_func={one.member_id: one.name for one in team.members}.__getitem__,
        key=f"at_work_{actor}",
        help=t("team.no_password"),
    )
    if team.role_of(actor) == "viewer":
        st.caption(f":material/visibility: {t('team.only_looking')}")
    st.session_state["people_chosen"] = {**chosen(), brand_id: wanted}
    return str(wanted)


def member_card(member: Member, *, is_me: bool, may_manage: bool) -> tuple[str, str, Role]:
    """One person; gives back `save` or `leave` with name and role, or ''."""
    key = member.member_id
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"member_{key}"):
        badge = f" :green-badge[{t('team.me')}]" if is_me else ""
        role = f"{t(f'team.role.{member.role}')}: {t(f'team.may.{member.role}')}"
        st.markdown(f"**{escaped(member.name)}**{badge}  \n:gray[{role}]", width="stretch")
        if not may_manage:
            return "", member.name, member.role
        with st.popover(t("team.change"), icon=":material/edit:"):
            name, wanted = _fields(member.name, member.role, key)
            if st.button(t("team.save"), key=f"member_save_{key}", type="primary"):
                return "save", name, wanted
            st.divider()
            st.caption(t("team.leave_text"))
            if st.button(t("team.leave"), key=f"member_leave_{key}", icon=":material/logout:"):
                return "leave", name, wanted
    return "", member.name, member.role


def new_member(team: Team) -> tuple[str, Role] | None:
    """Fields for one more person; the first one is the owner. Gives back name and role once the button is pressed."""
    st.markdown(t("team.add_first" if not team.members else "team.add_more"), width=680)
    with st.form("team_new", clear_on_submit=True, border=True):
        name, role = _fields("", "owner" if not team.members else "community_manager", "new", first=not team.members)
        return (name, role) if st.form_submit_button(t("team.add"), type="primary") else None


def _fields(name: str, role: Role, key: str, *, first: bool = False) -> tuple[str, Role]:
    typed = st.text_input(t("team.name"), name, key=f"member_name_{key}", max_chars=80)
    if first:
        return typed or "", role
    wanted = st.selectbox(
        t("team.role_label"),
        ROLES,
        index=ROLES.index(role),
        format_func=lambda one: t(f"team.role.{one}"),
        key=f"member_role_{key}",
        help=t("team.roles_help"),
    )
    return typed or "", wanted


def step_line(decision: str, actor: str, moment: str, version: int) -> str:
    """Who did what with which version of a post, and when."""
    return t(f"approvals.step_{decision}", who=escaped(text.who(actor)), moment=moment, n=version)


def review_note(entry: Entry | None) -> None:
    """Where a post stands between people: given back with a comment, or waiting; nothing else is said."""
    if entry is not None and entry.state == "rejected":
        st.warning(t("approvals.came_back", comment=escaped(entry.came_back)), icon=":material/reply:")
    elif entry is not None and entry.state == "in_review":
        st.caption(f":material/verified: {t('approvals.waits')}")
