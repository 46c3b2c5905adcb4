"""Sign in on the network's own page: name the server, open its page, paste the code it shows; or with a token."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import streamlit as st

from cmlite.ui import frame
from cmlite.ui.connections import ASKED, Field, sign_in_form
from cmlite.ui.text import t


class _Asked(Protocol):
    @property
    def address(self) -> str: ...


Page = tuple[Callable[[str], _Asked], Callable[[Any, str], Mapping[str, str]]]
"""How the page of a server is made ready, and how the code it shows becomes a sign-in."""


def sign_in_ways(network: str, fields: Sequence[Field], page: Page | None, *, key: str) -> dict[str, str] | None:
    """The fields of a sign-in, before them the network's own page where it has one; gives what is to be checked."""
    if page is None:
        return sign_in_form(network, fields, key=key)
    server = next((one.default for one in fields if one.name == "server"), "")
    values = _with_page(network, server, page, key)
    with st.expander(t(f"connect.{network}.with_token"), key=f"with_token_{key}"):
        return sign_in_form(network, fields, key=key) or values


def _with_page(network: str, start: str, page: Page, key: str) -> dict[str, str] | None:
    ask, redeem = page
    with st.container(border=True, key=f"page_{key}"):
        st.markdown(t(f"connect.{network}.page_intro"))
        with st.form(f"page_server_{key}", border=False):
            server = st.text_input(
                t(f"connect.{network}.server"),
                start,
                help=t(f"connect.{network}.server_help"),
                key=f"page_server_name_{key}",
            )
            if st.form_submit_button(t("connections.page_ask"), key=f"page_ask_{key}"):
                with frame.refusals(), st.spinner(t("connections.checking")):
                    st.session_state[ASKED] = ask(server or "")
        asked: _Asked | None = st.session_state.get(ASKED)
        if asked is None:
            return None
        st.link_button(t("connections.page_open"), asked.address, key=f"page_open_{key}", icon=":material/open_in_new:")
        with st.form(f"page_code_{key}", border=False):
            code = st.text_input(
                t("connections.page_code"),
                help=t("connections.page_code_help"),
                key=f"page_code_words_{key}",
                autocomplete="off",
            )
            pressed = st.form_submit_button(t("connections.check"), key=f"page_check_{key}", type="primary")
        if pressed:
            with frame.refusals(), st.spinner(t("connections.checking")):
                values = dict(redeem(asked, code or ""))
                del st.session_state[ASKED]
                return values
    return None
