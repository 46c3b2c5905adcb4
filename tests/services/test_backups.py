"""Back up and restore: complete, checked, and nothing overwritten that cannot be brought back."""

import json
import os
import shutil
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from cmlite import config
from cmlite.domain.connections import Connection
from cmlite.domain.posts import PostDraft
from cmlite.errors import StoreError
from cmlite.services import backup_media, backups, brand_removal, calendar, calendar_feed, channels, connections, rights
from cmlite.services.connections import Outside
from cmlite.store import connections as connection_table
from cmlite.store.datafile import count_rows
from cmlite.store.db import Store
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="a passphrase of a test"))


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


def test_restoring_brings_back_the_state_and_keeps_the_present_file(store, backup, outside):
    channels.declare(store, "b1", network="facebook", handle="danach", **WHO)
    kept = backups.restore(store, outside, backup.path, **WHO)
    assert handles(store) == ["@vorher"]
    assert count_rows(kept)["channel"] == 2
    channels.declare(store, "b1", network="x", handle="weiter", **WHO)
    assert handles(store) == ["@vorher", "weiter"]


def refused(store, outside, archive):
    with pytest.raises(StoreError) as error:
        backups.restore(store, outside, archive, **WHO)
    assert handles(store) == ["@vorher"]
    assert not list(store.path.parent.glob("restoring-*"))
    assert not list(store.path.parent.glob("before-restore-*"))
    return error.value.key


