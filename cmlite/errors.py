"""Errors carry a text key and values; the pages turn them into sentences with the next step."""

import traceback
from datetime import datetime


class CmliteError(Exception):
    """Something the visitor can be told in words.

    `key` names a sentence in `locales/*.toml`; `values` fill its placeholders. Neither may hold a secret
    or the text of somebody's message: both reach the log.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.key}({details})"


class StoreError(CmliteError):
    """The data file cannot be opened, read or written."""


class RuleError(CmliteError):
    """What the visitor asked for breaks a rule of the domain."""


class PlanRefused(RuleError):
    """A network would certainly refuse this post. `values` hold the rule and what fills its sentences."""


class NotFoundError(CmliteError):
    """The thing named in the address or in a form is gone, or belongs to another brand."""


class ImportRefused(CmliteError):
    """A file cannot be taken over; nothing of it was saved."""


class NetworkError(CmliteError):
    """A network did not do what was asked. `said`: its own short reason, for the owner's eyes, never for the log."""

    def __init__(self, key: str, *, said: str = "", **values: object) -> None:
        super().__init__(key, **values)
        self.said = said[:300]


class SignInAgain(NetworkError):
    """The network no longer takes the sign-in; nothing was done."""


class Wait(NetworkError):
    """Nothing was done, and it may be tried again: at `until` (naive UTC), or soon where the network named no time."""

    def __init__(self, key: str, *, until: datetime | None = None, said: str = "", **values: object) -> None:
        super().__init__(key, said=said, **values)
        self.until = until


class Refused(NetworkError):
    """The network understood and said no; the same request would be refused again."""


class Vanished(Refused):
    """What the request was about is no longer on the network; nothing was done."""


class Unknown(NetworkError):
    """Nobody can say whether it was done: the answer was lost on the way. Never repeat it blindly."""


class SecretsError(CmliteError):
    """Sign-ins cannot be read or saved: the place is locked, damaged or refuses."""


def trail(error: BaseException) -> str:
    """Type and places of an unforeseen error for the log, without its words: they may quote a message or a secret."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
