"""Drop export files, see what they hold, take them over, undo a batch."""

import streamlit as st

from cmlite.services import channels, exports, import_batches, imports
from cmlite.ui import frame
from cmlite.ui import imports_parts as parts
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("imports")
frame.no_brand(here.brand)
brand = here.brand
facts = networks()
job_name = f"import-{brand.brand_id}"


@st.fragment(run_every=0.5)
def progress() -> None:
    job = here.jobs.find(job_name)
    if job is None:
        return
    if not job.ended.is_set():
        st.progress(job.share, text=t("imports.running"))
        st.caption(t("imports.running_note"))
        return
    here.jobs.collect(job_name)
    if job.error is not None:
        st.session_state["import_error"] = job.error
    else:
        frame.say_later(t("imports.taken", n=job.result))
        st.session_state["imports_round"] = st.session_state.get("imports_round", 0) + 1
    st.rerun()


if here.jobs.find(job_name) is not None:
    progress()
    st.stop()
if error := st.session_state.pop("import_error", None):
    with frame.refusals():
        raise error

turn = st.session_state.get("imports_round", 0)
given = st.file_uploader(
    t("imports.drop"),
    accept_multiple_files=True,
    key=f"imports_files_{turn}",
    max_upload_size=here.settings.upload_limit_mb,
    help=t("imports.drop_help"),
)
if not given:
    with st.expander(t("imports.where"), icon=":material/help:", key="imports_where"):
        st.markdown(t("imports.where_text"))
known = channels.channels(here.store, here.brand_id, closed=True)
answers = st.session_state.setdefault("imports_answers", {})
looked = st.session_state.setdefault("imports_looked", {})
ready: list[imports.Candidate] = []
for file in given or []:
    said: parts.Answers = answers.get(file.file_id, parts.Answers())
    mark = (file.file_id, said, len(known))
    with frame.refusals():
        if mark not in looked:
            with st.spinner(t("imports.reading", file=file.name)):
                looked[mark] = imports.look(
                    here.store,
                    here.brand_id,
                    file.name,
                    file.getvalue(),
                    imports.options(
                        network=said.network,
                        zone=said.zone,
                        day_first=said.day_first,
                        mapping=dict(said.mapping),
                    ),
                    limit_mb=here.settings.upload_limit_mb,
                    folder=here.settings.data_dir / "uploads",
                    channel_id=said.channel_id,
                )
        for place, one in enumerate(looked[mark]):
            key = f"{file.file_id}_{place}"
            with st.container(border=True, key=f"candidate_{key}"):
                st.markdown(f"**{one.parsed.file_name}** · {parts.format_name(one.parsed.format_id)}")
                parts.findings(one.parsed.findings)
                if one.parsed.kind == "refused":
                    continue
                parts.summary(one.rows, one.parsed.first_day, one.parsed.last_day, one.counts, one.parsed.totals)
                if one.again is not None:
                    st.info(t("imports.again", day=one.again.created_at), icon=":material/history:")
                elif one.parsed.kind == "unknown":
                    mapping = parts.mapper(one.parsed, imports.ROLES, key)
                    if mapping is not None:
                        import_batches.remember_mapping(
                            here.store,
                            here.brand_id,
                            one.parsed.headings,
                            mapping,
                            said.network,
                            now=here.now,
                            actor=here.actor,
                        )
                        answers[file.file_id] = parts.Answers(
                            said.network, said.channel_id, said.zone, said.day_first, tuple(mapping.items())
                        )
                        st.rerun()
                else:
                    now_said = parts.questions(
                        one.parsed, one.network, known, one.channel_id, one.handle, facts, said, key
                    )
                    if parts.differ(now_said, said, one.network, one.channel_id, one.parsed.zone):
                        answers[file.file_id] = now_said
                        st.rerun()
                    if one.is_ready:
                        ready.append(one)

if given:
    useful = [one for one in ready if one.counts and not one.counts.does_nothing]
    st.caption(
        t(
            "imports.ready",
            n=len(useful),
            total=sum(len(found) for mark, found in looked.items() if mark[0] in {file.file_id for file in given}),
        )
    )
    if st.button(
        t("imports.take"),
        key="imports_take",
        type="primary",
        disabled=not useful,
        icon=":material/download_done:",
    ):
        here.jobs.start(
            job_name,
            lambda report: import_batches.take_all(
                here.store, here.brand_id, useful, now=here.now, actor=here.actor, report=report
            ),
        )
        looked.clear()
        st.rerun()

st.subheader(t("imports.batches"), anchor=False)
batches = import_batches.batches(here.store, here.brand_id)
if not batches:
    st.caption(t("imports.batches_none"))
for batch in batches[:30]:
    with st.container(border=True, key=f"batch_{batch.import_id}"):
        parts.batch_line(batch, brand.zone, facts)
        with st.container(horizontal=True, key=f"batch_buttons_{batch.import_id}"):
            csv_download(
                lambda style, one=batch.import_id: exports.as_csv(
                    import_batches.changes(here.store, here.brand_id, one), style
                ),
                exports.file_name("import", brand.name, batch.created_at, "csv"),
                key=f"batch_csv_{batch.import_id}",
            )
            if batch.state == "done" and st.button(
                t("imports.undo"), key=f"batch_undo_{batch.import_id}", icon=":material/undo:"
            ):
                if frame.attempt(
                    lambda one=batch.import_id: import_batches.undo(
                        here.store, here.brand_id, one, now=here.now, actor=here.actor
                    ),
                    done=t("imports.undo_done"),
                ):
                    looked.clear()
                    st.rerun()
