"""How a live channel stands, in words."""

from datetime import timedelta

import pytest

from cmlite.connectors import CONNECTORS
from cmlite.domain.acts import ABOUT_MESSAGE, ABOUT_PERSON, ON_OURS
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.ui import connections, text
from tests.conftest import NOW


class Place:
    """Keeps what is written to it."""

    def __init__(self) -> None:
        self.said: list[str] = []

    caption = markdown = lambda self, words: self.said.append(words)


@pytest.mark.parametrize("job", ["inbox", "figures", "posts"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_job_that_keeps_failing_is_named(job, language):
    text.use_language(language)
    connection = Connection(channel_id="c1", brand_id="b1", connected_at=NOW, actor="owner")
    rows = [
        {"channel_id": channel, "job": name, "last_at": NOW, "due_at": NOW, "failures": failures}
        for channel, name, failures in (("c1", job, 3), ("c1", "another", 2), ("c2", "other", 9))
    ]
    place = Place()
    connections.how_it_stands(place, "mastodon", connection, rows, zone="UTC", now=NOW)
    text.use_language("de")
    _, failing = place.said
    assert failing.endswith({"de": "cmlite versucht es weiter.", "en": "cmlite keeps trying."}[language])
    assert failing.count("cmlite") == 1


@pytest.mark.parametrize(("state", "named"), [("connected", True), ("paused", False), ("sign_in", False)])
def test_a_next_time_is_named_only_where_there_will_be_one(state, named):
    connection = Connection(channel_id="c1", brand_id="b1", state=state, connected_at=NOW, actor="owner")
    rows = [{"channel_id": "c1", "job": "inbox", "last_at": NOW, "due_at": NOW, "failures": 0}]
    place = Place()
    connections.how_it_stands(place, "mastodon", connection, rows, zone="UTC", now=NOW)
    assert place.said[0].startswith("Zuletzt abgerufen: ")
    assert ("nächstes Mal" in place.said[0]) is named


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("network", CONNECTORS)
def test_whoever_signs_in_reads_before_that_everything_cmlite_may_then_do_to_messages_and_people(network, language):
    text.use_language(language)
    can = CONNECTORS[network].can
    told = connections.allowed(can)
    missing = [
        one
        for one in (*ABOUT_MESSAGE, *ABOUT_PERSON, *ON_OURS)
        if one in can and connections.allowed(can - {one}) == told
    ]
    text.use_language("de")
    assert not missing


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_the_first_failure_on_the_page_says_since_when_and_why(language):
    text.use_language(language)
    why = {"key": "errors.network.cut", "values": {"host": "n.example"}}
    connection = Connection(
        channel_id="c1", brand_id="b1", failing_since=NOW, reason=why, connected_at=NOW, actor="owner"
    )
    place = Place()
    connections.how_it_stands(place, "mastodon", connection, [], zone="UTC", now=NOW)
    text.use_language("de")
    assert "10:00" in place.said[-1] and "example" in place.said[-1]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=3, hours=2), "Anmeldung läuft in 3 Tagen ab"),
        (timedelta(hours=15), "Anmeldung läuft morgen ab"),
        (timedelta(hours=2), "Anmeldung läuft heute ab"),
        (-timedelta(hours=2), "Anmeldung ist abgelaufen"),
    ],
)
def test_how_long_a_sign_in_still_lasts_is_said_in_days_of_the_calendar(left, said):
    channel = Channel(
        channel_id="c1", brand_id="b1", network="mastodon", handle="a", mode="live", created_at=NOW, actor="owner"
    )
    connection = Connection(channel_id="c1", brand_id="b1", expires_at=NOW + left, connected_at=NOW, actor="owner")
    assert f"[{said}]" in connections.standing_badge(channel, connection, zone="UTC", now=NOW)


def test_a_channel_that_fails_for_long_is_out_of_reach_also_between_two_tries():
    """After every failed sending a short pause of our own follows: the network asked for none."""
    channel = Channel(
        channel_id="c1", brand_id="b1", network="mastodon", handle="a", mode="live", created_at=NOW, actor="owner"
    )
    connection = Connection(
        channel_id="c1",
        brand_id="b1",
        failing_since=NOW - timedelta(hours=2),
        paused_until=NOW + timedelta(minutes=5),
        connected_at=NOW,
        actor="owner",
    )
    said = connections.standing_badge(channel, connection, zone="UTC", now=NOW)
    assert "nicht erreichbar seit" in said and "08:00" in said


@pytest.mark.parametrize(
    ("failures", "said"), [(0, "Wird gerade zum ersten Mal abgerufen."), (1, "Noch nicht abgerufen.")]
)
def test_what_failed_the_first_time_is_not_said_to_be_on_its_way(failures, said):
    rows = [{"channel_id": "c1", "job": "inbox", "last_at": None, "due_at": NOW, "failures": failures}]
    assert connections.status_line(rows, "UTC") == said
