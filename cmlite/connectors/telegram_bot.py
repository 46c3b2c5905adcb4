"""Calls to Telegram's Bot API, and what its refusals mean."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

from cmlite.connectors.base import SignIn
from cmlite.connectors.failures import lost
from cmlite.connectors.gate import Answer
from cmlite.errors import Refused, SignInAgain, Unknown, Vanished, Wait

SERVER = "https://api.telegram.org"

_WORDS = {
    "rights to restrict": "errors.telegram.rights_group",
    "user is an administrator": "errors.telegram.rights_group",
    "CHAT_ADMIN_REQUIRED": "errors.telegram.rights_group",
    "Conflict": "errors.telegram.two_readers",
    "chat not found": "errors.telegram.chat",
    "upgraded to a supergroup": "errors.telegram.upgraded",
    "not a member": "errors.telegram.not_in_chat",
    "bot was kicked": "errors.telegram.not_in_chat",
    "member list is inaccessible": "errors.telegram.not_in_chat",
    "not enough rights": "errors.telegram.rights",
    "have no rights": "errors.telegram.rights",
    "need administrator rights": "errors.telegram.rights",
    "CHAT_WRITE_FORBIDDEN": "errors.telegram.rights",
    "blocked by the user": "errors.telegram.blocked",
    "user is deactivated": "errors.telegram.blocked",
    "replied not found": "errors.telegram.reply_gone",
    "can't be deleted": "errors.telegram.fixed",
    "can't be edited": "errors.telegram.fixed",
}
"""What Telegram says → what the owner is told."""


class Bot:
    """A bot by its token, which is part of every address: none of them may ever be shown or logged."""

    def __init__(self, sign_in: SignIn) -> None:
        self.server = (sign_in.values.get("server") or SERVER).strip().rstrip("/")
        self._gate, self._token = sign_in.gate, sign_in.values["token"].strip()

    @property
    def id(self) -> int:
        return int(self._checked_token().partition(":")[0])

    def read(self, method: str, **params: Any) -> Any:
        """What the method gives; for those that change nothing."""
        with _in_words():
            return _result(self._gate.read(self._address(method), params=params))

    def send(self, method: str, files: Any = None, **params: Any) -> Any:
        """Do something, once; `files` as requests takes them."""
        flat = {
            name: json.dumps(value) if isinstance(value, (bool, dict, list)) else value
            for name, value in params.items()
        }
        content = {"data": flat, "files": files} if files else {"json": params}
        with _in_words():
            return _result(self._gate.send("POST", self._address(method), **content))

    def _address(self, method: str) -> str:
        return f"{self.server}/bot{self._checked_token()}/{method}"

    def _checked_token(self) -> str:
        if not re.fullmatch(r"\d{1,20}:[\w-]{1,200}", self._token, re.ASCII):
            raise SignInAgain("errors.telegram.token")
        return self._token


def _result(answer: Answer) -> Any:
    found = answer.json()
    if not isinstance(found, dict) or found.get("ok") is not True or "result" not in found:
        raise lost("errors.network.nonsense", answer.url, was_read=answer.was_read)
    return found["result"]


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """Telegram's refusals as ours; a token that is wrong in form is answered with 404."""
    try:
        yield
    except SignInAgain as error:
        raise SignInAgain("errors.telegram.token", said=error.said) from None
    except Refused as error:
        if error.values.get("status") == 404:
            raise SignInAgain("errors.telegram.token", said=error.said) from None
        key = next((key for words, key in _WORDS.items() if words in error.said), error.key)
        kind = Vanished if key == "errors.telegram.reply_gone" else Refused
        raise kind(key, said=error.said, **error.values) from None


def chat_name(typed: str) -> str:
    """What was typed as the chat: an id, @name, name or the link to it."""
    name = re.sub(r"^(https?://)?(www\.)?(t\.me|telegram\.me)/(s/)?", "", typed.strip()).strip("/")
    return name if re.fullmatch(r"-?\d+", name) else f"@{name.lstrip('@')}"


def parts(external_id: str) -> tuple[str, int]:
    """Chat and number of a message, out of its id."""
    chat_id, _, number = external_id.rpartition("/")
    if not chat_id or not number.isdecimal():
        raise Refused("errors.telegram.reply_gone")
    return chat_id, int(number)


@contextlib.contextmanager
def understood(otherwise: type[Wait] | type[Unknown]) -> Iterator[None]:
    """An answer in a shape that Telegram's answers do not have counts as none."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError):
        raise otherwise("errors.network.nonsense", host="Telegram") from None


def forbidden(chat: Any, member: Any) -> set[str]:
    """What the bot may not do here: in a channel it needs the right to post, in a group no ban on writing."""
    if chat["type"] == "channel":
        may_write = may_show = bool(member.get("can_post_messages"))
    elif member["status"] == "restricted":
        may_write, may_show = bool(member.get("can_send_messages")), bool(member.get("can_send_photos"))
    else:
        rules = chat.get("permissions", {}) if member["status"] == "member" else {}
        may_write, may_show = rules.get("can_send_messages", True), rules.get("can_send_photos", True)
    return (set() if may_write else {"publish"}) | (set() if may_write and may_show else {"pictures"})


GROUP = frozenset({"erase", "ban"})
"""What an administrator of a group may do about others there."""


def forbidden_in_group(member: Any) -> set[str]:
    """What the bot may not do about messages and people of a group; being in it gives none of these rights."""
    if member.get("status") == "creator":
        return set()
    rights = {"erase": "can_delete_messages", "ban": "can_restrict_members"}
    return {ours for ours, theirs in rights.items() if not member.get(theirs)}
