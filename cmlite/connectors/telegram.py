"""Telegram: a bot posts to a channel or group, hears who writes to it, answers; over the Bot API."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cmlite.connectors.base import Field, Proof, SignIn
from cmlite.connectors.telegram_bot import (
    GROUP,
    SERVER,
    Bot,
    chat_name,
    forbidden,
    forbidden_in_group,
    parts,
    understood,
)
from cmlite.connectors.telegram_messages import HEARD, Listener, arrival, message_id, sent
from cmlite.domain.acts import Target
from cmlite.domain.channels import Account
from cmlite.domain.publishing import Outgoing, Sent
from cmlite.domain.sync import Arrivals, Counts, OwnPost, readable
from cmlite.errors import Refused, SignInAgain, Unknown, Wait

TEXT, CAPTION, ALBUM, PAGE = 4_096, 1_024, 10, 100
"""Characters of a message and of a caption, pictures of an album, updates of a page: Bot API 10.1, 2026-06-11."""


class Telegram:
    """One bot and the channel or group it posts to; ids are `<chat>/<message>`.

    A bot cannot read what it sent, and Telegram knows no key of a message: after a lost answer only the owner can
    say whether it is there. Of an album, the id means the first picture, which bears the text; `also` the others.
    """

    network: ClassVar[str] = "telegram"
    fields: ClassVar[tuple[Field, ...]] = (Field("token", secret=True), Field("chat"), Field("server", default=SERVER))
    can: ClassVar[frozenset[str]] = frozenset(
        {"publish", "pictures", "inbox", "reply", "edit", "delete", "silent"} | GROUP
    )
    spacing: ClassVar[timedelta] = timedelta(seconds=3)  # 20 a minute in a group; a channel would allow one a second
    alone: ClassVar[bool] = True
    proof: ClassVar[Proof] = Proof(("contract", "written"), "2026-11-28")

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._values = sign_in.values
        self._bot = Bot(sign_in)

    @understood(Wait)
    def who(self) -> Account:
        bot = self._bot.read("getMe")
        chat = self._bot.read("getChat", chat_id=chat_name(self._values["chat"]))
        member = self._bot.read("getChatMember", chat_id=chat["id"], user_id=bot["id"])
        if member["status"] in {"left", "kicked"}:
            raise Refused("errors.telegram.not_in_chat")
        self._sign_in.renew(
            chat_id=str(chat["id"]), bot=bot["username"], discussion=str(chat.get("linked_chat_id") or "")
        )
        return Account(
            external_id=str(chat["id"]),
            handle=f"@{chat['username']}" if chat.get("username") else chat.get("title", ""),
            name=chat.get("title", ""),
            server="" if self._bot.server == SERVER else self._bot.server,
            can=self.can - forbidden(chat, member) - forbidden_in_group(self._in_group(chat, member)),
            followers=self._bot.read("getChatMemberCount", chat_id=chat["id"]),
        )

    def _in_group(self, chat: Any, member: Any) -> Any:
        """The bot's standing where people write: the group itself, or the one for comments on a channel."""
        if chat["type"] != "channel":
            return member
        if not chat.get("linked_chat_id"):
            return {}
        try:
            return self._bot.read("getChatMember", chat_id=chat["linked_chat_id"], user_id=self._bot.id)
        except (Refused, SignInAgain):  # it was not let in there
            return {}

    @understood(Unknown)
    def publish(self, message: Outgoing, *, key: str) -> Sent:
        pictures = message.pictures
        _check_length(message.text, has_pictures=bool(pictures))
        if len(pictures) > ALBUM:
            raise Refused("errors.telegram.album", count=len(pictures), limit=ALBUM)
        where: dict[str, Any] = {"chat_id": self._values.get("chat_id") or chat_name(self._values["chat"])}
        if message.parent:
            chat_id, number = parts(message.parent)
            where = {"chat_id": chat_id, "reply_parameters": {"message_id": number}}
        if message.options.silent:
            where["disable_notification"] = True
        further: list[Any] = []
        files = [
            (f"p{place}", (f"p{place}.{one.media_type.rpartition('/')[2]}", one.data, one.media_type))
            for place, one in enumerate(pictures)
        ]
        if len(pictures) > 1:
            media: list[dict[str, str]] = [{"type": "photo", "media": f"attach://{name}"} for name, _ in files]
            media[0] |= {"caption": message.text}
            made, *further = self._bot.send("sendMediaGroup", files, **where, media=media)
        elif pictures:
            made = self._bot.send("sendPhoto", [("photo", files[0][1])], **where, caption=message.text)
        else:
            preview = {"is_disabled": True} if message.parent else {"prefer_large_media": True}
            made = self._bot.send("sendMessage", **where, text=message.text, link_preview_options=preview)
        return sent(made).model_copy(update={"also": tuple(message_id(one) for one in further)})

    @understood(Wait)
    def arrivals(self, cursor: str) -> Arrivals:
        listener = Listener(
            bot_id=self._bot.id,
            bot_name=self._values.get("bot") or self._bot.read("getMe")["username"],
            chat_id=self._values.get("chat_id", ""),
            discussion_id=self._values.get("discussion", ""),
        )
        since = {"offset": int(cursor)} if cursor.isdecimal() else {}
        updates = self._bot.read("getUpdates", **since, limit=PAGE, timeout=0, allowed_updates=json.dumps(HEARD))
        items = readable(lambda update: arrival(update, listener), updates)
        # Not the highest number: after a quiet week, or on another server, Telegram begins anew with lower ones.
        after = str(updates[-1]["update_id"] + 1) if updates else cursor
        return Arrivals(items=tuple(items), cursor=after, more=len(updates) == PAGE)

    def moderate(self, act: str, target: Target) -> None:
        if act == "erase":
            self.remove(target.external_id)
            return
        chat_id, _ = parts(target.external_id)
        who = {"chat_id": chat_id, "user_id": int(target.author_id)}
        if act == "ban":
            self._bot.send("banChatMember", **who)
        else:
            self._bot.send("unbanChatMember", **who, only_if_banned=True)

    def edit(self, external_id: str, text: str) -> None:
        chat_id, number = parts(external_id)
        where = {"chat_id": chat_id, "message_id": number}
        _check_length(text, has_pictures=False)
        try:
            self._bot.send("editMessageText", **where, text=text)
        except Refused as error:
            if "no text in the message" in error.said:
                _check_length(text, has_pictures=True)
                self._bot.send("editMessageCaption", **where, caption=text)
            elif "not modified" not in error.said:
                raise

    def remove(self, external_id: str) -> None:
        chat_id, number = parts(external_id)
        try:
            self._bot.send("deleteMessage", chat_id=chat_id, message_id=number)
        except Refused as error:
            if "to delete not found" not in error.said:
                raise

    def find(self, message: Outgoing, *, key: str, after: datetime) -> Sent | None:
        raise Refused("errors.telegram.unable")

    def messages(self, cursor: str) -> Arrivals:
        return Arrivals(cursor=cursor)  # they come with all the rest

    def own_posts(self, *, after: datetime) -> Sequence[OwnPost]:
        raise Refused("errors.telegram.unable")

    def counts(self, external_ids: Sequence[str]) -> Sequence[Counts]:
        raise Refused("errors.telegram.unable")

    def text_of(self, external_id: str) -> str | None:
        raise Refused("errors.telegram.unable")

    def like(self, external_id: str, *, liked: bool = True) -> None:
        raise Refused("errors.telegram.unable")


def _check_length(text: str, *, has_pictures: bool) -> None:
    """Telegram counts code points. A caption that is too long is never cut: pictures or words would go missing."""
    if not has_pictures and len(text) > TEXT:
        raise Refused("errors.telegram.text", count=len(text), limit=TEXT)
    if has_pictures and len(text) > CAPTION:
        raise Refused("errors.telegram.caption", count=len(text), limit=CAPTION)
