"""A post as a network would roughly show it: our own calm card, marked as an approximation."""

from collections.abc import Sequence

import streamlit as st

from cmlite.domain.channels import Channel
from cmlite.domain.media import Media
from cmlite.domain.mentions import parts_of
from cmlite.domain.networks import Network
from cmlite.domain.pictures import Cut
from cmlite.domain.preview import Folded, card_of, crop_of, folded
from cmlite.ui.cards import escaped
from cmlite.ui.media_picker import Shelf
from cmlite.ui.media_show import show_small
from cmlite.ui.text import t

_MOST_PARTS = 12
_LONGEST = 8_000
"""More than this of an open text is not drawn: no feed shows it, and a browser would be slow with it."""
_MOST_PICTURES = 4
_JOINER = "\u2060"
"""Takes no room, and nothing is broken or linked across it."""


def preview(
    channel: Channel,
    network: Network,
    parts: Sequence[str],
    media: Sequence[Media],
    shelf: Shelf,
    *,
    comment: str,
    key: str,
) -> None:
    """The card of one channel; `parts` are the posts of a thread, one otherwise, with links as they go out."""
    name = channel.name or channel.handle
    with st.container(border=True, key=f"preview_{key}", gap="small"):
        handle = f" :gray[{escaped(channel.handle)}]" if channel.name and channel.handle != channel.name else ""
        st.markdown(f":material/account_circle: **{escaped(name)}**{handle} :gray[· {network.name}]")
        leads = bool(network.number("media_min"))  # where nothing goes out without a picture, it stands above the text
        if media and leads:
            _pictures(media, network, shelf)
        for number, words in enumerate(parts[:_MOST_PARTS], start=1):
            if len(parts) > 1:
                st.caption(t("composer.part", n=number, of=len(parts)))
            _text(folded(words, network), network)
        if len(parts) > _MOST_PARTS:
            st.caption(t("composer.more_parts", n=len(parts) - _MOST_PARTS))
        if not any(part.strip() for part in parts):
            st.caption(t("composer.nothing_yet"))
        if media and not leads:
            _pictures(media, network, shelf)
        elif not media and (host := card_of(parts[0] if parts else "", network)):
            with st.container(border=True, key=f"card_{key}"):
                st.caption(f":material/link: {t('composer.link_card', host=escaped(host))}")
        if comment.strip():
            st.markdown(f":material/subdirectory_arrow_right: **{escaped(name)}** {marked(comment.strip(), network)}")
    st.caption(f":material/info: {t('composer.approximation')}")


def _pictures(media: Sequence[Media], network: Network, shelf: Shelf) -> None:
    """The pictures as the feed shows them, cut where the network cuts."""
    shown, cut = media[:_MOST_PICTURES], False
    columns = st.columns(max(len(shown), 2), gap="xsmall", wrap=False)  # one alone would fill the screen
    for place, (column, medium) in enumerate(zip(columns, shown, strict=False)):
        ratio = crop_of(medium.width, medium.height, network) if medium.kind == "image" else None
        cut = cut or ratio is not None
        with column:
            image = shelf.preview(medium, Cut(ratio=ratio)) if ratio is not None else None
            if image is not None:
                st.image(image, width="stretch", alt=medium.alt or medium.name or t("library.kind.image"))
            else:
                show_small(medium, shelf.small(medium), medium.alt)
            if place == len(shown) - 1 and len(media) > len(shown):
                st.caption(t("composer.more_pictures", n=len(media) - len(shown)))
    if cut:
        st.caption(t("composer.pictures_cut"))


def _text(one: Folded, network: Network) -> None:
    words = marked(one.shown[:_LONGEST], network)
    if len(one.shown) > _LONGEST:
        words += " …"
    elif one.hidden:
        words += f" :gray[… **{t('composer.more')}**]"
    if words:
        st.markdown(words)
    if one.hidden:
        st.caption(marked(one.hidden, network), help=t("composer.hidden_help"))
    if len(one.shown) > _LONGEST:
        st.caption(t("composer.preview_cut", n=_LONGEST))


def marked(words: str, network: Network) -> str:
    """Somebody's text as Markdown: hashtags and links in colour where the network makes links of them."""
    kinds = {"tag": "hashtags", "link": "links", "mention": "links"}
    raw, pieces, place = words.encode("utf-8", "replace"), [], 0
    for part in parts_of(words):
        pieces.append(_unlinked(raw[place : part.start]))
        inside = _unlinked(raw[part.start : part.end])
        pieces.append(f":blue[{inside}]" if kinds[part.kind] in network.shows.value else inside)
        place = part.end
    pieces.append(_unlinked(raw[place:]))
    lines = "".join(pieces).replace("\r", "").split("\n")
    return "  \n".join(line.lstrip() for line in lines)


def _unlinked(raw: bytes) -> str:
    """Somebody's words in which Markdown finds no address of its own to make a link of."""
    words = escaped(raw.decode("utf-8", "replace"))
    return words.replace("\\:", f"\\:{_JOINER}").replace("www\\.", f"www{_JOINER}\\.")
