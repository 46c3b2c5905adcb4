"""A million comments in, a hundred thousand rows out, beside what the engine does by itself."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks import seeding
from benchmarks.memory import megabytes
from benchmarks.table import Row, compared
from cmlite.config import ROOT
from cmlite.domain.inbox import Filters
from cmlite.services import brands, exports, import_batches, imports, inbox
from cmlite.store.db import Store

IMPORT_AIM = 2.0
MEMORY_AIM_MB = 1500.0

_COMMENTS = """
copy (
    select 'c' || n as comment_id, 'person_' || hash(n) % 60000 as author,
        case when n % 4 = 0 then '' else 'c' || (n - n % 4) end as in_reply_to,
        case when n % 4 = 3 then 'out' else 'in' end as direction,
        strftime(timestamp '2023-11-24' + to_seconds(n * {step}), '%Y-%m-%dT%H:%M:%S') as created_at,
        'Habt ihr morgen noch von dem Brot mit den Nüssen, und wann macht ihr auf? ' || hash(n) % 1000000 as text
    from range({rows}) as r(n)
) to '{path}' (header)"""
_KEYED = """
create table comment (
    comment_id text primary key, author text, in_reply_to text, direction text, created_at timestamp, text text
)"""
_READ = "insert into comment select * from read_csv(?, header = true)"
_LIKE_EXPORT = """
copy (
    select c.conversation_id, c.network, h.handle as channel, c.kind, c.state, p.handle, m.direction, m.sent_at, m.text
    from conversation as c
    inner join message as m on m.conversation_id = c.conversation_id
    left join person as p on p.person_id = c.person_id
    left join channel as h on h.channel_id = c.channel_id
    order by c.last_message_at desc, c.conversation_id, m.sent_at
) to '{path}' (header)"""


def measure_import(example: Path, folder: Path, *, rows: int, repetitions: int) -> list[Row]:
    """The same file by turns through the app and through bare DuckDB, each in a fresh process on a fresh file."""
    path = folder / "comments.csv"
    duckdb.execute(_COMMENTS.format(rows=rows, path=path, step=90_000_000 // rows))
    runs: dict[str, list[dict[str, float]]] = {"app": [], "bare": []}
    for lap in range(repetitions):
        print(f"import: lap {lap + 1} of {repetitions}", file=sys.stderr)
        for kind, found in runs.items():
            data = folder / "import"
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            shutil.copy(example / "cmlite.duckdb", data / "cmlite.duckdb")
            command = [sys.executable, "-m", "benchmarks.bulk", kind, str(path), str(data)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
            found.append(json.loads(done.stdout))
    shutil.rmtree(data, ignore_errors=True)
    if {run["rows"] for found in runs.values() for run in found} != {rows}:
        raise SystemExit("not every row came in")
    app, bare = ({key: [run[key] for run in found] for key in found[0]} for found in runs.values())
    whole = [look + take for look, take in zip(app["look"], app["take"], strict=True)]
    of = f"{rows:,} comments"
    highest = Row("import: highest memory", max(app["peak"]), "MB", max(bare["peak"]), MEMORY_AIM_MB, limit=True)
    return [
        compared(f"import of {of}: look and take over, over read_csv", whole, bare["take"], "s", IMPORT_AIM),
        compared("… looking at the file alone", app["look"], bare["take"], "s"),
        compared("… taking it over alone", app["take"], bare["take"], "s"),
        *([highest] if highest.measured else []),
    ]


def measure_export(large: Path, folder: Path, *, repetitions: int) -> list[Row]:
    """Every message of the inbox as CSV, against the engine's own COPY of the same rows."""
    store = seeding.open_store(large)
    brand_id, now = _brand(store), datetime.now(UTC).replace(tzinfo=None)
    target = folder / "export.csv"

    def ours() -> object:
        return exports.as_csv(inbox.export(store, brand_id, Filters(state="all"), now=now), "de")

    def bare() -> object:
        with store.read() as cursor:
            return cursor.execute(_LIKE_EXPORT.format(path=target))

    mine, floor = [], []
    for _ in range(repetitions + 1):
        mine.append(_seconds(ours))
        floor.append(_seconds(bare))
    rows = store.counts()["message"]
    store.close()
    return [compared(f"export of {rows:,} messages: over COPY", mine[1:], floor[1:], "s")]


def _brand(store: Store) -> str:
    brand = brands.current(store).brand
    assert brand is not None
    return brand.brand_id


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _import(path: Path, data: Path) -> dict[str, float]:
    """What the page does with an uploaded file: it holds the content, looks at it, takes it over."""
    content = path.read_bytes()
    store = seeding.open_store(data)
    brand_id, now = _brand(store), datetime.now(UTC).replace(tzinfo=None)
    said = imports.options("instagram", "", None, {}, "Europe/Berlin")
    found: list[imports.Candidate] = []
    look = _seconds(
        lambda: found.extend(
            imports.look(store, brand_id, path.name, content, said, limit_mb=200, folder=data / "uploads")
        )
    )
    before = store.counts()["message"]
    take = _seconds(lambda: import_batches.take_over(store, brand_id, found[0], now=now, actor="owner"))
    fresh = store.counts()["message"] - before
    store.close()
    return {"look": look, "take": take, "rows": fresh, "peak": megabytes("self", "VmHWM")}


def _bare(path: Path, data: Path) -> dict[str, float]:
    with duckdb.connect(str(data / "bare.duckdb")) as engine:
        engine.execute(_KEYED)
        take = _seconds(lambda: engine.execute(_READ, [str(path)]))
        rows = engine.execute("select count(*) from comment").fetchall()[0][0]
    return {"take": take, "rows": rows, "peak": megabytes("self", "VmHWM")}


if __name__ == "__main__":
    kind, path, data = sys.argv[1:]
    print(json.dumps((_import if kind == "app" else _bare)(Path(path), Path(data))))
