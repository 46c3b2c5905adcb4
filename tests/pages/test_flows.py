"""What buttons do, from the visitor's side."""

from cmlite import config, wiring
from cmlite.services import brands, examples, inbox, strategy
from cmlite.ui import text
from tests.conftest import ROOT
from tests.pages.conftest import words_of


def test_a_new_owner_can_open_and_remove_the_example(open_page):
    app = open_page("today")
    app.button(key="welcome_try").click().run()
    assert not app.exception
    assert any("Bäckerei Morgenrot" in words for words in words_of(app))
    app = open_page("settings")
    app.button(key="example_remove").click().run()
    assert brands.current(wiring.app().store).brand is None
    assert wiring.app().store.row("select count(*) as n from post")["n"] == 0


def test_switching_the_language_is_remembered(open_page, example):
    app = open_page("today", "de")
    app.segmented_control(key="language_choice_de").set_value("en").run()
    assert "To do now" in words_of(app)
    assert brands.current(wiring.app().store).language == "en"


def test_an_answer_leaves_the_queue_and_the_next_one_opens(open_page, example):
    store = wiring.app().store
    before = inbox.count_waiting(store, example.brand_id, now=wiring.utc_now())
    app = open_page("inbox")
    field = next(one for one in app.text_area if one.key.startswith("reply_"))
    field.set_value("Vielen Dank für die Nachricht.").run()
    app.button(key="answer_sent").click().run()
    assert not app.exception
    assert inbox.count_waiting(store, example.brand_id, now=wiring.utc_now()) == before - 1
    assert app.query_params["conversation"]


def test_an_empty_answer_gets_its_sentence(open_page, example):
    app = open_page("inbox")
    app.button(key="answer_sent").click().run()
    assert [one.value for one in app.error] == ["Bitte schreiben Sie zuerst einen Text."]


def test_a_conversation_of_nobody_gets_its_sentence(open_page, example):
    app = open_page("inbox", conversation="conversation:nobody:1")
    assert [one.value for one in app.error] == ["Dieses Gespräch gibt es nicht mehr. Bitte wählen Sie ein anderes."]


def test_the_first_step_without_a_name_is_refused_in_words(open_page):
    app = open_page("onboarding")
    app.button(key="save_business").click().run()
    assert [one.value for one in app.error] == ["Wie heißt Ihr Betrieb? Bitte tragen Sie einen Namen ein."]
    assert brands.current(wiring.app().store).brand is None


def test_accepting_every_suggestion_ends_in_version_one(open_page):
    app = open_page("onboarding")
    app.text_input(key="business_name_new").set_value("Blumen Lilie").run()
    app.button(key="save_business").click().run()
    for step in ("culture", "audiences", "goals", "networks", "pillars", "cadence", "answers", "review"):
        assert app.query_params["step"] == step
        app.button(key=f"save_{step}").click().run()
        assert not app.exception
    store = wiring.app().store
    found = strategy.current(store, brands.current(store).brand.brand_id)
    assert found.version == 1
    assert found.content.goals
    assert sum(pillar.share for pillar in found.content.pillars) == 100


def test_a_strategy_that_is_confirmed_without_a_change_keeps_its_version(open_page, example):
    store = wiring.app().store
    before = strategy.current(store, example.brand_id)
    app = open_page("onboarding", step="review")
    app.button(key="save_review").click().run()
    assert not app.exception
    assert strategy.versions(store, example.brand_id)[0] == before
    assert strategy.draft(store, example.brand_id) is None
    said = "An der Strategie hat sich nichts geändert: Es bleibt bei Fassung {n}."
    assert [one.value for one in app.toast] == [said.format(n=before.version)]


