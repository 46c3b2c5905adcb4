"""Mastodon: sign in with a token of one's own; post, hear, answer, correct and measure on any instance."""

import contextlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cmlite.connectors import mastodon_statuses as statuses
from cmlite.connectors.base import Field, Proof, SignIn
from cmlite.connectors.feed_text import message as plain
from cmlite.domain.acts import Target
from cmlite.domain.channels import Account
from cmlite.domain.publishing import Outgoing, Picture, Sent
from cmlite.domain.sync import Arrival, Arrivals, Counts, OwnPost, Partner, readable, same_words
from cmlite.errors import Refused, Vanished, Wait

_PAGE = 40
_BATCH = 20  # more posts asked for at once are refused
_CONTEXTS = 20  # conversations of one look whose earlier words are read as well
_TALK_PAGES = 25  # conversations asked for at most after a long time away: a thousand
_NARROW = {"direct", "private", "unlisted"}
_MEDIA_TRIES, _MEDIA_PAUSE = 60, 2.0
_VISIBILITY = {"public": "public", "unlisted": "unlisted", "followers": "private"}
_SKEW = timedelta(hours=12)  # the owner's clock may be wrong; the same words twice in half a day are one post


class Mastodon:
    """One account on one instance; ids are the instance's own."""

    network: ClassVar[str] = "mastodon"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("server", default="https://mastodon.social"),
        Field("token", secret=True),
    )
    can: ClassVar[frozenset[str]] = frozenset(
        {"publish", "pictures", "gifs", "thread", "inbox", "reply", "like", "edit", "delete", "figures", "posts"}
        | {"find", "keyed", "messages", "warning", "visibility", "language"}
        | {"mute", "block", "report"}
    )
    spacing: ClassVar[timedelta] = timedelta(seconds=1.1)  # 300 calls in five minutes
    alone: ClassVar[bool] = False
    proof: ClassVar[Proof] = Proof(("rebuilt", "contract"), "2026-11-28")

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        server = sign_in.values["server"].strip().rstrip("/")
        self._server = server if server.startswith(("https://", "http://")) else f"https://{server}"
        self._bearer = {"Authorization": f"Bearer {sign_in.values['token'].strip()}"}

    def who(self) -> Account:
        me = self._read("/api/v1/accounts/verify_credentials")
        limits = (self._read("/api/v2/instance").get("configuration") or {}).get("statuses") or {}
        self._sign_in.renew(account=str(me["id"]), handle=str(me["acct"]))
        return Account(
            external_id=str(me["id"]),
            handle=f"{me['username']}@{self._server.partition('://')[2]}",
            name=me.get("display_name") or "",
            server=self._server,
            can=self.can,
            text_limit=limits.get("max_characters"),
            followers=me.get("followers_count"),
        )

    def publish(self, message: Outgoing, *, key: str) -> Sent:
        body: dict[str, Any] = {"status": statuses.words(message)}
        if message.pictures:
            body["media_ids"] = [self._upload(picture) for picture in message.pictures]
        if message.language:
            body["language"] = message.language
        if message.parent:
            body["in_reply_to_id"] = message.parent
        if message.options.warning:
            body["spoiler_text"] = message.options.warning
        if message.options.visibility:
            body["visibility"] = _VISIBILITY[message.options.visibility]
        if message.direct:
            body["visibility"] = "direct"
        elif message.mention and (narrow := self._narrow(message.parent)):
            body["visibility"] = narrow
        if body.get("visibility") == "direct" and message.mention:
            statuses.check_alone(body["status"], [message.mention])
        headers = {**self._bearer, "Idempotency-Key": key}
        with statuses.about(message.parent):
            made = self._sign_in.gate.send("POST", self._url("/api/v1/statuses"), headers=headers, json=body)
        return statuses.sent(made.json())

    def find(self, message: Outgoing, *, key: str, after: datetime) -> Sent | None:
        for status in self._own(exclude_replies="false"):
            if statuses.instant(status["created_at"]) < after - _SKEW:
                return None
            is_same_place = str(status.get("in_reply_to_id") or "") == message.parent
            if is_same_place and same_words(plain(status["content"]), statuses.words(message)):
                return statuses.sent(status)
        return None

    def arrivals(self, cursor: str) -> Arrivals:
        place = json.loads(cursor) if cursor else {}
        asked = {"types[]": ["mention"], "limit": _PAGE} | ({"min_id": place["note"]} if "note" in place else {})
        notes = self._read("/api/v1/notifications", **asked)
        items = readable(self._mention, notes)
        more = "note" in place and len(notes) == _PAGE
        ids = [str(note["id"]) for note in notes]
        place["note"] = max(ids, key=statuses.number) if ids else place.get("note", "0")
        # What we answered must be known before our answer: those wait until all is heard.
        own = [] if more else self._own(exclude_replies="false", **({"min_id": place["own"]} if "own" in place else {}))
        items += readable(self._own_reply, own)
        if own:
            place["own"] = max((str(status["id"]) for status in own), key=statuses.number)
        return Arrivals(items=tuple(items), cursor=json.dumps(place), more=more)

    def messages(self, cursor: str) -> Arrivals:
        """Private statuses of conversations in which something was said; also those that gave no notification, as
        an instance may keep them back from strangers."""
        seen = cursor or "0"
        fresh = self._talks(seen, pages=_TALK_PAGES if cursor else 1)
        found: dict[str, Any] = {}
        for talk in fresh[:_CONTEXTS]:  # the longest silent first: what is left has newer numbers, and comes next
            last = talk["last_status"]
            before = self._before(last["id"]) if cursor else []
            said = [one for one in (*before, last) if one.get("visibility") == "direct"]
            found |= {str(one["id"]): (one, talk) for one in said}
            seen = str(last["id"])
        # Oldest first, so that what we answered is known before our answer.
        ordered = [found[one] for one in sorted(found, key=statuses.number)]
        items = readable(lambda one: self._private(*one), ordered)
        return Arrivals(items=tuple(items), cursor=seen, more=len(fresh) > _CONTEXTS)

    def own_posts(self, *, after: datetime) -> Sequence[OwnPost]:
        found = readable(statuses.own_post, self._own(exclude_replies="true"))
        return [post for post in found if post.at >= after]

    def counts(self, external_ids: Sequence[str]) -> Sequence[Counts]:
        found = []
        for start in range(0, len(external_ids), _BATCH):
            asked = {"id[]": list(external_ids[start : start + _BATCH])}
            found += [statuses.counts(status) for status in self._read("/api/v1/statuses", **asked)]
        return found

    def text_of(self, external_id: str) -> str | None:
        try:
            return plain(self._read(f"/api/v1/statuses/{external_id}")["content"])
        except Refused as error:
            if error.values.get("status") in {404, 410}:
                return None
            raise

    def like(self, external_id: str, *, liked: bool = True) -> None:
        url = self._url(f"/api/v1/statuses/{external_id}/{'favourite' if liked else 'unfavourite'}")
        with statuses.about(external_id):
            self._sign_in.gate.send("POST", url, headers=self._bearer)

    def moderate(self, act: str, target: Target) -> None:
        if act == "report":
            said = {"account_id": target.author_id, "status_ids": [target.external_id], "comment": target.words}
            self._sign_in.gate.send("POST", self._url("/api/v1/reports"), headers=self._bearer, json=said)
        else:  # mute, unmute, block, unblock are called so there, too
            url = self._url(f"/api/v1/accounts/{target.author_id}/{act}")
            self._sign_in.gate.send("POST", url, headers=self._bearer)

    def edit(self, external_id: str, text: str) -> None:
        url = self._url(f"/api/v1/statuses/{external_id}")
        status, said = (
            self._read(f"/api/v1/statuses/{external_id}"),
            self._read(f"/api/v1/statuses/{external_id}/source").get("text") or "",
        )
        me = self._sign_in.values["account"]
        is_answer = str(status.get("in_reply_to_account_id") or me) != me
        named = re.match(r"(?:@\S+\s+)*", said)  # whom an answer names at its beginning, it must go on naming
        names = named[0] if named and is_answer and not text.startswith("@") else ""
        if status.get("visibility") == "direct":
            statuses.check_alone(text, statuses.named(said))
        body = statuses.beside_text(status) | {"status": names + text}
        self._sign_in.gate.send("PUT", url, headers=self._bearer, json=body)

    def remove(self, external_id: str) -> None:
        url = self._url(f"/api/v1/statuses/{external_id}")
        try:
            self._sign_in.gate.send("DELETE", url, headers=self._bearer)
        except Refused as error:
            if error.values.get("status") not in {404, 410}:
                raise

    def _url(self, path: str) -> str:
        return self._server + path

    def _read(self, path: str, **params: Any) -> Any:
        return self._sign_in.gate.read(self._url(path), headers=self._bearer, params=params).json()

    def _own(self, **params: Any) -> Any:
        path = f"/api/v1/accounts/{self._sign_in.values['account']}/statuses"
        return self._read(path, limit=_PAGE, exclude_reblogs="true", **params)

    def _talks(self, seen: str, *, pages: int) -> list[Any]:
        """Conversations in which something was said after `seen`, the longest silent first; newest pages come first."""
        found, asked = dict[str, Any](), dict[str, str]()
        for _ in range(pages):
            page = [one for one in self._read("/api/v1/conversations", limit=_PAGE, **asked) if one.get("last_status")]
            new = {last: one for one in page if (last := str(one["last_status"]["id"])) not in found}
            found |= {last: one for last, one in new.items() if statuses.number(last) > statuses.number(seen)}
            if not new or not new.keys() <= found.keys():
                break
            asked["max_id"] = min(new, key=statuses.number)
        return [found[last] for last in sorted(found, key=statuses.number)]

    def _before(self, status: str) -> list[Any]:
        """What was said before it; nothing where the instance shows it no more, as of a suspended account."""
        with contextlib.suppress(Vanished), statuses.about(status):
            return list(self._read(f"/api/v1/statuses/{status}/context").get("ancestors", []))
        return []

    def _upload(self, picture: Picture) -> str:
        """The id of an uploaded picture; one nobody uses vanishes by itself, so uploading may be repeated."""
        made = self._sign_in.gate.ask(
            self._url("/api/v2/media"),
            headers=self._bearer,
            files={"file": ("picture", picture.data, picture.media_type)},
            data={"description": picture.alt},
        ).json()
        for _ in range(_MEDIA_TRIES):
            if made.get("url"):
                return str(made["id"])
            time.sleep(_MEDIA_PAUSE)
            made = self._read(f"/api/v1/media/{made['id']}")
        raise Wait("errors.network.media")

    def _narrow(self, parent: str) -> str:
        """The circle of whom is answered, where it is narrower than everybody; the account's own default may not be.

        Raises Vanished when what is answered is gone: then nobody can say who was meant to read it.
        """
        with statuses.about(parent):
            visibility = self._read(f"/api/v1/statuses/{parent}").get("visibility") or ""
        return str(visibility) if visibility in _NARROW else ""

    def _private(self, status: Mapping[str, Any], talk: Mapping[str, Any]) -> Arrival | None:
        """A private status; of a conversation with one person it says with whom."""
        others = [one for one in talk.get("accounts", []) if str(one["id"]) != self._sign_in.values["account"]]
        arrival = self._arrival(status)
        if len(others) != 1:
            return arrival
        (other,) = others
        handle, name = other.get("acct") or "", other.get("display_name") or ""
        return arrival.model_copy(update={"partner": Partner(person_id=str(other["id"]), handle=handle, name=name)})

    def _mention(self, note: Mapping[str, Any]) -> Arrival | None:
        return self._arrival(note["status"], note.get("created_at")) if note.get("status") else None

    def _own_reply(self, status: Mapping[str, Any]) -> Arrival | None:
        me = self._sign_in.values["account"]  # the parts of a thread of our own are posts, not answers
        return self._arrival(status) if str(status.get("in_reply_to_account_id") or me) != me else None

    def _arrival(self, status: Mapping[str, Any], heard: str | None = None) -> Arrival:
        return statuses.arrival(status, self._sign_in.values["account"], heard)
