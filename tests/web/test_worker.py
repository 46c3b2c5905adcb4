"""The worker: one thing that fails keeps it from nothing else."""

from types import SimpleNamespace

from cmlite.services import alerts, library
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
