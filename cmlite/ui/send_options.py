"""How a post goes out on each signed-in channel: content warning, who sees it, language, without a sound."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.networks import Network
from cmlite.domain.send_options import LANGUAGES, NAMES, VISIBILITIES, SendOptions
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t


def send_options(
    name: str,
    channels: Sequence[Channel],
    live: Mapping[str, Connection],
    facts: Mapping[str, Network],
    shown: Mapping[str, SendOptions],
) -> None:
    """Draw what can be chosen for these channels, each with what it begins with; `typed_options` gives it back.

    `name` is the last part of the keys. Nothing is drawn where no channel leaves a choice.
    """
    having = [(one, live[one.channel_id].can) for one in channels if one.channel_id in live]
    having = [(channel, can) for channel, can in having if can.intersection(NAMES)]
    if not having:
        return
    is_chosen = any(not shown.get(channel.channel_id, SendOptions()).is_empty for channel, _ in having)
    with st.expander(t("options.title"), expanded=is_chosen, icon=":material/tune:", key=f"options_{name}"):
        for channel, can in having:
            words = f"**{network_name(channel.network, facts)}** {escaped(channel.name or channel.handle)}"
            st.markdown(words)
            for option, draw in _WIDGETS.items():
                if option in can:
                    start = shown.get(channel.channel_id, SendOptions())
                    draw(start, _key(option, channel.channel_id, name))


def typed_options(name: str, shown: Mapping[str, SendOptions]) -> dict[str, SendOptions]:
    """What is chosen by channel id, without empty ones; of channels that are not drawn what was `shown`."""
    found = dict(shown)
    for key, value in st.session_state.items():
        parts = str(key).split("|")
        if len(parts) == 4 and parts[0] == "option" and parts[3] == name:
            _, option, channel_id, _ = parts
            before = found.get(channel_id, SendOptions()).model_dump()
            empty = SendOptions.model_fields[option].default
            found[channel_id] = SendOptions.model_validate(before | {option: value or empty})
    return {channel_id: one for channel_id, one in found.items() if not one.is_empty}


def in_words(chosen: SendOptions) -> str:
    """What was chosen, for somebody who only reads it; '' where nothing was."""
    said = (
        f"{t('options.warning')}: {chosen.warning}" if chosen.warning else "",
        f"{t('options.visibility')}: {t(f'options.sees.{chosen.visibility}')}" if chosen.visibility else "",
        f"{t('options.language')}: {text.language_name(chosen.language)}" if chosen.language else "",
        t("options.silent") if chosen.silent else "",
    )
    return " · ".join(filter(None, said))


def _key(option: str, channel_id: str, name: str) -> str:
    return f"option|{option}|{channel_id}|{name}"


def _warning(start: SendOptions, key: str) -> None:
    st.text_input(t("options.warning"), start.warning, max_chars=300, help=t("options.warning_help"), key=key)


def _visibility(start: SendOptions, key: str) -> None:
    st.selectbox(
        t("options.visibility"),
        VISIBILITIES,
        index=VISIBILITIES.index(start.visibility),
        format_func=lambda one: t(f"options.sees.{one or 'account'}"),
        help=t("options.visibility_help"),
        key=key,
    )


def _language(start: SendOptions, key: str) -> None:
    codes = ["", *sorted(LANGUAGES, key=text.language_name), *({start.language} - {"", *LANGUAGES})]
    st.selectbox(
        t("options.language"),
        codes,
        index=codes.index(start.language),
        format_func=lambda one: text.language_name(one) if one else t("options.language_brand"),
        help=t("options.language_help"),
        key=key,
    )


def _silent(start: SendOptions, key: str) -> None:
    st.checkbox(t("options.silent"), start.silent, help=t("options.silent_help"), key=key)


_WIDGETS: dict[str, Callable[[SendOptions, str], None]] = {
    "warning": _warning,
    "visibility": _visibility,
    "language": _language,
    "silent": _silent,
}
