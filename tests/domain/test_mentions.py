"""What of a text is a link, a mention, a hashtag: each once, none across another, by its bytes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.mentions import parts_of

PIECES = [" ", "ü", "#brot", "@hans.example.org", "https://example.org/a#b", "https://", "\N{BREAD}", "(", "."]


def test_a_link_swallows_what_is_inside_it_and_what_runs_into_it():
    assert [(one.kind, one.value) for one in parts_of("@hans.example.orghttps://example.org/a#b")] == [
        ("link", "https://example.org/a#b")
    ]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_the_parts_of_a_text_stand_one_after_the_other_and_say_what_stands_there(text):
    parts, raw = parts_of(text), text.encode()
    assert all(one.end <= two.start for one, two in pairwise(parts))
    assert all(raw[one.start : one.end].decode().lstrip("#@") == one.value for one in parts)
