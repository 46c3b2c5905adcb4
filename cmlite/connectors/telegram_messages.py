"""What a Telegram bot hears: chats with it, comments under posts of the channel, words addressed to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cmlite.domain.publishing import Sent
from cmlite.domain.sync import Arrival, Kind

HEARD = ("message", "edited_message", "channel_post", "edited_channel_post")
"""The kinds of update the bot asks for. Posts of a channel are our own and no arrivals."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom messages reach: the bot, the chat it publishes to, the group for comments on that channel ('' if none)."""

    bot_id: int
    bot_name: str
    chat_id: str
    discussion_id: str = ""


def moment(seconds: int) -> datetime:
    """Telegram's epoch seconds as naive UTC."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def message_id(message: Json) -> str:
    """The id of a message everywhere in cmlite: chat and number, as numbers count anew in every chat."""
    return f"{message['chat']['id']}/{message['message_id']}"


def address(chat: Json, number: int) -> str:
    """The public address of a message, '' where the chat has no public name or is one between two people."""
    is_public = bool(chat.get("username")) and chat["type"] != "private"
    return f"https://t.me/{chat['username']}/{number}" if is_public else ""


def sent(message: Json) -> Sent:
    """What a message became that the bot sent."""
    link = address(message["chat"], message["message_id"])
    return Sent(external_id=message_id(message), permalink=link, at=moment(message["date"]))


def arrival(update: Json, listener: Listener) -> Arrival | None:
    """The message of an update, None when it is not for us. An edited one has the id of the first."""
    message: Json = update.get("message") or update.get("edited_message") or {}
    if not message or message["chat"]["type"] == "channel" or message.get("is_automatic_forward"):
        return None
    post = _commented_post(message)
    kind = _kind(message, listener)
    if kind is None:
        return None
    chat, sender = message["chat"], message.get("sender_chat") or message["from"]
    answered = message.get("reply_to_message")
    name = sender.get("title") or " ".join(filter(None, (sender.get("first_name"), sender.get("last_name"))))
    subject = f"{post['chat']['id']}/{post['message_id']}" if post else ""
    return Arrival(
        external_id=message_id(message),
        kind=kind,
        ours=str(sender["id"]) in _our_names(chat, listener),
        author_id=str(sender["id"]),
        author_handle=f"@{sender['username']}" if sender.get("username") else name,
        author_name=name,
        text=message.get("text") or message.get("caption") or "",
        sent_at=moment(message["date"]),
        thread_id=_thread(message),
        parent_id=subject or (f"{chat['id']}/{answered['message_id']}" if answered else ""),
        subject_id=subject or _own_post(message, listener),
        url=_comment_address(post, message) if post else address(chat, message["message_id"]),
    )


def _kind(message: Json, listener: Listener) -> Kind | None:
    if message["chat"]["type"] == "private":
        return "message"
    in_thread = bool(message.get("message_thread_id")) and str(message["chat"]["id"]) == listener.discussion_id
    if _commented_post(message) or in_thread or _answers_us(message, listener):
        return "comment"
    words = message.get("text") or message.get("caption") or ""
    return "mention" if re.search(rf"@{re.escape(listener.bot_name)}\b", words, re.IGNORECASE) else None


def _commented_post(message: Json) -> Json | None:
    """Under a channel's post in its discussion group the first answers go to a copy that Telegram forwarded there."""
    answered = message.get("reply_to_message") or {}
    origin: Json = answered.get("forward_origin") or {}
    return origin if answered.get("is_automatic_forward") and origin.get("type") == "channel" else None


def _answers_us(message: Json, listener: Listener) -> bool:
    answered = message.get("reply_to_message") or {}
    return bool((answered.get("from") or {}).get("id") == listener.bot_id)


def _own_post(message: Json, listener: Listener) -> str:
    """What the bot published in the group itself, when that is what a message answers."""
    chat = message["chat"]
    if chat["type"] == "private" or str(chat["id"]) != listener.chat_id or not _answers_us(message, listener):
        return ""
    return f"{chat['id']}/{message['reply_to_message']['message_id']}"


def _thread(message: Json) -> str:
    if message["chat"]["type"] == "private":
        return str(message["chat"]["id"])
    answered = (message.get("reply_to_message") or {}).get("message_id")
    thread = None if message.get("is_topic_message") else message.get("message_thread_id")
    return f"{message['chat']['id']}/{thread or answered or message['message_id']}"


def _our_names(chat: Json, listener: Listener) -> set[str]:
    """Ids we write under: the bot, the channel, and the group, which is the name of an anonymous administrator."""
    names = {str(listener.bot_id), listener.chat_id}
    return names if chat["type"] == "private" else names | {str(chat["id"])}


def _comment_address(post: Json, message: Json) -> str:
    found = address(post["chat"], post["message_id"])
    return f"{found}?comment={message['message_id']}" if found else ""
