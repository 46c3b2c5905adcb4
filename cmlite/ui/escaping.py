"""Makes words of people, files and networks harmless inside Markdown."""

import re


def escaped(words: str) -> str:
    """Somebody's text inside Markdown: nothing in it is taken as a sign of markup, nor turns the words around it."""
    special = "\\`*_{}[]()<>#+-.!|~$:=&"
    apart = _DRAWN.sub("\\g<0>\u2060", words.translate(TURNING))
    return "".join(f"\\{sign}" if sign in special else sign for sign in apart)


_DRAWN = re.compile(
    r":(?=[A-Za-z+_-][\w+/-]*:)|(?<!\S)[<>~-](?=(?:->|[->=])(?!\S))|(?i:\bhttps?:(?=//)|\bwww(?=\.))|(?<=[\w.+-])@(?=[\w-]+\.)"
)
"""Where a page would draw an icon, a face, an arrow or a link in the place of signs, escaped or not: they are kept
apart by a sign that nobody sees."""


TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Signs that change the direction of whatever follows, also beyond the text they stand in."""