def test_a_zip_with_a_password_is_refused(store, outside, backup, tmp_path):
    content = bytearray(backup.path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # both headers of a member say that it is encrypted
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    locked = tmp_path / "locked.zip"
    locked.write_bytes(content)
    assert refused(store, outside, locked) == "errors.backups.foreign"


def test_a_foreign_zip_is_refused(store, outside, backup, tmp_path):
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("photos/a.jpg", b"x")
    assert refused(store, outside, foreign) == "errors.backups.foreign"


@pytest.mark.parametrize(("member", "key"), [("manifest.json", "foreign"), ("cmlite.duckdb", "damaged")])
def test_a_bomb_is_refused_without_being_unpacked(store, outside, backup, tmp_path, member, key):
    with zipfile.ZipFile(backup.path) as archive:
        manifest = archive.read("manifest.json")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        if member != "manifest.json":
            archive.writestr("manifest.json", manifest)
        archive.writestr(member, b" " * 200_000_000)
    tracemalloc.start()
    assert refused(store, outside, tmp_path / "bomb.zip") == f"errors.backups.{key}"
    largest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert largest < 20_000_000


def test_a_backup_for_which_there_is_no_room_says_so(store, outside, backup, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    assert refused(store, outside, backup.path) == "errors.store.full"


def test_what_is_no_zip_is_refused(store, outside, backup, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"no zip at all" * 100)
    assert refused(store, outside, tmp_path / "no.zip") == "errors.backups.foreign"


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_a_damaged_place_in_the_zip_is_called_damaged(store, backup, tmp_path, share, outside):
    content = bytearray(backup.path.read_bytes())
    place = int(len(content) * share)
    for number in range(place, place + 40):
        content[number] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(content)
    assert refused(store, outside, tmp_path / "bad.zip") == "errors.backups.damaged"


def test_half_a_download_is_called_damaged(store, outside, backup, tmp_path):
    content = backup.path.read_bytes()
    (tmp_path / "half.zip").write_bytes(content[: len(content) // 2])
    assert refused(store, outside, tmp_path / "half.zip") == "errors.backups.damaged"


def test_half_of_a_zip_that_is_none_of_ours_is_called_foreign(store, outside, backup, tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as packed:
        packed.writestr("urlaub.jpg", b"x" * 9000)
    (tmp_path / "half.zip").write_bytes((tmp_path / "photos.zip").read_bytes()[:4000])
    assert refused(store, outside, tmp_path / "half.zip") == "errors.backups.foreign"


def test_a_changed_byte_is_refused(store, outside, backup, tmp_path):
    def change(content):
        return content[:9000] + bytes([content[9000] ^ 255]) + content[9001:]

    assert refused(store, outside, repack(backup.path, tmp_path / "b.zip", database=change)) == "errors.backups.damaged"


def test_a_backup_of_a_newer_version_is_refused(store, outside, backup, tmp_path):
    assert (
        refused(store, outside, repack(backup.path, tmp_path / "b.zip", manifest={"schema": 9999}))
        == "errors.backups.newer"
    )


def test_a_backup_with_missing_rows_is_refused(store, outside, backup, tmp_path):
    assert (
        refused(store, outside, repack(backup.path, tmp_path / "b.zip", manifest={"rows": {"channel": 5}}))
        == "errors.backups.damaged"
    )


def test_a_backup_of_an_older_schema_is_brought_up_to_date(brand, backup, tmp_path, outside):
    newer = tmp_path / "migrations"
    shutil.copytree(config.MIGRATIONS, newer)
    (newer / "9000_later.sql").write_text("create table later (brand_id text);")
    later = Store(tmp_path / "later.duckdb", migrations=newer, views=config.VIEWS)
    backups.restore(later, outside, backup.path, **WHO)
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


def test_what_was_due_since_the_backup_is_not_published_again_after_a_restore(store, brand, tmp_path, outside):
    channel = channels.declare(store, "b1", network="instagram", handle="@a", **WHO)
    wall = NOW + timedelta(minutes=10)
    draft = PostDraft(text="einmal", channel_ids=(channel.channel_id,), stage="planned", wall=wall, zone="UTC")
    calendar.create(store, "b1", draft, **WHO)
    later = draft.model_copy(update={"wall": NOW + timedelta(days=1)})
    calendar.create(store, "b1", later, **WHO)
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    backups.restore(store, outside, made.path, now=NOW + timedelta(minutes=15), actor="owner")
    states = [row["state"] for row in store.rows("select state from publication order by planned_utc")]
    assert states == ["missed", "scheduled"]


def sign_in(store, outside, channel):
    """As if the network had taken a sign-in."""
    made = Connection(channel_id=channel.channel_id, brand_id=channel.brand_id, connected_at=NOW, actor="owner")
    with store.write() as cursor:
        connection_table.save_connection(cursor, made)
    outside.secrets.put(channel.channel_id, {"token": "t"})


def test_after_a_restore_live_brands_are_held_until_the_owner_has_looked(store, brand, other_brand, outside, tmp_path):
    sign_in(store, outside, channels.declare(store, "b1", network="mastodon", handle="@a", **WHO))
    channels.declare(store, "b2", network="instagram", handle="@b", **WHO)
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    backups.restore(store, outside, made.path, **WHO)
    assert [connections.is_held(store, brand_id) for brand_id in ("b1", "b2")] == [True, False]


def test_sign_ins_that_a_restored_backup_knows_nothing_of_are_forgotten(store, brand, outside, tmp_path):
    before = channels.declare(store, "b1", network="mastodon", handle="@a", **WHO)
    sign_in(store, outside, before)
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    after = channels.declare(store, "b1", network="mastodon", handle="@b", **WHO)
    sign_in(store, outside, after)
    backups.restore(store, outside, made.path, **WHO)
    assert outside.secrets.get(after.channel_id) == {}
    assert outside.secrets.get(before.channel_id) == {"token": "t"}


def test_a_refused_backup_forgets_no_sign_in(store, brand, outside, backup, tmp_path):
    channel = channels.declare(store, "b1", network="mastodon", handle="@b", **WHO)
    sign_in(store, outside, channel)
    bad = repack(backup.path, tmp_path / "b.zip", manifest={"schema": 9999})
    with pytest.raises(StoreError):
        backups.restore(store, outside, bad, **WHO)
    assert outside.secrets.get(channel.channel_id) == {"token": "t"}
    assert not connections.is_held(store, "b1")


def test_the_start_clears_what_was_left_and_nothing_that_is_being_uploaded(tmp_path):
    begun = 1_800_000_000.0
    for age, word in ((-60, "old"), (1, "new")):
        for name in ("uploads/restore-{}.zip", "media/incoming/{}", "restoring-{}.duckdb", "backups/.cmlite-{}/copy"):
            path = tmp_path / name.format(word)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            for one in (path, *([path.parent] if path.name == "copy" else [])):
                os.utime(one, (begun + age, begun + age))
    backups.clear_leftovers(tmp_path, before=begun)
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["backups/.cmlite-new/copy", "media/incoming/new", "restoring-new.duckdb", "uploads/restore-new.zip"]


def test_calendar_addresses_revoked_since_the_backup_stay_revoked(store, brand, outside, tmp_path):
    kept, revoked = (calendar_feed.create(store, "b1", now=NOW + timedelta(seconds=n), actor="owner") for n in (0, 1))
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    newest = calendar_feed.feeds(store, "b1")[0]["feed_id"]
    calendar_feed.revoke(store, "b1", newest, **WHO)
    backups.restore(store, outside, made.path, **WHO)
    holds = [calendar_feed.answer(store, token, {}, now=NOW) is not None for token in (kept, revoked)]
    assert holds == [True, False]
    assert len(calendar_feed.feeds(store, "b1")) == 1


def test_an_address_revoked_stays_so_by_way_of_a_backup_that_does_not_know_it(store, brand, outside, tmp_path):
    first = backups.back_up(store, tmp_path / "backups", now=NOW)
    token = calendar_feed.create(store, "b1", **WHO)
    second = backups.back_up(store, tmp_path / "backups", now=NOW + timedelta(minutes=1))
    calendar_feed.revoke(store, "b1", calendar_feed.feeds(store, "b1")[0]["feed_id"], **WHO)
    for made in (first, second):
        backups.restore(store, outside, made.path, now=NOW + timedelta(minutes=2), actor="owner")
    assert calendar_feed.answer(store, token, {}, now=NOW) is None


def test_addresses_of_a_brand_removed_since_lead_nowhere_when_it_is_back(store, brand, other_brand, outside, tmp_path):
    token = calendar_feed.create(store, "b1", **WHO)
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    brand_removal.remove_brand(store, outside, "b1", **WHO)
    backups.restore(store, outside, made.path, **WHO)
    assert calendar_feed.answer(store, token, {}, now=NOW) is None


def test_the_size_of_the_data_counts_what_was_just_saved(store, brand):
    before = backups.data_size(store.path)
    with store.write() as cursor:
        cursor.execute(
            "insert into setting select 'b1', 'size-' || i, repeat('x', 1000), ?, 'owner' from range(500) as r(i)",
            [NOW],
        )
    assert backups.data_size(store.path) > before + 100_000


@dataclass(frozen=True)
class Uploaded:
    path: Path

    def getvalue(self):
        return self.path.read_bytes()


def test_an_uploaded_backup_is_taken_and_nothing_of_the_upload_stays(store, brand, outside, backup):
    channels.declare(store, "b1", network="instagram", handle="@nachher", **WHO)
    keep = backups.restore_from(store, outside, backups.UPLOADED, Uploaded(backup.path), **WHO)
    assert keep.exists()
    assert handles(store) == ["@vorher"]
    assert list((store.path.parent / "uploads").iterdir()) == []


def test_an_upload_that_is_refused_leaves_nothing_and_may_be_tried_again(store, brand, outside, backup, tmp_path):
    wrong = Uploaded(repack(backup.path, tmp_path / "x.zip", manifest={"sha256": "0" * 64}))
    for _ in range(2):
        with pytest.raises(StoreError) as refused:
            backups.restore_from(store, outside, backups.UPLOADED, wrong, **WHO)
        assert refused.value.key == "errors.backups.damaged"
        assert list((store.path.parent / "uploads").iterdir()) == []
    assert handles(store) == ["@vorher"]


def test_somebody_erased_while_a_backup_is_being_restored_does_not_come_back(
    store, brand, outside, tmp_path, monkeypatch
):
    with store.write() as cursor:
        insert(cursor, "person", person_id="b1:x:1", brand_id="b1", network="x", handle="wanda", created_at=NOW)
    made = backups.back_up(store, tmp_path / "backups", now=NOW)
    put_back = backup_media.put_back

    def erase():
        rights.erase(store, "b1", "b1:x:1", folder=tmp_path / "backups", **WHO)

    with ThreadPoolExecutor(1) as pool:
        erasing = []

        def meanwhile(*given):
            erasing.append(pool.submit(erase))
            wait(erasing, timeout=1)
            put_back(*given)

        monkeypatch.setattr(backup_media, "put_back", meanwhile)
        backups.restore(store, outside, made.path, **WHO)
        erasing[0].result(10)
    assert store.rows("select handle from person") == []
    assert len(rights.erasures(store, "b1")[0]) == 1


def test_a_backup_that_is_deleted_while_they_are_listed_is_left_out(backup):
    gone = backup.path.with_name("cmlite-daily-20261123T100000.zip")
    gone.symlink_to(backup.path.with_name("nowhere.zip"))
    assert [one.path for one in backups.backups(backup.path.parent)] == [backup.path]
