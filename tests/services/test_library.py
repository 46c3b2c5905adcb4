"""The library: one file for the same bytes, nothing half saved, found again, cut, taken out only when nobody needs it."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from cmlite.domain.library import Rights, Search, Words
from cmlite.domain.media import Attached
from cmlite.domain.pictures import Cut, Room
from cmlite.errors import CmliteError, ImportRefused, NotFoundError, RuleError
from cmlite.services import brand_removal, calendar, deleting, library, media
from cmlite.services.connections import Outside
from cmlite.store import media_files
from cmlite.store.rows import insert
from cmlite.store.secrets import Secrets
from tests import media_samples as made
from tests.conftest import NOW

WHO = {"now": NOW, "actor": "owner"}
TODAY = NOW.date()


def add(store, brand, data, name="Brot.jpg", **more):
    return library.add(store, brand.brand_id, io.BytesIO(data), name, **{**WHO, **more})


def files(store):
    folder = media_files.folder(store)
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def search(store, brand, **wanted):
    return library.search(store, brand.brand_id, Search(**wanted), today=TODAY)


def names(store, brand, **wanted):
    return [item.name for item in search(store, brand, **wanted).items]


def post(store, brand, *media_ids, stage="draft"):
    from cmlite.domain.posts import PostDraft

    draft = PostDraft(text="Brot", stage=stage, zone="Europe/Berlin")
    post_id = calendar.create(store, brand.brand_id, draft, **WHO).post_id
    with store.write() as cursor:
        media.attach(cursor, brand.brand_id, post_id, [Attached(media_id=one) for one in media_ids], **WHO)
    return post_id


def test_the_same_bytes_are_kept_once_also_for_two_brands(store, brand, other_brand):
    first, again = (add(store, brand, made.with_place(), name) for name in ("a.jpg", "b.jpg"))
    other = add(store, other_brand, made.with_place())
    assert not first.was_there
    assert again.was_there
    assert again.media == first.media
    assert not other.was_there
    assert files(store) == [first.media.file_name]
    assert search(store, brand).total == search(store, other_brand).total == 1


@pytest.mark.parametrize("data", [made.EXE, made.SVG, made.noise()[:3000], b"", made.HEIC[:300]])
def test_of_what_is_refused_nothing_is_left(store, brand, data):
    with pytest.raises(ImportRefused):
        add(store, brand, data)
    assert files(store) == []
    assert library.is_empty(store, brand.brand_id)


def test_a_file_that_cannot_be_kept_leaves_nothing_to_be_seen(store, brand, monkeypatch):
    # The only way: a disk that is full just between taking the upload in and keeping it.
    monkeypatch.setattr(media_files, "keep", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(CmliteError):
        add(store, brand, made.picture())
    assert files(store) == []
    assert library.is_empty(store, brand.brand_id)


def test_media_are_found_by_name_description_and_tag_and_by_what_is_missing(store, brand, other_brand):
    bread = add(store, brand, made.picture(colour=(1, 2, 3)), "Dinkel.jpg").media
    add(store, brand, made.moving(), "Ofen.gif")
    add(store, brand, made.PDF, "Karte.pdf")
    add(store, other_brand, made.picture(), "Dinkel fremd.jpg")
    words = Words(name="Dinkel.jpg", alt="Ein Laib auf dem Brett", tags=("brot", "herbst"))
    rights = Rights(usable_until=date(2026, 1, 1), has_persons=True)
    library.describe(store, brand.brand_id, bread.media_id, words, rights, **WHO)
    for wanted in ({"words": "dinkel"}, {"words": "LAIB brett"}, {"words": "herbst"}, {"kind": "image"}):
        assert names(store, brand, **wanted) == ["Dinkel.jpg"]
    assert names(store, brand, words="dinkel ofen") == []
    assert names(store, brand, view="no_alt") == ["Ofen.gif"]
    assert names(store, brand, view="rights") == ["Dinkel.jpg"]
    post(store, brand, bread.media_id)
    assert names(store, brand, view="used") == ["Dinkel.jpg"]
    assert set(names(store, brand, view="unused")) == {"Ofen.gif", "Karte.pdf"}
    assert library.items(store, other_brand.brand_id, [bread.media_id]) == {}


def test_a_long_list_has_pages_and_never_one_past_the_last(store, brand):
    for number in range(30):
        add(
            store,
            brand,
            made.picture("PNG", (8, 8), (number, 0, 0)),
            f"{number}.png",
            now=NOW + timedelta(seconds=number),
        )
    first, second = search(store, brand, page=1), search(store, brand, page=9)
    assert (first.total, first.pages, second.page) == (30, 2, 2)
    assert first.items[0].name == "29.png"
    assert len({item.media_id for item in (*first.items, *second.items)}) == 30


def test_what_a_waiting_post_needs_stays_and_what_nobody_needs_can_be_brought_back(store, brand):
    medium = add(store, brand, made.picture()).media
    post_id = post(store, brand, medium.media_id)
    with pytest.raises(RuleError) as caught:
        library.take_out(store, brand.brand_id, medium.media_id, **WHO)
    assert caught.value.values["n"] == 1
    deleting.delete(store, brand.brand_id, post_id, **WHO)
    library.take_out(store, brand.brand_id, medium.media_id, **WHO)
    assert library.is_empty(store, brand.brand_id)
    library.bring_back(store, brand.brand_id, medium.media_id, **WHO)
    assert search(store, brand).total == 1


def test_a_post_that_was_deleted_on_its_network_waits_for_no_picture(store, brand):
    medium = add(store, brand, made.picture()).media
    post_id = post(store, brand, medium.media_id)
    out = {"publication_id": "p", "post_id": post_id, "channel_id": "c", "network": "bluesky", "state": "removed"}
    with store.write() as cursor:
        insert(cursor, "publication", brand_id=brand.brand_id, changed_at=NOW, actor="owner", **out)
    library.take_out(store, brand.brand_id, medium.media_id, **WHO)
    assert library.is_empty(store, brand.brand_id)


def test_uploading_again_what_was_taken_out_brings_it_back(store, brand):
    medium = add(store, brand, made.picture()).media
    library.take_out(store, brand.brand_id, medium.media_id, **WHO)
    again = add(store, brand, made.picture())
    assert again.media.media_id == medium.media_id
    assert not again.was_there
    assert search(store, brand).total == 1


def test_uploading_again_what_somebody_took_from_the_folder_brings_the_file_back(store, brand):
    medium = add(store, brand, made.picture()).media
    media_files.path_of(store, medium.file_name).unlink()
    assert add(store, brand, made.picture()).was_there
    assert library.original(store, medium).is_file()
    assert files(store) == [medium.file_name]


def test_what_was_taken_out_goes_for_good_after_a_month_and_files_others_need_stay(store, brand, other_brand):
    mine, shared = add(store, brand, made.moving()).media, add(store, brand, made.picture()).media
    add(store, other_brand, made.picture())
    for one in (mine, shared):
        library.take_out(store, brand.brand_id, one.media_id, **WHO)
    assert library.clear_out(store, now=NOW + timedelta(days=29)) == 0
    assert library.clear_out(store, now=NOW + timedelta(days=31)) == 2
    assert files(store) == [shared.file_name]


def test_a_removed_brand_takes_its_files_along_but_not_those_of_another(store, brand, other_brand, tmp_path):
    add(store, brand, made.moving())
    kept = add(store, brand, made.picture()).media
    add(store, other_brand, made.picture())
    library.small(store, kept)
    outside = Outside(Secrets(tmp_path / "secrets.bin"))
    brand_removal.remove_brand(store, outside, brand.brand_id, **WHO)
    assert kept.file_name in files(store)
    brand_removal.remove_brand(store, outside, other_brand.brand_id, **WHO)
    assert files(store) == []


def test_a_cut_is_a_new_picture_that_knows_where_it_came_from(store, brand):
    origin = add(store, brand, made.picture(size=(400, 200)), "Ofen.jpg").media
    library.describe(
        store, brand.brand_id, origin.media_id, Words(name="Ofen.jpg", alt="Der Ofen"), Rights(made_by="Beate"), **WHO
    )
    part = library.cut(store, brand.brand_id, origin.media_id, Cut(ratio=1.0, x=1.0), **WHO).media
    assert (part.width, part.height, part.alt) == (200, 200, "Der Ofen")
    item = library.items(store, brand.brand_id, [part.media_id])[part.media_id]
    assert (item.source_id, item.rights.made_by, item.name) == (origin.media_id, "Beate", "Ofen-1x1")
    with Image.open(library.original(store, part)) as image:
        assert sum(image.convert("RGB").getpixel((5, 100))) > 250, "the bright right half was asked for"
    assert library.items(store, brand.brand_id, [origin.media_id])[origin.media_id].width == 400


def test_of_a_moving_picture_a_still_can_be_made(store, brand):
    origin = add(store, brand, made.moving(size=(40, 20))).media
    part = library.cut(store, brand.brand_id, origin.media_id, Cut(), **WHO).media
    assert (part.kind, part.width, part.height) == ("image", 40, 20)


def test_another_brand_can_neither_see_nor_change_nor_cut(store, brand, other_brand):
    medium = add(store, brand, made.picture()).media
    other = other_brand.brand_id
    for act in (
        lambda: library.describe(store, other, medium.media_id, Words(), Rights(), **WHO),
        lambda: library.take_out(store, other, medium.media_id, **WHO),
        lambda: library.cut(store, other, medium.media_id, Cut(), **WHO),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_a_small_picture_is_made_once_and_a_missing_file_is_no_error(store, brand):
    medium = add(store, brand, made.picture(size=(2000, 1000))).media
    path = library.small(store, medium)
    with Image.open(path) as image:
        assert max(image.size) == 480
    written = path.stat().st_mtime_ns
    assert library.small(store, medium).stat().st_mtime_ns == written
    other = add(store, brand, made.picture("PNG")).media
    media_files.path_of(store, other.file_name).unlink()
    assert library.small(store, other) is None
    with pytest.raises(NotFoundError):
        library.original(store, other)


def test_films_and_documents_have_a_sign_instead_of_a_picture(store, brand):
    film, paper = add(store, brand, made.film()).media, add(store, brand, made.PDF).media
    assert library.small(store, film).is_file()
    assert library.small(store, paper) != library.small(store, film, square=True)


def test_the_posts_a_medium_belongs_to_are_named_with_their_time(store, brand, other_brand):
    medium = add(store, brand, made.picture()).media
    first, second = post(store, brand, medium.media_id), post(store, brand, medium.media_id)
    deleting.delete(store, brand.brand_id, second, **WHO)
    found = library.uses(store, brand.brand_id, medium.media_id)
    assert [(use["post_id"], use["text"], use["happens_at"], use["is_out"]) for use in found] == [
        (first, "Brot", None, False)
    ]
    assert library.uses(store, other_brand.brand_id, medium.media_id) == []


def test_a_picture_is_handed_over_as_the_networks_take_it(store, brand):
    medium = add(store, brand, made.picture("PNG", (900, 600))).media
    with Image.open(io.BytesIO(library.fitting(store, medium, Room(width=300, types=("image/jpeg",))))) as image:
        assert (image.format, image.size) == ("JPEG", (300, 200))
