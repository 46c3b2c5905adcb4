"""Write one post for all its networks: text, own versions, first comments, previews, history."""

from functools import partial

import streamlit as st

from cmlite.domain import calendar as days_of
from cmlite.domain.clocks import to_wall
from cmlite.domain.versions import Saying, saying_of
from cmlite.services import blocks, calendar, calendar_panel, calendar_unsaved, campaigns, channels, tagging
from cmlite.services import strategy as strategies
from cmlite.services import versions as history_of
from cmlite.services.checks import of_fields
from cmlite.services.connections import connections, is_held
from cmlite.services.rhythm import free_slot
from cmlite.services.shelf import Shelf
from cmlite.ui import calendar_fields, composer_tools, composer_versions, frame
from cmlite.ui.composer_editor import Desk, editor
from cmlite.ui.text import t
from cmlite.wiring import fits, networks, utc_now, visit

here = visit()
frame.show_notices()
brand = frame.needs_brand(here.brand, title=t("composer.title"))
facts, content = networks(), strategies.in_force(here.store, here.brand_id)
every = channels.channels(here.store, here.brand_id, closed=True)
known = [one for one in every if one.state == "active"]
names = {one.channel_id: f"{facts[one.network].name} {one.name or one.handle}" for one in every if one.network in facts}
campaigned = campaigns.campaigns(here.store, here.brand_id)
who, wanted = here.who, st.query_params.get("post") or None


def keep_typed(opened: calendar_fields.Opening) -> None:
    """Keep what is new in the fields."""
    if (news := calendar_fields.news(opened)) is not None:
        calendar_unsaved.keep(here.store, here.brand_id, opened.post_id, news, **who)


def declare(network: str, handle: str) -> str:
    """A first channel, from within the fields of a post."""
    return channels.declare(here.store, here.brand_id, network=network, handle=handle, **who).channel_id


opened = composer_tools.opened(wanted)
if opened is not None:  # the last words may arrive together with the button that was pressed
    keep_typed(opened)
entry = (look := partial(calendar.find, here.store, here.brand_id, wanted))()
if wanted and entry is None:
    frame.say_later(t("errors.posts.gone"), icon=":material/error:")
    composer_tools.show(None)
kept = calendar_unsaved.kept(here.store, here.brand_id, wanted, actor=here.actor)
is_newer = opened is not None and entry is not None and opened.version != entry.version
if opened is None or (is_newer and kept is None):
    wall = to_wall(here.now, brand.zone)
    start = calendar_fields.start_of(entry, days_of.proposed(wall.date(), wall), known, content)
    opened = st.session_state["composer"] = calendar_fields.opening(wanted, entry, start, kept, None)
    is_newer = kept is not None and entry is not None and kept.version != entry.version

begun = calendar_unsaved.waiting(here.store, here.brand_id, actor=here.actor)
others = begun, calendar.undated(here.store, here.brand_id)
if (chosen := composer_tools.head(entry, *others, brand.zone)) is not None:
    composer_tools.show(chosen or None)
live, held = partial(connections, here.store, here.brand_id), partial(is_held, here.store, here.brand_id)
if entry is not None and composer_tools.is_leaving(entry, look, names, live, held, utc_now):
    st.stop()


@st.fragment
def desk(opening: calendar_fields.Opening) -> None:
    """Everything that is typed: runs alone while somebody writes."""
    composer = Desk(
        *(known, content, facts, brand.zone, live()),
        campaigns=campaigns.choosable(campaigned),
        utm_names={one.campaign_id: one.utm_name for one in campaigned},
        blocks=blocks.blocks(here.store, here.brand_id),
        website=brand.website,
        marks_links=tagging.is_on(here.store, here.brand_id),
        keep=keep_typed,
        add_channel=declare,
        look=partial(of_fields, here.store, brand, content, now=here.now),
        free=lambda ids: free_slot(here.store, brand, ids, now=utc_now()),
        shelf=Shelf(here.store, here.brand_id, to_wall(here.now, brand.zone).date(), **who),
        note_use=lambda block_id: blocks.note_use(here.store, here.brand_id, block_id),
        switch_marks=lambda on: tagging.switch(here.store, brand, on=on, **who),
    )
    with frame.refusals():
        editor(composer, opening)


@st.fragment
def history(post_id: str) -> None:
    """What the post said at every save."""
    may = calendar_unsaved.kept(here.store, here.brand_id, post_id, actor=here.actor) is None
    found = history_of.versions(here.store, here.brand_id, post_id)
    shown = history_of.pictures(here.store, here.brand_id, [one.saying for one in found])
    with frame.refusals():
        if (number := composer_versions.history(found, names, shown, content, brand.zone, may=may)) is not None:
            done = history_of.restore(here.store, here.brand_id, post_id, number, zone=brand.zone, **who)
            frame.say_later(composer_versions.restored(number, done.missing))
            composer_tools.show(post_id)


decided = ""
if is_newer and entry is not None:
    mine = calendar_fields.fields_of(opened)
    shown = history_of.pictures(here.store, here.brand_id, [Saying.model_validate(mine.model_dump()), saying_of(entry)])
    decided = composer_versions.conflict(mine, entry, names, shown, content)
desk(opened)
if entry is not None:
    with st.expander(t("composer.history"), icon=":material/history:", key="composer_history"):
        history(entry.post_id)
choice, where = composer_tools.actions(entry, opened, two=is_newer, decided=decided, live=live())
if choice is not None:
    with where, frame.refusals():
        version = entry.version if entry and decided == "mine" else opened.version
        fields = calendar_fields.typed(opened, brand.zone) or {}
        do = partial(calendar_panel.carry_out, here.store, here.outside, here.brand_id, fits=fits, clock=utc_now)
        saved = do(choice, entry, fields, version=version, zone=brand.zone, **who)
        composer_tools.after(choice, saved, entry, opened)
