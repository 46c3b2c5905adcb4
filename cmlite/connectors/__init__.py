"""The registry: which class speaks to which network, and which networks have a sign-in page of their own."""

from cmlite.connectors.base import Connector, SignInPage
from cmlite.connectors.bluesky import Bluesky
from cmlite.connectors.mastodon import Mastodon
from cmlite.connectors.mastodon_page import MastodonPage
from cmlite.connectors.telegram import Telegram

CONNECTORS: dict[str, type[Connector]] = {kind.network: kind for kind in (Bluesky, Mastodon, Telegram)}
PAGES: dict[str, type[SignInPage]] = {Mastodon.network: MastodonPage}
