"""Backups carry the media along, prove that they are whole, and put them back."""

import io
import json
import zipfile

import pytest

from cmlite.errors import StoreError
from cmlite.services import backups, library
from cmlite.services.connections import Outside
from cmlite.store import media_files
from cmlite.store.secrets import Secrets
from tests import media_samples as made
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="a passphrase of a test"))


@pytest.fixture
def medium(store, brand):
    return library.add(store, brand.brand_id, io.BytesIO(made.with_place()), "a.jpg", **WHO).media


def changed(path, target, change):
    """The same backup with changed media."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as other:
        for name in archive.namelist():
            for new_name, content in change(name, archive.read(name)):
                other.writestr(new_name, content)
    return target


def test_what_was_lost_with_the_disk_comes_back_with_the_backup(store, brand, medium, outside, tmp_path):
    backup = backups.back_up(store, tmp_path / "backups", now=NOW)
    path = library.original(store, medium)
    before = path.read_bytes()
    path.unlink()
    backups.restore(store, outside, backup.path, **WHO)
    assert path.read_bytes() == before
    assert library.items(store, brand.brand_id, [medium.media_id])
    assert list((media_files.folder(store) / media_files.INCOMING).iterdir()) == []


def test_a_file_that_lies_there_damaged_is_replaced(store, medium, outside, tmp_path):
    backup = backups.back_up(store, tmp_path / "backups", now=NOW)
    path = library.original(store, medium)
    before = path.read_bytes()
    path.write_bytes(b"scratched")
    backups.restore(store, outside, backup.path, **WHO)
    assert path.read_bytes() == before


def test_a_file_somebody_took_away_does_not_keep_a_backup_from_being_made(store, medium, outside, tmp_path):
    library.original(store, medium).unlink()
    backup = backups.back_up(store, tmp_path / "backups", now=NOW)
    backups.restore(store, outside, backup.path, **WHO)


def missing(name, content):
    return [] if name.startswith("media/") else [(name, content)]


def swapped(name, content):
    return [(name, b"another picture" if name.startswith("media/") else content)]


def climbing(name, content):
    if name != "manifest.json":
        return [(name, content)]
    manifest = json.loads(content)
    manifest["media"] = {"../../evil.jpg": 4}
    return [(name, json.dumps(manifest)), ("media/../../evil.jpg", b"evil")]


def sizeless(name, content):
    if name != "manifest.json":
        return [(name, content)]
    manifest = json.loads(content)
    manifest["media"] = dict.fromkeys(manifest["media"], "large")
    return [(name, json.dumps(manifest))]


@pytest.mark.parametrize("change", [missing, swapped, climbing, sizeless])
def test_a_backup_whose_media_are_not_what_they_should_be_changes_nothing(store, medium, outside, tmp_path, change):
    backup = backups.back_up(store, tmp_path / "backups", now=NOW)
    broken = changed(backup.path, tmp_path / "broken.zip", change)
    library.original(store, medium).unlink()
    library.add(store, "b1", io.BytesIO(made.moving()), "later.gif", **WHO)
    with pytest.raises(StoreError):
        backups.restore(store, outside, broken, **WHO)
    assert not media_files.path_of(store, medium.file_name).exists()
    assert not (tmp_path.parent / "evil.jpg").exists()
    assert store.row("select count(*) as n from media")["n"] == 2
    assert list((media_files.folder(store) / media_files.INCOMING).iterdir()) == []


def test_a_backup_of_the_time_before_media_is_still_one(store, medium, outside, tmp_path):
    def without(name, content):
        if name != "manifest.json":
            return missing(name, content)
        return [(name, json.dumps({k: v for k, v in json.loads(content).items() if k != "media"}))]

    backup = backups.back_up(store, tmp_path / "backups", now=NOW)
    old = changed(backup.path, tmp_path / "old.zip", without)
    backups.restore(store, outside, old, **WHO)
