"""A signed-in channel in the browser: connect it, let a post go out, answer a question, against a server with state."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cmlite import config
from cmlite.connectors.base import SignIn
from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import Outgoing
from cmlite.services import brands, calendar, connections
from cmlite.services.connections import Outside
from cmlite.store.db import Store
from cmlite.store.secrets import KEY_VARIABLE, Secrets
from tests.e2e.conftest import App, press, running, says, settle, visit
from tests.testnet.servers import started

pytestmark = pytest.mark.e2e
PASSPHRASE = "ein gutes Kennwort"
NO_KEYRING = "keyring.backends.fail.Keyring"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with started("mastodon/start.sh", wait=60) as ports:
        yield f"http://127.0.0.1:{ports['mastodon']}"


def account(server: str, token: str) -> Mastodon:
    made = Mastodon(SignIn({"server": server, "token": token}))
    made.who()
    return made


@pytest.fixture
def live_app(tmp_path: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The bakery on a computer without a keyring."""
    shutil.copy(example_file, tmp_path / "cmlite.duckdb")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NO_KEYRING)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with running(tmp_path) as app:
        yield app


@pytest.fixture
def planned_app(
    tmp_path: Path, example_file: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[App, str]]:
    """The bakery with a signed-in channel and a post that is due a moment after the start; with the post's text."""
    shutil.copy(example_file, tmp_path / "cmlite.duckdb")
    store = Store(tmp_path / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    outside = Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase=PASSPHRASE))
    now = datetime.now(UTC).replace(tzinfo=None)
    brand = brands.current(store).brand
    assert brand is not None
    values = {"server": server, "token": "alice_token"}
    channel = connections.connect(store, outside, brand.brand_id, "mastodon", values, now=now, actor="owner")
    text = f"Frisches Brot {time.time_ns()}"
    draft = PostDraft(
        text=text, channel_ids=(channel.channel_id,), stage="planned", wall=now + timedelta(seconds=2), zone="UTC"
    )
    saved = calendar.create(store, brand.brand_id, draft, now=now, actor="owner")
    store.close()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NO_KEYRING)
    monkeypatch.setenv(KEY_VARIABLE, PASSPHRASE)
    (tmp_path / "post").write_text(saved.post_id)
    with running(tmp_path) as app:
        yield app, text


def until(page: Page, url: str, words: str, seconds: float = 40) -> None:
    """Look again until the page says it; networks take a moment."""
    end = time.monotonic() + seconds
    while True:
        visit(page, url)
        if page.get_by_text(words).count() or time.monotonic() > end:
            break
        time.sleep(1)
    expect(page.get_by_text(words).first).to_be_visible()


def connect(page: Page, app: App, server: str) -> None:
    visit(page, app.at("channels"))
    page.get_by_role("combobox", name=says("channels.network")).click()
    page.get_by_role("option", name="Mastodon").click()
    settle(page)
    press(page, says("connections.start_live"), exact=True)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(says("connections.passphrase"), exact=True).fill(PASSPHRASE)
    dialog.get_by_label(says("connections.again"), exact=True).fill(PASSPHRASE)
    press(page, says("connections.secrets_unset_do"))
    dialog.get_by_text(says("connect.mastodon.with_token")).click()
    dialog.get_by_role("textbox", name=says("connect.mastodon.server")).last.fill(server)
    dialog.get_by_label(says("connect.mastodon.token"), exact=True).fill("alice_token")
    press(page, says("connections.check"), exact=True)
    expect(dialog.get_by_text("Alice", exact=True)).to_be_visible()
    press(page, says("connections.connect"), exact=True)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_owner_connects_hears_a_question_and_answers_it(page: Page, live_app: App, server: str) -> None:
    connect(page, live_app, server)
    expect(page.get_by_text(says("connections.connected"), exact=True)).to_be_visible()
    bob, question = account(server, "bob_token"), f"Habt ihr morgen offen? {time.time_ns()}"
    asked = bob.publish(Outgoing(text=f"@alice {question}"), key=question)
    visit(page, live_app.at("channels"))
    page.get_by_role("button", name=says("channels.menu")).last.click()
    press(page, says("connections.sync"))
    until(page, f"{live_app.at('inbox')}?inbox_text={question[-12:]}", question)
    page.get_by_role("button", name="Bob").first.click()
    settle(page)
    page.get_by_label(says("inbox.reply"), exact=True).fill("@bob Ja, ab sieben Uhr")
    page.get_by_label(says("inbox.reply"), exact=True).press("Tab")
    settle(page)
    page.locator(".st-key-answer_send button").click()
    end = time.monotonic() + 15
    replies = []
    while not replies and time.monotonic() < end:
        replies = [one for one in bob.arrivals("").items if one.parent_id == asked.external_id]
        time.sleep(0.2)
    assert [one.text for one in replies] == ["@bob Ja, ab sieben Uhr"]


def test_a_planned_post_goes_out_by_itself_and_the_panel_shows_where(
    page: Page, planned_app: tuple[App, str], server: str
) -> None:
    app, text = planned_app
    alice = account(server, "alice_token")
    end = time.monotonic() + 30
    found = []
    while not found and time.monotonic() < end:
        found = [one for one in alice.own_posts(after=datetime(2020, 1, 1)) if one.text == text]
        time.sleep(0.2)
    assert len(found) == 1
    post_id = (app.data / "post").read_text()
    visit(page, f"{app.at('calendar')}?post={post_id}")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text(says("states.published")).first).to_be_visible()


def test_an_owner_changes_and_then_deletes_what_is_out(page: Page, planned_app: tuple[App, str], server: str) -> None:
    app, text = planned_app
    alice = account(server, "alice_token")
    address = f"{app.at('calendar')}?post={(app.data / 'post').read_text()}"
    until(page, address, says("correcting.edit"))
    panel = page.get_by_role("dialog")
    press(page, says("correcting.edit"), exact=True)
    panel.get_by_label(says("calendar.post_text"), exact=True).fill(f"{text} und Brezeln")
    press(page, says("correcting.edit_do"), exact=True)
    expect(page.get_by_text(says("calendar.done_edit"))).to_be_visible()
    said = [one.text for one in alice.own_posts(after=datetime(2020, 1, 1)) if text in one.text]
    assert said == [f"{text} und Brezeln"]
    visit(page, address)
    press(page, says("correcting.remove"), exact=True)
    expect(panel.get_by_text(says("correcting.remove_do"))).to_be_visible()
    assert len([one for one in alice.own_posts(after=datetime(2020, 1, 1)) if text in one.text]) == 1
    press(page, says("correcting.remove_do"), exact=True)
    expect(page.get_by_text(says("calendar.done_remove"))).to_be_visible()
    assert not [one for one in alice.own_posts(after=datetime(2020, 1, 1)) if text in one.text]


def test_after_a_restart_the_start_page_asks_for_the_passphrase(
    page: Page, tmp_path: Path, example_file: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NO_KEYRING)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    shutil.copy(example_file, tmp_path / "cmlite.duckdb")
    with running(tmp_path) as app:
        connect(page, app, server)
    with running(tmp_path) as app:
        visit(page, app.url)
        expect(page.get_by_text(says("today.task.locked"))).to_be_visible()
        press(page, says("today.do.locked"), exact=True)
        page.get_by_label(says("connections.passphrase"), exact=True).fill(PASSPHRASE)
        press(page, says("connections.secrets_locked_do"))
        expect(page.get_by_text(says("connections.connected"), exact=True)).to_be_visible()
    log = (tmp_path / "app.log").read_text()
    assert "alice_token" not in log
    assert PASSPHRASE not in log
