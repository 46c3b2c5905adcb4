"""Say who works with you and what each person may do; with a second person posts are approved."""

import streamlit as st

from cmlite.services import team
from cmlite.ui import frame
from cmlite.ui.escaping import escaped
from cmlite.ui.team import member_card, new_member
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("team")
frame.needs_brand(here.brand)
people = here.at_work.team
who = here.who
may_manage = people.role_of(here.actor) == "owner"

st.info(t("team.no_password"), icon=":material/lock_open:")
if not people.exists:
    st.markdown(t("team.alone"), width=680)
for member in people.members:
    wish, name, role = member_card(member, is_me=member.member_id == here.actor, may_manage=may_manage)
    with frame.refusals():
        if wish == "save":
            team.change(here.store, here.brand_id, member.member_id, name, role, **who)
            frame.say_later(t("team.saved", name=escaped(name.strip())))
            st.rerun()
        elif wish == "leave":
            freed = team.leave(here.store, here.brand_id, member.member_id, **who)
            frame.say_later(t("team.left_freed" if freed else "team.left", name=escaped(member.name), n=freed))
            st.rerun()

if may_manage:
    st.header(t("team.add_title"), anchor=False)
    if (new := new_member(people)) is not None:
        with frame.refusals():
            added = team.add(here.store, here.brand_id, *new, **who)
            frame.say_later(t("team.added", name=escaped(added.name)))
            st.rerun()
else:
    st.caption(t("team.ask_owner"))
