"""What the start loads: little before the port is bound, and no charts or tables for the start page."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmlite import config
from cmlite.services import examples
from cmlite.store.db import Store
from tests.conftest import ROOT

HEAVY = ("cmlite.wiring", "duckdb", "requests", "keyring", "holidays", "icalendar", "babel", "pandas", "altair")
"""Loaded beside the server, not before it answers."""

IMPORTED = """
import ast, importlib, sys
for name in sys.argv[1:]:
    for node in ast.walk(ast.parse(open(name, encoding="utf-8").read())):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("cmlite"):
            module = importlib.import_module(node.module)
            for one in node.names:
                if not hasattr(module, one.name):
                    importlib.import_module(f"{node.module}.{one.name}")
print(" ".join(sys.modules))
"""

DRAWN = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("cmlite/web/router.py", default_timeout=60).run()
print(*(f"goal_{place}" for place, _ in enumerate(page.metric)), *sys.modules)
"""


def loaded(code: str, *arguments: str) -> set[str]:
    """Names of everything that a fresh process has loaded after some code."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_the_launcher_loads_neither_the_store_nor_the_networks() -> None:
    assert loaded("import sys, app; print(' '.join(sys.modules))").isdisjoint(HEAVY)


def test_the_start_page_loads_neither_pandas_nor_altair() -> None:
    found = loaded(IMPORTED, "cmlite/web/router.py", "pages/today.py", "cmlite/web/worker.py")
    assert "cmlite.services.today" in found
    assert found.isdisjoint({"pandas", "altair", "icalendar", "openpyxl", "PIL.Image", "numpy"})


def test_drawing_the_start_page_loads_neither_pandas_nor_altair_nor_numpy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit itself loads pandas as soon as it is handed something that might be a table,
    numpy and Pillow as soon as it is handed a picture."""
    store = Store(tmp_path / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    examples.load(store, config.EXAMPLES, now=datetime.now(UTC).replace(tzinfo=None), actor="owner")
    store.close()
    monkeypatch.setenv("CMLITE_DATA", str(tmp_path))
    found = loaded(DRAWN)
    assert "goal_0" in found, "the start page was not drawn to its end"
    assert found.isdisjoint(
        {"pandas", "pyarrow", "altair", "icalendar", "openpyxl", "feedparser", "PIL.Image", "numpy"}
    )
