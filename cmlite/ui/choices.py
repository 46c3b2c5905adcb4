"""The same question on several forms: topic and format of a post, language of a text."""

from collections.abc import Sequence

from streamlit.delta_generator import DeltaGenerator

from cmlite.domain.posts import FORMATS
from cmlite.domain.strategy import Strategy
from cmlite.ui.text import LANGUAGES, t


def place_of(chosen: str, options: Sequence[str]) -> int:
    """Where a choice stands among the options; one that is no longer offered gives way to the first."""
    return options.index(chosen) if chosen in options else 0


def pillar(where: DeltaGenerator, strategy: Strategy, chosen: str, *, key: str) -> str:
    """A topic of the strategy by its id, '' for none."""
    options = ["", *(one.pillar_id for one in strategy.pillars)]
    return where.selectbox(
        t("calendar.pillar"),
        options,
        index=place_of(chosen, options),
        format_func=lambda one: strategy.pillar_name(one) or t("calendar.no_pillar"),
        key=key,
    )


def kind_of_post(where: DeltaGenerator, chosen: str, *, key: str) -> str:
    """A format of posts, '' for none."""
    options = ["", *FORMATS]
    return where.selectbox(
        t("calendar.format"),
        options,
        index=place_of(chosen, options),
        format_func=lambda one: t(f"formats.{one}") if one else t("calendar.no_format"),
        key=key,
    )


def language(where: DeltaGenerator, label: str, chosen: str, *, every: str, key: str) -> str:
    """A language of the app; '' is every one, in the words `every`."""
    options = ["", *LANGUAGES]
    return where.selectbox(
        label,
        options,
        index=place_of(chosen, options),
        format_func=lambda one: t(f"languages.{one}") if one else every,
        key=key,
    )
