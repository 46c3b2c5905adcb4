"""Lists page by page: what is narrowed begins at its first page, what became shorter ends at its last one."""

import pytest

from cmlite import wiring
from cmlite.domain.leads import LeadDraft
from cmlite.services import leads
from tests.pages.conftest import words_of
from tests.pages.test_all import check


def page_of(app, key):
    return next((one for one in app.get("pagination") if one.key == key), None)


def picks(app):
    return [one.key for one in app.button if str(one.key).startswith("pick_")]


def test_a_queue_that_is_narrowed_begins_at_its_first_page(open_page, example):
    app = open_page("inbox", inbox_state="all")
    first = picks(app)
    app.session_state["inbox_page"] = 12
    app = app.run()
    assert picks(app) != first
    app.query_params["inbox_state"] = "done"
    narrowed = picks(app.run())
    check(app)
    assert narrowed == picks(open_page("inbox", inbox_state="done"))
    assert app.session_state["inbox_page"] == 1


@pytest.fixture
def many(open_page, example):
    """Thirty leads, three of them won."""
    store, now = wiring.app().store, wiring.utc_now()
    for number in range(30):
        draft = LeadDraft(interest=f"Torte {number}", stage="won" if number < 3 else "new")
        leads.begin(store, example.brand_id, draft, now=now, actor="owner")
    return store


def test_a_shorter_list_is_not_empty_on_a_page_it_no_longer_has(open_page, many):
    app = open_page("leads", leads_view="list", leads_stages="new")
    app.session_state["leads_page"] = 2
    app = app.run()
    app.query_params["leads_stages"] = "won"
    app = app.run()
    check(app)
    assert any("Torte 2" in words for words in words_of(app))
