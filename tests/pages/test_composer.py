"""Writing a post at length: own versions, previews, what is kept, two windows, versions, blocks."""

import io
from datetime import timedelta

import pytest

from cmlite import wiring
from cmlite.domain.blocks import BlockDraft
from cmlite.domain.clocks import to_wall
from cmlite.domain.media import Attached
from cmlite.domain.post_panel import Unsaved
from cmlite.domain.posts import PostDraft
from cmlite.services import (
    blocks,
    calendar,
    calendar_unsaved,
    channels,
    connections,
    library,
    onboarding,
    publishing,
    tagging,
    team,
    versions,
)
from cmlite.store.rows import insert
from cmlite.ui import text
from tests.media_samples import picture
from tests.pages.conftest import words_of
from tests.pages.test_all import check

ZONE = "Europe/Berlin"
WHO = {"actor": "owner"}


@pytest.fixture
def brand(open_page):
    store, now = wiring.app().store, wiring.utc_now()
    named = {"name": "Blumen Lilie", "website": "https://blumen-lilie.de"}
    return onboarding.save_business(store, None, named, now=now, **WHO)


@pytest.fixture
def pair(brand):
    """An account on Facebook and one on Instagram."""
    store, now = wiring.app().store, wiring.utc_now()
    return tuple(
        channels.declare(store, brand.brand_id, network=one, handle="@lilie", now=now, **WHO).channel_id
        for one in ("facebook", "instagram")
    )


def write(brand, ids, **values):
    store, now = wiring.app().store, wiring.utc_now()
    draft = PostDraft(**({"text": "Tulpen", "channel_ids": ids, "zone": ZONE} | values))
    return calendar.create(store, brand.brand_id, draft, now=now, **WHO).post_id


def entry(brand, post_id):
    return calendar.entry(wiring.app().store, brand.brand_id, post_id)


def field(app, kind, name):
    return next(one for one in app.get(kind) if one.key and one.key.startswith(f"{name}_"))


def test_a_new_post_is_written_saved_and_stays_open(open_page, brand, pair):
    app = open_page("composer")
    field(app, "text_area", "text").set_value("Tulpen im Eimer")
    app.run()
    app.button(key="composer_save").click().run()
    check(app)
    assert entry(brand, app.query_params["post"]).text == "Tulpen im Eimer"
    assert calendar_unsaved.waiting(wiring.app().store, brand.brand_id, actor="owner") == []


def test_the_counter_and_the_finding_name_the_same_number(open_page, brand, pair):
    app = open_page("composer", post=write(brand, pair, text="Zahn " * 600))
    field(app, "text_area", "text").set_value("Zahn " * 600)  # what ends in a blank is sent without it
    app.run()
    shown = " ".join(words_of(app))
    assert "2.999 von 2.200 Zeichen" in shown
    assert "Um 799 zu lang" in shown
    assert "Kürzen Sie um 799 Zeichen" in shown
    assert "800" not in shown


@pytest.mark.parametrize("page", ["composer", "calendar"])
def test_beside_a_picture_telegram_takes_a_caption_and_the_counter_says_so(open_page, brand, page):
    store, now = wiring.app().store, wiring.utc_now()
    made = channels.declare(store, brand.brand_id, network="telegram", handle="@lilie", now=now, **WHO)
    shot = library.add(store, brand.brand_id, io.BytesIO(picture()), "laden.jpg", now=now, **WHO).media
    media = (Attached(media_id=shot.media_id, alt="Ein Laden"),)
    for with_picture, limit in (((), "4.096"), (media, "1.024")):
        post_id = write(brand, (made.channel_id,), text="a" * 1_100, media=with_picture)
        app = open_page(page, post=post_id)
        faded = " ".join(one.value for one in app.caption)
        plain = " ".join(one.value for one in app.markdown)
        assert f"1.100 von {limit}" in (plain if with_picture else faded), "what is too long stands in no faded caption"


