"""What a sign-in is: whose account it opens, which channel that account is, and which ones nobody needs any more."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from cmlite.connectors.base import Connector, SignIn
from cmlite.connectors.failures import host_of, understood
from cmlite.connectors.gate import Gate
from cmlite.domain.channels import Account, Channel
from cmlite.domain.connections import Connection
from cmlite.domain.ids import new_id
from cmlite.errors import NotFoundError, RuleError, SecretsError, SignInAgain
from cmlite.store import brands
from cmlite.store import connections as table
from cmlite.store.db import Store
from cmlite.store.secrets import Secrets

log = logging.getLogger("cmlite.secrets")


def ask(kind: type[Connector], gate: Gate, values: Mapping[str, str]) -> tuple[Account, dict[str, str]]:
    """Whose sign-in this is, and what is to be kept of it. Raises RuleError or NetworkError."""
    given = {one.name: (values.get(one.name) or one.default).strip() for one in kind.fields}
    if any(not value for value in given.values()):
        raise RuleError("errors.connections.empty")
    if not is_bare(given.get("server", "")):
        raise RuleError("errors.connections.server")
    given |= {"server": full_address(given["server"])} if "server" in given else {}
    sign_in = SignIn(given, gate)
    try:
        return understood(lambda: kind(sign_in).who(), _host(given.get("server", "")) or kind.network), sign_in.values
    except SignInAgain as error:  # what was typed just now does not fit: nothing is signed in that could be again
        if error.key != "errors.network.sign_in":
            raise
        raise SignInAgain("errors.connections.wrong", said=error.said, **error.values) from error


def _host(server: str) -> str:
    return host_of(server if "://" in server else f"//{server}")


def is_bare(server: str) -> bool:
    """Whether an address holds no name, password or key: it is kept in the data file, which no secret may reach."""
    try:
        parts = urlsplit(server if "://" in server else f"//{server}")
    except ValueError:
        return False
    return "@" not in parts.netloc and not parts.query and not parts.fragment


def full_address(server: str) -> str:
    """The address of a server as it is asked: people type it without https://, and phones write Https://."""
    scheme, found, rest = server.strip().rstrip("/").partition("://")
    return f"{scheme.lower()}://{rest}" if found else f"https://{scheme}"


def same_account(known: list[Channel], network: str, account: Account, channel_id: str) -> Channel | None:
    """The channel that is this account; with `channel_id` it must be that one. Raises NotFoundError or RuleError."""
    known = [one for one in known if one.network == network]
    if channel_id:
        found = next((one for one in known if one.channel_id == channel_id), None)
        if found is None:
            raise NotFoundError("errors.channels.gone")
        if found.external_id and found.external_id != account.external_id:
            raise RuleError("errors.connections.other_account", handle=account.handle)
        return found
    by_id = [one for one in known if one.external_id == account.external_id]
    name = account.handle.casefold().lstrip("@")
    names = {name, name.partition("@")[0]}
    by_name = [one for one in known if not one.external_id and one.handle.casefold().lstrip("@") in names]
    return next(iter([*by_id, *by_name]), None)


def nobody_else(
    store: Store, secrets: Secrets, kind: type[Connector], channel_id: str, values: Mapping[str, str]
) -> None:
    """Raise RuleError when another channel, of whatever brand, signs in with the same secret."""
    secret = [one.name for one in kind.fields if one.secret]
    for other in table.read_channels_of(store, kind.network):
        if other != channel_id and all(secrets.get(other).get(name) == values.get(name) for name in secret):
            raise RuleError("errors.connections.in_use")


def new_channel(brand_id: str, network: str, account: Account, now: datetime, actor: str) -> Channel:
    """A channel for an account that is none yet."""
    return Channel(
        channel_id=new_id(network, now),
        brand_id=brand_id,
        network=network,
        handle=account.handle,
        name=account.name,
        external_id=account.external_id,
        mode="live",
        created_at=now,
        actor=actor,
    )


def new_connection(channel_id: str, brand_id: str, account: Account, now: datetime, actor: str) -> Connection:
    """How a channel stands that was just signed in."""
    return Connection(
        channel_id=channel_id,
        brand_id=brand_id,
        server=account.server,
        can=account.can,
        text_limit=account.text_limit,
        expires_at=account.expires_at,
        last_ok_at=now,
        connected_at=now,
        actor=actor,
    )


def keeper(secrets: Secrets, channel_id: str, values: Mapping[str, str]) -> Callable[[Mapping[str, str]], None]:
    """What saves renewed values of a piece of work that began with `values`; not over what was changed since."""
    known = dict(values)

    def save(renewed: Mapping[str, str]) -> None:
        nonlocal known
        if secrets.replace(channel_id, known, renewed):
            known = dict(renewed)

    return save


def forget_orphans(store: Store, secrets: Secrets) -> bool:
    """Forget every sign-in whose channel is not signed in; returns whether that could be done.

    Such are left by a removed brand while the place was locked, by a restored backup and by a crash. A data file in
    which nothing happened yet says nothing: it may be about to be replaced by a backup.
    """
    with store.write():
        if not brands.anything_happened(store):
            return True
        try:
            secrets.keep_only(table.read_connected(store))
        except SecretsError as error:  # locked, or the place does not answer: at the next start or unlock
            log.info("sign-ins were not cleared: %s", error)
            return False
    return True
