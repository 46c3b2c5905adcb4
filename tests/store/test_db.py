"""The store: all or nothing, side by side, and never a file overwritten that is not ours."""

import random
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

import duckdb
import pytest

from cmlite import config
from cmlite.errors import StoreError
from cmlite.store.datafile import count_rows
from cmlite.store.db import Store
from cmlite.store.rows import insert
from cmlite.store.side_by_side import together
from tests.conftest import NOW, ROOT

SETTING = {"changed_at": NOW, "actor": "owner"}


def open_store(path, migrations=config.MIGRATIONS):
    return Store(path, migrations=migrations, views=config.VIEWS)


def names(store):
    return [row["name"] for row in store.rows("select name from setting order by name")]


def test_a_write_that_fails_leaves_nothing(store):
    with pytest.raises(RuntimeError), store.write() as cursor:
        insert(cursor, "setting", brand_id="", name="a", value="1", **SETTING)
        raise RuntimeError
    assert names(store) == []


def test_a_write_that_ends_is_seen_by_the_next_read_and_not_before(store):
    with store.write() as cursor:
        insert(cursor, "setting", brand_id="", name="a", value="1", **SETTING)
        assert names(store) == []
    assert names(store) == ["a"]


def test_a_write_that_leaves_tidying_for_later_leaves_no_setting_behind_even_when_it_fails(store):
    usual = store.row("select current_setting('max_vacuum_tasks') as n")
    with store.write(tidy=False) as cursor:
        insert(cursor, "setting", brand_id="", name="a", value="1", **SETTING)
    with pytest.raises(RuntimeError), store.write(tidy=False) as cursor:
        insert(cursor, "setting", brand_id="", name="b", value="1", **SETTING)
        raise RuntimeError
    with pytest.raises(StoreError), store.write(tidy=False) as cursor:  # the commit itself fails
        cursor.execute("rollback")
    assert names(store) == ["a"]
    assert store.row("select current_setting('max_vacuum_tasks') as n") == usual


def test_what_was_saved_is_there_after_closing(tmp_path):
    store = open_store(tmp_path / "a.duckdb")
    with store.write() as cursor:
        insert(cursor, "setting", brand_id="", name="a", value="1", **SETTING)
    store.close()
    assert names(open_store(tmp_path / "a.duckdb")) == ["a"]


def test_a_second_process_is_told_that_the_file_is_open(store):
    code = (
        "from pathlib import Path; from cmlite import config; from cmlite.store.db import Store; "
        "from cmlite.errors import StoreError\n"
        f"try: Store(Path(r'{store.path}'), migrations=config.MIGRATIONS, views=config.VIEWS)\n"
        "except StoreError as error: print(error.key)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stdout.strip() == "errors.store.locked"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"hello, this is no database" * 500, "errors.store.foreign"),
        (b"SQLite format 3\x00" * 300, "errors.store.foreign"),
    ],
    ids=["text", "sqlite"],
)
def test_a_foreign_file_is_refused_and_not_touched(tmp_path, content, key):
    path = tmp_path / "cmlite.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.key == key
    assert path.read_bytes() == content


def test_a_damaged_file_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "cmlite.duckdb"
    open_store(path).close()
    content = bytearray(path.read_bytes())
    for place in range(8192, len(content), 97):
        content[place] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.key == "errors.store.damaged"
    assert path.read_bytes() == bytes(content)


def test_a_file_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "cmlite.duckdb"
    store = open_store(path)
    with store.write() as cursor:
        cursor.execute("insert into schema_migration values (9999, 'from_the_future', now()::timestamp)")
    store.close()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.key == "errors.store.newer"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as refused:
        open_store(tmp_path / "file" / "cmlite.duckdb")
    assert refused.value.key == "errors.store.folder"


def test_migrations_are_recorded_and_not_applied_twice(tmp_path):
    path = tmp_path / "a.duckdb"
    open_store(path).close()
    store = open_store(path)
    numbers = [row["number"] for row in store.rows("select number from schema_migration order by number")]
    assert numbers == sorted(int(file.name[:4]) for file in config.MIGRATIONS.glob("*.sql"))


@pytest.mark.parametrize("steps", range(1, len(list(config.MIGRATIONS.glob("*.sql"))) + 1))
def test_every_earlier_schema_is_brought_up_to_date_with_its_rows(tmp_path, steps):
    old = tmp_path / "old"
    old.mkdir()
    for file in sorted(config.MIGRATIONS.glob("*.sql"))[:steps]:
        shutil.copy(file, old)
    empty = tmp_path / "views.sql"
    empty.write_text("select 1")
    store = Store(tmp_path / "a.duckdb", migrations=old, views=empty)
    with store.write() as cursor:
        insert(cursor, "setting", brand_id="b1", name="kept", value="1", **SETTING)
    store.close()
    assert names(open_store(tmp_path / "a.duckdb")) == ["kept"]


