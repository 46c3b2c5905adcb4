"""A post under all rules, for every channel it goes to; and the one place that keeps what would be refused from
being planned."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from cmlite.domain.brands import Brand
from cmlite.domain.channels import Channel
from cmlite.domain.checks import blocking, check
from cmlite.domain.checks.schedule import crowded
from cmlite.domain.clocks import to_utc, to_wall
from cmlite.domain.connections import Connection
from cmlite.domain.drafts import Around, Earlier, Finding, Written, draft_for, surface_of
from cmlite.domain.media import Media, unable
from cmlite.domain.post_panel import Fields
from cmlite.domain.strategy import Strategy
from cmlite.errors import PlanRefused, RuleError
from cmlite.services import editorial, media, tagging
from cmlite.store import connections, reference, surroundings
from cmlite.store import media as media_table
from cmlite.store.db import Store
from cmlite.store.rhythm import read_rhythms, read_taken
from cmlite.store.rows import Cursor

_BACK, _AHEAD = timedelta(days=120), timedelta(days=14)
"""How far back words may be repeated, and how far ahead another post may stand."""


def of_fields(
    store: Store,
    brand: Brand,
    content: Strategy,
    values: Mapping[str, object],
    channels: Sequence[Channel],
    *,
    live: Mapping[str, Connection],
    post_id: str | None,
    now: datetime,
) -> dict[str, tuple[Finding, ...]]:
    """The same as `findings`, for what stands in the fields of a form."""
    written = Fields.model_validate(values)
    attached = media.as_chosen(store, brand.brand_id, written.media)
    return findings(store, brand, content, written, channels, attached, live=live, post_id=post_id, now=now)


def findings(
    store: Store,
    brand: Brand,
    content: Strategy,
    written: Written,
    channels: Sequence[Channel],
    attached: tuple[Media, ...],
    *,
    live: Mapping[str, Connection],
    post_id: str | None,
    now: datetime,
) -> dict[str, tuple[Finding, ...]]:
    """What the rules find, by channel id; channels without any finding are left out. A few queries in all."""
    known = reference.networks()
    chosen = [channel for channel in channels if channel.network in known]
    if not chosen:
        return {}
    own_times = {key: one.slots for key, one in read_rhythms(store, brand.brand_id).items() if one.is_own}
    lines = editorial.binding(store, brand, content, {channel.network for channel in chosen})
    around = _Surroundings(store, brand, written.wall, content, post_id or "", now)
    found, marks = {}, tagging.of_written(store, brand.brand_id, written)
    for channel in chosen:
        network, connection = channel.network, live.get(channel.channel_id)
        draft = draft_for(written, channel, attached, language=brand.language, connection=connection, marks=marks)
        line = lines[network]
        if (slots := own_times.get(channel.channel_id)) is not None:  # a channel's own times go before the line's
            line = line.model_copy(update={"slots": slots})
        found[channel.channel_id] = check(draft, line, known[network], around(channel.channel_id))
    return {channel_id: one for channel_id, one in found.items() if one}


def refuse_what_blocks(
    store: Store, cursor: Cursor, brand_id: str, post_id: str, written: Written, channels: Sequence[Channel]
) -> None:
    """Called whenever a post is planned, however that came about. Raises PlanRefused where a network would refuse it.

    `channels` are those it is planned for.
    """
    known = reference.networks()
    live = {}
    attached: tuple[Media, ...] = ()
    marks = None
    if any(channel.mode == "live" for channel in channels):
        marks = tagging.of_written(store, brand_id, written)
        live = connections.read_connections(store, brand_id)
        attached = _media(cursor, brand_id, post_id)
    for channel in channels:
        if channel.network in known:
            connection = live.get(channel.channel_id)
            draft = draft_for(written, channel, attached, language="", connection=connection, marks=marks)
            found = blocking(draft, known[channel.network])
            if found is not None:
                raise PlanRefused("errors.posts.refused", rule=found.rule, **found.values)


def refuser(
    store: Store, brand_id: str, channels: Mapping[str, Channel], post_ids: Sequence[str]
) -> Callable[[Written, str], None]:
    """The same for many posts: what is needed is read once, media those of `post_ids`. Gives a function that takes a
    post with its channel ids and its id ('' for a new one)."""
    known = reference.networks()
    live = connections.read_connections(store, brand_id)
    media_of = media.of_posts(store, brand_id, post_ids) if post_ids else {}
    marks_of = tagging.marker(store, brand_id)

    def refuse(written: Written, post_id: str) -> None:
        attached, marks = media_of.get(post_id, ()), marks_of(written)
        for channel_id in getattr(written, "channel_ids", ()):
            channel = channels.get(channel_id)
            if channel is None or channel.network not in known:
                continue
            own = attached if channel.mode == "live" else ()
            connection = live.get(channel_id)
            if connection and (lacking := next((one for m in own if (one := unable(m.kind, connection.can))), "")):
                raise RuleError(f"errors.media.unable_{lacking}", handle=channel.handle)
            draft = draft_for(written, channel, own, language="", connection=connection, marks=marks)
            if (found := blocking(draft, known[channel.network])) is not None:
                raise PlanRefused("errors.posts.refused", rule=found.rule, **found.values)

    return refuse


def crowding(
    store: Store,
    brand_id: str,
    channels: Mapping[str, Channel],
    posts: Sequence[tuple[datetime, str, tuple[str, ...]]],
    *,
    but: Sequence[str] = (),
) -> list[Finding | None]:
    """For each of many posts (instant in naive UTC, format, channel ids) what would be too many within 24 hours for a
    network, counting posts of the same batch and those that are there; of these not `but`, which the batch changes."""
    if not posts:
        return []
    known, day = reference.networks(), timedelta(days=1)
    every = [instant for instant, _, _ in posts]
    taken = read_taken(store, brand_id, min(every) - day, max(every) + day, but=but)
    for instant, _, channel_ids in posts:
        for channel_id in channel_ids:
            taken.setdefault(channel_id, []).append(instant)
    for instants in taken.values():
        instants.sort()
    found = []
    for instant, kind, channel_ids in posts:
        places = [one for key in channel_ids if (one := channels.get(key)) and one.network in known]
        hits = (
            crowded(known[one.network], surface_of(one.network, kind), instant, taken[one.channel_id]) for one in places
        )
        found.append(next((hit for hit in hits if hit is not None), None))
    return found


def _media(cursor: Cursor, brand_id: str, post_id: str) -> tuple[Media, ...]:
    attached = media_table.lock_of_post(cursor, post_id)
    if not attached:
        return ()
    known = media_table.read_some(cursor, brand_id, [one.media_id for one in attached])
    return tuple(known[one.media_id].model_copy(update={"alt": one.alt}) for one in attached if one.media_id in known)


class _Surroundings:
    """Reads once what stands around a post; gives each channel its part."""

    def __init__(
        self, store: Store, brand: Brand, wall: datetime | None, content: Strategy, post_id: str, now: datetime
    ) -> None:
        at = to_utc(wall, brand.zone)[0] if wall else now
        rows = surroundings.read_around(
            store, brand.brand_id, post_id, first=min(at, now) - _BACK, last=max(at, now) + _AHEAD
        )
        self._rows = [
            (row["channel_id"], row["wall"] or to_wall(row["instant"], brand.zone), row["text"]) for row in rows
        ]
        self._names = {pillar.pillar_id: pillar.name for pillar in content.pillars}
        topics = {
            row["post_id"]: row["pillar_id"]
            for row, (_, place, _) in zip(rows, self._rows, strict=True)
            if wall and place.isocalendar()[:2] == wall.isocalendar()[:2] and row["pillar_id"] in self._names
        }
        self._pillars: dict[str, int] = {}
        for pillar_id in topics.values():
            self._pillars[pillar_id] = self._pillars.get(pillar_id, 0) + 1
        self._wall = wall or to_wall(now, brand.zone)

    def __call__(self, channel_id: str) -> Around:
        own = [(place, words) for channel, place, words in self._rows if channel == channel_id]
        return Around(
            pillars=self._pillars,
            neighbours=tuple(place for place, _ in own if abs(place - self._wall) <= _AHEAD),
            earlier=tuple(Earlier(place, words) for place, words in own if words and place < self._wall),
            pillar_names=self._names,
        )
