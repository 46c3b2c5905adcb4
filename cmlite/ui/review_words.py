"""What a review says: a decision, a group of posts, the cadence of a network, and the whole as a document."""

from collections.abc import Mapping

from cmlite.domain.networks import Network
from cmlite.domain.review import Asked, Decision, GoalStand, Group, Kept, Review
from cmlite.domain.strategy import MEASURES
from cmlite.ui import text
from cmlite.ui.cards import measured, network_name
from cmlite.ui.papers import Section
from cmlite.ui.text import t


def subject_name(decision: Decision, networks: Mapping[str, Network]) -> str:
    """What a decision is about: the measure of a goal, the name of a pillar or network."""
    if decision.subject == "goal":
        return t(f"measures.{decision.name}")
    return network_name(decision.name, networks) if decision.subject == "network" else decision.label


def decided(decision: Decision, networks: Mapping[str, Network]) -> str:
    """What was decided, without the reason."""
    facts = {"name": subject_name(decision, networks)}
    if decision.verdict in {"change", "new"} and decision.value is not None:
        if decision.subject == "goal":
            facts["value"] = measured(decision.value, MEASURES[decision.name].unit)
            facts["by"] = text.day(decision.by, weekday=False, year=True)
        elif decision.subject == "pillar":
            facts["value"] = text.percent(decision.value / 100, digits=0)
        else:
            facts["value"] = text.number(decision.value, digits=1)
    return t(f"review.decided.{decision.subject}_{decision.verdict}", **facts)


def question(asked: Asked, networks: Mapping[str, Network]) -> str:
    """A decision that comes back."""
    words, day = decided(asked.decision, networks), text.day(asked.decided_on, weekday=False, year=True)
    if not asked.decision.reason:
        return t("review.question_bare", decided=words, day=day)
    return t("review.question", decided=words, day=day, reason=asked.decision.reason)


def group_name(group: Group) -> str:
    """Name of a pillar or format; posts without a pillar have none."""
    if group.section == "format":
        return t(f"formats.{group.name}") if text.has(f"formats.{group.name}") else group.name
    return group.label or (t("kpis.no_pillar") if group.name in {"", "none"} else group.name)


def group_line(group: Group) -> str:
    """How the posts of a group were met, or that there are too few of them to say."""
    if group.verdict == "few":
        return t("review.few", n=group.n, more=group.missing)
    facts = {
        "posts": t("review.posts", n=group.n),
        "median": text.number(group.median),
        "low": text.number(group.low),
        "high": text.number(group.high),
        "usual": text.number(group.usual),
    }
    return t(f"review.met.{group.verdict}", **facts)


def kept_line(kept: Kept) -> str:
    """Planned against published."""
    facts = {
        "planned": text.amount(kept.planned),
        "actual": text.amount(kept.actual),
        "posts": t("review.posts", n=kept.n),
    }
    if not kept.planned and not kept.n:
        return t("review.kept_nothing")
    if not kept.planned:
        return t("review.kept_unplanned", **facts)
    return t("review.kept_ok" if kept.actual >= kept.planned * 0.9 else "review.kept_less", **facts)


def stand_line(stand: GoalStand) -> str:
    """A goal as it stood on the day of the review."""
    unit = MEASURES[stand.goal.measure].unit
    facts = {
        "value": measured(stand.value, unit),
        "expected": measured(stand.expected, unit),
        "target": measured(stand.goal.target, unit),
        "by": text.day(stand.goal.by, weekday=False, year=True),
    }
    return t(f"review.stood.{stand.standing}", **facts)


def sections(review: Review, networks: Mapping[str, Network]) -> list[Section]:
    """A finished review in reading order, as plain text; parts that were empty are left out."""
    content = review.content

    def noted(part: str) -> list[tuple[str, str]]:
        words = content.notes.get(part, "")
        return [(t("review.note"), words)] if words else []

    parts: list[Section] = [
        (t("review.part.asked"), [_answered(one, networks) for one in content.asked]),
        (
            t("review.part.goals"),
            [(t(f"measures.{one.goal.measure}"), stand_line(one)) for one in content.goals] + noted("goals"),
        ),
        (
            t("review.part.worked"),
            [(group_name(one), group_line(one)) for one in content.groups] + noted("worked"),
        ),
        (
            t("review.part.cadence"),
            [(network_name(one.network, networks), kept_line(one)) for one in content.kept] + noted("cadence"),
        ),
        (
            t("review.part.decisions"),
            [(decided(one, networks), one.reason or t("review.no_reason")) for one in content.decisions],
        ),
    ]
    return [(heading, rows) for heading, rows in parts if rows]


def _answered(asked: Asked, networks: Mapping[str, Network]) -> tuple[str, str]:
    answer = t(f"review.worked.{asked.worked or 'open'}")
    return question(asked, networks), f"{answer}. {asked.note}" if asked.note else answer
