"""The moderation plan as a document one can follow: cards to read with their buttons, and rows for paper."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from cmlite.domain.brands import WEEKDAYS, Brand
from cmlite.domain.moderation import PARTS, Plan, Rung, needed
from cmlite.ui import classes, frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.inbox_class import rung_name
from cmlite.ui.moderation_house import document, hours_words
from cmlite.ui.papers import Section, as_markdown, as_page
from cmlite.ui.text import t

SECTIONS = ("house", "classes", "rota", "ladder", "crisis", "promises")
"""The sections in reading order."""
_ICONS = {
    "house": "handshake",
    "classes": "category",
    "rota": "calendar_view_week",
    "ladder": "stairs",
    "crisis": "crisis_alert",
    "promises": "block",
}
Form = Callable[[], None]
"""Draws the form of the part that is being changed, in its place."""
Card = Callable[[Plan, Brand, str, Form], str]
"""Draws a section, with the form of the part that is being changed ('' is none). Gives the part whose button was
pressed, or ''."""


def head(section: str, *, changing: str, part: str = "") -> str:
    """Heading of a section, with a button where the whole of it is changed at once."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"plan_head_{section}"
    ):
        title = t(f"moderation.part.{section}")
        st.header(f":material/{_ICONS[section]}: {title}", anchor=False, width="content")
        if part and edit_button(part, title, changing=changing):
            return part
    return ""


def edit_button(part: str, title: str, *, changing: str) -> bool:
    """The small button that opens the form of one part; while one is open its words must not get lost."""
    return st.button(
        t("moderation.edit"),
        key=f"plan_edit_{part}",
        icon=":material/edit:",
        type="tertiary",
        disabled=bool(changing),
        help=t("moderation.edit_help", part=title),
    )


def classes_card(plan: Plan, brand: Brand, changing: str, form: Form) -> str:
    """Every class with what is done about it; own ones can be added."""
    pressed = head("classes", changing=changing)
    st.caption(t("moderation.classes_lead"))
    for one in plan.classes:
        part = f"class:{one.class_id}"
        if part == changing:
            form()
            continue
        block = f"  \n:gray[:material/format_quote: {escaped(_short(one.block))}]" if one.block else ""
        words = f"{classes.badge(one.class_id, plan)} {classes.advice(one)}{block}"
        pressed = _row(part, words, classes.name_of(one.class_id, plan), changing) or pressed
    if changing == "class:new":
        form()
    if st.button(t("moderation.new_class"), key="plan_new_class", icon=":material/add:", disabled=bool(changing)):
        pressed = "class:new"
    return pressed


def rota_card(plan: Plan, brand: Brand, changing: str, form: Form) -> str:
    """Business hours, who looks when, and where nobody does."""
    pressed = head("rota", changing=changing, part="rota")
    if changing == "rota":
        form()
        return pressed
    st.markdown(t("moderation.hours", hours=escaped(hours_words(brand.business_hours))))
    gaps, open_places = plan.gaps(brand.business_hours), needed(brand.business_hours)
    lines = [
        f"| |{'|'.join(t(f'moderation.when_short.{part}') for part in PARTS)}|",
        f"|---|{'|'.join('---' for _ in PARTS)}|",
    ]
    for number, day in enumerate(WEEKDAYS):
        cells = []
        for part in PARTS:
            place = f"{day}.{part}"
            who = escaped(plan.rota.get(place, ""))
            closed = "" if place in open_places else f":gray[{t('moderation.closed')}]"
            cells.append(who or (f":red-badge[{t('moderation.gap')}]" if place in gaps else closed))
        lines.append(f"|{text.weekday_name(number, short=True)}|{'|'.join(cells)}|")
    st.markdown("\n".join(lines))
    frame.link_to("onboarding", f":material/schedule: {t('moderation.change_hours')}", {"step": "business"})
    if gaps:
        st.caption(f":material/warning: {t('moderation.gaps', n=len(gaps))}")
    return pressed


def ladder_card(plan: Plan, brand: Brand, changing: str, form: Form) -> str:
    """Who is told, first to last, also people outside the app."""
    pressed = head("ladder", changing=changing)
    st.caption(t("moderation.ladder_lead"))
    for place, rung in enumerate(plan.ladder):
        if changing == f"rung:{place}":
            form()
            continue
        lines = "  \n".join(f":gray[{escaped(one)}]" for one in rung_lines(rung))
        words = f"**{place + 1}\\. {escaped(rung_name(rung))}**  \n{lines}"
        pressed = _row(f"rung:{place}", words, rung_name(rung), changing) or pressed
    if changing == "rung:new":
        form()
    if st.button(t("moderation.new_rung"), key="plan_new_rung", icon=":material/add:", disabled=bool(changing)):
        pressed = "rung:new"
    return pressed


def _row(part: str, words: str, title: str, changing: str) -> str:
    """One thing of a list with its button; the part when that was pressed."""
    left, right = st.columns([6, 1], vertical_alignment="center")
    left.markdown(words)
    with right:
        return part if edit_button(part, title, changing=changing) else ""


