"""What a rule is: an id, where it looks, how hard it may be, and the function that decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cmlite.domain.checks.subject import Subject
from cmlite.domain.networks import Limit, Network, Particular, Shown

Blocks = Literal["always", "live", "never"]
"""Whether a broken rule can keep a post from being planned: wherever it is published, only where cmlite sends it
itself (in the network's own app the owner may still mend it), or never."""
Family = Literal["text", "media", "alt", "wording", "style", "tags", "schedule", "legal"]
"""In the order in which a visitor reads them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule is broken. `sure`: the network would certainly refuse, so a blocking rule may block."""

    values: Mapping[str, object] = field(default_factory=dict)
    sure: bool = False


Judge = Callable[[Subject], Hit | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `limits`, `particulars` and `shows` are what it reads of networks.toml; where `from_line`, it reads the
    editorial line."""

    id: str
    family: Family
    judge: Judge
    blocks: Blocks = "never"
    limits: tuple[str, ...] = ()
    particulars: tuple[Particular, ...] = ()
    shows: tuple[Shown, ...] = ()
    from_line: bool = False

    @property
    def network(self) -> str:
        """The network it is for, 'any' for all."""
        return self.id.split(".")[0]


RULES: dict[str, Rule] = {}
"""All rules by id, in the order in which they are looked at."""


def rule(
    rule_id: str,
    family: Family,
    *,
    blocks: Blocks = "never",
    limits: tuple[str, ...] = (),
    particulars: tuple[Particular, ...] = (),
    shows: tuple[Shown, ...] = (),
    from_line: bool = False,
) -> Callable[[Judge], Judge]:
    """Register a function as the rule of this id."""

    def register(judge: Judge) -> Judge:
        RULES[rule_id] = Rule(rule_id, family, judge, blocks, limits, particulars, shows, from_line)
        return judge

    return register


def over(subject: Subject, key: str, value: float | None, *, under: bool = False) -> Hit | None:
    """Broken where `value` is beyond the limit of this key (below it with `under`); sure only where no value on
    record would let it pass."""
    row = subject.row(key)
    if row is None or value is None or isinstance(row.value, tuple):
        return None
    if value >= row.value if under else value <= row.value:
        return None
    return Hit({"n": value, "limit": row.value}, sure=is_sure(subject, row))


def concerns(rule: Rule, network: Network) -> bool:
    """Whether a network can break a rule at all: it has the limit that is read, or the particular that matters."""
    if rule.network not in {"any", network.key}:
        return False
    if rule.shows:
        return not set(rule.shows) & set(network.shows.value)
    if rule.particulars:
        facts = {name: fact.value for name in rule.particulars if (fact := network.particulars.get(name))}
        return all(facts.get(name) is not good for name, good in _HARMLESS.items() if name in rule.particulars) and (
            bool(facts) or not set(rule.particulars) - _UNTIL_KNOWN
        )
    if rule.limits and not (rule.id == "any.post.document_count" and "document" not in network.formats):
        wanted = {key.rpartition(".")[2] for key in rule.limits}
        surfaces = {key.rpartition(".")[0] for key in rule.limits if "." in key}
        rows = (row for row in network.limits if row.applies and row.key in wanted)
        return any(not surfaces or row.surface in surfaces for row in rows)
    return rule.id != "any.post.video_only" or shows_video_only(network)


def shows_video_only(network: Network) -> bool:
    """Whether a network takes neither text alone nor pictures."""
    return "video" in network.formats and not {"photo", "text"} & set(network.formats)


_HARMLESS: Mapping[Particular, bool] = {
    "link_card_beside_media": True,
    "mixed_media": True,
    "phone_numbers": True,
    "alt_text": False,
    "markup": True,
}
"""The value of a particular with which its rule cannot be broken."""
_UNTIL_KNOWN: frozenset[Particular] = frozenset({"alt_text", "markup"})
"""Rules on these hold where nothing is known, too."""


def is_sure(subject: Subject, row: Limit) -> bool:
    """Whether a limit is certain enough to refuse a post: sources agree and it is more than an assumption."""
    return row.mark in {"documented", "reported"}
