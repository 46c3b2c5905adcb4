"""Errors carry a text key and values; the pages turn them into sentences with the next step."""


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


class NotFoundError(CmliteError):
    """The thing named in the address or in a form is gone, or belongs to another brand."""


class ImportRefused(CmliteError):
    """A file cannot be taken over; nothing of it was saved."""
