"""Answering calmly: what is known about a thread while one writes, and the pause before a heated one is answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from cmlite.domain.brands import Brand
from cmlite.domain.calm import Reply, Thread
from cmlite.domain.calm.form import host_of
from cmlite.domain.calm.heat import pause_of
from cmlite.domain.calm.situation import Situation, Wait
from cmlite.domain.clocks import to_hour
from cmlite.domain.inbox import PRIVATE, Conversation, Message
from cmlite.domain.moderation import Plan
from cmlite.domain.networks import Network
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import editorial, moderation, strategy
from cmlite.store import brands, connections, looks, reference
from cmlite.store import calm as table
from cmlite.store import inbox as threads
from cmlite.store import team as people
from cmlite.store.db import Store
from cmlite.store.side_by_side import together

_LATELY = timedelta(days=14)
"""How far back the same text to others counts."""


def situation(
    store: Store,
    brand: Brand,
    conversation: Conversation,
    messages: Sequence[Message],
    *,
    is_live: bool,
    now: datetime,
    actor: str,
) -> Situation:
    """All the calm check needs about one thread. Whoever sees a heated message for the first time begins its pause."""
    brand_id, lately = brand.brand_id, to_hour(now) - _LATELY
    plan, content, others, team, live = together(
        partial(moderation.plan_in_force, store, brand_id),
        partial(strategy.in_force, store, brand_id),
        partial(table.read_recent_answers, store, brand_id, without=conversation.conversation_id, since=lately),
        partial(people.read_team, store, brand_id),
        partial(connections.read_connections, store, brand_id),
    )
    network = reference.networks().get(conversation.network)
    line = editorial.binding(store, brand, content, {conversation.network}).get(conversation.network)
    connection = live.get(conversation.channel_id)
    reply = Reply(
        text="",
        network=network,
        surface=_surface(conversation, network),
        is_public=conversation.kind != PRIVATE,
        is_live=is_live,
        language=brand.language,
        address=line.address if line else content.culture.address,
        limit=connection.text_limit if connection and is_live else None,
        avoided=line.words_avoid if line else (),
    )
    thread = Thread(
        said=_last_said(messages),
        kind=conversation.kind,
        class_id=conversation.class_id,
        who=tuple(one for one in (conversation.display_name, conversation.handle) if one),
        staff=(brand.name, *(member.name for member in team.everybody)),
        ours=tuple(one.text for one in messages if one.direction == "out" and one.state != "draft")[-20:],
        others=tuple(others),
        hosts=_hosts(brand, network),
    )
    wait = _wait(store, brand, conversation, messages, plan, now=now, actor=actor)
    return Situation(reply, thread, plan, reference.calm_words(), wait)


def _surface(conversation: Conversation, network: Network | None) -> str:
    """The surface whose limit counts: a private message has its own, else that of comments or replies."""
    if conversation.kind == PRIVATE:
        return "message"
    known = (one for one in ("comment", "reply") if network and network.limit("text_length", one) is not None)
    return next(known, "comment")


def _last_said(messages: Sequence[Message]) -> str:
    """What the person wrote since our last answer, together; their last message where we spoke last."""
    last = max((n for n, one in enumerate(messages) if one.direction == "out"), default=-1)
    heard = [one.text for one in messages[last + 1 :] if one.direction == "in"]
    return "\n".join(heard) or next((one.text for one in reversed(messages) if one.direction == "in"), "")


def _hosts(brand: Brand, network: Network | None) -> frozenset[str]:
    known = (brand.website, network.start_url if network else "")
    return frozenset(host for url in known if (host := host_of(url)))


def _wait(
    store: Store,
    brand: Brand,
    conversation: Conversation,
    messages: Sequence[Message],
    plan: Plan,
    *,
    now: datetime,
    actor: str,
) -> Wait | None:
    words = reference.calm_words()
    pause = pause_of(messages, conversation.class_id, plan, words, language=brand.language, now=now)
    if pause is None:
        return None
    brand_id = brand.brand_id
    row = table.read_pause(store, brand_id, conversation.conversation_id, pause.message_id, actor)
    if row is None and store.may_write:
        with store.write() as cursor:
            began = table.begin_pause(cursor, brand_id, conversation.conversation_id, pause.message_id, actor, now=now)
        row = {"began_at": began, "overruled_at": None}
    began_at = row["began_at"] if row else now
    ended_by, looked_at = "person" if row and row["overruled_at"] else "", ""
    look = looks.read_look(store, brand_id, conversation.conversation_id)
    if not ended_by and look is not None and look.verdict == "fine" and look.asked_at >= pause.sent_at:
        ended_by, looked_at = "look", look.text  # two people have read it: that cools as well as time does
    return Wait(pause.message_id, pause.minutes, pause.ends_at(began_at), pause.heat, ended_by, looked_at)


def wait_of(store: Store, brand: Brand, conversation_id: str, *, now: datetime, actor: str) -> Wait | None:
    """The pause of a conversation for whoever wants to answer it now; None where there is none."""
    found = threads.read_conversation(store, brand.brand_id, conversation_id, now)
    if found is None:
        raise NotFoundError("errors.inbox.gone")
    messages = threads.read_thread(store, brand.brand_id, conversation_id)
    plan = moderation.plan_in_force(store, brand.brand_id)
    return _wait(store, brand, found, messages, plan, now=now, actor=actor)


def refuse_while_heated(
    store: Store, brand: Brand, conversation_id: str, words: str, *, now: datetime, actor: str
) -> None:
    """Called before an answer in these words is sent. Raises RuleError while the pause of a heated message counts."""
    wait = wait_of(store, brand, conversation_id, now=now, actor=actor)
    if wait is not None and (left := wait.about(words).left(now)):
        raise RuleError("errors.calm.pause", n=max(round(left), 1))


def overrule(store: Store, brand: Brand, conversation_id: str, *, now: datetime, actor: str) -> None:
    """End the pause of a heated message early; the audit says who did and how much of it was left."""
    wait = wait_of(store, brand, conversation_id, now=now, actor=actor)
    left = wait.unseen().left(now) if wait is not None else 0
    if wait is None or not left:
        return
    with store.write() as cursor:
        table.end_pause(cursor, brand.brand_id, conversation_id, wait.message_id, actor, now=now)
        brands.record(
            cursor,
            brand_id=brand.brand_id,
            subject="conversation",
            subject_id=conversation_id,
            from_state="paused",
            to_state="pause_ended",
            now=now,
            actor=actor,
            detail={"message": wait.message_id, "minutes": wait.minutes, "left": round(left, 1)},
        )
