"""An editorial line as a document one can follow: on the page, as Markdown, as a page that prints."""

from collections.abc import Sequence

import streamlit as st

from cmlite.domain.editorial import EditorialLine
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.papers import Section
from cmlite.ui.slots import slot_words
from cmlite.ui.text import t

PARTS = ("aim", "tone", "shape", "hashtags", "calls", "rhythm", "words", "legal")
"""The sections in reading order."""
_ICONS = {
    "aim": "flag",
    "tone": "record_voice_over",
    "shape": "straighten",
    "hashtags": "tag",
    "calls": "ads_click",
    "rhythm": "event_repeat",
    "words": "spellcheck",
    "legal": "gavel",
}


def sections(line: EditorialLine, strategy: Strategy) -> list[Section]:
    """The whole line in reading order, as plain text."""
    return [(t(f"editorial.part.{part}"), rows(part, line, strategy)) for part in PARTS]


def rows(part: str, line: EditorialLine, strategy: Strategy) -> list[tuple[str, str]]:
    """Pairs of label and text of one section; what is empty is left out."""
    found = {
        "aim": [("aim", line.aim), ("audience", line.audience)],
        "tone": [
            ("tone", line.tone),
            ("address", t(f"onboarding.address_{line.address}")),
            ("yes", _quoted(line.yes)),
            ("no", _quoted(line.no)),
            ("never", "\n".join(line.never)),
        ],
        "shape": [
            ("formats", text.listed([t(f"formats.{one}") for one in line.formats])),
            ("length", band(line.length_min, line.length_max, "characters")),
            ("emoji", band(line.emoji_min, line.emoji_max, "emoji")),
            ("sentence", "" if line.sentence_words is None else text.number(line.sentence_words)),
            ("exclamations", "" if line.exclamations_max is None else text.number(line.exclamations_max)),
        ],
        "hashtags": [
            ("hashtag_count", band(line.hashtag_min, line.hashtag_max, "number")),
            ("hashtag_place", t(f"editorial.hashtag_place_{line.hashtag_place}") if line.hashtag_max != 0 else ""),
            *((one.name, " ".join(f"#{tag}" for tag in one.tags)) for one in line.hashtags),
        ],
        "calls": [
            ("links", line.links),
            ("call_rule", t("editorial.call_yes" if line.call_wanted else "editorial.call_no")),
            ("calls", _quoted(line.calls)),
        ],
        "rhythm": _rhythm(line, strategy),
        "words": [
            ("use", ", ".join(line.words_use)),
            (
                "avoid",
                "\n".join(f"{one.word} → {one.instead}" if one.instead else one.word for one in line.words_avoid),
            ),
        ],
        "legal": [
            ("ad_label", line.legal.ad_label),
            ("imprint", line.legal.imprint),
            ("picture_rights", line.legal.picture_rights),
            ("competitions", line.legal.competitions),
            ("trade", line.legal.trade),
        ],
    }[part]
    named = {one.name for one in line.hashtags} if part == "hashtags" else set()
    return [
        (label if label in named else t(f"editorial.label.{label}"), words) for label, words in found if words.strip()
    ]


def section_card(part: str, line: EditorialLine, strategy: Strategy, *, is_changing: bool) -> bool:
    """One section to read, with its button to change it; whether that was pressed.

    While another section `is_changing` its words must not get lost, so it is saved or cancelled first.
    """
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"line_head_{part}"
    ):
        st.header(f":material/{_ICONS[part]}: {t(f'editorial.part.{part}')}", anchor=False, width="content")
        pressed = st.button(
            t("editorial.edit"),
            key=f"line_edit_{part}",
            icon=":material/edit:",
            type="tertiary",
            disabled=is_changing,
            help=t("editorial.edit_help", part=t(f"editorial.part.{part}")),
        )
    content = rows(part, line, strategy)
    if not content:
        st.caption(t("editorial.nothing"))
    colours = {t("editorial.label.yes"): "green", t("editorial.label.no"): "red", t("editorial.label.never"): "red"}
    for label, words in content:
        shown = escaped(words).replace("\n", "  \n")
        name = f":{colours[label]}[**{escaped(label)}**]" if label in colours else f"**{escaped(label)}**"
        st.markdown(f"{name}  \n{shown}")
    return pressed


def band(low: int, high: int | None, unit: str) -> str:
    """80 bis 600 Zeichen; höchstens 3; none where neither end is set."""
    if high is None:
        return t(f"editorial.unit.{unit}", n=t("editorial.at_least", n=low)) if low else ""
    if high == 0:
        return t("editorial.none")
    said = t("editorial.between", low=low, high=high) if low else t("editorial.at_most", n=high)
    return t(f"editorial.unit.{unit}", n=said)


def _quoted(sentences: Sequence[str]) -> str:
    return "\n".join(t("editorial.quoted", words=one) for one in sentences)


def _rhythm(line: EditorialLine, strategy: Strategy) -> list[tuple[str, str]]:
    shares = [
        (strategy.pillar_name(pillar_id), text.percent(share / 100, digits=0))
        for pillar_id, share in line.pillars.items()
        if strategy.pillar_name(pillar_id)
    ]
    return [
        ("cadence", t("editorial.a_week", n=line.posts_per_week) if line.posts_per_week else ""),
        ("slots", ", ".join(slot_words(slot) for slot in line.slots)),
        ("gap", t("editorial.hours", n=line.gap_hours) if line.gap_hours else ""),
        ("pillars", "\n".join(f"{name}: {share}" for name, share in shares)),
    ]
