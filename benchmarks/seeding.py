"""Two data files to measure on: the example brand, and the same brand after three busy years."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from cmlite import config
from cmlite.services import brands, examples
from cmlite.store.db import Store
from cmlite.store.inbox import refresh_times
from cmlite.store.rows import insert_frame

POSTS = 10_000
MESSAGES = 100_000
WAITING = 300
YEARS = 3
CURVE = {1: 0.55, 4: 0.85, 30: 1.0}
"""Days after publishing at which a figure was read, and the part of the final value it had: three rows a metric."""

METRICS = {
    "reach": 700,
    "views": 1100,
    "impressions": 1300,
    "likes": 40,
    "comments": 5,
    "shares": 4,
    "saves": 6,
    "clicks": 9,
    "link_clicks": 7,
    "follows": 2,
}
"""What a post of the large store has, and about how much of it."""

_SEED = 20_261_124
_PEOPLE = 8_000
_LONGEST = 7
_KINDS = ("comment", "comment", "comment", "message", "message", "review")
_FORMATS = ("photo", "photo", "carousel", "reel", "video", "link", "text")
_ACTOR = "owner"

Row = dict[str, Any]


def open_store(data: Path) -> Store:
    """The store of a data folder, as the app opens it."""
    return Store(data / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)


def seed_example(data: Path, now: datetime) -> None:
    """A data folder with the example brand, as the button on the start page makes it."""
    store = open_store(data)
    examples.load(store, config.EXAMPLES, now=now, actor=_ACTOR)
    brands.choose_language(store, "de", now=now, actor=_ACTOR)
    store.close()


def seed_large(example: Path, data: Path, now: datetime) -> dict[str, int]:
    """A copy of the example folder in which the brand has three years of posts, figures and messages.

    The same rows in every run, counted back from `now` (naive UTC). Returns rows by table.
    """
    data.mkdir(parents=True)
    shutil.copy(example / "cmlite.duckdb", data / "cmlite.duckdb")
    store = open_store(data)
    years = _Years(store, now)
    with store.write() as cursor:
        for table, frame in years.frames():
            insert_frame(cursor, table, frame.assign(brand_id=years.brand_id))
        refresh_times(cursor, "c.brand_id = ?", [years.brand_id])
    counts = store.counts()
    store.close()
    return counts


class _Years:
    """The rows of the years before today, table by table."""

    def __init__(self, store: Store, now: datetime) -> None:
        brand = brands.current(store).brand
        assert brand is not None
        self.brand_id = brand.brand_id
        self.now = now
        self.random = Random(_SEED)
        self.channels = store.rows("select channel_id, network from channel order by channel_id")
        self.texts = [row["text"] for row in store.rows("select distinct text from message order by text")]
        self.posts = store.rows("select title, text, pillar_id from post where stage = 'planned' order by post_id")
        self.days = store.frame("select * exclude (brand_id) from channel_metric")

    def frames(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Table and rows, each in the columns of the table without the brand."""
        posts = [self._post(number) for number in range(POSTS)]
        publications = [self._publication(post) for post in posts]
        people = [self._person(number) for number in range(_PEOPLE)]
        threads = list(self._threads(people, publications))
        yield "post", pd.DataFrame(posts)
        yield "publication", pd.DataFrame(publications)
        yield "publication_metric", pd.DataFrame(self._values(publications))
        for year in range(1, YEARS):  # the example's year of channel figures, once more for each year before it
            yield "channel_metric", self.days.assign(day=self.days["day"] - pd.Timedelta(days=365 * year))
        yield "person", pd.DataFrame(people)
        yield "conversation", pd.DataFrame([thread for thread, _ in threads])
        yield "message", pd.DataFrame([message for _, messages in threads for message in messages])

    def _moment(self, share: float) -> datetime:
        """A time between three years ago (0) and now (1)."""
        return self.now - timedelta(days=365 * YEARS) * (1 - share)

    def _post(self, number: int) -> Row:
        like, at = self.random.choice(self.posts), self._moment(number / POSTS)
        return {
            "post_id": f"post_bulk_{number:05}",
            "stage": "planned",
            "title": f"{like['title']} {number}",
            "text": like["text"],
            "pillar_id": like["pillar_id"],
            "format": self.random.choice(_FORMATS),
            "created_at": at,
            "changed_at": at,
            "actor": _ACTOR,
        }

    def _publication(self, post: Row) -> Row:
        return self.random.choice(self.channels) | {
            "publication_id": post["post_id"].replace("post", "publication"),
            "post_id": post["post_id"],
            "state": "published",
            "format": post["format"],
            "published_at": post["created_at"],
            "published_precision": "minute",
            "changed_at": post["created_at"],
            "actor": _ACTOR,
        }

    def _values(self, publications: list[Row]) -> Iterator[Row]:
        for publication in publications:
            luck = self.random.lognormvariate(0, 0.5)
            for metric, usual in METRICS.items():
                final = usual * luck * self.random.uniform(0.7, 1.3)
                for place, (days, share) in enumerate(CURVE.items()):
                    newest = self.now - timedelta(minutes=len(CURVE) - place)  # nothing is read in the future
                    yield {
                        "publication_id": publication["publication_id"],
                        "metric": metric,
                        "fetched_at": min(publication["published_at"] + timedelta(days=days), newest),
                        "value": float(round(final * share)),
                        "source": "export",
                        "definition": "benchmark",
                    }

    def _person(self, number: int) -> Row:
        network = self.channels[number % len(self.channels)]["network"]
        return {
            "person_id": f"{self.brand_id}:{network}:bulk_{number}",
            "network": network,
            "handle": f"kunde_{number}",
            "created_at": self._moment(0),
        }

    def _threads(self, people: list[Row], publications: list[Row]) -> Iterator[tuple[Row, list[Row]]]:
        """Threads of one to seven messages; the newest WAITING of them end with a question nobody answered."""
        sizes: list[int] = []
        left = MESSAGES
        while left:
            sizes.append(min(self.random.randint(1, _LONGEST), left))
            left -= sizes[-1]
        on = {channel["channel_id"]: [] for channel in self.channels}
        for publication in publications:
            on[publication["channel_id"]].append(publication["publication_id"])
        for number, size in enumerate(sizes):
            person = self.random.choice(people)
            channel = next(one for one in self.channels if one["network"] == person["network"])
            waits = number >= len(sizes) - WAITING
            messages = self._messages(number, size, self._moment(number / len(sizes)), person, waits)
            kind = self.random.choice(_KINDS)
            thread = channel | {
                "conversation_id": messages[0]["conversation_id"],
                "person_id": person["person_id"],
                "publication_id": self.random.choice(on[channel["channel_id"]]) if kind == "comment" else "",
                "kind": kind,
                "state": "open" if waits else "done",
                "last_message_at": messages[-1]["sent_at"],
                "changed_at": messages[-1]["sent_at"],
                "actor": "network",
            }
            yield thread, messages

    def _messages(self, number: int, size: int, last_at: datetime, person: Row, waits: bool) -> list[Row]:
        rows: list[Row] = []
        for place in range(size):
            from_end = size - 1 - place
            inward = place == 0 or (from_end % 2 == 0) == waits
            rows.append(
                {
                    "message_id": f"message_bulk_{number:05}_{place}",
                    "conversation_id": f"conversation_bulk_{number:05}",
                    "person_id": person["person_id"] if inward else "",
                    "direction": "in" if inward else "out",
                    "state": "received" if inward else "sent",
                    "text": self.random.choice(self.texts),
                    "sent_at": last_at - timedelta(minutes=self.random.randint(60, 240) * from_end),
                    "actor": "" if inward else _ACTOR,
                }
            )
        return sorted(rows, key=lambda row: row["sent_at"])
