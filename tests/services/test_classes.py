"""Classes by hand: set, corrected, taken back, and written down to be learnt from."""

import pytest

from cmlite.domain.brands import Brand
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import classes
from cmlite.store.db import Store
from cmlite.store.rows import insert
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


def begin(store: Store, *ids: str, brand_id: str = "b1", **values: object) -> None:
    with store.write() as cursor:
        for one in ids:
            insert(
                cursor,
                "conversation",
                conversation_id=one,
                brand_id=brand_id,
                channel_id="ch",
                network="instagram",
                person_id="",
                state="open",
                last_message_at=NOW,
                changed_at=NOW,
                actor="network",
                **values,
            )


def of(store: Store, conversation_id: str) -> tuple[str, str, str]:
    found = classes.beside(store, "b1", conversation_id).found
    return found.class_id, found.class_from, found.class_why


def test_a_class_by_hand_counts_for_all_that_were_chosen_and_for_no_other(
    store: Store, brand: Brand, other_brand: Brand
) -> None:
    begin(store, "c1", "c2", "c3")
    begin(store, "x1", brand_id="b2")

    classes.set_class(store, "b1", ["c1", "c2", "x1"], "complaint", **WHO)

    assert of(store, "c1") == of(store, "c2") == ("complaint", "person", "")
    assert of(store, "c3") == ("", "", "")
    assert classes.counts(store, "b2") == {"": 1}
    learnt = store.rows("select conversation_id, after_class from class_change where made_by = 'person' order by 1")
    assert learnt == [{"conversation_id": one, "after_class": "complaint"} for one in ("c1", "c2")]


def test_undo_puts_back_what_was_there_with_its_reason(store: Store, brand: Brand) -> None:
    begin(store, "c1", class_id="praise", class_from="model:1", class_why="learnt")
    batch = classes.set_class(store, "b1", ["c1"], "spam", **WHO)

    assert classes.undo(store, "b1", batch, **WHO) == 1
    assert of(store, "c1") == ("praise", "model:1", "learnt")
    with pytest.raises(NotFoundError):
        classes.undo(store, "b1", batch, **WHO)


def test_undo_leaves_alone_what_was_corrected_since(store: Store, brand: Brand) -> None:
    begin(store, "c1")
    first = classes.set_class(store, "b1", ["c1"], "spam", **WHO)
    second = classes.set_class(store, "b1", ["c1"], "lead", **WHO)

    classes.undo(store, "b1", first, **WHO)
    assert of(store, "c1")[0] == "lead"
    classes.undo(store, "b1", second, **WHO)
    assert of(store, "c1") == ("", "", "")


def test_the_same_class_again_changes_nothing_but_confirms_a_guess(store: Store, brand: Brand) -> None:
    begin(store, "c1", class_id="lead", class_from="words")

    assert classes.set_class(store, "b1", ["c1"], "lead", **WHO)
    assert of(store, "c1")[:2] == ("lead", "person")
    assert classes.set_class(store, "b1", ["c1"], "lead", **WHO) == ""


def test_a_class_that_is_not_in_the_plan_is_refused(store: Store, brand: Brand) -> None:
    begin(store, "c1")

    with pytest.raises(RuleError, match="no_class"):
        classes.set_class(store, "b1", ["c1"], "gone", **WHO)
    assert of(store, "c1") == ("", "", "")
