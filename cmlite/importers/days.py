"""Turns tables with one row a day, or one row a label, into canonical values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from cmlite.importers.base import (
    Finding,
    Parsed,
    ReadOptions,
    Table,
    note,
    question,
    rows_left_out,
    warning,
)
from cmlite.importers.dates import read_dates
from cmlite.importers.metrics import Metric, read_metric

DAY_HEADINGS: Final = ("date", "datum")
_STOCKS: Final = frozenset({"followers"})


@dataclass(frozen=True, slots=True)
class DaySpec:
    """One format of daily values as data."""

    network: str | None
    metrics: Mapping[str, Metric]
    usual_day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class BreakdownSpec:
    """One format of values by label as data; `daily` where each label has one row a day."""

    network: str | None
    dimension: str
    label: tuple[str, ...]
    metrics: Mapping[str, Metric]
    daily: bool = False


def read_days(table: Table, format_id: str, spec: DaySpec, options: ReadOptions) -> Parsed:
    """Daily values; the file's day is kept as it is, no clock is applied."""
    days = day_column(table, options, spec.usual_day_first)
    frames = [
        pd.DataFrame({"metric": metric, "day": days, "value": values})
        for metric, source in spec.metrics.items()
        if (values := read_metric(table, source)) is not None
    ]
    return days_result(table, format_id, spec.network, frames)


def day_column(table: Table, options: ReadOptions, usual: bool | None = None) -> pd.Series:
    """The days of a table as datetime64[us] at midnight; unreadable and undecided ones are NaT and told."""
    cells = table.column(*DAY_HEADINGS)
    dates = read_dates(cells, day_first=options.day_first, usual=usual)
    place = table.place(*DAY_HEADINGS)
    name = table.headings[place] if place is not None else ""
    if dates.undecided:
        first, second = dates.undecided
        table.findings.append(question("date_order", column=name, a=first, b=second))
    for index in dates.bad:
        table.left_out.append((table.lines[index], "imports.row.unreadable_date", cells[index][:40]))
    if dates.bad:
        line = table.lines[dates.bad[0]]
        table.findings.append(warning("unreadable_dates", n=len(dates.bad), column=name, line=line))
    return pd.Series(pd.array(dates.values, dtype="datetime64[us]")).dt.normalize()


def days_result(
    table: Table,
    format_id: str,
    network: str | None,
    frames: Sequence[pd.DataFrame],
    *,
    rows: int | None = None,
) -> Parsed:
    """Put daily values together: missing ones absent, the last of several values for one day, gaps told."""
    empty = pd.DataFrame({"metric": [], "day": [], "value": []})
    frame = pd.concat(frames, ignore_index=True) if frames else empty
    frame = frame.astype({"metric": "str", "day": "datetime64[us]", "value": "float64"})
    frame = frame.dropna(subset=["day", "value"])
    key = [column for column in ("network", "metric", "day") if column in frame]
    doubled = int(frame.duplicated(key, keep="last").sum())
    frame = frame.drop_duplicates(key, keep="last").reset_index(drop=True)
    if doubled:
        table.findings.append(warning("days_doubled", n=doubled))
    known = frame["day"].drop_duplicates().sort_values()
    if len(known) and (gaps := (known.iloc[-1] - known.iloc[0]).days + 1 - len(known)):
        table.findings.append(note("days_missing", n=gaps))
    sums = frame[~frame["metric"].isin(_STOCKS)].groupby("metric")["value"].sum()
    return Parsed(
        table.name,
        format_id,
        "days",
        network,
        headings=tuple(table.headings),
        rows=len(table.rows) if rows is None else rows,
        days=frame,
        refused=rows_left_out(table.left_out),
        totals={str(metric): float(value) for metric, value in sums.items()},
        first_day=known.iloc[0].date() if len(known) else None,
        last_day=known.iloc[-1].date() if len(known) else None,
        preview=table.preview(),
        findings=tuple(table.findings),
    )


def read_breakdown(table: Table, format_id: str, spec: BreakdownSpec, options: ReadOptions) -> Parsed:
    """Values by label; percentages come as fractions and are never summed."""
    labels = table.column(*spec.label)
    frames = []
    for metric, source in spec.metrics.items():
        values = read_metric(table, source)
        if values is None:
            continue
        columns: dict[str, Any] = {
            "dimension": spec.dimension,
            "label": labels,
            "metric": metric,
            "value": values,
        }
        if spec.daily:
            columns["day"] = day_column(table, options)
        frames.append(pd.DataFrame(columns))
    summed = {name for name, source in spec.metrics.items() if source.kind in ("count", "amount")}
    return breakdown_result(table, format_id, spec.network, frames, summed=summed)


def breakdown_result(
    table: Table,
    format_id: str,
    network: str | None,
    frames: Sequence[pd.DataFrame],
    *,
    summed: set[str],
    rows: int | None = None,
) -> Parsed:
    """Put values by label together; `summed` names the metrics whose sum means something."""
    empty = pd.DataFrame({"dimension": [], "label": [], "metric": [], "value": []})
    frame = pd.concat(frames, ignore_index=True) if frames else empty
    texts = {"dimension": "str", "label": "str", "metric": "str", "value": "float64"}
    frame = frame.astype(texts).dropna(subset="value").reset_index(drop=True)
    frame = frame[frame["label"] != ""].reset_index(drop=True)
    days = frame["day"].dropna() if "day" in frame else pd.Series([], dtype="datetime64[us]")
    sums = frame[frame["metric"].isin(summed)].groupby("metric")["value"].sum()
    return Parsed(
        table.name,
        format_id,
        "breakdown",
        network,
        headings=tuple(table.headings),
        rows=len(table.rows) if rows is None else rows,
        breakdown=frame,
        refused=rows_left_out(table.left_out),
        totals={str(metric): float(value) for metric, value in sums.items()},
        first_day=days.min().date() if len(days) else None,
        last_day=days.max().date() if len(days) else None,
        preview=table.preview(),
        findings=tuple(table.findings),
    )


def ask_network(table: Table) -> Finding:
    """The question for a file that does not name its network."""
    return question("network", file=table.name)


def blank_where(values: Any, condition: Any) -> Any:
    """The array with NaN where the condition holds."""
    return np.where(condition, np.nan, values)
