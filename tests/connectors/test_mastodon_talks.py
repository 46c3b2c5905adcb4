"""Private conversations on Mastodon after a long time away: more of them than one page holds."""

from urllib.parse import parse_qs, urlsplit

import pytest

from cmlite.connectors.base import SignIn
from cmlite.connectors.mastodon import Mastodon
from tests.testnet.fake_http import FakeHttp, Reply


def status(number):
    return {
        "id": str(number), "created_at": "2026-11-24T09:00:00Z", "visibility": "direct", "content": f"<p>{number}</p>",
        "account": {"id": f"a{number}", "acct": f"a{number}"},
    }  # fmt: skip


class Instance(FakeHttp):
    """Has conversations with these last statuses; pages of 40, as Mastodon gives them: the newest first."""

    numbers = range(100, 201)
    heeds = True
    gone = None

    def reply(self, request):
        if request.path.startswith("/api/v1/statuses"):
            is_gone = f"/{self.gone}/" in request.path
            return Reply.of({"error": "Record not found"}, 404) if is_gone else Reply.of({"ancestors": []})
        asked = parse_qs(urlsplit(request.path).query)
        before = int(asked.get("max_id", ["999"])[0]) if self.heeds else 999
        page = [n for n in sorted(self.numbers, reverse=True) if n < before][: int(asked["limit"][0])]
        return Reply.of([{"id": f"c{n}", "accounts": [], "last_status": status(n)} for n in page])


@pytest.fixture
def instance():
    with Instance() as running:
        yield running


def hear(instance, cursor):
    account = Mastodon(SignIn({"server": instance.url, "token": "t", "account": "1"}))
    heard, more = [], True
    while more:
        page = account.messages(cursor)
        heard += [int(one.external_id) for one in page.items]
        cursor, more = page.cursor, page.more
    return heard


def test_after_a_long_time_away_no_conversation_is_passed_over(instance):
    assert hear(instance, "100") == list(range(101, 201))


def test_the_first_time_only_the_newest_page_is_taken(instance):
    assert hear(instance, "") == list(range(161, 201))


def test_a_server_that_gives_its_first_page_for_ever_comes_to_an_end(instance):
    instance.heeds = False
    assert hear(instance, "100") == list(range(161, 201))
    asked = [one for one in instance.requests if "conversations" in one.path]
    assert len(asked) < 9


def test_a_conversation_whose_last_words_are_shown_no_more_does_not_stop_the_others(instance):
    instance.numbers, instance.gone = range(100, 104), 102
    assert hear(instance, "100") == [101, 102, 103]
