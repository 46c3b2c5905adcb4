"""Hear what networks tell: messages, figures, posts made elsewhere. Each page is saved together with its place."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cmlite.connectors.base import Connector
from cmlite.domain.channels import Account, Channel
from cmlite.domain.clocks import to_wall
from cmlite.domain.ids import new_id
from cmlite.domain.sync import ASKED_FOR, EVERY, Arrivals, Counts, next_at
from cmlite.errors import CmliteError, NetworkError, Refused, SecretsError, Wait, trail
from cmlite.services import connections, rule_acts, standing
from cmlite.services.connections import Outside
from cmlite.store import arrivals, followed, measured, native
from cmlite.store import channels as channel_table
from cmlite.store import connections as table
from cmlite.store.brands import read_brands
from cmlite.store.db import Store

log = logging.getLogger("cmlite.sync")
Clock = Callable[[], datetime]

PAGES_A_TURN = 50
"""So many pages one job takes before others have their turn; the rest follows at once."""
POSTS_A_TURN = 100
ASKED_AT_ONCE = 20
"""No network takes fewer ids in one question."""
FOLLOWED_FOR = timedelta(days=3)
FOLLOWED_A_TURN = 50
OWN_POSTS_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """One job of one channel that is due."""

    channel_id: str
    brand_id: str
    network: str
    job: str
    position: str
    failures: int
    can: str = ""
    """What this sign-in may do, in words with spaces between."""


def due(store: Store, *, now: datetime) -> list[Job]:
    """What is to be asked now, longest due first."""
    return [Job(**row) for row in table.read_due_jobs(store, now, tuple(EVERY))]


def run(store: Store, outside: Outside, job: Job, *, clock: Clock) -> int:
    """Do one job; returns how much was new. A failure is kept with the channel, and the job is due again later.

    It may have waited for its turn: meanwhile the channel may have been paused, signed out or told to wait.
    """
    channel = channel_table.read_channel(store, job.channel_id)
    if channel is None or not standing.may_work(store, job.channel_id, clock()):
        return 0
    try:
        connector = connections.connector_of(outside, job.channel_id, job.network)
        if not _may(connector, job):
            _leave(store, job, clock())
            return 0
        found, more = _JOBS[job.job](store, connector, channel, job, clock)
    except (NetworkError, SecretsError) as error:
        _failed(store, job, error, clock())
        return 0
    except CmliteError:
        raise
    except Exception as error:  # whatever a network sends, the other channels and the next turn must go on
        log.error("a connector stumbled over an answer: %s", trail(error))
        _failed(store, job, Wait("errors.network.nonsense", host=job.network), clock())
        return 0
    now = clock()
    with store.write() as cursor:
        due_at = now if more else next_at(job.job, now=now, failures=0, jitter=random.random())
        table.save_job(cursor, job.channel_id, job.job, last_at=now, due_at=due_at, failures=0, found=found)
        standing.note_success(cursor, job.channel_id, now)
    return found


def _may(connector: Connector, job: Job) -> bool:
    """Whether there is anything to ask for; private messages only where this very sign-in may read them."""
    return job.job in connector.can and (job.job != "messages" or job.job in job.can.split())


def _leave(store: Store, job: Job, now: datetime) -> None:
    """Nobody was asked: that says nothing about the channel, and is no moment at which it was."""
    with store.write() as cursor:
        due_at = next_at(job.job, now=now, failures=0, jitter=random.random())
        table.save_job(cursor, job.channel_id, job.job, due_at=due_at, failures=0)


def _failed(store: Store, job: Job, error: CmliteError, now: datetime) -> None:
    failures = job.failures + 1
    until = error.until if isinstance(error, Wait) else None
    due_at = next_at(job.job, now=now, failures=failures, jitter=random.random(), until=until)
    with store.write() as cursor:
        table.save_job(cursor, job.channel_id, job.job, due_at=due_at, failures=failures)
    standing.note_failure(store, job.channel_id, error, now, of_channel=True)


def _hear(store: Store, connector: Connector, channel: Channel, job: Job, clock: Clock) -> tuple[int, bool]:
    """Messages, page by page: what a page brought and the place after it are saved in one transaction."""
    return _listen(store, connector.arrivals, channel, job, clock)


def _hear_messages(store: Store, connector: Connector, channel: Channel, job: Job, clock: Clock) -> tuple[int, bool]:
    """Private messages; a job of its own, so that neither stops the other."""
    return _listen(store, connector.messages, channel, job, clock)


def _listen(store: Store, ask: Callable[[str], Arrivals], channel: Channel, job: Job, clock: Clock) -> tuple[int, bool]:
    position, found = job.position, 0
    for _ in range(PAGES_A_TURN):
        page = ask(position)
        now = clock()
        with store.write() as cursor:
            heard = arrivals.save_arrivals(cursor, channel, page.items, now=now)
            if heard:
                rule_acts.on_arrival(cursor, channel.brand_id, channel.channel_id, now=now)
            found += heard
            table.save_job(cursor, channel.channel_id, job.job, position=page.cursor)
        stays = page.cursor == position
        position = page.cursor
        if not page.more or stays:  # a server that gives the same page for ever is asked again when it is time
            return found, False
    return found, True


def _measure(store: Store, connector: Connector, channel: Channel, job: Job, clock: Clock) -> tuple[int, bool]:
    """Figures of posts that are due, the number of followers, and what became of the messages of the last days."""
    now = clock()
    due_posts = measured.read_due_figures(store, channel.channel_id, now, limit=POSTS_A_TURN)
    since, young = now - FOLLOWED_FOR, job.position == ASKED_FOR
    own = (store, channel.channel_id, now)
    watched = followed.read_followed(*own, since=since, limit=FOLLOWED_A_TURN, young=young)
    looked = _look_up(connector, list(dict.fromkeys(row["external_id"] for row in (*due_posts, *watched))))
    account = _account(connector, looked)
    asked = [row for row in due_posts if row["external_id"] in looked.asked]
    told = {
        row["publication_id"]: looked.found[row["external_id"]] for row in asked if row["external_id"] in looked.found
    }
    zone = next((one.zone for one in read_brands(store) if one.brand_id == channel.brand_id), "UTC")
    with store.write() as cursor:
        table.save_job(cursor, channel.channel_id, job.job, position="")
        saved = measured.save_counts(cursor, channel.brand_id, channel.network, told, now)
        measured.note_asked(cursor, [row["publication_id"] for row in asked], now)
        measured.thin(cursor, channel.channel_id)
        followed.follow(cursor, watched, looked.asked, {one: told.text for one, told in looked.found.items()}, now)
        if account is not None:
            standing.note_rights(cursor, channel.channel_id, account)
        if account is not None and account.followers is not None:
            day = to_wall(now, zone).date()
            measured.save_followers(
                cursor, channel.brand_id, channel.channel_id, channel.network, day, account.followers, now
            )
    if looked.failure is not None:
        raise looked.failure
    return saved, len(due_posts) == POSTS_A_TURN


@dataclass(slots=True)
class _Looked:
    """Which ids were asked for and answered, what was found of them, and the first thing that went wrong."""

    asked: set[str] = field(default_factory=set)
    found: dict[str, Counts] = field(default_factory=dict)
    failure: NetworkError | None = None


def _look_up(connector: Connector, ids: Sequence[str]) -> _Looked:
    """Ask in small batches: one that is refused says nothing about the others; when the network is away, stop."""
    looked = _Looked()
    for start in range(0, len(ids), ASKED_AT_ONCE):
        batch = ids[start : start + ASKED_AT_ONCE]
        try:
            found = connector.counts(batch)
        except NetworkError as error:
            looked.failure = looked.failure or error
            if not isinstance(error, Refused):
                looked.failure = error
                break
            continue
        looked.asked.update(batch)
        looked.found.update({one.external_id: one for one in found})
    return looked


def _account(connector: Connector, looked: _Looked) -> Account | None:
    """Whose sign-in it is: how many follow, and what it may do now, as rights are given and taken on the network."""
    if looked.failure is not None and not isinstance(looked.failure, Refused):
        return None
    try:
        return connector.who()
    except NetworkError as error:  # what was found before is kept all the same
        looked.failure = error
        return None


def _pull_in(store: Store, connector: Connector, channel: Channel, job: Job, clock: Clock) -> tuple[int, bool]:
    """Posts of our account that were made elsewhere."""
    now = clock()
    posts = connector.own_posts(after=now - OWN_POSTS_FOR)
    with store.write() as cursor:
        return native.save_own_posts(cursor, channel, posts, new_id=lambda kind: new_id(kind, now), now=now), False


_JOBS = {"inbox": _hear, "messages": _hear_messages, "figures": _measure, "posts": _pull_in}