def test_a_migration_that_fails_leaves_the_schema_as_it_was(tmp_path):
    path = tmp_path / "a.duckdb"
    open_store(path).close()
    broken = tmp_path / "migrations"
    shutil.copytree(config.MIGRATIONS, broken)
    (broken / "9000_broken.sql").write_text("create table half (a integer); select * from nowhere;")
    with pytest.raises(StoreError):
        open_store(path, broken)
    store = open_store(path)
    assert store.rows("select 1 from information_schema.tables where table_name = 'half'") == []


def test_every_view_and_each_of_its_columns_is_explained(store):
    views = store.rows("select view_name, comment from duckdb_views() where not internal")
    columns = store.rows(
        """select c.table_name, c.column_name, c.comment from duckdb_columns() as c
        inner join duckdb_views() as v on v.view_name = c.table_name where not v.internal"""
    )
    assert views
    assert [row["view_name"] for row in views if not row["comment"]] == []
    assert [f"{row['table_name']}.{row['column_name']}" for row in columns if not row["comment"]] == []


def test_every_table_of_the_owner_carries_its_brand(store):
    without = store.rows(
        """select t.table_name from information_schema.tables as t
        where t.table_type = 'BASE TABLE' and t.table_name not in ('schema_migration')
          and not exists (select 1 from information_schema.columns as c
            where c.table_name = t.table_name and c.column_name = 'brand_id')"""
    )
    assert without == []


def test_a_copy_made_while_somebody_writes_is_complete(store, tmp_path):
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            with store.write() as cursor:
                insert(cursor, "setting", brand_id="", name=f"n{len(written):06}", value="1", **SETTING)
            written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    while thread.is_alive() and len(written) < 50:
        time.sleep(0.01)
    copies = [(store.copy_to(path), path) for path in (tmp_path / f"copy{n}.duckdb" for n in range(3))]
    stop.set()
    thread.join()
    assert all(counts == count_rows(path) for counts, path in copies)
    assert copies[0][0]["setting"] >= 50


def test_a_full_disk_is_said_in_words_and_what_comes_after_it_is_saved(tmp_path):
    code = f"""
import resource, signal
from tests.store.test_db import SETTING, names, open_store
from cmlite.errors import StoreError
from cmlite.store.rows import insert
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(r'{tmp_path / "a.duckdb"}'))
def save(name, value):
    with store.write() as cursor:
        insert(cursor, 'setting', brand_id='', name=name, value=value, **SETTING)
save('a', '1')
full = max(file.stat().st_size for file in store.path.parent.iterdir()) + 1_000
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (full, usual[1]))
try: save('b', 'x' * 100_000)
except StoreError as error: print(error.key)
print(names(store))
resource.setrlimit(resource.RLIMIT_FSIZE, usual)
save('c', '1')
store.close()
print(names(open_store(store.path)))
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == ["errors.store.write", "['a']", "['a', 'c']"], said.stderr


def test_a_file_the_engine_gave_up_on_a_full_disk_opens_again_as_soon_as_there_is_room(tmp_path):
    """It does so while it moves its log into the file: the rows are saved then, and only those."""
    code = f"""
import resource, signal
from tests.store.test_db import open_store
from cmlite.errors import StoreError
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(r'{tmp_path / "a.duckdb"}'))
with store.write() as cursor: cursor.execute('create table line (t varchar)')
saved = 0
def save():
    global saved
    with store.write() as cursor:
        cursor.execute('insert into line select md5(i::varchar || ?) from range(30000) as r(i)', [str(saved)])
    saved += 30000
save()
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, usual[1]))
refused = []
while len(refused) < 4:
    try: save()
    except StoreError as error: refused.append(error.key)
print({{key.split('.')[1] for key in refused}}, store._given_up)
resource.setrlimit(resource.RLIMIT_FSIZE, usual)
print(store.row('select count(*) as n from line')['n'] == saved)
save()
store.close()
print(open_store(store.path).row('select count(*) as n from line')['n'] == saved)
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == ["{'store'} True", "True", "True"], said.stderr