def test_each_channel_has_its_own_text_and_its_own_look(open_page, brand, pair):
    post_id = write(brand, pair, text="Tulpen im Eimer, " * 12 + "#tulpen https://example.org/a")
    check(open_page("composer", "en", post=post_id))
    app = open_page("composer", post=post_id)
    check(app)
    shown = words_of(app)
    assert sum("… **" in words for words in shown) == 2, "both feeds hide the rest"
    assert any("example\\.org" in words and ":material/link:" in words for words in shown), "a card on Facebook"
    own = next(one for one in app.toggle if one.key.startswith("own_on_") and one.key.endswith(pair[1]))
    own.set_value(True).run()
    area = next(one for one in app.text_area if one.key.startswith("own_") and one.key.endswith(pair[1]))
    assert area.value == entry(brand, post_id).text, "an own version begins with the text there is"
    area.set_value("Nur für Instagram").run()
    app.button(key="composer_save").click().run()
    check(app)
    found = entry(brand, post_id)
    assert {target.network: found.own_text(target) for target in found.targets} == {
        "facebook": "",
        "instagram": "Nur für Instagram",
    }
    own = next(one for one in app.toggle if one.key.startswith("own_on_") and one.key.endswith(pair[1]))
    own.set_value(False).run()
    app.button(key="composer_save").click().run()
    assert not any(entry(brand, post_id).own_text(target) for target in entry(brand, post_id).targets)


def test_a_first_comment_is_kept_and_offered_to_copy(open_page, brand, pair):
    wall = to_wall(wiring.utc_now(), ZONE) + timedelta(days=1)
    post_id = write(brand, pair[:1], stage="planned", wall=wall)
    app = open_page("composer", post=post_id)
    field(app, "text_area", "comment").set_value("#tulpen").run()
    app.button(key="composer_save").click().run()
    assert [target.comment for target in entry(brand, post_id).targets] == ["#tulpen"]
    app = open_page("calendar", post=post_id)
    assert any("ersten Kommentar" in words for words in words_of(app))


def test_what_is_typed_waits_on_today_and_is_there_again(open_page, brand, pair):
    post_id = write(brand, pair)
    app = open_page("composer", post=post_id)
    field(app, "text_area", "text").set_value("Tulpen und Narzissen").run()
    assert entry(brand, post_id).text == "Tulpen"
    app = open_page("today")
    assert any("Angefangen, nicht gespeichert: „Tulpen und Narzissen“" in words for words in words_of(app))
    app = open_page("composer", post=post_id)
    assert field(app, "text_area", "text").value == "Tulpen und Narzissen"
    app.button(key="composer_kept_drop").click().run()
    assert field(app, "text_area", "text").value == "Tulpen"


@pytest.fixture
def two_windows(open_page, brand, pair):
    """Mine is typed and not saved, theirs was saved meanwhile."""
    post_id = write(brand, pair)
    app = open_page("composer", post=post_id)
    field(app, "text_area", "text").set_value("Tulpen von mir").run()
    draft = PostDraft(text="Tulpen von ihr", channel_ids=pair, zone=ZONE)
    store, now = wiring.app().store, wiring.utc_now()
    calendar.change(store, brand.brand_id, post_id, draft, version=1, now=now, actor="mara")
    app.button(key="composer_save").click().run()
    assert entry(brand, post_id).text == "Tulpen von ihr", "nothing is overwritten unseen"
    assert {one.value for one in app.text} >= {"Tulpen von ihr", "Tulpen von mir"}
    return app, post_id


def test_two_windows_that_differ_in_the_title_alone_say_so(open_page, brand, pair):
    post_id = write(brand, pair, title="Alt")
    app = open_page("composer", post=post_id)
    field(app, "text_input", "title").set_value("Von mir").run()
    draft = PostDraft(title="Von ihr", text="Tulpen", channel_ids=pair, zone=ZONE)
    store, now = wiring.app().store, wiring.utc_now()
    calendar.change(store, brand.brand_id, post_id, draft, version=1, now=now, actor="mara")
    app.button(key="composer_save").click().run()
    shown = {one.value for one in app.caption}
    assert shown >= {"Arbeitstitel: Von ihr", "Arbeitstitel: Von mir"}


