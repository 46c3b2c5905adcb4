"""Every save keeps what was said, by whom and when; two windows never overwrite each other unseen."""

import io
from datetime import timedelta

import pytest

from cmlite.domain.media import Attached
from cmlite.domain.versions import Saying
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, library, media, publishing, versions
from cmlite.store import media_files
from tests.conftest import NOW
from tests.media_samples import picture
from tests.services.test_calendar import WHO, ZONE, channel, draft, second

__all__ = ["channel", "second"]


def said(store, post_id):
    return [(one.version, one.saying.text, one.actor) for one in versions.versions(store, "b1", post_id)]


def test_every_save_keeps_its_version_with_own_texts_and_comments(store, brand, channel):
    own = {channel.channel_id: "Anders"}
    saved = calendar.create(store, "b1", draft(channel.channel_id, texts=own, comments=own), **WHO)
    later = {"now": NOW + timedelta(minutes=5), "actor": "mara"}
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=1, **later)
    newest, first = versions.versions(store, "b1", saved.post_id)
    assert (newest.version, newest.actor, newest.saved_at, newest.saying.texts) == (2, "mara", later["now"], {})
    assert first.saying == Saying(title="Brot", text="Frisch", texts=own, comments=own, media=())


def test_a_post_from_before_the_history_keeps_what_it_said_until_its_first_change(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with store.write() as cursor:
        cursor.execute("delete from post_version")
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=1, **WHO)
    assert said(store, saved.post_id) == [(2, "Neu", "owner"), (1, "Frisch", "owner")]


def test_what_was_refused_leaves_no_version(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with pytest.raises(RuleError):
        calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=7, **WHO)
    assert said(store, saved.post_id) == [(1, "Frisch", "owner")]


def test_a_move_is_no_version_and_does_not_disturb_the_next(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    calendar.move_to_day(store, "b1", saved.post_id, NOW + timedelta(days=5), zone=ZONE, **WHO)
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=2, **WHO)
    assert [one[0] for one in said(store, saved.post_id)] == [3, 1]


def test_the_history_of_another_brand_cannot_be_read(store, brand, other_brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    assert versions.versions(store, "b2", saved.post_id) == []
    with pytest.raises(NotFoundError):
        versions.restore(store, "b2", saved.post_id, 1, zone=ZONE, **WHO)


def dropped(store, post_id, channel_id):
    """The post with one channel less."""
    targets = calendar.entry(store, "b1", post_id).targets
    publication = next(one.publication_id for one in targets if one.channel_id == channel_id)
    publishing.cancel(store, "b1", publication, **WHO)


def scheduled(store, post_id):
    return {one.channel_id for one in calendar.entry(store, "b1", post_id).targets if one.state == "scheduled"}


def test_saying_something_again_does_not_plan_what_was_dropped_on_a_channel(store, brand, channel, second):
    saved = calendar.create(store, "b1", draft(channel.channel_id, second.channel_id, as_thread=True), **WHO)
    dropped(store, saved.post_id, second.channel_id)
    versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert scheduled(store, saved.post_id) == {channel.channel_id}
    assert all(one.as_thread for one in calendar.entry(store, "b1", saved.post_id).targets)


def test_what_was_dropped_altogether_becomes_a_draft_when_it_says_something_again(store, brand, channel):
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    dropped(store, saved.post_id, channel.channel_id)
    versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert calendar.entry(store, "b1", saved.post_id).state == "draft"


def shots(store, *colours):
    """Pictures of the library, by colour."""
    return [
        library.add(store, "b1", io.BytesIO(picture(colour=one)), f"bild{n}.jpg", **WHO).media
        for n, one in enumerate(colours)
    ]


def alts(store, post_id):
    return [(one.media_id, one.alt) for one in media.of_post(store, "b1", post_id)]


def with_pictures(store, *chosen):
    """A draft's media: pairs of medium and what the post says about it."""
    return tuple(Attached(media_id=medium.media_id, alt=alt) for medium, alt in chosen)


def test_an_earlier_version_brings_its_pictures_back_in_order_with_what_it_said_about_them(store, brand, channel):
    red, blue = shots(store, (200, 0, 0), (0, 0, 200))
    first = with_pictures(store, (blue, "Blau"), (red, "Rot"))
    saved = calendar.create(store, "b1", draft(channel.channel_id, media=first), **WHO)
    calendar.change(
        store,
        "b1",
        saved.post_id,
        draft(channel.channel_id, text="Neu", media=with_pictures(store, (red, "Röter"))),
        version=1,
        **WHO,
    )
    done = versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert (done.missing, alts(store, saved.post_id)) == (0, [(blue.media_id, "Blau"), (red.media_id, "Rot")])
    found = versions.versions(store, "b1", saved.post_id)
    assert [[one.alt for one in version.saying.media] for version in found] == [
        ["Blau", "Rot"],
        ["Röter"],
        ["Blau", "Rot"],
    ]
    versions.restore(store, "b1", saved.post_id, 2, zone=ZONE, **WHO)
    assert alts(store, saved.post_id) == [(red.media_id, "Röter")]


def test_a_save_that_leaves_the_pictures_alone_keeps_them_in_its_version(store, brand, channel):
    (red,) = shots(store, (200, 0, 0))
    saved = calendar.create(store, "b1", draft(channel.channel_id, media=with_pictures(store, (red, "Rot"))), **WHO)
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, text="Neu"), version=1, **WHO)
    newest = versions.versions(store, "b1", saved.post_id)[0]
    assert [one.media_id for one in newest.saying.media] == [red.media_id]


def test_a_picture_whose_file_is_gone_is_left_out_and_counted_one_only_taken_out_comes_back(store, brand, channel):
    red, blue = shots(store, (200, 0, 0), (0, 0, 200))
    both = with_pictures(store, (red, "Rot"), (blue, "Blau"))
    saved = calendar.create(store, "b1", draft(channel.channel_id, media=both), **WHO)
    calendar.change(store, "b1", saved.post_id, draft(channel.channel_id, media=()), version=1, **WHO)
    library.take_out(store, "b1", blue.media_id, **WHO)
    media_files.path_of(store, red.file_name).unlink()
    done = versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert (done.missing, alts(store, saved.post_id)) == (1, [(blue.media_id, "Blau")])


def test_a_version_from_before_pictures_were_kept_leaves_those_of_now(store, brand, channel):
    (red,) = shots(store, (200, 0, 0))
    saved = calendar.create(store, "b1", draft(channel.channel_id), **WHO)
    with store.write() as cursor:
        cursor.execute('update post_version set content = \'{"text": "Früher"}\'')
    now_has = draft(channel.channel_id, media=with_pictures(store, (red, "Rot")))
    calendar.change(store, "b1", saved.post_id, now_has, version=1, **WHO)
    done = versions.restore(store, "b1", saved.post_id, 1, zone=ZONE, **WHO)
    assert (done.missing, alts(store, saved.post_id)) == (0, [(red.media_id, "Rot")])
    assert calendar.entry(store, "b1", saved.post_id).text == "Früher"
