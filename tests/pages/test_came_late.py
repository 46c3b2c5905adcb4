"""After an import of old messages the inbox is calm: one button closes them, and takes it back."""

from datetime import timedelta

from cmlite import wiring
from cmlite.services import desk
from tests.pages.conftest import words_of
from tests.pages.test_all import check
from tests.services.test_came_late import HEAD, STYLE
from tests.services.test_imports import take


def bring(example, tmp_path):
    now = wiring.utc_now()
    at = f"{now - timedelta(days=300):{STYLE}}"
    content = HEAD + f"1,alter_kunde,True,{at},Wo bleibt mein Brot?,,\n"
    take(wiring.app().store, example, "x.csv", content.encode(), tmp_path, network="x", at=now)


def left(example):
    return desk.old(wiring.app().store, example, now=wiring.utc_now())


def test_old_conversations_are_closed_above_the_queue_and_come_back(open_page, example, tmp_path):
    bring(example, tmp_path)
    app = open_page("inbox")
    check(app)
    assert app.button(key="old_do").label == "1 altes Gespräch abschließen"
    app.button(key="old_do").click().run()
    check(app)
    assert left(example) == 0
    app.button(key="inbox_undo_do").click().run()
    check(app)
    assert left(example) == 1


def test_the_page_of_imports_offers_the_same(open_page, example, tmp_path):
    assert not any(one.key == "old_do" for one in open_page("imports").button)
    bring(example, tmp_path)
    app = open_page("imports", "en")
    check(app)
    assert app.button(key="old_do").label == "Close 1 old conversation"


def test_nobody_is_asked_to_pass_on_what_was_late_when_it_came(open_page, example, tmp_path):
    bring(example, tmp_path)
    (one,) = wiring.app().store.rows("select conversation_id as i from conversation where network = 'x'")
    shown = words_of(open_page("inbox", conversation=one["i"]))
    assert any("Brot" in words for words in shown)
    assert not any("Zeit, es weiterzugeben" in words for words in shown)
