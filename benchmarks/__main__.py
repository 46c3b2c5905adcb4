"""Prints every ratio: `python -m benchmarks [--quick] [--only pages|launch|memory|bulk|networks|queue]`."""

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import browser, bulk, launch, memory, networks, pages, queue, seeding
from benchmarks.table import Row, markdown
from cmlite import VERSION

PARTS = ("pages", "launch", "memory", "bulk", "networks", "queue")
FULL, QUICK = 7, 3
ROWS, QUICK_ROWS = 1_000_000, 100_000
BULK_REPETITIONS = 3


def main() -> None:
    """Seed two stores in a temporary folder, measure part by part, print each table as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 repetitions, an import of 100,000 rows")
    parser.add_argument("--only", choices=PARTS, help="one part of the six")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cmlite-benchmarks-") as name, browser.chromium() as chrome:
        folder = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an owner's second start finds compiled modules
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        example, large = folder / "example", folder / "large"
        now = datetime.now(UTC).replace(tzinfo=None)
        seeding.seed_example(example, now)
        counts = seeding.seed_large(example, large, now)
        print(_header(chrome, counts, now), flush=True)
        wanted = [options.only] if options.only else PARTS
        for title, rows in _measured(wanted, chrome, example, large, folder, quick=options.quick):
            print(markdown(title, rows), flush=True)


def _measured(
    wanted: list[str] | tuple[str, ...], chrome: Browser, example: Path, large: Path, folder: Path, *, quick: bool
) -> Iterator[tuple[str, list[Row]]]:
    repetitions = QUICK if quick else FULL
    if "pages" in wanted:
        yield "Pages", pages.measure(chrome, example, large, folder, repetitions=repetitions)
    if "launch" in wanted:
        yield "Start", launch.measure(chrome, example, folder, repetitions=repetitions)
    if "memory" in wanted:
        yield "Memory", memory.measure(chrome, example, large, folder)
    if "bulk" in wanted:
        rows = QUICK_ROWS if quick else ROWS
        came_in = bulk.measure_import(example, folder, rows=rows, repetitions=BULK_REPETITIONS)
        yield "In and out", [*came_in, *bulk.measure_export(large, folder, repetitions=repetitions)]
    if "networks" in wanted:
        yield "Networks", networks.measure(chrome, example, folder, quick=quick)
    if "queue" in wanted:
        now = datetime.now(UTC).replace(tzinfo=None)
        yield "Queue", list(queue.measure(example, folder, now, repetitions=repetitions))


def _header(chrome: Browser, counts: dict[str, int], now: datetime) -> str:
    """What was measured on what."""
    parts = [f"{name} {version(name)}" for name in ("streamlit", "duckdb", "pandas")]
    names = ("post", "message", "conversation", "publication_metric", "channel_metric")
    return "\n".join(
        [
            f"cmlite {VERSION}, Python {platform.python_version()}, {', '.join(parts)}, Chromium {chrome.version}",
            f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {now:%Y-%m-%d %H:%M} UTC",
            "large store: " + ", ".join(f"{counts[name]:,} {name}" for name in names),
            "",
        ]
    )


if __name__ == "__main__":
    main()
