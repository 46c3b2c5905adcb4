"""Links of the business's own website that tell it where they were clicked: UTM parameters, added as a post goes out.

Statistics of websites read them (https://support.google.com/analytics/answer/10917952, and Matomo alike): source is
the network, medium is always `social`, campaign is the name of the campaign where the post has one.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from cmlite.domain.ids import slug
from cmlite.domain.links import links
from cmlite.domain.networks import Network

MEDIUM = "social"
_OURS = re.compile(r"[?&]utm_(?:source|medium|campaign)=[a-z0-9_-]*")
_NAME = re.compile(r"[a-z0-9_-]*")
_ANY = re.compile(r"[?&]utm_[a-z]+=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tagging:
    """How the links of one post are marked: those of `website` ('' marks none), with the name of its campaign."""

    website: str = ""
    campaign: str = ""

    def marked(self, text: str, network: str) -> str:
        """The text as it goes out on a network."""
        return tagged(text, self.website, network, self.campaign)

    def said(self, text: str, network: Network | None) -> str:
        """The text as it goes out, left alone where a link in a text cannot be clicked anyway."""
        return self.marked(text, network.key) if network and "links" in network.shows.value else text


def tagged(text: str, website: str, network: str, campaign: str = "") -> str:
    """The text with every link of `website` (and its subdomains) marked; every other letter stays as it is.

    A link that has a `utm_` parameter stays as it is, and so does an address without http(s)://, which is written to
    be read.
    """
    ours = host_of(website)
    if not ours or "://" not in text:
        return text
    pieces, place = [], 0
    for link in links(text):
        begin = text.index(link.url, place)
        pieces += [text[place:begin], link.url if link.bare else _marked(link.url, ours, network, campaign)]
        place = begin + len(link.url)
    return "".join([*pieces, text[place:]])


def untagged(text: str) -> str:
    """The text without the parameters of `tagged`: two texts that differ only in them become the same."""
    return _OURS.sub("", text)


def host_of(address: str) -> str:
    """The host of a website as the owner wrote it, in lower case and without `www.`; '' where there is none."""
    address = address.strip()
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host if "." in host else ""


def _name(campaign: str) -> str:
    """The owner's own name where it is one already: lower case, digits, hyphens, underscores."""
    return campaign if _NAME.fullmatch(campaign) else slug(campaign)


def _marked(url: str, ours: str, network: str, campaign: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return url
    if (host != ours and not host.endswith(f".{ours}")) or _ANY.search(url):
        return url
    address, hash_sign, fragment = url.partition("#")
    parts = {"source": slug(network.removesuffix("_profile")), "medium": MEDIUM, "campaign": _name(campaign)}
    marks = "&".join(f"utm_{name}={value}" for name, value in parts.items() if value)
    if "?" not in address and urlsplit(address).path == "":
        address += "/"
    joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{joint}{marks}{hash_sign}{fragment}"
