"""Posts of our own made elsewhere: one in a shape nobody knows stops none, and no clock puts one into the future."""

from datetime import datetime

import pytest

from cmlite.connectors.base import SignIn
from cmlite.connectors.bluesky import Bluesky
from cmlite.connectors.mastodon import Mastodon
from tests.testnet.fake_http import FakeHttp, Reply

US = {"did": "did:plc:us", "handle": "us.example"}


def post(number, **changes):
    record = {"text": f"Nr. {number}", "createdAt": "2026-11-24T08:00:00Z"} | changes
    return {
        "post": {"uri": f"at://did:plc:us/app.bsky.feed.post/{number}", "author": US, "record": record}
        | {"indexedAt": "2026-11-24T08:00:05Z"}
    }


def status(number, **changes):
    found = {"id": str(number), "content": f"<p>Nr. {number}</p>", "created_at": "2026-11-24T08:00:00Z"}
    return found | changes


BLUESKY = [{"post": {"uri": "x", "author": US}}, post(1), post(2, createdAt="2031-01-01T00:00:00Z")]
MASTODON = [status(3, content=None), status(1), status(2), status(4, in_reply_to_id="1")]


class Server(FakeHttp):
    def reply(self, request):
        return Reply.of({"feed": BLUESKY} if "getAuthorFeed" in request.path else MASTODON)


@pytest.mark.parametrize("network", [Bluesky, Mastodon])
def test_own_posts_are_told_whatever_stands_beside_them_and_never_lie_in_the_future(network):
    with Server() as server:
        values = {"server": server.url, "token": "t", "account": "1", "access": "t", **US}
        found = network(SignIn(values)).own_posts(after=datetime(2026, 11, 1))
    assert [one.text for one in found] == ["Nr. 1", "Nr. 2"]
    assert max(one.at for one in found) < datetime(2026, 11, 25)
