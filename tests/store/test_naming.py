"""Which tables a statement names: rather one too many read, never one too few changed."""

import ast
import re

import pytest

from cmlite import config
from cmlite.store.datafile import TABLES
from cmlite.store.naming import changed_by, sources, words

STORE = config.ROOT / "cmlite" / "store"


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("select * from post where text = 'a'", ""),
        ("with p as (select 1) select * from p", ""),
        ("insert into post (a) values (1)", "post"),
        ('\n  INSERT OR IGNORE INTO "Post" (a) select 1', "post"),
        ("insert into post (a) values (1) on conflict do update set a = 2", "post"),
        ("update post set a = (select max(a) from person)", "post"),
        ("delete from post using person where true", "post"),
        ("with p as (select 1) insert into post select * from p", None),
        ("update post set a = 1; delete from person", None),
        ("insert into post by name select ';'", None),
        ("create table more (a int)", None),
        ("copy post to 'x.csv'", None),
        ("checkpoint", None),
    ],
)
def test_what_a_statement_changes(sql, table):
    assert changed_by(sql) == table


def test_every_statement_of_the_store_that_changes_something_names_a_table(store):
    tables = {row["table_name"] for row in store.rows(TABLES)}
    seen = set()
    for room in STORE.glob("*.py"):
        source = room.read_text(encoding="utf-8")
        passing = set(re.findall(r"create [a-z ]*table (?:if not exists )?(\w+)", source))
        texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
        for sql in filter(
            re.compile(r"\s*(insert|update|delete)\s").match, (one for one in texts if isinstance(one, str))
        ):
            found = changed_by(sql)
            assert found is None or found in tables | passing, (room.name, sql)
            seen.add(found)
    assert len(seen) > 30


def test_a_view_stands_for_the_tables_it_reads_through_other_views():
    found = sources({"post", "person"}, {"outer_one": "select * from inner_one", "inner_one": "select * from Post"})
    assert found["outer_one"] == found["inner_one"] == found["post"] == {"post"}
    assert found["person"] == {"person"}


def test_the_views_of_a_real_file_stand_for_tables(store):
    standing = store._remembered._sources
    assert "publication_metric" in standing["publication_figures"]
    assert all(names <= set(standing) for names in standing.values())


def test_words_are_found_beside_any_sign():
    assert {"a", "post", "b_c", "ü"} <= set(words('select A from "post", b_c(Ü)'))
