"""What files of conversations write about a message: its way and its kind. One list for every way a file is read."""

from typing import Final

INCOMING: Final = frozenset(
    ("true", "1", "yes", "ja", "in", "inbound", "incoming", "eingehend", "eingang", "received", "empfangen", "wahr")
)
OUTGOING: Final = frozenset(
    ("false", "0", "no", "nein", "out", "outbound", "outgoing", "ausgehend", "ausgang", "sent", "gesendet", "falsch")
)
KINDS: Final = {
    "comment": "comment", "kommentar": "comment", "message": "message", "nachricht": "message",
    "dm": "message", "direct message": "message", "review": "review", "bewertung": "review",
    "mention": "mention", "erwähnung": "mention",
}  # fmt: skip
"""By word in small letters. What a file does not say was public counts as a private message."""
