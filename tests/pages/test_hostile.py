"""Pages in front of ten thousand hostile messages: none breaks, and no page takes one of them for markup."""

import re
from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.services import alerts, import_batches
from tests import hostile
from tests.conftest import save_brand
from tests.services.test_imports import look

BARE = re.compile(r"(?<!\\)<(script|img|svg|iframe|base)|(?<!\\)!\[|(?<!\\)\]\(javascript")
"""What markup would look like that nobody escaped."""


@pytest.fixture
def flooded(open_page, tmp_path):
    """A brand with all of them, the newest written a minute ago, and the alarm they raise."""
    here, now = wiring.app().store, wiring.utc_now()
    made = save_brand(here, "b1")
    content = hostile.as_file(hostile.texts(10_000), now - timedelta(minutes=1))
    (candidate,) = look(here, made, "messages.csv", content, tmp_path, network="x")
    import_batches.take_over(here, "b1", candidate, now=now, actor="owner")
    alerts.look(here, made, now=now)
    return here


def check(app):
    assert not app.exception
    assert not app.error
    for kind in ("markdown", "caption", "header", "title", "info", "warning", "success", "button", "checkbox"):
        for element in app.get(kind):
            words = str(getattr(element, "label", "") or getattr(element, "value", ""))
            assert not BARE.search(words), (kind, words[:200])
            assert not getattr(element, "allow_html", False)


def test_no_page_breaks(open_page, flooded):
    for word in (
        *("today", "inbox", "alerts", "people", "kpis", "leads", "moderation", "rules", "triage", "practice"),
        *("replies", "rights"),
    ):
        check(open_page(word))


def test_every_way_of_writing_is_shown_as_it_is(open_page, flooded):
    rows = flooded.rows("select conversation_id, person_id, text from message order by sent_at desc limit 24")
    app = open_page("inbox")
    for row in rows:
        app.query_params["conversation"] = row["conversation_id"]
        app = app.run()
        check(app)
    for row in rows[3:24:5]:
        check(open_page("person", person=row["person_id"]))


def test_one_after_the_other_in_focus(open_page, flooded):
    app = open_page("inbox").button(key="focus_begin").click().run()
    for _ in range(6):
        check(app)
        app = app.button(key="focus_later").click().run()
