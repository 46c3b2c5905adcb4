"""What is known of a business."""

from datetime import time

from cmlite.domain.brands import BusinessHours, Span


def test_the_hours_of_an_open_day_are_the_mean_of_those_that_are_open():
    days = {"mon": Span(opens=time(9), closes=time(18)), "sat": Span(opens=time(8, 30), closes=time(12))}
    assert BusinessHours(days=days).a_day() == 6.25
    assert BusinessHours().a_day() == 0
