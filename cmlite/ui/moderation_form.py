"""The parts of a moderation plan as forms; each gives back what becomes of the plan, to be checked and saved."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.brands import WEEKDAYS
from cmlite.domain.editorial_lines import lines_of
from cmlite.domain.moderation import ACTIONS, PARTS, HouseRules, MessageClass, Plan, Rung
from cmlite.ui import classes, text
from cmlite.ui.text import t

Edit = Callable[[], dict[str, object]]
"""Reads the fields of a part."""
_LONG = 4_000


def part_form(part: str, plan: Plan, *, language: str, members: Sequence[str], new_id: str) -> tuple[str, Edit]:
    """The form of one part with its buttons: 'save', 'cancel', 'remove' or '', and what reads the fields.

    `language` is that of the house rules, `members` the names of the team, `new_id` the id of a class that is made.
    """
    kind, _, which = part.partition(":")
    can_remove = (kind == "rung" and which != "new") or (
        kind == "class" and (one := plan.class_of(which)) is not None and one.is_own
    )
    with st.form(key=f"plan_form_{part}", border=True, enter_to_submit=False):
        edit = _FIELDS[kind](plan, which or language, members, new_id)
        with st.container(horizontal=True, key=f"plan_buttons_{part}"):
            saved = st.form_submit_button(t("moderation.save"), key=f"plan_save_{part}", type="primary")
            cancelled = st.form_submit_button(t("moderation.cancel"), key=f"plan_cancel_{part}", type="tertiary")
            removed = can_remove and st.form_submit_button(
                t("moderation.remove"), key=f"plan_remove_{part}", type="tertiary", icon=":material/delete:"
            )
    return ("save" if saved else "cancel" if cancelled else "remove" if removed else ""), edit


def without(part: str, plan: Plan) -> dict[str, object]:
    """The plan without an own class or a rung."""
    kind, _, which = part.partition(":")
    if kind == "class":
        return {"classes": tuple(one for one in plan.classes if one.class_id != which)}
    return {"ladder": tuple(one for place, one in enumerate(plan.ladder) if str(place) != which)}


def _house(plan: Plan, language: str, members: Sequence[str], new_id: str) -> Edit:
    st.caption(t("moderation.house_hint"))
    house = plan.house.get(language, HouseRules())
    title = st.text_input(t("moderation.house.title"), house.title, key="plan_house_title", max_chars=80)
    typed = {name: _area(f"house.{name}", getattr(house, name)) for name in ("intro",)}
    lists = {
        name: _area(f"house.{name}", "\n".join(getattr(house, name)), long=20_000)
        for name in ("welcome", "unwanted", "consequences")
    }
    typed |= {name: _area(f"house.{name}", getattr(house, name)) for name in ("times", "contact", "law")}
    return lambda: {
        "house": {one: known.model_dump() for one, known in plan.house.items()}
        | {language: {"title": title, **typed} | {name: lines_of(words) for name, words in lists.items()}}
    }


def _class(plan: Plan, class_id: str, members: Sequence[str], new_id: str) -> Edit:
    one = plan.class_of(class_id) or MessageClass(class_id=new_id)
    usual = classes.name_of(one.class_id, plan) if not one.is_own else t("moderation.class_name_hint")
    left, right = st.columns(2)
    name = left.text_input(t("moderation.label.name"), one.name, key="plan_class_name", max_chars=80, placeholder=usual)
    action = right.selectbox(
        t("moderation.label.action"),
        ACTIONS,
        index=ACTIONS.index(one.action),
        format_func=lambda each: t(f"moderation.action.{each}"),
        key="plan_class_action",
        help=t("moderation.action_help"),
    )
    deadline = left.number_input(
        t("moderation.label.deadline"),
        1,
        100_000,
        one.deadline,
        key="plan_class_deadline",
        placeholder=t("moderation.no_deadline"),
        help=t("moderation.deadline_help"),
    )
    cool = right.number_input(t("moderation.label.cool_off"), 0, 1_440, one.cool_off, key="plan_class_cool")
    who = st.text_input(t("moderation.label.who"), one.who, key="plan_class_who", max_chars=80, help=_known(members))
    block = _area("block", one.block)

    def edit() -> dict[str, object]:
        changed = one.model_dump() | {"name": name or "", "action": action, "deadline": deadline, "cool_off": cool or 0}
        changed |= {"who": who or "", "block": block}
        known = [each.model_dump() for each in plan.classes if each.class_id != one.class_id]
        place = [each.class_id for each in plan.classes].index(one.class_id) if one in plan.classes else len(known)
        return {"classes": [*known[:place], changed, *known[place:]]}

    return edit


def _rota(plan: Plan, which: str, members: Sequence[str], new_id: str) -> Edit:
    st.caption(t("moderation.rota_hint"))
    typed: dict[str, Any] = {}
    for number, day in enumerate(WEEKDAYS):
        for column, part in zip(st.columns(len(PARTS)), PARTS, strict=True):
            place = f"{day}.{part}"
            typed[place] = column.text_input(
                t("moderation.place", day=text.weekday_name(number), part=t(f"moderation.when.{part}")),
                plan.rota.get(place, ""),
                key=f"plan_rota_{place}",
                max_chars=80,
                help=_known(members) if place == "mon.morning" else None,
            )
    return lambda: {"rota": {place: who or "" for place, who in typed.items()}}


def _rung(plan: Plan, place: str, members: Sequence[str], new_id: str) -> Edit:
    one = plan.ladder[int(place)] if place != "new" else Rung()
    left, right = st.columns(2)
    name = left.text_input(t("moderation.label.person"), one.name, key="plan_rung_name", max_chars=80)
    role = right.text_input(t("moderation.label.role"), one.role, key="plan_rung_role", max_chars=80)
    email = left.text_input(t("moderation.label.email"), one.email, key="plan_rung_email", max_chars=200)
    phone = right.text_input(t("moderation.label.phone"), one.phone, key="plan_rung_phone", max_chars=60)
    when = left.text_input(t("moderation.label.when"), one.when, key="plan_rung_when", max_chars=500)
    after = right.number_input(t("moderation.label.after"), 0, 100_000, one.after, key="plan_rung_after")
    words = _area("mail", one.words)

    def edit() -> dict[str, object]:
        changed = Rung(
            name=name or "",
            role=role or "",
            email=email or "",
            phone=phone or "",
            when=when or "",
            after=int(after or 0),
            words=words,
        )
        if place == "new":
            return {"ladder": (*plan.ladder, changed)}
        return {"ladder": tuple(changed if str(n) == place else known for n, known in enumerate(plan.ladder))}

    return edit


def _crisis(plan: Plan, which: str, members: Sequence[str], new_id: str) -> Edit:
    crisis = plan.crisis
    columns = st.columns(3)
    times = columns[0].number_input(
        t("moderation.label.times_usual"), 1.5, 100.0, crisis.times_usual, step=0.5, format="%g", key="plan_times"
    )
    least = columns[1].number_input(t("moderation.label.at_least"), 3, 100_000, crisis.at_least, key="plan_least")
    negative = columns[2].number_input(
        t("moderation.label.negative"), 2, 100_000, crisis.negative_at_least, key="plan_negative"
    )
    lead = st.text_input(t("moderation.label.lead"), crisis.lead, key="plan_lead", max_chars=80, help=_known(members))
    steps = _area("steps", "\n".join(crisis.steps), long=20_000)
    first = _area("first_words", crisis.first_words)
    return lambda: {
        "crisis": {
            "times_usual": times or crisis.times_usual,
            "at_least": least or crisis.at_least,
            "negative_at_least": negative or crisis.negative_at_least,
            "lead": lead or "",
            "steps": lines_of(steps),
            "first_words": first,
        }
    }


def _promises(plan: Plan, which: str, members: Sequence[str], new_id: str) -> Edit:
    words = _area("promises", "\n".join(plan.never_promise), long=20_000)
    return lambda: {"never_promise": lines_of(words)}


_FIELDS: dict[str, Callable[[Plan, str, Sequence[str], str], Edit]] = {
    "house": _house,
    "class": _class,
    "rota": _rota,
    "rung": _rung,
    "crisis": _crisis,
    "promises": _promises,
}


def _known(members: Sequence[str]) -> str | None:
    return t("moderation.members", names=text.listed(members)) if members else None


def _area(name: str, words: str, *, long: int = _LONG) -> str:
    label = t(f"moderation.{name}") if "." in name else t(f"moderation.label.{name}")
    hint = f"moderation.hint.{name.rpartition('.')[2]}"
    typed = st.text_area(
        label,
        words,
        key=f"plan_{name}",
        max_chars=max(long, len(words)),
        height="content",
        help=t(hint) if text.has(hint) else None,
    )
    return (typed or "").strip()