def test_of_two_windows_mine_becomes_the_newest_and_theirs_stays_in_the_history(brand, two_windows):
    app, post_id = two_windows
    app.button(key="conflict_mine").click().run()
    check(app)
    found = versions.versions(wiring.app().store, brand.brand_id, post_id)
    assert [(one.version, one.saying.text) for one in found] == [
        (3, "Tulpen von mir"),
        (2, "Tulpen von ihr"),
        (1, "Tulpen"),
    ]


def test_of_two_windows_theirs_is_taken_and_mine_is_gone(brand, two_windows):
    app, post_id = two_windows
    app.button(key="conflict_theirs").click().run()
    check(app)
    assert field(app, "text_area", "text").value == "Tulpen von ihr"
    assert calendar_unsaved.kept(wiring.app().store, brand.brand_id, post_id, actor="owner") is None


def test_an_earlier_version_is_said_again_as_the_newest(open_page, brand, pair):
    post_id = write(brand, pair, texts={pair[1]: "Anders"})
    app = open_page("composer", post=post_id)
    field(app, "text_area", "text").set_value("Rosen").run()
    app.button(key="composer_save").click().run()
    field(app, "selectbox", "version_of").set_value(1).run()
    app.button(key=f"restore_{post_id}").click().run()
    check(app)
    found = entry(brand, post_id)
    assert (found.text, found.version, sorted(found.own_text(one) for one in found.targets)) == (
        "Tulpen",
        3,
        ["", "Anders"],
    )


def test_what_is_not_saved_is_not_lost_by_an_earlier_version(open_page, brand, pair):
    post_id = write(brand, pair)
    app = open_page("composer", post=post_id)
    field(app, "text_area", "text").set_value("Rosen").run()
    app.button(key="composer_save").click().run()
    field(app, "text_area", "text").set_value("Rosen und Nelken").run()
    field(app, "selectbox", "version_of").set_value(1).run()
    assert app.button(key=f"restore_{post_id}").disabled


def test_a_block_goes_to_the_end_of_the_text_and_a_template_brings_its_format(open_page, brand, pair):
    store, now = wiring.app().store, wiring.utc_now()
    made = [
        blocks.save(store, brand.brand_id, None, BlockDraft(**one), now=now, **WHO)
        for one in (
            {"kind": "hashtags", "name": "Immer", "text": "tulpen"},
            {"kind": "template", "name": "Woche", "text": "Diese Woche:", "format": "photo"},
        )
    ]
    app = open_page("composer")
    for block_id in reversed(made):
        next(one for one in app.button if one.key.startswith(f"insert_{block_id}")).click().run()
    check(app)
    assert field(app, "text_area", "text").value == "Diese Woche:\n\n#tulpen"
    assert field(app, "selectbox", "format").value == "photo"
    assert {one.uses for one in blocks.blocks(store, brand.brand_id)} == {1}


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_channels_stand_beside_each_other_and_what_is_typed_there_stays(open_page, brand, pair, language):
    post_id = write(brand, pair)
    app = open_page("composer", language, post=post_id)
    text.use_language(language)  # the test tool finds what is chosen by its words
    assert len(app.tabs) == 2
    app = app.toggle(key="composer_beside").set_value(True).run()
    check(app)
    assert not app.tabs
    app = field(app, "toggle", "own_on").set_value(True).run()
    field(app, "text_area", "own").set_value("Nur für Facebook").run()
    app = app.toggle(key="composer_beside").set_value(False).run()
    app.button(key="composer_save").click().run()
    assert {one.network: one.text for one in entry(brand, post_id).targets} == {
        "facebook": "Nur für Facebook",
        "instagram": "",
    }


