"""Looks at an answer before it goes out: what pours oil on the fire, promises too much, gives away or leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cmlite.domain.calm import form, privacy, promises, shape, tone
from cmlite.domain.calm.rules import FAMILIES, RULES, Remedy, Rule
from cmlite.domain.calm.subject import Reply, Subject, Thread
from cmlite.domain.calm.words import Words
from cmlite.domain.moderation import Plan

__all__ = ["ALL", "Finding", "Reply", "Thread", "check"]
PARTS = (tone, shape, promises, privacy, form)
"""Importing a family registers its rules."""
ALL: tuple[Rule, ...] = tuple(sorted(RULES.values(), key=lambda rule: FAMILIES.index(rule.family)))
"""Every rule, by family."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule an answer breaks; `values` fill `calm.<rule>.reason` and `.remedy`, `mends` is what one click can do."""

    rule: str
    level: Literal["block", "advise"]
    values: Mapping[str, object] = field(default_factory=dict)
    mends: Remedy = ""


def check(reply: Reply, thread: Thread, plan: Plan, words: Words) -> tuple[Finding, ...]:
    """Every rule the answer breaks, what the network refuses first; nothing about an empty one. Takes milliseconds."""
    if not reply.text.strip():
        return ()
    subject = Subject(reply, thread, plan, words)
    found = []
    for rule in ALL:
        if (hit := rule.judge(subject)) is not None:
            found.append(Finding(rule.id, "block" if hit.sure else "advise", hit.values, rule.mends))
    return tuple(sorted(found, key=lambda finding: finding.level != "block"))
