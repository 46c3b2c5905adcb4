"""Read many posts from one file: choose channels, see row by row what would happen, take it over, take it back."""

import streamlit as st
from streamlit.typing import UploadedFile

from cmlite.domain.clocks import to_wall
from cmlite.services import channels, exports, plan_targets, plans, strategy
from cmlite.ui import frame, plan_parts, plan_preview, progress
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("plans")
brand = frame.needs_brand(here.brand)
facts = networks()
names = {key: one.name for key, one in facts.items()}
who = here.who
job_name = f"plan-{brand.brand_id}"

if (job := progress.ended(here.jobs, job_name, t("plans.running"))) is not None:
    if job.error is None:
        st.session_state["plan_round"] = st.session_state.get("plan_round", 0) + 1
        st.session_state["plan_done"] = job.result
    st.rerun()
if (done := st.session_state.get("plan_done")) is not None and done.brand_id == brand.brand_id:
    plan_preview.done_note(done)

given = st.file_uploader(
    t("plans.drop"),
    type=["csv", "tsv", "txt", "xlsx", "xls"],
    key=f"plan_file_{st.session_state.get('plan_round', 0)}",
    max_upload_size=here.settings.upload_limit_mb,
    help=t("plans.drop_help", mb=here.settings.upload_limit_mb),
)
if given is None:
    example = plan_parts.template(to_wall(here.now, brand.zone).date())
    plan_parts.what_fits(names, lambda style: exports.rows_as_csv(example, list(example[0]), style))
else:
    st.session_state.pop("plan_done", None)
    with frame.refusals():
        content = strategy.in_force(here.store, here.brand_id)
        known = channels.channels(here.store, here.brand_id)
        upload: UploadedFile = given
        day_first = plan_parts.order_said(given.file_id)
        with plan_parts.kept("plan_read", (given.file_id, day_first)) as keep:
            file = keep(lambda: plans.read(upload.name, upload.getvalue(), names, day_first=day_first))
        plan_parts.what_it_is(file)
        if plan_parts.ask_order(file, given.file_id):
            start = plan_targets.proposed(here.store, here.brand_id, file, known)
            zone, mapping, as_planned = plan_parts.wishes(start, known, facts, brand.zone, key=given.file_id)
            wanted = plans.Wishes(zone, brand.zone, mapping, as_planned)
            mark = (given.file_id, day_first, zone, tuple(mapping.items()), as_planned, len(known))
            with plan_parts.kept("plan_run", mark) as keep:
                run = keep(lambda: plans.dry_run(here.store, here.brand_id, file, wanted, content, now=here.now))
            handles = {one.channel_id: one.name or one.handle for one in known}
            make_rows = plan_preview.preview(run, handles, names, zone, brand.zone)
            csv_download(
                lambda style: exports.rows_as_csv(make_rows(), plan_preview.COLUMNS, style),
                exports.file_name("plan", brand.name, here.now, "csv"),
                key="plan_rows_csv",
                holds="export.help_whole",
            )
            if plan_preview.take_button(run, as_planned=as_planned):
                here.jobs.start(
                    job_name,
                    lambda report: plans.take_over(
                        here.store, here.brand_id, file, wanted, content, report=report, **who
                    ),
                )
                st.rerun()

st.header(t("plans.batches"), anchor=False)
undone = plan_preview.batches(plans.taken(here.store, here.brand_id), brand.zone)
if undone:
    with frame.refusals():
        left = plans.undo(here.store, here.brand_id, undone, **who)
        st.session_state.pop("plan_done", None)
        plan_parts.forget_kept()
        frame.say_later(t("plans.undone_left", n=left) if left else t("plans.undone"))
        st.rerun()
