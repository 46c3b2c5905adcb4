"""What strangers may write: ten thousand messages of every nasty kind, the same at every run."""

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta

ELSEWHERE = "evil.example"
"""A host that nothing may ever ask."""
WAYS: dict[str, Callable[[random.Random], str]] = {
    "script": lambda r: f"<script>window.pwned={r.randint(1, 9)};alert(1)</script>",
    "image": lambda r: f"<img src=x onerror=alert({r.randint(1, 9)})><svg/onload=alert(2)>",
    "frame": lambda r: f"<iframe src='https://{ELSEWHERE}/{r.random()}'></iframe><base href='//{ELSEWHERE}'>",
    "closing": lambda r: "</dd></style></title></textarea>--><script>alert(3)</script>",
    "markdown": lambda r: f"![x](https://{ELSEWHERE}/{r.random()}.png) [hier](javascript:alert(4)) **fett** :red[rot]",
    "icon": lambda r: (
        ":material/delete: :streamlit: :rainbow[x] $\\frac{1}{0}$ `code` # Titel\n> Zitat\n- Liste\n| a | b |"
    ),
    "format": lambda r: "{n} {0.__class__} %s %(x)s ${x} {{ 7*7 }} {% raw %}",
    "formula": lambda r: r.choice("=+-@") + r.choice(["cmd|' /C calc'!A0", 'HYPERLINK("https://evil.example")', "1+1"]),
    "tab_formula": lambda r: r.choice("\t\r\n") + "=1+1",
    "sql": lambda r: "'; drop table message; --\" or 1=1 /* */ $brand ? :x",
    "bidi": lambda r: "\u202eetsaP\u202c \u2066links\u2069 \u200f\u061c مرحبا שלום \u202b" + r.choice(["abc", "123"]),
    "invisible": lambda r: "a\u200bb\u200c\u200d\u2060\ufeff\u00ad" * r.randint(1, 20),
    "stacked": lambda r: "Z" + "\u0310\u0343\u035b\u0489" * r.randint(20, 80) + "algo",
    "control": lambda r: "vor\x07\x1b[31mrot\x1b[0m\x7f\x85\u2028\u2029nach",
    "wall": lambda r: r.choice(["🤬", "👩‍👩‍👧‍👦", "🇩🇪", "❤️"]) * r.randint(50, 400),
    "long_word": lambda r: "ä" * r.randint(500, 5_000),
    "lines": lambda r: "\n" * r.randint(5, 60) + "unten",
    "csv": lambda r: '","\n"; ;\n";"";"',
    "path": lambda r: "../../etc/passwd\\..\\con.txt file:///etc/passwd",
    "blank": lambda r: r.choice([" ", "\u00a0", "\u3000", "."]),
    "noise": lambda r: "".join(chr(_letter(r)) for _ in range(r.randint(1, 120))),
}
"""How somebody may write, by name."""
HUGE = 1_000_000


def _letter(chance: random.Random) -> int:
    """Any sign of Unicode but surrogates and NUL, which no file of text holds."""
    sign = chance.randint(1, 0x10FFFF)
    return sign if not 0xD800 <= sign <= 0xDFFF else 0xFFFD


def texts(n: int) -> list[str]:
    """`n` messages, each way equally often; the first three are a million letters long."""
    chance = random.Random(20261128)
    ways = list(WAYS.values())
    made = [ways[place % len(ways)](chance) for place in range(n)]
    for place, sign in enumerate(("x", "<b>", "😡")):
        made[place] = (sign * HUGE)[:HUGE]
    return made


def as_file(written: list[str], last: datetime) -> bytes:
    """A table of conversations with each text from somebody who bears it as a name, too; the newest at `last`."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        ["tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"]
    )
    for place, text in enumerate(written):
        at = last - timedelta(seconds=place)
        name = f"{' '.join(text[:30].split())} {place}"
        rows.writerow([place + 1, name, "True", f"{at:%a %b %d %H:%M:%S} +0000 {at:%Y}", text, "", ""])
    return out.getvalue().encode("utf-8")
