"""Notes that name somebody, who writes where, drafts that two windows write, and searches with a name."""

from datetime import timedelta

import pytest

from cmlite.domain.inbox import Filters
from cmlite.domain.queue import named_in
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import conversations, inbox, saved_searches, team, today
from tests.conftest import NOW
from tests.services.test_inbox import WHO, hear


@pytest.fixture
def people(store, brand):
    """Anna, Ben, and Anna-Lena whose name begins like another one."""
    anna = team.add(store, "b1", "Anna", "owner", **WHO).member_id
    others = [team.add(store, "b1", name, "community_manager", now=NOW, actor=anna) for name in ("Ben", "Anna Lena")]
    return anna, *(one.member_id for one in others)


def test_the_longest_name_after_an_at_sign_counts_and_half_a_name_does_not(store, people):
    anna, ben, lena = people
    everybody = team.team(store, "b1")
    assert named_in("@Anna Lena, bitte", everybody) == [lena]
    assert set(named_in("@anna und @BEN: schaut ihr?", everybody)) == {anna, ben}
    assert named_in("@Benno, anna@ben.example, Ben", everybody) == []


def test_who_is_named_finds_the_conversation_until_they_have_read_it(store, people):
    anna, ben, _ = people
    one = hear(store, "b1", "one", ("in", 5, "Frage"), handle="a")
    hear(store, "b1", "two", ("in", 9, "Frage"), handle="b")
    assert conversations.add_note(store, "b1", one, "@Ben übernimmst du? @Anna weiß es", now=NOW, actor=anna) == [ben]
    mine = Filters(state="all", assignee="mentioned", me=ben)
    rows, _ = inbox.queue(store, "b1", mine, page=1, now=NOW)
    assert [row.conversation_id for row in rows] == [one]
    assert inbox.overview(store, "b1", me=ben, now=NOW).views["mentioned"] == 1
    assert [note["text"] for note in inbox.mentions(store, "b1", me=ben)] == ["@Ben übernimmst du? @Anna weiß es"]
    assert inbox.mentions(store, "b1", me=anna) == [], "nobody is told of what they wrote themselves"
    assert inbox.read_mentions(store, "b1", one, now=NOW, actor=ben) == 1
    assert inbox.mentions(store, "b1", me=ben) == []


def test_another_window_sees_that_somebody_writes_for_a_moment(store, brand):
    one = hear(store, "b1", "one", ("in", 5, "Frage"))
    conversations.save_draft(store, "b1", one, "Hm", window_id="left", **WHO)
    conversations.save_draft(store, "b1", one, "Hmm", window_id="left", **WHO)
    seen = lambda window, minutes: inbox.writing(  # noqa: E731
        store, "b1", one, besides=window, now=NOW + timedelta(minutes=minutes), actor="anna"
    )
    assert [row["actor"] for row in seen("right", 1)] == ["owner"]
    mine = inbox.writing(store, "b1", one, besides="right", now=NOW, actor="owner")
    assert [row["actor"] for row in mine] == [""], "the same person in another window"
    assert seen("left", 1) == []
    assert seen("right", 3) == []
    conversations.mark_sent(store, "b1", one, "Ja", done=False, **WHO)
    assert seen("right", 1) == []


def test_words_of_another_window_are_not_overwritten_silently(store, brand):
    one = hear(store, "b1", "one", ("in", 5, "Frage"))
    conversations.save_draft(store, "b1", one, "Von links", base="", window_id="left", **WHO)
    with pytest.raises(RuleError):
        conversations.save_draft(store, "b1", one, "Von rechts", base="", window_id="right", **WHO)
    assert inbox.thread(store, "b1", one, now=NOW).draft == "Von links"
    conversations.save_draft(store, "b1", one, "Von links, länger", base="Von links", **WHO)
    conversations.save_draft(store, "b1", one, "Von rechts", base="Von links, länger", **WHO)
    assert inbox.thread(store, "b1", one, now=NOW).draft == "Von rechts"


def test_a_search_is_saved_under_a_name_of_its_own_deleted_and_brought_back(store, brand, other_brand):
    wanted = Filters(class_ids=("complaint",), overdue=True, order="newest", assignee="me", me="ben")
    made = saved_searches.save(store, "b1", "  Ärger   heute ", wanted, **WHO)
    (found,) = saved_searches.searches(store, "b1")
    assert (found.name, found.filters) == ("Ärger heute", wanted.model_copy(update={"me": ""}))
    for name in ("", "ÄRGER heute"):
        with pytest.raises(RuleError):
            saved_searches.save(store, "b1", name, wanted, **WHO)
    with pytest.raises(NotFoundError):
        saved_searches.delete(store, "b2", made, **WHO)
    saved_searches.save(store, "b1", "Zweite", wanted, **WHO)
    saved_searches.rename(store, "b1", made, " Ärger  morgen ", **WHO)
    assert [one.name for one in saved_searches.searches(store, "b1")] == ["Zweite", "Ärger morgen"]
    for name in ("", "zweite"):
        with pytest.raises(RuleError):
            saved_searches.rename(store, "b1", made, name, **WHO)
    with pytest.raises(NotFoundError):
        saved_searches.rename(store, "b2", made, "Fremd", **WHO)
    saved_searches.delete(store, "b1", saved_searches.searches(store, "b1")[0].search_id, **WHO)
    saved_searches.delete(store, "b1", made, **WHO)
    assert saved_searches.searches(store, "b1") == []
    saved_searches.bring_back(store, "b1", made, **WHO)
    assert [one.search_id for one in saved_searches.searches(store, "b1")] == [made]


def test_the_start_page_tells_who_is_named_and_how_many_wait_too_long(store, brand, people):
    anna, ben, _ = people
    one = hear(store, "b1", "one", ("in", 60 * 24 * 9, "Frage"), handle="a")
    hear(store, "b1", "two", ("in", 1, "Frage"), handle="b")
    conversations.add_note(store, "b1", one, "@Ben übernimmst du?", now=NOW, actor=anna)
    found = {
        task.kind: task
        for task in today.tasks(store, brand, [], work=team.at_work(store, "b1", ben), now=NOW)
        if task.page == "inbox"
    }
    assert (found["answer"].values, found["answer"].params) == ({"n": 2, "late": 1}, {"conversation": one})
    assert found["mentioned"].values == {"who": "Anna", "lead": "@Ben übernimmst du?"}
    assert found["mentioned"].params == {"conversation": one}
