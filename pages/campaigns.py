"""Put posts together under a campaign with days, goal and budget, and see what came of it."""

from functools import partial

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import campaigns, exports, strategy
from cmlite.ui import campaigns as parts
from cmlite.ui import frame
from cmlite.ui.campaign_form import form
from cmlite.ui.downloads import csv_download
from cmlite.ui.take_home import named_campaigns
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("campaigns")
brand = frame.needs_brand(here.brand)
today = to_wall(here.now, brand.zone).date()
goals = [goal.measure for goal in strategy.in_force(here.store, here.brand_id).goals]
found = campaigns.campaigns(here.store, here.brand_id)
results = campaigns.results(here.store, here.brand_id) if found else {}
who = here.who


@st.dialog(t("campaigns.dialog"), width="medium", on_dismiss=parts.leave)
def edit(campaign_id: str) -> None:
    """Write a new campaign or change one."""
    one = next((one for one in found if one.campaign_id == campaign_id), None)
    with frame.refusals():
        if (draft := form(one, goals, today)) is not None:
            if one is None:
                campaigns.begin(here.store, here.brand_id, draft, **who)
            else:
                campaigns.change(here.store, here.brand_id, campaign_id, draft, version=one.version, **who)
            frame.say_later(t("campaigns.saved"))
            parts.leave()
            st.rerun()


if back := parts.undo_bar():
    frame.attempt(partial(campaigns.bring_back, here.store, here.brand_id, back, **who), done=t("campaigns.back_again"))
    st.rerun()
if not found:
    frame.empty_state("campaigns", icon="campaign")
if st.button(t("campaigns.new"), key="campaign_new", type="primary", icon=":material/add:"):
    parts.enter("")

ended = [one for one in found if one.closed_at is not None]
for one in found:
    if one.closed_at is None:
        parts.act_on(one, parts.card(one, results.get(one.campaign_id), today, brand.zone))
if ended and st.toggle(t("campaigns.ended_shown", n=len(ended)), key="campaigns_ended"):
    for one in ended:
        parts.act_on(one, parts.card(one, results.get(one.campaign_id), today, brand.zone))

if (act := parts.wanted()) is not None:
    name, campaign_id = act
    acts = {"close": campaigns.close, "reopen": campaigns.reopen, "delete": campaigns.delete}
    if frame.attempt(
        lambda: acts[name](here.store, here.brand_id, campaign_id, **who), done=t(f"campaigns.done_{name}")
    ):
        if name == "delete":
            parts.offer_undo(campaign_id)
        st.rerun()
if (opened := parts.opened()) is not None:
    edit(opened)
if found:
    csv_download(
        lambda style: exports.rows_as_csv(*named_campaigns(campaigns.rows(found, results), campaigns.COLUMNS), style),
        exports.file_name("campaigns", brand.name, here.now, "csv"),
        key="campaigns_csv",
        holds="export.help_whole",
    )
