"""The sections of an editorial line as forms; each gives back what was typed, to be checked and saved."""

from collections.abc import Callable

import streamlit as st

from cmlite.domain.editorial import HASHTAG_PLACES, EditorialLine
from cmlite.domain.editorial_lines import (
    lines_of,
    read_slots,
    read_swaps,
    read_tags,
    written_slots,
    written_swaps,
    written_tags,
)
from cmlite.domain.networks import Network
from cmlite.domain.strategy import Strategy
from cmlite.ui import text
from cmlite.ui.text import t

Edit = Callable[[], dict[str, object]]
"""Reads the fields of a section; may raise RuleError with the line it could not read."""
_LONG = 2_000


def section_form(part: str, line: EditorialLine, network: Network, strategy: Strategy) -> tuple[str, Edit]:
    """The form of one section with its buttons; 'save', 'cancel' or '' and what reads the fields."""
    with st.form(key=f"line_form_{part}", border=False, enter_to_submit=False):
        st.header(t(f"editorial.part.{part}"), anchor=False)
        edit = _FIELDS[part](line, network, strategy)
        with st.container(horizontal=True, key=f"line_buttons_{part}"):
            saved = st.form_submit_button(t("editorial.save"), key=f"line_save_{part}", type="primary")
            cancelled = st.form_submit_button(t("editorial.cancel"), key=f"line_cancel_{part}", type="tertiary")
    return ("save" if saved else "cancel" if cancelled else ""), edit


def _aim(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    aim = _area("aim", line.aim)
    audience = _area("audience", line.audience)
    return lambda: {"aim": aim, "audience": audience}


def _tone(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    tone = _area("tone", line.tone)
    address = st.segmented_control(
        t("editorial.label.address"),
        ("ihr", "du", "sie"),
        default=line.address,
        required=True,
        format_func=lambda one: t(f"onboarding.address_{one}"),
        key="line_address",
    )
    yes = _list("yes", line.yes)
    no = _list("no", line.no)
    never = _list("never", line.never)
    return lambda: {
        "tone": tone,
        "address": address or line.address,
        "yes": lines_of(yes),
        "no": lines_of(no),
        "never": lines_of(never),
    }


def _shape(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    formats = st.pills(
        t("editorial.label.formats"),
        network.formats,
        selection_mode="multi",
        default=[one for one in line.formats if one in network.formats],
        format_func=lambda one: t(f"formats.{one}"),
        key="line_formats",
    )
    numbers = _band("length", line.length_min, line.length_max) | _band("emoji", line.emoji_min, line.emoji_max)
    left, right = st.columns(2)
    with left:
        sentence = _number("sentence", line.sentence_words)
    with right:
        exclamations = _number("exclamations", line.exclamations_max)
    return lambda: {
        "formats": tuple(formats or ()),
        **numbers,
        "sentence_words": sentence,
        "exclamations_max": exclamations,
    }


def _hashtags(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    numbers = _band("hashtag", line.hashtag_min, line.hashtag_max)
    place = st.selectbox(
        t("editorial.label.hashtag_place"),
        HASHTAG_PLACES,
        index=HASHTAG_PLACES.index(line.hashtag_place),
        format_func=lambda one: t(f"editorial.hashtag_place_{one}"),
        key="line_hashtag_place",
    )
    groups = _area("hashtags", written_tags(line.hashtags), long=6_000)
    return lambda: {**numbers, "hashtag_place": place, "hashtags": read_tags(groups, line.hashtags)}


def _calls(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    links = _area("links", line.links)
    wanted = st.toggle(t("editorial.label.call_wanted"), line.call_wanted, key="line_call_wanted")
    calls = _list("calls", line.calls)
    return lambda: {"links": links, "call_wanted": wanted, "calls": lines_of(calls)}


def _rhythm(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    left, right = st.columns(2)
    cadence = left.number_input(
        t("editorial.label.cadence"), 0.0, 100.0, float(line.posts_per_week), step=0.5, format="%g", key="line_cadence"
    )
    gap = right.number_input(t("editorial.label.gap"), 0, 1_000, line.gap_hours, key="line_gap")
    slots = _area("slots", written_slots(line.slots, text.language()))
    shares = {
        pillar.pillar_id: st.number_input(
            t("editorial.share_of", name=pillar.name),
            0,
            100,
            int(line.pillars.get(pillar.pillar_id, 0)),
            step=5,
            key=f"line_share_{pillar.pillar_id}",
        )
        for pillar in strategy.pillars
    }
    return lambda: {
        "posts_per_week": cadence,
        "gap_hours": gap,
        "slots": read_slots(slots),
        "pillars": {pillar_id: share for pillar_id, share in shares.items() if share},
    }


def _words(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    use = _list("use", line.words_use)
    avoid = _area("avoid", written_swaps(line.words_avoid), long=20_000)
    likeness = st.slider(
        t("editorial.label.likeness"),
        20,
        100,
        round(100 * (line.likeness if line.likeness is not None else 1)),
        step=5,
        format="%d %%",
        key="line_likeness",
        help=t("editorial.hint.likeness"),
    )
    return lambda: {"words_use": lines_of(use), "words_avoid": read_swaps(avoid), "likeness": likeness / 100}


def _legal(line: EditorialLine, network: Network, strategy: Strategy) -> Edit:
    label = st.text_input(
        t("editorial.label.ad_label"), line.legal.ad_label, key="line_ad_label", max_chars=60, icon=":material/label:"
    )
    names = ("imprint", "picture_rights", "competitions", "trade")
    typed = {name: _area(name, getattr(line.legal, name)) for name in names}
    return lambda: {"legal": {"ad_label": label, **typed}}


_FIELDS: dict[str, Callable[[EditorialLine, Network, Strategy], Edit]] = {
    "aim": _aim,
    "tone": _tone,
    "shape": _shape,
    "hashtags": _hashtags,
    "calls": _calls,
    "rhythm": _rhythm,
    "words": _words,
    "legal": _legal,
}


def _area(name: str, words: str, *, long: int = _LONG) -> str:
    typed = st.text_area(
        t(f"editorial.label.{name}"),
        words,
        key=f"line_{name}",
        max_chars=max(long, len(words)),
        height="content",
        help=t(f"editorial.hint.{name}") if text.has(f"editorial.hint.{name}") else None,
    )
    return (typed or "").strip()


def _list(name: str, lines: tuple[str, ...]) -> str:
    return _area(name, "\n".join(lines), long=20_000)


def _number(name: str, value: int | None) -> int | None:
    typed = st.number_input(
        t(f"editorial.label.{name}"), 0, 100_000, value, key=f"line_{name}", placeholder=t("editorial.not_looked_at")
    )
    return None if typed is None else int(typed)


def _band(name: str, low: int, high: int | None) -> dict[str, object]:
    """Two numbers side by side, under the names of the line's fields."""
    left, right = st.columns(2)
    least = left.number_input(t(f"editorial.label.{name}_min"), 0, 100_000, low, key=f"line_{name}_min")
    with right:
        most = _number(f"{name}_max", high)
    return {f"{name}_min": least, f"{name}_max": most}
