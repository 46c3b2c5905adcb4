"""What the record of processing is filled from: what is kept, which networks take part, what was promised."""

from dataclasses import dataclass
from datetime import datetime

from cmlite.domain.moderation import Rung
from cmlite.domain.retention import Kind
from cmlite.services import channels, connections, moderation, retention
from cmlite.store import brands
from cmlite.store import record as table
from cmlite.store.db import Store

LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the record says. `live`: networks that are signed in; `by_hand`: those the owner serves by hand;
    `told`: whom the owner put on the escalation ladder."""

    counts: dict[str, int]
    live: tuple[str, ...]
    by_hand: tuple[str, ...]
    told: tuple[Rung, ...]
    rules: dict[Kind, int]
    controller: str
    officer: str


def facts(store: Store, brand_id: str) -> Facts:
    """The facts as they are now."""
    signed_in = connections.connections(store, brand_id)
    there = channels.channels(store, brand_id)
    live = dict.fromkeys(one.network for one in there if one.channel_id in signed_in)
    said = brands.read_settings(store, brand_id)
    return Facts(
        counts=table.count_kept(store, brand_id),
        live=tuple(live),
        by_hand=tuple(dict.fromkeys(one.network for one in there if one.network not in live)),
        told=_told(store, brand_id),
        rules=retention.rules(store, brand_id),
        controller=said.get("record_controller", ""),
        officer=said.get("record_officer", ""),
    )


def save_names(store: Store, brand_id: str, controller: str, officer: str, *, now: datetime, actor: str) -> None:
    """Keep who answers for the data, and who watches over it."""
    with store.write() as cursor:
        for name, words in (("record_controller", controller), ("record_officer", officer)):
            brands.save_setting(cursor, brand_id, name, words.strip()[:LONGEST], now=now, actor=actor)
        brands.record(cursor, brand_id, "record", brand_id, "", "changed", now=now, actor=actor)


def _told(store: Store, brand_id: str) -> tuple[Rung, ...]:
    """Steps of the ladder somebody stands on; a mere role of the proposal is nobody yet."""
    proposed = {one.role for one in moderation.proposal(store, brand_id).ladder}
    ladder = moderation.plan_in_force(store, brand_id).ladder
    return tuple(one for one in ladder if one.name or one.email or one.phone or one.role not in proposed)
