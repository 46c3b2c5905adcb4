"""Set when each channel usually posts and see what is free next."""

import streamlit as st

from cmlite.services import channels, rhythm
from cmlite.ui import frame, slots
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("rhythm")
frame.no_brand(here.brand)
brand, facts = here.brand, networks()
known = channels.channels(here.store, here.brand_id)
who = {"now": here.now, "actor": here.actor}
if not known:
    frame.empty_state("rhythm", icon="event_repeat", page="channels")
    st.stop()

rhythms = rhythm.rhythms(here.store, here.brand_id)
st.caption(t("rhythm.slots_lead"))
free = rhythm.free_by_channel(here.store, brand, rhythms, now=here.now)
change = slots.channel_slots(known, rhythms, facts, free)
if change and frame.attempt(
    lambda: rhythm.set_slots(here.store, here.brand_id, change.channel_id, change.slots, **who),
    done=t("rhythm.saved"),
):
    st.rerun()
