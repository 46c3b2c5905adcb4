"""Pages run from the router, as a visitor gets them, in both languages, on an empty and on a full store."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from cmlite import config, wiring
from cmlite.services import brands, examples
from cmlite.store.db import Store
from cmlite.ui import text
from tests.conftest import ROOT

WORDS = (
    "today",
    "strategy",
    "editorial",
    "calendar",
    "composer",
    "blocks",
    "library",
    "ideas",
    "rhythm",
    "week",
    "campaigns",
    "plans",
    "inbox",
    "replies",
    "triage",
    "practice",
    "alerts",
    "moderation",
    "rules",
    "people",
    "person",
    "leads",
    "rights",
    "feeds",
    "kpis",
    "posts",
    "imports",
    "channels",
    "networks",
    "settings",
    "onboarding",
    "review",
    "brands",
    "team",
    "approvals",
)


@pytest.fixture(scope="session")
def example_file(tmp_path_factory, empty_file) -> Callable[[], Path]:
    """A data file with the example brand, made anew every half hour: its days and times are told from now."""
    made: dict[tuple[date, int, bool], Path] = {}

    def of_now() -> Path:
        now = wiring.utc_now()
        place = (now.date(), now.hour, now.minute < 30)
        if place not in made:
            path = tmp_path_factory.mktemp("example") / "cmlite.duckdb"
            shutil.copy(empty_file, path)
            store = Store(path, migrations=config.MIGRATIONS, views=config.VIEWS)
            examples.load(store, config.EXAMPLES, now=now, actor="owner")
            store.close()
            made[place] = path
        return made[place]

    return of_now


@pytest.fixture
def open_page(request, tmp_path, monkeypatch, empty_file, example_file) -> Callable[..., AppTest]:
    """Open a page by its word; the store lies in a folder of its own, with the example where a test asks for it."""
    monkeypatch.setenv("CMLITE_DATA", str(tmp_path))
    shutil.copy(example_file() if "example" in request.fixturenames else empty_file, tmp_path / "cmlite.duckdb")
    text.use_language("de")  # outside of a session it is that of the test before

    def opened(word: str, language: str = "de", **query: str) -> AppTest:
        here = wiring.app()
        brands.choose_language(here.store, language, now=wiring.utc_now(), actor="owner")
        app = AppTest.from_file(str(ROOT / "cmlite" / "web" / "router.py"), default_timeout=60).run()
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(str(ROOT / "pages" / f"{word}.py")).run()

    yield opened
    wiring.app().store.close()


@pytest.fixture
def example(open_page):
    """The example brand in the store the pages use."""
    return brands.current(wiring.app().store).brand


def words_of(app: AppTest) -> list[str]:
    """Everything a visitor reads, as far as the test tool shows it."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "info",
        "warning",
        "success",
        "error",
        "button",
        "metric",
    )
    return [
        str(getattr(element, "label", "") or getattr(element, "value", ""))
        for kind in kinds
        for element in app.get(kind)
    ]


def _strings(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        repeated = list(value) if isinstance(value, Sequence) and not isinstance(value, str | bytes) else [value]
        for one in repeated:
            if isinstance(one, Message):
                yield from _strings(one)
            elif field.name in _WRITTEN and isinstance(one, str):
                yield one


_WRITTEN = {"body", "label", "placeholder", "help", "options", "content", "format", "page_name", "text", "alt"}
"""Fields of elements whose words somebody reads."""


def everything_of(app: AppTest) -> set[str]:
    """Every whole text sent to the browser: labels, options, hints and placeholders as well."""
    found: set[str] = set()
    waiting: list[Any] = [app._tree]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        if isinstance(message := getattr(node, "proto", None), Message):
            found.update(_strings(message))
    return found
