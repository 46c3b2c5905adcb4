"""Real support threads, replayed as a network would tell them: the figures are those counted from the file."""

import csv
from datetime import date, datetime
from statistics import median

import pytest

from cmlite import config
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.kpis import Period, Selection
from cmlite.domain.strategy import Strategy
from cmlite.domain.sync import Arrival, Arrivals
from cmlite.services import import_batches, kpi_cards, kpis, moderation, sync
from cmlite.services.connections import Outside
from cmlite.store import connections as table
from cmlite.store.channels import insert_channel
from cmlite.store.db import Store
from cmlite.store.secrets import Secrets
from tests import hostile
from tests.conftest import save_brand
from tests.services.test_imports import look
from tests.services.test_sync import Network

PERIOD = Period(first=date(2011, 1, 1), last=date(2017, 12, 31))  # two customers answer posts of years before
AFTERWARDS = datetime(2018, 1, 1, 12, 0)
PAGE = 100


@pytest.fixture(scope="module")
def rows(shared):
    with (shared / "data/twcs_sample/twcs_first_half.csv").open(encoding="utf-8") as file:
        found = {row["tweet_id"]: row for row in csv.DictReader(file)}
    for row in found.values():
        row["at"] = datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S +0000 %Y")
        root = row
        while root["in_response_to_tweet_id"] in found:
            root = found[root["in_response_to_tweet_id"]]
        row["root"] = root["tweet_id"]
    return found


@pytest.fixture(scope="module")
def replayed(rows, tmp_path_factory):
    """Page for page through the job of a live channel, in the order in which they were written; store and brand."""
    folder = tmp_path_factory.mktemp("replay")
    store = Store(folder / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    brand = save_brand(store, "b1")
    told = sorted(rows.values(), key=lambda row: (row["at"], int(row["tweet_id"])))
    pages = [told[start : start + PAGE] for start in range(0, len(told), PAGE)]

    class Replay(Network):
        def arrivals(self, cursor):
            place = int(cursor or 0)
            items = tuple(arrival(row) for row in (pages[place] if place < len(pages) else []))
            return Arrivals(items=items, cursor=str(place + 1), more=place + 1 < len(pages))

    outside = Outside(Secrets(folder / "s.bin", use_keyring=False, passphrase="words of a test"), {"mastodon": Replay})
    outside.secrets.put("c1", {"server": "http://127.0.0.1:9", "token": "t", "account": "1"})
    given = {"channel_id": "c1", "brand_id": "b1", "actor": "owner"}
    channel = Channel(network="mastodon", handle="a", mode="live", created_at=AFTERWARDS, **given)
    with store.write() as cursor:
        insert_channel(cursor, channel)
        table.save_connection(cursor, Connection(connected_at=AFTERWARDS, **given))
    job = next(one for one in sync.due(store, now=AFTERWARDS) if one.job == "inbox")
    for _ in range(2):  # the second time nothing is new
        sync.run(store, outside, job, clock=lambda: AFTERWARDS)
    yield store, brand
    store.close()


def arrival(row):
    return Arrival(
        external_id=row["tweet_id"],
        ours=row["inbound"] == "False",
        author_id=row["author_id"],
        author_handle=row["author_id"],
        text=row["text"],
        sent_at=row["at"],
        thread_id=row["root"],
        parent_id=row["in_response_to_tweet_id"],
    )


def counted(rows):
    """Minutes to the first company message that answers the talk of one customer in one thread; None without one."""
    talks = {}
    for row in sorted(rows.values(), key=lambda row: (row["at"], int(row["tweet_id"]))):
        if row["inbound"] == "True":
            talks.setdefault((row["root"], row["author_id"]), []).append(row)
    of_message = {row["tweet_id"]: key for key, those in talks.items() for row in those}
    answers = {}
    for row in sorted(rows.values(), key=lambda row: (row["at"], int(row["tweet_id"]))):
        parent = row["in_response_to_tweet_id"]
        if row["inbound"] == "False" and parent in of_message:
            of_message[row["tweet_id"]] = of_message[parent]
            answers.setdefault(of_message[parent], []).append(row["at"])
    minutes = {}
    for key, those in talks.items():
        asked = min(row["at"] for row in those)
        later = [at for at in answers.get(key, []) if at >= asked]
        minutes[key] = (min(later) - asked).total_seconds() / 60 if later else None
    return minutes


def quantile(values, share):
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    return ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * (place - low)


def test_the_figures_of_the_first_answer_are_those_of_the_file(replayed, rows):
    minutes = counted(rows)
    known = [one for one in minutes.values() if one is not None]
    store, brand = replayed
    sums = kpis.response_sums(store, brand, Strategy(), PERIOD, Selection(), now=AFTERWARDS)
    card = next(one for one in kpi_cards.of_inbox(sums, PERIOD, "clock") if one.name == "first_response")
    assert (card.of, card.n) == (len(minutes), len(known))  # share answered
    assert card.value == pytest.approx(median(known))
    assert card.more["most"] == pytest.approx(quantile(known, 0.9))
    for name, limit in (("within_15", 15), ("within_60", 60), ("within_day", 1440)):
        assert card.more[name] == sum(one <= limit for one in known)


def test_answers_stay_with_what_they_answer(replayed):
    """Message by message, as the figures beside the file were counted."""
    store, _ = replayed
    rows = store.rows(
        """select date_diff('second', asked.sent_at, min(said.sent_at)) / 60.0 as minutes
        from message as asked
        inner join message as said on said.parent_id = asked.external_id and said.direction = 'out'
        where asked.direction = 'in' group by asked.message_id, asked.sent_at"""
    )
    minutes = [row["minutes"] for row in rows]
    assert len(minutes) == 782
    assert round(median(minutes), 2) == 10.45
    assert round(quantile(minutes, 0.9), 1) == 328.9
    shares = [round(100 * sum(one <= limit for one in minutes) / len(minutes), 1) for limit in (15, 60, 1440)]
    assert shares == [57.4, 77.4, 96.9]


def test_nobody_is_heard_twice_and_every_conversation_has_a_class_or_says_that_it_has_none(replayed, rows):
    store, _ = replayed
    heard = store.row("select count(*) as n from message where direction = 'in'")["n"]
    assert heard == sum(row["inbound"] == "True" for row in rows.values())
    plan = moderation.plan_in_force(store, "b1")
    for row in store.rows("select class_id, class_from, count(*) as n from conversation group by 1, 2"):
        if row["class_id"] == "":
            assert row["class_from"] == ""  # nobody said anything yet, and nothing pretends to
        else:
            assert plan.class_of(row["class_id"]) is not None
            assert row["class_from"]


def test_german_comments_come_in_as_they_were_written(store, brand, shared, tmp_path):
    with (shared / "data/germeval2021/GermEval21_TrainData.csv").open(encoding="utf-8", newline="") as file:
        written = [row["comment_text"] for row in csv.DictReader(file)]
    assert len(written) == 3_244
    content = hostile.as_file(written, AFTERWARDS)
    (candidate,) = look(store, brand, "comments.csv", content, tmp_path, network="facebook")
    import_batches.take_over(store, "b1", candidate, now=AFTERWARDS, actor="owner")
    kept = [row["text"].strip() for row in store.rows("select text from message order by sent_at desc")]
    assert kept == [one.strip() for one in written]
    assert store.row("select count(*) as n from conversation where class_id <> '' and class_from = ''")["n"] == 0
