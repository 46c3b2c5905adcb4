"""The moderation plan: what every plan has, and what the proposal makes of a brand."""

import pytest

from cmlite.domain.brands import Brand
from cmlite.domain.moderation import CLASSES, MessageClass, Plan, Rung, tags_of, written_tags
from cmlite.domain.moderation_proposal import propose_plan
from cmlite.errors import RuleError
from cmlite.store import reference
from tests.conftest import NOW


def brand(**changes: str) -> Brand:
    return Brand.model_validate({"brand_id": "b1", "name": "Sonne", "created_at": NOW, "actor": "owner"} | changes)


def test_a_plan_never_lacks_a_built_in_class_and_keeps_own_ones_behind_them() -> None:
    plan = Plan(classes=(MessageClass(class_id="own_1", name="Presse"), MessageClass(class_id="spam", deadline=7)))

    assert [one.class_id for one in plan.classes] == [*CLASSES, "own_1"]
    assert plan.deadline_of("spam") == 7
    assert plan.class_of("own_1").is_own  # type: ignore[union-attr]
    assert plan.class_of("gone") is None


@pytest.mark.parametrize("country", ["DE", "AT", "CH"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", ["du", "ihr", "sie"])
def test_the_proposal_is_whole_in_every_country_language_and_form_of_address(
    country: str, language: str, address: str
) -> None:
    plan = propose_plan(brand(country=country, language=language), address, reference.moderation())  # type: ignore[arg-type]

    assert set(plan.house) == {"de", "en"}
    assert all(house.law and house.unwanted and house.consequences for house in plan.house.values())
    assert plan.crisis.steps and plan.ladder and plan.never_promise
    assert all(one.block for one in plan.classes if one.action == "answer" and one.class_id != "other")
    formal = "Ihr" in plan.class_of("question").block  # type: ignore[union-attr]
    assert formal is (language == "de" and address == "sie")
    house, crisis = plan.house["de"], plan.crisis
    assert ("Sie" in f"{house.intro} {house.contact} {crisis.first_words}".split()) is (address == "sie")
    assert ("ß" in plan.model_dump_json()) is (language == "de" and country != "CH")


def test_each_country_names_its_own_offences() -> None:
    known = reference.moderation()
    laws = {
        country: propose_plan(brand(country=country), "sie", known).house["de"].law for country in ("DE", "AT", "CH")
    }

    assert "§ 185" in laws["DE"] and "§ 115" in laws["AT"] and "Art. 177" in laws["CH"]


def test_what_is_too_long_is_refused_in_words() -> None:
    with pytest.raises(RuleError):
        Plan().with_changes({"never_promise": ["x"] * 61})


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"classes": [MessageClass(class_id="class_1", name=" ")]}, "class_without_name"),
        ({"ladder": [Rung(phone="0662 1234")]}, "rung_without_name"),
        ({"ladder": [Rung(name="Frau Kern", email="kern@")]}, "no_email"),
        ({"ladder": [Rung(name="Frau Kern", words="{text} {name}")]}, "placeholder"),
        ({"classes": [MessageClass(class_id="question", block="Hallo {vorname}")]}, "placeholder"),
    ],
)
def test_a_row_that_says_too_little_is_refused_in_words(changes: dict[str, object], key: str) -> None:
    with pytest.raises(RuleError) as refused:
        Plan().with_changes(changes)
    assert refused.value.key == f"errors.moderation.{key}"


def test_what_an_older_plan_holds_does_not_keep_other_parts_from_being_changed() -> None:
    old = Plan(classes=(MessageClass(class_id="class_1", block="{x}"),), ladder=(Rung(email="kern@"),))
    with pytest.raises(RuleError):
        old.with_changes({"ladder": [*old.ladder, Rung(email="kern@")]})
    assert old.with_changes({"never_promise": ["sofort"]}).never_promise == ("sofort",)
    assert old.with_changes({"ladder": [Rung(role="Recht", email="kern@example.at")]}).ladder[0].role == "Recht"


def test_every_placeholder_of_the_proposal_is_one_that_is_filled() -> None:
    for country in ("DE", "AT", "CH"):
        plan = propose_plan(brand(country=country), "sie", reference.moderation())
        assert Plan().with_changes({"classes": plan.classes, "ladder": plan.ladder}).ladder


def test_places_of_the_rota_that_do_not_exist_and_blanks_are_left_out() -> None:
    assert Plan(rota={"mon.morning": " Ana ", "mon.night": "Ben", "tue.evening": "  "}).rota == {"mon.morning": "Ana"}


def test_tags_are_kept_once_and_without_the_sign_that_separates_them() -> None:
    assert tags_of(written_tags(["Presse", "a,b", " Presse ", ""])) == ("Presse", "a b")
