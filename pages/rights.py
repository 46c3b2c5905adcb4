"""Say how long things are kept, see what was erased, and print the record of processing activities."""

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import exports, record, retention, rewriting, rights
from cmlite.ui import frame, progress, text
from cmlite.ui import record as paper
from cmlite.ui import retention as rule_parts
from cmlite.ui import rights as parts
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("rights")
brand = frame.needs_brand(here.brand)
who = here.who

job_name = f"retention-{brand.brand_id}"
if (job := progress.ended(here.jobs, job_name, t("retention.running"))) is not None:
    if job.error is None:
        frame.say_later(rule_parts.came(job.result))
    st.rerun()

st.header(t("retention.title"), anchor=False)
st.caption(t("retention.lead"))
now_on = retention.rules(here.store, here.brand_id)
chosen = rule_parts.rules(now_on)
would = retention.preview(here.store, here.brand_id, chosen, now=here.now)
rule_parts.preview(
    would,
    lambda kind, before, most: retention.old(here.store, here.brand_id, kind, before, limit=most),
    exports.rows_as_csv,
    networks(),
    brand.zone,
)
with frame.refusals():
    may = here.at_work.team.may(here.actor, "retention")
    if rule_parts.press(chosen, now_on, sum(count for count, _ in would.values()), may=may):
        retention.save(here.store, here.brand_id, chosen, **who)
        here.jobs.start(
            job_name, lambda report: retention.carry_out_now(here.store, here.brand_id, report=report, **who)
        )
        st.rerun()
with st.expander(t("retention.runs"), icon=":material/history:", key="retention_runs_box"):
    rule_parts.runs(retention.runs(here.store, here.brand_id), brand.zone)

st.header(t("rights.proofs"), anchor=False)
st.caption(t("rights.proofs_lead"))
parts.proofs(*rights.erasures(here.store, here.brand_id), brand.zone)

if rewriting.is_due(here.store):
    st.caption(f":material/cleaning_services: {t('rights.rewrite_text')}")
    if here.store.may_write and st.button(t("rights.rewrite"), key="rewrite"):
        with st.spinner(t("rights.rewriting")), frame.refusals():
            rewriting.rewrite(here.store)
            frame.say_later(t("rights.rewritten"))
            st.rerun()

st.header(t("record.title"), anchor=False)
st.caption(t("record.lead"))
facts = record.facts(here.store, here.brand_id)
with frame.refusals():
    if (typed := paper.names(facts)) is not None:
        record.save_names(here.store, here.brand_id, *typed, **who)
        frame.say_later(t("record.saved"))
        st.rerun()
today = to_wall(here.now, brand.zone).date()
st.download_button(
    t("record.print"),
    data=text.as_now(lambda: paper.printable(brand, facts, networks(), here.settings.backups_kept, today)),
    file_name=exports.file_name("record", brand.name, here.now, "html"),
    mime="text/html",
    key="record_print",
    on_click="ignore",
    icon=":material/print:",
    type="primary",
)
with st.expander(t("record.show"), icon=":material/description:", key="record_show"):
    paper.show(paper.sections(brand, facts, networks(), here.settings.backups_kept))
