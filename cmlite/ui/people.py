"""The list of people, and the ways to a person from elsewhere."""

from collections.abc import Mapping, Sequence

import streamlit as st

from cmlite.domain.inbox import Conversation
from cmlite.domain.networks import Network
from cmlite.domain.people import ORDERS, TAGS, Listed, Wanted
from cmlite.ui import address, frame, text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

VIEWS = ("list", "satisfaction")
_TAG_COLOURS = {"regular": "green", "critic": "orange", "multiplier": "violet", "customer": "blue"}


def entry(conversation: Conversation) -> None:
    """From a conversation to the person behind it, and to a new lead."""
    with st.container(horizontal=True, key="person_entry"):
        if conversation.person_id:
            frame.link_to("person", f":material/person: {t('people.open')}", {"person": conversation.person_id})
        frame.link_to("leads", f":material/handshake: {t('leads.mark')}", {"lead_of": conversation.conversation_id})


def tag_words(tag: str) -> str:
    """A tag as it is shown: everybody's tags in the visitor's language, own ones as they are."""
    return t(f"people.tag.{tag}") if tag in TAGS else tag


def badges(tags: Sequence[str]) -> str:
    """Tags as Markdown badges."""
    return " ".join(f":{_TAG_COLOURS.get(tag, 'gray')}-badge[{escaped(tag_words(tag))}]" for tag in tags)


def filter_bar(tags: Sequence[str], networks: Sequence[str], facts: Mapping[str, Network]) -> Wanted:
    """Search, tag, network and order in one row."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="people_filters"):
        words = st.text_input(
            t("people.search"),
            key="people_text",
            type="search",
            live="400ms",
            bind="query-params",
            placeholder=t("people.search_hint"),
            width=260,
        )
        tag = address.choose_one(
            st.selectbox,
            t("people.tag_label"),
            ["", *dict.fromkeys([*TAGS, *tags])],
            key="people_tag",
            default="",
            words=lambda one: tag_words(one) if one else t("people.any_tag"),
            width=190,
        )
        chosen = address.choose_several(
            t("people.network"),
            networks,
            key="people_networks",
            words=lambda one: network_name(one, facts),
            placeholder=t("people.any_network"),
            width=220,
        )
        order = address.choose_one(
            st.selectbox,
            t("people.order"),
            ORDERS,
            key="people_order",
            default="recent",
            words=lambda one: t(f"people.order_{one}"),
            width=190,
        )
    return Wanted(text=(words or "").strip(), tag=tag, networks=chosen, order=order)


def rows(found: Sequence[Listed], facts: Mapping[str, Network], zone: str) -> None:
    """One line a person, with a link to their page."""
    for one in found:
        with st.container(border=True, gap="xsmall", key=f"people_{one.person_id}"):
            with st.container(horizontal=True, vertical_alignment="center", key=f"people_head_{one.person_id}"):
                name = escaped(one.who) or t("inbox.unknown")
                frame.link_to("person", f"**{name}**", {"person": one.person_id})
                if one.tags:
                    st.markdown(badges(one.tags))
                if one.waiting:
                    st.badge(t("people.waiting", n=one.waiting), color="orange")
            facts_of = [
                ", ".join(network_name(network, facts) for network in one.networks),
                t("people.conversations", n=one.conversations),
            ]
            if one.last_at is not None:
                facts_of.append(t("people.last", moment=text.moment(one.last_at, zone, year=True)))
            st.caption(escaped(" · ".join(facts_of)))
