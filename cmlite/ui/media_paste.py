"""Pictures from the clipboard: Ctrl+V gives them to an upload field."""

import streamlit as st

_SCRIPT = """
export default function ({ data }) {
  window.cmlitePaste = data.box
  if (window.cmlitePasting) return
  window.cmlitePasting = true
  document.addEventListener("paste", (event) => {
    const pictures = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"))
    const field = document.querySelector(`.st-key-${CSS.escape(window.cmlitePaste)} input[type="file"]`)
    if (!pictures.length || !field || event.clipboardData.types.includes("text/plain")) return
    event.preventDefault()
    const given = new DataTransfer()
    for (const picture of pictures) given.items.add(picture)
    field.files = given.files
    field.dispatchEvent(new Event("change", { bubbles: true }))
  })
}
"""

_component = st.components.v2.component("cmlite_paste", html="<span></span>", js=_SCRIPT)


def paste_into(box: str, *, key: str) -> None:
    """Let pictures that are pasted anywhere on the page go to the upload field in the container with the key `box`.

    What comes with words (cells of a table, a paragraph) is left to the field it is pasted into.
    """
    _component(key=key, data={"box": box}, height=1)
