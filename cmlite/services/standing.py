"""How a channel stands with its network: that it answered, what it may do, what went wrong."""

from datetime import datetime, timedelta
from typing import Any

from cmlite.domain.channels import Account
from cmlite.domain.connections import Connection
from cmlite.errors import CmliteError, NetworkError, SecretsError, SignInAgain, Wait
from cmlite.store import connections as table
from cmlite.store.db import Store
from cmlite.store.rows import Cursor

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
"""How long nothing is sent after a failure for which the network named no time."""


def may_work(store: Store, channel_id: str, now: datetime) -> bool:
    """Whether a channel may be asked or sent to by itself now: signed in, not paused, not told to wait."""
    connection = table.read_connection(store, channel_id)
    return connection is not None and connection.may_work(now)


def note_success(cursor: Cursor, channel_id: str, now: datetime) -> None:
    """The network answered as it should. While a job of the channel keeps failing, the owner still sees that."""
    changes: dict[str, object] = {"last_ok_at": now, "paused_until": None}
    if not table.is_failing(cursor, channel_id):
        changes |= {"failing_since": None, "reason": {}}
    table.change_connection(cursor, channel_id, **changes)


def note_rights(cursor: Cursor, channel_id: str, account: Account) -> None:
    """What the sign-in may do now, and how long a text may be there where the server says so."""
    limit = {} if account.text_limit is None else {"text_limit": account.text_limit}
    table.change_connection(cursor, channel_id, can=" ".join(sorted(account.can)), **limit)


def note_failure(
    store: Store,
    channel_id: str,
    error: CmliteError,
    now: datetime,
    *,
    of_channel: bool = False,
    of_sending: bool = False,
) -> None:
    """Keep what went wrong, so that the owner reads it before it hurts.

    The refusal of one message says nothing of the channel; with `of_channel` it was a question the network must
    answer, and then it does. With `of_sending` nothing is sent for a while: the longer it fails, the longer.
    """
    with store.write() as cursor:  # read in here: the owner may have paused or signed in meanwhile
        connection = table.read_connection(store, channel_id)
        changes = _changes(connection, error, now, of_channel, of_sending) if connection else {}
        if changes:
            table.change_connection(cursor, channel_id, **changes)


def _changes(
    connection: Connection, error: CmliteError, now: datetime, of_channel: bool, of_sending: bool
) -> dict[str, object]:
    changes: dict[str, object] = {"reason": reason_of(error)}
    if isinstance(error, SignInAgain):
        return changes | ({} if connection.state == "paused" else {"state": "sign_in"})
    if isinstance(error, Wait) and error.until is not None:
        # It answers, and asks for a pause: that is what the owner sees. "In no time at all" would be asked for ever.
        return changes | {"paused_until": max(error.until, now + SHORTEST_PAUSE), "failing_since": None}
    if not isinstance(error, Wait | SecretsError) and not of_channel:
        return {}
    since = connection.failing_since or now
    pause = {"paused_until": now + min(max(now - since, SHORTEST_PAUSE), LONGEST_PAUSE)} if of_sending else {}
    return changes | {"failing_since": since} | pause


def reason_of(error: CmliteError) -> dict[str, Any]:
    """An error as it is kept beside what failed: key, values, and what the network said (for the owner's eyes)."""
    said = error.said if isinstance(error, NetworkError) else ""
    return {"key": error.key, "values": {name: str(value) for name, value in error.values.items()}, "said": said}
