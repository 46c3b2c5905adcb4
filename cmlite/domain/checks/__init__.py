"""Looks at a draft with every rule there is: what a network would refuse, and where it leaves the editorial line."""

from functools import lru_cache
from typing import Literal, get_args

from cmlite.domain.checks import alt, legal, media, schedule, style, tags, text, wording
from cmlite.domain.checks.rules import RULES, Family, Rule
from cmlite.domain.checks.subject import Subject
from cmlite.domain.drafts import Around, Draft, Finding
from cmlite.domain.editorial import EditorialLine
from cmlite.domain.networks import Network

FAMILIES = (text, media, alt, tags, wording, style, schedule, legal)
"""Importing a family registers its rules."""
ALL: tuple[Rule, ...] = tuple(sorted(RULES.values(), key=lambda rule: get_args(Family).index(rule.family)))
"""Every rule, by family."""


def check(draft: Draft, line: EditorialLine, network: Network, around: Around) -> tuple[Finding, ...]:
    """Every rule the draft breaks, what blocks first. Takes milliseconds, also for a text of 100,000 characters."""
    subject = Subject(draft, line, network, around)
    found = []
    for rule in ALL:
        if rule.network in {"any", draft.network} and (hit := rule.judge(subject)) is not None:
            level: Literal["block", "advise"] = "block" if hit.sure and may_block(rule, draft) else "advise"
            found.append(Finding(rule.id, level, {"network": network.name, **hit.values}))
    return tuple(sorted(found, key=lambda finding: finding.level != "block"))


def blocking(draft: Draft, network: Network) -> Finding | None:
    """The first thing the network would certainly refuse. Needs neither line nor surroundings."""
    subject = Subject(draft, EditorialLine(network=draft.network), network, Around())
    for rule in _blockers(draft.network, draft.is_live):
        if (hit := rule.judge(subject)) is not None and hit.sure:
            return Finding(rule.id, "block", {"network": network.name, **hit.values})
    return None


@lru_cache(maxsize=128)
def _blockers(network: str, is_live: bool) -> tuple[Rule, ...]:
    """The rules that may block on a network: chosen once, because a plan asks ten thousand times."""
    draft = Draft("", network, is_live=is_live)
    return tuple(rule for rule in ALL if rule.network in {"any", network} and may_block(rule, draft))


def may_block(rule: Rule, draft: Draft) -> bool:
    """Whether a broken rule keeps this draft from being planned, if the network's limit is certain."""
    return rule.blocks == "always" or (rule.blocks == "live" and draft.is_live)
