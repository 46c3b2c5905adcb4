"""What is chosen for one channel beside the words: kept as it was, read with care, never sent where it cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cmlite.connectors.base import CAN
from cmlite.domain.post_panel import Fields, Unsaved
from cmlite.domain.posts import PostDraft
from cmlite.domain.send_options import LANGUAGES, NAMES, VISIBILITIES, SendOptions, read_options

options = some.builds(
    SendOptions,
    warning=some.text(max_size=300),
    visibility=some.sampled_from(VISIBILITIES),
    language=some.sampled_from(["", *LANGUAGES]),
    silent=some.booleans(),
)


@given(options)
def test_what_is_kept_is_read_again(chosen):
    assert read_options(chosen.as_json()) == chosen
    assert bool(chosen.as_json()) != chosen.is_empty


@pytest.mark.parametrize("kept", [None, "", "nonsense", '{"visibility": "nobody"}', "[]", '{"language": "../../"}'])
def test_what_cannot_be_read_counts_as_not_chosen(kept):
    assert read_options(kept).is_empty


@given(options, some.sets(some.sampled_from(NAMES)))
def test_nothing_is_left_that_the_channel_cannot_do(chosen, can):
    left = chosen.only(can).model_dump()
    assert all(left[name] == SendOptions.model_fields[name].default for name in set(NAMES) - can)
    assert all(left[name] == getattr(chosen, name) for name in can)


def test_every_option_is_something_a_connector_can():
    assert set(NAMES) <= set(CAN)


def test_a_warning_counts_with_the_text():
    assert SendOptions(warning="Politik").counted("Text") == "Politik\nText"
    assert SendOptions(silent=True).counted("Text") == "Text"


def test_a_draft_keeps_the_options_of_its_channels_only():
    chosen = SendOptions(warning="Politik")
    draft = PostDraft(
        text="x", zone="UTC", channel_ids=("a", "b"), options={"a": chosen, "b": SendOptions(), "c": chosen}
    )
    assert draft.options == {"a": chosen}


def test_options_that_were_typed_come_back_as_options():
    typed = Fields(options={"a": SendOptions(silent=True)})
    kept = Unsaved.model_validate_json(typed.beside(Fields()).model_dump_json(exclude_none=True))
    assert kept.upon(Fields()) == typed
