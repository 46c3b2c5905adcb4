"""Tables to take home speak the language of the page and say in whose time they count."""

from datetime import date, datetime

import pandas as pd
import pytest

from cmlite.domain.leads import Lead
from cmlite.domain.strategy import Strategy
from cmlite.services import campaigns, leads, posts
from cmlite.ui import text
from cmlite.ui.kpis import Names
from cmlite.ui.posts import named_posts
from cmlite.ui.take_home import named_campaigns, named_leads, named_messages
from tests.services.test_campaigns import draft as campaign_draft

BERLIN = "Europe/Berlin"
SUMMER, WINTER = datetime(2026, 7, 1, 22, 30), datetime(2026, 12, 31, 23, 30)


@pytest.fixture(autouse=True)
def german():
    text.use_language("de")
    yield
    text.use_language("de")


def messages(*rows):
    columns = ["conversation_id", "network", "channel", "kind", "state", "handle", "direction", "sent_at", "text"]
    return pd.DataFrame(list(rows), columns=columns).astype({"sent_at": "datetime64[us]"})


ROWS = [
    ("c1", "instagram", "@brot", "comment", "open", "mira", "in", SUMMER, "Wann?"),
    ("c1", "instagram", "@brot", "comment", "open", "mira", "out", WINTER, "Um acht"),
    ("c1", "instagram", "@brot", "comment", "open", "mira", "note", WINTER, "Samira fragen"),
]


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [
        ("de", "Zeit (Europe/Berlin)", ["Kommentar", "offen", "eingegangen", "von uns", "interne Notiz"]),
        ("en", "Time (Europe/Berlin)", ["comment", "open", "received", "from us", "internal note"]),
    ],
)
def test_messages_are_named_and_timed_as_clocks_in_the_brands_zone_show(language, heading, words):
    text.use_language(language)
    named = named_messages(messages(*ROWS), {}, BERLIN)
    assert not set(named.columns) & set(messages().columns) - {"Text"}
    assert named[heading].tolist() == [
        pd.Timestamp("2026-07-02 00:30"),
        *[pd.Timestamp("2027-01-01 00:30")] * 2,
    ]
    kind, state, direction = (named[text.t(f"inbox.csv.{one}")].tolist() for one in ("kind", "state", "direction"))
    assert [kind[0], state[0], *direction] == words
    assert named.iloc[0].tolist()[0] == "c1"


def test_no_messages_have_their_headings_all_the_same():
    assert len(named_messages(messages(), {}, BERLIN).columns) == len(messages().columns)


def test_leads_are_named_and_timed_in_the_brands_zone():
    lead = Lead(interest="Torte", lead_id="l1", stage_at=WINTER, created_at=SUMMER, version=1, next_step="Anruf",
                next_on=date(2026, 7, 3))  # fmt: skip
    rows, columns = named_leads([lead.model_dump()], leads.COLUMNS, {}, BERLIN)
    assert list(rows[0]) == columns
    assert columns[1:3] == ["Stand", "Interesse"]
    assert rows[0]["Stand"] == "Neu"
    assert rows[0]["Fällig am"] == date(2026, 7, 3)
    assert rows[0]["Eingetragen (Europe/Berlin)"] == datetime(2026, 7, 2, 0, 30)
    assert rows[0]["Stand seit (Europe/Berlin)"] == datetime(2027, 1, 1, 0, 30)


def test_a_new_column_of_leads_or_campaigns_has_its_heading_in_both_languages():
    for language in text.LANGUAGES:
        text.use_language(language)
        for columns, named in (
            (leads.COLUMNS, named_leads([], leads.COLUMNS, {}, BERLIN)),
            (campaigns.COLUMNS, named_campaigns([], campaigns.COLUMNS)),
        ):
            assert len(set(named[1])) == len(columns)
            assert not [heading for heading in named[1] if ".csv." in heading]


def test_campaigns_are_named(store, brand):
    campaigns.begin(store, "b1", campaign_draft(goal="reach"), now=SUMMER, actor="owner")
    found = campaigns.campaigns(store, "b1")
    ((row,), columns) = named_campaigns(campaigns.rows(found, {}), campaigns.COLUMNS)
    assert list(row) == columns
    assert row["Ziel"] == text.t("measures.reach")
    assert row["Abgeschlossen"] == ""


def test_both_times_of_a_post_are_told_in_the_zone_of_the_brand():
    columns = {name: [""] for name in posts.EXPORT} | {"wall": [WINTER], "fetched_at": [WINTER], "source_last": [None]}
    frame = pd.DataFrame(columns).astype({"fetched_at": "datetime64[us]"})
    named = named_posts(frame, Names({}, [], Strategy()), BERLIN)
    assert named["Veröffentlicht (Europe/Berlin)"].tolist() == [pd.Timestamp(WINTER)]  # is wall time already
    assert named["Stand (Europe/Berlin)"].tolist() == [pd.Timestamp("2027-01-01 00:30")]
