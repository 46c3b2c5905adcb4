"""What a rule on answers is: an id, its family, and the function that decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from cmlite.domain.calm.subject import Subject

Family = Literal["limit", "privacy", "promise", "tone", "shape", "form"]
"""In the order in which a writer reads them."""
FAMILIES: tuple[Family, ...] = get_args(Family)
Remedy = Literal["", "lower", "fewer_marks", "fewer_questions", "without_emoji", "without_data"]
"""What one click can mend without changing what is said."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule is broken; `values` fill its sentences. `sure`: the network would certainly refuse."""

    values: Mapping[str, object] = field(default_factory=dict)
    sure: bool = False


Judge = Callable[[Subject], Hit | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `mends` is the remedy one click away, '' for none."""

    id: str
    judge: Judge
    mends: Remedy = ""

    @property
    def family(self) -> Family:
        """What it is about."""
        return next(one for one in FAMILIES if self.id.startswith(f"{one}."))


RULES: dict[str, Rule] = {}
"""All rules by id."""


def rule(rule_id: str, *, mends: Remedy = "") -> Callable[[Judge], Judge]:
    """Register a function as the rule of this id."""

    def register(judge: Judge) -> Judge:
        RULES[rule_id] = Rule(rule_id, judge, mends)
        return judge

    return register


def word(subject: Subject, name: str) -> Hit | None:
    """Broken where words of a list stand in the answer."""
    said = subject.says(name)
    return Hit({"word": said}) if said else None
