"""What a Bluesky account may do about replies and people: hide under its own posts, mute, block, and take it back."""

from typing import Any

from cmlite.connectors import bluesky_records as records
from cmlite.connectors.bluesky_session import Session
from cmlite.domain.acts import Target
from cmlite.errors import Refused

GATE, BLOCK = "app.bsky.feed.threadgate", "app.bsky.graph.block"
MOST_HIDDEN = 300
"""Lexicon app.bsky.feed.threadgate, 2026-11."""
CAN = frozenset({"hide", "mute", "block"})


def moderate(session: Session, act: str, target: Target, thread: Any) -> None:
    """Do one act; `thread` gives the first post of the thread a reply hangs under."""
    if act in {"hide", "show"}:
        _hide(session, target.external_id, str(thread()), hidden=act == "hide")
    elif act in {"mute", "unmute"}:
        session.send(f"app.bsky.graph.{act}Actor", {"actor": target.author_id})
    elif act == "block":
        made = {"$type": BLOCK, "subject": target.author_id, "createdAt": records.now()}
        if not _blocking(session, target.author_id):
            session.send("com.atproto.repo.createRecord", {"repo": session.did, "collection": BLOCK, "record": made})
    elif uri := _blocking(session, target.author_id):
        _, collection, rkey = records.split(uri)
        body = {"repo": session.did, "collection": collection, "rkey": rkey}
        session.send("com.atproto.repo.deleteRecord", body)


def _blocking(session: Session, did: str) -> str:
    """The record with which we block somebody, from our own server: it knows it at once; '' if none."""
    asked: dict[str, Any] = {"repo": session.did, "collection": BLOCK, "limit": 100}
    while True:
        page = session.read("com.atproto.repo.listRecords", **asked)
        for one in page.get("records", []):
            if one["value"].get("subject") == did:
                return str(one["uri"])
        if not page.get("records") or not page.get("cursor"):
            return ""
        asked["cursor"] = page["cursor"]


def _hide(session: Session, reply: str, root: str, *, hidden: bool) -> None:
    """The list of hidden replies stands at the gate of the thread, beside who may reply: that stays as it is."""
    repo, _, rkey = records.split(root)
    if repo != session.did:
        raise Refused("errors.bluesky.not_our_thread")
    where = {"repo": session.did, "collection": GATE, "rkey": rkey}
    kept = session.record(GATE, rkey)
    record = kept["value"] if kept else {"$type": GATE, "post": root, "createdAt": records.now()}
    before = list(record.get("hiddenReplies") or [])
    after = [*(one for one in before if one != reply), *([reply] if hidden else [])]
    if after == before or (not kept and not hidden):
        return
    if len(after) > MOST_HIDDEN:
        raise Refused("errors.bluesky.hidden_full", limit=MOST_HIDDEN)
    # Only over what was read: somebody may change the gate in Bluesky at this moment.
    swap = {"swapRecord": kept["cid"] if kept else None}
    session.send("com.atproto.repo.putRecord", {**where, **swap, "record": record | {"hiddenReplies": after}})
