"""The record of processing names whom the owner put on the escalation ladder, and nobody the app only proposed."""

from cmlite.domain.brands import Brand
from cmlite.domain.moderation import Rung
from cmlite.services import moderation, record
from cmlite.store.db import Store
from tests.conftest import NOW


def test_a_step_of_the_ladder_is_a_recipient_once_the_owner_named_somebody(
    store: Store, brand: Brand, other_brand: Brand
) -> None:
    assert record.facts(store, "b1").told == ()

    police, lawyer = Rung(role="Polizei"), Rung(name="Dr. Kern", role="Rechtsberatung", email="kern@kanzlei.example")
    press = Rung(role="Pressestelle der Innung")
    plan = moderation.plan_in_force(store, "b1").with_changes({"ladder": (police, lawyer, press)})
    moderation.save(store, "b1", plan, version=0, now=NOW, actor="owner")

    assert record.facts(store, "b1").told == (lawyer, press)
    assert record.facts(store, "b2").told == ()
