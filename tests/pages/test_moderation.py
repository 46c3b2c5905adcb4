"""The moderation plan as a page: read first, changed part by part, given up and taken back, taken home."""

from cmlite import wiring
from cmlite.services import connections, moderation
from tests.pages.conftest import words_of


def plan_of(brand):
    return moderation.plan_in_force(wiring.app().store, brand.brand_id)


def shown(app):
    return "\n".join(words_of(app)).replace("\\", "")


def test_the_proposal_is_shown_ready_to_follow_in_the_language_of_the_visitor_and_of_the_rules(open_page, example):
    app = open_page("moderation")
    assert not app.exception
    for words in ("So reden wir hier miteinander", "§ 185 StGB", "Beschwerde", "Lücke", "unser Vorschlag"):
        assert words in shown(app)
    assert "{brand}" not in shown(app) and "{hours}" not in shown(app)

    app = open_page("moderation", "en", house="de")
    assert "Nicht willkommen ist" in shown(app) and "Complaint" in shown(app) and "our proposal" in shown(app)
    app = open_page("moderation", "de", house="en")
    assert "Not welcome are" in shown(app) and "Beschwerde" in shown(app)


def test_a_class_is_changed_saved_and_the_proposal_taken_back_and_given_back(open_page, example):
    app = open_page("moderation")
    app.button(key="plan_edit_class:complaint").click().run()
    assert app.button(key="plan_edit_class:spam").disabled, "what was typed in the first must not get lost"
    app.number_input(key="plan_class_deadline").set_value(45)
    app.text_input(key="plan_class_name").set_value("Ärger")
    app.button(key="plan_save_class:complaint").click().run()
    assert not app.exception
    assert plan_of(example).deadline_of("complaint") == 45
    assert plan_of(example).class_of("complaint").name == "Ärger"
    assert any("Fassung 1" in one.value for one in app.caption)

    app.button(key="plan_to_proposal").click().run()
    assert plan_of(example).deadline_of("complaint") == 120
    app.button(key="plan_undo").click().run()
    assert plan_of(example).deadline_of("complaint") == 45


def test_what_another_window_saved_meanwhile_is_not_written_over(open_page, example):
    app = open_page("moderation")
    app.button(key="plan_edit_class:complaint").click().run()
    app.number_input(key="plan_class_deadline").set_value(45)
    plan = plan_of(example)
    classes = tuple(
        one.model_copy(update={"deadline": 30}) if one.class_id == "complaint" else one for one in plan.classes
    )
    who = {"now": wiring.utc_now(), "actor": "owner"}
    moderation.save(wiring.app().store, example.brand_id, plan.with_changes({"classes": classes}), version=0, **who)
    app.button(key="plan_save_class:complaint").click().run()
    assert any("in einem anderen Fenster" in one.value for one in app.error)
    assert plan_of(example).deadline_of("complaint") == 30


def test_an_own_class_and_a_rung_are_made_and_removed(open_page, example):
    app = open_page("moderation")
    app.button(key="plan_new_class").click().run()
    app.text_input(key="plan_class_name").set_value("Presse")
    app.button(key="plan_save_class:new").click().run()
    made = plan_of(example).classes[-1]
    assert (made.name, made.is_own) == ("Presse", True)
    app.button(key=f"plan_edit_class:{made.class_id}").click().run()
    app.button(key=f"plan_remove_class:{made.class_id}").click().run()
    assert plan_of(example).class_of(made.class_id) is None

    app.button(key="plan_new_rung").click().run()
    app.text_input(key="plan_rung_name").set_value("Onkel Karl")
    app.button(key="plan_save_rung:new").click().run()
    place = len(plan_of(example).ladder) - 1
    assert plan_of(example).ladder[place].name == "Onkel Karl"
    app.button(key=f"plan_edit_rung:{place}").click().run()
    app.button(key=f"plan_remove_rung:{place}").click().run()
    assert not app.exception
    assert "Onkel Karl" not in [one.name for one in plan_of(example).ladder]


def test_every_part_opens_and_saving_it_untouched_keeps_the_plan_as_it_was(open_page, example):
    before = plan_of(example)
    app = open_page("moderation")
    for part in ("house", "rota", "crisis", "promises", "class:spam", "rung:0"):
        app.button(key=f"plan_edit_{part}").click().run()
        app.button(key=f"plan_save_{part}").click().run()
        assert not app.exception
    assert plan_of(example) == before
    assert moderation.versions(wiring.app().store, example.brand_id) == []


def test_gaps_close_too_long_a_list_is_refused_and_the_switch_holds_what_is_planned(open_page, example):
    app = open_page("moderation")
    gaps = plan_of(example).gaps(example.business_hours)
    assert gaps
    app.button(key="plan_edit_rota").click().run()
    for place in gaps:
        app.text_input(key=f"plan_rota_{place}").set_value("Ana")
    app.button(key="plan_save_rota").click().run()
    assert plan_of(example).gaps(example.business_hours) == ()
    assert "Lücke" not in shown(app) and "Ana" in shown(app)

    app.button(key="plan_edit_promises").click().run()
    app.text_area(key="plan_promises").set_value("\n".join(f"Wort {n}" for n in range(70)))
    app.button(key="plan_save_promises").click().run()
    assert any("höchstens 60 Zeilen" in one.value for one in app.error)
    assert len(app.text_area(key="plan_promises").value) > 400, "what was typed is still there"
    assert len(moderation.versions(wiring.app().store, example.brand_id)) == 1

    app.button(key="hold_switch").click().run()
    assert not app.exception
    assert connections.is_held(wiring.app().store, example.brand_id)
