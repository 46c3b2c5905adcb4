"""Bringing files in from the visitor's side: answers can be changed until they are taken over."""

from threading import Event

import pytest

from cmlite import wiring
from cmlite.services import channels, import_batches, onboarding
from tests.pages.test_all import check

VIEWS = "Views\nDate,Primary\n2026-09-01T00:00:00,12\n"
CHANNEL, WHOSE = "Zu welchem Kanal?", "Aus welchem Netzwerk?"


@pytest.fixture
def brand(open_page):
    store, now = wiring.app().store, wiring.utc_now()
    return onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")


def given(app, *files):
    app.file_uploader[0].set_value([(name, content.encode(), "text/csv") for name, content in files])
    return app.run()


def box(app, label):
    return next(one for one in app.selectbox if one.label == label)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_network_that_was_answered_wrongly_is_answered_again(open_page, brand):
    now = wiring.utc_now()
    known = channels.declare(
        wiring.app().store, brand.brand_id, network="facebook", handle="lilie", now=now, actor="owner"
    )
    app = given(open_page("imports"), ("Views.csv", VIEWS))
    for network in ("instagram", "facebook"):
        box(app, WHOSE).select(network).run()
        check(app)
    assert box(app, CHANNEL).value == known.channel_id
    assert not app.button(key="imports_take").disabled


def test_a_new_channel_is_offered_under_the_name_it_will_have(open_page, brand):
    app = given(open_page("imports"), ("Views.csv", VIEWS))
    box(app, WHOSE).select("facebook").run()
    assert box(app, CHANNEL).options == ["Neu anlegen: Blumen Lilie"]


def test_columns_that_were_assigned_wrongly_are_assigned_again(open_page, brand):
    own = "Nummer;Wann;Beitragstext;Herzen;Gesehen\n1;2026-09-01 10:00;Brot;5;70\n"
    app = given(open_page("imports"), ("eigene.csv", own))
    box(app, "Wann").select("published_at").run()
    box(app, "Herzen").select("reach").run()
    button(app, "So zuordnen und merken").click().run()
    check(app)
    app = given(open_page("imports"), ("eigene-oktober.csv", own))  # the assignment is remembered, with its mistake
    assert any("Reichweite 5" in one.value for one in app.caption)
    assert (box(app, "Herzen").value, box(app, "Wann").value) == ("reach", "published_at")
    box(app, "Herzen").select("likes").run()
    box(app, "Gesehen").select("reach").run()
    button(app, "So zuordnen und merken").click().run()
    check(app)
    assert any("Likes (Reaktionen) 5 · Reichweite 70" in one.value for one in app.caption)


def test_files_stay_while_another_window_takes_over_and_can_be_taken_over_after_that(open_page, brand):
    here = wiring.app()
    channels.declare(
        here.store, brand.brand_id, network="facebook", handle="lilie", now=wiring.utc_now(), actor="owner"
    )
    app = given(open_page("imports"), ("Views.csv", VIEWS))
    box(app, WHOSE).select("facebook").run()
    name, gate = f"import-{brand.brand_id}", Event()
    other = here.jobs.start(name, lambda _report: gate.wait(20))
    app.button(key="imports_take").click().run()
    check(app)
    assert any("In einem anderen Fenster" in one.value for one in app.warning)
    gate.set()
    assert other.ended.wait(20)
    app.button(key="imports_take").click().run()
    job = here.jobs.find(name)
    assert job is None or job.ended.wait(20)
    app.run().run()
    assert [one.file_name for one in import_batches.batches(here.store, brand.brand_id)] == ["Views.csv"]
    assert not [one for one in app.button if one.key == "imports_take"]
