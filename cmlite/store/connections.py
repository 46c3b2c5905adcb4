"""Tables `connection` and `sync_job`."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.connections import Connection
from cmlite.domain.sync import ASKED_FOR, EVERY
from cmlite.store.brands import ARCHIVED
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, insert, many, one, update


def read_connections(store: Store, brand_id: str) -> dict[str, Connection]:
    """The connections of a brand by channel id."""
    rows = store.rows("select * from connection where brand_id = ?", [brand_id])
    return {row["channel_id"]: _connection(row) for row in rows}


def read_connection(store: Store, channel_id: str) -> Connection | None:
    """The connection of a channel."""
    row = store.row("select * from connection where channel_id = ?", [channel_id])
    return _connection(row) if row else None


def read_channels_of(store: Store, network: str) -> list[str]:
    """Ids of all signed-in channels on a network, whatever their brand."""
    rows = store.rows(
        """select c.channel_id from connection as c inner join channel as h on h.channel_id = c.channel_id
        where h.network = ? order by c.channel_id""",
        [network],
    )
    return [row["channel_id"] for row in rows]


def save_connection(cursor: Cursor, connection: Connection) -> None:
    """Save a connection anew; its jobs are due at once."""
    cursor.execute("delete from connection where channel_id = ?", [connection.channel_id])
    values = connection.model_dump()
    values["can"] = " ".join(sorted(connection.can))
    values["reason"] = json.dumps(connection.reason)
    insert(cursor, "connection", **values)
    for job in EVERY:
        cursor.execute(
            """insert into sync_job (channel_id, job, brand_id, due_at) values (?, ?, ?, ?)
            on conflict (channel_id, job) do update set due_at = excluded.due_at, failures = 0""",
            [connection.channel_id, job, connection.brand_id, connection.connected_at],
        )


def lock_abilities(cursor: Cursor, brand_id: str, channel_ids: Sequence[str]) -> list[dict[str, Any]]:
    """What cmlite can do itself on signed-in channels, inside a transaction: channel_id, network, handle, can."""
    return many(
        cursor,
        """select c.channel_id, h.network, h.handle, c.can from connection as c
        inner join channel as h on h.channel_id = c.channel_id
        where c.brand_id = $brand and c.channel_id in (select unnest($ids)) order by c.channel_id""",
        {"brand": brand_id, "ids": list(channel_ids)},
    )


def read_connected(store: Store) -> list[str]:
    """Ids of all signed-in channels, whatever their brand."""
    return [row["channel_id"] for row in store.rows("select channel_id from connection")]


def read_brands_of(store: Store) -> list[str]:
    """Ids of the brands that have signed-in channels."""
    rows = store.rows("select distinct brand_id from connection order by brand_id")
    return [row["brand_id"] for row in rows]


def set_state(cursor: Cursor, brand_id: str, channel_id: str, state: str) -> int:
    """Change the state of a connection of this brand; returns how many rows were found."""
    return update(cursor, "connection", {"brand_id": brand_id, "channel_id": channel_id}, state=state)


def change_connection(cursor: Cursor, channel_id: str, **changes: object) -> int:
    """Change some columns; returns how many rows were found."""
    if isinstance(changes.get("reason"), dict):
        changes["reason"] = json.dumps(changes["reason"])
    return update(cursor, "connection", {"channel_id": channel_id}, **changes)


def delete_connection(cursor: Cursor, channel_id: str) -> None:
    """Remove a connection and its jobs."""
    cursor.execute("delete from connection where channel_id = ?", [channel_id])
    cursor.execute("delete from sync_job where channel_id = ?", [channel_id])


def read_due_jobs(store: Store, now: datetime, jobs: Sequence[str]) -> list[dict[str, Any]]:
    """Jobs of healthy connections that are due, oldest first; archived brands are left alone.

    Keys: channel_id, brand_id, network, job, position, failures, can.
    """
    return store.rows(
        f"""select j.channel_id, j.brand_id, h.network, j.job, j.position, j.failures, c.can
        from sync_job as j
        inner join connection as c on c.channel_id = j.channel_id
        inner join channel as h on h.channel_id = j.channel_id
        where j.due_at <= $now and c.state = 'connected' and (c.paused_until is null or c.paused_until <= $now)
          and position(',' || j.job || ',' in $jobs) > 0 and j.brand_id not in {ARCHIVED}
        order by j.due_at, j.channel_id, j.job""",
        {"now": now, "jobs": f",{','.join(jobs)},"},
    )


def read_jobs(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """When each job of each channel ran last and runs next: channel_id, job, last_at, due_at, failures, found."""
    return store.rows(
        """select channel_id, job, last_at, due_at, failures, found from sync_job
        where brand_id = ? order by channel_id, job""",
        [brand_id],
    )


def save_job(cursor: Cursor, channel_id: str, job: str, **changes: object) -> None:
    """Change some columns of a job."""
    update(cursor, "sync_job", {"channel_id": channel_id, "job": job}, **changes)


def is_failing(cursor: Cursor, channel_id: str) -> bool:
    """Whether the last try of any job of a channel failed."""
    found = one(cursor, "select 1 as found from sync_job where channel_id = ? and failures > 0 limit 1", [channel_id])
    return found is not None


def make_due(cursor: Cursor, brand_id: str, channel_id: str, now: datetime) -> None:
    """All jobs of a channel are due now.

    The place of the figures, which have no list to stand in, says that the owner asked.
    """
    cursor.execute(
        f"""update sync_job set due_at = ?, failures = 0,
            position = case when job = 'figures' then '{ASKED_FOR}' else position end
        where brand_id = ? and channel_id = ?""",
        [now, brand_id, channel_id],
    )


def _connection(row: dict[str, Any]) -> Connection:
    return Connection.model_validate(row | {"can": frozenset(row["can"].split()), "reason": json.loads(row["reason"])})
