"""The house rules as a document: to read, as text, as Markdown, as a page that prints; in one language each."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from cmlite.domain.brands import WEEKDAYS, Brand, BusinessHours
from cmlite.domain.moderation import HouseRules
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.papers import Section, as_markdown, as_page, as_text
from cmlite.ui.text import t

MAKERS = {"txt": as_text, "md": as_markdown, "html": as_page}


def hours_words(hours: BusinessHours) -> str:
    """Di. bis Sa. 08:00–18:00: neighbouring days with the same hours are said together."""
    runs: list[tuple[int, int, str]] = []
    for number, day in enumerate(WEEKDAYS):
        span = hours.days.get(day)
        if span is None:
            continue
        words = t("moderation.span", opens=text.clock(span.opens), closes=text.clock(span.closes))
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == words:
            runs[-1] = (runs[-1][0], number, words)
        else:
            runs.append((number, number, words))
    if not runs:
        return t("moderation.always_open")
    return ", ".join(
        f"{text.weekday_name(first, short=True)} {words}"
        if first == last
        else t(
            "moderation.days",
            first=text.weekday_name(first, short=True),
            last=text.weekday_name(last, short=True),
            hours=words,
        )
        for first, last, words in runs
    )


def document(house: HouseRules, brand: Brand, language: str) -> tuple[str, str, list[Section]]:
    """Title, first paragraph and sections, in the language of the rules and with their placeholders filled."""
    with text.speaking(language):
        values = {"{brand}": brand.name, "{hours}": hours_words(brand.business_hours)}
        lists = (("welcome", house.welcome), ("unwanted", house.unwanted), ("consequences", house.consequences))
        singles = (("times", house.times), ("contact", house.contact), ("law", house.law))
        rows = [(name, list(lines)) for name, lines in lists] + [(name, [one]) for name, one in singles]
        sections = [
            (t(f"moderation.house.{name}"), [("", _filled(one, values)) for one in lines if one.strip()])
            for name, lines in rows
        ]
    return (
        _filled(house.title, values),
        _filled(house.intro, values),
        [(heading, lines) for heading, lines in sections if lines],
    )


def written(house: HouseRules, brand: Brand, language: str, ending: str) -> str:
    """The document as a file of this ending: txt, md or html."""
    title, intro, sections = document(house, brand, language)
    with text.speaking(language):
        return MAKERS[ending](title, intro, sections)


def files(house: HouseRules, brand: Brand, language: str) -> dict[str, Callable[[], str]]:
    """What makes each file, by ending."""
    return {ending: partial(written, house, brand, language, ending) for ending in MAKERS}


def show(house: HouseRules, brand: Brand, language: str) -> None:
    """The rules as visitors of the pages will read them."""
    title, intro, sections = document(house, brand, language)
    st.markdown(f"**{escaped(title)}**  \n{escaped(intro)}")
    for heading, rows in sections:
        lines = "\n".join(f"- {escaped(words)}" for _, words in rows) if len(rows) > 1 else escaped(rows[0][1])
        st.markdown(f"**{escaped(heading)}**\n\n{lines}")


def _filled(words: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        words = words.replace(name, value)
    return words
