"""A document of headings and lines, taken home as Markdown or as a page that prints."""

import re
from collections.abc import Sequence
from html import escape

from cmlite.ui import text
from cmlite.ui.cards import TURNING

Section = tuple[str, list[tuple[str, str]]]
"""Heading, then pairs of label and text; a pair without a label is a line of its own."""


def as_markdown(title: str, subtitle: str, sections: Sequence[Section]) -> str:
    """The document as Markdown."""
    lines = [f"# {title}", "", subtitle, ""]
    for heading, rows in sections:
        lines += [f"## {heading}", ""]
        said = [(label, words.replace("\n", "  \n  ")) for label, words in rows]
        lines += [f"- **{label}:** {words}" if label else f"- {words}" for label, words in said]
        lines.append("")
    return "\n".join(lines)


def plain(sections: Sequence[Section]) -> list[Section]:
    """The document with every word escaped for Markdown, for what strangers wrote.

    Only signs that could become markup where they stand get a backslash, so that the file reads well as it is, too.
    """
    return [(heading, [_plain(label, words) for label, words in rows]) for heading, rows in sections]


def _plain(label: str, words: str) -> tuple[str, str]:
    begins = _BEGINS if not label else _BEGINS_LATER
    return _literal(label), begins.sub(r"\1\\\2", _literal(words))


def _literal(words: str) -> str:
    return _MARKS.sub(r"\\\g<0>", words.translate(TURNING))


_MARKS = re.compile(r"[\\`*\[\]<>~|&$]|(?<=\])\(|(?<![^\W_])_|_(?![^\W_])")
"""Emphasis, code, links, tags, entities, tables and formulas; an underscore inside a word is none of them."""
_BREAK = r"[\n\r\v\f\x85\u2028\u2029]"
_BEGINS = re.compile(rf"((?:^|{_BREAK})\s*(?:\d{{1,9}}(?=[.)](?:\s|$)))?)([-+#=.)])")
_BEGINS_LATER = re.compile(_BEGINS.pattern.replace("^|", "", 1))
"""What makes a heading, a list or an underlined title where a line begins; behind a label the first one does not."""


def as_text(title: str, subtitle: str, sections: Sequence[Section]) -> str:
    """The document as plain text, to be pasted where nothing else is taken."""
    lines = [title, "", subtitle, ""]
    for heading, rows in sections:
        lines += [heading, *(f"- {label}: {words}" if label else f"- {words}" for label, words in rows), ""]
    return "\n".join(lines)


def as_page(title: str, subtitle: str, sections: Sequence[Section]) -> str:
    """The document as one HTML page that prints on A4; every word of the owner is escaped."""
    parts = [
        f"<!doctype html><html lang='{text.language()}'><head><meta charset='utf-8'>"
        f"<meta http-equiv='Content-Security-Policy' content=\"{_POLICY}\"><title>{escape(title)}</title>",
        f"<style>{_PRINT}</style></head><body><h1>{escape(title)}</h1><p>{escape(subtitle)}</p>",
    ]
    for heading, rows in sections:
        parts.append(f"<section><h2>{escape(heading)}</h2><dl>")
        said = [(escape(label), escape(words).replace("\n", "<br>")) for label, words in rows]
        parts += [(f"<dt>{label}</dt>" if label else "") + f"<dd>{words}</dd>" for label, words in said]
        parts.append("</dl></section>")
    return "".join([*parts, "</body></html>"])


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page asks nobody for anything, whatever stands in it."""
_PRINT = """
body{font:11pt/1.45 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1c2a2b}
h1{font-size:20pt;margin-bottom:.2rem}h2{font-size:13pt;border-bottom:1px solid #0f766e;padding-bottom:.2rem}
dt{font-weight:600}dd{margin:0 0 .5rem 0}dt,dd{unicode-bidi:isolate;overflow-wrap:anywhere}
section{break-inside:avoid}@page{size:A4;margin:18mm}
"""
