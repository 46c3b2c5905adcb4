"""The first step of an owner: a business, its name and its website."""

import pytest

from cmlite.errors import RuleError
from cmlite.services import onboarding
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


def save(store, brand=None, **values):
    return onboarding.save_business(store, brand, {"name": "Blumen Lilie", **values}, **WHO)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        (" www.blumen-lilie.de ", "https://www.blumen-lilie.de"),
        ("bäckerei.de/shop?ort=köln", "https://bäckerei.de/shop?ort=köln"),
        ("http://lilie.de:8080/", "http://lilie.de:8080/"),
        ("HTTPS://Lilie.example", "HTTPS://Lilie.example"),
    ],
)
def test_a_website_gets_the_beginning_an_owner_leaves_out(store, written, kept):
    assert save(store, website=written).website == kept


@pytest.mark.parametrize(
    "written", ["keine", "haben wir nicht", "info@lilie.de", "https://", "ftp://lilie.de", "www. lilie.de", "1.234"]
)
def test_what_is_no_website_is_refused_and_nothing_is_saved(store, written):
    with pytest.raises(RuleError) as refused:
        save(store, website=written)
    assert refused.value.key == "errors.brands.website"
    assert store.row("select count(*) as n from brand")["n"] == 0


def test_a_website_that_was_saved_before_is_no_obstacle_to_other_changes(store):
    brand = save(store)
    with store.write() as cursor:
        cursor.execute("update brand set website = 'keine'")
    odd = brand.model_copy(update={"website": "keine"})
    assert save(store, odd, website="keine", place="Graz").place == "Graz"


def test_no_second_business_of_the_same_name_is_begun(store):
    brand = save(store)
    with pytest.raises(RuleError) as refused:
        save(store, name=" blumen LILIE")
    assert refused.value.key == "errors.brands.name_taken"
    assert save(store, brand, place="Graz").brand_id == brand.brand_id
