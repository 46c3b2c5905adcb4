"""Leads: what may be saved, stages and their audit, where they came from, what is due, small numbers."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmlite.domain.leads import STAGES, Course, LeadDraft, funnel
from cmlite.domain.posts import PostDraft
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import calendar, channels, exports, leads, today
from cmlite.store.rows import update
from tests.conftest import NOW
from tests.services.test_inbox import hear

WHO = {"now": NOW, "actor": "owner"}
TODAY = date(2026, 11, 24)


def draft(**values):
    return LeadDraft(**({"interest": "Hochzeitstorte"} | values))


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"interest": "  "}, "errors.leads.interest"),
        ({"value": Decimal("-1")}, "errors.leads.value"),
        ({"value": Decimal("1e12")}, "errors.leads.value"),
        # the code of ISO 4217 for "no currency"
        ({"currency": "XXX"}, "errors.leads.currency"),
        ({"next_on": TODAY}, "errors.leads.next_step"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, key):
    with pytest.raises(RuleError) as refused:
        draft(**wrong)
    assert refused.value.key == key


def test_a_lead_of_a_conversation_keeps_person_and_post(store, brand):
    conversation = hear(store, "b1", "1", ("in", 5, "Was kostet das?"), handle="anna")
    channel = channels.declare(store, "b1", network="instagram", handle="@x", **WHO)
    post = calendar.create(
        store,
        "b1",
        PostDraft(text="Torten", stage="draft", zone="Europe/Berlin", channel_ids=(channel.channel_id,)),
        **WHO,
    ).post_id
    publication = store.row("select publication_id from publication where post_id = ?", [post])["publication_id"]
    with store.write() as cursor:
        update(cursor, "conversation", {"conversation_id": conversation}, publication_id=publication)
    lead_id = leads.begin(store, "b1", draft(value=Decimal("250.50")), conversation_id=conversation, **WHO)
    found = leads.lead(store, "b1", lead_id)
    assert (found.who, found.post, found.value, found.network) == ("anna", "Torten", Decimal("250.50"), "instagram")
    assert leads.of_conversation(store, "b1", conversation) == lead_id
    assert [one.source for one in leads.by_post(store, "b1")] == ["Torten"]
    assert [one.lead_id for one in leads.of_people(store, "b1", ["b1:anna"])] == [lead_id]


def test_every_change_of_stage_is_written_down_and_the_way_counts_also_for_lost_ones(store, brand):
    lead_id = leads.begin(store, "b1", draft(), **WHO)
    for stage in ("contacted", "offer", "lost"):
        leads.move(store, "b1", lead_id, stage, **WHO)
    steps = store.rows("select from_state, to_state, actor from audit where subject = 'lead' order by audit_id")
    assert {(row["from_state"], row["to_state"]) for row in steps} == {
        ("", "new"),
        ("new", "contacted"),
        ("contacted", "offer"),
        ("offer", "lost"),
    }
    assert {row["to_state"] for row in leads.steps(store, "b1", lead_id)} == {"new", "contacted", "offer", "lost"}
    (source,) = leads.by_pillar(store, "b1")
    assert (source.leads, source.contacted, source.offers, source.won, source.lost) == (1, 1, 1, 0, 1)


def test_two_windows_do_not_overwrite_each_other(store, brand):
    lead_id = leads.begin(store, "b1", draft(), **WHO)
    leads.change(store, "b1", lead_id, draft(interest="Torte für 80"), version=1, **WHO)
    with pytest.raises(RuleError):
        leads.change(store, "b1", lead_id, draft(interest="Brot"), version=1, **WHO)
    assert leads.lead(store, "b1", lead_id).interest == "Torte für 80"


def test_a_deleted_lead_comes_back(store, brand):
    lead_id = leads.begin(store, "b1", draft(), **WHO)
    leads.delete(store, "b1", lead_id, **WHO)
    assert leads.counts(store, "b1") == {}
    leads.bring_back(store, "b1", lead_id, **WHO)
    assert leads.counts(store, "b1") == {"new": 1}


def test_what_is_due_stands_on_today_and_what_ended_does_not(store, brand):
    late = leads.begin(store, "b1", draft(next_step="Anrufen", next_on=TODAY - timedelta(days=1)), **WHO)
    leads.begin(store, "b1", draft(next_step="Später", next_on=TODAY + timedelta(days=1)), **WHO)
    ended = leads.begin(store, "b1", draft(next_step="Nie", next_on=TODAY), **WHO)
    leads.move(store, "b1", ended, "lost", **WHO)
    tasks = [one for one in today.tasks(store, brand, [], now=NOW) if one.kind == "lead"]
    assert [(one.params["lead"], one.values["title"]) for one in tasks] == [(late, "Anrufen")]


def test_a_share_is_told_from_five_ended_leads_on():
    courses = [Course("", "won", 3, Decimal(10), "EUR")] * 3 + [Course("", "lost", 1, None, "EUR")]
    (few,) = funnel(courses)
    assert (few.share, few.interval, few.missing) == (None, None, 1)
    (enough,) = funnel([*courses, Course("", "lost", 0, None, "EUR"), Course("", "new", 0, None, "EUR")])
    assert enough.share == pytest.approx(0.6)
    assert enough.values == (("EUR", Decimal(30)),)
    assert enough.interval[0] < 0.6 < enough.interval[1]


@given(
    st.lists(
        st.builds(
            Course,
            st.sampled_from(["a", "b", ""]),
            st.sampled_from(STAGES),
            st.integers(0, 3),
            st.none() | st.decimals(0, 100, places=2),
            st.sampled_from(["EUR", "CHF"]),
        )
    )
)
def test_a_funnel_loses_nobody_and_never_grows(courses):
    found = funnel(courses)
    assert sum(one.leads for one in found) == len(courses)
    for one in found:
        assert one.leads >= one.contacted >= one.offers >= 0
        assert one.decided <= one.leads
        assert (one.share is None) == (one.missing > 0)


def test_nobody_moves_a_lead_of_another_brand(store, brand, other_brand):
    lead_id = leads.begin(store, "b1", draft(), **WHO)
    with pytest.raises(NotFoundError):
        leads.move(store, "b2", lead_id, "won", **WHO)
    with pytest.raises(NotFoundError):
        leads.begin(store, "b2", draft(), conversation_id=hear(store, "b1", "1", ("in", 5, "x")), **WHO)


def test_all_leads_go_into_a_table_with_money_and_days_a_spreadsheet_reads(store, brand):
    leads.begin(store, "b1", draft(value=Decimal("250.50"), next_step="=1+1", next_on=TODAY), **WHO)
    leads.begin(store, "b1", draft(interest="Ohne Wert"), **WHO)
    content = exports.rows_as_csv(leads.rows(store, "b1"), leads.COLUMNS, "de").decode("utf-8-sig")
    first, second = sorted(csv.DictReader(io.StringIO(content), delimiter=";"), key=lambda row: row["interest"])
    assert (first["value"], first["next_on"], first["next_step"]) == ("250,5", "2026-11-24", "'=1+1")
    assert (second["value"], second["next_on"]) == ("", "")
