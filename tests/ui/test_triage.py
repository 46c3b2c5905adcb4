"""How far a model is, in words."""

import pytest

from cmlite.services.triage_models import Quality
from cmlite.ui import text
from cmlite.ui.triage import standing


@pytest.mark.parametrize(("corrections", "told"), [(190, "fehlen 10 Korrekturen"), (210, "reichen die Korrekturen")])
def test_no_fewer_than_none_are_missing_for_a_test(corrections, told):
    """A model learnt a little before there was enough for a test, and waits for more before it learns anew."""
    text.use_language("de")
    learnt = {"model": {"state": "grey"}, "tested": None, "versions": (), "missing": 0, "fresh": 20, "different": 2}
    one = Quality(aspect="kind", language="de", corrections=corrections, by_chance=0, **learnt)
    assert told in standing(one, allowed=True)
