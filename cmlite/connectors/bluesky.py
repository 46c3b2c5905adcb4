"""Bluesky: sign in with an app password; post, hear, answer, measure over the AT protocol."""

import contextlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cmlite.connectors import bluesky_moderation as moderation
from cmlite.connectors import bluesky_records as records
from cmlite.connectors.base import Field, Proof, SignIn
from cmlite.connectors.bluesky_chat import Chat
from cmlite.connectors.bluesky_session import Session
from cmlite.domain.acts import Target
from cmlite.domain.channels import Account
from cmlite.domain.publishing import Outgoing, Picture, Sent
from cmlite.domain.sync import APART, Arrivals, Counts, OwnPost, readable
from cmlite.errors import NetworkError, Refused, Unknown, Vanished

POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"
_PAGE = 100
_BATCH = 25


class Bluesky:
    """One account on Bluesky or another server of the AT protocol; ids are `at://` addresses."""

    network: ClassVar[str] = "bluesky"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("handle"),
        Field("password", secret=True),
        Field("server", default="https://bsky.social"),
    )
    can: ClassVar[frozenset[str]] = frozenset(
        {"publish", "pictures", "thread", "inbox", "reply", "like", "delete", "figures", "posts", "find", "keyed"}
        | {"messages", "language"}
        | moderation.CAN
    )
    spacing: ClassVar[timedelta] = timedelta(seconds=2.2)  # a post costs 3 of 5,000 points an hour
    alone: ClassVar[bool] = False
    proof: ClassVar[Proof] = Proof(("server", "written"), "2026-11-28")

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._session = Session(sign_in)
        self._chat = Chat(self._session)

    def who(self) -> Account:
        self._session.open()
        session = self._read("com.atproto.server.getSession")
        followers = None
        try:
            profile = self._read("app.bsky.actor.getProfile", actor=session["did"])
            followers, name = profile.get("followersCount"), profile.get("displayName") or ""
        except (NetworkError, KeyError):  # a server without the public view still publishes
            name = ""
        self._sign_in.renew(did=session["did"], handle=session["handle"])
        return Account(
            external_id=session["did"],
            handle=session["handle"],
            name=name,
            server=self._session.server,
            can=self.can if self._chat.is_open() else self.can - {"messages"},
            followers=followers,
        )

    def publish(self, message: Outgoing, *, key: str) -> Sent:
        if message.direct or message.parent.startswith(APART):  # what is private takes no way that leads to a post
            return self._chat.send(message)
        pictures = [(picture, self._upload(picture)) for picture in message.pictures]
        reply = self._reply_refs(message.parent) if message.parent else None
        record = records.post(message, pictures, reply, self._resolve)
        rkey = records.record_key(key)
        try:
            made = self._session.send(
                "com.atproto.repo.createRecord",
                {"repo": self._did, "collection": POST, "rkey": rkey, "record": record},
            )
        except (Refused, Unknown):  # a key that is taken is answered with 500: an earlier try had arrived after all
            with contextlib.suppress(NetworkError):
                if there := self._session.record(POST, rkey):
                    return self._sent(there["uri"], there["value"]["createdAt"])
            raise
        return self._sent(made["uri"], record["createdAt"])

    def find(self, message: Outgoing, *, key: str, after: datetime) -> Sent | None:
        if message.direct or message.parent.startswith(APART):
            return self._chat.find(message, after=after)
        found = self._session.record(POST, records.record_key(key))
        return self._sent(found["uri"], found["value"]["createdAt"]) if found else None

    def arrivals(self, cursor: str) -> Arrivals:
        place = json.loads(cursor) if cursor else {"seen": ""}
        asked = {"limit": _PAGE} | ({"cursor": place["walk"]} if place.get("walk") else {})
        page = self._read("app.bsky.notification.listNotifications", **asked)
        notes = page.get("notifications", [])
        items = readable(lambda note: records.arrival(note, self._did), notes)
        if not place.get("walk"):
            own = self._read("app.bsky.feed.getAuthorFeed", actor=self._did, limit=50, filter="posts_with_replies")
            items += readable(lambda post: records.own_reply(post, self._did), own.get("feed", []))
        top = place.get("top") or (notes[0]["indexedAt"] if notes else place["seen"])
        # Notifications come newest first: walk back until what was seen before, then remember the newest.
        further = page.get("cursor") if notes and notes[-1]["indexedAt"] > place["seen"] else None
        if further and place["seen"]:
            place = {"seen": place["seen"], "top": top, "walk": further}
        else:  # the first time only the newest page is taken
            further, place = None, {"seen": top}
        return Arrivals(items=tuple(items), cursor=json.dumps(place), more=bool(further))

    def messages(self, cursor: str) -> Arrivals:
        return self._chat.messages(cursor)

    def own_posts(self, *, after: datetime) -> Sequence[OwnPost]:
        feed = self._read("app.bsky.feed.getAuthorFeed", actor=self._did, limit=50, filter="posts_no_replies")
        posts = [one["post"] for one in feed.get("feed", []) if "reason" not in one]
        found = readable(lambda post: records.own_post(post, self._did), posts)
        return [post for post in found if post.at >= after]

    def counts(self, external_ids: Sequence[str]) -> Sequence[Counts]:
        found, posts = [], [one for one in external_ids if not one.startswith(APART)]
        for start in range(0, len(posts), _BATCH):
            page = self._read("app.bsky.feed.getPosts", uris=posts[start : start + _BATCH])
            found += [records.counts(post) for post in page.get("posts", [])]
        return found

    def text_of(self, external_id: str) -> str | None:
        found = self._session.record(POST, records.split(external_id)[2])
        return str(found["value"]["text"]) if found else None

    def like(self, external_id: str, *, liked: bool = True) -> None:
        if external_id.startswith(APART):
            self._chat.like(external_id, liked=liked)
            return
        # One name for each message: a second like writes the same record again, and taking it back finds it.
        where = {"repo": self._did, "collection": LIKE, "rkey": records.record_key(f"like {external_id}")}
        if liked:
            reference, _ = self._look_up(external_id)
            record = {"$type": LIKE, "subject": reference, "createdAt": records.now()}
            self._session.send("com.atproto.repo.putRecord", {**where, "record": record})
            return
        posts = self._read("app.bsky.feed.getPosts", uris=[external_id]).get("posts", [])
        given = [uri for post in posts if (uri := (post.get("viewer") or {}).get("like"))]  # maybe in its own app
        for rkey in {where["rkey"], *(records.split(uri)[2] for uri in given)}:
            self._session.send("com.atproto.repo.deleteRecord", {**where, "rkey": rkey})

    def moderate(self, act: str, target: Target) -> None:
        moderation.moderate(self._session, act, target, lambda: self._root(target.external_id))

    def edit(self, external_id: str, text: str) -> None:
        raise Refused("errors.bluesky.no_edit")

    def remove(self, external_id: str) -> None:
        if external_id.startswith(APART):  # the other one would keep it: that is no deleting
            raise Refused("errors.bluesky.no_delete")
        _, collection, rkey = records.split(external_id)
        self._session.send("com.atproto.repo.deleteRecord", {"repo": self._did, "collection": collection, "rkey": rkey})

    @property
    def _did(self) -> str:
        return self._sign_in.values["did"]

    def _sent(self, uri: str, created_at: str) -> Sent:
        link = records.permalink(uri, self._sign_in.values["handle"])
        return Sent(external_id=uri, permalink=link, at=records.instant(created_at))

    def _read(self, method: str, **params: Any) -> Any:
        return self._session.read(method, **params)

    def _upload(self, picture: Picture) -> Any:
        return self._session.upload(picture.data, picture.media_type)

    def _look_up(self, uri: str) -> tuple[dict[str, str], Any]:
        """Reference (uri and cid) and record of a post: ours from our server, which knows it at once."""
        repo, collection, rkey = records.split(uri)
        if repo == self._did:
            found = self._read("com.atproto.repo.getRecord", repo=repo, collection=collection, rkey=rkey)
            return {"uri": uri, "cid": found["cid"]}, found["value"]
        posts = self._read("app.bsky.feed.getPosts", uris=[uri]).get("posts", [])
        if not posts:
            raise Vanished("errors.network.parent_gone")
        return {"uri": uri, "cid": posts[0]["cid"]}, posts[0]["record"]

    def _reply_refs(self, parent: str) -> dict[str, dict[str, str]]:
        """What a reply must name: its parent, and the first post of the thread, which the parent knows."""
        reference, record = self._look_up(parent)
        return {"parent": reference, "root": (record.get("reply") or {}).get("root") or reference}

    def _root(self, reply: str) -> str:
        """The first post of the thread a reply hangs under."""
        _, record = self._look_up(reply)
        return str((((record.get("reply") or {}).get("root")) or {}).get("uri") or reply)

    def _resolve(self, handle: str) -> str | None:
        """The account a mention means, or None: then it stays plain text."""
        try:
            found: str = self._read("com.atproto.identity.resolveHandle", handle=handle)["did"]
        except Refused:
            return None
        return found
