"""What each channel of a post says for itself: its own text, its first comment, whether its links are marked."""

from dataclasses import dataclass

import streamlit as st

from cmlite.domain.post_panel import Fields
from cmlite.domain.posts import TEXT_MAX
from cmlite.ui.text import t


@dataclass(frozen=True, slots=True)
class Keys:
    """Names of the fields of one channel in one opening of a post."""

    name: str
    channel_id: str

    @property
    def switch(self) -> str:
        """Whether the channel has a text of its own."""
        return f"own_on_{self.name}_{self.channel_id}"

    @property
    def text(self) -> str:
        """Its own text."""
        return f"own_{self.name}_{self.channel_id}"

    @property
    def memory(self) -> str:
        """The own text, while it is switched off."""
        return f"own_kept_{self.name}_{self.channel_id}"

    @property
    def comment(self) -> str:
        """Its first comment."""
        return f"comment_{self.name}_{self.channel_id}"


def typed_texts(name: str, start: Fields) -> dict[str, str]:
    """The own texts as they stand in the fields; of channels whose fields are not drawn, those of the beginning."""
    found = {}
    for channel_id in _channels(name, start.texts):
        keys = Keys(name, channel_id)
        own = start.texts.get(channel_id, "")
        if keys.switch in st.session_state:
            own = st.session_state.get(keys.text, own) if st.session_state[keys.switch] else ""
        if own:
            found[channel_id] = own
    return found


def typed_comments(name: str, start: Fields) -> dict[str, str]:
    """The first comments, in the same way."""
    found = {}
    for channel_id in _channels(name, start.comments):
        words = st.session_state.get(Keys(name, channel_id).comment, start.comments.get(channel_id, ""))
        if words:
            found[channel_id] = words
    return found


def say_beyond(words: str) -> bool:
    """Say where more stands in a field than a post may have. The field itself takes any length: one that stops taking
    in would refuse a long paste without a word."""
    if is_beyond := len(words.strip()) > TEXT_MAX:
        st.error(t("errors.posts.beyond", n=len(words.strip()), most=TEXT_MAX), icon=":material/error:")
    return is_beyond


def is_tagged(name: str, start: Fields) -> bool:
    """Whether links of this post are marked."""
    return bool(st.session_state.get(f"tagged_{name}", start.tagged))


def _channels(name: str, known: dict[str, str]) -> list[str]:
    chosen = st.session_state.get(f"channels_{name}") or ()
    return sorted({*known, *map(str, chosen)})
