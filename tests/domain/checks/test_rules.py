"""Every rule, with a draft that breaks it and one that keeps it; and no rule without both."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cmlite import config
from cmlite.domain.checks import ALL, blocking, check
from cmlite.domain.checks.rules import concerns
from cmlite.domain.drafts import Around, Draft, Earlier, surface_of
from cmlite.domain.editorial import EditorialLine
from cmlite.domain.media import Media
from cmlite.domain.networks import read_networks
from cmlite.ui.locale_files import sentences

NETWORKS = read_networks((config.REFERENCE / "networks.toml").read_text(encoding="utf-8"))
MONDAY = datetime(2026, 11, 30, 12, 0)
LONG = (
    "Heute früh um vier haben wir den ersten Sauerteig aus altem Roggen angesetzt, und am Nachmittag kommt das Brot "
    "aus dem Ofen in die Theke."
)


def image(**how):
    return Media(
        **{"media_id": "m", "kind": "image", "media_type": "image/jpeg", "size_bytes": 900_000, "width": 1080}
        | {"height": 1350, "alt": "Zwei Laibe Brot auf Holz"}
        | how
    )


def gif(**how):
    return image(kind="gif", media_type="image/gif", **how)


def video(**how):
    return Media(
        **{"media_id": "v", "kind": "video", "media_type": "video/mp4", "size_bytes": 9_000_000}
        | {"width": 1080, "height": 1920, "seconds": 20.0}
        | how
    )


def document():
    return Media(media_id="d", kind="document", media_type="application/pdf", size_bytes=1_000)


def slots(**how):
    return {"slots": [{"weekday": 0, "at": "12:00"}]} | how


# rule → (network, what breaks it, what keeps it, line, surroundings)
CASES = {
    "any.post.text_length": ("bluesky", {"text": "a" * 301}, {"text": "a" * 300}),
    "any.post.text_missing": ("bluesky", {"text": " ", "is_live": True}, {"text": "Guten Morgen"}),
    "any.comment.text_length": ("linkedin", {"first_comment": "a" * 1251}, {"first_comment": "a" * 1250}),
    "any.comment.not_there": ("google_business", {"first_comment": "Mehr dazu"}, {"first_comment": " "}),
    "any.post.link_dead": ("instagram", {"text": "Mehr auf https://example.de"}, {"text": "Link im Profil"}),
    "any.post.link_private": ("bluesky", {"text": "http://192.168.1.5/karte"}, {"text": "https://example.de/karte"}),
    "any.post.link_card": (
        "facebook",
        {"text": "https://example.de", "media": (image(),)},
        {"text": "https://example.de"},
    ),
    "any.post.hidden_characters": ("x", {"text": "Bro\u200bt"}, {"text": "Brot 👩‍🍳"}),
    "any.post.styled_letters": (
        "x",
        {"text": "\U0001d401\U0001d42b\U0001d428\U0001d42d frisch"},
        {"text": "Brot frisch"},
    ),
    "any.post.markup": ("facebook", {"text": "Das ist **neu** hier"}, {"text": "3 * 4 * 5 und #brot"}),
    "any.post.placeholder": ("x", {"text": "Liebe {{Name}}, hallo"}, {"text": "Liebe Leute, hallo (neu)"}),
    "any.post.mention_count": ("instagram", {"text": "@anna @ben @cem @dora"}, {"text": "@anna @ben @cem"}),
    "x.post.starts_with_mention": ("x", {"text": "@anna danke dir"}, {"text": "Danke, @anna"}),
    "x.post.cashtag_count": ("x", {"text": "$AAPL und $MSFT"}, {"text": "$AAPL für 5 $"}),
    "google_business.post.phone_number": (
        "google_business",
        {"text": "Rufen Sie an: 0761 / 123 45 67"},
        {"text": "Offen von 8 bis 18, 2026 wie 2025"},
    ),
    "any.post.media_missing": ("instagram", {"text": "Nur Text"}, {"media": (image(),)}),
    "any.post.media_count": ("mastodon", {"media": (image(),) * 5}, {"media": (image(),) * 4}),
    "any.post.carousel_min": (
        "linkedin",
        {"format": "carousel", "media": (image(),)},
        {"format": "carousel", "media": (image(), image(alt="Ein Korb"))},
    ),
    "any.post.video_count": ("bluesky", {"media": (video(), video())}, {"media": (video(),)}),
    "any.post.video_only": ("youtube", {"media": (image(),)}, {"media": (video(),)}),
    "x.post.gif_count": ("x", {"media": (gif(), gif())}, {"media": (gif(),)}),
    "any.post.document_count": ("mastodon", {"media": (document(),)}, {"media": (image(),)}),
    "any.post.mixed_media": ("mastodon", {"media": (image(), video())}, {"media": (image(), image())}),
    "any.post.format_unknown": ("bluesky", {"format": "story"}, {"format": "photo"}),
    "any.post.format_media": (
        "facebook",
        {"format": "video", "media": (image(),)},
        {"format": "video", "media": (video(),)},
    ),
    "any.post.image_bytes": ("x", {"media": (image(size_bytes=5_000_001),)}, {"media": (image(size_bytes=5_000_000),)}),
    "any.post.gif_bytes": ("x", {"media": (gif(size_bytes=15_000_001),)}, {"media": (gif(size_bytes=15_000_000),)}),
    "any.post.image_type": ("instagram", {"media": (image(media_type="image/png"),)}, {"media": (image(),)}),
    "any.post.gif_still": ("instagram", {"media": (gif(),)}, {"media": (image(),)}),
    "any.post.image_size": ("instagram", {"media": (image(width=319),)}, {"media": (image(width=320),)}),
    "any.post.ratio": ("instagram", {"media": (image(width=2000, height=1000),)}, {"media": (image(),)}),
    "any.post.ratio_best": (
        "pinterest",
        {"media": (image(width=1000, height=1000),)},
        {"media": (image(width=1000, height=1500),)},
    ),
    "any.post.video_type": ("bluesky", {"media": (video(media_type="video/webm"),)}, {"media": (video(),)}),
    "any.post.video_bytes": ("mastodon", {"media": (video(size_bytes=103_809_025),)}, {"media": (video(),)}),
    "any.post.video_seconds_max": ("x", {"media": (video(seconds=141.0),)}, {"media": (video(seconds=140.0),)}),
    "any.post.video_seconds_min": ("pinterest", {"media": (video(seconds=3.0),)}, {"media": (video(seconds=None),)}),
    "any.post.alt_missing": ("mastodon", {"media": (image(alt=" "),)}, {"media": (image(),)}),
    "any.post.alt_length": ("mastodon", {"media": (image(alt="a" * 1501),)}, {"media": (image(alt="a" * 1500),)}),
    "any.post.alt_empty_words": ("mastodon", {"media": (image(alt="Bild 3"),)}, {"media": (image(),)}),
    "any.post.alt_repeats": (
        "mastodon",
        {"media": (image(), image())},
        {"media": (image(), image(alt="Der Korb daneben"))},
    ),
    "any.post.words_avoid": (
        "x",
        {"text": "Alles billig heute"},
        {"text": "Alles unbilliges heute"},
        {"words_avoid": [{"word": "billig", "instead": "günstig"}]},
    ),
    "any.post.words_ours": (
        "x",
        {"text": "Etwas anderes"},
        {"text": "Alles von Hand"},
        {"words_use": ["von Hand"]},
    ),
    "any.post.hollow_words": ("x", {"text": "Ein einzigartiges Erlebnis"}, {"text": "Zwei Tage Teigruhe"}),
    "any.post.address_mixed": (
        "x",
        {"text": "Kommt ihr zu uns? Dann haben Sie und eure Kinder Platz."},
        {"text": "Sie kommt mit euch und euren Kindern. Schön: Sie bleibt."},
    ),
    "any.post.address_line": (
        "x",
        {"text": "Bring dein Rad mit"},
        {"text": "Bringen Sie bitte Ihr Rad mit"},
        {"address": "sie"},
    ),
    "any.post.call_missing": (
        "x",
        {"text": "Der Ofen ist an."},
        {"text": "Der Ofen ist an. Was esst ihr dazu?"},
        {"call_wanted": True},
    ),
    "any.post.language": (
        "x",
        {"text": "This is the bread of the day and we are happy to share it with you"},
        {"text": "Das ist das Brot des Tages, und wir freuen uns, es mit euch zu teilen"},
    ),
    "any.post.length_short": ("facebook", {"text": "Kurz"}, {"text": "Lang genug"}, {"length_min": 10}),
    "any.post.length_long": ("facebook", {"text": "Viel zu lang"}, {"text": "Kurz"}, {"length_max": 5}),
    "any.post.emoji_few": ("facebook", {"text": "Brot"}, {"text": "Brot 🥖"}, {"emoji_min": 1}),
    "any.post.emoji_many": ("facebook", {"text": "Brot 🥖 🥐"}, {"text": "Brot 🥖"}, {"emoji_max": 1}),
    "any.post.emoji_row": ("facebook", {"text": "Brot 🥖🥐 🍞"}, {"text": "Brot 🥖 und 🥐 und 🍞"}),
    "any.post.capitals": ("facebook", {"text": "HEUTE FRISCH"}, {"text": "Die IHK war da"}),
    "any.post.exclamations": ("facebook", {"text": "Frisch! Neu!"}, {"text": "Frisch!"}, {"exclamations_max": 1}),
    "any.post.sentence_long": (
        "facebook",
        {"text": "Wir backen heute Brot und Kuchen und Torten"},
        {"text": "Wir backen heute Brot. Und Kuchen. Und Torten."},
        {"sentence_words": 6},
    ),
    "any.post.paragraph_long": ("facebook", {"text": "Wort " * 110}, {"text": "Wort " * 90 + "\n\n" + "Wort " * 90}),
    "any.post.hashtag_count": ("instagram", {"text": "#a1 #b1 #c1 #d1 #e1 #f1"}, {"text": "#a1 #b1 #c1 #d1 #e1"}),
    "any.post.hashtag_dead": ("google_business", {"text": "Neu #Brot"}, {"text": "Neu: Brot Nr. 1"}),
    "threads.post.topic_tag": ("threads", {"text": "#brot #kuchen"}, {"text": "#brot #1"}),
    "any.post.hashtag_band": ("facebook", {"text": "Brot #a1 #b1"}, {"text": "Brot #a1"}, {"hashtag_max": 1}),
    "any.post.hashtag_foreign": (
        "facebook",
        {"text": "Brot #liebe"},
        {"text": "Brot #Backstube"},
        {"hashtags": [{"name": "Haus", "tags": ["backstube"]}]},
    ),
    "any.post.hashtag_place": (
        "facebook",
        {"text": "Unser #Brot ist da"},
        {"text": "Unser Brot ist da #Brot #Freiburg"},
        {"hashtag_place": "end"},
    ),
    "any.post.hashtag_twice": ("facebook", {"text": "#Brot #brot"}, {"text": "#Brot #Laib"}),
    "any.post.hashtag_words": ("facebook", {"text": "#frischausdembackofen"}, {"text": "#FrischAusDemBackofen"}),
    "any.post.too_close": ("facebook", {"wall": MONDAY}, {"wall": MONDAY + timedelta(days=2)}, {"gap_hours": 20}),
    "any.post.outside_slots": ("facebook", {"wall": MONDAY.replace(hour=15)}, {"wall": MONDAY}, slots()),
    "any.post.posts_per_24h": ("tiktok", {"wall": MONDAY}, {"wall": MONDAY + timedelta(days=9)}),
    "any.post.week_full": ("facebook", {"wall": MONDAY}, {"wall": MONDAY + timedelta(days=9)}, {"posts_per_week": 3}),
    "any.post.pillar_missing": ("facebook", {"text": "Brot"}, {"text": "Brot", "pillar_id": "p1"}),
    "any.post.pillar_quota": (
        "facebook",
        {"wall": MONDAY, "pillar_id": "p1"},
        {"wall": MONDAY, "pillar_id": "p2"},
        {"pillars": {"p1": 30, "p2": 70}},
    ),
    "any.post.repeats": ("facebook", {"text": f"{LONG} #Brot"}, {"text": "Etwas ganz anderes"}, {"likeness": 0.5}),
    "any.post.ad_label": (
        "instagram",
        {"text": "Mit unserem Rabattcode BROT"},
        {"text": "Anzeige: Mit unserem Rabattcode BROT"},
        {"legal": {"ad_label": "Anzeige"}},
    ),
    "any.post.ad_label_hidden": (
        "instagram",
        {"text": "Neues Messer #werbung"},
        {"text": "Werbung. Neues Messer #werbung"},
    ),
    "any.post.competition": (
        "facebook",
        {"text": "Gewinnspiel: zwei Torten"},
        {"text": "Gewinnspiel: zwei Torten, Teilnahmeschluss Sonntag"},
    ),
}
AROUND = Around(
    pillars={"p1": 2, "p2": 1},
    neighbours=tuple(MONDAY + timedelta(hours=hour) for hour in range(1, 16)),
    earlier=tuple(Earlier(MONDAY - timedelta(days=20 + n), f"{LONG} {n}") for n in range(5)),
    pillar_names={"p1": "Backstube", "p2": "Menschen"},
)


def found(rule, how):
    network, _, _, *line = CASES[rule]
    draft = Draft(
        language="de",
        network=network,
        surface=surface_of(network, how.get("format", ""), with_media=bool(how.get("media"))),
        **how,
    )
    text = EditorialLine.model_validate({"network": network, **(line[0] if line else {})})
    return {finding.rule: finding for finding in check(draft, text, NETWORKS[network], AROUND)}


def test_no_rule_is_without_a_case():
    assert set(CASES) == {rule.id for rule in ALL}
    assert len(ALL) >= 40


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_draft_that_breaks_the_rule_is_found(rule):
    assert rule in found(rule, CASES[rule][1])


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_draft_that_keeps_the_rule_is_not(rule):
    assert rule not in found(rule, CASES[rule][2])


@pytest.mark.parametrize("rule", sorted(CASES))
def test_what_is_found_fills_its_sentences(rule):
    finding = found(rule, CASES[rule][1])[rule]
    for sentence in ("reason", "remedy"):
        assert sentences("de")[f"checks.{rule}.{sentence}"].format_map(dict(finding.values))


def test_blocking_findings_come_first():
    levels = [finding.level for finding in found("any.post.text_length", {"text": "WIR BACKEN HEUTE " * 40}).values()]
    assert levels[0] == "block"
    assert levels == sorted(levels, key=lambda level: level != "block")


def test_only_what_a_network_would_certainly_refuse_blocks():
    mastodon, x = NETWORKS["mastodon"], NETWORKS["x"]
    five = Draft(language="de", network="mastodon", text="Brot", media=(image(),) * 5, is_live=True)
    assert blocking(five, mastodon).rule == "any.post.media_count"
    assert blocking(replace(five, is_live=False), mastodon) is None, "in the app of the network it can be mended"
    assert blocking(replace(five, text="a" * 501, media=()), mastodon).rule == "any.post.text_length"
    assert blocking(replace(five, text="a" * 501, media=(), as_thread=True), mastodon) is None
    long = Draft(language="de", network="x", text="a" * 300)
    assert blocking(long, x) is None, "with X Premium that is allowed"
    assert blocking(replace(long, text="a" * 5000), x).rule == "any.post.text_length"


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_rule_that_can_be_broken_concerns_the_network(rule):
    by_id = {one.id: one for one in ALL}
    assert concerns(by_id[rule], NETWORKS[CASES[rule][0]])


def test_the_list_of_a_network_leaves_out_what_cannot_happen_there():
    listed = {network: {rule.id for rule in ALL if concerns(rule, facts)} for network, facts in NETWORKS.items()}
    assert "any.post.video_only" in listed["youtube"]
    assert "any.post.video_only" not in listed["instagram"]
    assert "any.comment.not_there" not in listed["facebook"]
    assert "any.post.mixed_media" not in listed["instagram"]
    assert "any.post.alt_missing" not in listed["tiktok"]
    assert "any.post.markup" not in listed["reddit"]
    assert "x.post.cashtag_count" not in listed["bluesky"]
    assert all("any.post.text_length" in rules for rules in listed.values())


def test_the_limit_of_a_server_counts_instead_of_the_usual_one():
    long = Draft(language="de", network="mastodon", text="a" * 900, is_live=True, text_limit=1000)
    assert blocking(long, NETWORKS["mastodon"]) is None
    assert blocking(replace(long, text_limit=800), NETWORKS["mastodon"]).values["limit"] == 800


def test_a_line_that_wants_no_hashtags_says_so_and_only_where_they_lead_somewhere():
    def rules(network):
        draft = Draft(language="de", network=network, text="Brot #Graz #Vorsorge")
        return {
            one.rule: one
            for one in check(draft, EditorialLine(network=network, hashtag_max=0), NETWORKS[network], AROUND)
        }

    assert rules("facebook")["any.post.hashtag_band"].values["high"] == 0
    assert "any.post.hashtag_dead" in rules("google_business")
    assert "any.post.hashtag_band" not in rules("google_business")
