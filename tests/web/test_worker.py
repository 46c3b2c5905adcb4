"""The worker: one thing that fails keeps it from nothing else."""

import time
from datetime import datetime, timedelta
from types import SimpleNamespace

from cmlite import wiring
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.errors import StoreError
from cmlite.services import alerts, library, sync
from cmlite.services.connections import Outside
from cmlite.store.channels import insert_channel
from cmlite.store.connections import save_connection
from cmlite.store.secrets import Secrets
from cmlite.web.worker import Worker
from tests.conftest import NOW


def test_a_file_that_cannot_be_deleted_keeps_nobody_from_the_daily_backup(store, brand, tmp_path, monkeypatch):
    def fail(*given, **how):
        raise PermissionError("held by another program")

    monkeypatch.setattr(library, "clear_out", fail)
    monkeypatch.setattr(alerts, "look_everywhere", fail)
    here = SimpleNamespace(store=store, settings=SimpleNamespace(backups=tmp_path / "backups", backups_kept=7))
    Worker()._keep_house(here, NOW)
    assert [one.name for one in (tmp_path / "backups").iterdir()] == ["cmlite-daily-20261124T100000.zip"]


def test_a_network_is_not_asked_every_second_while_nothing_can_be_saved(store, brand, tmp_path, monkeypatch):
    given = {"channel_id": "c1", "brand_id": "b1", "actor": "owner"}
    with store.write() as cursor:
        insert_channel(cursor, Channel(network="mastodon", handle="a", mode="live", created_at=NOW, **given))
        save_connection(cursor, Connection(connected_at=NOW, **given))
    outside = Outside(Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test"))
    here = SimpleNamespace(store=store, outside=outside)
    clock, asked = [NOW], []

    def full(store, outside, job, *, clock):
        asked.append(job.channel_id)
        raise StoreError("errors.store.write", path="x")

    monkeypatch.setattr(sync, "run", full)
    monkeypatch.setattr(wiring, "app", lambda: here)
    monkeypatch.setattr(wiring, "utc_now", lambda: clock[0])
    worker = Worker()
    worker._kept_house = datetime.max
    for seconds in (0, 1, 2, 59, 61):
        clock[0] = NOW + timedelta(seconds=seconds)
        worker._round(here)
        end = time.monotonic() + 5
        while worker._busy and time.monotonic() < end:
            time.sleep(0.005)
    assert asked == ["c1", "c1"]
