"""What the answer box of a conversation works with, and what is done with an answer once it is pressed."""

from datetime import datetime
from functools import partial

from cmlite.domain.answering import AnswerBox, Private
from cmlite.domain.brands import Brand
from cmlite.domain.inbox import PRIVATE, Conversation
from cmlite.domain.replies import in_order
from cmlite.errors import RuleError
from cmlite.services import acts, answers, calm, conversations, looks, replies
from cmlite.services.connections import Outside
from cmlite.services.inbox import Thread
from cmlite.services.sending import Clock
from cmlite.store import reference
from cmlite.store import team as people
from cmlite.store.db import Store
from cmlite.store.side_by_side import together

SENDS = frozenset({"send", "send_done", "send_later", "send_private"})
"""What sends an answer from here; `later` brings the conversation back on a day."""
BY_HAND = frozenset({"sent", "sent_done", "sent_later", "sent_private"})
"""The same for answers the owner sent in the network."""


def box(store: Store, brand: Brand, shown: Thread, can: frozenset[str], *, now: datetime, actor: str) -> AnswerBox:
    """Read once for a run of the page; `can` is what the signed-in channel may do."""
    brand_id, conversation = brand.brand_id, shown.conversation
    situation = calm.situation(store, brand, conversation, shown.messages, is_live="reply" in can, now=now, actor=actor)
    saved, team, look = together(
        partial(replies.replies, store, brand_id),
        partial(people.read_team, store, brand_id),
        partial(looks.current, store, brand_id, conversation.conversation_id),
    )
    language = situation.heard_language or brand.language
    fitting, others = in_order(
        saved, class_id=situation.thread.class_id, language=language, address=situation.reply.address
    )
    return AnswerBox(
        actor=actor,
        calm=situation,
        fitting=tuple(fitting),
        others=tuple(others),
        values=replies.values(brand, conversation, language),
        people={one.member_id: one.name for one in team.who_judge(actor)},
        look=look,
        private=private_way(conversation, can),
        use_reply=partial(_use, store, brand_id, conversation.conversation_id, now=now, actor=actor),
        show=partial(looks.ask, store, brand_id, conversation.conversation_id, now=now, actor=actor),
        judge=partial(looks.judge, store, brand_id, now=now, actor=actor),
    )


def _use(store: Store, brand_id: str, conversation_id: str, reply_id: str, *, now: datetime, actor: str) -> None:
    replies.note_use(store, brand_id, reply_id, conversation_id, now=now, actor=actor)


def private_way(conversation: Conversation, can: frozenset[str]) -> Private:
    """How this conversation can be answered in private: from here where the network lets an answer to a post be seen
    by one person alone, by hand where it has private messages."""
    if conversation.kind == PRIVATE:
        return ""
    if "reply" in can:
        return "live" if {"messages", "visibility"} <= can else ""
    network = reference.networks().get(conversation.network)
    return "hand" if network and network.limit("text_length", "message") is not None else ""


def carry_out(
    store: Store,
    outside: Outside,
    brand: Brand,
    conversation_id: str,
    name: str,
    words: str,
    until: datetime | None,
    *,
    clock: Clock,
    now: datetime,
    actor: str,
) -> str:
    """Do what was pressed beside a conversation; returns the name of what came of it."""
    brand_id = brand.brand_id
    if name in {"send_later", "sent_later"} and (until is None or until <= now):
        raise RuleError("errors.inbox.snooze_past")
    if name in SENDS:
        if name != "send_private":  # what one person alone reads pours no oil on a fire
            calm.refuse_while_heated(store, brand, conversation_id, words, now=now, actor=actor)
        came = answers.send(
            store,
            outside,
            brand_id,
            conversation_id,
            words,
            done=name == "send_done",
            private=name == "send_private",
            language=brand.language,
            clock=clock,
            actor=actor,
        )
        if came == "unconfirmed":
            return came
    else:
        came = name
    if name == "overrule":
        calm.overrule(store, brand, conversation_id, now=now, actor=actor)
    elif name in {"like", "unlike"}:
        acts.carry_out(store, outside, brand_id, words, name, clock=clock, actor=actor)
    elif name in {"arrived", "absent"}:
        answers.decide(store, brand_id, words, arrived=name == "arrived", now=now, actor=actor)
    elif name not in SENDS:
        conversations.carry_out(store, brand_id, conversation_id, name, words, until, now=now, actor=actor)
    if name in SENDS | BY_HAND:
        _after(store, brand_id, conversation_id, name, words, until, now=now, actor=actor)
    return came if came == "sent_earlier" else name


def _after(
    store: Store,
    brand_id: str,
    conversation_id: str,
    name: str,
    words: str,
    until: datetime | None,
    *,
    now: datetime,
    actor: str,
) -> None:
    """An answer is out: what it began with counts, nobody has to look at its draft, the conversation comes back on a
    day if that was wanted."""
    replies.note_sent(store, brand_id, conversation_id, words, now=now)
    looks.close(store, brand_id, conversation_id, now=now)
    if name in {"send_later", "sent_later"} and until is not None:
        conversations.snooze(store, brand_id, conversation_id, until=until, now=now, actor=actor)
