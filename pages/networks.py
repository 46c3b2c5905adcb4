"""Look up what a network is like: who is there, what it allows, what cmlite does there; all of them compared."""

import streamlit as st

from cmlite.services import exports, networks
from cmlite.ui import address, frame, network_facts, network_limits
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t
from cmlite.wiring import networks as facts_of_networks
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("networks")
facts = facts_of_networks()

with st.container(horizontal=True, vertical_alignment="bottom", key="networks_row"):
    code = address.choose_one(
        st.selectbox,
        t("networks.choose"),
        list(facts),
        key="network",
        default=next(iter(facts)),
        words=lambda one: facts[one].name,
        width=280,
    )
    network = facts[code]
    st.link_button(t("networks.open", name=network.name), network.start_url, icon=":material/open_in_new:")

who, takes = st.columns(2, gap="large")
with who:
    network_facts.who_is_there(network)
with takes:
    network_facts.what_it_takes(network)
network_facts.what_is_seen(network)
network_facts.fact_sources(network)

able = networks.abilities(here.outside.connectors, code)
with st.container(border=True, key="networks_can"):
    network_facts.what_cmlite_can(
        able.can if able else (),
        able.against if able else (),
        able.checked_on if able else None,
        network=network,
    )

network_facts.how_it_counts(network)

st.header(t("networks.limits"), anchor=False)
st.caption(t("networks.limits_help"))
network_limits.limit_table(network)
csv_download(
    lambda style: exports.rows_as_csv(
        network_limits.limit_rows(network, style), network_limits.column_names(), "de" if style == "de" else "en"
    ),
    exports.file_name("networks", code.replace("_", "-"), here.now, "csv"),
    key="networks_csv",
    holds="export.help_whole",
)

network_facts.comparison(facts, [one for one in facts if one in here.outside.connectors])
