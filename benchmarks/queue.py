"""The inbox with 100,000 open conversations over the example: its page, and what is done with one and with all."""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from benchmarks.seeding import open_store
from benchmarks.table import Row, compared
from cmlite import wiring
from cmlite.config import ROOT
from cmlite.domain.brands import Brand
from cmlite.domain.bulk import Choice
from cmlite.domain.inbox import Filters
from cmlite.services import brands, bulk, conversations, deadlines, inbox
from cmlite.store.db import Store

OPEN = 100_000
SAVE_AIM = 150.0
RERUN_AIM = 1.25
_PEOPLE = 8_000
_RERUN, _SAVED = "inbox, rerun", "inbox, rerun after a save"
_MINUTES = 7
"""So far apart are two messages."""


def seed_open(example: Path, data: Path, now: datetime) -> None:
    """A copy of the example folder in which 100,000 more people wait for an answer; counted back from `now`."""
    shutil.copytree(example, data)
    store = open_store(data)
    brand = brands.current(store).brand
    assert brand is not None
    given = {"brand": brand.brand_id, "now": now}
    with store.write() as cursor:
        cursor.execute(
            f"""insert into conversation (conversation_id, brand_id, channel_id, network, person_id, kind, state,
                first_in_at, waiting_since, last_message_at, changed_at, actor, class_id)
            select 'open_' || i, $brand, (select min(channel_id) from channel), 'instagram',
                $brand || ':instagram:open_' || i % {_PEOPLE}, case when i % 3 = 0 then 'message' else 'comment' end,
                'open', since, since, since, $now, 'network',
                case i % 4 when 0 then 'complaint' when 1 then 'question' when 2 then 'praise' else '' end
            from (select i, $now - i * interval '{_MINUTES} minute' as since from range({OPEN}) as numbers(i))""",
            given,
        )
        cursor.execute(
            f"""insert into person (person_id, brand_id, network, handle, created_at)
            select $brand || ':instagram:open_' || i, $brand, 'instagram', 'kunde_' || i, $now
            from range({_PEOPLE}) as numbers(i)""",
            given,
        )
        cursor.execute(
            """insert into message (message_id, brand_id, conversation_id, person_id, direction, state, text, sent_at)
            select c.conversation_id || ':1', $brand, c.conversation_id, c.person_id, 'in', 'received',
                'Habt ihr morgen offen? ' || c.conversation_id, c.waiting_since
            from conversation as c where c.conversation_id like 'open!_%' escape '!'""",
            {"brand": brand.brand_id},
        )
    store.close()


def measure(example: Path, folder: Path, now: datetime, *, repetitions: int) -> Iterator[Row]:
    """Milliseconds of processor time: reruns of the page without a browser, and single acts."""
    data = folder / "open"
    seed_open(example, data, now)
    small, large = (_side(one, repetitions) for one in (example, data))
    yield compared(f"{_RERUN}: {OPEN:,} open over example", large[_RERUN], small[_RERUN], "ms", RERUN_AIM)
    for what, side in ((f"{OPEN:,} open", large), ("example", small)):
        added = median(side[_SAVED]) - median(side[_RERUN])
        yield Row(f"what a save adds to the next rerun, {what}", added, "ms", aim=SAVE_AIM, limit=True)
    for what, times in large.items():
        if what not in small:
            aim = SAVE_AIM if " all" not in what else None
            yield Row(f"{what}, {OPEN:,} open", median(times), "ms", aim=aim, limit=True)


def _side(data: Path, repetitions: int) -> dict[str, list[float]]:
    before = os.environ.get("CMLITE_DATA")
    os.environ["CMLITE_DATA"] = str(data)
    try:
        here = wiring.app()
        app = AppTest.from_file(str(ROOT / "cmlite" / "web" / "router.py"), default_timeout=120).run()
        app = app.switch_page(str(ROOT / "pages" / "inbox.py")).run().run()
        times: dict[str, list[float]] = {_RERUN: [_timed(app.run) for _ in range(repetitions)], _SAVED: []}
        for _ in range(repetitions):
            with here.store.write():
                pass
            times[_SAVED].append(_timed(app.run))
        brand = brands.current(here.store).brand
        if brand is not None and data.name == "open":
            times |= _acts(here.store, brand, repetitions)
        return times
    finally:
        wiring.close()
        if before is None:
            os.environ.pop("CMLITE_DATA")
        else:
            os.environ["CMLITE_DATA"] = before


def _acts(store: Store, brand: Brand, repetitions: int) -> dict[str, list[float]]:
    """What is pressed beside one conversation, and the same for everything that is open."""
    now, one, every = wiring.utc_now(), "open_500", Choice(filters=Filters())
    who, mine = {"now": now, "actor": "owner"}, (store, brand.brand_id)
    times: dict[str, list[float]] = {}
    done: list[str] = []

    def note(what: str, act: Callable[[], object]) -> None:
        times.setdefault(what, []).append(_timed(act))

    for _ in range(repetitions):
        note("later", lambda: conversations.snooze(*mine, one, until=now + timedelta(hours=3), **who))
        note("its deadline", lambda: deadlines.bring_up(store, brand, now=now))
        note("back in the queue", lambda: conversations.reopen(*mine, one, **who))
        note("its class", lambda: bulk.set_class(*mine, Choice(ids=(one,)), "lead", **who))
        note("the next one", lambda: inbox.next_conversation(*mine, Filters(), after=one, now=now))
        note("a tag for all", lambda: done.append(bulk.change(*mine, every, "tag", "x", **who)[0]))
        note("taken back from all", lambda: bulk.take_back(*mine, done.pop(), **who))
    with store.write() as cursor:
        cursor.execute("update conversation set due_plan = ''")
    note("deadlines of all after a change of the plan", lambda: deadlines.bring_up(store, brand, now=now))
    return times


def _timed(act: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000
