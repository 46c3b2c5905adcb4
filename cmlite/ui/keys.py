"""What the keyboard does on a page: a list of keys behind the question mark, and the way into a text field and out."""

from collections.abc import Mapping

import streamlit as st

from cmlite.ui.text import t

_SCRIPT = """
export default function ({ data }) {
  window.cmliteKeys = data
  if (window.cmliteListens) return
  window.cmliteListens = true
  const typing = () => document.activeElement?.matches?.("input, textarea, [contenteditable=true]")
  document.addEventListener("keydown", (event) => {
    const { button, field } = window.cmliteKeys ?? {}
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "Escape" && document.activeElement?.matches?.("textarea")) {
      document.activeElement.blur()
    } else if (!typing() && event.key === "?") {
      document.querySelector(`.st-key-${button} button`)?.click()
    } else if (!typing() && field && event.key.toLowerCase() === "a") {
      const found = document.querySelector(`[class*="st-key-${field}"] textarea`)
      if (found) {
        event.preventDefault()
        found.focus()
      }
    }
  })
}
"""

_component = st.components.v2.component("cmlite_keys", html="<span></span>", js=_SCRIPT)


def listen(button: str, *, field: str = "") -> None:
    """`?` presses the button with this key; `A` goes into the text field whose key begins so, Escape out of it."""
    _component(key="keys_listen", data={"button": button, "field": field}, height=1)


def show(keys: Mapping[str, str]) -> None:
    """The keys and what each does, in a dialog."""

    @st.dialog(t("keys.title"))
    def listed() -> None:
        rows = "\n".join(f"| `{key}` | {words} |" for key, words in keys.items())
        st.markdown(f"| {t('keys.key')} | {t('keys.does')} |\n|---|---|\n{rows}")

    listed()
