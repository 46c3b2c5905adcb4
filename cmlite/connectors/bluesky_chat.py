"""Private messages on Bluesky: a service of its own behind the account's server, whose words never become posts."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cmlite.connectors import bluesky_records as records
from cmlite.connectors.bluesky_session import NOT_ALLOWED, Session
from cmlite.domain.counting import graphemes
from cmlite.domain.publishing import Outgoing, Sent
from cmlite.domain.sync import APART, Arrival, Arrivals, Partner, readable, same_words
from cmlite.errors import NetworkError, Refused, SignInAgain, Wait

SERVICE = "did:web:api.bsky.chat#bsky_chat"
LONGEST, LONGEST_BYTES = 1_000, 10_000
"""Graphemes and bytes of a message: lexicon chat.bsky.convo.defs, 2026-11."""
FIRST_CONVERSATIONS, FIRST_MESSAGES = 20, 50
"""The first time so much is read; afterwards only what is new."""
LIKED = "❤️"
_SKEW = timedelta(hours=12)
_CREATED, _DELETED = "chat.bsky.convo.defs#logCreateMessage", "chat.bsky.convo.defs#logDeleteMessage"
_MESSAGE = "chat.bsky.convo.defs#messageView"
_GROUP = "chat.bsky.convo.defs#groupConvo"


class Chat:
    """The private conversations of one account; ids are `chat:<conversation>/<message>`.

    Conversations of more than two are left out: an answer there would reach people nobody wrote to.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._partners: dict[str, Partner | None] = {}

    def is_open(self) -> bool:
        """Whether the sign-in may read private messages; a service that is away for a moment says nothing about it."""
        if not self._session.may_read_messages():
            return False
        try:
            self._session.read("chat.bsky.convo.listConvos", to=SERVICE, once=True, limit=1)
        except Wait:
            return True
        except NetworkError:
            return False
        return True

    def messages(self, cursor: str) -> Arrivals:
        """What was said since `cursor`, from the service's own log; the first time the newest conversations."""
        since = json.loads(cursor)["rev"] if cursor else ""
        try:
            return self._next(since) if since else self._first()
        except (SignInAgain, Refused) as error:  # the sign-in as such is judged by the account's own server
            if isinstance(error, SignInAgain) or NOT_ALLOWED in error.said:
                raise Refused("errors.bluesky.no_messages", said=error.said) from None
            raise

    def send(self, message: Outgoing) -> Sent:
        """Say something in the conversation of the message that is answered; nobody else ever sees it."""
        if graphemes(message.text) > LONGEST or len(message.text.encode()) > LONGEST_BYTES:
            raise Refused("errors.bluesky.long_message", limit=LONGEST)
        conversation, _ = split(message.parent)
        said = {"text": message.text}
        made = self._session.send("chat.bsky.convo.sendMessage", {"convoId": conversation, "message": said}, to=SERVICE)
        return Sent(external_id=_id(conversation, made["id"]), at=records.instant(made["sentAt"]))

    def find(self, message: Outgoing, *, after: datetime) -> Sent | None:
        """Our own message with these words in the conversation, said at `after` or later."""
        conversation, _ = split(message.parent)
        for one in self._said(conversation):
            at = records.instant(one["sentAt"])
            is_ours = one["sender"]["did"] == self._session.did
            if is_ours and at >= after - _SKEW and same_words(one.get("text") or "", message.text):
                return Sent(external_id=_id(conversation, one["id"]), at=at)
        return None

    def like(self, external_id: str, *, liked: bool) -> None:
        """A heart at a message, or none."""
        conversation, message = split(external_id)
        body = {"convoId": conversation, "messageId": message, "value": LIKED}
        self._session.send(f"chat.bsky.convo.{'add' if liked else 'remove'}Reaction", body, to=SERVICE)

    def _first(self) -> Arrivals:
        found = self._read("listConvos", limit=FIRST_MESSAGES).get("convos", [])
        items: list[Arrival] = []
        for one in found[:FIRST_CONVERSATIONS]:
            self._partners[one["id"]] = partner = _partner(one, self._session.did)
            if partner is not None:
                items += self._heard(one["id"], partner, self._said(one["id"]))
        rev = max((one["rev"] for one in found), default="")
        return Arrivals(items=tuple(items), cursor=json.dumps({"rev": rev}))

    def _next(self, since: str) -> Arrivals:
        page = self._read("getLog", cursor=since)
        logs = page.get("logs", [])
        items: list[Arrival] = []
        for one in logs:
            if one.get("$type") not in {_CREATED, _DELETED}:
                continue
            partner = self._partner(one["convoId"])
            if partner is not None:
                items += self._heard(one["convoId"], partner, [one["message"]], gone=one["$type"] == _DELETED)
        rev = page.get("cursor") or max((one["rev"] for one in logs), default=since)
        return Arrivals(items=tuple(items), cursor=json.dumps({"rev": rev}), more=bool(logs) and rev != since)

    def _heard(self, conversation: str, partner: Partner, said: list[Any], *, gone: bool = False) -> list[Arrival]:
        return readable(lambda one: _arrival(conversation, partner, one, self._session.did, gone=gone), said)

    def _said(self, conversation: str) -> list[Any]:
        found: list[Any] = self._read("getMessages", convoId=conversation, limit=FIRST_MESSAGES).get("messages", [])
        return found

    def _partner(self, conversation: str) -> Partner | None:
        if conversation not in self._partners:
            try:
                found = self._read("getConvo", convoId=conversation)["convo"]
            except Refused:  # left meanwhile
                self._partners[conversation] = None
            else:
                self._partners[conversation] = _partner(found, self._session.did)
        return self._partners[conversation]

    def _read(self, method: str, **params: Any) -> Any:
        return self._session.read(f"chat.bsky.convo.{method}", to=SERVICE, **params)


def split(external_id: str) -> tuple[str, str]:
    """Conversation and message of an id. Raises Refused for anything that is not a private message."""
    conversation, _, message = external_id.removeprefix(APART).partition("/")
    if not external_id.startswith(APART) or not conversation or not message:
        raise Refused("errors.bluesky.not_private")
    return conversation, message


def _id(conversation: str, message: str) -> str:
    return f"{APART}{conversation}/{message}"


def _partner(conversation: Mapping[str, Any], did: str) -> Partner | None:
    """The other one of two; None where there are more, or nobody else."""
    others = [one for one in conversation.get("members", []) if one["did"] != did]
    if len(others) != 1 or (conversation.get("kind") or {}).get("$type") == _GROUP:
        return None
    (other,) = others
    handle = other.get("handle") or other["did"]
    return Partner(person_id=other["did"], handle=handle, name=other.get("displayName") or "")


def _arrival(
    conversation: str, partner: Partner, message: Mapping[str, Any], did: str, *, gone: bool
) -> Arrival | None:
    """A message as an arrival; None for what the service itself remarks."""
    gone = gone or message.get("$type") == "chat.bsky.convo.defs#deletedMessageView"
    if not gone and (message.get("$type", _MESSAGE) != _MESSAGE or not isinstance(message.get("text"), str)):
        return None
    ours = message["sender"]["did"] == did
    return Arrival(
        external_id=_id(conversation, message["id"]),
        kind="message",
        ours=ours,
        author_id=did if ours else partner.person_id,
        author_handle="" if ours else partner.handle,
        author_name="" if ours else partner.name,
        text="" if gone else message["text"],
        sent_at=records.instant(message["sentAt"]),
        thread_id=f"{APART}{conversation}",
        partner=partner,
        url=f"https://bsky.app/messages/{conversation}",
        state="deleted" if gone else "received",
    )
