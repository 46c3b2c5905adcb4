"""The page of key figures, run from the router: empty and full, in both languages, with links and filters."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cmlite import config
from cmlite.domain.brands import Brand
from cmlite.domain.kpis import Card
from cmlite.domain.strategy import Pillar, Strategy
from cmlite.store import brands
from cmlite.store.db import Store
from cmlite.store.rows import insert
from cmlite.ui.kpi_cards import card_change

ROUTER = str(config.ROOT / "cmlite" / "web" / "router.py")
PAGE = str(config.ROOT / "pages" / "kpis.py")
CHARTS = {"reach", "networks", "followers", "pillar", "format", "mix", "answers", "hours"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CMLITE_DATA", str(tmp_path))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


def fill(folder: Path, *, posts: int = 12, language: str = "de", days_ago: int = 0) -> None:
    """A brand with a strategy, posts of two networks, followers by day and conversations, in the days until then."""
    store = Store(folder / "cmlite.duckdb", migrations=config.MIGRATIONS, views=config.VIEWS)
    # Half past midnight of the owner's day, not of UTC's: between the two midnights they are different days.
    now = datetime.combine(datetime.now(ZoneInfo("Europe/Berlin")), time(0, 30)) - timedelta(days=days_ago)
    plan = Strategy(hours_per_week=4, pillars=(Pillar(pillar_id="craft", name="Handwerk", share=100),))
    with store.write() as cursor:
        brands.save_brand(cursor, Brand(brand_id="mine", name="Bäckerei Sonne", created_at=now, actor="test"))
        brands.save_setting(cursor, brands.APP, "language", language, now=now, actor="test")
        add = _adder(cursor)
        content = {"strategy_id": "s", "version": 1, "state": "current", "content": plan.model_dump_json()}
        add("strategy", **content, saved_at=now, decided_at=now)
        for name, network in (("a", "instagram"), ("b", "facebook")):
            add("channel", channel_id=name, network=network, handle=f"@{name}", created_at=now)
        for n in range(posts):
            at = now - timedelta(days=n * 2 + 1, hours=-10)
            pillar = "craft" if n % 3 else ""
            shared = {"created_at": at, "changed_at": at}
            add("post", post_id=f"o{n}", stage="planned", text=f"Text {n}", format="photo", pillar_id=pillar, **shared)
            place = {"channel_id": "ab"[n % 2], "network": ("instagram", "facebook")[n % 2], "changed_at": at}
            state = {"state": "published", "published_at": at, "published_precision": "minute"}
            add("publication", publication_id=f"p{n}", post_id=f"o{n}", **place, **state)
            for metric, value in {"reach": 100.0 + n, "likes": 5.0 + n % 3, "comments": 1.0}.items():
                figure = {"metric": metric, "value": value, "fetched_at": now, "source": "export"}
                add("publication_metric", actor=None, publication_id=f"p{n}", **figure)
            day = {"metric": "followers", "day": at.date(), "value": 500.0 - n, "fetched_at": now, "source": "export"}
            add("channel_metric", actor=None, channel_id="a", **day)
            times = {"first_in_at": at, "first_out_at": at + timedelta(minutes=40), "last_message_at": at}
            who = {"conversation_id": f"c{n}", "channel_id": "a", "network": "instagram", "person_id": f"x{n}"}
            add("conversation", **who, state="done", changed_at=at, **times)
    store.close()


def _adder(cursor: Any) -> Any:
    def add(table: str, actor: str | None = "test", **values: Any) -> None:
        insert(cursor, table, brand_id="mine", **values, **({"actor": actor} if actor else {}))

    return add


def open_page(page: str = PAGE, **query: str) -> AppTest:
    at = AppTest.from_file(ROUTER, default_timeout=30).run()
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page(page).run()


def metrics(at: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in at.metric}


def charts(at: AppTest) -> list[Any]:
    return list(at.get("vega_lite_chart"))


def test_without_figures_the_page_says_what_to_do_and_draws_nothing(folder: Path) -> None:
    fill(folder, posts=0)
    at = open_page()
    assert not at.exception
    assert at.button(key="empty_kpis_go")
    assert not at.metric and not charts(at)


@pytest.mark.parametrize(
    ("language", "reach", "rate"), [("de", "Reichweite", "Interaktionsrate"), ("en", "Reach", "Engagement rate")]
)
def test_every_figure_and_every_question_is_there_in_both_languages(
    folder: Path, language: str, reach: str, rate: str
) -> None:
    fill(folder, language=language)
    at = open_page()
    assert not at.exception
    found = metrics(at)
    assert len(found) == 10
    assert found[reach] == ("1.266" if language == "de" else "1,266")
    assert found[rate].startswith("6")
    assert len(charts(at)) == len(CHARTS)
    assert not [one.value for one in [*at.markdown, *at.caption] if "kpis." in one.value]


def test_what_is_not_known_is_a_dash_with_the_next_step_and_never_a_zero(folder: Path) -> None:
    fill(folder)
    at = open_page()
    assert metrics(at)["Impressionen"] == "–"
    assert any("Impressionen einlesen" in one.value for one in at.caption)


def test_each_figure_explains_itself_with_its_denominator_source_and_age(folder: Path) -> None:
    fill(folder)
    helps = {one.label: one.help for one in open_page().metric}
    assert "aus 12 von 12 Beiträgen" in helps["Interaktionsrate"]
    assert "Exportdatei" in helps["Interaktionsrate"] and "95 %" in helps["Interaktionsrate"]
    assert "noch offen" in helps["Im Antwortziel"]


def test_a_link_opens_the_same_period_and_filters(folder: Path) -> None:
    fill(folder)
    at = open_page(period="7", only_network="facebook")
    assert at.get_by_key("period").value == "7"
    assert at.multiselect(key="only_network").value == ["facebook"]
    assert metrics(at)["Veröffentlichungen"] == "1"


def test_a_filter_in_the_address_means_the_same_in_the_other_language(folder: Path) -> None:
    fill(folder, language="en")
    at = open_page(only_format="photo", only_pillar="none")
    assert at.multiselect(key="only_format").value == ["photo"]
    assert at.multiselect(key="only_pillar").value == ["none"]
    assert metrics(at)["Publications"] == "4"


def test_an_unknown_period_in_the_address_falls_back_to_28_days(folder: Path) -> None:
    fill(folder)
    at = open_page(period="drop table")
    assert not at.exception
    assert at.get_by_key("period").value == "28"


def test_filtering_by_format_says_that_channels_are_left_out(folder: Path) -> None:
    fill(folder)
    at = open_page()
    at.multiselect(key="only_format").set_value(["story"]).run()
    assert not at.exception
    assert at.query_params["only_format"] == "story"
    assert metrics(at)["Reichweite"] == "–"
    assert any("ohne" not in one.value and "Thema oder Format" in one.value for one in at.caption)


def test_the_origin_of_the_figures_is_read_only_when_asked_for(folder: Path) -> None:
    fill(folder)
    at = open_page()
    assert len(at.dataframe) == 1
    at.session_state["figures_sources"] = True
    at.run()
    assert len(at.dataframe) == 2
    assert "Exportdatei" in set(at.dataframe[1].value["Quelle"])


def test_the_table_shows_the_same_figures_as_the_cards(folder: Path) -> None:
    fill(folder)
    frame = open_page().dataframe[0].value
    assert set(frame["name"]) == {"Instagram", "Facebook"}
    assert frame["reach"].sum() == 1266
    assert frame["rate"].between(5, 8).all()


def test_figures_of_years_ago_are_one_click_away(folder: Path) -> None:
    fill(folder, days_ago=1000)
    at = open_page()
    assert not at.exception
    assert not at.metric and not charts(at)
    last = datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=1001)
    assert f"{last.year} zeigen" in at.button(key="older_go").label
    at.button(key="older_go").click().run()
    assert not at.exception
    assert metrics(at)["Veröffentlichungen"] == "12"
    assert at.get_by_key("period").value == "free"
    assert at.query_params["between"] == [(last - timedelta(days=27)).isoformat(), last.isoformat()]


def test_as_many_days_are_shown_as_before(folder: Path) -> None:
    fill(folder, days_ago=1000)
    at = open_page(period="7")
    at.button(key="older_go").click().run()
    first, last = at.query_params["between"]
    assert datetime.fromisoformat(last) - datetime.fromisoformat(first) == timedelta(days=6)


def test_the_choice_of_days_is_the_same_on_the_page_of_posts_and_in_english(folder: Path) -> None:
    fill(folder, days_ago=1000)
    at = open_page()
    at.button(key="older_go").click().run()
    at.segmented_control(key="language_choice_de").set_value("en").run()
    assert metrics(at)["Publications"] == "12"
    at.query_params.clear()
    at.switch_page(PAGE.replace("kpis", "posts")).run()
    assert len(at.dataframe[0].value) == 12


def test_a_change_is_green_only_where_it_is_good_and_has_no_arrow_where_there_is_none() -> None:
    rise, fall, none = (
        card_change(Card("followers", "count", value=value, before=100.0, is_exact=True)) for value in (110, 90, 100)
    )
    assert (rise["delta_color"], rise["delta_arrow"]) == ("green", "up")
    assert (fall["delta_color"], fall["delta_arrow"]) == ("red", "down")
    assert (none["delta"], none["delta_color"], none["delta_arrow"]) == ("±0", "off", "off")
    slower = card_change(
        Card("first_response", "minutes", value=90.0, before=50.0, change_interval=(10.0, 60.0), better="down")
    )
    assert (slower["delta_color"], slower["delta_arrow"]) == ("red", "up")
    hardly = card_change(
        Card("engagement_rate", "rate", value=0.05301, before=0.053, change_interval=(0.000001, 0.00002))
    )
    assert (hardly["delta"], hardly["delta_arrow"]) == ("±0,0 Pp.", "off")
