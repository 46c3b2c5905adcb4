"""When something is wrong, a sentence says so; no traceback reaches the visitor."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ask, press, running, says, visit

pytestmark = pytest.mark.e2e


def test_a_data_file_that_is_none_gives_the_sentence_and_an_unhealthy_answer_and_stays_as_it_is(
    page: Page, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    file = data / "cmlite.duckdb"
    file.write_bytes(b"Liebes Tagebuch, " * 500)
    before = file.read_bytes()
    with running(data) as app:
        status, body, _ = ask(f"{app.url}/health")
        assert status == 503
        assert json.loads(body)["database"].startswith("errors.store.")
        visit(page, app.at("inbox"))
        expect(page.get_by_role("heading", name=says("errors.store.title"))).to_be_visible()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(str(file))
        press(page, says("errors.store.again"))
        expect(alert).to_contain_text(str(file))
        shown = page.inner_text("body")
        assert "Traceback" not in shown
        assert "duckdb." not in shown.replace(str(file), "").lower()
    assert file.read_bytes() == before


def test_an_unforeseen_error_gives_a_number_whose_traceback_only_the_log_has(
    page: Page, tmp_path: Path, example_file: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(example_file, data / "cmlite.duckdb")
    with duckdb.connect(str(data / "cmlite.duckdb")) as connection:
        connection.execute("update strategy set content = '{broken'")
    with running(data) as app:
        visit(page, app.at("strategy"))
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(says("errors.unforeseen", reference="#").partition("#")[0])
        number = re.search(r"\b[0-9A-F]{6}\b", alert.inner_text())
        assert number
        shown = page.inner_text("body")
        assert "Traceback" not in shown
        assert "broken" not in shown
        expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
        log = (data / "app.log").read_text(errors="replace")
    _, _, said = log.partition(f"unforeseen error {number[0]}")
    assert '  File "' in said
    assert "{broken" not in log, "what is kept is quoted nowhere"
