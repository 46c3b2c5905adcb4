"""One process of the rounds: the real worker on a real data file, and a script in the place of the owner."""

import contextlib
import faulthandler
import json
import os
import signal
import threading
import time
from datetime import timedelta

from cmlite import wiring
from cmlite.errors import CmliteError
from cmlite.services import answers, publishing, reconciling, sending
from cmlite.web import worker

for service in (reconciling, answers):
    vars(service)["SETTLING"] = timedelta(seconds=1)
worker.LOOK_AGAIN = timedelta(seconds=0.5)
worker.TICK_SECONDS = 0.1
GIVE_UP = 45.0


def main() -> None:
    order = json.loads(os.environ["ROUND"])
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    here = wiring.app()
    with here.store.write() as cursor:
        cursor.execute("update sync_job set due_at = timestamp '2020-01-01', failures = 0")
        cursor.execute("update connection set paused_until = null, failing_since = null")
    hands = worker.Worker()
    hands.start()
    print("READY", flush=True)
    if order["kind"] == "answer":
        _answer(here, order)
    if order.get("decide"):
        _decide(here, order)
    ended.wait()
    faulthandler.dump_traceback_later(15)  # whoever keeps the process from ending is named
    hands.stop()
    wiring.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # as the server ends: by the signal, once everything is written
    os.kill(os.getpid(), signal.SIGTERM)


def _answer(here: wiring.App, order: dict[str, str]) -> None:
    """Wait for the question to arrive and answer it, unless that was done before the process was ended."""
    end = time.monotonic() + GIVE_UP
    while time.monotonic() < end:
        row = here.store.row(
            """select q.conversation_id, a.state, a.message_id from message as q
            left join message as a on a.conversation_id = q.conversation_id and a.direction = 'out'
            where q.text = ?""",
            [order["question"]],
        )
        if row is None:
            with here.store.write() as cursor:
                cursor.execute("update sync_job set due_at = timestamp '2020-01-01' where job = 'inbox'")
            time.sleep(0.2)
            continue
        if row["state"] in {None, "draft"}:
            try:
                answers.send(
                    here.store,
                    here.outside,
                    "b1",
                    row["conversation_id"],
                    order["text"],
                    done=False,
                    language="de",
                    clock=wiring.utc_now,
                    actor="owner",
                )
            except CmliteError:
                time.sleep(0.3)
                continue
        elif row["state"] == "sent":
            return
        time.sleep(0.2)
        if not order.get("decide"):
            return


def _decide(here: wiring.App, order: dict[str, str]) -> None:
    """Report when the round has settled; decide what only the owner can, by looking at the network."""
    decisions, end = 0, time.monotonic() + GIVE_UP
    state = ""
    while time.monotonic() < end:
        state, publication_id = _state(here, order)
        if state in {"published", "sent"}:
            break
        if state in {"missed", "failed", "unconfirmed"} and publication_id and time.monotonic() > end - GIVE_UP + 8:
            decisions += 1
            sending.send_now(here.store, "b1", publication_id, now=wiring.utc_now(), actor="owner")
        for match in publishing.matches(here.store, "b1"):  # pulled in as made by hand: the owner knows it is this one
            if match["publication_id"] == publication_id:
                decisions += 1
                who = {"now": wiring.utc_now(), "actor": "owner"}
                with contextlib.suppress(CmliteError):  # the worker was faster
                    publishing.take_as_published(here.store, "b1", publication_id, match["native_id"], **who)
        time.sleep(0.1)
    print("SETTLED " + json.dumps({"state": state, "decisions": decisions}), flush=True)


def _state(here: wiring.App, order: dict[str, str]) -> tuple[str, str]:
    if order["kind"] == "answer":
        row = here.store.row(
            "select state, '' as id from message where direction = 'out' and text = ?", [order["text"]]
        )
    else:
        row = here.store.row(
            """select p.state, p.publication_id as id from publication as p
            inner join post as o on o.post_id = p.post_id where o.text = ? and p.actor <> 'network'""",
            [order["text"]],
        )
    return (row["state"], row["id"]) if row else ("", "")


if __name__ == "__main__":
    main()
