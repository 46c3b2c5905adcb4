"""Which pages there are, which of them stand in the navigation, and which open beside one of these."""

from collections.abc import Mapping

import streamlit as st

from cmlite.config import ROOT
from cmlite.ui import text
from cmlite.ui.text import t

PAGES = ROOT / "pages"

SECTIONS: dict[str, tuple[str, ...]] = {
    "": ("today",),
    "plan": ("strategy", "calendar", "composer", "ideas"),
    "answer": ("inbox", "people", "moderation"),
    "watch": ("alerts", "feeds"),
    "measure": ("kpis", "posts", "imports"),
    "manage": ("channels", "settings"),
}
"""What is in view all day: more than these do not fit above the choice of brand and language on a small screen."""

BESIDE: dict[str, tuple[str, ...]] = {
    "strategy": ("editorial",),
    "calendar": ("rhythm", "campaigns"),
    "composer": ("library", "blocks"),
    "inbox": ("replies", "practice", "triage"),
    "people": ("leads", "rights"),
    "moderation": ("rules",),
    "channels": ("networks",),
    "settings": ("brands", "team"),
}
"""A page of the navigation and those that are one click beside it, in a row above the title."""

LED_TO = ("onboarding", "person", "plans", "review", "week")
"""Pages that only others lead to."""

APPROVALS = "approvals"
"""In the navigation only where there is a team."""

ICONS = {
    "today": "wb_sunny",
    "strategy": "flag",
    "editorial": "rule",
    "calendar": "calendar_month",
    "composer": "edit_square",
    "library": "photo_library",
    "blocks": "add_notes",
    "ideas": "lightbulb",
    "rhythm": "event_repeat",
    "campaigns": "campaign",
    "approvals": "verified",
    "inbox": "inbox",
    "replies": "quickreply",
    "practice": "self_improvement",
    "triage": "school",
    "people": "group",
    "leads": "handshake",
    "rights": "policy",
    "moderation": "shield_person",
    "rules": "rule_settings",
    "alerts": "notifications_active",
    "feeds": "rss_feed",
    "kpis": "monitoring",
    "posts": "article",
    "imports": "upload_file",
    "channels": "hub",
    "networks": "travel_explore",
    "settings": "settings",
    "brands": "storefront",
    "team": "groups",
    "onboarding": "explore",
    "person": "person",
    "plans": "playlist_add",
    "review": "fact_check",
    "week": "auto_awesome",
}
"""Every page word and its icon."""


def _page(word: str, waiting: int, *, hidden: bool) -> st.Page:
    title = t(f"nav.{word}")
    if waiting and text.has(f"nav.{word}_waiting"):
        title = t(f"nav.{word}_waiting", n=waiting)
    return st.Page(
        PAGES / f"{word}.py",
        title=title,
        icon=f":material/{ICONS[word]}:",
        url_path=word,
        default=word == "today",
        help=t(f"nav.{word}_help"),
        visibility="hidden" if hidden else "visible",
    )


def _group(word: str) -> tuple[str, ...]:
    """The page of the navigation that `word` belongs to, and what stands beside it; nothing where it stands alone."""
    return next(((first, *others) for first, others in BESIDE.items() if word in (first, *others)), ())


def choose(waiting: Mapping[str, int], *, team: bool) -> st.Page:
    """Draw the navigation and the row of neighbours; returns the page whose address was asked for.

    `waiting` says how much waits behind a page word.
    """
    beside = [word for others in BESIDE.values() for word in others]
    hidden = {*beside, *LED_TO} | (set() if team else {APPROVALS})
    pages = {word: _page(word, waiting.get(word, 0), hidden=word in hidden) for word in ICONS}
    shown = {section: list(words) for section, words in SECTIONS.items()}
    shown["plan"] += [APPROVALS, *beside, *LED_TO]
    page = st.navigation(
        {
            (t(f"nav.section_{section}") if section else ""): [pages[word] for word in words]
            for section, words in shown.items()
        },
        expanded=True,
    )
    with st.container(horizontal=True, gap="xsmall", key="neighbours"):
        for word in _group(page.url_path or "today"):
            st.page_link(pages[word], width="content")
    return page
