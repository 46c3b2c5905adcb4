"""The registry: which class speaks to which network."""

from cmlite.connectors.base import Connector
from cmlite.connectors.bluesky import Bluesky
from cmlite.connectors.mastodon import Mastodon
from cmlite.connectors.telegram import Telegram

CONNECTORS: dict[str, type[Connector]] = {kind.network: kind for kind in (Bluesky, Mastodon, Telegram)}
