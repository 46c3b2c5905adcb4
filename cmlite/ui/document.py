"""What only the document itself can be told: its language."""

import streamlit as st

_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language
}
"""

_component = st.components.v2.component("cmlite_document", html="<span></span>", js=_SCRIPT)


def mark_language(language: str) -> None:
    """Set `<html lang>`, so that screen readers and hyphenation speak the visitor's language."""
    _component(key="document_language", data={"language": language}, height=1)