def test_marked_links_stand_in_the_preview_and_in_what_is_copied(open_page, brand, pair):
    store, now = wiring.app().store, wiring.utc_now()
    wall = to_wall(now, ZONE) + timedelta(days=1)
    post_id = write(brand, pair, text="https://blumen-lilie.de/a", stage="planned", wall=wall)
    app = open_page("composer", post=post_id)
    app.toggle(key="tagging_brand_False").set_value(True).run()
    assert tagging.is_on(store, brand.brand_id)
    check(app)
    assert sum("utm\\_source\\=facebook" in words for words in words_of(app)) == 1, "not where no link can be clicked"
    field(app, "toggle", "tagged").set_value(False).run()
    app.button(key="composer_save").click().run()
    assert not entry(brand, post_id).tagged
    assert not any("utm" in words for words in words_of(app))


def test_a_post_that_is_out_can_only_be_read(open_page, brand, pair):
    store, now = wiring.app().store, wiring.utc_now()
    wall = to_wall(now, ZONE) + timedelta(days=1)
    post_id = write(brand, pair, stage="planned", wall=wall)
    target = entry(brand, post_id).targets[0]
    publishing.confirm_published(store, brand.brand_id, target.publication_id, link="", now=now, **WHO)
    app = open_page("composer", post=post_id)
    check(app)
    assert not app.text_area
    assert [one for one in app.button if one.key == "composer_save"] == []


def test_a_post_that_is_gone_is_said_to_be_gone(open_page, brand, pair):
    app = open_page("composer", post="post_gone")
    check(app)
    assert any("gibt es nicht mehr" in one.value for one in app.toast)
    assert "post" not in app.query_params


def test_a_deleted_post_can_be_brought_back_in_the_calendar(open_page, brand, pair):
    post_id = write(brand, pair)
    app = open_page("composer", post=post_id)
    app.button(key="composer_delete").click().run()
    assert calendar.find(wiring.app().store, brand.brand_id, post_id) is None
    assert app.session_state["deleted_post"] == post_id
    assert [one.key for one in app.button if one.key == "calendar_undo"] == ["calendar_undo"]


def test_what_was_typed_in_the_panel_of_the_calendar_goes_on_in_the_composer(open_page, brand, pair):
    post_id = write(brand, pair)
    app = open_page("calendar", post=post_id)
    assert [one.key for one in app.button if one.key == "editor_composer"] == ["editor_composer"]
    field(app, "text_area", "text").set_value("Tulpen, ausführlich")
    app.run()
    app = open_page("composer", post=post_id)
    check(app)
    assert field(app, "text_area", "text").value == "Tulpen, ausführlich"


def test_blocks_are_kept_changed_deleted_and_brought_back(open_page, brand):
    store = wiring.app().store
    app = open_page("blocks")
    app.text_area(key="block_text_new_snippet").set_value("Offen ab 9.")
    app.button(key="block_save_new_snippet").click().run()
    assert app.error and app.text_area(key="block_text_new_snippet").value == "Offen ab 9.", "refused, not lost"
    app.text_input(key="block_name_new_snippet").set_value("Zeiten")
    app.button(key="block_save_new_snippet").click().run()
    check(app)
    (block,) = blocks.blocks(store, brand.brand_id)
    app.text_area(key=f"block_text_{block.block_id}").set_value("Offen ab 8.")
    app.button(key=f"block_save_{block.block_id}").click().run()
    assert blocks.blocks(store, brand.brand_id)[0].text == "Offen ab 8."
    app.button(key=f"block_delete_{block.block_id}").click().run()
    assert blocks.blocks(store, brand.brand_id) == []
    app.button(key="block_undo").click().run()
    check(app)
    assert [one.text for one in blocks.blocks(store, brand.brand_id)] == ["Offen ab 8."]


