"""Hostile messages in a real browser: nothing they hold runs, and no foreign host is asked for anything."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cmlite import config
from cmlite.services import alerts, brands, import_batches
from cmlite.store.db import Store
from tests import hostile
from tests.e2e.conftest import App, running, says, settle, visit
from tests.services.test_imports import look

pytestmark = pytest.mark.e2e
OPENED = ("closing", "markdown", "bidi")


@pytest.fixture(scope="module")
def flooded_app(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Iterator[App]:
    """The bakery under some 150 hostile messages, with the alarm they raise."""
    data = tmp_path_factory.mktemp("hostile")
    shutil.copy(example_file, data / "cmlite.duckdb")
    store = Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    now = datetime.now(UTC).replace(tzinfo=None)
    brand = brands.current(store).brand
    assert brand is not None
    content = hostile.as_file(hostile.texts(150)[3:], now - timedelta(minutes=1))
    (candidate,) = look(store, brand, "messages.csv", content, data, network="x")
    import_batches.take_over(store, brand.brand_id, candidate, now=now, actor="owner")
    assert alerts.look(store, brand, now=now) == 1
    rows = store.rows(
        "select conversation_id from message where brand_id = ? order by sent_at desc limit 30", [brand.brand_id]
    )
    store.close()
    ways = list(hostile.WAYS)
    by_way = {ways[(place + 3) % len(ways)]: row["conversation_id"] for place, row in enumerate(rows)}
    (data / "conversations").write_text("\n".join(by_way[way] for way in OPENED))
    with running(data) as app:
        yield app


def test_nothing_a_stranger_writes_is_carried_out(page: Page, flooded_app: App, tmp_path: Path) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda request: said.append(request.url) if hostile.ELSEWHERE in request.url.split("/")[2:3] else None,
    )
    page.on("console", lambda message: said.append(message.text) if "pwned" in message.text else None)
    for conversation in (flooded_app.data / "conversations").read_text().splitlines():
        visit(page, f"{flooded_app.at('inbox')}?conversation={conversation}")
        for way in ("http", "mailto", "javascript"):
            assert page.get_by_test_id("stMain").locator(f"a[href^='{way}']").count() == 0
    for word in ("people", "alerts"):
        visit(page, flooded_app.at(word))
    with page.expect_download() as taken:
        page.get_by_role("button", name=says("alerts.dossier.as_html")).click()
    settle(page)
    printed = tmp_path / "dossier.html"
    taken.value.save_as(printed)
    page.goto(printed.as_uri())
    assert page.locator("section").count() == 4
    assert page.evaluate("window.pwned") is None
    assert page.locator("script, img, iframe, svg").count() == 0
    assert said == []
