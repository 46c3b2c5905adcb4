"""Back up and restore: complete, checked, and nothing overwritten that cannot be brought back."""

import json
import shutil
import zipfile
from datetime import timedelta

import pytest

from cmlite import config
from cmlite.domain.posts import PostDraft
from cmlite.errors import StoreError
from cmlite.services import backups, calendar, channels
from cmlite.store.db import Store, count_rows
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def backup(store, brand, tmp_path):
    channels.declare(store, "b1", network="instagram", handle="@vorher", **WHO)
    return backups.back_up(store, tmp_path / "backups", now=NOW)


def handles(store):
    return [channel.handle for channel in channels.channels(store, "b1")]


def repack(path, target, *, manifest=None, database=None):
    """The same backup with a changed manifest or database."""
    with zipfile.ZipFile(path) as archive:
        old = json.loads(archive.read("manifest.json"))
        content = archive.read("cmlite.duckdb")
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", json.dumps(old | (manifest or {})))
        archive.writestr("cmlite.duckdb", database(content) if database else content)
    return target


def test_a_backup_holds_database_and_manifest(backup, store):
    with zipfile.ZipFile(backup.path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["cmlite.duckdb", "manifest.json"]
    assert manifest["rows"]["channel"] == 1
    assert (manifest["schema"], len(manifest["sha256"])) == (store.schema, 64)
    assert list(backup.path.parent.glob(".*")) == []


def test_restoring_brings_back_the_state_and_keeps_the_present_file(store, backup):
    channels.declare(store, "b1", network="facebook", handle="danach", **WHO)
    kept = backups.restore(store, backup.path, now=NOW)
    assert handles(store) == ["@vorher"]
    assert count_rows(kept)["channel"] == 2
    channels.declare(store, "b1", network="x", handle="weiter", **WHO)
    assert handles(store) == ["@vorher", "weiter"]


def refused(store, archive):
    with pytest.raises(StoreError) as error:
        backups.restore(store, archive, now=NOW)
    assert handles(store) == ["@vorher"]
    assert not list(store.path.parent.glob("restoring-*"))
    assert not list(store.path.parent.glob("before-restore-*"))
    return error.value.key


def test_a_foreign_zip_is_refused(store, backup, tmp_path):
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("photos/a.jpg", b"x")
    assert refused(store, foreign) == "errors.backups.foreign"


def test_what_is_no_zip_is_refused(store, backup, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"no zip at all" * 100)
    assert refused(store, tmp_path / "no.zip") == "errors.backups.foreign"


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_a_damaged_place_in_the_zip_is_called_damaged(store, backup, tmp_path, share):
    content = bytearray(backup.path.read_bytes())
    place = int(len(content) * share)
    for number in range(place, place + 40):
        content[number] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(content)
    assert refused(store, tmp_path / "bad.zip") == "errors.backups.damaged"


def test_half_a_download_is_refused(store, backup, tmp_path):
    content = backup.path.read_bytes()
    (tmp_path / "half.zip").write_bytes(content[: len(content) // 2])
    assert refused(store, tmp_path / "half.zip") in {"errors.backups.foreign", "errors.backups.damaged"}


def test_a_changed_byte_is_refused(store, backup, tmp_path):
    def change(content):
        return content[:9000] + bytes([content[9000] ^ 255]) + content[9001:]

    assert refused(store, repack(backup.path, tmp_path / "b.zip", database=change)) == "errors.backups.damaged"


def test_a_backup_of_a_newer_version_is_refused(store, backup, tmp_path):
    assert refused(store, repack(backup.path, tmp_path / "b.zip", manifest={"schema": 9999})) == "errors.backups.newer"


def test_a_backup_with_missing_rows_is_refused(store, backup, tmp_path):
    assert (
        refused(store, repack(backup.path, tmp_path / "b.zip", manifest={"rows": {"channel": 5}}))
        == "errors.backups.damaged"
    )


def test_a_backup_of_an_older_schema_is_brought_up_to_date(brand, backup, tmp_path):
    newer = tmp_path / "migrations"
    shutil.copytree(config.MIGRATIONS, newer)
    (newer / "9000_later.sql").write_text("create table later (brand_id text);")
    later = Store(tmp_path / "later.duckdb", migrations=newer, views=config.VIEWS)
    backups.restore(later, backup.path, now=NOW)
    assert later.schema == 9000
    assert handles(later) == ["@vorher"]
    later.close()


def test_one_automatic_backup_a_day_and_seven_stay(store, brand, tmp_path):
    folder = tmp_path / "backups"
    for day in range(10):
        assert backups.back_up_daily(store, folder, keep=7, now=NOW + timedelta(days=day)) is not None
        assert backups.back_up_daily(store, folder, keep=7, now=NOW + timedelta(days=day, hours=3)) is None
    kept = backups.backups(folder)
    assert [one.made_at.date() for one in kept] == [(NOW + timedelta(days=day)).date() for day in range(9, 2, -1)]


def test_backups_made_by_hand_are_never_removed(store, brand, tmp_path):
    folder = tmp_path / "backups"
    by_hand = backups.back_up(store, folder, now=NOW)
    for day in range(10):
        backups.back_up_daily(store, folder, keep=3, now=NOW + timedelta(days=day))
    assert by_hand.path in [one.path for one in backups.backups(folder)]


def test_an_empty_store_is_not_backed_up_by_itself(store, tmp_path):
    assert backups.back_up_daily(store, tmp_path / "backups", keep=7, now=NOW) is None


def test_what_was_due_since_the_backup_is_not_published_again_after_a_restore(store, brand, tmp_path):
    channel = channels.declare(store, "b1", network="instagram", handle="@a", **WHO)
    wall = NOW + timedelta(minutes=10)
    draft = PostDraft(text="einmal", channel_ids=(channel.channel_id,), stage="planned", wall=wall, zone="UTC")
    calendar.create(store, "b1", draft, **WHO)
    later = draft.model_copy(update={"wall": NOW + timedelta(days=1)})
    calendar.create(store, "b1", later, **WHO)
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    backups.restore(store, made.path, now=NOW + timedelta(minutes=15))
    states = [row["state"] for row in store.rows("select state from publication order by planned_utc")]
    assert states == ["missed", "scheduled"]
