"""Says where a metric stands in a table, and reads its whole column."""

from __future__ import annotations

from dataclasses import dataclass

from cmlite.importers.base import Table
from cmlite.importers.numbers import NumberKind, Numbers, read_numbers, refuse_dates


@dataclass(frozen=True, slots=True)
class Metric:
    """Where a metric stands: the first heading the file has, and its kind of number.

    Values are divided by `divisor` to reach the metric's unit (3600 for seconds shown as hours).
    """

    headings: tuple[str, ...]
    kind: NumberKind = "count"
    divisor: float = 1.0


def counts(**headings: str) -> dict[str, Metric]:
    """Metrics of whole numbers; several headings for one metric are separated by `|`."""
    return {name: Metric(tuple(text.split("|"))) for name, text in headings.items()}


def read_metric(table: Table, source: Metric) -> Numbers | None:
    """The numbers of a metric's column, or None where the table does not have it."""
    place = table.place(*source.headings)
    if place is None:
        return None
    cells = [row[place] for row in table.rows]
    if source.kind != "amount":
        refuse_dates(cells, table.lines)
    column = read_numbers(cells, source.kind, semicolons=table.delimiter == ";")
    table.findings += column.findings(table.headings[place], cells, table.lines)
    return column.values / source.divisor
