"""The page of one person: who they are, what was agreed, their handles and conversations."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from cmlite.domain.clocks import to_wall
from cmlite.domain.networks import Network
from cmlite.domain.people import CONSENT_LONGEST, NOTE_LONGEST, TAGS, Consent, Handle, Person
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.people import badges, tag_words
from cmlite.ui.text import t

VIEWS = ("overview", "rights")
"""What the page shows: the person at work, or everything that is kept about them."""


def head(person: Person, zone: str) -> None:
    """Name, tags, and since when they are known."""
    frame.link_to("people", f":material/arrow_back: {t('people.back')}", {})
    st.title(escaped(person.who) or t("inbox.unknown"), anchor=False)
    if person.tags:
        st.markdown(badges(person.tags))
    with st.container(horizontal=True, key="person_figures"):
        st.metric(t("people.talk"), text.number(person.conversations), width=140)
        for word, moment in (("first", person.first_at), ("last_contact", person.last_at)):
            day = to_wall(moment, zone) if moment else None
            st.metric(t(f"people.{word}"), text.day(day, weekday=False, year=True), width=200)


def about(person: Person, own_tags: Sequence[str]) -> tuple[list[str], str] | None:
    """Tags and note; gives back both when they are to be saved."""
    st.header(t("people.about"), anchor=False)
    tags = st.multiselect(
        t("people.tags"),
        [*dict.fromkeys([*TAGS, *own_tags, *person.tags])],
        default=list(person.tags),
        format_func=tag_words,
        accept_new_options=True,
        placeholder=t("people.tags_hint"),
        help=t("people.tags_help"),
        key=f"person_tags_{person.person_id}_{'-'.join(person.tags)}",
    )
    note = st.text_area(
        t("people.note"),
        person.note,
        max_chars=NOTE_LONGEST,
        help=t("people.note_help"),
        key=f"person_note_{person.person_id}_{hash(person.note)}",
    )
    pressed = st.button(t("people.save"), key="person_save", type="primary")
    return (list(tags), note or "") if pressed else None


def handles(person: Person, facts: Mapping[str, Network]) -> str | None:
    """Their handles; gives back the one that is somebody else after all."""
    st.header(t("people.handles"), anchor=False)
    parted = None
    for one in person.handles:
        with st.container(horizontal=True, vertical_alignment="center", key=f"handle_{one.person_id}"):
            st.markdown(_handle_line(one, facts))
            if len(person.handles) > 1 and st.button(
                t("people.part"), key=f"part_{one.person_id}", icon=":material/call_split:", type="tertiary"
            ):
                parted = one.person_id
    return parted


def join_search() -> str:
    """What handle is looked for, to be joined to this person."""
    st.caption(t("people.join_text"))
    hint = t("people.search_hint")
    words = st.text_input(t("people.join_search"), key="join_search", type="search", placeholder=hint, live="400ms")
    return words or ""


def join_choice(found: Sequence[Handle], facts: Mapping[str, Network]) -> str | None:
    """Handles that may be theirs, too; gives back the one the owner says is."""
    if not found:
        st.caption(t("people.join_none"))
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"join_{one.person_id}"):
            st.markdown(_handle_line(one, facts))
            if st.button(t("people.join"), key=f"join_go_{one.person_id}", icon=":material/join_inner:"):
                return one.person_id
    return None


def _handle_line(one: Handle, facts: Mapping[str, Network]) -> str:
    name = f" · {escaped(one.display_name)}" if one.display_name and one.display_name != one.handle else ""
    return f"**{escaped(one.handle)}**{name}  \n:gray[{network_name(one.network, facts)}]"


def consents(found: Sequence[Consent], today: date) -> tuple[str, date | None] | None:
    """What they agreed to; gives back a consent and the day it was taken back (None: it holds again)."""
    st.header(t("people.consents"), anchor=False)
    st.caption(t("people.consents_help"))
    wish = None
    for one in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"consent_{one.consent_id}"):
            with st.container(key=f"consent_words_{one.consent_id}"):
                st.text(one.about)
                st.caption(_consent_line(one))
            word = "consent_holds" if one.withdrawn_on else "consent_back"
            if st.button(t(f"people.{word}"), key=f"consent_turn_{one.consent_id}", type="tertiary"):
                wish = (one.consent_id, None if one.withdrawn_on else today)
    return wish


def _consent_line(one: Consent) -> str:
    given = t("people.given", day=text.day(one.given_on, weekday=False, year=True), who=text.who(one.actor))
    parts = [given, one.how]
    if one.withdrawn_on:
        parts.append(t("people.withdrawn", day=text.day(one.withdrawn_on, weekday=False, year=True)))
    return escaped(" · ".join(part for part in parts if part))


def new_consent(today: date) -> tuple[str, str, date] | None:
    """A form for one more consent; gives back what, how and when."""
    box = st.popover(t("people.consent_new"), icon=":material/add:", key="consent_new")
    with box, st.form("consent_form", clear_on_submit=True, border=False):
        what = st.text_input(
            t("people.consent_about"),
            key="consent_about",
            max_chars=CONSENT_LONGEST,
            placeholder=t("people.consent_about_hint"),
        )
        how = st.text_input(
            t("people.consent_how"),
            key="consent_how",
            max_chars=CONSENT_LONGEST,
            placeholder=t("people.consent_how_hint"),
        )
        on = st.date_input(
            t("people.consent_on"), today, max_value=today, key="consent_on", format=t("units.day_format")
        )
        if st.form_submit_button(t("people.consent_save"), type="primary") and isinstance(on, date):
            return what or "", how or "", on
    return None


def talk(rows: Sequence[Mapping[str, Any]], facts: Mapping[str, Network], zone: str) -> str | None:
    """Their conversations, newest first; gives back the one to open."""
    opened = None
    for row in rows:
        key = row["conversation_id"]
        with st.container(border=True, gap="xsmall", key=f"talk_{key}"):
            with st.container(horizontal=True, vertical_alignment="center", key=f"talk_head_{key}"):
                where = (network_name(row["network"], facts), t(f"inbox.kind_{row['kind']}"))
                when = text.moment(row["last_message_at"], zone, year=True)
                st.caption(" · ".join((*where, when, t(f"inbox.is_{row['state']}"))))
                if st.button(t("inbox.open"), key=f"talk_open_{key}", type="tertiary", icon=":material/forum:"):
                    opened = str(key)
            st.text(row["excerpt"] or t("people.no_words"))
    return opened


def tones(months: Mapping[date, Mapping[str, int]]) -> None:
    """The tone of what they wrote, month by month, with how many conversations it was."""
    with st.expander(t("people.tones"), icon=":material/mood:", key="person_tones"):
        for month, counted in months.items():
            said = [
                f"{counted[tone]} {t(f'triage.tone.{tone}') if tone else t('triage.unsure')}"
                for tone in ("negative", "neutral", "positive", "")
                if counted.get(tone)
            ]
            st.markdown(f"**{text.month(month)}:** {', '.join(said)} :gray[(n = {sum(counted.values())})]")
        st.caption(t("people.tones_note"))
