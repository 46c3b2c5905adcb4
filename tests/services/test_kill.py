"""A save that was acknowledged survives `kill -9`."""

import random
import signal
import subprocess
import sys
import time

import pytest

from cmlite import config
from cmlite.store.db import Store
from tests.conftest import ROOT, save_brand

ROUNDS = 100
SAVER = """
import sys
from datetime import datetime
from pathlib import Path
from cmlite import config
from cmlite.domain.posts import PostDraft
from cmlite.services import calendar
from cmlite.store.db import Store

store = Store(Path(sys.argv[1]), migrations=config.MIGRATIONS, views=config.VIEWS)
number = 0
while True:
    draft = PostDraft(title=f"{sys.argv[2]}-{number}", zone="Europe/Berlin")
    saved = calendar.create(store, "b1", draft, now=datetime(2026, 11, 24, 10), actor="owner")
    print(saved.post_id, flush=True)
    number += 1
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_hundred_kills_while_saving_lose_nothing_that_was_acknowledged(tmp_path):
    path = tmp_path / "cmlite.duckdb"
    store = Store(path, migrations=config.MIGRATIONS, views=config.VIEWS)
    save_brand(store, "b1")
    store.close()
    dice = random.Random(7)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(path), str(number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(dice.random() * 0.15)
        process.kill()
        acknowledged |= {
            line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")
        }
        process.wait()
        process.stdout.close()
    store = Store(path, migrations=config.MIGRATIONS, views=config.VIEWS)
    there = {row["post_id"] for row in store.rows("select post_id from post")}
    store.close()
    assert len(acknowledged) > ROUNDS
    assert acknowledged - there == set()
