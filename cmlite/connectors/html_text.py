"""Plain text out of the HTML that Mastodon sends."""

import re
from html.parser import HTMLParser

_PARAGRAPHS = {"p", "div", "blockquote", "ul", "ol", "pre"}
_SILENT = {"script", "style", "template", "head", "title"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _PARAGRAPHS and any(part.strip() for part in self.parts):
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain(html: str) -> str:
    """The text of a piece of HTML: paragraphs apart, line breaks kept, nothing of what is hidden in tags."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()
