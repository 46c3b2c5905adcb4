"""A written stand-in for Bluesky's chat behind an account's server: no real one runs on loopback.

The shapes follow the published lexicons (chat.bsky.convo.*). Whatever would become a public post is kept in `posts`,
which must stay empty.
"""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from tests.testnet.fake_http import FakeHttp, Reply, Request

ME, BOB = "did:plc:me", "did:plc:bob"
PROFILES = {
    ME: {"did": ME, "handle": "sonne.test", "displayName": "Bäckerei Sonne"},
    BOB: {"did": BOB, "handle": "bob.test", "displayName": "Bob"},
    "did:plc:eve": {"did": "did:plc:eve", "handle": "eve.test"},
}
SERVICE = "did:web:api.bsky.chat#bsky_chat"


class ChatServer(FakeHttp):
    """One account, its private conversations and their log."""

    def __init__(self, scope: str = "com.atproto.appPassPrivileged") -> None:
        super().__init__()
        self.scope = scope
        self.convos: dict[str, list[str]] = {}
        self.said: dict[str, list[dict]] = {}
        self.logs: list[dict] = []
        self.posts: list[dict] = []
        self.reactions: list[dict] = []
        self._rev = 100

    def say(self, convo: str, sender: str, text: str, *, members: tuple[str, ...] = (ME, BOB)) -> dict:
        """Somebody writes."""
        self.convos.setdefault(convo, list(members))
        self._rev += 1
        at = datetime.now(UTC) - timedelta(seconds=500 - self._rev)
        message = {
            "$type": "chat.bsky.convo.defs#messageView",
            "id": f"m{self._rev}",
            "rev": str(self._rev),
            "text": text,
            "sender": {"did": sender},
            "sentAt": at.isoformat().replace("+00:00", "Z"),
        }
        self.said.setdefault(convo, []).append(message)
        self._log("logCreateMessage", convo, message)
        return message

    def delete(self, convo: str, message: dict) -> None:
        """Whoever wrote it takes it back."""
        gone = {name: message[name] for name in ("id", "rev", "sender", "sentAt")}
        self._rev += 1
        self._log("logDeleteMessage", convo, gone | {"$type": "chat.bsky.convo.defs#deletedMessageView"})

    def _log(self, kind: str, convo: str, message: dict) -> None:
        entry = {"$type": f"chat.bsky.convo.defs#{kind}", "rev": str(self._rev), "convoId": convo, "message": message}
        self.logs.append(entry)

    def reply(self, request: Request) -> Reply:
        where = urlsplit(request.path)
        method, asked = where.path.removeprefix("/xrpc/"), {k: v[0] for k, v in parse_qs(where.query).items()}
        body = json.loads(request.body) if request.body else {}
        if method.startswith("chat."):
            return self._chat(request, method.rpartition(".")[2], asked, body)
        if method == "com.atproto.server.createSession":
            claims = base64.urlsafe_b64encode(json.dumps({"scope": self.scope}).encode()).decode().rstrip("=")
            return Reply.of(PROFILES[ME] | {"accessJwt": f"h.{claims}.s", "refreshJwt": "r"})
        if method in {"com.atproto.server.getSession", "app.bsky.actor.getProfile"}:
            return Reply.of(PROFILES[ME] | {"followersCount": 3})
        if method == "com.atproto.repo.createRecord":
            self.posts.append(body)
            return Reply.of({"uri": f"at://{ME}/app.bsky.feed.post/x", "cid": "c"})
        return Reply.of({"notifications": [], "feed": [], "posts": []})

    def _chat(self, request: Request, method: str, asked: dict, body: dict) -> Reply:
        if request.headers.get("atproto-proxy") != SERVICE or self.scope == "com.atproto.appPass":
            return Reply.of({"error": "InvalidToken", "message": "Bad token method"}, 400)
        if method == "listConvos":
            return Reply.of({"convos": [self._convo(one) for one in reversed(self.convos)]})
        if method == "getConvo":
            return Reply.of({"convo": self._convo(asked["convoId"])})
        if method == "getMessages":
            return Reply.of({"messages": list(reversed(self.said.get(asked["convoId"], [])))})
        if method == "getLog":
            fresh = [one for one in self.logs if int(one["rev"]) > int(asked["cursor"])]
            return Reply.of({"logs": fresh[:2], "cursor": fresh[:2][-1]["rev"] if fresh else asked["cursor"]})
        if method == "sendMessage":
            return Reply.of(self.say(body["convoId"], ME, body["message"]["text"]))
        if method == "addReaction":
            self.reactions.append(body)
        elif method == "removeReaction":
            self.reactions.remove(body)
        else:
            return Reply(404)
        return Reply.of({"message": {}})

    def _convo(self, convo: str) -> dict:
        kind = "groupConvo" if len(self.convos[convo]) > 2 else "directConvo"
        return {
            "id": convo,
            "rev": max(one["rev"] for one in self.said[convo]),
            "members": [PROFILES[did] for did in self.convos[convo]],
            "muted": False,
            "unreadCount": 0,
            "kind": {"$type": f"chat.bsky.convo.defs#{kind}"},
        }
