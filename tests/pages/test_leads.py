"""The page of leads from the visitor's side: from a conversation to the board, to the list and back."""

import pytest

from cmlite import wiring
from cmlite.domain.inbox import Filters
from cmlite.domain.leads import LeadDraft
from cmlite.services import inbox, leads
from tests.pages.conftest import words_of
from tests.pages.test_all import check


@pytest.fixture
def conversation(example):
    rows, _ = inbox.queue(wiring.app().store, example.brand_id, Filters(), page=1, now=wiring.utc_now())
    return rows[0]


def test_a_conversation_becomes_a_lead_once(open_page, example, conversation):
    app = open_page("leads", lead_of=conversation.conversation_id)
    app.text_input(key="lead_interest_new").set_value("Torte *für* 80").run()
    app.button(key="lead_save_new").click().run()
    check(app)
    (made,) = leads.rows(wiring.app().store, example.brand_id)
    assert (made["person_id"], made["stage"]) == (conversation.person_id, "new")
    assert any(r"Torte \*für\* 80" in words for words in words_of(app))
    app = open_page("leads", "en", lead_of=conversation.conversation_id)
    assert app.text_input(key=f"lead_interest_{made['lead_id']}_1").value == "Torte *für* 80"


def test_a_move_can_be_taken_back(open_page, example):
    store, who = wiring.app().store, {"now": wiring.utc_now(), "actor": "owner"}
    lead_id = leads.begin(store, example.brand_id, LeadDraft(interest="Torte"), **who)
    app = open_page("leads")
    app.button(key=f"lead_on_{lead_id}").click().run()
    assert leads.counts(store, example.brand_id) == {"contacted": 1}
    app.button(key="lead_undo").click().run()
    assert leads.counts(store, example.brand_id) == {"new": 1}


@pytest.mark.parametrize("view", ["list", "sources"])
def test_the_other_views_open(open_page, example, view):
    store, who = wiring.app().store, {"now": wiring.utc_now(), "actor": "owner"}
    leads.begin(store, example.brand_id, LeadDraft(interest="Torte", stage="won"), **who)
    check(open_page("leads", leads_view=view, leads_stages="won"))