def test_a_template_makes_a_draft_but_never_over_one_that_waits(open_page, brand):
    store, now = wiring.app().store, wiring.utc_now()
    template = BlockDraft(kind="template", name="Woche", text="Diese Woche:", format="photo")
    block_id = blocks.save(store, brand.brand_id, None, template, now=now, **WHO)
    app = open_page("blocks", block_kind="template")
    app.button(key=f"block_write_{block_id}").click().run()
    check(app)
    assert field(app, "text_area", "text").value == "Diese Woche:"
    calendar_unsaved.keep(store, brand.brand_id, None, Unsaved(text="Wichtig"), now=now, **WHO)
    app = open_page("blocks", block_kind="template")
    app.button(key=f"block_write_{block_id}").click().run()
    assert calendar_unsaved.kept(store, brand.brand_id, None, actor="owner").text == "Wichtig"
    assert len(app.warning) == 1


def test_a_post_that_waits_for_approval_says_so_at_the_desk(open_page, brand, pair):
    wall = to_wall(wiring.utc_now(), ZONE) + timedelta(days=1)
    post_id = write(brand, pair, stage="planned", wall=wall)
    with wiring.app().store.write() as cursor:
        cursor.execute("update publication set state = 'in_review'")
    app = open_page("composer", post=post_id)
    check(app)
    assert any(":material/verified:" in one.value for one in app.caption)
    field(app, "text_area", "text").set_value("Rosen").run()
    app.button(key="composer_save").click().run()
    check(app)
    assert entry(brand, post_id).text == "Rosen"


def test_who_only_looks_can_read_at_the_desk_and_changes_nothing(open_page, brand, pair):
    store, now = wiring.app().store, wiring.utc_now()
    post_id = write(brand, pair)
    blocks.save(store, brand.brand_id, None, BlockDraft(name="Immer", text="Ab 9."), now=now, **WHO)
    team.add(store, brand.brand_id, "Anna", "owner", now=now, **WHO)
    viewer = team.add(store, brand.brand_id, "Ben", "viewer", now=now + timedelta(seconds=1), **WHO)
    team.choose(store, brand.brand_id, viewer.member_id, now=now)
    app = open_page("composer", post=post_id)
    check(app)
    field(app, "text_area", "text").set_value("Rosen").run()
    check(app)
    for key in ("composer_save", next(one.key for one in app.button if one.key.startswith("insert_"))):
        app.button(key=key).click().run()
        assert not app.exception
        assert app.error
    assert (entry(brand, post_id).text, blocks.blocks(store, brand.brand_id)[0].uses) == ("Tulpen", 0)


def test_a_long_text_is_shown_in_its_parts_once_a_thread_is_agreed_to(open_page, brand):
    store, now = wiring.app().store, wiring.utc_now()
    handle = "lilie@mastodon.example"
    made = channels.declare(store, brand.brand_id, network="mastodon", handle=handle, now=now, **WHO)
    with store.write() as cursor:
        cursor.execute("update channel set mode = 'live'")
        insert(
            cursor, "connection", channel_id=made.channel_id, brand_id=brand.brand_id, can="publish thread",
            state="connected", connected_at=now, actor="owner",
        )  # fmt: skip
    post_id = write(brand, (made.channel_id,), text="Ein Satz über Tulpen. " * 40)
    app = open_page("composer", post=post_id)
    assert not any("Teil 1 von" in one.value for one in app.caption)
    field(app, "checkbox", "thread").set_value(True).run()
    check(app)
    assert any("Teil 1 von 2" in one.value for one in app.caption)
    shown = " ".join(words_of(app))
    assert "879 Zeichen in 2 Teilen" in shown and "Zu lang für" not in shown, "agreed to, it is not too long any more"
    assert any("als eigene Antwort" in one.value for one in app.caption), "the first comment is sent by cmlite"


def test_what_a_post_costs_is_said_with_the_price_of_its_link(open_page, brand):
    store, now = wiring.app().store, wiring.utc_now()
    made = channels.declare(store, brand.brand_id, network="x", handle="@lilie", now=now, **WHO)
    post_id = write(brand, (made.channel_id,), text="Tulpen im Eimer")
    app = open_page("composer", post=post_id)
    assert "kostet ein Beitrag 0,015 US-Dollar" in " ".join(words_of(app))
    field(app, "text_area", "text").set_value("Tulpen: https://blumen-lilie.de").run()
    check(app)
    assert "Mit Link kostet ein Beitrag über die Schnittstelle 0,20 US-Dollar" in " ".join(words_of(app))


