"""The limits of a network in words: what, how much, how sure, from where."""

import re
from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from cmlite.domain.networks import Limit, Network
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_SIZES = ((1_000_000_000, "gb"), (1_000_000, "mb"), (1_000, "kb"))
_IN_BYTES = 10_000
"""Below this a size is a length of text, better told in bytes."""
_TYPES = {"video/quicktime": "MOV"}
_COLOURS = {"documented": "green", "reported": "blue", "disputed": "orange", "assumed": "gray"}
COLUMNS = ("network", "where", "what", "value", "unit", "standing", "mark", "source", "checked_on")


def limit_table(network: Network) -> None:
    """Every value on record with how sure it is, and its sources below."""
    if not network.limits:
        st.caption(t("networks.no_limits"))
        return
    rows = _in_order(network.limits)
    sources = list(dict.fromkeys(row.source for row in rows))
    st.table(
        {
            t("networks.column.what"): [
                f"{t(f'networks.surface.{row.surface}')}: {t(f'networks.limit.{row.key}')}" for row in rows
            ],
            t("networks.column.value"): [_value(network, row) for row in rows],
            t("networks.column.mark"): [_badge(row) for row in rows],
            t("networks.column.source"): [f"[{sources.index(row.source) + 1}]" for row in rows],
        },
        border="horizontal",
        hide_index=True,
        alt=t("networks.limits_alt", name=network.name),
    )
    st.caption(t("networks.marks_help", **{mark: t(f"networks.mark.{mark}") for mark in _COLOURS}))
    with st.expander(t("networks.sources"), icon=":material/source:", key="limit_sources"):
        for number, source in enumerate(sources, start=1):
            checked = max(row.checked_on for row in rows if row.source == source)
            said = f"\\[{number}\\] {linked(source)}"
            st.markdown(f"{said} · {t('networks.column.checked_on')} {text.day(checked, weekday=False, year=True)}")


def limit_rows(network: Network, style: str) -> list[dict[str, str]]:
    """The same as rows to take home; `style` de writes decimal commas."""
    return [
        {
            t("networks.column.network"): network.name,
            t("networks.column.where"): t(f"networks.surface.{row.surface}"),
            t("networks.column.what"): t(f"networks.limit.{row.key}"),
            t("networks.column.value"): _plain(row, style),
            t("networks.column.unit"): row.unit,
            t("networks.column.standing"): t(f"networks.standing.{network.standing(row)}"),
            t("networks.column.mark"): t(f"networks.mark.{row.mark}"),
            t("networks.column.source"): row.source,
            t("networks.column.checked_on"): row.checked_on.isoformat(),
        }
        for row in _in_order(network.limits)
    ]


def limit_words(row: Limit) -> str:
    """A value with its unit: 4 MB, 15 minutes, 9:16, JPEG, PNG."""
    if isinstance(row.value, tuple):
        return ", ".join(_TYPES.get(kind, kind.partition("/")[2].upper()) for kind in row.value)
    if row.unit == "width / height":
        return _ratio(float(row.value))
    if row.unit == "bytes":
        return _size(float(row.value))
    value, unit = _span(float(row.value), row.unit)
    return in_unit(value, unit)


def in_unit(value: float, unit: str) -> str:
    """A number in one of the units of the reference data."""
    if value == int(value):
        return t(_unit_key(unit), n=int(value))
    words = text.number(value, digits=3)
    return t(_unit_key(unit), n=words.removesuffix("0") if unit == "USD" else words.rstrip("0"))


def linked(source: str) -> str:
    """A source as Markdown: its addresses can be clicked, the rest is plain."""
    parts = re.split(r"(https?://[^\s;,)]+)", source)
    return "".join(part if place % 2 else escaped(part) for place, part in enumerate(parts))


def _in_order(limits: Sequence[Limit]) -> list[Limit]:
    """What belongs together stands together, what applies first."""
    surfaces = list(dict.fromkeys(row.surface for row in limits))
    keys = list(dict.fromkeys((row.surface, row.key) for row in limits))
    return sorted(
        limits, key=lambda row: (surfaces.index(row.surface), keys.index((row.surface, row.key)), not row.applies)
    )


def _unit_key(unit: str) -> str:
    return "networks.unit." + re.sub(r"\W+", "_", unit.lower())


def _value(network: Network, row: Limit) -> str:
    """Bold where it applies; what is unusual about it in words."""
    words, standing = escaped(limit_words(row)), network.standing(row)
    if standing not in {"looser", "noted"}:
        words = f"**{words}**"
    return words if standing == "applies" else f"{words} · {t(f'networks.standing.{standing}')}"


def _badge(row: Limit) -> str:
    return f":{_COLOURS[row.mark]}-badge[{t(f'networks.mark.{row.mark}')}]"


def _plain(row: Limit, style: str) -> str:
    if isinstance(row.value, tuple):
        return " ".join(row.value)
    return str(row.value).replace(".", ",") if style == "de" else str(row.value)


def _size(value: float) -> str:
    for size, unit in _SIZES:
        if value >= max(size, _IN_BYTES):
            return t(f"networks.unit.{unit}", n=round(value / size, 1))
    return in_unit(value, "bytes")


def _span(value: float, unit: str) -> tuple[float, str]:
    if unit == "seconds" and value >= 3600 and value % 3600 == 0:
        return value / 3600, "hours"
    if unit == "seconds" and value >= 180 and value % 60 == 0:
        return value / 60, "minutes"
    if unit == "hours" and value >= 48 and value % 24 == 0:
        return value / 24, "days"
    return value, unit


def _ratio(value: float) -> str:
    near = Fraction(value).limit_denominator(16)
    if abs(float(near) - value) < 0.0005:
        return f"{near.numerator}:{near.denominator}"
    return f"{text.number(value, digits=2)}:1"


def column_names() -> list[str]:
    """Headings of `limit_rows` in their order."""
    return [t(f"networks.column.{name}") for name in COLUMNS]
