"""What all tests share: a store in a folder of its own, a brand, the folder of real files."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cmlite import config
from cmlite.domain.brands import Brand, BusinessHours, Span
from cmlite.store import brands
from cmlite.store.db import Store

NOW = datetime(2026, 11, 24, 10, 0)
"""Naive UTC: Tuesday, 11:00 in Berlin."""

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: of several hands none is still busy with them when the others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.path.parent.name == "testnet"}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file as the first start leaves it: a copy is there in a tenth of the time that all migrations take."""
    path = tmp_path_factory.mktemp("empty") / "cmlite.duckdb"
    Store(path, migrations=config.MIGRATIONS, views=config.VIEWS).close()
    return path


@pytest.fixture
def store(tmp_path: Path, empty_file: Path) -> Iterator[Store]:
    shutil.copy(empty_file, tmp_path / "cmlite.duckdb")
    opened = Store(tmp_path / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    yield opened
    opened.close()


@pytest.fixture
def meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen just before the next transaction begins, as when another window is a moment faster."""
    write = store.write

    def arrange(action: Callable[[], object]) -> None:
        def after_it():
            monkeypatch.setattr(store, "write", write)
            action()
            return write()

        monkeypatch.setattr(store, "write", after_it)

    return arrange


@pytest.fixture
def brand(store: Store) -> Brand:
    """A bakery in Freiburg, open from Tuesday to Saturday, 8 to 18."""
    return save_brand(store, "b1")


@pytest.fixture
def other_brand(store: Store) -> Brand:
    """Another brand in the same file, whose rows must never appear."""
    return save_brand(store, "b2")


def save_brand(store: Store, brand_id: str) -> Brand:
    span = Span(opens="08:00", closes="18:00")
    made = Brand(
        brand_id=brand_id,
        name=f"Bäckerei {brand_id}",
        trade="food",
        subdivision="BW",
        place="Freiburg",
        business_hours=BusinessHours(days=dict.fromkeys(("tue", "wed", "thu", "fri", "sat"), span)),
        created_at=NOW,
        actor="owner",
    )
    with store.write() as cursor:
        brands.save_brand(cursor, made)
    return made


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files that are never shipped."""
    folder = Path(os.environ.get("CMLITE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no folder of real files: set CMLITE_SHARED")
    return folder


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate waits seconds between two tries of a read; no test has the time."""
    monkeypatch.setattr("cmlite.connectors.gate.READ_PAUSES", (0.0, 0.0))


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of tests listen on loopback, where the gate fetches nothing for strangers; there is no other network."""
    monkeypatch.setattr("cmlite.connectors.connections.is_public", lambda address: True)
