"""When something is wrong, a sentence says so; no traceback reaches the visitor."""

import json
from pathlib import Path

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
