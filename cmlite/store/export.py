"""Write a frame as a CSV file that spreadsheets open without harm."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd
from pandas.api import types

from cmlite.store.datafile import CONFIG

Style = Literal["de", "en"]
_DELIMITER = {"de": ";", "en": ","}


def csv_bytes(frame: pd.DataFrame, style: Style) -> bytes:
    """The frame as UTF-8 CSV with byte-order mark; dates in ISO form, missing values empty.

    `de` separates with semicolons and writes decimal commas, as a German spreadsheet expects; `en` with
    commas and points. A text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    columns = ", ".join(_column(str(name), frame[name], style) for name in frame.columns)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config=CONFIG) as engine:
        target = (Path(folder) / "export.csv").as_posix().replace("'", "''")
        engine.register("frame", frame)
        engine.execute(
            f"copy (select {columns} from frame) to '{target}'"
            f" (header, delimiter '{_DELIMITER[style]}', quote '\"', escape '\"')"
        )
        return b"\xef\xbb\xbf" + (Path(folder) / "export.csv").read_bytes()


def frame_of(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a frame with exactly these columns."""
    return pd.DataFrame(list(rows), columns=list(columns))


def _column(name: str, values: "pd.Series[object]", style: Style) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if types.is_datetime64_any_dtype(values.dtype):
        return f"strftime({quoted}, '%Y-%m-%d %H:%M:%S') as {quoted}"
    if types.is_float_dtype(values.dtype):
        text = f"regexp_replace(cast(round({quoted}, 6) as varchar), '[.]0$', '')"
        return f"{_decimal(text, style)} as {quoted}"
    if types.is_bool_dtype(values.dtype) or types.is_integer_dtype(values.dtype):
        return quoted
    text = f"cast({quoted} as varchar)"
    return f"case when regexp_matches({text}, '^[=+@\\t\\r\\n-]') then '''' || {text} else {text} end as {quoted}"


def _decimal(text: str, style: Style) -> str:
    return f"replace({text}, '.', ',')" if style == "de" else text
