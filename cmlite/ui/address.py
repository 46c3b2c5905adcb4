"""Choices that stand in the address as codes, so that a link means the same in every language.

A widget with `bind="query-params"` writes the words it shows; that is right for a text, a switch or a number. Choices
whose words differ by language go through here. The address leads: whoever wants to change a choice from elsewhere
writes `st.query_params[key]` and runs the page again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from cmlite.ui import text
from cmlite.ui.text import t

Codes = tuple[str, ...]
_EARLIEST = date(1990, 1, 1)
"""Before any social network."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the address said at the end of the last run (nothing where the usual was chosen), and where that was."""

    codes: Codes
    page: str
    language: str


Code = TypeVar("Code", bound=str)


def choose_one(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[Code],
    *,
    key: str,
    default: Code,
    words: Callable[[str], str],
    lasting: bool = True,
    **how: Any,
) -> Code:
    """One of several codes by `st.segmented_control`, `st.selectbox` and the like; `words` shows a code.

    The choice is carried along to other pages with the same `key` and back, unless it is not `lasting`. `how` goes to
    the widget.
    """
    one_chosen(options, key=key, default=default, lasting=lasting)
    code: Code = widget(label, options, key=key, format_func=words, **how)
    _write(key, () if code == default else (code,))
    return code


def one_chosen(options: Sequence[str], *, key: str, default: str, lasting: bool = True) -> str:
    """What `choose_one` is about to show; for what stands before it."""
    said, kept = (
        tuple(code for code in codes if code in options)
        for codes in (st.query_params.get_all(key)[:1], _kept(key, lasting=lasting))
    )
    _follow(key, said, kept, lambda codes: codes[0] if codes else default)
    if st.session_state[key] not in options:
        st.session_state[key] = default
    return str(st.session_state[key])


def choose_several(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    words: Callable[[str], str],
    widget: Callable[..., Any] = st.multiselect,
    **how: Any,
) -> tuple[str, ...]:
    """Any number of codes by `st.multiselect`, or by `st.pills` where several may be chosen; none stands for all."""
    several_chosen(options, key=key)
    picked = tuple(widget(label, options, key=key, format_func=words, **how))
    _write(key, picked)
    return picked


def several_chosen(options: Sequence[str], *, key: str) -> tuple[str, ...]:
    """What `choose_several` is about to show; for what stands before it."""
    said, kept = (
        tuple(code for code in codes if code in options) for codes in (st.query_params.get_all(key), _kept(key))
    )
    _follow(key, said, kept, list, tell=True)
    if not set(st.session_state[key]) <= set(options):
        st.session_state[key] = [code for code in st.session_state[key] if code in options]
    return tuple(st.session_state[key])


def reset_button(keys: Sequence[str], *, key: str) -> None:
    """A button that empties these choices; it stands where one of them says something."""
    said = [one for one in keys if st.query_params.get_all(one)]
    if said and st.button(t("calendar.filters_reset"), key=key, icon=":material/filter_list_off:"):
        for one in said:
            del st.query_params[one]
        st.rerun()


def choose_days(
    label: str, usual: tuple[date, date], *, key: str, latest: date, **how: Any
) -> tuple[date, date] | None:
    """First and last day of a range until `latest`; None while only the first is chosen."""
    said, kept = (_two_days(codes, latest) for codes in (st.query_params.get_all(key), _kept(key)))
    _follow(key, said, kept, lambda codes: tuple(map(date.fromisoformat, codes)) or usual)
    picked = st.date_input(label, key=key, min_value=_EARLIEST, max_value=latest, **how)
    days = tuple(picked) if isinstance(picked, tuple) else (picked,)
    if len(days) != 2:
        return None
    _write(key, () if days == usual else tuple(day.isoformat() for day in days))
    return days


def _two_days(codes: Sequence[str], latest: date) -> Codes:
    try:
        days = sorted(date.fromisoformat(code) for code in codes)
    except ValueError:
        return ()
    fits = len(days) == 2 and days[0] >= _EARLIEST and days[1] <= latest
    return tuple(day.isoformat() for day in days) if fits else ()


def _memory(key: str) -> str:
    return f"{key}_in_address"


def _place() -> tuple[str, str]:
    return str(st.session_state.get("page_in_view", "")), text.language()


def _kept(key: str, *, lasting: bool = True) -> Codes:
    """What was chosen before on another page, or in the other language."""
    seen: _Seen | None = st.session_state.get(_memory(key))
    return seen.codes if seen is not None and (lasting or seen.page == _place()[0]) else ()


def _follow(key: str, said: Codes, kept: Codes, value_of: Callable[[Codes], object], *, tell: bool = False) -> None:
    """Set the widget where it is new, and where the address has changed since the last run.

    With `tell` the browser is told the value in every run in which the visitor did not change it: a widget inside a
    closed popover is only made when that opens, and would be empty then.
    """
    seen: _Seen | None = st.session_state.get(_memory(key))
    if key not in st.session_state or seen is None or (seen.page, seen.language) != _place():
        st.session_state[key] = value_of(said or kept)
    elif said != seen.codes:
        st.session_state[key] = value_of(said)
    elif tell and st.session_state[key] == value_of(seen.codes):
        st.session_state[key] = value_of(seen.codes)


def _write(key: str, codes: Codes) -> None:
    if codes != tuple(st.query_params.get_all(key)):
        if codes:
            st.query_params[key] = list(codes)
        else:
            del st.query_params[key]
    page, language = _place()
    st.session_state[_memory(key)] = _Seen(codes, page, language)
