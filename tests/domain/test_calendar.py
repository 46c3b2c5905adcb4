"""Days of a view, plan against strategy, the calendar file."""

from datetime import date, datetime

import icalendar
import pytest

from cmlite.domain import calendar
from cmlite.domain.ics import calendar_file
from cmlite.domain.posts import Entry, Target
from cmlite.domain.strategy import NetworkChoice, Pillar, Strategy

STRATEGY = Strategy(
    networks=(NetworkChoice(network="instagram", posts_per_week=2),),
    pillars=(Pillar(pillar_id="a", name="Handwerk", share=60), Pillar(pillar_id="b", name="Team", share=40)),
)


def entry(post_id="p", pillar="a", network="instagram", state="scheduled", at=datetime(2026, 11, 24, 8), text="Text"):
    target = Target(publication_id=f"{post_id}x", channel_id="c", network=network, state=state)
    return Entry(
        post_id=post_id, title="Titel", text=text, pillar_id=pillar, format="photo", state=state, at=at, wall=None,
        version=1, targets=(target,),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("view", "anchor", "first", "days"),
    [
        ("week", date(2026, 11, 24), date(2026, 11, 23), 7),
        ("month", date(2026, 11, 24), date(2026, 10, 26), 42),
        ("month", date(2026, 2, 10), date(2026, 1, 26), 35),
        ("month", date(2027, 2, 1), date(2027, 2, 1), 28),
        ("list", date(2026, 11, 24), date(2026, 11, 24), 28),
    ],
)
def test_a_view_shows_whole_weeks(view, anchor, first, days):
    assert calendar.span(view, anchor) == (first, days)


@pytest.mark.parametrize("view", calendar.VIEWS)
def test_forward_and_back_again_shows_the_same_days(view):
    anchor = date(2026, 12, 1)
    there = calendar.step(view, anchor, 1)
    assert calendar.span(view, calendar.step(view, there, -1)) == calendar.span(view, anchor)


@pytest.mark.parametrize(
    ("day", "now", "proposed"),
    [
        (date(2026, 11, 25), datetime(2026, 11, 24, 18, 12), datetime(2026, 11, 25, 9)),
        (date(2026, 11, 24), datetime(2026, 11, 24, 18, 12), datetime(2026, 11, 24, 19)),
        (date(2026, 11, 24), datetime(2026, 11, 24, 18, 0), datetime(2026, 11, 24, 19)),
        (date(2026, 11, 24), datetime(2026, 11, 24, 22, 59), datetime(2026, 11, 24, 23)),
        (date(2026, 11, 24), datetime(2026, 11, 24, 23, 1), datetime(2026, 11, 25, 9)),
        (date(2026, 11, 2), datetime(2026, 11, 24, 18, 12), datetime(2026, 11, 24, 19)),
    ],
)
def test_the_time_that_is_proposed_has_not_passed(day, now, proposed):
    assert calendar.proposed(day, now) == proposed


def test_the_cadence_counts_what_is_planned_against_the_strategy():
    found = [entry("p1"), entry("p2"), entry("p3", state="idea"), entry("p4", network="x")]
    shares = {share.key: (share.n, share.wanted) for share in calendar.cadence(found, STRATEGY, 7)}
    assert shares == {"instagram": (2, 2.0), "x": (1, 0.0)}


@pytest.mark.parametrize("state", ["cancelled", "removed"])
def test_what_was_dropped_on_one_network_does_not_count_for_its_cadence(state):
    both = (*entry().targets, *entry("q", network="x", state=state).targets)
    shares = {one.key: one.n for one in calendar.cadence([entry().model_copy(update={"targets": both})], STRATEGY, 7)}
    assert shares == {"instagram": 1}


def test_the_mix_names_posts_without_a_topic():
    found = [entry("p1", "a"), entry("p2", "gone"), entry("p3", "b"), entry("p4", "b")]
    assert [(share.key, share.actual, share.wanted) for share in calendar.mix(found, STRATEGY)] == [
        ("a", 25.0, 60),
        ("b", 50.0, 40),
        ("", 25.0, 0.0),
    ]


def test_filters_let_pass_what_fits_and_nothing_else():
    one = entry(network="x", pillar="b", state="draft")
    assert calendar.fits(one, [], [], [])
    assert calendar.fits(one, ["x", "facebook"], ["b"], ["draft"])
    assert not calendar.fits(one, ["facebook"], [], [])
    assert not calendar.fits(one, [], ["a"], [])
    assert not calendar.fits(one, [], [], ["published"])


def test_a_calendar_program_reads_the_file_back():
    nasty = "Zeile 1\nZeile; 2, mit \\ und Ümläuten 🥨 " + "lang " * 60
    content = calendar_file(
        "Bäckerei", [entry(text=nasty), entry("p2", at=None)], {"instagram": "Instagram"}, now=datetime(2026, 11, 1)
    )
    events = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    assert len(events) == 1
    assert events[0]["summary"] == "Instagram: Titel"
    assert events[0]["description"] == nasty
    assert events[0].decoded("dtstart").isoformat() == "2026-11-24T08:00:00+00:00"
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_no_control_sign_stands_in_a_line_of_the_calendar_file():
    pasted = "Folie\x0bzwei\x0cdrei\x07\x1b\x00\x7f"
    content = calendar_file("Müller, Söhne\r\nBEGIN:VEVENT", [entry(text=pasted)], {}, now=datetime(2026, 11, 1))
    lines = content.split(b"\r\n")
    assert not any((sign < 32 and sign != 9) or sign == 127 for line in lines for sign in line)
    assert b"X-WR-CALNAME:M\xc3\xbcller\\, S\xc3\xb6hne\\nBEGIN:VEVENT" in lines
    assert len(icalendar.Calendar.from_ical(content).walk("VEVENT")) == 1
