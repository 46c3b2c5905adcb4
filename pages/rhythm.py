"""Set when each channel usually posts, let posts come again, and keep what is worth showing again."""

from functools import partial

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.series import Plan
from cmlite.services import calendar, channels, evergreen, ideas, rhythm, series, strategy
from cmlite.ui import address, frame, slots, text
from cmlite.ui import evergreen as evergreen_ui
from cmlite.ui import series as series_ui
from cmlite.ui.text import t
from cmlite.wiring import networks, utc_now, visit

here = visit()
frame.show_notices()
frame.page_title("rhythm")
brand = frame.needs_brand(here.brand)
facts = networks()
known = channels.channels(here.store, here.brand_id)
who = here.who
if not known:
    frame.empty_state("rhythm", icon="event_repeat", page="channels")
    st.stop()
content = strategy.in_force(here.store, here.brand_id)
part = address.choose_one(
    st.segmented_control,
    t("rhythm.part"),
    ("slots", "series", "evergreen"),
    key="rhythm_part",
    default="slots",
    words=lambda code: t(f"rhythm.part_{code}"),
    required=True,
    label_visibility="collapsed",
)
st.caption(t(f"rhythm.lead_{part}"))


def change_rhythm(change: slots.Change | None) -> None:
    """Save other slots or another distance of a channel."""
    if change is None:
        return
    with frame.refusals():
        if change.days is None:
            rhythm.set_slots(here.store, here.brand_id, change.channel_id, change.slots, **who)
        else:
            rhythm.set_distance(here.store, here.brand_id, change.channel_id, change.days, **who)
        frame.say_later(t("rhythm.saved"))
        st.rerun()


@st.fragment
def make_series() -> None:
    """The fields of a series, every day of it, and the button that makes it."""
    values = series_ui.fields(known, content, facts, to_wall(here.now, brand.zone).date())
    now = utc_now()  # a fragment may run long after the page
    with frame.refusals():
        plan = Plan.model_validate(values)
        found = series.preview(here.store, brand, plan, language=text.language(), now=now)
        plan = plan.model_copy(update={"without": series_ui.preview(found)})
        n = len(found) - len(plan.without)
        if n and st.button(t("series.make", n=n), key="series_make", type="primary"):
            made = series.start(here.store, brand, plan, now=now, actor=here.actor)
            series_ui.begin()
            frame.say_later(t("series.made", n=made))
            st.rerun(scope="app")


if part == "slots":
    rhythms = rhythm.rhythms(here.store, here.brand_id)
    free = rhythm.free_by_channel(here.store, brand, rhythms, now=here.now)
    change_rhythm(slots.channel_slots(known, rhythms, facts, free))
elif part == "series":
    if (back := series_ui.undo_bar()) and frame.attempt(
        partial(series.resume, here.store, here.brand_id, back, **who), done=t("series.back")
    ):
        st.rerun()
    act = series_ui.list_of(series.running(here.store, here.brand_id, now=here.now))
    if act is not None and act.name == "longer":
        series_ui.begin(series.longer(act.row))
    elif act is not None and frame.attempt(
        partial(series.end, here.store, here.brand_id, act.row["series_id"], **who), done=t("series.stopped")
    ):
        st.session_state["ended_series"] = act.row["series_id"]
        st.rerun()
    st.header(t("series.new"), anchor=False)
    make_series()
else:
    found = evergreen.listed(here.store, here.brand_id, now=here.now)
    if not found:
        st.info(t("evergreen.empty"), icon=":material/park:")
    chosen = evergreen_ui.list_of(found, content, brand.zone, here.now)
    marked = {post.post_id for post, _ in found}
    well = [one for one in ideas.best(here.store, brand, now=here.now) if one.post_id not in marked]
    chosen = evergreen_ui.candidates(well, facts) or chosen
    if chosen is not None and chosen.name == "open":
        frame.go_to("calendar", {"post": chosen.post_id})
    if chosen is not None:
        with frame.refusals():
            if chosen.name == "repeat":
                saved = evergreen.repeat(here.store, brand, chosen.post_id, **who)
                wall = calendar.entry(here.store, here.brand_id, saved.post_id).wall
                frame.say_later(t("evergreen.repeated", moment=f"{text.day(wall)}, {wall:%H:%M}" if wall else ""))
            else:
                evergreen.mark(here.store, here.brand_id, chosen.post_id, chosen.name == "mark", **who)
                frame.say_later(t("rhythm.saved"))
            st.rerun()
    st.subheader(t("rhythm.distances"), anchor=False)
    change_rhythm(slots.distances(known, rhythm.rhythms(here.store, here.brand_id), facts))
