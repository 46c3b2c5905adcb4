"""What belongs to a post: order, descriptions, and never a medium of another brand."""

import pytest

from cmlite.domain.media import Attached, Media
from cmlite.errors import NotFoundError
from cmlite.services import media
from cmlite.store import media as table
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}


def kept(store, brand_id, media_id, **more):
    """A medium in the table, as if it had been uploaded."""
    values = {"kind": "image", "media_type": "image/jpeg", "size_bytes": 10, "sha256": media_id, "name": media_id}
    made = Media.model_validate({"media_id": media_id, **values, **more})
    with store.write() as cursor:
        table.insert_media(cursor, brand_id, made, created_at=NOW, changed_at=NOW, actor="owner")
    return made


def attach(store, brand_id, post_id, *chosen):
    with store.write() as cursor:
        media.attach(cursor, brand_id, post_id, [Attached(media_id=one, alt=alt) for one, alt in chosen], **WHO)


def test_a_post_has_its_media_in_the_order_chosen_and_with_its_own_words(store, brand):
    for media_id in ("m1", "m2", "m3"):
        kept(store, brand.brand_id, media_id)
    attach(store, brand.brand_id, "p1", ("m3", "Brot"), ("m1", ""))
    attach(store, brand.brand_id, "p2", ("m1", "Ofen"))
    found = media.of_posts(store, brand.brand_id, ["p1", "p2", "p3"])
    assert {post: [(one.media_id, one.alt) for one in every] for post, every in found.items()} == {
        "p1": [("m3", "Brot"), ("m1", "")],
        "p2": [("m1", "Ofen")],
    }


def test_another_order_replaces_the_first_and_none_takes_all_away(store, brand):
    for media_id in ("m1", "m2"):
        kept(store, brand.brand_id, media_id)
    attach(store, brand.brand_id, "p1", ("m1", ""), ("m2", ""))
    attach(store, brand.brand_id, "p1", ("m2", ""), ("m1", ""))
    assert [one.media_id for one in media.of_post(store, brand.brand_id, "p1")] == ["m2", "m1"]
    attach(store, brand.brand_id, "p1")
    assert media.of_post(store, brand.brand_id, "p1") == ()


def test_the_library_remembers_the_description_given_last_and_an_empty_one_changes_nothing(store, brand):
    kept(store, brand.brand_id, "m1")
    attach(store, brand.brand_id, "p1", ("m1", "  Brot im Ofen "))
    attach(store, brand.brand_id, "p2", ("m1", ""))
    with store.read() as cursor:
        assert table.read_some(cursor, brand.brand_id, ["m1"])["m1"].alt == "Brot im Ofen"


def test_a_medium_of_another_brand_is_refused_and_never_shown(store, brand, other_brand):
    kept(store, other_brand.brand_id, "m9")
    with pytest.raises(NotFoundError):
        attach(store, brand.brand_id, "p1", ("m9", ""))
    assert media.of_posts(store, brand.brand_id, ["p1"]) == {}
    attach(store, other_brand.brand_id, "p9", ("m9", ""))
    assert media.of_posts(store, brand.brand_id, ["p9"]) == {}
