"""The fields of a post in its panel: what they begin with, what stands in them, a channel made on the way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Protocol

import streamlit as st

from cmlite.domain.calendar import USUAL
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.drafts import Finding
from cmlite.domain.ids import new_id
from cmlite.domain.networks import Network
from cmlite.domain.pictures import frames
from cmlite.domain.post_panel import Fields, Unsaved
from cmlite.domain.posts import FORMATS, Entry
from cmlite.domain.publishing import STAGES
from cmlite.domain.strategy import Strategy
from cmlite.domain.tagging import Tagging
from cmlite.ui import choices, own_texts
from cmlite.ui.calendar_channels import first_channel, lengths_of
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.findings import show_by_channel
from cmlite.ui.media_picker import Shelf, media_picker
from cmlite.ui.media_picker import chosen as chosen_media
from cmlite.ui.send_options import send_options, typed_options
from cmlite.ui.slots import Free, next_free_button
from cmlite.ui.text import t


class Look(Protocol):
    """Finds what the rules say about the fields of a post, by channel id."""

    def __call__(
        self,
        values: Mapping[str, object],
        channels: Sequence[Channel],
        *,
        live: Mapping[str, Connection],
        post_id: str | None,
    ) -> Mapping[str, Sequence[Finding]]: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of the panel; each has fields of its own and remembers the version it shows.

    `start` is what the post says in the store, `kept` what was typed at an earlier opening and not saved.
    """

    number: int
    post_id: str | None
    version: int
    start: Fields
    kept: Unsaved | None = None
    new_id: str = field(default_factory=lambda: new_id("post", datetime.now(UTC)))
    """The id its post gets if it is a new one: however often saving is pressed, there is one."""

    @property
    def name(self) -> str:
        """Last part of the keys of the fields."""
        return f"{self.post_id or 'new'}_{self.number}"

    @property
    def shown(self) -> Fields:
        """What the fields begin with."""
        return self.kept.upon(self.start) if self.kept else self.start


def opening(post_id: str | None, entry: Entry | None, start: Fields, kept: Unsaved | None, day: date | None) -> Opening:
    """The next opening of the panel; a new post on a `day` that was asked for is not put on the day that was kept."""
    st.session_state["panel_openings"] = number = st.session_state.get("panel_openings", 0) + 1
    st.session_state["panel_dismissed"] = False
    if kept and day and post_id is None:
        kept = kept.model_copy(update={"wall": None})
    return Opening(number, post_id, entry.version if entry else 0, start, kept)


def dismiss() -> None:
    """Note that the panel was closed: its last words may arrive together with the closing, in a run of the panel."""
    st.session_state["panel_dismissed"] = True


def start_of(entry: Entry | None, proposal: datetime, channels: Sequence[Channel], strategy: Strategy) -> Fields:
    """What the panel of a post begins with; a new post and one that was missed get the time that is proposed.

    What cannot be chosen any more (a closed channel, a topic of an older strategy) is left out, and so is a channel
    that was dropped: saving would plan it again.
    """
    if entry is None:
        return Fields(wall=proposal)
    open_ids = {channel.channel_id for channel in channels}
    wall = entry.wall.replace(second=0, microsecond=0) if entry.wall else None
    return Fields(
        title=entry.title,
        text=entry.text,
        pillar_id=entry.pillar_id if strategy.pillar_name(entry.pillar_id) else "",
        campaign_id=entry.campaign_id,
        format=entry.format if entry.format in FORMATS else "",
        channel_ids=tuple(sorted(target.channel_id for target in entry.wanted if target.channel_id in open_ids)),
        stage="idea" if entry.state == "idea" else "draft" if entry.state in {"draft", "cancelled"} else "planned",
        wall=proposal if entry.is_missed else wall,
        as_thread=any(target.as_thread for target in entry.targets),
        options={one.channel_id: one.options for one in entry.targets if not one.options.is_empty},
        texts={target.channel_id: own for target in entry.targets if (own := entry.own_text(target))},
        comments={target.channel_id: target.comment for target in entry.targets if target.comment},
        tagged=entry.tagged,
        media=tuple(one.attached for one in entry.media),
    )


def typed(opened: Opening, zone: str) -> dict[str, object] | None:
    """What stands in the fields of an opening, to be checked when it is saved; None when they are gone."""
    state = st.session_state
    if not are_drawn(opened):
        return None
    day, clock = state.get(f"day_{opened.name}"), state.get(f"time_{opened.name}")
    return {
        "title": state.get(f"title_{opened.name}") or "",
        "text": state.get(f"text_{opened.name}") or "",
        "pillar_id": state.get(f"pillar_{opened.name}") or "",
        "campaign_id": state.get(f"campaign_{opened.name}", opened.shown.campaign_id) or "",
        "format": state.get(f"format_{opened.name}") or "",
        "channel_ids": tuple(sorted(state.get(f"channels_{opened.name}") or ())),
        "stage": state.get(f"stage_{opened.name}") or "draft",
        "wall": datetime.combine(day, clock) if isinstance(day, date) and isinstance(clock, time) else None,
        "zone": zone,
        "as_thread": bool(state.get(f"thread_{opened.name}")),
        "texts": own_texts.typed_texts(opened.name, opened.shown),
        "comments": own_texts.typed_comments(opened.name, opened.shown),
        "tagged": own_texts.is_tagged(opened.name, opened.shown),
        "options": typed_options(opened.name, opened.shown.options),
        "media": chosen_media(opened.name, opened.shown.media),
    }


