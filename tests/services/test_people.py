"""People: the list and its search, joining and parting handles, tags, notes and consents."""

from datetime import date

import pytest

from cmlite.domain.people import Wanted, tidy_tags
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import people
from tests.conftest import NOW
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}
TODAY = date(2026, 11, 24)


def named(store, **wanted):
    return [one.handle for one in people.people(store, "b1", Wanted(**wanted), page=1)[0]]


@pytest.fixture
def three(store, brand):
    hear(store, "b1", "1", ("in", 500, "Habt ihr offen?"), handle="anna")
    hear(store, "b1", "2", ("in", 50, "Danke"), handle="bernd", network="facebook")
    hear(store, "b1", "3", ("in", 5, "100 % gut"), handle="anna_rot", network="facebook")


def test_who_wrote_last_stands_first(store, three):
    assert named(store) == ["anna_rot", "bernd", "anna"]
    assert named(store, order="name") == ["anna", "anna_rot", "bernd"]


def test_the_search_takes_every_sign_as_it_is(store, three):
    assert named(store, text="anna") == ["anna_rot", "anna"]
    assert named(store, text="a_r") == ["anna_rot"]
    assert named(store, text="%") == []
    assert named(store, networks=("instagram",)) == ["anna"]


def test_joined_handles_are_one_person_with_all_conversations(store, three):
    people.join(store, "b1", "b1:anna", "b1:anna_rot", **WHO)
    listed, total = people.people(store, "b1", Wanted(), page=1)
    assert total == 2
    assert (listed[0].person_id, listed[0].conversations, set(listed[0].networks)) == (
        "b1:anna",
        2,
        {"instagram", "facebook"},
    )
    found = people.person(store, "b1", "b1:anna_rot")
    assert found.person_id == "b1:anna"
    assert [row["excerpt"] for row in people.talk(store, "b1", found, page=1)] == ["100 % gut", "Habt ihr offen?"]
    assert named(store, text="anna_rot") == ["anna"]


def test_the_tone_over_time_counts_conversations_by_month_and_says_what_is_unsure(store, three):
    people.join(store, "b1", "b1:anna", "b1:anna_rot", **WHO)
    with store.write() as cursor:
        # half an hour before midnight in UTC is the next month for the owner
        cursor.execute(
            """update conversation set tone = 'negative', last_message_at = timestamp '2026-10-31 23:30:00'
            where person_id = 'b1:anna'"""
        )
    found = people.person(store, "b1", "b1:anna")
    assert people.tones(store, "b1", found, zone="Europe/Vienna") == {date(2026, 11, 1): {"": 1, "negative": 1}}
    assert people.tones(store, "b2", found, zone="Europe/Vienna") == {}


def test_parting_undoes_joining_also_for_the_first_of_three(store, three):
    people.join(store, "b1", "b1:anna", "b1:anna_rot", **WHO)
    people.join(store, "b1", "b1:bernd", "b1:anna", **WHO)
    assert people.people(store, "b1", Wanted(), page=1)[1] == 1
    people.part(store, "b1", "b1:bernd", **WHO)
    assert people.person(store, "b1", "b1:bernd").ids == ("b1:bernd",)
    assert set(people.person(store, "b1", "b1:anna").ids) == {"b1:anna", "b1:anna_rot"}
    with pytest.raises(RuleError):
        people.part(store, "b1", "b1:bernd", **WHO)


def test_tags_of_joined_handles_count_once_and_can_be_taken_away(store, three):
    people.save(store, "b1", "b1:anna", tags=["regular"], note="mag Roggen", **WHO)
    people.save(store, "b1", "b1:anna_rot", tags=["regular", "Hochzeit"], note="fragt viel", **WHO)
    people.join(store, "b1", "b1:anna", "b1:anna_rot", **WHO)
    found = people.person(store, "b1", "b1:anna")
    assert (found.tags, found.note) == (("regular", "Hochzeit"), "mag Roggen\n\nfragt viel")
    people.save(store, "b1", "b1:anna", tags=["Hochzeit"], note=found.note, **WHO)
    found = people.person(store, "b1", "b1:anna")
    assert (found.tags, found.note) == (("Hochzeit",), "mag Roggen\n\nfragt viel")
    assert named(store, tag="regular") == []
    assert people.tags(store, "b1") == ["Hochzeit"]


def test_tags_are_tidied_and_bounded():
    assert tidy_tags([" Hochzeit ", "hochzeit", "", "a,b"]) == ("Hochzeit", "a b")
    with pytest.raises(RuleError):
        tidy_tags(["x" * 31])
    with pytest.raises(RuleError):
        tidy_tags([str(number) for number in range(21)])


def test_a_consent_says_what_how_and_when_and_can_be_withdrawn(store, three):
    given = {"how": "mündlich", "given_on": TODAY, "today": TODAY}
    consent = people.note_consent(store, "b1", "b1:anna", about="Foto zeigen", **given, **WHO)
    people.withdraw_consent(store, "b1", consent, TODAY, **WHO)
    (kept,) = people.person(store, "b1", "b1:anna").consents
    assert (kept.about, kept.how, kept.withdrawn_on) == ("Foto zeigen", "mündlich", TODAY)
    people.withdraw_consent(store, "b1", consent, None, **WHO)
    assert people.person(store, "b1", "b1:anna").consents[0].withdrawn_on is None


@pytest.mark.parametrize(("about", "given_on"), [("  ", TODAY), ("Foto", date(2026, 11, 25))])
def test_a_consent_that_makes_no_sense_is_refused(store, three, about, given_on):
    with pytest.raises(RuleError):
        people.note_consent(store, "b1", "b1:anna", about=about, how="", given_on=given_on, today=TODAY, **WHO)
    assert people.person(store, "b1", "b1:anna").consents == ()


def test_nobody_of_another_brand_is_found_or_joined(store, three, other_brand):
    with pytest.raises(NotFoundError):
        people.person(store, "b2", "b1:anna")
    with pytest.raises(NotFoundError):
        people.join(store, "b2", "b1:anna", "b1:bernd", **WHO)