def signed_in(brand, channel_id, **values):
    store, now = wiring.app().store, wiring.utc_now()
    with store.write() as cursor:
        insert(
            cursor, "connection", channel_id=channel_id, brand_id=brand.brand_id, can="publish",
            connected_at=now, actor="owner", **({"state": "connected"} | values),
        )  # fmt: skip


def button(app, name):
    return next((one for one in app.button if one.key and one.key.startswith(name)), None)


def test_a_fresh_post_is_published_at_once_and_its_way_is_shown(open_page, brand, pair):
    signed_in(brand, pair[0])
    app = open_page("composer")
    field(app, "text_area", "text").set_value("Tulpen im Eimer")
    field(app, "button_group", "channels").set_value([pair[0]])
    app.run()
    button(app, "composer_publish_").click().run()
    check(app)
    found = entry(brand, app.query_params["post"])
    assert found.state == "scheduled"
    assert found.at <= wiring.utc_now()
    assert button(app, "composer_publish_") is None, "it cannot be pressed again"
    assert any("geht gerade hinaus" in words for words in words_of(app))
    english = open_page("composer", "en", post=found.post_id)
    check(english)
    assert any("is going out" in words for words in words_of(english))
    connections.hold(wiring.app().store, brand.brand_id, held=True, now=wiring.utc_now(), **WHO)
    with wiring.app().store.write() as cursor:
        later = wiring.utc_now() + timedelta(minutes=5)
        cursor.execute("update connection set paused_until = ?", [later])
    shown = " ".join(words_of(open_page("composer", post=found.post_id)))
    assert "alles Geplante ist angehalten" in shown
    assert "geht gerade hinaus" not in shown
    assert "Ein Kanal nimmt gerade nichts an" in shown
    with wiring.app().store.write() as cursor:
        cursor.execute("update publication set state = 'published', permalink = 'https://example.org/1'")
    app = open_page("composer", post=found.post_id)
    assert any("schon erschienen" in words for words in words_of(app))
    with wiring.app().store.write() as cursor:
        cursor.execute("update publication set state = 'unconfirmed'")
    shown = " ".join(words_of(open_page("composer", post=found.post_id)))
    assert "steht noch nicht fest" in shown
    assert "schon erschienen" not in shown


def errors_below(block, kind, inside=False):
    """The errors that stand somewhere in a block of this kind."""
    inside = inside or block.type == kind
    if hasattr(block, "children"):
        return [found for one in block.children.values() for found in errors_below(one, kind, inside)]
    return [block.value] if inside and block.type == "error" else []


def test_why_it_cannot_be_published_at_once_stands_where_it_was_pressed(open_page, brand, pair):
    signed_in(brand, pair[0])
    app = open_page("composer")
    button(app, "composer_publish_").click().run()
    assert errors_below(app._tree, "popover") == [text.t("errors.posts.empty")]


def test_where_nothing_is_connected_nothing_can_go_out_at_once(open_page, brand, pair):
    assert button(open_page("composer"), "composer_publish_") is None
    signed_in(brand, pair[0], state="paused")
    assert button(open_page("composer"), "composer_publish_") is None


def test_a_text_beyond_all_bounds_is_told_so_in_a_sentence_and_not_saved(open_page, brand, pair):
    post_id = write(brand, pair)
    app = open_page("composer", post=post_id)
    field(app, "text_area", f"text_{post_id}").set_value("Brot 🙂 " * 30_000).run(timeout=20)
    words = words_of(app)
    assert text.t("errors.posts.beyond", n=209_999, most=100_000) in words
    assert text.t("composer.preview_cut", n=8_000) not in words, "these two fold their texts"
    app.button(key="composer_save").click().run(timeout=20)
    assert not app.exception
    assert entry(brand, post_id).text == "Tulpen"
