"""How a German text addresses its reader: du, ihr or Sie."""

import re

_DU = frozenset({"du", "dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "deines"})
_IHR = frozenset({"euch", "euer", "eure", "euren", "eurem", "eurer", "eures"})
# "Sie" and "Ihr" say "you" only inside a sentence; at its beginning and after a colon they may be "she" or "their".
_SIE = re.compile(r"(?<=[\w,;] )(?:Sie|Ihnen|Ihre?|Ihren|Ihrem|Ihrer|Ihres)(?!\w)")
_WORD = re.compile(r"[^\W\d_]{1,60}")


def forms_of(prose: str) -> tuple[str, str]:
    """The first informal and the first formal word of a German text; each '' where there is none."""
    formal = _SIE.search(prose)
    informal = next((word for word in _WORD.findall(prose) if word.casefold() in _DU or word.casefold() in _IHR), "")
    return informal, formal[0] if formal else ""
