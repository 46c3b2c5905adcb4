"""Lines: proposed for the business, changed, kept in versions, given up again; never another brand's."""

from datetime import timedelta

import pytest

from cmlite.domain.editorial import Swap
from cmlite.domain.strategy import Audience, Culture, Goal, NetworkChoice, Pillar, Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import editorial, strategy

CONTENT = Strategy(
    culture=Culture(tone="Herzlich und knapp.", address="sie", never=("Über Preise anderer reden",)),
    audiences=(
        Audience(name="Ältere", wants="Ruhe", age_groups=("70+",)),
        Audience(name="Junge Leute", wants="Neues sehen", age_groups=("14-29",)),
        Audience(name="Familien", age_groups=("30-49",)),
    ),
    goals=(Goal(outcome="leads", measure="clicks", target=80, by="2027-06-30"),),
    networks=(NetworkChoice(network="instagram", posts_per_week=3), NetworkChoice(network="facebook")),
    pillars=(Pillar(pillar_id="a", name="Backstube", share=60), Pillar(pillar_id="b", name="Menschen", share=40)),
)


@pytest.fixture
def planned(store, brand, now):
    strategy.save_step(store, brand.brand_id, "culture", lambda base: CONTENT, now=now, actor="owner")
    return brand


def audits(store, brand_id):
    rows = store.rows(
        "select * from audit where brand_id = ? and subject = 'editorial_line' order by happened_at", [brand_id]
    )
    return [(row["subject_id"], row["from_state"], row["to_state"], row["actor"]) for row in rows]


def test_the_proposal_speaks_of_this_business(store, planned):
    line = editorial.line_for(store, planned.brand_id, "instagram")
    assert planned.name in line.aim
    assert "Aus Lesern sollen Anfragen werden." in line.aim
    assert line.tone.startswith("Herzlich und knapp.")
    assert line.audience.splitlines()[0] == "Junge Leute: Neues sehen", (
        "those who are most to be found there come first"
    )
    assert "Ältere" not in line.audience
    assert line.address == "sie"
    assert any("Ihnen" in call for call in line.calls)
    assert not any("euch" in call for call in line.calls)
    assert line.never == ("Über Preise anderer reden",)
    assert line.pillars == {"a": 60, "b": 40}
    assert line.posts_per_week == 3
    assert len(line.slots) == 3
    assert "freiburg" in line.known_tags
    assert "reel" not in line.formats, "this business makes pictures, no videos"


def test_the_networks_of_the_strategy_have_a_line_and_others_can_get_one(store, planned, now):
    brand_id = planned.brand_id
    assert list(editorial.lines(store, brand_id)) == ["instagram", "facebook"]
    line = editorial.line_for(store, brand_id, "bluesky").model_copy(update={"aim": "Nur Termine"})
    editorial.save(store, brand_id, line, version=0, now=now, actor="owner")
    assert list(editorial.lines(store, brand_id)) == ["instagram", "facebook", "bluesky"]


def test_an_unknown_network_is_refused(store, planned):
    with pytest.raises(NotFoundError, match="no_network"):
        editorial.line_for(store, planned.brand_id, "myspace")


def test_a_saved_line_counts_and_is_on_record(store, planned, now):
    brand_id = planned.brand_id
    mine = editorial.line_for(store, brand_id, "facebook").model_copy(
        update={"words_avoid": (Swap(word="Schnäppchen", instead="günstig"),)}
    )
    made = editorial.save(store, brand_id, mine, version=0, now=now, actor="owner")
    assert made.version == 1
    assert editorial.line_for(store, brand_id, "facebook") == mine
    assert audits(store, brand_id) == [("facebook", "proposal", "version 1", "owner")]


def test_saving_without_a_change_makes_no_version(store, planned, now):
    brand_id = planned.brand_id
    proposal = editorial.line_for(store, brand_id, "facebook")
    assert editorial.save(store, brand_id, proposal, version=0, now=now, actor="owner") is None
    line = proposal.model_copy(update={"aim": "Nur Termine"})
    editorial.save(store, brand_id, line, version=0, now=now, actor="owner")
    assert editorial.save(store, brand_id, line, version=1, now=now, actor="owner") is None
    assert len(editorial.versions(store, brand_id, "facebook")) == 1


def test_two_windows_do_not_overwrite_each_other(store, planned, now):
    brand_id = planned.brand_id
    line = editorial.line_for(store, brand_id, "facebook").model_copy(update={"aim": "Nur Termine"})
    editorial.save(store, brand_id, line, version=0, now=now, actor="owner")
    other = line.model_copy(update={"aim": "Etwas anderes"})
    with pytest.raises(RuleError, match="changed_elsewhere"):
        editorial.save(store, brand_id, other, version=0, now=now, actor="owner")
    assert editorial.line_for(store, brand_id, "facebook") == line


@pytest.mark.parametrize("band", ["length", "emoji", "hashtags"])
def test_a_band_upside_down_is_refused(store, planned, now, band):
    names = {"length": "length", "emoji": "emoji", "hashtags": "hashtag"}
    line = editorial.line_for(store, planned.brand_id, "facebook").model_copy(
        update={f"{names[band]}_min": 9, f"{names[band]}_max": 3}
    )
    with pytest.raises(RuleError, match=f"band_{band}"):
        editorial.save(store, planned.brand_id, line, version=0, now=now, actor="owner")
    assert editorial.versions(store, planned.brand_id, "facebook") == []


def test_more_than_anyone_keeps_in_mind_is_refused(store, planned):
    line = editorial.line_for(store, planned.brand_id, "facebook")
    with pytest.raises(RuleError, match="too_much"):
        line.with_changes({"yes": [f"Satz {n}" for n in range(61)]})


def test_back_to_the_proposal_and_back_again(store, planned, now):
    brand_id = planned.brand_id
    proposal = editorial.line_for(store, brand_id, "facebook")
    mine = proposal.model_copy(update={"aim": "Nur Termine"})
    editorial.save(store, brand_id, mine, version=0, now=now, actor="owner")
    later = now + timedelta(minutes=1)
    given_up = editorial.back_to_proposal(store, brand_id, "facebook", now=later, actor="owner")
    assert editorial.line_for(store, brand_id, "facebook") == proposal
    again = editorial.restore(store, brand_id, given_up, now=later + timedelta(minutes=1), actor="owner")
    assert again.version == 2
    assert editorial.line_for(store, brand_id, "facebook") == mine
    assert [after for _, _, after, _ in audits(store, brand_id)] == ["version 1", "proposal", "version 2"]


def test_without_a_line_of_ones_own_there_is_nothing_to_give_up(store, planned, now):
    assert editorial.back_to_proposal(store, planned.brand_id, "facebook", now=now, actor="owner") == ""
    assert audits(store, planned.brand_id) == []


def test_the_line_of_another_brand_is_out_of_reach(store, planned, other_brand, now):
    mine = editorial.line_for(store, planned.brand_id, "facebook").model_copy(update={"aim": "Nur Termine"})
    made = editorial.save(store, planned.brand_id, mine, version=0, now=now, actor="owner")
    assert editorial.lines(store, other_brand.brand_id) == {}
    with pytest.raises(NotFoundError, match="no_version"):
        editorial.restore(store, other_brand.brand_id, made.line_id, now=now, actor="owner")
