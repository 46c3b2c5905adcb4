"""Beneath the text of a post stands what the rules find, for each channel; what blocks cannot be planned."""

from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.domain.clocks import to_wall
from cmlite.domain.posts import PostDraft
from cmlite.errors import PlanRefused
from cmlite.services import calendar, channels, onboarding
from cmlite.ui import text
from tests.pages.conftest import words_of

ZONE = "Europe/Berlin"
WORDS = {"de": ("Großbuchstaben", "Schreiben Sie groß und klein"), "en": ("Capitals", "Use capitals and small letters")}


def post_with(words, *networks):
    store, now = wiring.app().store, wiring.utc_now()
    brand = onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    declared = [
        channels.declare(store, brand.brand_id, network=one, handle="lilie", now=now, actor="owner") for one in networks
    ]
    draft = PostDraft(
        text=words,
        channel_ids=tuple(one.channel_id for one in declared),
        wall=to_wall(now, ZONE).replace(microsecond=0) + timedelta(days=3),
        zone=ZONE,
    )
    return calendar.create(store, brand.brand_id, draft, now=now, actor="owner").post_id


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_finding_says_what_is_wrong_and_what_helps(open_page, language):
    app = open_page("calendar", language, post=post_with("WIR BACKEN HEUTE", "facebook"))
    assert not app.exception
    lines = [words for words in words_of(app) if WORDS[language][0] in words]
    assert len(lines) == 1
    assert WORDS[language][1] in lines[0]


def test_what_every_channel_shares_is_said_once_and_the_rest_under_its_name(open_page):
    app = open_page("calendar", post=post_with("WIR BACKEN " + "HEUTE " * 60, "facebook", "bluesky"))
    found = words_of(app)
    assert len([words for words in found if "Großbuchstaben" in words]) == 1
    assert not any("Großbuchstaben" in words and "badge" in words for words in found)
    assert any("badge[Facebook]" in words for words in found)
    assert [one.value for one in app.error] == [
        "**Text zu lang.** :gray-badge[Bluesky] Der Text hat 370 Zeichen, wie Bluesky zählt, erlaubt sind 300. Kürzen Sie um 70 Zeichen."
    ]


def test_a_refusal_to_plan_says_which_rule_and_what_helps(open_page):
    post_id = post_with("a" * 301, "bluesky")
    store, here = wiring.app().store, wiring.visit()
    entry = calendar.entry(store, here.brand_id, post_id)
    draft = PostDraft(
        text=entry.text, channel_ids=(entry.targets[0].channel_id,), stage="planned", wall=entry.wall, zone=ZONE
    )
    with pytest.raises(PlanRefused) as refused:
        calendar.change(store, here.brand_id, post_id, draft, version=1, now=here.now, actor="owner")
    assert text.says(refused.value) == (
        "So nimmt Bluesky den Beitrag nicht an. Der Text hat 301 Zeichen, wie Bluesky zählt, erlaubt sind 300. "
        "Kürzen Sie um 1 Zeichen. Als Entwurf lässt er sich speichern."
    )


def test_words_of_the_post_are_not_taken_as_markup(open_page):
    app = open_page("calendar", post=post_with("Neu: {{*Name*}} ist da", "facebook"))
    line = next(words for words in words_of(app) if "Lücke im Text" in words)
    assert "\\{\\{\\*Name\\*\\}\\}" in line
