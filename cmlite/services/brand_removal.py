"""Take a brand away with everything that belongs to it."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from cmlite.domain.brands import Brand
from cmlite.errors import RuleError
from cmlite.services import backups, sign_ins
from cmlite.services.connections import Outside
from cmlite.services.library import forget_files
from cmlite.store import brands as table
from cmlite.store import channels, library
from cmlite.store.db import Store
from cmlite.store.team import lock_team, read_team


def remove_with_backup(
    store: Store, outside: Outside, brand: Brand, typed: str, *, folder: Path, now: datetime, actor: str
) -> str:
    """Back everything up, then remove a brand whose name was typed as proof; returns the name of the backup.

    Raises RuleError when the name is another one, or for somebody who may not do this; then nothing has happened.
    """
    read_team(store, brand.brand_id).check(actor, "remove")
    if typed.strip().casefold() != brand.name.strip().casefold():
        raise RuleError("errors.brands.typed", name=brand.name)
    made = backups.back_up(store, folder, now=now)
    remove_brand(store, outside, brand.brand_id, now=now, actor=actor)
    return made.path.name


def remove_brand(store: Store, outside: Outside, brand_id: str, *, now: datetime, actor: str) -> dict[str, int]:
    """Delete a brand with everything that belongs to it, its sign-ins and files too; returns rows deleted by table.

    Waits until none of its channels is at work, so that nothing is saved for it afterwards; raises RuleError when one
    stays busy, and for somebody who may not do this. Sign-ins that are locked are forgotten when they are unlocked.
    """
    of_brand = sorted(one.channel_id for one in channels.read_channels(store, brand_id, closed=True))
    with ExitStack() as at_work:
        for channel_id in of_brand:
            at_work.enter_context(outside.turn(channel_id, patient=False))
        with store.write() as cursor:
            lock_team(cursor, brand_id).check(actor, "remove")
            files = library.files_of(cursor, brand_id)
            gone = table.erase_brand(cursor, brand_id)
            table.record(
                cursor,
                brand_id=table.APP,
                subject="brand",
                subject_id=brand_id,
                now=now,
                actor=actor,
                to_state="removed",
            )
    forget_files(store, files)
    sign_ins.forget_orphans(store, outside.secrets)
    return gone
