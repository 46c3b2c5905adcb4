"""Reading many posts from the visitor's side: a dry run first, drafts unless asked otherwise, progress, the way back."""

import pytest

from cmlite import wiring
from cmlite.services import channels, onboarding, plans
from tests.pages.conftest import words_of
from tests.pages.test_all import check

CONTENT = (
    "Tag;Uhrzeit;Text;Kanal\n01.12.2099;09:00;Brot *frisch*;instagram:@lilie\n02.12.2099;bald;Kuchen;instagram:@lilie\n"
)


@pytest.fixture
def brand(open_page):
    store, now = wiring.app().store, wiring.utc_now()
    return onboarding.save_business(store, None, {"name": "Blumen Lilie"}, now=now, actor="owner")


def given(app, content=CONTENT, name="plan.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    app.file_uploader[0].set_value((name, data, "text/csv"))
    return app.run()


def taken(app):
    app.button(key="plan_take").click().run()
    job = wiring.app().jobs.find(f"plan-{wiring.visit().brand_id}")
    assert job is None or job.ended.wait(20)
    return app.run().run()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_file_is_shown_row_by_row_before_anything_happens(open_page, brand, language):
    app = given(open_page("plans", language))
    check(app)
    frame = app.dataframe[0].value
    assert len(frame) == 2 and not frame["why"].iloc[0] and "bald" in frame["why"].iloc[1]
    assert wiring.app().store.rows("select 1 from post") == []


def test_posts_come_in_as_drafts_and_go_again(open_page, brand):
    app = taken(given(open_page("plans")))
    check(app)
    store = wiring.app().store
    assert [row["stage"] for row in store.rows("select stage from post")] == ["draft"]
    assert any("1 neu" in one for one in words_of(app))
    (batch,) = plans.taken(store, brand.brand_id)
    app.button(key=f"plan_undo_{batch.import_id}").click().run()
    check(app)
    assert store.rows("select 1 from post") == []
    assert channels.channels(store, brand.brand_id, closed=True) == []


def test_posts_are_planned_only_where_the_owner_says_so(open_page, brand):
    app = given(open_page("plans"))
    stage = next(one for one in app.segmented_control if one.key.startswith("plan_stage_"))
    stage.set_value("planned").run()
    taken(app)
    store = wiring.app().store
    assert [row["state"] for row in store.rows("select state from publication")] == ["scheduled"]


def test_a_picture_that_calls_itself_a_table_gets_a_sentence(open_page, brand):
    app = given(open_page("plans"), b"\x89PNG\r\n\x1a\n" + bytes(100), "plan.csv")
    assert not app.exception
    assert len(app.error) == 1 and "plan.csv ist ein Bild" in app.error[0].value.replace("\\", "")


def test_an_undecided_order_of_day_and_month_is_asked_first(open_page, brand):
    app = given(open_page("plans"), "Date,Message,Link\n03/04/2099 09:00,Brot,\n05/06/2099 09:00,Kuchen,\n")
    assert not app.dataframe
    order = next(one for one in app.selectbox if one.key.startswith("plan_order_"))
    order.set_value(True).run()
    check(app)
    assert list(app.dataframe[0].value["when"]) == ["03.04.2099 09:00", "05.06.2099 09:00"]
