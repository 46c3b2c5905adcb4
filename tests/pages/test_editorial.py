"""The page of editorial lines: one a network, changed section by section, given up and taken back."""

import pytest

from cmlite import wiring
from cmlite.services import editorial
from cmlite.ui.editorial_document import PARTS
from tests.pages.conftest import words_of


def line_of(brand, network="instagram"):
    return editorial.line_for(wiring.app().store, brand.brand_id, network)


def versions(brand, network="instagram"):
    return editorial.versions(wiring.app().store, brand.brand_id, network)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_first_network_of_the_strategy_is_shown_ready_to_follow(open_page, example, language):
    app = open_page("editorial", language)
    assert not app.exception
    shown = "\n".join(words_of(app))
    assert app.selectbox(key="line").value == "instagram"
    assert "Mögt ihr die Kruste lieber hell oder dunkel?" in shown.replace("\\", "")
    assert "Allergene" in shown
    assert ("So klingen wir nicht" if language == "de" else "This is not how we sound") in shown


def test_a_network_outside_the_strategy_can_be_chosen_by_address(open_page, example):
    app = open_page("editorial", line="bluesky")
    assert app.selectbox(key="line").value == "bluesky"
    assert any("gehört nicht zu Ihrer Strategie" in words for words in words_of(app))


def test_without_a_brand_or_a_strategy_the_page_says_what_to_do(open_page):
    from cmlite.services import onboarding

    assert any("Noch kein Betrieb" in words for words in words_of(open_page("editorial")))
    here = wiring.app()
    onboarding.save_business(here.store, None, {"name": "Rad Werk"}, now=wiring.utc_now(), actor="owner")
    app = open_page("editorial")
    assert not app.exception
    assert app.button(key="line_to_strategy")


def test_a_section_is_changed_and_saved_as_a_version(open_page, example):
    app = open_page("editorial")
    app.button(key="line_edit_words").click().run()
    app.text_area(key="line_avoid").set_value("lecker = würzig\nhammer")
    app.button(key="line_save_words").click().run()
    assert not app.exception
    assert [(one.word, one.instead) for one in line_of(example).words_avoid] == [("lecker", "würzig"), ("hammer", "")]
    assert len(versions(example)) == 1
    assert any("Fassung 1" in one.value for one in app.caption)


def test_one_section_is_changed_at_a_time_and_cancelling_changes_nothing(open_page, example):
    app = open_page("editorial")
    app.button(key="line_edit_aim").click().run()
    assert app.button(key="line_edit_tone").disabled, "what was typed in the first must not get lost"
    app.text_area(key="line_aim").set_value("Etwas anderes")
    app.button(key="line_cancel_aim").click().run()
    assert versions(example) == []
    assert not app.button(key="line_edit_tone").disabled


def test_every_section_opens_and_saving_it_untouched_keeps_the_line_as_it_was(open_page, example):
    before = line_of(example)
    app = open_page("editorial")
    for part in PARTS:
        app.button(key=f"line_edit_{part}").click().run()
        app.button(key=f"line_save_{part}").click().run()
        assert not app.exception
        assert line_of(example) == before
    assert versions(example) == []


def test_what_cannot_be_read_is_said_and_what_was_typed_stays(open_page, example):
    app = open_page("editorial")
    app.button(key="line_edit_rhythm").click().run()
    app.text_area(key="line_slots").set_value("Montag früh")
    app.button(key="line_save_rhythm").click().run()
    assert any("Montag früh" in one.value and "Di 09:00" in one.value for one in app.error)
    assert app.text_area(key="line_slots").value == "Montag früh"
    assert versions(example) == []


def test_what_another_window_saved_meanwhile_is_not_written_over(open_page, example):
    app = open_page("editorial")
    app.button(key="line_edit_aim").click().run()
    app.text_area(key="line_aim").set_value("Meins")
    line = line_of(example)
    theirs, who = (
        line.model_copy(update={"aim": "Aus dem anderen Fenster"}),
        {"now": wiring.utc_now(), "actor": "owner"},
    )
    editorial.save(wiring.app().store, example.brand_id, theirs, version=0, **who)
    app.button(key="line_save_aim").click().run()
    assert any("in einem anderen Fenster" in one.value for one in app.error)
    assert line_of(example).aim == "Aus dem anderen Fenster"
    assert app.text_area(key="line_aim").value == "Meins"


def test_back_to_the_proposal_can_be_undone_and_earlier_versions_can_count_again(open_page, example):
    app = open_page("editorial")
    proposal = line_of(example)
    app.button(key="line_edit_aim").click().run()
    app.text_area(key="line_aim").set_value("Nur Termine")
    app.button(key="line_save_aim").click().run()
    app.button(key="line_to_proposal").click().run()
    assert line_of(example) == proposal
    app.button(key="line_undo").click().run()
    assert line_of(example).aim == "Nur Termine"
    first = next(one for one in versions(example) if one.version == 1)
    app.button(key=f"line_restore_{first.line_id}").click().run()
    assert [one.version for one in versions(example)] == [3, 2, 1]
    assert not app.exception


def test_the_rules_stand_with_their_limits_and_sources(open_page, example):
    app = open_page("editorial", line="bluesky")
    table = app.get("table")[0].value
    rules = " ".join(table.iloc[:, 0])
    assert "Text zu lang" in rules
    assert "Börsenkürzel" not in rules, "that is for X alone"
    length = table[table.iloc[:, 0].str.contains("Text zu lang")].iloc[0]
    assert "300" in length.iloc[1]
    assert any("atproto" in one.value for one in app.caption)
