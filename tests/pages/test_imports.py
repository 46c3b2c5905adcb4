"""Bringing files in from the visitor's side: answers can be changed until they are taken over."""

from threading import Event

import pytest

from cmlite import wiring
from cmlite.services import channels, import_batches, onboarding
from tests.pages.test_all import check

VIEWS = "Views\nDate,Primary\n2026-09-01T00:00:00,12\n"
CHANNEL, WHOSE, ZONE = "Zu welchem Kanal?", "Aus welchem Netzwerk?", "Zeitzone der Datei"


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


def test_the_zone_of_an_own_file_is_asked_the_owners_first_and_can_be_changed_back(open_page, brand):
    own = "id,author,text,time\n1,anna,Wann offen?,2026-09-01 10:00:00\n"
    app = given(open_page("imports"), ("gespraeche.csv", own))
    box(app, WHOSE).select("facebook").run()
    assert (box(app, ZONE).value, box(app, ZONE).options[:2]) == ("Europe/Berlin", ["Europe/Berlin", "UTC"])
    for zone in ("UTC", "Europe/Berlin", "UTC"):
        box(app, ZONE).select(zone).run()
        check(app)
        assert box(app, ZONE).value == zone
    app.button(key="imports_take").click().run()
    job = wiring.app().jobs.find(f"import-{brand.brand_id}")
    assert job is None or job.ended.wait(20)
    app.run().run()
    assert "Uhrzeiten gelesen als UTC" in " ".join(one.value for one in app.caption)
    app = given(open_page("imports"), ("gespraeche.csv", own))  # what is there keeps its clock: nothing to choose
    assert (box(app, WHOSE).value, ZONE in [one.label for one in app.selectbox]) == ("facebook", False)


def test_a_file_whose_times_carry_an_offset_is_not_asked_for_a_zone(open_page, brand):
    own = "id,author,text,time\n1,anna,Wann offen?,2026-09-01T10:00:00Z\n"
    app = given(open_page("imports"), ("gespraeche.csv", own))
    box(app, WHOSE).select("facebook").run()
    assert ZONE not in [one.label for one in app.selectbox]
