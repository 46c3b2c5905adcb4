"""What a conversation is taken for, and what stands beside it: the plan, what rules did."""

from typing import NamedTuple

from cmlite.domain.moderation import Plan, Rule


class Sorted(NamedTuple):
    """The class of one conversation with where it comes from, and what else it is marked with."""

    class_id: str
    class_from: str
    class_why: str
    priority: int
    tags: str
    assignee: str


class RuleAct(NamedTuple):
    """What a rule did to a conversation; `rule` as it is now."""

    change_id: str
    rule_id: str
    rule: Rule


class Beside(NamedTuple):
    """What is shown beside a thread."""

    plan: Plan
    found: Sorted
    acts: tuple[RuleAct, ...]
