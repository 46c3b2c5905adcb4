"""How a live channel stands, in words."""

import pytest

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
