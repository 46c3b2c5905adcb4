"""What an import file holds, in words: rows and sums, what was found, names of figures and formats."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import streamlit as st

from cmlite.domain.imports import Counts
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_ICONS = {"refusal": "block", "question": "help", "warning": "warning", "note": "info"}


class _Finding(Protocol):
    key: str
    values: Mapping[str, object]
    level: str


def summary(
    rows: int, first: date | None, last: date | None, counts: Counts | None, totals: Mapping[str, float]
) -> None:
    """Period, rows, what is new, changed, there already, refused; sums of the main figures."""
    facts = [t("imports.rows", n=rows)]
    if first and last:
        facts.insert(0, text.days(first, last))
    st.caption(escaped(" · ".join(facts)))
    if counts is not None:
        badges = [
            f":green-badge[{t('imports.new', n=counts.new)}]",
            f":blue-badge[{t('imports.changed', n=counts.changed)}]",
            f":gray-badge[{t('imports.same', n=counts.same)}]",
        ]
        if counts.refused:
            badges.append(f":red-badge[{t('imports.refused_rows', n=counts.refused)}]")
        st.markdown(" ".join(badges))
    if totals:
        shown = [f"{metric_name(name)} {text.number(value)}" for name, value in totals.items()]
        st.caption(t("imports.sums", sums=" · ".join(shown[:8])))


def findings(found: Sequence[_Finding]) -> None:
    """Refusals and questions in full, warnings and notes one line each."""
    for one in found:
        named = {"metric": metric_name, "format": format_name}
        if one.key == "imports.question.date_order":
            named |= {"a": _iso_day, "b": _iso_day}
        values = {
            name: named.get(name, escaped)(value) if isinstance(value, str) else value
            for name, value in one.values.items()
        }
        sentence = t(one.key, **values)
        if one.level == "refusal":
            st.error(sentence, icon=":material/block:")
        elif one.level == "question":
            st.warning(sentence, icon=":material/help:")
        else:
            st.caption(f":material/{_ICONS.get(one.level, 'info')}: {sentence}")


def _iso_day(written: str) -> str:
    return text.day(date.fromisoformat(written[:10]), weekday=False, year=True)


def metric_name(name: str) -> str:
    """The field's own name of a role or metric."""
    return t(f"imports.role.{name}") if text.has(f"imports.role.{name}") else name


def format_name(format_id: str) -> str:
    """What kind of file it is, in words."""
    return t(f"imports.format.{format_id}") if text.has(f"imports.format.{format_id}") else format_id
