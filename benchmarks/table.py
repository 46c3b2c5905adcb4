"""Rows of the result and how they are printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

HEADINGS = ("what", "measured", "floor", "ratio", "aim", "ok?")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. The aim is a largest ratio where there is a floor and `limit` is False, else a largest value."""

    what: str
    measured: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    limit: bool = False

    @property
    def ratio(self) -> float | None:
        """Measured over floor."""
        return self.measured / self.floor if self.floor else None

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is met; None where there is none."""
        if self.aim is None:
            return None
        judged = self.measured if self.limit or self.ratio is None else self.ratio
        return judged <= self.aim

    def cells(self) -> tuple[str, ...]:
        """The row in words, in the order of HEADINGS."""
        if self.aim is None:
            aim = "–"
        elif self.limit or self.ratio is None:
            aim = f"≤ {_amount(self.aim, self.unit)}"
        else:
            aim = f"≤ {self.aim:.2f}"
        return (
            self.what,
            _amount(self.measured, self.unit),
            "–" if self.floor is None else _amount(self.floor, self.unit),
            "–" if self.ratio is None else f"{self.ratio:.2f}",
            aim,
            {None: "–", True: "yes", False: "NO"}[self.is_met],
        )


def compared(what: str, measured: Iterable[float], floor: Iterable[float], unit: str, aim: float | None = None) -> Row:
    """A row of two series of repetitions, each by its median."""
    return Row(what, median(measured), unit, median(floor), aim)


def markdown(title: str, rows: Iterable[Row]) -> str:
    """A heading and a Markdown table."""
    cells = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEADINGS))]
    lines = [_line(line, widths) for line in cells]
    rule = "|" + "|".join("-" * (width + 1) + ("-" if not place else ":") for place, width in enumerate(widths)) + "|"
    return "\n".join([f"### {title}", "", lines[0], rule, *lines[1:], ""])


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = [
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "| " + " | ".join([first, *rest]) + " |"


def _amount(value: float, unit: str) -> str:
    digits = 0 if unit in {"ms", "MB"} else 1 if unit == "%" else 2
    return f"{value:,.{digits}f} {unit}"
