"""See one person whole: handles, conversations, tags, note, consents; give access, and erase."""

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.services import exports, leads, people, rights
from cmlite.ui import address, frame, paging
from cmlite.ui import leads as lead_parts
from cmlite.ui import person as parts
from cmlite.ui import rights as right_parts
from cmlite.ui.downloads import csv_download
from cmlite.ui.text import t
from cmlite.wiring import networks, utc_now, visit

here = visit()
frame.show_notices()
brand = frame.needs_brand(here.brand, title=t("nav.person"))
facts = networks()
who = here.who
if not (person_id := st.query_params.get("person", "")):
    st.title(t("nav.person"), anchor=False)
    frame.empty_state("person", icon="person_search", page="people")
    st.stop()

found = people.person(here.store, here.brand_id, person_id)
today = to_wall(here.now, brand.zone).date()
parts.head(found, brand.zone)
view = address.choose_one(
    st.segmented_control,
    t("people.view"),
    parts.VIEWS,
    key="person_view",
    default="overview",
    words=lambda one: t(f"people.view_{one}"),
    required=True,
    label_visibility="collapsed",
    lasting=False,
)

if view == "rights":
    kept = rights.everything(here.store, here.brand_id, person_id)

    @st.dialog(t("rights.dialog"), width="medium", on_dismiss=right_parts.leave)
    def erase() -> None:
        """Say what goes and what stays, and erase when the owner wants it."""
        before = rights.backups_before(here.store, here.settings.backups)
        if right_parts.confirm(found.who, kept.own, kept.naming, before):
            with frame.refusals():
                rights.erase(here.store, here.brand_id, person_id, folder=here.settings.backups, **who)
                right_parts.leave()
                frame.say_later(t("rights.erased"))
                frame.go_to("rights")

    st.header(t("rights.access_title"), anchor=False)
    st.caption(t("rights.access_lead"))
    with st.container(horizontal=True, key="rights_files"):
        right_parts.take_home(
            lambda: rights.as_json(kept, now=utc_now()), exports.file_name("person", brand.name, here.now, "json")
        )
        csv_download(
            lambda style: exports.rows_as_csv(rights.as_rows(kept), rights.COLUMNS, style),
            exports.file_name("person", brand.name, here.now, "csv"),
            key="rights_csv",
            holds="export.help_whole",
        )
    right_parts.everything(kept.own, kept.naming)
    st.header(t("rights.erase_title"), anchor=False)
    st.caption(t("rights.erase_lead"))
    right_parts.alike(people.candidates(here.store, here.brand_id, found, ""), facts)
    if not here.at_work.team.may(here.actor, "erase"):
        st.caption(f":material/lock: {t('errors.team.right.erase')}")
    elif st.button(t("rights.erase"), key="erase_open", icon=":material/delete_forever:"):
        right_parts.enter(found.person_id)
    if right_parts.asked(found.person_id):
        erase()
    st.stop()

left, right = st.columns([3, 2], gap="medium")
with right:
    with frame.refusals():
        if (typed := parts.about(found, people.tags(here.store, here.brand_id))) is not None:
            people.save(here.store, here.brand_id, person_id, tags=typed[0], note=typed[1], **who)
            frame.say_later(t("people.saved"))
            st.rerun()
    with frame.refusals():
        if parted := parts.handles(found, facts):
            people.part(here.store, here.brand_id, parted, **who)
            frame.say_later(t("people.parted"))
            st.rerun()
        with st.popover(t("people.join_open"), icon=":material/join_inner:", key="join_box"):
            offered = people.candidates(here.store, here.brand_id, found, parts.join_search())
            if other := parts.join_choice(offered, facts):
                people.join(here.store, here.brand_id, found.person_id, other, **who)
                frame.say_later(t("people.joined"))
                st.rerun()
    with frame.refusals():
        if turned := parts.consents(found.consents, today):
            people.withdraw_consent(here.store, here.brand_id, *turned, **who)
            st.rerun()
        if given := parts.new_consent(today):
            about, how, on = given
            people.note_consent(
                here.store, here.brand_id, found.person_id, about=about, how=how, given_on=on, today=today, **who
            )
            frame.say_later(t("people.consent_saved"))
            st.rerun()
with left:
    if interests := leads.of_people(here.store, here.brand_id, found.ids):
        st.header(t("leads.title"), anchor=False)
        lead_parts.of_person(interests)
    if months := people.tones(here.store, here.brand_id, found, zone=brand.zone):
        parts.tones(months)
    st.header(t("people.talk"), anchor=False)
    if not found.conversations:
        st.caption(t("people.talk_none"))
    shown = people.talk(here.store, here.brand_id, found, page=paging.in_view("talk_page", person_id))
    if opened := parts.talk(shown, facts, brand.zone):
        frame.go_to("inbox", {"conversation": opened, "inbox_state": "all"})
    paging.below("talk_page", people.pages_of(found.conversations))
