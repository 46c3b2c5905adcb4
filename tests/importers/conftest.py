"""Builds small export files in code, and finds the folder of real ones."""

import csv
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cmlite.importers import Parsed, ReadOptions, read_upload

ReadOne = Callable[..., Parsed]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; tests that need it are skipped where it is missing."""
    root = Path(os.environ.get("CMLITE_SHARED", Path(__file__).parents[2].parent / "shared"))
    if not (root / "data" / "native_exports").is_dir():
        pytest.skip(f"real export files are not here: set CMLITE_SHARED (looked in {root})")
    return root / "data"


@pytest.fixture(scope="session")
def read_one() -> ReadOne:
    """Read bytes or text that must give exactly one table."""

    def read(content: bytes | str, name: str = "export.csv", **options: object) -> Parsed:
        data = content.encode() if isinstance(content, str) else content
        results = read_upload(name, data, options=ReadOptions(**options))  # type: ignore[arg-type]
        assert len(results) == 1
        return results[0]

    return read


@pytest.fixture(scope="session")
def as_csv() -> Callable[..., str]:
    """Write rows of cells as delimited text."""

    def write(rows: Sequence[Sequence[object]], delimiter: str = ",", end: str = "\n", quote: int = 0) -> str:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quote).writerows(rows)
        return out.getvalue()

    return write


@pytest.fixture(scope="session")
def keys_of() -> Callable[[Parsed], list[str]]:
    """The keys of everything found, without their common beginning."""
    return lambda parsed: [found.key.removeprefix("imports.") for found in parsed.findings]


@pytest.fixture(scope="session")
def values_of() -> Callable[[Parsed], dict[tuple[str, str], float]]:
    """Values of posts by id and metric."""

    def by_key(parsed: Parsed) -> dict[tuple[str, str], float]:
        assert parsed.values is not None
        return {(row.external_id, row.metric): row.value for row in parsed.values.itertuples()}

    return by_key


@pytest.fixture(scope="session")
def fb_rows() -> list[list[str]]:
    """Two invented Facebook posts in the shape of a Meta export of 2025."""
    return [
        ["Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time",
         "Caption type", "Permalink", "Is crosspost", "Is share", "Post type", "Data comment", "Date",
         "Views", "Reach", "Reactions, Comments and Shares", "Reactions", "Comments", "Shares",
         "Total clicks", "Link Clicks", "Seconds viewed"],
        ["101000000000001", "9001", "Radladen", "Neue Lichter, sofort\nda", "", "0", "09/01/2026 09:30",
         "N/A",
         "https://www.facebook.com/radladen/posts/101000000000001", "0", "0", "Photos", "", "Lifetime", "40",
         "15", "3", "2", "1", "0", "4", "1", ""],
        ["101000000000002", "9001", "Radladen", "", "Probefahrt", "31", "12/01/2026 18:00", "N/A",
         "https://www.facebook.com/reel/202000000000002/", "0", "1", "Reels", "", "Lifetime", "100", "60",
         "9",
         "7", "0", "2", "", "", "360.5"],
    ]  # fmt: skip


@pytest.fixture(scope="session")
def ig_rows() -> list[list[str]]:
    """Two invented Instagram posts in the shape of a Meta export."""
    return [
        ["Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)",
         "Publish time", "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes",
         "Shares", "Follows", "Comments", "Saves"],
        ["180000000000001", "1784", "radladen", "Radladen", "Kette ölen", "0", "03/18/2026 09:48",
         "https://www.instagram.com/p/beispielA/", "IG image", "", "Lifetime", "52", "37", "3", "1", "", "0",
         "2"],
        ["180000000000002", "1784", "radladen", "Radladen", "Tour", "12", "03/19/2026 10:00",
         "https://www.instagram.com/reel/beispielB/", "IG reel", "", "Lifetime", "152", "137", "13", "0", "2",
         "4", "0"],
    ]  # fmt: skip
