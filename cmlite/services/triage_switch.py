"""The owner's switch of a model: whether it may label by itself once it has proved itself, or only suggest."""

from datetime import datetime, timedelta

from cmlite.domain.triage import LaterTest, ModelState, state_of
from cmlite.store import brands
from cmlite.store import triage as judged
from cmlite.store import triage_models as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

REJUDGED_DAYS, REJUDGED_MOST = 90, 20_000
"""How far back a model that changed looks again at what nobody corrected."""


def may_label(store: Store, brand_id: str, aspect: str, language: str) -> bool:
    """Whether the owner lets a model label; so it is until it is switched off."""
    return _name(aspect, language) not in brands.read_settings(store, brand_id)


def state_allowed(store: Store, brand_id: str, aspect: str, language: str, tested: LaterTest | None) -> ModelState:
    """What a model may do after its test, and by the owner's word."""
    state = state_of(tested)
    return "grey" if state == "on" and not may_label(store, brand_id, aspect, language) else state


def switch(store: Store, brand_id: str, aspect: str, language: str, *, wanted: bool, now: datetime, actor: str) -> None:
    """Let a model label, or only suggest; what it labelled is looked at again. What a person said stays as it is."""
    name = _name(aspect, language)
    ours = [one for one in table.models(store, brand_id) if (one["aspect"], one["language"]) == (aspect, language)]
    model = next((one for one in ours if one["state"] != "past"), None)
    with store.write() as cursor:
        if wanted:
            cursor.execute("delete from setting where brand_id = ? and name = ?", [brand_id, name])
        else:
            brands.save_setting(cursor, brand_id, name, "off", now=now, actor=actor)
        if model is not None:
            proved = state_of(LaterTest(**model["figures"]) if model["figures"] else None)
            state = proved if wanted or proved != "on" else "grey"
            table.put_in_use(cursor, brand_id, model, state)
            if not wanted and aspect == "kind":
                sources = [f"model:{one['model_id']}" for one in ours]
                judged.take_off_classes(cursor, brand_id, sources, since=now - timedelta(days=REJUDGED_DAYS))
            look_again(cursor, brand_id, language, now)
        to_state = "allowed" if wanted else "switched_off"
        brands.record(cursor, brand_id, "triage_model", f"{aspect}:{language}", "", to_state, now=now, actor=actor)


def look_again(cursor: Cursor, brand_id: str, language: str, now: datetime) -> None:
    """Have the newest messages of a language judged anew."""
    since = now - timedelta(days=REJUDGED_DAYS)
    judged.forget_language(cursor, brand_id, language, since=since, most=REJUDGED_MOST)


def _name(aspect: str, language: str) -> str:
    return f"triage_off_{aspect}_{language}"