def test_a_file_that_is_none_of_ours_is_said_on_every_page(open_page, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    (other / "cmlite.duckdb").write_bytes(b"not a database" * 1000)
    open_page("today")
    monkeypatch.setenv("CMLITE_DATA", str(other))
    from streamlit.testing.v1 import AppTest

    from tests.conftest import ROOT

    app = AppTest.from_file(str(ROOT / "cmlite" / "web" / "router.py"), default_timeout=60).run()
    assert not app.exception
    assert any("keine Datei von cmlite" in one.value or "not a file of cmlite" in one.value for one in app.error)
    monkeypatch.setenv("CMLITE_DATA", str(tmp_path))


def test_an_example_beside_an_own_brand_can_be_switched(open_page, example):
    store = wiring.app().store
    from cmlite.services import onboarding

    own = onboarding.save_business(store, None, {"name": "Eigener Betrieb"}, now=wiring.utc_now(), actor="owner")
    app = open_page("today")
    app.selectbox(key=f"brand_in_view_{own.brand_id}").select(example.brand_id).run()
    assert brands.current(store).brand.brand_id == example.brand_id
    assert examples.load(store, config.EXAMPLES, now=wiring.utc_now(), actor="owner").brand_id == example.brand_id


def test_changing_the_brand_in_the_wizard_never_mixes_two_businesses(open_page, example):
    store = wiring.app().store
    from cmlite.services import onboarding

    own = onboarding.save_business(
        store, None, {"name": "Eigener Betrieb", "place": "Ulm"}, now=wiring.utc_now(), actor="owner"
    )
    app = open_page("onboarding")
    assert app.text_input(key=f"business_name_{own.brand_id}").value == "Eigener Betrieb"
    app.selectbox(key=f"brand_in_view_{own.brand_id}").select(example.brand_id).run()
    assert app.text_input(key=f"business_name_{example.brand_id}").value == "Bäckerei Morgenrot"
    app.button(key="save_business").click().run()
    names = {brand.name for brand in brands.current(store).brands}
    assert names == {"Eigener Betrieb", "Bäckerei Morgenrot"}


def test_an_answer_longer_than_its_network_takes_is_asked_about_before_it_counts_as_sent(open_page, example):
    store = wiring.app().store
    row = store.row("select conversation_id from conversation where network = 'facebook' and state = 'open' limit 1")
    app = open_page("inbox", conversation=row["conversation_id"])
    words = "Wir helfen gern. " * 1000
    next(one for one in app.text_area if one.key.startswith("reply_")).set_value(words)
    ask = "select count(*) as n from message where state = 'sent' and length(text) > 10000"
    app.button(key="answer_sent").click().run()
    assert not app.exception
    assert store.row(ask)["n"] == 0
    app.button(key="answer_sent").click().run()
    assert store.row(ask)["n"] == 1


def test_an_answer_is_sent_once_even_when_the_same_conversation_stays_open(open_page, example):
    store = wiring.app().store
    app = open_page("inbox")
    app.segmented_control(key="inbox_state").set_value("all")
    app.text_input(key="inbox_text").set_value("Bruchtüte").run()
    field = next(one for one in app.text_area if one.key.startswith("reply_"))
    field.set_value("Bis morgen dann").run()
    app.button(key="answer_sent").click().run()
    app.button(key="answer_sent").click().run()
    rows = store.rows("select state from message where text = 'Bis morgen dann'")
    assert [row["state"] for row in rows] == ["sent"]


def test_days_far_away_in_the_address_do_not_break_the_calendar(open_page, example):
    for day in ("9999-12-31", "0001-01-01", "gestern"):
        assert not open_page("calendar", day=day).exception


def test_what_was_typed_in_a_step_is_kept_when_another_is_looked_at_first_and_suggestions_are_not(open_page):
    app = open_page("onboarding")
    app.text_input(key="business_name_new").set_value("Blumen Lilie").run()
    app.selectbox(key="business_trade_new").select("retail").run()
    app.button(key="save_business").click().run()
    store = wiring.app().store
    brand_id = brands.current(store).brand.brand_id
    app.button(key="back_culture").click().run()
    app.selectbox(key=f"business_trade_{brand_id}").select("craft").run()
    app.button(key="save_business").click().run()
    tone = app.text_area(key=f"culture_tone_{brand_id}")
    text.use_language("de")
    assert tone.value == text.t("suggest.craft.tone")
    tone.set_value("Wie am Marktstand.").run()
    app.button(key="back_culture").click().run()
    assert app.query_params["step"] == "business"
    app.text_input(key=f"business_place_{brand_id}").set_value("Graz").run()
    app.button_group(key="steps_business").select("culture").run()
    assert brands.current(store).brand.place == "Graz"
    assert app.text_area(key=f"culture_tone_{brand_id}").value == "Wie am Marktstand."
    assert "culture" not in strategy.draft(store, brand_id).done


def test_the_clock_follows_the_country_and_topics_without_a_name_and_long_answer_times_are_explained(open_page):
    app = open_page("onboarding")
    app.selectbox(key="business_country_new").select("AT").run()
    assert app.selectbox(key="business_zone_AT_new").value == "Europe/Vienna"
    app.text_input(key="business_name_new").set_value("Blumen Lilie").run()
    app.button(key="save_business").click().run()
    brand_id = brands.current(wiring.app().store).brand.brand_id
    app.query_params["step"] = "pillars"
    app.run()
    app.number_input(key=f"pillar_share_4_{brand_id}").set_value(10).run()
    assert any("Thema 5 hat einen Anteil, aber keinen Namen" in one.value for one in app.caption)
    app.query_params["step"] = "answers"
    app.run()
    assert any("24 Std. sind bei Ihnen also etwa 2,7 Arbeitstage." in one.value for one in app.caption)


def test_the_way_back_after_the_first_step_leads_to_the_business_it_began_not_to_a_second_one(open_page, example):
    app = open_page("onboarding", own="1")
    assert app.text_input(key="business_name_new").value == ""
    app.text_input(key="business_name_new").set_value("Blumen Lilie").run()
    app.button(key="save_business").click().run()
    assert app.query_params["step"] == "culture"
    own = brands.current(wiring.app().store).brand
    del app.query_params["step"]
    app.query_params["own"] = "1"
    app.run()  # what the browser's way back asks for
    assert app.text_input(key=f"business_name_{own.brand_id}").value == "Blumen Lilie"
    app.text_input(key=f"business_place_{own.brand_id}").set_value("Graz").run()
    app.button(key="save_business").click().run()
    assert not app.exception
    assert [(one.name, one.place) for one in brands.current(wiring.app().store).brands if not one.is_example] == [
        ("Blumen Lilie", "Graz")
    ]
    app = app.switch_page(str(ROOT / "pages" / "brands.py")).run()
    app.button(key="brands_new").click().run()  # one business more is begun on purpose
    assert app.text_input(key="business_name_new").value == ""


def test_a_strategy_that_was_begun_elsewhere_is_gone_on_with(open_page):
    from cmlite.services import onboarding

    store, now = wiring.app().store, wiring.utc_now()
    own = onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    app = open_page("today")
    assert "Beginnen" in [one.label for one in app.button]
    strategy.save_step(store, own.brand_id, "business", lambda base: base, now=now, actor="owner")
    app = open_page("today")
    assert "Weitermachen" in [one.label for one in app.button]
    assert "Beginnen" not in [one.label for one in app.button]
