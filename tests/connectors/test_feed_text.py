"""Text out of strangers' HTML: as it was written, quickly, and never an error."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.connectors.feed_text import message


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Eins</p><p>Zwei<br>Drei</p>", "Eins\n\nZwei\nDrei"),
        ("<p>2 &lt; 3 &amp; &lt;b&gt;</p>", "2 < 3 & <b>"),
        ('<a href="https://x.example/a"><span class="invisible">https://</span>x.example/a</a>', "https://x.example/a"),
        ('<span class="h-card">@<span>bob</span></span> hallo', "@bob hallo"),
        ("vorher<script>alert(1)</script>nachher", "vorhernachher"),
    ],
)
def test_a_message_reads_as_it_was_written(html, text):
    assert message(html) == text


@pytest.mark.parametrize("html", ["<![x[", "&#" + "9" * 5000 + ";", "<a " * 10_000, "<!--" * 5_000, "<" * 50_000])
def test_nonsense_is_read_quickly(html):
    began = time.process_time()
    message(html)
    assert time.process_time() - began < 2


@given(st.text())
def test_anything_can_be_read(html):
    assert isinstance(message(html), str)
