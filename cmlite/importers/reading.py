"""Turns the bytes of a text file into rows of text cells, repaired where a spreadsheet damaged them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cmlite.importers.base import Finding, note, refusal, warning

DELIMITERS: Final = (",", ";", "\t", "|")
MAX_BYTES: Final = 400_000_000  # of one unpacked file or archive; keeps reading within ordinary memory
MAX_COLUMNS: Final = 2_000  # the widest known export has 212
_END: Final = "\x1eend"

csv.field_size_limit(MAX_BYTES)  # for the whole program: a long text in a cell is no error
_MAGIC: Final = (
    (b"%PDF", "not_table_pdf"),
    (b"\x89PNG", "not_table_image"),
    (b"\xff\xd8\xff", "not_table_image"),
    (b"GIF8", "not_table_image"),
    (b"II*\x00", "not_table_image"),
    (b"MM\x00*", "not_table_image"),
    (b"\x1f\x8b", "not_table_archive"),
    (b"7z\xbc\xaf", "not_table_archive"),
    (b"Rar!", "not_table_archive"),
    (b"BZh", "not_table_archive"),
    (b"{\\rtf", "not_table_document"),
    (b"SQLite format 3", "not_table_binary"),
    (b"PAR1", "not_table_binary"),
    (b"MZ\x90", "not_table_binary"),
    (b"\x7fELF", "not_table_binary"),
    (b"ID3", "not_table_media"),
    (b"OggS", "not_table_media"),
    (b"\x1aE\xdf\xa3", "not_table_media"),
)
_JSON_START: Final = re.compile(rb'\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]]|-?\d|$))')
_HTML_START: Final = re.compile(rb"\s*<(?:!|\?xml|[a-zA-Z][a-zA-Z0-9:]*[\s/>])")


def kind_of(content: bytes) -> str:
    """Give "zip", "xls", "json", "text", or the key of the refusal for anything that is not a table."""
    if content.startswith(b"PK\x03\x04"):
        return "zip"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    for magic, key in _MAGIC:
        if content.startswith(magic):
            return key
    if content[:4] == b"RIFF" and content[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        return "not_table_image" if content[8:12] == b"WEBP" else "not_table_media"
    if content[4:8] == b"ftyp":
        picture = content[8:12] in (b"heic", b"heix", b"avif", b"mif1")
        return "not_table_image" if picture else "not_table_media"
    head = content[:400].removeprefix(codecs.BOM_UTF8)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.replace(b"\x00", b"")[2:]
    if _HTML_START.match(head):
        return "not_table_html"
    return "json" if _JSON_START.match(head) else "text"


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text, the encoding it was read in, and what was noticed."""

    text: str
    encoding: str
    findings: list[Finding] = field(default_factory=list)


