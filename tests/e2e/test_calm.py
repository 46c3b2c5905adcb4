"""While an answer is typed the calm check speaks up, a click mends it, and a heated thread waits until that is ended."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cmlite import config
from cmlite.services import brands
from cmlite.store.db import Store
from cmlite.store.rows import insert
from tests.e2e.conftest import App, a_run, running, says, settle, visit

pytestmark = pytest.mark.e2e
ANGRY = "Ihr BETRÜGER!!! So ein Saftladen, nie wieder!!!"


@pytest.fixture(scope="module")
def heated_app(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Iterator[App]:
    """The bakery, with one conversation in which somebody wrote in anger a minute ago."""
    data = tmp_path_factory.mktemp("calm")
    shutil.copy(example_file, data / "cmlite.duckdb")
    store = Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    brand = brands.current(store).brand
    assert brand is not None
    row = store.row(
        """select conversation_id, person_id from conversation
        where brand_id = ? and kind = 'comment' and state = 'open' order by conversation_id limit 1""",
        [brand.brand_id],
    )
    assert row is not None
    with store.write() as cursor:
        insert(
            cursor,
            "message",
            message_id="angry",
            brand_id=brand.brand_id,
            conversation_id=row["conversation_id"],
            person_id=row["person_id"],
            direction="in",
            state="received",
            text=ANGRY,
            sent_at=datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1),
        )
    store.close()
    (data / "angry").write_text(row["conversation_id"])
    with running(data) as app:
        yield app


def test_words_are_checked_while_they_are_typed_and_a_heated_thread_waits(page: Page, heated_app: App) -> None:
    conversation = (heated_app.data / "angry").read_text()
    visit(page, f"{heated_app.at('inbox')}?conversation={conversation}")
    box = page.locator(".st-key-answer_desk")
    reply = page.get_by_label(says("inbox.reply"), exact=True)
    sent = box.get_by_role("button", name=re.compile("^" + re.escape(says("inbox.sent"))))
    expect(sent.first).to_be_disabled()
    reply.click()
    page.keyboard.type("Guten Tag! Das tut uns leid! Wir schauen nach.")
    mend = box.get_by_role("button", name=says("calm.mend.fewer_marks"))
    expect(mend).to_be_visible()  # the field was not left
    expect(reply).to_be_focused()
    with a_run(page):
        mend.click()
    expect(reply).to_have_value("Guten Tag. Das tut uns leid. Wir schauen nach.")
    expect(box).to_contain_text(says("calm.nothing"))
    page.get_by_role("button", name=says("calm.not_wait")).click()
    with a_run(page):
        page.get_by_role("button", name=says("calm.not_wait_do")).click()
    settle(page)
    expect(sent.first).to_be_enabled()
    expect(reply).to_have_count(1)
    expect(reply).to_have_value("Guten Tag. Das tut uns leid. Wir schauen nach.")
