"""Which pictures, videos and documents belong to a post."""

from collections.abc import Sequence
from datetime import datetime

from cmlite.domain.media import ALT_MAX, Attached, Media, unable
from cmlite.errors import NotFoundError, RuleError
from cmlite.store import media as table
from cmlite.store.connections import lock_abilities
from cmlite.store.db import Store
from cmlite.store.media_files import path_of
from cmlite.store.rows import Cursor


def of_posts(store: Store, brand_id: str, post_ids: Sequence[str]) -> dict[str, tuple[Media, ...]]:
    """The media of posts in their order, by post; posts without any are left out."""
    return table.read_of_posts(store, brand_id, post_ids)


def of_post(store: Store, brand_id: str, post_id: str | None) -> tuple[Media, ...]:
    """The media of one post in their order."""
    return of_posts(store, brand_id, [post_id]).get(post_id, ()) if post_id else ()


def as_chosen(store: Store, brand_id: str, chosen: Sequence[Attached]) -> tuple[Media, ...]:
    """Media as they are chosen in a form, with what is said about each there."""
    if not chosen:
        return ()
    with store.read() as cursor:
        known = table.read_some(cursor, brand_id, [one.media_id for one in chosen])
    return tuple(known[one.media_id].model_copy(update={"alt": one.alt}) for one in chosen if one.media_id in known)


def there(store: Store, brand_id: str, chosen: Sequence[Attached]) -> tuple[Attached, ...]:
    """Those of these whose file still exists, also where they were taken out of the library meanwhile."""
    return tuple(one.attached for one in as_chosen(store, brand_id, chosen) if path_of(store, one.file_name).exists())


def attach(
    cursor: Cursor, brand_id: str, post_id: str, chosen: Sequence[Attached], *, now: datetime, actor: str
) -> None:
    """Give a post these media in this order; what it says about each is remembered in the library.

    Raises NotFoundError where one is not the brand's.
    """
    wanted = {one.media_id: Attached(media_id=one.media_id, alt=one.alt.strip()[:ALT_MAX]) for one in chosen}
    if table.lock_of_post(cursor, post_id) == tuple(wanted.values()):
        return
    if wanted.keys() - table.read_some(cursor, brand_id, list(wanted)).keys():
        raise NotFoundError("errors.media.gone")
    table.replace_of_post(cursor, brand_id, post_id, list(wanted.values()), now=now, actor=actor)
    for one in wanted.values():
        if one.alt:
            table.remember_alt(cursor, one.media_id, one.alt, now)


def can_be_sent(cursor: Cursor, brand_id: str, post_id: str, channel_ids: Sequence[str]) -> None:
    """Raise RuleError where one of these channels cannot send what belongs to a post by itself."""
    chosen = [one.media_id for one in table.lock_of_post(cursor, post_id)]
    if not chosen:
        return
    kinds = {medium.kind for medium in table.read_some(cursor, brand_id, chosen).values()}
    for row in lock_abilities(cursor, brand_id, channel_ids):
        for kind in sorted(kinds):
            if lacking := unable(kind, row["can"].split()):
                raise RuleError(f"errors.media.unable_{lacking}", handle=row["handle"])
