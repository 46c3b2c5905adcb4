"""“It is published” can be taken back as long as nothing but the owner's word says so."""

from datetime import datetime, timedelta

import pytest

from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import check_transition
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, publishing, taking_back
from cmlite.store.rows import insert, update
from tests.conftest import NOW
from tests.services.test_publishing import WHO, publication, state

__all__ = ["publication"]
DUE = datetime(2026, 11, 24, 11, 30)


def row(store, publication):
    return store.row(
        "select state, text, permalink, published_at, published_precision from publication where publication_id = ?",
        [publication],
    )


def confirm(store, publication, at=NOW):
    publishing.confirm_published(store, "b1", publication, link="https://example.org/p/1", now=at, actor="owner")


@pytest.mark.parametrize(
    ("at", "after"),
    [
        (DUE - timedelta(days=2), "scheduled"),
        (DUE + timedelta(minutes=5), "scheduled"),
        (DUE + timedelta(hours=3), "missed"),
    ],
)
def test_what_was_confirmed_too_early_is_as_it_was(store, brand, publication, at, after):
    before = row(store, publication)
    confirm(store, publication, at)
    came = taking_back.take_back(store, "b1", publication, now=at + timedelta(minutes=1), actor="owner")
    assert (came, row(store, publication)) == (after, before | {"state": after})
    post_id = store.row("select post_id from publication")["post_id"]
    if after == "scheduled" and at < DUE:
        calendar.move(store, "b1", post_id, datetime(2026, 11, 26, 9), zone="Europe/Berlin", now=at, actor="owner")
    confirm(store, publication, at + timedelta(minutes=2))
    assert state(store, publication) == "published"


def test_a_text_of_its_own_is_kept_and_the_common_one_does_not_become_one(store, brand):
    ids = [
        channels.declare(store, "b1", network=one, handle="@a", **WHO).channel_id for one in ("instagram", "facebook")
    ]
    wall = datetime(2026, 11, 24, 12, 30)
    draft = PostDraft(text="Alle", texts={ids[0]: "Eigens"}, channel_ids=ids, stage="planned", wall=wall, zone="UTC")
    post_id = calendar.create(store, "b1", draft, **WHO).post_id
    for target in calendar.entry(store, "b1", post_id).targets:
        confirm(store, target.publication_id)
        taking_back.take_back(store, "b1", target.publication_id, **WHO)
    found = calendar.entry(store, "b1", post_id)
    assert {one.channel_id: one.text for one in found.targets} == {ids[0]: "Eigens", ids[1]: ""}
    assert found.is_movable


def test_what_is_due_on_a_channel_that_is_signed_in_now_is_missed_and_never_sent_by_itself(store, brand, publication):
    confirm(store, publication, DUE + timedelta(minutes=1))
    with store.write() as cursor:
        update(cursor, "channel", {"brand_id": "b1"}, mode="live")
    assert taking_back.take_back(store, "b1", publication, now=DUE + timedelta(minutes=2), actor="owner") == "missed"


def tried(outcome):
    """A try of cmlite to send it, with what came of that."""

    def attempt(cursor, publication):
        where = {"brand_id": "b1", "channel_id": "c", "subject": "publication", "subject_id": publication}
        insert(cursor, "attempt", attempt_id="a1", **where, send_key="k", started_at=NOW, outcome=outcome)

    return attempt


def figure(cursor, publication):
    insert(
        cursor,
        "publication_metric",
        publication_id=publication,
        metric="reach",
        fetched_at=NOW,
        brand_id="b1",
        value=3.0,
        source="export",
    )


@pytest.mark.parametrize(
    ("happened", "key"),
    [
        (lambda cursor, one: update(cursor, "publication", {"publication_id": one}, external_id="x"), "not_by_hand"),
        (lambda cursor, one: update(cursor, "publication", {"publication_id": one}, import_id="x"), "not_by_hand"),
        (tried("done"), "not_by_hand"),
        (tried("unknown"), "not_by_hand"),
        (tried(""), "not_by_hand"),
        (figure, "has_figures"),
    ],
)
def test_what_the_network_or_figures_speak_of_is_out(store, brand, publication, happened, key):
    confirm(store, publication)
    with store.write() as cursor:
        happened(cursor, publication)
    before = row(store, publication)
    with pytest.raises(RuleError) as refused:
        taking_back.take_back(store, "b1", publication, **WHO)
    assert (refused.value.key, row(store, publication)) == (f"errors.publishing.{key}", before)


def test_a_post_the_network_refused_and_the_owner_made_by_hand_can_be_taken_back(store, brand, publication):
    with store.write() as cursor:
        tried("refused")(cursor, publication)
    confirm(store, publication)
    assert taking_back.take_back(store, "b1", publication, **WHO) == "scheduled"


def test_only_what_is_published_is_taken_back_and_only_by_its_brand(store, brand, other_brand, publication):
    with pytest.raises(RuleError):
        taking_back.take_back(store, "b1", publication, **WHO)
    confirm(store, publication)
    with pytest.raises(NotFoundError):
        taking_back.take_back(store, "b2", publication, **WHO)
    taking_back.take_back(store, "b1", publication, **WHO)
    with pytest.raises(RuleError):
        taking_back.take_back(store, "b1", publication, **WHO)


def test_nothing_else_leads_from_published_to_being_sent():
    for after in ("scheduled", "missed", "publishing"):
        with pytest.raises(RuleError):
            check_transition("published", after)
