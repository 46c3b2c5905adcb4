"""What only the document itself can be told: its language, where to begin, what was chosen, what is being typed."""

import streamlit as st

_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language
  if (window.cmlitePopovers) return
  window.cmlitePopovers = true
  const enter = (button, tries) => {
    const body = [...document.querySelectorAll('[data-testid="stPopoverBody"]')].at(-1)
    const inside = [...(body?.querySelectorAll('input, textarea, button, a[href], [tabindex="0"]') ?? [])]
    const isHelp = (node) => node.matches('[data-testid="stTooltipHoverTarget"] > button:not([data-testid])')
    const first = inside.find((node) => node.offsetParent && !isHelp(node))
    if (first && document.activeElement === button) first.focus()
    else if (tries && !first) requestAnimationFrame(() => enter(button, tries - 1))
  }
  document.addEventListener("click", (event) => {
    const button = event.detail === 0 && event.target.closest?.('[data-testid="stPopoverButton"]')
    if (button && button.getAttribute("aria-expanded") !== "true") enter(button, 60)
  }, true)
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

_TYPING_SCRIPT = """
export default function () {
  if (window.cmliteTyping) return
  window.cmliteTyping = true
  const tell = (field) => {
    clearTimeout(field.cmlitePause)
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }))
    if (field === document.activeElement) field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }))
  }
  const typed = (event) => {
    const field = event.target
    const place = ':is([role="dialog"], .st-key-composer_desk, .st-key-answer_desk)'
    const fits = field.matches?.(`${place} :is([data-testid="stTextArea"], [data-testid="stTextInput"]) *`)
    return fits ? field : null
  }
  document.addEventListener("input", (event) => {
    const field = typed(event)
    if (!field) return
    clearTimeout(field.cmlitePause)
    field.cmlitePause = setTimeout(() => field.isConnected && tell(field), 800)
  }, true)
  document.addEventListener("paste", (event) => {
    const field = typed(event)
    const words = event.clipboardData?.getData("text/plain") ?? ""
    const slow = words.length > 20000 || words.split("\\n").length > 300
    if (!slow || field?.tagName !== "TEXTAREA") return
    event.preventDefault()
    field.setRangeText(words.replaceAll("\\r\\n", "\\n"), field.selectionStart, field.selectionEnd, "end")
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }))
  }, true)
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typed(event)) tell(event.target)
    const { key, keyCode, ctrlKey, metaKey, shiftKey } = event
    if (key === "Enter" && (ctrlKey || metaKey) && event.target.closest?.("button, summary, a[href]")) {
      // it is the key of a button of its own, never a press of what has the focus
      event.preventDefault()
      event.stopImmediatePropagation()
      const again = { key, keyCode, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true }
      document.body.dispatchEvent(new KeyboardEvent("keydown", again))
    }
  }, true)
}
"""

_SHOW_SCRIPT = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const show = (name) => {
    const target = document.querySelector(`.st-key-${name}`)
    if (!target) return
    target.style.scrollMarginTop = "4rem"
    target.scrollIntoView({ block: "start" })
  }
  button.textContent = data.back
  button.onclick = () => show(data.list)
  const narrow = window.matchMedia("(max-width: 640px)").matches
  if (narrow && data.place && button.dataset.place !== data.place) requestAnimationFrame(() => show(data.detail))
  button.dataset.place = data.place
}
"""

_SHOW_STYLE = """
button {
  display: none; font: inherit; font-family: var(--st-font); cursor: pointer; color: var(--st-link-color);
  background: none; border: 0; padding: 10px 0;
}
button::before { content: "\\2190\\00a0"; }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
@media (max-width: 640px) { button { display: block; } }
"""

_component = st.components.v2.component("cmlite_document", html="<span></span>", js=_SCRIPT)


_top = st.components.v2.component("cmlite_top", html="<span></span>", js=_TOP_SCRIPT)


_typing = st.components.v2.component("cmlite_typing", html="<span></span>", js=_TYPING_SCRIPT)


def tell_while_typing() -> None:
    """In dialogs, at the composer's desk and in an answer: text fields tell what was typed after a pause and before
    Escape.

    A very long paste is put in at once: the browser's own way takes seconds for a thousand lines, half a minute for
    three thousand, because it lays the field out anew for each."""
    _typing(key="document_typing", height=1)


_show = st.components.v2.component(
    "cmlite_show", html='<button type="button"></button>\n', css=_SHOW_STYLE, js=_SHOW_SCRIPT
)


def show_detail(place: str, *, beside: str, detail: str, back: str) -> None:
    """On a narrow screen, where a list and its detail stand below one another: show the detail of a new `place`.

    `beside` and `detail` are the keys of the two containers; a button, seen only there, leads `back` to the list. An
    empty place stays where it is.
    """
    _show(key="document_show", data={"place": place, "list": beside, "detail": detail, "back": back})


def begin_at_top(place: str) -> None:
    """Scroll to the top when the visitor came from another `place` of the same page."""
    _top(key="document_top", data={"place": place}, height=1)


def mark_language(language: str) -> None:
    """Set `<html lang>`, so that screen readers and hyphenation speak the visitor's language.

    The same script leads into a popover that is opened by key: it stands at the end of the document, and letters typed
    before it is reached would press the buttons of the page.
    """
    _component(key="document_language", data={"language": language}, height=1)
