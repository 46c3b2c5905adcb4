"""Whom it is time to tell: by business minutes, heated messages first."""

from datetime import datetime, timedelta

from cmlite.domain.brands import Brand, BusinessHours, Span
from cmlite.domain.classes import rung_due, waited
from cmlite.domain.moderation import MessageClass, Plan, Rung
from tests.conftest import NOW

PLAN = Plan(
    classes=(MessageClass(class_id="question", deadline=240), MessageClass(class_id="spam")),
    ladder=(Rung(role="boss", after=60), Rung(role="lawyer", after=240), Rung(role="police")),
)


def who(class_id: str, minutes: float) -> str:
    rung = rung_due(PLAN, class_id, minutes)
    return rung.role if rung else ""


def test_a_heated_message_climbs_the_ladder_by_itself_others_reach_its_first_rung_after_their_deadline() -> None:
    assert [who("complaint", minutes) for minutes in (59, 60, 239, 240, 9_999)] == [
        "",
        "boss",
        "boss",
        "lawyer",
        "lawyer",
    ]
    assert [who("question", minutes) for minutes in (60, 239, 240, 9_999)] == ["", "", "boss", "boss"]
    assert who("spam", 9_999) == "", "nothing is owed"


def test_nights_and_holidays_are_not_waited_through() -> None:
    span = Span(opens="08:00", closes="18:00")
    hours = BusinessHours(days=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), span))
    brand = Brand(brand_id="b", name="B", subdivision="BW", business_hours=hours, created_at=NOW, actor="owner")
    thursday = datetime(2026, 12, 24, 16, 30)  # UTC: half an hour before closing, on the eve of two holidays

    assert waited(brand, thursday, datetime(2026, 12, 27, 12, 0)) == 30
    assert waited(brand, thursday, datetime(2026, 12, 28, 8, 0)) == 90
    assert waited(brand, thursday - timedelta(days=400), thursday) == waited(
        brand, thursday - timedelta(days=60), thursday
    )


def test_a_message_from_the_future_has_not_waited() -> None:
    brand = Brand(brand_id="b", name="B", created_at=NOW, actor="owner")
    assert [waited(brand, NOW + timedelta(hours=ahead), NOW) for ahead in (1, 30, 24 * 400)] == [0, 0, 0]
