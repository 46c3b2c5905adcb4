"""See what the last days brought, against the days before, and what is behind each figure."""

import streamlit as st

from cmlite.services import channels, exports, kpis, strategy
from cmlite.ui import address, charts, charts_time, filters, frame
from cmlite.ui.downloads import csv_download
from cmlite.ui.kpi_cards import figure_cards
from cmlite.ui.kpis import Names, breakdown_table, named_summary, source_table
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("kpis")
brand = frame.needs_brand(here.brand)
plan = strategy.in_force(here.store, here.brand_id)
names = Names(networks(), channels.channels(here.store, here.brand_id, closed=True), plan)

today = kpis.today_of(brand, here.now)

with filters.filter_row(names, today, key="figures_row") as (period, chosen):
    clock = address.choose_one(
        st.segmented_control,
        t("kpis.clock"),
        ("business", "clock"),
        key="answer_clock",
        default="business",
        words=lambda code: t(f"kpis.clock_{code}"),
        required=True,
        help=t("kpis.clock_help"),
    )

shown = kpis.report(here.store, brand, plan, period, chosen, clock=clock, now=here.now)
st.caption(filters.period_line(period))

if shown.is_empty:
    last = kpis.last_period(here.store, brand, period, chosen, today=today)
    filters.nothing_there("kpis", last, icon="monitoring")
    st.stop()

figure_cards(shown.cards, zone=brand.zone, clock=clock, is_narrowed=chosen.is_narrowed)
if chosen.is_about_posts:
    st.caption(f":material/info: {t('kpis.only_posts')}")

if shown.left_out:
    st.caption(f":material/info: {t('kpis.left_out', n=shown.left_out)}")
if shown.undated:
    st.caption(f":material/info: {t('kpis.undated', n=shown.undated)}")

rows = shown.breakdown
posts = sum(card.n for card in shown.cards if card.name == "posts")
charts.answer("reach", charts_time.reach(shown.reach, names), **charts_time.reach_words(shown.reach))
with st.grid(2, min_column_width=380, key="figure_charts"):
    charts.answer("networks", charts.interactions_by_network(rows, names), **charts.network_words(rows, names))
    charts.answer(
        "followers", charts_time.followers(shown.followers, names), **charts_time.follower_words(shown.followers)
    )
    charts.answer("pillar", charts.middle_half(rows, "pillar", names), **charts.group_words(rows, "pillar", names))
    charts.answer("format", charts.middle_half(rows, "format", names), **charts.group_words(rows, "format", names))
    charts.answer("mix", charts.planned_mix(rows, names), note=t("kpis.chart.mix.note", n=posts), facts={"n": posts})
    charts.answer("answers", charts_time.answers(shown.answers), **charts_time.answer_words(shown.answers))
charts.answer("hours", charts_time.hours(shown.hours), **charts_time.hour_words(shown.hours, shown.untimed))

st.subheader(t("kpis.table"), anchor=False)
breakdown_table(rows, names)

with st.container(horizontal=True, key="figures_export"):
    csv_download(
        lambda style: exports.as_csv(named_summary(kpis.summary(shown), names), "de" if style == "de" else "en"),
        exports.file_name("kpis", brand.name, here.now, "csv"),
        key="kpis_csv",
    )
origin = st.expander(t("kpis.sources"), icon=":material/source:", key="figures_sources", on_change="rerun")
if origin.open:
    with origin:
        source_table(kpis.sources(here.store, brand, period, chosen), brand.zone)
