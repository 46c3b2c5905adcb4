"""Drop export files, see what they hold, take them over, undo a batch."""

from functools import partial

import streamlit as st
from streamlit.typing import UploadedFile

from cmlite.domain.bulk import OLD
from cmlite.services import channels, desk, exports, import_answers, import_batches, imports
from cmlite.ui import frame, imports_batches, imports_job, inbox_tidy
from cmlite.ui import imports_parts as parts
from cmlite.ui.escaping import escaped
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("imports")
brand = frame.needs_brand(here.brand)
facts = networks()
who = here.who
job_name = f"import-{brand.brand_id}"

if imports_job.is_mine(job_name):
    imports_job.watch(here.jobs, job_name)

if inbox_tidy.offer(desk.old(here.store, brand, now=here.now)):
    with frame.refusals():
        inbox_tidy.done(desk.change_all(here.store, here.brand_id, OLD, "done", **who), here=False)

given = st.file_uploader(
    t("imports.drop"),
    accept_multiple_files=True,
    key=imports_job.uploader_key(),
    max_upload_size=here.settings.upload_limit_mb,
    help=t("imports.drop_help", mb=here.settings.upload_limit_mb),
)
known = channels.channels(here.store, here.brand_id, closed=True)
taken = import_batches.batches(here.store, here.brand_id)
before = (len(known), len(taken), sum(one.state == "undone" for one in taken))  # other windows change them, too
answers: dict[tuple[str, int], parts.Answers] = st.session_state.setdefault("imports_answers", {})
looked: dict[object, list[imports.Candidate]] = st.session_state.setdefault("imports_looked", {})
ready: list[imports.Candidate] = []
total = asked = 0
if not given:
    imports_job.watch(here.jobs, job_name)
    parts.where_to_find()
    frame.link_to("plans", t("imports.to_plans"), {})
    looked.clear()


def look(file: UploadedFile, said: parts.Answers) -> list[imports.Candidate]:
    mark = (file.file_id, said, before)
    if mark not in looked:
        with st.spinner(t("imports.reading", file=escaped(file.name))):
            looked[mark] = imports.look(
                here.store,
                here.brand_id,
                file.name,
                file.getvalue(),
                imports.options(said.network, said.zone, said.day_first, dict(said.mapping), brand.zone),
                limit_mb=here.settings.upload_limit_mb,
                folder=here.settings.data_dir / "uploads",
                channel_id=said.channel_id,
            )
    return looked[mark]


tables: list[tuple[UploadedFile, list[imports.Candidate]]] = []
for file in given or []:
    with frame.refusals():
        tables.append((file, look(file, parts.Answers())))
accounts = parts.accounts((one for _, those in tables for one in those), brand.name)
for file, those in tables:
    with frame.refusals():
        for place, found in enumerate(those):
            total += 1
            said = answers.get((file.file_id, place), parts.Answers())
            one = dict(enumerate(look(file, said))).get(place, found)
            asks, key = found.asks, f"{file.file_id}_{place}"
            now_said = parts.candidate_card(
                one, said, known, facts, imports.ROLES, accounts, home=brand.zone, asks=asks, key=key
            )
            if now_said != said:
                headings, told = one.parsed.headings, (now_said.network, now_said.zone)
                if now_said.mapping != said.mapping:
                    mapping = dict(now_said.mapping)
                    import_answers.remember_mapping(here.store, here.brand_id, headings, mapping, *told, **who)
                elif told != (said.network, said.zone):
                    import_answers.remember_answers(here.store, here.brand_id, headings, *told, **who)
                answers[file.file_id, place] = now_said
                st.rerun()
            asked += one.needs_answer
            if one.is_ready and one.counts and not one.counts.does_nothing:
                ready.append(one)

if given:
    st.caption(t("imports.ready", n=len(ready), total=total) + (f" {t('imports.asked', n=asked)}" if asked else ""))
    take = t("imports.take")
    if st.button(take, key="imports_take", type="primary", disabled=not ready, icon=":material/download_done:"):
        work = partial(import_batches.take_all, here.store, here.brand_id, ready, **who)
        if imports_job.begin(here.jobs, job_name, lambda report: work(report=report)):
            looked.clear()
            st.rerun()

st.header(t("imports.batches"), anchor=False)
undo = imports_batches.batch_cards(
    taken,
    brand.zone,
    facts,
    lambda batch, style: exports.as_csv(
        imports_batches.named_changes(import_batches.changes(here.store, here.brand_id, batch)), style
    ),
    lambda batch: exports.file_name("import", brand.name, batch.created_at, "csv"),
)
if undo and frame.attempt(
    partial(import_batches.undo, here.store, here.brand_id, undo, **who), done=t("imports.undo_done")
):
    looked.clear()
    st.rerun()