def fields_of(opened: Opening) -> Fields:
    """What stands in the fields of an opening; what it began with where they are gone."""
    values = typed(opened, "")
    return opened.shown if values is None else Fields.model_validate(values)


def saved_again(opened: Opening, version: int) -> Opening:
    """The same fields after they were saved as a version: nothing in them is new any more."""
    st.session_state.pop(f"seen_{opened.name}", None)
    return replace(opened, version=version, start=fields_of(opened), kept=None)


def news(opened: Opening) -> Unsaved | None:
    """What was typed since this was asked last, as it is to be kept; None when there is nothing new."""
    values = typed(opened, "")
    if values is None:
        return None
    before = opened.start if opened.post_id else Fields()
    now = Fields.model_validate(values).beside(before).model_copy(update={"version": opened.version})
    seen = st.session_state.setdefault(f"seen_{opened.name}", opened.shown.beside(before))
    if now.model_copy(update={"version": seen.version}) == seen:
        return None
    st.session_state[f"seen_{opened.name}"] = now
    return now


def are_drawn(opened: Opening) -> bool:
    """Whether the fields of an opening still hold something: they are gone once another page was shown."""
    return f"text_{opened.name}" in st.session_state


def draft_fields(
    opened: Opening,
    channels: Sequence[Channel],
    strategy: Strategy,
    facts: Mapping[str, Network],
    zone: str,
    *,
    live: Mapping[str, Connection],
    campaigns: Mapping[str, str],
    marks: Tagging,
    add_channel: Callable[[str, str], str],
    look: Look | None,
    free: Free,
    shelf: Shelf,
) -> dict[str, object]:
    """Draw the fields of a post; gives back their values (checked when they are saved).

    `campaigns` are the names of those a post may belong to, `marks` is how links are marked as they go out. `look`
    finds what is odd about the post on each channel (None: that is shown elsewhere), `free` the next free slot;
    pictures come from the `shelf`.
    """
    key, start = opened.name, opened.shown
    st.text_input(t("calendar.post_title"), start.title, key=f"title_{key}", max_chars=200)
    words = st.text_area(t("calendar.post_text"), start.text, key=f"text_{key}", height=190)
    lengths = st.container(key=f"lengths_{key}")
    st.segmented_control(
        t("calendar.stage"),
        STAGES,
        default=start.stage,
        required=True,
        format_func=lambda one: t(f"states.{one}"),
        key=f"stage_{key}",
    )
    by_id = {channel.channel_id: channel for channel in channels}
    if channels:
        st.pills(
            t("calendar.channels"),
            list(by_id),
            selection_mode="multi",
            default=[one for one in start.channel_ids if one in by_id],
            format_func=lambda one: (
                f"{network_name(by_id[one].network, facts)} {escaped(by_id[one].name or by_id[one].handle)}"
            ),
            key=f"channels_{key}",
        )
    else:
        first_channel(key, strategy, facts, add_channel)
    chosen = [by_id[one] for one in st.session_state.get(f"channels_{key}") or () if one in by_id]
    with lengths:
        if not own_texts.say_beyond(words or ""):
            lengths_of(key, start, words or "", chosen, facts, live, marks)
    shown_on = frames([facts[one.network] for one in chosen if one.network in facts]) or frames(facts.values())
    media_picker(key, start.media, shelf, shown_on, on=st.session_state.get(f"day_{key}"))
    send_options(key, chosen, live, facts, start.options)
    left, right = st.columns(2)
    choices.pillar(left, strategy, start.pillar_id, key=f"pillar_{key}")
    choices.kind_of_post(right, start.format, key=f"format_{key}")
    if campaigns or start.campaign_id:
        belongs = ["", *campaigns, *({start.campaign_id} - {"", *campaigns})]
        st.selectbox(
            t("campaigns.field"),
            belongs,
            index=belongs.index(start.campaign_id),
            format_func=lambda one: campaigns.get(one) or t("campaigns.ended" if one else "campaigns.none"),
            key=f"campaign_{key}",
        )
    left, right = st.columns(2)
    with st.container(key=f"free_{key}"):
        taken = next_free_button(key, [one.channel_id for one in chosen], free)
    wall = None if taken else start.wall
    left.date_input(t("calendar.day"), wall.date() if wall else None, key=f"day_{key}", format=t("units.day_format"))
    clock = None if taken else start.wall.time() if start.wall else USUAL
    right.time_input(t("calendar.time"), clock, key=f"time_{key}")
    values = typed(opened, zone) or {}
    if values and chosen and look is not None:
        with lengths:
            found = look(values, chosen, live=live, post_id=opened.post_id)
            show_by_channel(found, chosen, facts, key=f"findings_{key}")
    return values
