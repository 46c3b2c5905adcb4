"""Every rule of answering calmly has an answer that breaks it and one that keeps it, in both languages."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmlite import config
from cmlite.domain.calm import ALL, Reply, Thread, check
from cmlite.domain.calm.remedies import mended
from cmlite.domain.calm.words import read_words
from cmlite.domain.editorial import Swap
from cmlite.domain.moderation import Plan
from cmlite.domain.networks import read_networks
from cmlite.ui.locale_files import sentences

WORDS = read_words((config.REFERENCE / "calm.toml").read_text(encoding="utf-8"))
NETWORKS = read_networks((config.REFERENCE / "networks.toml").read_text(encoding="utf-8"))
PLAN = Plan(never_promise=("zweiter Tisch", "second table"))

SAID = {
    "de": "Das Brot war steinhart, ich bin sehr enttäuscht.",
    "en": "The bread was rock hard, I am so disappointed.",
}
ASKED = {"de": "Habt ihr am Sonntag Brezeln?", "en": "Do you have pretzels on Sunday?"}
PRAISED = {"de": "Das beste Brot der Stadt, danke!", "en": "The best bread in town, thank you!"}
STAFF = ("Anna Berg", "Backhaus GMBH")
LONG = {"de": "Wir backen jeden Tag frisch. ", "en": "We bake bread every single day. "}

# rule → (German that breaks it, German that keeps it), (English that breaks it, English that keeps it), message, network
CASES = {
    "limit.too_long": (("a" * 501, "a" * 500), ("b" * 501, "b" * 500), SAID, "mastodon"),
    "privacy.phone": (
        ("Rufen Sie an: 0761 / 123 45 67", "Wir haben von 6:30 bis 18:00 Uhr offen, am 24.12.2026 nicht."),
        ("Call us on +44 20 7946 0958", "We are open from 6:30 to 18:00, not on 24/12/2026."),
        SAID,
    ),
    "privacy.mail": (
        ("Schreiben Sie an anna.m@privat.example", "Schreiben Sie an laden@backhaus.example"),
        ("Write to anna.m@private.example", "Write to shop@backhaus.example"),
        SAID,
    ),
    "privacy.address": (
        ("Wir kommen in die Lindenstraße 12", "Wir kommen in Ihre Straße"),
        ("We will come to 12 Long Lane", "We will come to your street"),
        SAID,
    ),
    "privacy.account": (
        ("IBAN DE12 5001 0517 0648 4898 90", "Die Zahlung ist da"),
        ("Card 4111 1111 1111 1111 was charged", "The payment is here"),
        SAID,
    ),
    "privacy.order_number": (
        ("Ihre Bestellnummer lautet AB-12345", "Ihre Bestellung vom Freitag ist da"),
        ("Your order number is AB-12345", "Your order of Friday is here"),
        SAID,
    ),
    "privacy.asks": (
        ("Nennen Sie uns hier Ihre Telefonnummer", "Schicken Sie uns Ihre Bestellnummer in einer privaten Nachricht"),
        ("Tell us your phone number", "Send us your order number in a private message"),
        SAID,
    ),
    "privacy.third_person": (
        ("Das hat Frau Huber verbockt", "Frau Lang, das hätte nicht passieren dürfen. Ihre Anna Berg"),
        ("That was the fault of Mr Hill", "Ms Lang, that should not have happened. Anna Berg"),
        SAID,
    ),
    "privacy.other_name": (
        ("Guten Tag Frau Huber, danke", "Guten Tag Frau Lang, danke"),
        ("Dear Ms Hill, thank you", "Dear Ms Lang, thank you"),
        SAID,
    ),
    "promise.plan": (
        ("Nebenan kommt ein zweiter Tisch dazu", "Wir denken über mehr Plätze nach"),
        ("A second table is coming", "We think about more seats"),
        SAID,
    ),
    "promise.money": (
        ("Sie bekommen Ihr Geld zurück", "Ob wir etwas erstatten, können wir hier nicht sagen"),
        ("You will get your money back", "We cannot talk about a refund here"),
        SAID,
    ),
    "promise.gift": (
        ("Der nächste Kaffee geht auf uns", "Kommen Sie bitte noch einmal vorbei"),
        ("Your next coffee is on us", "Please come by again"),
        SAID,
    ),
    "promise.date": (
        ("Wir melden uns bis Freitag", "Wir melden uns, wenn wir es wissen"),
        ("We will call you by Friday", "We will call you when we know"),
        SAID,
    ),
    "promise.guarantee": (
        ("Das kommt nie wieder vor", "Wir achten ab sofort darauf"),
        ("That will never happen again", "We will watch it from now on"),
        SAID,
    ),
    "promise.admission": (
        ("Das ist unsere Schuld", "Das tut uns leid"),
        ("That is our fault", "We are sorry about that"),
        SAID,
    ),
    "tone.insult": (
        ("So ein Idiot", "Schade, dass es so war"),
        ("What an idiot", "A pity that it was so"),
        SAID,
    ),
    "tone.heat": (
        ("Das ist ja lächerlich", "Das verstehen wir gut"),
        ("This is ridiculous", "We understand that"),
        SAID,
    ),
    "tone.menace": (
        ("Unser Anwalt meldet sich", "Wir melden uns"),
        ("Our lawyer will write", "We will write"),
        SAID,
    ),
    "tone.orders": (
        ("Bitte beruhigen Sie sich erst einmal", "Danke, dass Sie es sagen"),
        ("Please calm down first", "Thank you for telling us"),
        SAID,
    ),
    "tone.blame": (
        ("Sie haben wohl nicht richtig gelesen", "Wir schreiben es künftig deutlicher"),
        ("You obviously misread the sign", "We will write it more clearly"),
        SAID,
    ),
    "tone.sarcasm": (
        ("Herzlichen Glückwunsch zu Ihrem Gaumen", "Danke für die genaue Beschreibung"),
        ("Congratulations on your palate", "Thanks for the exact description"),
        SAID,
    ),
    "tone.belittling": (
        ("Das ist doch halb so schlimm", "Das ist ärgerlich"),
        ("It is not a big deal", "That is annoying"),
        SAID,
    ),
    "tone.dismissal": (
        ("Bisher hat sich niemand beklagt", "Danke, dass Sie uns das sagen"),
        ("You are the first to say so", "Thank you for saying so"),
        SAID,
    ),
    "tone.closing_off": (
        ("Damit ist der Fall erledigt", "Passt das so für Sie?"),
        ("Case closed", "Does that suit you?"),
        SAID,
    ),
    "tone.hollow": (
        ("Wir entschuldigen uns für etwaige Unannehmlichkeiten", "Das Brot hätte so nicht in die Tüte gedurft"),
        ("We apologise for any inconvenience", "That loaf should not have left the shop"),
        SAID,
    ),
    "tone.capitals": (
        ("Das ist FALSCH und GELOGEN", "Die Backhaus GMBH und die IHK prüfen das"),
        ("That is UNFAIR and WRONG", "The BBC wrote about it"),
        SAID,
    ),
    "tone.exclamations": (
        ("Das stimmt nicht! Wirklich nicht!", "Danke für den Hinweis!"),
        ("That is not true! Really not!", "Thanks for the hint!"),
        SAID,
    ),
    "tone.question_marks": (
        ("Wie kommen Sie darauf??", "Wann war das?"),
        ("Where did you get that??", "When was that?"),
        SAID,
    ),
    "tone.emoji": (("Das ist interessant 🙄", "Danke 🙏"), ("Interesting 🙄", "Thank you 🙏"), SAID),
    "shape.apology_missing": (
        ("Guten Tag, wir prüfen das", "Guten Tag, das tut uns leid, wir prüfen das"),
        ("Hello, we will check", "Hello, we are sorry, we will check"),
        SAID,
    ),
    "shape.half_apology": (
        ("Es tut uns leid, dass Sie das so sehen", "Es tut uns leid, dass das Brot hart war"),
        ("We are sorry you feel that way", "We are sorry the bread was hard"),
        SAID,
    ),
    "shape.but_after_apology": (
        ("Es tut uns leid, aber das Brot war frisch", "Es tut uns leid. Das Brot war vom Vortag"),
        ("We are sorry, but the bread was fresh", "We are sorry. The loaf was a day old"),
        SAID,
    ),
    "shape.reasons_first": (
        ("Wir hatten gestern viel zu tun. Das tut uns leid", "Das tut uns leid. Wir hatten gestern viel zu tun"),
        ("Due to a busy day it went wrong. Sorry", "Sorry. It went wrong due to a busy day"),
        SAID,
    ),
    "shape.next_step_missing": (
        ("Das tut uns sehr leid", "Das tut uns leid, bitte schreiben Sie uns"),
        ("We are very sorry", "We are sorry, please write to us"),
        SAID,
    ),
    "shape.greeting_missing": (
        ("Das tut uns leid", "Guten Tag, das tut uns leid"),
        ("We are sorry", "Hello, we are sorry"),
        SAID,
    ),
    "shape.thanks_missing": (
        ("Wir backen eben gut", "Das freut uns, bis bald"),
        ("We just bake well", "Thank you, see you soon"),
        PRAISED,
    ),
    "shape.not_answered": (
        ("Einen schönen Tag wünschen wir", "Ja, Brezeln gibt es auch sonntags"),
        ("Have a lovely day", "Yes, pretzels on Sundays too"),
        ASKED,
    ),
    "shape.too_brief": (
        ("Das tut uns leid", "Guten Tag, das tut uns wirklich leid, bitte schreiben Sie uns"),
        ("Sorry about that", "Hello, we are really sorry about that loaf, please write"),
        SAID,
    ),
    "shape.long_winded": ((LONG["de"] * 30, LONG["de"] * 5), (LONG["en"] * 30, LONG["en"] * 5), SAID),
    "shape.sentence_long": (
        ("Brot und Kuchen und " * 12, "Brot und Kuchen. " * 12),
        ("Bread and cake and " * 12, "Bread and cake. " * 12),
        SAID,
    ),
    "shape.impersonal": (
        ("Das Brot aus dem alten Ofen wird nun anders gebacken", "Das Brot aus dem alten Ofen backen wir nun anders"),
        ("The bread from the old oven is baked differently now", "From now on we bake the bread in the new oven"),
        SAID,
    ),
    "form.unfilled": (
        ("Guten Tag {name}, danke", "Guten Tag Frau Lang, danke"),
        ("Hello [Name], thank you", "Hello Ms Lang, thank you"),
        SAID,
    ),
    "form.address": (("Danke, dass du schreibst", "Danke, dass Sie schreiben"), None, SAID),
    "form.address_mixed": (
        ("Danke, dass Sie schreiben, bring deine Tüte mit", "Danke, dass Sie schreiben, bringen Sie die Tüte mit"),
        None,
        SAID,
    ),
    "form.words_avoid": (
        ("Schön, dass es lecker war", "Schön, dass es geschmeckt hat, auch die Leckerli"),
        ("Glad it was lecker", "Glad you liked it"),
        PRAISED,
    ),
    "form.language": (
        ("We are sorry that the bread was not good", "Das tut uns leid, und wir prüfen das"),
        ("Das tut uns leid, und wir prüfen das", "We are sorry that the bread was not good"),
        SAID,
    ),
    "form.link_unknown": (
        ("Mehr auf https://fremd.example.org/brot", "Mehr auf https://www.backhaus.example/brot"),
        ("More on https://foreign.example.org/bread", "More on https://www.backhaus.example/bread"),
        SAID,
    ),
    "form.same_text": (
        (
            "Guten Tag, das tut uns leid, bitte schreiben Sie uns eine Nachricht mit dem Tag",
            "Guten Tag, das Brot hätte so nicht in die Tüte gedurft, das ist ärgerlich",
        ),
        (
            "Hello, we are sorry, please send us a message with the day when it was",
            "Hello, that loaf should never have left our shop, we are sorry",
        ),
        SAID,
    ),
    "form.said_before": (
        ("Guten Tag, wir haben beim Bäcker nachgefragt", "Guten Tag, der Ofen war defekt und wird repariert"),
        ("Hello, we have asked our baker about it", "Hello, the oven was broken, we had it mended"),
        SAID,
    ),
}
OTHERS = tuple(f"{pair[0]} {n}" for pair in CASES["form.same_text"][:2] for n in range(3))
OURS = tuple(pair[0] for pair in CASES["form.said_before"][:2])


def found(rule, text, language):
    case = CASES[rule]
    thread = Thread(
        said=case[2][language],
        kind="review" if rule == "shape.greeting_missing" else "comment",
        who=("Mira Lang",),
        staff=STAFF,
        hosts=frozenset({"backhaus.example"}),
        others=OTHERS,
        ours=OURS if rule == "form.said_before" else (),
    )
    avoided = (Swap(word="Lecker", instead="sagen, wonach es schmeckt"),)
    reply = Reply(text, NETWORKS[case[3] if len(case) > 3 else "facebook"], language=language, avoided=avoided)
    return {one.rule: one for one in check(reply, thread, PLAN, WORDS)}


def cases(place):
    """Rule, language and text of each case; `place` 0 breaks the rule, 1 keeps it."""
    return [
        pytest.param(rule, language, pair[place], id=f"{rule}-{language}")
        for rule, case in CASES.items()
        for language, pair in zip(("de", "en"), case[:2], strict=True)
        if pair is not None
    ]


def test_no_rule_is_without_a_case():
    assert set(CASES) == {rule.id for rule in ALL}
    assert len(ALL) >= 25


@pytest.mark.parametrize(("rule", "language", "text"), cases(0))
def test_an_answer_that_breaks_the_rule_is_found(rule, language, text):
    assert rule in found(rule, text, language)


@pytest.mark.parametrize(("rule", "language", "text"), cases(1))
def test_an_answer_that_keeps_the_rule_is_not(rule, language, text):
    assert rule not in found(rule, text, language)


@pytest.mark.parametrize("rule", sorted(CASES))
def test_what_is_found_fills_its_sentences_in_both_languages(rule):
    finding = found(rule, CASES[rule][0][0], "de")[rule]
    for code in ("de", "en"):
        for part in ("name", "reason", "remedy"):
            assert sentences(code)[f"calm.{rule}.{part}"].format_map(dict(finding.values))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hätten Sie kurz Zeit für uns?", "Danke euch!"),
        ("Na klar, auf jeden Fall, kommen Sie vorbei.", "Kann ich die Torte am Samstag abholen?"),
        ("Ihre Bestellung ist erledigt und liegt bereit.", "Ist meine Bestellung schon fertig?"),
        ("Ja, kalt schmeckt er auch gut.", "Gibt es den Kaffee auch kalt?"),
        ("Sie können kostenlos stornieren, solange wir nicht gebacken haben.", "Kann ich noch stornieren?"),
        ("恐れ入ります。至らない点も多々あるかとは存じますが。", "遅いです"),
        ("We are closed on Mondays, the shop is closed on holidays, too.", "Are you open on Monday?"),
        ("You should have that option in the menu.", "Where do I find the PDF and the JPG in the ZIP?"),
    ],
)
def test_ordinary_answers_are_left_in_peace(text, said):
    language = "de" if text.isascii() is False or "Sie" in text or "Ja" in text else "en"
    assert [one.rule for one in check(Reply(text, language=language), Thread(said=said), PLAN, WORDS)] == []


def test_nothing_is_said_about_an_empty_answer():
    assert check(Reply("  \n"), Thread(said=SAID["de"]), PLAN, WORDS) == ()


@pytest.mark.parametrize("is_live", [True, False])
def test_only_what_the_network_refuses_blocks_and_only_where_it_is_sent_from_here(is_live):
    reply = Reply("Das ist LÄCHERLICH und FALSCH!!! " * 40, NETWORKS["mastodon"], is_live=is_live)
    levels = {one.rule: one.level for one in check(reply, Thread(said=SAID["de"]), PLAN, WORDS)}
    assert levels.pop("limit.too_long") == ("block" if is_live else "advise")
    assert set(levels.values()) == {"advise"}


def test_whom_a_question_names_is_not_what_it_asks_about():
    thread = Thread(said="@morgenrot Habt ihr Dinkelbrot oder Roggenbrot?")
    words = {one.rule: one.values for one in check(Reply("Guten Tag, das freut uns."), thread, PLAN, WORDS)}
    assert str(words["shape.not_answered"]["word"]).casefold() == "dinkelbrot"


def test_in_private_nobody_else_reads_along():
    text = "Guten Tag Frau Lang, es tut uns leid. Rufen Sie an: 0761 1234567, Bestellnummer 12345."
    thread = Thread(said=SAID["de"], kind="message", who=("Mira Lang",))
    assert not [one for one in check(Reply(text, is_public=False), thread, PLAN, WORDS) if "privacy" in one.rule]


@pytest.mark.parametrize(("class_id", "broken"), [("complaint", True), ("question", False)])
def test_a_class_given_by_a_person_counts_more_than_words(class_id, broken):
    wanted = {"shape.apology_missing", "shape.next_step_missing"}
    thread = Thread(said="Nun ja.", class_id=class_id)
    rules = {one.rule for one in check(Reply("Guten Tag, wir danken und wünschen alles Gute."), thread, PLAN, WORDS)}
    assert (wanted <= rules) is broken


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("tone.capitals", "Das ist FALSCH, sagt die IHK. GELOGEN!", "Das ist falsch, sagt die IHK. Gelogen!"),
        ("tone.exclamations", "Nein!!! So nicht! !", "Nein. So nicht."),
        ("tone.question_marks", "Wie bitte?! Wann war das??", "Wie bitte? Wann war das?"),
        ("tone.emoji", "Interessant 🙄. Sehr 😂", "Interessant. Sehr"),
        ("privacy.phone", "Rufen Sie 0761 / 123 45 67 an", "Rufen Sie … an"),
    ],
)
def test_a_remedy_mends_what_its_rule_found(rule, before, after):
    by_id = {one.id: one for one in ALL}
    assert mended(before, by_id[rule].mends) == after
    assert rule not in {one.rule for one in check(Reply(after), Thread(said=SAID["de"]), PLAN, WORDS)}


@pytest.mark.parametrize(
    "text", ["Das ist lä\u200bcherlich", "Das ist 𝐥ä𝐜𝐡𝐞𝐫𝐥𝐢𝐜𝐡", "Das ist laecherlich", "DAS IST LÄCHERLICH"]
)
def test_a_word_is_found_also_with_invisible_signs_and_styled_letters(text):
    assert "tone.heat" in {one.rule for one in check(Reply(text), Thread(said=SAID["de"]), PLAN, WORDS)}


HOSTILE = (
    "!" * 100_000,
    "(0" * 50_000,
    "0 " * 50_000,
    "a@" * 50_000,
    "DE12 " * 30_000,
    "[a" * 50_000,
    "{" * 100_000,
    "Bestellnummer " * 20_000,
    "www." * 40_000,
    "Straße 1 " * 20_000,
    "A" * 100_000,
    "es tut uns " * 20_000,
    "\u202e\u200d" * 40_000,
    "👨‍👩‍👧" * 20_000,
    "\ud800" * 1_000,
    "1 Aa Aa Aa " * 20_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_takes_no_time_and_breaks_nothing(text):
    thread = Thread(said=text, who=(text[:200],), ours=(text[:5_000],), others=(text[:5_000],) * 3)
    started = time.process_time()
    check(Reply(text, NETWORKS["x"]), thread, PLAN, WORDS)
    for remedy in ("lower", "fewer_marks", "fewer_questions", "without_emoji", "without_data"):
        mended(text[:20_000], remedy)
    assert time.process_time() - started < 1.5


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_no_text_breaks_the_rules(reply, said):
    for finding in check(Reply(reply, NETWORKS["bluesky"]), Thread(said=said, who=(said[:20],)), PLAN, WORDS):
        assert isinstance(mended(reply, finding.mends), str)


def test_an_answer_of_usual_length_is_looked_at_in_a_few_milliseconds():
    words = [
        "Guten",
        "Tag",
        "Frau",
        "Lang,",
        "das",
        "tut",
        "uns",
        "leid.",
        "Wir",
        "prüfen",
        "es",
        "in",
        "Ruhe",
        "und",
        "Sie",
    ]
    text = " ".join(random.Random(1).choices(words, k=150))
    thread = Thread(said=SAID["de"] * 5, who=("Mira Lang",), others=(text,) * 20)
    check(Reply(text, NETWORKS["facebook"]), thread, PLAN, WORDS)
    started = time.process_time()
    for _ in range(20):
        check(Reply(text, NETWORKS["facebook"]), thread, PLAN, WORDS)
    assert (time.process_time() - started) / 20 < 0.02
