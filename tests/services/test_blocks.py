"""Building blocks: kept in order of use, brought back after a deletion, never another brand's."""

import pytest

from cmlite.domain.blocks import BlockDraft, appended, hashtags
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import blocks
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


def make(store, name="Gruß", **values):
    return blocks.save(store, "b1", None, BlockDraft(**({"name": name, "text": "Bis bald!"} | values)), **WHO)


def test_what_is_used_most_comes_first(store, brand):
    make(store, "Anfahrt")
    often = make(store, "Öffnungszeiten")
    blocks.note_use(store, "b1", often)
    assert [(one.name, one.uses) for one in blocks.blocks(store, "b1")] == [("Öffnungszeiten", 1), ("Anfahrt", 0)]


def test_a_deleted_block_comes_back_as_it_was(store, brand):
    block_id = make(store)
    blocks.delete(store, "b1", block_id, **WHO)
    assert blocks.blocks(store, "b1") == []
    with pytest.raises(NotFoundError):
        blocks.delete(store, "b1", block_id, **WHO)
    blocks.bring_back(store, "b1", block_id, **WHO)
    assert [one.text for one in blocks.blocks(store, "b1")] == ["Bis bald!"]
    states = store.rows("select from_state, to_state from audit where subject = 'block' order by audit_id")
    assert len(states) == 3


def test_a_group_of_hashtags_is_written_as_hashtags_and_only_a_template_has_a_pillar(store, brand):
    make(store, kind="hashtags", text="Brot, #brot; Freiburg", pillar_id="p1", format="photo")
    made = blocks.blocks(store, "b1")[0]
    assert (made.text, made.pillar_id, made.format) == ("#Brot #Freiburg", "", "")
    assert hashtags("  ##  ") == ""
    kept = make(store, "Mittwoch", kind="template", pillar_id="p1", format="photo")
    assert next(one for one in blocks.blocks(store, "b1") if one.block_id == kept).pillar_id == "p1"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [({"name": " "}, "errors.blocks.name_missing"), ({"text": " "}, "errors.blocks.text_missing")],
)
def test_a_block_without_name_or_text_is_refused(store, brand, wrong, key):
    with pytest.raises(RuleError) as refused:
        make(store, **wrong)
    assert refused.value.key == key


def test_another_brand_neither_sees_nor_changes_it(store, brand, other_brand):
    block_id = make(store)
    assert blocks.blocks(store, "b2") == []
    blocks.note_use(store, "b2", block_id)
    assert blocks.blocks(store, "b1")[0].uses == 0
    for act in (blocks.delete, blocks.bring_back):
        with pytest.raises(NotFoundError):
            act(store, "b2", block_id, **WHO)
    with pytest.raises(NotFoundError):
        blocks.save(store, "b2", block_id, BlockDraft(name="x", text="y"), **WHO)


def test_a_snippet_goes_on_in_its_line_everything_else_after_a_blank_line(store, brand):
    make(store)
    make(store, "Tags", kind="hashtags", text="#Brot")
    tags, snippet = sorted(blocks.blocks(store, "b1"), key=lambda one: one.kind)
    assert appended("Frisch.  ", snippet) == "Frisch. Bis bald!"
    assert appended("Frisch.", tags) == "Frisch.\n\n#Brot"
    assert appended(" ", tags) == "#Brot"
