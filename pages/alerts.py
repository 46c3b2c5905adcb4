"""See whether more comes in than usual, keep calm by the crisis plan, and take the evidence home."""

from functools import partial

import streamlit as st

from cmlite.domain.alerts import KINDS
from cmlite.domain.clocks import to_wall
from cmlite.services import alerts, alerts_log, connections, exports
from cmlite.ui import address, alerts_dossier, frame, text
from cmlite.ui import alerts as parts
from cmlite.ui.alerts_chart import last_day, words
from cmlite.ui.alerts_record import SHOWN, files_row, record
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("alerts")
brand = frame.needs_brand(here.brand)
facts = networks()
who = here.who

hours = alerts.counted(here.store, brand, now=here.now)
if hours.since is None:
    frame.empty_state("alerts", icon="notifications", page="channels")
    st.stop()
known = alerts.all_alerts(here.store, here.brand_id)
limits = alerts.limits(here.store, here.brand_id)
steps = alerts.crisis_plan(here.store, here.brand_id).steps
held = connections.is_held(here.store, here.brand_id)
chosen = st.query_params.get("alert", known[0].alert_id if known else "")

wish = None
for one in [one for one in known if one.state == "open"]:
    entries = alerts_log.entries(here.store, here.brand_id, one.alert_id)
    is_shown = one.alert_id == chosen
    wish = parts.alarm(one, steps, entries, facts, zone=brand.zone, held=held, may_open=not is_shown) or wish

left, right = st.columns([2, 3], gap="medium")
with left:
    parts.situation(hours, limits)
    frame.link_to("moderation", t("alerts.to_plan"), {})
with right.container(border=True, key="alerts_chart_box"):
    kind = address.choose_one(
        st.segmented_control,
        t("alerts.chart.of"),
        KINDS[::-1],
        key="alerts_kind",
        default="messages",
        words=lambda code: t(f"alerts.chart.{code}"),
        label_visibility="collapsed",
    )
    rows, spec = last_day(hours, kind)
    st.vega_lite_chart(rows, spec, key="alerts_chart", alt=t("alerts.chart.alt", **words(hours, kind)))
    st.caption(t("alerts.chart.note" if rows[0]["usual"] is not None else "alerts.chart.young", **words(hours, kind)))

st.header(t("alerts.past"), anchor=False)
if not known:
    st.info(t("alerts.none"), icon=":material/spa:")
    st.stop()
chosen = address.choose_one(
    st.selectbox,
    t("alerts.which"),
    [one.alert_id for one in known],
    key="alert",
    default=known[0].alert_id,
    words=lambda code: parts.past_line(next(one for one in known if one.alert_id == code), brand.zone),
    lasting=False,
    width=640,
)
with frame.refusals():
    shown = alerts_log.dossier(here.store, here.brand_id, chosen, most=SHOWN)
    files_row(
        t(
            "alerts.dossier.title",
            brand=brand.name,
            day=text.day(to_wall(shown.alert.started_at, brand.zone), year=True),
        ),
        lambda: alerts_dossier.parts(alerts_log.dossier(here.store, here.brand_id, chosen), facts, brand.zone),
        as_csv=exports.rows_as_csv,
        bundle=alerts_log.bundle,
        file_name=lambda ending: exports.file_name("dossier", brand.name, here.now, ending),
        made=parts.both_times(here.now, brand.zone),
    )
    evidence = (shown.pieces, shown.kept, shown.loose)
    wish = record(shown.alert, *evidence, shown.entries, shown.deeds, facts, brand.zone) or wish

if wish is not None and wish.name == "open":
    st.query_params["alert"] = wish.alert_id
    st.rerun()
elif wish is not None and frame.attempt(
    partial(alerts_log.carry_out, here.store, here.brand_id, wish.name, wish.alert_id, wish.words, **who),
    done=t(f"alerts.done.{wish.name}"),
):
    st.rerun()
