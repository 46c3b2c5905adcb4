"""A small Telegram for tests: chats, members, messages, albums, updates with their confirmation, and its refusals.

Written after core.telegram.org/bots/api (Bot API 10.1) and the public source of the Bot API server; it is not the
real one. `complaints` holds what the published description has against the requests that came.
"""

import email.policy
import json
import re
import time
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.testnet.contract_checks import CONTRACTS, TelegramApi
from tests.testnet.fake_http import FakeHttp, Reply, Request

TOKEN = "4711:AAsecret-token-of-the-bot_x"
BOT = {"id": 4711, "is_bot": True, "first_name": "Bäckerei", "username": "baeckerei_bot"}
CHANNEL, GROUP = -1001, -1002
ANNA = {"id": 901, "is_bot": False, "first_name": "Anna", "last_name": "Huber", "username": "anna_h"}
BEN = {"id": 902, "is_bot": False, "first_name": "Ben"}
_OUT = {"status": "left"}
DOCUMENT = CONTRACTS / "telegram-bot-api.json"


class _Refusal(Exception):
    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


class TelegramServer(FakeHttp):
    """One bot, a public channel and its discussion group. Everything may be changed while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.chats: dict[int, dict[str, Any]] = {
            CHANNEL: {"type": "channel", "title": "Bäckerei Sonne", "username": "sonne", "linked_chat_id": GROUP},
            GROUP: {"type": "supergroup", "title": "Stammtisch", "linked_chat_id": CHANNEL},
            ANNA["id"]: {"type": "private", "first_name": "Anna", "username": "anna_h"},
        }
        self.members: dict[int, dict[str, Any] | None] = {
            CHANNEL: {"status": "administrator", "can_post_messages": True},
            GROUP: {"status": "administrator", "can_delete_messages": True, "can_restrict_members": True},
        }
        self.banned: set[int] = set()
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.updates: list[dict[str, Any]] = []
        self.next_update = 1000
        self.numbers = 0
        self.webhook = False
        self.blocked: set[int] = set()
        self.contract = TelegramApi(DOCUMENT) if DOCUMENT.is_file() else None
        self.complaints: list[str] = []

    def says(self, chat: int, who: dict[str, Any] | None, text: str = "", **more: Any) -> dict[str, Any]:
        """Somebody writes; `more` are fields of the message. The bot hears it."""
        message = self._message(chat, **({"text": text} if text else {}), **({"from": who} if who else {}), **more)
        self.updates.append({"update_id": self._update_number(), self._kind(message): message})
        return message

    def edits(self, message: dict[str, Any], text: str) -> None:
        changed = message | {"text": text, "edit_date": int(time.time())}
        self.messages[message["chat"]["id"], message["message_id"]] = changed
        self.updates.append({"update_id": self._update_number(), f"edited_{self._kind(message)}": changed})

    def forwarded(self, number: int) -> dict[str, Any]:
        """The copy of a channel's post in the discussion group, as Telegram puts it there by itself."""
        post = self.messages[CHANNEL, number]
        origin = {"type": "channel", "chat": post["chat"], "message_id": number, "date": post["date"]}
        sender = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        more = {"sender_chat": post["chat"], "is_automatic_forward": True, "forward_origin": origin}
        return self.says(GROUP, sender, post.get("text", ""), **more)

    def _kind(self, message: dict[str, Any]) -> str:
        return "channel_post" if message["chat"]["type"] == "channel" else "message"

    def _update_number(self) -> int:
        self.next_update += 1
        return self.next_update - 1

    def _message(self, chat: int, **content: Any) -> dict[str, Any]:
        self.numbers += 1
        known = {name: value for name, value in self.chats[chat].items() if name in {"type", "title", "username"}}
        made = {"message_id": self.numbers, "date": int(time.time()), "chat": {"id": chat, **known}, **content}
        self.messages[chat, self.numbers] = made
        return made

    def reply(self, request: Request) -> Reply:
        address = urlsplit(request.path)
        _, bot, method = address.path.split("/", 2)
        try:
            if not bot.startswith("bot") or ":" not in bot:
                raise _Refusal(404, "Not Found")
            if bot != f"bot{TOKEN}":
                raise _Refusal(401, "Unauthorized")
            params, files = self._params(method, request, dict(parse_qsl(address.query)))
            if self.contract is not None:
                self.complaints += [f"{method}: {one}" for one in self.contract.errors(method, params | files)]
            return Reply.of({"ok": True, "result": self._handler(method)(params, files)})
        except _Refusal as error:
            told = {"ok": False, "error_code": error.status, "description": error.description}
            return Reply.of(told | ({"parameters": error.parameters} if error.parameters else {}), error.status)

    def _handler(self, method: str) -> Any:
        found = getattr(self, "on_" + re.sub("([A-Z])", r"_\1", method).lower(), None)
        if found is None:
            raise _Refusal(404, "Not Found: method not found")
        return found

    def _params(self, method: str, request: Request, query: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
        kind = request.headers.get("content-type", "")
        if kind == "application/json":
            return json.loads(request.body), {}
        texts, files = query, {}
        if kind.startswith("multipart/form-data"):
            head = f"Content-Type: {kind}\r\n\r\n".encode()
            for part in BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body).iter_parts():
                name = part.get_param("name", header="content-disposition")
                content = part.get_payload(decode=True)
                if part.get_filename():
                    files[name] = content
                else:
                    texts[name] = content.decode()
        named = {name: value for name, value in files.items() if name == "photo"}
        self.attached = files
        typed = self.contract.typed(method, texts) if self.contract else {n: _guess(v) for n, v in texts.items()}
        return typed, named

    def _chat(self, params: dict[str, Any]) -> int:
        wanted = str(params["chat_id"])
        for number, chat in self.chats.items():
            if wanted in {str(number), f"@{chat.get('username', '?')}"}:
                return number
        raise _Refusal(400, "Bad Request: chat not found")

    def _may_write(self, chat: int) -> None:
        if chat in self.blocked:
            raise _Refusal(403, "Forbidden: bot was blocked by the user")
        if self.chats[chat]["type"] == "private":
            return
        member = self.members.get(chat) or _OUT
        if member["status"] in {"left", "kicked"}:
            raise _Refusal(403, f"Forbidden: bot is not a member of the {self.chats[chat]['type']} chat")
        if self.chats[chat]["type"] == "channel" and not member.get("can_post_messages"):
            raise _Refusal(400, "Bad Request: need administrator rights in the channel chat")

    def _sent(self, params: dict[str, Any], **content: Any) -> dict[str, Any]:
        chat = self._chat(params)
        self._may_write(chat)
        answered = params.get("reply_parameters", {}).get("message_id")
        if answered is not None and (chat, answered) not in self.messages:
            raise _Refusal(400, "Bad Request: message to be replied not found")
        if self.chats[chat]["type"] == "channel":
            content["sender_chat"] = {"id": chat, "type": "channel", "title": self.chats[chat]["title"]}
        else:
            content["from"] = BOT
        if answered is not None:
            content["reply_to_message"] = self.messages[chat, answered]
        return self._message(chat, **content)

    def on_get_me(self, params: Any, files: Any) -> Any:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False}

    def on_get_chat(self, params: Any, files: Any) -> Any:
        number = self._chat(params)
        if (self.members.get(number) or _OUT)["status"] == "left" and "username" not in self.chats[number]:
            raise _Refusal(400, "Bad Request: chat not found")
        return {"id": number, "accent_color_id": 1, "max_reaction_count": 11, **self.chats[number]}

    def on_get_chat_member(self, params: Any, files: Any) -> Any:
        number = self._chat(params)
        member = self.members.get(number)
        if member is None:
            raise _Refusal(400, "Bad Request: member list is inaccessible")
        return member | {"user": BOT}

    def on_get_chat_member_count(self, params: Any, files: Any) -> Any:
        self._chat(params)
        return 312

    def on_send_message(self, params: Any, files: Any) -> Any:
        if not params["text"].strip():
            raise _Refusal(400, "Bad Request: message text is empty")
        if len(params["text"]) > 4096:
            raise _Refusal(400, "Bad Request: message is too long")
        return self._sent(params, text=params["text"])

    def on_send_photo(self, params: Any, files: Any) -> Any:
        return self._sent(params, photo=[self._photo(files["photo"])], **_caption(params))

    def on_send_media_group(self, params: Any, files: Any) -> Any:
        if not 2 <= len(params["media"]) <= 10:
            raise _Refusal(400, "Bad Request: wrong number of media in the album")
        made = []
        for one in params["media"]:
            photo = self._photo(self.attached[one["media"].removeprefix("attach://")])
            made.append(self._sent(params, photo=[photo], media_group_id="7", **_caption(one)))
        return made

    def _photo(self, data: bytes) -> Any:
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            raise _Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "file_size": len(data)}

    def on_get_updates(self, params: Any, files: Any) -> Any:
        if self.webhook:
            raise _Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        # Like the Bot API server: an offset far in the future is no offset at all.
        if params.get("offset", 0) <= self.next_update + 10:
            self.updates = [one for one in self.updates if one["update_id"] >= params.get("offset", 0)]
        wanted = params.get("allowed_updates") or ["message"]
        wanted = json.loads(wanted) if isinstance(wanted, str) else wanted
        return [one for one in self.updates if set(one) & set(wanted)][: params.get("limit", 100)]

    def _own(self, params: Any, wanted: str) -> dict[str, Any]:
        message = self.messages.get((self._chat(params), params["message_id"]))
        if message is None:
            raise _Refusal(400, f"Bad Request: message to {wanted} not found")
        return message

    def on_edit_message_text(self, params: Any, files: Any) -> Any:
        message = self._own(params, "edit")
        if "text" not in message:
            raise _Refusal(400, "Bad Request: there is no text in the message to edit")
        if message["text"] == params["text"]:
            raise _Refusal(400, "Bad Request: message is not modified: specified new message content is the same")
        message["text"] = params["text"]
        return message

    def on_edit_message_caption(self, params: Any, files: Any) -> Any:
        message = self._own(params, "edit")
        message["caption"] = params["caption"]
        return message

    def on_delete_message(self, params: Any, files: Any) -> Any:
        message = self._own(params, "delete")
        if time.time() - message["date"] > 48 * 3600:
            raise _Refusal(400, "Bad Request: message can't be deleted")
        del self.messages[message["chat"]["id"], message["message_id"]]
        return True

    def on_ban_chat_member(self, params: Any, files: Any) -> Any:
        if not (self.members.get(self._chat(params)) or _OUT).get("can_restrict_members"):
            raise _Refusal(400, "Bad Request: not enough rights to restrict/unrestrict chat member")
        self.banned.add(params["user_id"])
        return True

    def on_unban_chat_member(self, params: Any, files: Any) -> Any:
        if params["user_id"] not in self.banned and not params.get("only_if_banned"):
            raise _Refusal(400, "Bad Request: would throw a member out")
        self.banned.discard(params["user_id"])
        return True


def _caption(given: dict[str, Any]) -> dict[str, Any]:
    if len(given.get("caption", "")) > 1024:
        raise _Refusal(400, "Bad Request: message caption is too long")
    return {"caption": given["caption"]} if given.get("caption") else {}


def _guess(value: str) -> Any:
    try:
        found = json.loads(value)
    except ValueError:
        return value
    return found if isinstance(found, (dict, list, int)) else value