def rung_lines(rung: Rung) -> list[str]:
    """When somebody is told and how they are reached."""
    after = t("moderation.after", time=classes.span(rung.after)) if rung.after else t("moderation.at_once")
    reach = " · ".join(part for part in (rung.email, rung.phone) if part) or t("moderation.no_address")
    return [part for part in (rung.when, after, reach) if part]


def crisis_card(plan: Plan, brand: Brand, changing: str, form: Form) -> str:
    """When it is a crisis, what is done then, and the first words ready to copy."""
    pressed = head("crisis", changing=changing, part="crisis")
    if changing == "crisis":
        form()
        return pressed
    for label, words in crisis_rows(plan)[:-1]:
        st.markdown(f"**{label}**  \n{words}" if label else words)
    if plan.crisis.first_words:
        st.markdown(f"**{t('moderation.label.first_words')}**")
        st.code(plan.crisis.first_words, language=None, wrap_lines=True)
    frame.link_to("alerts", f":material/notifications_active: {t('moderation.to_alerts')}", {})
    return pressed


def crisis_rows(plan: Plan) -> list[tuple[str, str]]:
    """Thresholds, who leads, steps and first words; the words of people escaped, the first words last."""
    crisis = plan.crisis
    steps = "\n".join(f"{number}. {escaped(step)}" for number, step in enumerate(crisis.steps, start=1))
    return [
        (
            t("moderation.label.thresholds"),
            t(
                "moderation.thresholds",
                times=crisis.times_usual,
                least=crisis.at_least,
                negative=crisis.negative_at_least,
            ),
        ),
        (t("moderation.label.lead"), escaped(crisis.lead) or t("moderation.nobody")),
        ("", steps),
        (t("moderation.label.first_words"), crisis.first_words),
    ]


def promises_card(plan: Plan, brand: Brand, changing: str, form: Form) -> str:
    """Words of promises nobody makes."""
    pressed = head("promises", changing=changing, part="promises")
    if changing == "promises":
        form()
        return pressed
    st.caption(t("moderation.promises_lead"))
    badges = " ".join(f":gray-badge[{escaped(one)}]" for one in plan.never_promise)
    st.markdown(badges or t("moderation.nothing"))
    return pressed


CARDS: dict[str, Card] = {
    "classes": classes_card,
    "rota": rota_card,
    "ladder": ladder_card,
    "crisis": crisis_card,
    "promises": promises_card,
}


def files(plan: Plan, brand: Brand) -> dict[str, Callable[[], str]]:
    """What makes each file of the whole plan, by ending."""
    title, lead = t("moderation.document_title", brand=brand.name), t("moderation.document_lead")
    return {
        "md": lambda: as_markdown(title, lead, paper(plan, brand)),
        "html": lambda: as_page(title, lead, paper(plan, brand)),
    }


def looking(plan: Plan, wall: datetime) -> None:
    """Who looks at this moment, where a rota was made."""
    if plan.rota:
        who = escaped(plan.looking(wall)) or t("moderation.nobody_now")
        st.caption(f":material/visibility: {t('moderation.now', who=who)}")


def paper(plan: Plan, brand: Brand) -> list[Section]:
    """The whole plan for paper, in the visitor's language, as plain text."""
    language = text.language()
    _, intro, house = document(plan.house[language], brand, language) if language in plan.house else ("", "", [])
    gaps = plan.gaps(brand.business_hours)
    rota = [
        (f"{text.weekday_name(number)}, {t(f'moderation.when.{part}')}", plan.rota.get(place) or t("moderation.gap"))
        for number, day in enumerate(WEEKDAYS)
        for part in PARTS
        if (place := f"{day}.{part}") in plan.rota or place in gaps
    ]
    crisis = plan.crisis
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(crisis.steps, start=1))
    return [
        (t("moderation.part.house"), [("", intro), *(row for _, rows in house for row in rows)]),
        (
            t("moderation.part.classes"),
            [
                (classes.name_of(one.class_id, plan), "\n".join(filter(None, (classes.advice_plain(one), one.block))))
                for one in plan.classes
            ],
        ),
        (t("moderation.part.rota"), [(t("moderation.label.hours"), hours_words(brand.business_hours)), *rota]),
        (t("moderation.part.ladder"), [(rung_name(one), "\n".join(rung_lines(one))) for one in plan.ladder]),
        (
            t("moderation.part.crisis"),
            [
                crisis_rows(plan)[0],
                (t("moderation.label.lead"), crisis.lead or t("moderation.nobody")),
                (t("moderation.label.steps"), steps),
                (t("moderation.label.first_words"), crisis.first_words),
            ],
        ),
        (t("moderation.part.promises"), [("", one) for one in plan.never_promise]),
    ]


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 140 else flat[:140].rsplit(" ", 1)[0] + " …"
