"""Works while nobody looks: publishes what is due, asks the networks, marks what was missed, makes the daily backup."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from cmlite import wiring
from cmlite.errors import CmliteError, trail
from cmlite.services import (
    alerts,
    answers,
    backups,
    claims,
    correcting,
    feeds,
    library,
    publishing,
    reconciling,
    retention,
    sending,
    sync,
    triage,
    triage_learning,
)
from cmlite.services.claims import Claim

log = logging.getLogger("cmlite.worker")
TICK_SECONDS, BUSY_SECONDS = 1.0, 0.1
"""How often it looks for work: at rest, and while a channel has more to send."""
HOUSEKEEPING = timedelta(seconds=30)
LOOK_AGAIN = timedelta(seconds=20)
"""How often the network is asked about one thing nobody knows the outcome of."""
HANDS = 8
"""So many channels are asked side by side; sending waits for nobody. A channel has one piece of work at a time."""
TRIAGE = timedelta(seconds=3)
"""How often it looks whether somebody wrote who has not been judged yet."""
LEARN = timedelta(minutes=5)
"""How often it looks whether there is enough new to learn from."""
STOP_SECONDS = 5
STUCK_AFTER = timedelta(minutes=15)
"""No call lasts so long: what has been on its way since then was left there by an error of our own."""


REST = timedelta(minutes=1)
"""How long a channel is not asked after an error that could not be kept with it, as on a full disk."""


class Worker:
    """One thread that deals out the work and a few hands that do it; stops within seconds when asked to."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cmlite-worker", daemon=True)
        self._busy: set[str] = set()
        self._spaced: dict[str, datetime] = {}
        self._looked: dict[str, datetime] = {}
        self._resting: dict[str, datetime] = {}
        self._kept_house = datetime.min
        self._learnt = self._looked_in = datetime.min

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end and wait for it; what is being sent may end first, within seconds."""
        self._stop.set()
        end = time.monotonic() + STOP_SECONDS
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        while self._busy and time.monotonic() < end:
            time.sleep(0.05)

    def _run(self) -> None:
        taken_up = False
        while not self._stop.is_set():
            try:
                here = wiring.app()
                if not taken_up:
                    sending.take_up(here.store, now=wiring.utc_now())
                    taken_up = True
                self._round(here)
            except CmliteError as error:
                log.warning("worker: %s", error)
            except Exception as error:  # the worker must outlive whatever one round brings
                log.error("worker: unforeseen error: %s", trail(error))
            self._stop.wait(BUSY_SECONDS if self._spaced else TICK_SECONDS)

    def _round(self, here: wiring.App) -> None:
        now = wiring.utc_now()
        if now - self._kept_house >= HOUSEKEEPING:
            self._kept_house = now
            self._keep_house(here, now)
            self._triage(here, now)
        self._follow_feeds(here, now)
        if here.outside.secrets.state != "open":
            return
        self._spaced = {channel: until for channel, until in self._spaced.items() if until > now}
        self._looked = {subject: at for subject, at in self._looked.items() if now - at < LOOK_AGAIN}
        unfree = self._busy | self._spaced.keys()
        for claim in claims.claim_due(here.store, fits=wiring.fits, busy=unfree, now=now):
            self._hand_out(claim.channel_id, partial(self._send, here, claim))
        for job in sync.due(here.store, now=now):
            is_resting = self._resting.get(job.channel_id, now) > now
            if job.channel_id not in self._busy and not is_resting and len(self._busy) < HANDS:
                work = partial(sync.run, here.store, here.outside, job, clock=wiring.utc_now)
                self._hand_out(job.channel_id, work)
        self._look(here, now)

    def _keep_house(self, here: wiring.App, now: datetime) -> None:
        """What is done now and then, each for itself: a file that cannot be deleted keeps nobody from a backup."""
        store, kept = here.store, here.settings
        for work in (
            partial(sending.take_up, store, now=now, before=now - STUCK_AFTER),
            partial(publishing.mark_missed, store, now=now),
            partial(library.clear_out, store, now=now),
            partial(feeds.forget_removed, store, now=now),
            partial(alerts.look_everywhere, store, now=now),
            partial(retention.carry_out, store, now=now),
            partial(backups.back_up_daily, store, kept.backups, keep=kept.backups_kept, now=now),
        ):
            try:
                work()
            except CmliteError as error:
                log.warning("worker: %s", error)
            except Exception as error:  # the others have to be done all the same
                log.error("worker: unforeseen error: %s", trail(error))

    def _follow_feeds(self, here: wiring.App, now: datetime) -> None:
        """Ask for feeds that are due; they need no sign-in, and take hands only while some are left for channels."""
        for feed in feeds.due(here.store, now=now):
            if feed.feed_id not in self._busy and len(self._busy) < HANDS // 2:
                self._hand_out(
                    feed.feed_id, partial(feeds.refresh, here.store, here.outside, feed, clock=wiring.utc_now)
                )

    def _triage(self, here: wiring.App, now: datetime) -> None:
        """Have new messages judged and, now and then, learn from corrections; both work in a process of their own."""
        if "triage" in self._busy or now - self._looked_in < TRIAGE:
            return
        self._looked_in = now
        learns = now - self._learnt >= LEARN

        def work() -> None:
            if learns:
                self._learnt = now
                triage_learning.learn_due(here.store, clock=wiring.utc_now, actor=wiring.ACTOR)
            while not self._stop.is_set() and triage.judge_new(here.store, now=wiring.utc_now()):
                pass

        if learns or triage.is_waiting(here.store):
            self._hand_out("triage", work)

    def _send(self, here: wiring.App, claim: Claim) -> None:
        sending.send(here.store, here.outside, claim, clock=wiring.utc_now, room_on=wiring.room_on)
        spacing = here.outside.connectors[claim.network].spacing
        self._spaced[claim.channel_id] = wiring.utc_now() + spacing

    def _look(self, here: wiring.App, now: datetime) -> None:
        """Ask about what nobody knows the outcome of, each thing now and then."""
        ask = partial(reconciling.reconcile, here.store, here.outside, fits=wiring.fits, clock=wiring.utc_now)
        for row in reconciling.unconfirmed(here.store):
            if self._may_look(row["publication_id"], row["channel_id"], now):
                self._hand_out(row["channel_id"], partial(ask, row))
        ask_answer = partial(answers.reconcile, here.store, here.outside, clock=wiring.utc_now)
        for row in answers.unconfirmed(here.store):
            if self._may_look(row["message_id"], row["channel_id"], now):
                self._hand_out(row["channel_id"], partial(ask_answer, row))

        ask_correction = partial(correcting.reconcile, here.store, here.outside, clock=wiring.utc_now)
        for row in correcting.unsettled(here.store):
            if self._may_look(row["attempt_id"], row["channel_id"], now):
                self._hand_out(row["channel_id"], partial(ask_correction, row))

    def _may_look(self, subject_id: str, channel_id: str, now: datetime) -> bool:
        if channel_id in self._busy or subject_id in self._looked:
            return False
        self._looked[subject_id] = now
        return True

    def _hand_out(self, channel_id: str, work: Callable[[], object]) -> None:
        """Give a piece of work to a hand of its own; until it is done the channel gets nothing else.

        A hand does not keep the app from ending: what it was sending is looked for at the next start.
        """
        outside = wiring.app().outside
        self._busy.add(channel_id)

        def done() -> None:
            try:
                with outside.turn(channel_id):
                    work()
            except CmliteError as error:
                self._resting[channel_id] = wiring.utc_now() + REST
                log.warning("channel: %s", error)
            except Exception as error:  # one channel's defect must not stop the others
                self._resting[channel_id] = wiring.utc_now() + REST
                log.error("channel: unforeseen error: %s", trail(error))
            finally:
                self._busy.discard(channel_id)

        threading.Thread(target=done, name=f"cmlite-{channel_id}", daemon=True).start()
