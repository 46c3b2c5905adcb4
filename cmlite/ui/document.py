"""What only the document itself can be told: its language, and to begin at the top."""

import streamlit as st

_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language
}
"""

_TOP_SCRIPT = """
export default function ({ data }) {
  if (window.cmlitePlace !== undefined && window.cmlitePlace !== data.place) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 })
  }
  window.cmlitePlace = data.place
}
"""

_component = st.components.v2.component("cmlite_document", html="<span></span>", js=_SCRIPT)


_top = st.components.v2.component("cmlite_top", html="<span></span>", js=_TOP_SCRIPT)


def begin_at_top(place: str) -> None:
    """Scroll to the top when the visitor came from another `place` of the same page."""
    _top(key="document_top", data={"place": place}, height=1)


def mark_language(language: str) -> None:
    """Set `<html lang>`, so that screen readers and hyphenation speak the visitor's language."""
    _component(key="document_language", data={"language": language}, height=1)
