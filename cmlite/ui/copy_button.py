"""Copy a text and open the network beside it: what assisted publishing and answering need."""

import streamlit as st

_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button")
  const note = parentElement.querySelector("span")
  button.textContent = data.label
  note.textContent = ""
  button.onclick = async () => {
    let copied = true
    try {
      await navigator.clipboard.writeText(data.text)
    } catch {
      copied = false
    }
    if (data.url) window.open(data.url, "_blank", "noopener")
    note.textContent = copied ? data.copied : data.failed
    setTriggerValue("used", String(Date.now()))
  }
}
"""

_STYLE = """
div { display: flex; align-items: center; gap: 10px; flex-wrap: wrap; font-family: var(--st-font); }
button {
  font: inherit; cursor: pointer; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, 999px); padding: 0.4rem 0.9rem;
}
button:hover { border-color: var(--st-primary-color); color: var(--st-link-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
span { color: var(--st-gray-text-color); font-size: 0.87rem; }
"""

_component = st.components.v2.component(
    "cmlite_copy",
    html='<div><button type="button"></button><span role="status"></span></div>\n',
    css=_STYLE,
    js=_SCRIPT,
)


def copy_button(label: str, words: str, url: str, *, copied: str, failed: str, key: str) -> bool:
    """A button that copies `words` and opens `url` in a new tab; gives back whether it was just used."""
    result = _component(
        key=key,
        data={"label": label, "text": words, "url": url, "copied": copied, "failed": failed},
        on_used_change=lambda: None,
    )
    return bool(result.used)
