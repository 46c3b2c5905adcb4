"""One conversation as the page shows it: thread, what may be done about it, how fast it was answered, who is named."""

from datetime import datetime

from cmlite.domain.brands import Brand
from cmlite.domain.opened import Opened
from cmlite.services import acts, answering, answers, channels, classes, inbox, merging, triage
from cmlite.store.db import Store


def opened(store: Store, brand: Brand, conversation_id: str, *, now: datetime, actor: str) -> Opened:
    """Everything about a conversation, or about the one that took it in. Raises NotFoundError when it is gone."""
    brand_id = brand.brand_id
    wanted = merging.merged_into(store, brand_id, conversation_id) or conversation_id
    thread = inbox.thread(store, brand_id, wanted, now=now)
    conversation = thread.conversation
    can = answers.can(store, brand_id, wanted)
    offer = acts.offer(store, brand_id, thread, can)
    known = {one.channel_id: one.handle for one in channels.channels(store, brand_id, closed=True)}
    return Opened(
        conversation=conversation,
        messages=thread.messages,
        draft=thread.draft,
        subject=thread.subject,
        history=thread.history,
        handle=known.get(conversation.channel_id, ""),
        can=can,
        possible=offer.possible,
        acts=offer.done,
        response=inbox.response_minutes(brand, conversation),
        notes=[one for one in inbox.mentions(store, brand_id, me=actor) if one["conversation_id"] == wanted],
        taken_for=triage.of_conversation(store, brand_id, wanted),
        beside=classes.beside(store, brand_id, wanted),
        box=answering.box(store, brand, thread, can, now=now, actor=actor),
    )
