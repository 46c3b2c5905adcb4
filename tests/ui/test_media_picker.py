"""The picker of pictures: what is chosen outlives a run, in its order, with what was typed about each."""

import io

import pytest
from streamlit.testing.v1 import AppTest

from cmlite import wiring
from cmlite.services import library, onboarding
from tests import media_samples as made


def script():
    import streamlit as st

    from cmlite import wiring
    from cmlite.domain.media import Attached
    from cmlite.domain.pictures import frames
    from cmlite.services.shelf import Shelf
    from cmlite.ui import text
    from cmlite.ui.media_picker import media_picker

    text.use_language("de")
    here = wiring.visit()
    shelf = Shelf(here.store, here.brand_id, here.now.date(), here.now, here.actor)
    start = [Attached(media_id=one, alt=alt) for one, alt in st.session_state["start"]]
    chosen = media_picker("post", start, shelf, frames(wiring.networks().values()), on=here.now.date())
    st.session_state["chosen"] = [(one.media_id, one.alt) for one in chosen]


@pytest.fixture
def owner(tmp_path, monkeypatch):
    monkeypatch.setenv("CMLITE_DATA", str(tmp_path))
    now = wiring.utc_now()
    yield onboarding.save_business(wiring.app().store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")
    wiring.app().store.close()


def add(brand, data, name="Tulpen.jpg", alt=""):
    from cmlite.domain.library import Words

    store, now = wiring.app().store, wiring.utc_now()
    words = Words(name=name, alt=alt)
    return library.add(
        store, brand.brand_id, io.BytesIO(data), name, words=words, now=now, actor="owner"
    ).media.media_id


def picker(*start):
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["start"] = list(start)
    return app.run()


def chosen(app):
    assert not app.exception
    return app.session_state["chosen"]


def test_it_begins_with_what_the_post_has_and_keeps_what_is_typed(owner):
    one, two = add(owner, made.picture()), add(owner, made.moving())
    app = picker((two, "Wind"), (one, ""))
    assert chosen(app) == [(two, "Wind"), (one, "")]
    app.text_area(key=f"alt_post_{one}").set_value("Tulpen im Eimer").run()
    assert chosen(app.run()) == [(two, "Wind"), (one, "Tulpen im Eimer")]


def test_one_from_the_library_comes_with_the_description_it_had_last(owner):
    one = add(owner, made.picture(), alt="Tulpen im Eimer")
    app = picker()
    app.button(key=f"pick_post_{one}").click().run()
    assert chosen(app) == [(one, "Tulpen im Eimer")]
    assert app.button(key=f"pick_post_{one}").disabled


def test_uploads_of_one_name_are_all_added_and_refused_ones_say_why(owner):
    app = picker()
    files = [
        ("image.jpg", made.picture(), "image/jpeg"),
        ("b.jpg", b"", "image/jpeg"),
        ("image.jpg", made.picture(colour=(1, 2, 3)), "image/jpeg"),
    ]
    app.get("file_uploader")[0].set_value(files).run()
    names = library.items(wiring.app().store, owner.brand_id, [one for one, _ in chosen(app)])
    assert [names[one].name for one, _ in chosen(app)] == ["image.jpg", "image.jpg"]
    assert ["leer" in one.value for one in app.error] == [True]
    assert app.get("file_uploader")[0].value == []


def test_a_picture_of_people_without_consent_is_pointed_out(owner):
    from cmlite.domain.library import Rights, Words

    one = add(owner, made.picture())
    store, now = wiring.app().store, wiring.utc_now()
    rights = Rights(has_persons=True, usable_until=now.date().replace(year=2020))
    library.describe(store, owner.brand_id, one, Words(name="x"), rights, now=now, actor="owner")
    app = picker((one, ""))
    assert len(app.warning) == 2


def test_what_is_gone_for_good_is_left_out_of_what_is_shown(owner):
    app = picker(("media_gone", "Wind"))
    assert not app.exception
    assert app.text_area.len == 0


def test_what_was_done_with_an_upload_is_said_at_once(owner):
    app = picker()
    app.get("file_uploader")[0].set_value([("foto.heic", made.picture(), "image/heic")]).run()
    assert [one.value for one in app.toast] == [
        "foto\\.heic: Die Endung des Namens passte nicht zum Inhalt; es zählt der Inhalt."
    ]
