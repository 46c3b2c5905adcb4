"""What is learnt without being asked: models with enough new corrections, and those whose texts are gone."""

import logging
from collections.abc import Callable
from datetime import datetime

from cmlite.domain.triage import FEWEST_TEXTS, RELEARN_AFTER
from cmlite.errors import CmliteError
from cmlite.learning import process
from cmlite.services import triage_models
from cmlite.services.triage_models import Ask, Quality
from cmlite.store import brands
from cmlite.store.db import Store

log = logging.getLogger("cmlite.triage")


def due(store: Store) -> list[tuple[str, str, str]]:
    """Models to be learnt anew, or given up: brand_id, aspect, language."""
    return [
        (brand.brand_id, one.aspect, one.language)
        for brand in brands.read_brands(store)
        if not brand.is_example and brand.archived_at is None
        for one in triage_models.quality(store, brand.brand_id)
        if _is_spent(one) or _is_due(one)
    ]


def learn_due(store: Store, *, clock: Callable[[], datetime], actor: str, ask: Ask = process.ask) -> int:
    """Learn what is due, each for itself: what fails keeps nothing else from being learnt. Returns how many were."""
    done = 0
    for brand_id, aspect, language in due(store):
        now = clock()
        try:
            lines = triage_models.quality(store, brand_id)
            if any(_is_spent(one) and (one.aspect, one.language) == (aspect, language) for one in lines):
                triage_models.give_up(store, brand_id, aspect, language, now=now, actor=actor)
            else:
                triage_models.learn(store, brand_id, aspect, language, now=now, actor=actor, ask=ask)
                done += 1
        except CmliteError as error:
            log.warning("learning: %s", error)
    return done


def _is_due(one: Quality) -> bool:
    """Enough is new, or some of what was learnt from is gone: forgotten, erased or taken back."""
    if one.corrections < FEWEST_TEXTS or one.different < 2:
        return False
    return one.fresh >= (RELEARN_AFTER if one.model else 1) or (one.model is not None and one.fresh < 0)


def _is_spent(one: Quality) -> bool:
    return one.model is not None and one.fresh < 0 and (one.corrections < FEWEST_TEXTS or one.different < 2)
