"""See where the data lies, back it up, restore it, remove the example."""

from functools import partial

import streamlit as st

from cmlite import VERSION
from cmlite.domain.team import Team, may_restore
from cmlite.services import backups, brand_removal, publishing, team
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.settings import late_form
from cmlite.ui.text import t
from cmlite.wiring import visit

here = visit()
frame.show_notices()
frame.page_title("settings")

st.header(t("settings.data"), anchor=False)
database = here.settings.database
counts = here.store.counts()
with st.container(border=True, key="settings_place"):
    st.markdown(t("settings.place"))
    st.code(str(database), language=None, wrap_lines=True)
    st.caption(
        t(
            "settings.size",
            size=text.number(max(backups.data_size(database) / 1e6, 0.1), digits=1),
            posts=counts["post"],
            messages=counts["message"],
            values=counts["publication_metric"] + counts["channel_metric"],
        )
    )

st.header(t("settings.backup"), anchor=False)
st.markdown(t("settings.backup_text", keep=here.settings.backups_kept))
if st.button(t("settings.backup_now"), key="backup_now", type="primary", icon=":material/save:"):
    with st.spinner(t("settings.backup_running")), frame.refusals():
        made = backups.back_up(here.store, here.settings.backups, now=here.now)
        frame.say_later(t("settings.backup_done", name=made.path.name))
        st.rerun()

zone = here.brand.zone if here.brand else "Europe/Berlin"
kept = backups.backups(here.settings.backups)
may_put_back = may_restore((teams := team.teams(here.store)).values(), here.actor)
if not kept:
    st.caption(t("settings.backup_none"))
for backup in kept[:12]:
    name = backup.path.name  # a place in the list is another backup as soon as one is made
    with st.container(border=True, key=f"backup_{name}"):
        words, download, back = st.columns([4, 1.4, 1.6], vertical_alignment="center")
        kind = t("settings.backup_daily" if backup.automatic else "settings.backup_manual")
        size_mb = text.number(max(backup.size / 1e6, 0.1), digits=1)
        words.markdown(f"**{text.moment(backup.made_at, zone, year=True)}** · {kind} · {size_mb} MB")
        download.download_button(
            t("settings.download"),
            data=backup.path.read_bytes,
            file_name=name,
            mime="application/zip",
            key=f"backup_{name}_download",
            on_click="ignore",
            width="stretch",
        )
        if may_put_back and back.button(t("settings.restore_this"), key=f"backup_{name}_restore", width="stretch"):
            st.session_state["restore_from"] = str(backup.path)

st.header(t("settings.restore"), anchor=False)
st.markdown(t("settings.restore_text"))
given = None
if may_put_back:
    given = st.file_uploader(t("settings.restore_file"), type=["zip"], key="restore_file")
else:
    st.caption(f":material/lock: {t('errors.team.right.restore')}")
if given is not None and st.button(t("settings.restore_upload"), key="restore_upload"):
    st.session_state["restore_from"] = backups.UPLOADED


@st.dialog(t("settings.restore_sure"))
def ask_restore(source: str) -> None:
    st.markdown(t("settings.restore_warning"))
    if source != backups.UPLOADED:
        st.code(source.replace("\\", "/").rsplit("/", 1)[-1], language=None, wrap_lines=True)
    if st.button(t("settings.restore_do"), key="restore_do", type="primary"):
        with st.spinner(t("settings.restore_running")), frame.refusals():
            keep = backups.restore_from(here.store, here.outside, source, given, **here.who)
            frame.say_later(t("settings.restore_done", name=keep.name))
            st.rerun()


if source := st.session_state.pop("restore_from", None):
    ask_restore(source)

if here.brand is not None:
    st.header(t("settings.late"), anchor=False)
    st.markdown(t("settings.late_text", name=escaped(here.brand.name)))
    if (minutes := late_form(publishing.late_minutes(here.store, here.brand_id), key=here.brand_id)) is not None:
        allow = partial(publishing.allow_late, here.store, here.brand_id, minutes, **here.who)
        if frame.attempt(allow, done=t("settings.late_saved")):
            st.rerun()

example = next((brand for brand in here.brands if brand.is_example), None)
if example is not None:
    st.header(t("settings.example"), anchor=False)
    st.markdown(t("settings.example_text", name=escaped(example.name)))
    may_remove = teams.get(example.brand_id, Team()).may(here.actor, "remove")
    if not may_remove:
        st.caption(f":material/lock: {t('errors.team.right.remove')}")
    elif st.button(t("settings.example_remove"), key="example_remove", icon=":material/delete:"):
        with frame.refusals(), st.spinner(t("connections.acting")):
            gone = brand_removal.remove_brand(
                here.store, here.outside, example.brand_id, now=here.now, actor=here.actor
            )
            frame.say_later(t("settings.example_gone", n=sum(gone.values())))
            if gone["connection"] and here.outside.secrets.state == "locked":
                frame.say_later(t("settings.sign_ins_later"), icon=":material/key:")
            st.rerun()

st.caption(t("settings.version", version=VERSION, schema=here.store.schema))
