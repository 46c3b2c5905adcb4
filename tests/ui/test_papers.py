"""Documents as Markdown: what strangers wrote stays text, and still reads like text."""

import pytest

from cmlite.ui.papers import as_markdown, plain


def lines(words, label=""):
    return as_markdown("T", "S", plain([("H", [(label, words)])])).splitlines()[6:]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("29. Nov. 2026, 04:24 (UTC+1)", "29. Nov. 2026, 04:24 (UTC+1)"),
        ("Mehr: https://example.org/a_b?x=1#y!", "Mehr: https://example.org/a_b?x=1#y!"),
        ("# kein Titel", "# kein Titel"),
        ("<script>", "\\<script\\>"),
        ("![x](javascript:1)", "!\\[x\\]\\(javascript:1)"),
        ("**fett** _kursiv_ `code`", "\\*\\*fett\\*\\* \\_kursiv\\_ \\`code\\`"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_behind_a_label_only_what_could_be_markup_is_escaped(words, kept):
    assert lines(words, "29. Nov. 2026, 04:24") == [f"- **29. Nov. 2026, 04:24:** {kept}"]


@pytest.mark.parametrize("sign", ["# Titel", "- Liste", "+ Liste", "===", "1. Liste", "12) Liste", "---"])
def test_no_line_of_a_stranger_begins_a_heading_or_a_list(sign):
    first, second = lines(f"{sign}\n{sign}")
    place = next(n for n, letter in enumerate(sign) if not letter.isdigit())
    assert first.strip() == f"- {sign[:place]}\\{sign[place:]}"
    assert second.strip() == f"{sign[:place]}\\{sign[place:]}"