def encoding_of(head: bytes) -> str:
    """The encoding of a text file by its first bytes; an empty text where only a code page can be guessed."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    sample = head[:4000]
    # before UTF-8: plain letters in UTF-16 are valid UTF-8 with zeros between them
    if len(sample) >= 4 and sample[1::2].count(0) * 4 > len(sample):
        return "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def decode(content: bytes, code_page: str) -> Text:
    """Unicode text of a file. A cut last sign is dropped; bytes unknown to the code page are counted."""
    encoding = encoding_of(content)
    findings: list[Finding] = []
    if encoding:
        decoder = codecs.getincrementaldecoder(encoding)(errors="strict" if "8" in encoding else "replace")
        text = decoder.decode(content, final=False)
        if decoder.getstate()[0]:
            findings.append(warning("cut_sign"))
    else:
        encoding = code_page
        text = content.decode(code_page, errors="replace")
        findings.append(warning("code_page_guessed", code_page=code_page))
        if unknown := text.count("\ufffd"):
            findings.append(warning("unknown_bytes", n=unknown, code_page=code_page))
    refuse_binary(text)
    return Text(text.removeprefix("\ufeff"), encoding, findings)


def refuse_binary(text: str) -> None:
    """Refuse what decodes to control signs instead of text."""
    sample = text[:20_000]
    odd = sum(sign < " " and sign not in "\t\r\n\f\v\x1c\x1d\x1e\x1f" for sign in sample)
    if odd * 100 > len(sample) or "\x00" in sample:
        raise refusal("not_table_binary")


def unwrap(text: str) -> tuple[str, bool]:
    """Undo the wrapping of whole rows into one cell, physical line by physical line; True when it was needed.

    Repairing after parsing would cut texts that contain both line breaks and commas.
    """
    first = text.split("\n", 1)[0].rstrip("\r")
    if not (len(first) > 2 and first[0] == first[-1] == '"' and '""' in first) or "\r" in first:
        return text, False
    if any(len(next(csv.reader([first], delimiter=sign))) != 1 for sign in DELIMITERS):
        return text, False
    lines = []
    for line in text.split("\n"):
        end = "\r" if line.endswith("\r") else ""
        bare = line.removesuffix("\r")
        if len(bare) >= 2 and bare[0] == bare[-1] == '"':
            bare = bare[1:-1].replace('""', '"')
        lines.append(bare + end)
    return "\n".join(lines), True


_SEP: Final = re.compile(r'"?sep=(.)"?[\t;, ]*\r?(?:\n|$)', re.IGNORECASE)


def separator_line(text: str) -> tuple[str, str, int]:
    """The delimiter of a leading `sep=` line (or an empty text), the text after it, and the lines taken."""
    found = _SEP.match(text)
    return (found.group(1), text[found.end() :], 1) if found else ("", text, 0)


@dataclass(slots=True)
class Rows:
    """Parsed rows, the physical line each begins on, and whether the last one was cut off."""

    cells: list[list[str]]
    lines: list[int]
    lone: list[bool]
    open_quote: bool = False
    ended: bool = True
    end_quoted: bool = False


def split(text: str, delimiter: str, first_line: int = 1, *, limit: int | None = None) -> Rows:
    """Rows of a delimited text; empty lines stay as empty rows. Raises for more than 2,000 columns.

    `lone` marks rows that ended in a single carriage return, which may be a break inside an unquoted text.
    """
    last = [""]

    def physical() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            last[0] = line
            yield line
        if limit is None:
            yield f"{_END}\n"

    reader = csv.reader(physical(), delimiter=delimiter)
    result = Rows([], [], [], ended=not text or text[-1] in "\r\n", end_quoted=text[-1:] == '"')
    line = first_line
    for row in reader:
        if len(row) > MAX_COLUMNS:
            raise refusal("too_many_columns", limit=MAX_COLUMNS)
        result.cells.append(row)
        result.lines.append(line)
        result.lone.append(last[0].endswith("\r"))
        line = first_line + reader.line_num
        if limit is not None and len(result.cells) >= limit:
            return result
    if limit is None:
        _remove_end(result)
    return result


def _remove_end(rows: Rows) -> None:
    """Take the end marker off again; when a quoted cell swallowed it, that row was cut off and is dropped."""
    rows.open_quote = rows.cells.pop() != [_END]
    rows.lines.pop()
    rows.lone.pop()


def join_broken(rows: Rows, width: int, start: int) -> Finding | None:
    """Join rows that a single carriage return inside an unquoted text cut in two."""
    if not any(rows.lone[start:]) or all(rows.lone[:-1]):
        return None
    joined: list[int] = []
    cells, lines = rows.cells[:start], rows.lines[:start]
    broken = False
    for row, line, lone in zip(rows.cells[start:], rows.lines[start:], rows.lone[start:], strict=True):
        if broken and row and len(cells[-1]) + len(row) - 1 == width:
            cells[-1] = [*cells[-1][:-1], f"{cells[-1][-1]}\n{row[0]}", *row[1:]]
            joined.append(lines[-1])
        else:
            cells.append(row)
            lines.append(line)
        broken = lone and 0 < len(cells[-1]) < width
    rows.cells, rows.lines = cells, lines
    return note("rows_joined", n=len(joined), line=joined[0]) if joined else None
