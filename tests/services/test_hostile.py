"""Ten thousand hostile messages: imported, exported and printed, and nothing of them is carried out or lost."""

import csv
import io
import json
import zipfile
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest

from cmlite import config
from cmlite.domain.inbox import Filters
from cmlite.services import alerts, alerts_log, exports, import_batches, inbox, rights, triage
from cmlite.store.db import Store
from cmlite.ui import alerts_dossier, text
from cmlite.ui.alerts_record import dossier_files
from tests import hostile
from tests.conftest import save_brand
from tests.services.test_imports import look

N = 10_000
NOW = datetime(2026, 11, 24, 10, 0, 30)


@pytest.fixture(scope="module")
def flooded(tmp_path_factory):
    """A brand with all of them, written within the last hours, and the alarm they raise."""
    folder = tmp_path_factory.mktemp("hostile")
    opened = Store(folder / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    made = save_brand(opened, "b1")
    content = hostile.as_file(hostile.texts(N), NOW - timedelta(seconds=60))
    (candidate,) = look(opened, made, "messages.csv", content, folder, network="x")
    import_batches.take_over(opened, "b1", candidate, now=NOW, actor="owner")
    with opened.write() as cursor:  # as if the network had told them: a file raises no alarm where nothing is usual yet
        cursor.execute("update message set import_id = ''")
    alerts.look(opened, made, now=NOW)
    yield opened, made
    opened.close()


def test_every_message_is_kept_as_it_was_written(flooded):
    store, _ = flooded
    kept = [row["text"] for row in store.rows("select text from message order by sent_at desc")]
    assert len(kept) == N
    written = [one.strip() for one in hostile.texts(N)]
    assert sum(had != has.strip() for had, has in zip(written, kept, strict=True)) == 0


@pytest.mark.parametrize("style", ["de", "en"])
def test_no_cell_of_the_inbox_as_csv_is_a_formula_and_no_row_is_torn(flooded, style):
    store, _ = flooded
    frame = inbox.export(store, "b1", Filters(state="all"), now=NOW)
    rows = cells(exports.as_csv(frame, style), style)
    assert len(rows) == N + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(tuple("=+-@\t\r\n"))]


def test_the_dossier_prints_all_of_it_and_holds_no_foreign_tag(flooded):
    store, brand = flooded
    text.use_language("de")
    files = dossier(store, brand)
    seen = Tags()
    seen.feed(files["dossier.html"].decode())
    assert seen.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "section",
        "dl",
        "dt",
        "dd",
        "br",
    }
    assert not seen.active
    assert files["dossier.html"].count(b"SHA-256 ") >= len(pieces(store))
    assert b"\n<script" not in files["dossier.md"]
    assert b"](javascript:" not in files["dossier.md"]
    for name in ("messages.csv", "actions.csv"):
        rows = cells(files[name], "de")
        assert not [cell for row in rows[1:] for cell in row if cell.startswith(tuple("=+-@\t\r\n"))]
    assert len(cells(files["messages.csv"], "de")) == len(pieces(store)) + 1
    with zipfile.ZipFile(io.BytesIO(alerts_log.bundle(files))) as packed:
        assert packed.testzip() is None


def test_what_is_handed_out_about_a_person_is_whole_and_holds_no_formula(flooded):
    store, _ = flooded
    rows = store.rows("select person_id, text from message order by sent_at desc limit 60")
    places = {way: place for place, way in enumerate(hostile.WAYS)}
    for way in ("formula", "tab_formula", "sql", "csv"):
        row = rows[places[way]]
        kept = rights.everything(store, "b1", row["person_id"])
        assert row["text"] in {one["text"] for one in json.loads(rights.as_json(kept, now=NOW))["tables"]["message"]}
        table = cells(exports.rows_as_csv(rights.as_rows(kept), rights.COLUMNS, "de"), "de")
        assert not [cell for line in table[1:] for cell in line if cell.startswith(tuple("=+-@\t\r\n"))]


def test_every_message_is_judged_or_honestly_unsure(flooded):
    store, _ = flooded
    while triage.judge_new(store, now=NOW):
        pass
    judged = store.row("select count(*) as n, count(distinct message_id) as different from triage_judgement")
    assert judged == {"n": N, "different": N}


def cells(content, style):
    csv.field_size_limit(10 * hostile.HUGE)
    return list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter={"de": ";", "en": ","}[style])
    )


def pieces(store):
    (one,) = alerts.all_alerts(store, "b1")
    return alerts_log.dossier(store, "b1", one.alert_id).pieces


def dossier(store, brand):
    (one,) = alerts.all_alerts(store, "b1")
    found = alerts_dossier.parts(alerts_log.dossier(store, "b1", one.alert_id), {}, brand.zone)
    messages = exports.rows_as_csv(found.messages, alerts_dossier.MESSAGE_COLUMNS, "de")
    deeds = exports.rows_as_csv(found.deeds, alerts_dossier.DEED_COLUMNS, "de")
    return dossier_files("Dossier", "heute", found.paper, messages, deeds)


class Tags(HTMLParser):
    """Which tags a page has, and whether one of them would do something."""

    def __init__(self):
        super().__init__()
        self.tags, self.active = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.active += [(tag, name) for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]
