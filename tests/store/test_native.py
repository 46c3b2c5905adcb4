"""Posts made elsewhere: each stands in the calendar once, however it came there."""

import itertools
from datetime import timedelta

import pytest

from cmlite.domain.channels import Channel
from cmlite.domain.sync import OwnPost
from cmlite.store import sending
from cmlite.store.channels import insert_channel
from cmlite.store.native import save_own_posts
from cmlite.store.rows import insert
from tests.conftest import NOW

LINK = "https://n.example/@a/7"
HOUR = timedelta(hours=1)


@pytest.fixture
def pull_in(store, brand):
    channel = Channel(
        channel_id="c1", brand_id="b1", network="mastodon", handle="a", mode="live", created_at=NOW, actor="owner"
    )
    with store.write() as cursor:
        insert_channel(cursor, channel)
    numbers = itertools.count()

    def pulled(*posts):
        with store.write() as cursor:
            return save_own_posts(
                cursor, channel, posts, new_id=lambda kind: f"{kind}_n{next(numbers)}", now=NOW + HOUR
            )

    return pulled


def publication(store, publication_id="p1", text="Frisches Brot", **changes):
    common = {"brand_id": "b1", "post_id": f"o{publication_id}", "changed_at": NOW, "actor": "owner"}
    values = {"channel_id": "c1", "network": "mastodon", "state": "published", "published_at": NOW, "text": ""}
    with store.write() as cursor:
        insert(cursor, "post", stage="planned", text=text, created_at=NOW, **common)
        insert(cursor, "publication", publication_id=publication_id, **common, **values | changes)


def row(store, publication_id="p1"):
    return store.row("select * from publication where publication_id = ?", [publication_id])


def post(external_id="7", text="Frisches Brot", at=NOW, permalink=LINK):
    return OwnPost(external_id=external_id, text=text, at=at, permalink=permalink)


def test_a_post_is_pulled_in_once(store, pull_in):
    assert pull_in(post(), post()) == 1
    assert pull_in(post()) == 0
    assert pull_in() == 0


def test_a_post_without_a_link_is_pulled_in_as_well(pull_in):
    assert pull_in(post(permalink="")) == 1


def test_a_part_of_a_thread_of_ours_is_no_post_made_elsewhere(store, pull_in):
    publication(store, external_id="6")
    tries = {"brand_id": "b1", "channel_id": "c1", "subject": "publication", "subject_id": "p1", "send_key": "k"}
    with store.write() as cursor:
        sending.begin_attempt(cursor, attempt_id="a", part=1, started_at=NOW, outcome="done", external_id="7", **tries)
        sending.begin_attempt(
            cursor, attempt_id="b", part=2, started_at=NOW, outcome="refused", external_id="8", **tries
        )
    assert pull_in(post("7", "Teil 2"), post("8", "anderes", permalink="")) == 1


@pytest.mark.parametrize("link", [LINK, LINK + "/"])
def test_a_post_whose_link_was_pasted_learns_its_id(store, pull_in, link):
    publication(store, permalink=link, text="ganz andere Worte")
    assert pull_in(post()) == 0
    assert (row(store)["external_id"], row(store)["permalink"]) == ("7", link)
    assert pull_in(post()) == 0


def test_a_post_that_was_published_by_hand_is_known_by_its_words(store, pull_in):
    publication(store, published_at=NOW - timedelta(hours=30))
    assert pull_in(post(text="Frisches  Brot\n")) == 0
    assert (row(store)["external_id"], row(store)["permalink"]) == ("7", LINK)


@pytest.mark.parametrize(
    "changes",
    [
        {"published_at": NOW - timedelta(hours=40)},
        {"permalink": "https://n.example/@a/1"},
        {"external_id": "1"},
        {"channel_id": "other"},
        {"state": "cancelled"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_same_words_alone_are_not_the_same_post(store, pull_in, changes):
    publication(store, **changes)
    assert pull_in(post()) == 1


def test_the_same_words_twice_are_two_posts(store, pull_in):
    publication(store)
    assert pull_in(post(), post("8", permalink=LINK + "8")) == 1
    assert row(store)["external_id"] == "7"


def test_what_was_taken_out_of_the_calendar_does_not_come_back(store, pull_in):
    publication(store, permalink=LINK, deleted_at=NOW)
    assert pull_in(post()) == 0
    assert row(store)["external_id"] == ""


@pytest.mark.parametrize("state", ["publishing", "unconfirmed"])
def test_the_first_part_of_a_thread_on_its_way_is_not_taken_for_a_post_of_its_own(store, pull_in, state):
    publication(store, state=state, text="Erster. Zweiter.", parts='["Erster.", "Zweiter."]', published_at=None)
    assert pull_in(post(text="Erster.")) == 0
    assert pull_in(post("8", text="Ein anderer.", permalink="")) == 1
