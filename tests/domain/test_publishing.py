"""The transition table, and what a post as a whole is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.publishing import STATES, TRANSITIONS, check_transition, state_of_post
from cmlite.errors import RuleError


def test_the_table_speaks_of_known_states_only():
    assert set(TRANSITIONS) == set(STATES)
    assert set().union(*TRANSITIONS.values()) <= set(STATES)


def test_what_is_published_can_only_be_removed_and_then_stays_so():
    for state in STATES:
        if state != "removed":
            with pytest.raises(RuleError):
                check_transition("published", state)
        with pytest.raises(RuleError):
            check_transition("removed", state)
    check_transition("published", "removed")


def test_a_post_is_removed_once_nothing_of_it_is_left():
    assert state_of_post("planned", ["removed", "published"]) == "published"
    assert state_of_post("planned", ["removed", "cancelled"]) == "removed"
    assert state_of_post("draft", ["removed"]) == "removed"


def test_a_draft_does_not_become_published_by_itself():
    with pytest.raises(RuleError):
        check_transition("draft", "published")


@pytest.mark.parametrize(
    ("stage", "publications", "state"),
    [
        ("idea", [], "idea"),
        ("draft", ["draft"], "draft"),
        ("planned", [], "draft"),
        ("planned", ["scheduled", "scheduled"], "scheduled"),
        ("planned", ["published", "scheduled"], "partly"),
        ("planned", ["published", "missed"], "missed"),
        ("planned", ["published", "cancelled"], "published"),
        ("planned", ["cancelled"], "cancelled"),
    ],
)
def test_a_post_is_what_its_publications_say(stage, publications, state):
    assert state_of_post(stage, publications) == state


@given(st.lists(st.sampled_from(STATES), min_size=1))
def test_a_post_is_published_only_when_every_living_channel_has_it(publications):
    living = [state for state in publications if state not in {"cancelled", "removed"}]
    assert (state_of_post("planned", publications) == "published") == (bool(living) and set(living) == {"published"})
