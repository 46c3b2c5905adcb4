"""What the pages about figures are narrowed by: the period, networks, channels, topics and formats."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial

import streamlit as st

from cmlite.domain.kpis import PERIODS, Period, Selection, period_of
from cmlite.ui import address, frame, text
from cmlite.ui.cards import escaped
from cmlite.ui.kpis import Names
from cmlite.ui.text import t

FREE = ":material/date_range:"
"""How a free range is shown."""

_FIELDS = {"network": "networks", "channel": "channels", "pillar": "pillars", "format": "formats"}


@contextmanager
def filter_row(names: Names, today: date, *, key: str) -> Iterator[tuple[Period, Selection]]:
    """The row above figures; what is drawn inside the block stands in it, too."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=key):
        yield _choose_period(today), _choose_filters(names)


def nothing_there(word: str, last: Period | None, *, icon: str) -> None:
    """Nothing is known of the period: lead to the last one of which something is, else teach what belongs here."""
    if last is None:
        frame.empty_state(word, icon=icon, page="imports")
        return
    with st.container(border=True, horizontal_alignment="center", key=f"older_{word}"):
        st.space("small")
        st.header(f":material/history: {t(f'{word}.older_title')}", anchor=False, text_alignment="center")
        st.markdown(t(f"{word}.older_text", last=last.last), width=560, text_alignment="center")
        if st.button(
            escaped(t("kpis.older_button", days=text.days(last.first, last.last))),
            key="older_go",
            type="primary",
            icon=FREE,
        ):
            st.query_params["period"] = "free"
            st.query_params["between"] = [last.first.isoformat(), last.last.isoformat()]
            st.rerun()
        st.space("small")


def period_line(period: Period) -> str:
    """The days shown and the days they are compared with."""
    before = period.before
    words = t("kpis.compared", days=text.days(period.first, period.last), before=text.days(before.first, before.last))
    return escaped(words)  # a line that begins with "2. Nov." would be a list


def _choose_period(today: date) -> Period:
    """7, 28, 90 days or a free range."""
    code = address.choose_one(
        st.segmented_control,
        t("kpis.period"),
        PERIODS,
        key="period",
        default="28",
        words=lambda code: FREE if code == "free" else code,
        required=True,
        help=t("kpis.period_help"),
    )
    if code != "free":
        st.query_params.pop("between", None)
        return period_of(code, today)
    days = address.choose_days(
        t("kpis.range"),
        (today - timedelta(days=27), today),
        key="between",
        latest=today,
        format=t("units.day_format"),
        width=260,
    )
    return period_of("free", today, *days) if days else period_of("28", today)


def _choose_filters(names: Names) -> Selection:
    """Networks, channels, topics and formats behind one button that says how many are set."""
    options = {section: names.options(section) for section in _FIELDS}
    active = sum(bool(address.several_chosen(codes, key=f"only_{section}")) for section, codes in options.items())
    label = t("kpis.filters_set", n=active) if active else t("kpis.filters")
    with st.popover(label, icon=":material/filter_alt:", key="figures_filters"):
        chosen = {
            field: address.choose_several(
                t(f"kpis.section.{section}"),
                options[section],
                key=f"only_{section}",
                words=partial(names.of, section),
                placeholder=t("kpis.all"),
            )
            for section, field in _FIELDS.items()
        }
        address.reset_button([f"only_{section}" for section in _FIELDS], key="figures_filters_reset")
        replies = st.toggle(t("kpis.replies"), key="with_replies", help=t("kpis.replies_help"), bind="query-params")
    return Selection.model_validate(chosen | {"replies": bool(replies)})
