"""The usual times to look again are days of the owner, and none is offered twice."""

from datetime import datetime

import pytest

from cmlite.ui.inbox_parts import snooze_times


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 11, 28, 22, 30), {"tomorrow": 29, "monday": 30}),  # Saturday, 23:30 in Berlin
        (datetime(2026, 11, 28, 23, 30), {"tomorrow": 30}),  # already Sunday there: tomorrow is Monday
        (datetime(2026, 11, 23, 8, 0), {"tomorrow": 24, "monday": 30}),
    ],
)
def test_on_a_sunday_monday_is_offered_once(now, days):
    times = snooze_times(now, "Europe/Berlin")
    assert {name: at.day for name, at in times.items() if name != "hours"} == days
    assert all((at.hour, at.minute) == (8, 0) for name, at in times.items() if name != "hours")
