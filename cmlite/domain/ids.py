"""Ids are text and speak: what it is, when it was made, and enough chance to be unique."""

import re
import secrets
from datetime import datetime

_PLAIN = {ord(sign): words for sign, words in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.items()}


def slug(words: str) -> str:
    """Lower-case letters, digits and hyphens, 40 at most: `Bäckerei Sonne` becomes `baeckerei-sonne`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower().translate(_PLAIN)).strip("-")[:40]


def new_brand_id() -> str:
    """Short, because the ids of messages and people begin with it: like `b5f3a9c`."""
    return f"b{secrets.token_hex(3)}"


def new_id(kind: str, now: datetime) -> str:
    """Like `post_20261124T083000_5f3a9c1e`; sorts by time within a kind. `now` is UTC."""
    return f"{kind}_{now:%Y%m%dT%H%M%S}_{secrets.token_hex(4)}"


def new_ids(kind: str, now: datetime, n: int) -> list[str]:
    """Many ids at once, all different."""
    found: dict[str, None] = {}
    while len(found) < n:
        found[new_id(kind, now)] = None
    return list(found)
