"""The history of a post: what changed from save to save, saying it again; and two versions beside one another."""

from collections.abc import Mapping, Sequence

import streamlit as st

from cmlite.domain.post_panel import Fields
from cmlite.domain.posts import Entry
from cmlite.domain.strategy import Strategy
from cmlite.domain.versions import Run, Saying, Version, differences, saying_of
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

_SIDE, _LONG, _LINES = 260, 500, 10
"""How high one of two versions stands at most, and from how many characters or lines on."""


def history(
    found: Sequence[Version],
    names: Mapping[str, str],
    pictures: Mapping[str, str],
    strategy: Strategy,
    zone: str,
    *,
    may: bool,
) -> int | None:
    """All versions, newest first; one against the one before it. Gives back the version that is to be said again.

    `names` are the channels by id, `pictures` the names of media; `may`: whether one can be restored now.
    """
    if not found:
        st.caption(t("composer.no_history"))
        return None
    labels = {
        one.version: t(
            "composer.version", n=one.version, moment=text.moment(one.saved_at, zone), who=text.who(one.actor)
        )
        for one in found
    }
    number = st.selectbox(
        t("composer.versions"), list(labels), format_func=labels.__getitem__, key=f"version_of_{found[0].post_id}"
    )
    place = next(index for index, one in enumerate(found) if one.version == number)
    before = found[place + 1].saying if place + 1 < len(found) else Saying()
    st.caption(t("composer.against_earlier" if place + 1 < len(found) else "composer.first_version"))
    show_differences(before, found[place].saying, names, pictures, strategy)
    if place == 0:
        return None
    pressed = st.button(
        t("composer.restore"),
        key=f"restore_{found[0].post_id}",
        icon=":material/history:",
        disabled=not may,
        help=None if may else t("composer.restore_first_save"),
    )
    st.caption(t("composer.restore_help"))
    return number if pressed else None


def restored(number: int, missing: int) -> str:
    """That a version holds again, and whether pictures of it do not exist any more."""
    done = t("composer.restored", n=number)
    return f"{done} {t('composer.media_missing', n=missing)}" if missing else done


def show_differences(
    before: Saying, after: Saying, names: Mapping[str, str], pictures: Mapping[str, str], strategy: Strategy
) -> None:
    """Every part of a post that differs, word by word; the text also where it is the same."""
    rows = [(t("calendar.post_text"), before.text, after.text)]
    if before.title != after.title:
        rows.insert(0, (t("calendar.post_title"), before.title, after.title))
    for label, old, new in (
        ("composer.own", before.texts, after.texts),
        ("composer.comment_on", before.comments, after.comments),
    ):
        for channel_id in sorted({*old, *new}):
            one, other = old.get(channel_id, ""), new.get(channel_id, "")
            if one != other:
                rows.append((t(label, network=escaped(names.get(channel_id, "?"))), one, other))
    pillar, other_pillar = (strategy.pillar_name(one.pillar_id) or t("calendar.no_pillar") for one in (before, after))
    if before.pillar_id != after.pillar_id:
        rows.append((t("calendar.pillar"), pillar, other_pillar))
    format_, other_format = (
        t(f"formats.{one.format}") if one.format else t("calendar.no_format") for one in (before, after)
    )
    if before.format != after.format:
        rows.append((t("calendar.format"), format_, other_format))
    shown, other_shown = (_shown(one, pictures) for one in (before, after))
    if after.media is not None and shown != other_shown:
        rows.append((t("library.pictures"), shown, other_shown))
    for label, old_words, new_words in rows:
        st.markdown(f"**{label}**")
        st.markdown("".join(map(_run, differences(old_words, new_words))) or f":gray[{t('composer.empty')}]")


def _shown(saying: Saying, pictures: Mapping[str, str]) -> str:
    """The pictures and the like of a version, one a line, each with what was said about it."""
    gone = t("composer.medium_gone")
    lines = (f"{pictures.get(one.media_id) or gone}: {one.alt or t('composer.no_alt')}" for one in saying.media or ())
    return "\n".join(lines)


def conflict(
    mine: Fields, theirs: Entry, names: Mapping[str, str], pictures: Mapping[str, str], strategy: Strategy
) -> str:
    """Somebody saved the post meanwhile: what differs from that to mine. Gives back 'theirs', 'mine' or ''."""
    with st.container(border=True, key="composer_conflict"):
        st.warning(t("composer.conflict"), icon=":material/call_split:")
        left, right = st.columns(2)
        named = theirs.title != mine.title
        with left:
            _side("theirs", theirs.title, theirs.text, named=named)
            theirs_pressed = st.button(t("composer.take_theirs"), key="conflict_theirs")
        with right:
            _side("mine", mine.title, mine.text, named=named)
            mine_pressed = st.button(t("composer.take_mine"), key="conflict_mine", type="primary")
        with st.expander(t("composer.conflict_words"), expanded=theirs.text == mine.text, key="conflict_words"):
            show_differences(saying_of(theirs), Saying.model_validate(mine.model_dump()), names, pictures, strategy)
    return "theirs" if theirs_pressed else "mine" if mine_pressed else ""


def _side(which: str, title: str, words: str, *, named: bool) -> None:
    """One of two versions; a long one scrolls, so that the buttons below both stay near."""
    st.markdown(f"**{t(f'composer.{which}')}**")
    if named:
        st.caption(f"{t('calendar.post_title')}: {escaped(title or '–')}")
    with st.container(height=_SIDE if len(words) > _LONG or words.count("\n") > _LINES else "content"):
        st.text(words or "–")


def _run(run: Run) -> str:
    """Words that went are struck out, words that came are bold: neither is told by its colour alone."""
    return "  \n".join(_piece(run.kind, line) for line in run.words.replace("\r", "").split("\n"))


def _piece(kind: str, words: str) -> str:
    bare = words.strip()
    if kind == "same" or not bare:
        return escaped(words)
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    marked = f":red-background[~~{escaped(bare)}~~]" if kind == "gone" else f":green-background[**{escaped(bare)}**]"
    return f"{before}{marked}{after}"
