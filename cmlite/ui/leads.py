"""The page of leads: cards by stage, a list, what came of each source."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from cmlite.domain.leads import STAGES, Lead, Source, Stage, next_stage
from cmlite.ui import frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_KEPT = "lead_taken_back"

COLOURS = {"new": "blue", "contacted": "violet", "offer": "orange", "won": "green", "lost": "gray"}
VIEWS = ("board", "list", "sources")


def enter(lead_id: str, conversation_id: str = "") -> None:
    """Open the form in this and the following runs, '' for a new lead, perhaps of a conversation."""
    st.session_state["lead_opened"] = (lead_id, conversation_id)


def leave() -> None:
    """Close the form."""
    st.session_state.pop("lead_opened", None)


def opened() -> tuple[str, str] | None:
    """Which lead is open in the form, and of which conversation a new one is."""
    return st.session_state.get("lead_opened")


def offer_undo(kind: str, lead_id: str, stage: str = "") -> None:
    """Keep what was deleted or moved, so that it can be taken back."""
    st.session_state[_KEPT] = (kind, lead_id, stage)


def undo_bar() -> tuple[str, str, Stage] | None:
    """After a deletion or a move; gives back what is to be undone: kind, lead, the stage it had."""
    kind = st.session_state.get(_KEPT, ("delete",))[0]
    found: tuple[str, str, Stage] | None = frame.undo_bar(_KEPT, "lead", t(f"leads.undo_{kind}"), shortcut="Ctrl+Z")
    return found


def board(
    found: Mapping[Stage, Sequence[Lead]], counts: Mapping[str, int], today: date
) -> tuple[str, str, Stage] | None:
    """One column a stage; gives back what was pressed: `open` or `move`, the lead, the stage it goes to."""
    pressed = None
    for place, stage in zip(st.columns(len(STAGES), gap="small"), STAGES, strict=True):
        with place.container(key=f"leads_{stage}"):
            st.markdown(f":{COLOURS[stage]}-badge[{t(f'leads.stage.{stage}')}] {text.number(counts.get(stage, 0))}")
            if not found[stage]:
                st.caption(t("leads.none_here"))
            for one in found[stage]:
                pressed = card(one, today) or pressed
            if counts.get(stage, 0) > len(found[stage]):
                st.caption(t("leads.more", n=counts[stage] - len(found[stage])))
    return pressed


def card(one: Lead, today: date, *, with_stage: bool = False) -> tuple[str, str, Stage] | None:
    """One lead; gives back what was pressed."""
    key = one.lead_id
    pressed: tuple[str, str, Stage] | None = None
    with st.container(border=True, gap="xsmall", key=f"lead_{key}"):
        badge = f":{COLOURS[one.stage]}-badge[{t(f'leads.stage.{one.stage}')}] " if with_stage else ""
        st.markdown(f"{badge}**{escaped(one.interest)}**")
        facts = [escaped(one.who)] if one.who else []
        if one.value is not None:
            facts.append(escaped(text.money(one.value, one.currency)))
        if facts:
            st.caption(" · ".join(facts))
        if one.is_open and one.next_step:
            st.markdown(_next(one, today))
        with st.container(horizontal=True, gap="xsmall", key=f"lead_do_{key}"):
            if st.button(t("leads.open"), key=f"lead_open_{key}", type="tertiary"):
                pressed = ("open", key, one.stage)
            following = next_stage(one.stage)
            if following and st.button(
                t(f"leads.to.{following}"),
                key=f"lead_on_{key}",
                type="tertiary",
                icon=":material/arrow_forward:",
            ):
                pressed = ("move", key, following)
            if one.is_open and st.button(t("leads.to.lost"), key=f"lead_lost_{key}", type="tertiary"):
                pressed = ("move", key, "lost")
            if not one.is_open and st.button(t("leads.again"), key=f"lead_again_{key}", type="tertiary"):
                pressed = ("move", key, "contacted")
    return pressed


def _next(one: Lead, today: date) -> str:
    if one.next_on is None:
        return f":material/flag: {escaped(one.next_step)}"
    day = text.day(one.next_on, year=one.next_on.year != today.year)
    colour = "red" if one.next_on < today else "orange" if one.next_on == today else "gray"
    return f":{colour}[:material/event: {escaped(day)}] {escaped(one.next_step)}"


def sources(found: Sequence[Source], name_of: Callable[[str], str], kind: str) -> None:
    """What came of each source, as a table: counts, and the share of won ones only where it says something."""

    column = st.column_config
    rows = [
        {
            "source": name_of(one.source),
            "leads": one.leads,
            "contacted": one.contacted,
            "offers": one.offers,
            "won": one.won,
            "lost": one.lost,
            "share": _share(one),
            "value": " + ".join(text.money(value, currency) for currency, value in one.values) or "–",
        }
        for one in found
    ]
    st.dataframe(
        rows,
        column_config={
            "source": column.TextColumn(t(f"leads.by_{kind}"), pinned=True, width="medium"),
            **{name: column.NumberColumn(t(f"leads.column.{name}")) for name in _COUNTS},
            "share": column.TextColumn(t("leads.column.share"), help=t("leads.share_help"), width="medium"),
            "value": column.TextColumn(t("leads.column.value")),
        },
        hide_index=True,
        key=f"leads_by_{kind}",
        alt=t("leads.table_alt", what=t(f"leads.by_{kind}"), n=len(rows)),
    )


_COUNTS = ("leads", "contacted", "offers", "won", "lost")


def _share(one: Source) -> str:
    """The share with its interval and n, or how many more it takes."""
    if one.share is None or one.interval is None:
        return t("leads.too_few", n=one.missing)
    low, high = (text.percent(end, digits=0) for end in one.interval)
    return t("leads.share", share=text.percent(one.share, digits=0), low=low, high=high, n=one.decided)


def of_person(found: Sequence[Lead]) -> None:
    """The leads of a person, each with a link."""
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"lead_of_{one.lead_id}"):
            st.markdown(f":{COLOURS[one.stage]}-badge[{t(f'leads.stage.{one.stage}')}] {escaped(one.interest)}")
            frame.link_to("leads", t("leads.open"), {"lead": one.lead_id})


def stage_words(stage: str) -> str:
    """The word for a stage."""
    return t(f"leads.stage.{stage}")