@pytest.mark.parametrize("room", [4096, 8192, 20_000])
def test_a_file_that_could_not_be_made_for_want_of_room_is_made_at_the_next_try(tmp_path, room):
    code = f"""
import resource, signal
from tests.store.test_db import open_store
from cmlite.errors import StoreError
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(r'{tmp_path / "a.duckdb"}')
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, usual[1]))
try: open_store(path)
except StoreError as error: print(error.key)
resource.setrlimit(resource.RLIMIT_FSIZE, usual)
print(open_store(path).schema > 0)
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines()[1:] == ["True"], said.stderr


def test_an_empty_file_is_none_yet(tmp_path):
    (tmp_path / "a.duckdb").touch()
    assert open_store(tmp_path / "a.duckdb").schema > 0


@pytest.mark.slow
def test_twenty_readers_and_four_writers_never_see_a_wrong_result(store):
    """30 seconds: every write keeps the sum of two rows at 100; no reader may ever see another sum."""
    with store.write() as cursor:
        for name, value in (("a", "60"), ("b", "40")):
            insert(cursor, "setting", brand_id="", name=name, value=value, **SETTING)
    end = time.monotonic() + 30
    wrong, failed, reads, writes = [], [], [0], [0]

    def read():
        while time.monotonic() < end:
            try:
                total = store.row("select sum(cast(value as integer)) as n, count(*) as rows from setting")
                reads[0] += 1
                if total != {"n": 100, "rows": 2}:
                    wrong.append(total)
            except duckdb.Error as error:
                failed.append(error)

    def write():
        dice = random.Random(threading.get_ident())
        while time.monotonic() < end:
            share = dice.randint(0, 100)
            try:
                with store.write() as cursor:
                    cursor.execute("update setting set value = ? where name = 'a'", [str(share)])
                    cursor.execute("update setting set value = ? where name = 'b'", [str(100 - share)])
                writes[0] += 1
            except duckdb.Error as error:
                failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(20)] + [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, failed) == ([], [])
    assert reads[0] > 100
    assert writes[0] > 100


def test_reads_that_run_together_really_do_and_come_back_in_their_order(store):
    meet = threading.Barrier(3, timeout=10)

    def read(n):
        meet.wait()
        return store.row("select ? as n", [n])["n"]

    assert together(lambda: read(1), lambda: read(2), lambda: read(3)) == [1, 2, 3]


def test_a_read_that_fails_among_others_fails_all(store):
    with pytest.raises(duckdb.CatalogException):
        together(lambda: store.row("select 1 as n"), lambda: store.row("select * from nowhere"))


def test_who_comes_after_the_end_is_told_and_does_not_touch_the_file(store):
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.rows("select 1")
    with pytest.raises(StoreError, match="closed"), store.write():
        pass
    store._connection = store._open()


def test_a_read_under_way_ends_before_the_file_is_let_go_of(store):
    begun, results = threading.Event(), []

    def read():
        with store.read() as cursor:
            begun.set()
            time.sleep(0.3)
            results.append(cursor.execute("select count(*) from brand").fetchall()[0][0])

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait(5)
    store.close()
    reader.join(5)
    assert results == [0]
    store._connection = store._open()


def test_who_reads_while_the_file_is_replaced_waits_for_the_new_one(store, tmp_path, monkeypatch):
    other = open_store(tmp_path / "b.duckdb")
    with other.write() as cursor:
        insert(cursor, "setting", brand_id="", name="b", value="1", **SETTING)
    other.close()
    let_go, go_on, usual = threading.Event(), threading.Event(), store._open

    def slowly():
        let_go.set()
        go_on.wait(10)
        return usual()

    monkeypatch.setattr(store, "_open", slowly)
    with ThreadPoolExecutor(2) as pool:
        swap = pool.submit(store.replace_with, tmp_path / "b.duckdb", keep=tmp_path / "kept.duckdb")
        assert let_go.wait(10)
        read = pool.submit(names, store)
        wait([read], timeout=0.2)
        go_on.set()
        assert read.result(10) == ["b"]
        swap.result(10)


def test_a_file_that_cannot_be_let_go_of_because_the_disk_is_full_stays_in_use(tmp_path):
    open_store(tmp_path / "b.duckdb").close()
    code = f"""
import resource, signal
from tests.store.test_db import SETTING, names, open_store
from cmlite.errors import StoreError
from cmlite.store.rows import insert
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(r'{tmp_path}')
store = open_store(folder / 'a.duckdb')
store._connection.execute('checkpoint')
def save(name, value):
    with store.write() as cursor:
        insert(cursor, 'setting', brand_id='', name=name, value=value, **SETTING)
save('a', ''.join(chr(97 + n * n * 7919 % 26) + str(n) for n in range(150_000)))
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, usual[1]))
try: store.replace_with(folder / 'b.duckdb', keep=folder / 'kept.duckdb')
except StoreError as error: print(error.key)
resource.setrlimit(resource.RLIMIT_FSIZE, usual)
save('c', '1')
print(names(store), (folder / 'kept.duckdb').exists())
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == ["errors.store.write", "['a', 'c'] False"], said.stderr


def test_what_is_made_of_rows_is_made_once_until_something_changes(store: Store, brand: object) -> None:
    made = []

    def make(rows: list[dict[str, object]]) -> list[str]:
        made.append(len(rows))
        return [str(row["name"]) for row in rows]

    sql = "select name from brand where brand_id <> ?"
    assert store.made(make, sql, ["b2"]) == store.made(make, sql, ["b2"]) == ["Bäckerei b1"]
    store.made(make, sql, ["b2"]).append("changed by a guest")
    assert store.made(make, sql, ["b2"]) == ["Bäckerei b1"] and made == [1]
    with store.write() as cursor:
        cursor.execute("update brand set name = 'Anders'")
    assert store.made(make, sql, ["b2"]) == ["Anders"] and made == [1, 1]
