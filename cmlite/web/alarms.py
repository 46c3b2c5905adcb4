"""The alarms that are on, above the pages on which somebody starts their day or answers."""

from functools import partial

import streamlit as st

from cmlite import wiring
from cmlite.services import alerts, alerts_log, connections
from cmlite.ui import alerts as parts
from cmlite.ui import frame
from cmlite.ui.text import t

PAGES = frozenset({"today", "inbox"})


def show(visit: wiring.Visit, page: str) -> None:
    """Draw the alarms that are on and do what is pressed; nothing where it is calm."""
    if visit.brand is None or page not in PAGES:
        return
    brand_id = visit.brand_id
    for one in alerts.on_now(visit.store, brand_id):
        wish = parts.alarm(
            one,
            alerts.crisis_plan(visit.store, brand_id).steps,
            alerts_log.entries(visit.store, brand_id, one.alert_id),
            wiring.networks(),
            zone=visit.brand.zone,
            held=connections.is_held(visit.store, brand_id),
        )
        if wish is None:
            continue
        if wish.name == "open":
            frame.go_to("alerts", {"alert": wish.alert_id})
        act = partial(alerts_log.carry_out, visit.store, brand_id, wish.name, wish.alert_id, wish.words)
        if frame.attempt(partial(act, now=visit.now, actor=visit.actor), done=t(f"alerts.done.{wish.name}")):
            st.rerun()
