"""What a network's editorial line begins with: made of the strategy, the trade and what the network is like."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.brands import Brand
from cmlite.domain.editorial import EditorialLine, Legal, Swap, Tags
from cmlite.domain.networks import Network
from cmlite.domain.slots import proposed
from cmlite.domain.strategy import Audience, Strategy

Language = Literal["de", "en"]
_FILMED = frozenset({"video", "reel", "live"})
_EFFORT = frozenset({"live", "poll", "document"})
"""Formats a small business does not plan every week."""
_MOST_AUDIENCES = 2


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Style(_Frozen):
    """Limits of style that every line begins with."""

    sentence_words: int
    exclamations_max: int
    likeness: float


class NetworkWords(_Frozen):
    """What is aimed at on a network, how one speaks there, where links go."""

    aim: str
    tone: str
    links: str


class NetworkStyle(_Frozen):
    """The bands of a network, and its words by language."""

    length: tuple[int, int]
    emoji: tuple[int, int]
    hashtags: tuple[int, int]
    place: Literal["end", "inside", "comment", "anywhere"]
    gap_hours: int
    call: bool
    de: NetworkWords
    en: NetworkWords


class TradeWords(_Frozen):
    """What a trade has to tell, and how it sounds; sentences by form of address where the language has several."""

    what: str
    yes: tuple[str, ...]
    yes_du: str = ""
    yes_ihr: str = ""
    yes_sie: str = ""
    no: tuple[str, ...]
    call: tuple[str, ...]
    call_du: str = ""
    call_ihr: str = ""
    call_sie: str = ""
    use: tuple[str, ...]
    avoid: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    law: str = ""
    law_in: dict[str, str] = Field(default_factory=dict)
    occasion: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class GroupNames(_Frozen):
    """What the two groups of hashtags are called that every line begins with."""

    place: str
    trade: str


class Law(_Frozen):
    """What the law of a country asks for."""

    label: str
    imprint: str
    pictures: str
    competitions: str


class Proposals(_Frozen):
    """Everything in `data/reference/editorial.toml`."""

    style: Style
    tags: dict[Language, GroupNames]
    network: dict[str, NetworkStyle]
    outcome: dict[Language, dict[str, str]]
    law: dict[str, dict[Language, Law]]
    trade: dict[str, dict[Language, TradeWords]]


def read_proposals(text: str) -> Proposals:
    """Raises `tomllib.TOMLDecodeError` or `pydantic.ValidationError`."""
    return Proposals.model_validate(tomllib.loads(text))


def propose(network: Network, brand: Brand, strategy: Strategy, proposals: Proposals) -> EditorialLine:
    """A line as one would write it for this business; in the language of the brand."""
    language: Language = "en" if brand.language == "en" else "de"
    style = proposals.network[network.key]
    words = style.en if language == "en" else style.de
    trade = proposals.trade.get(brand.trade, proposals.trade["other"])[language]
    address = strategy.culture.address
    filled = {"brand": brand.name, "what": trade.what}
    choice = next((one for one in strategy.networks if one.network == network.key), None)
    cadence = choice.posts_per_week if choice else network.cadence_per_week.value
    outcomes = list(dict.fromkeys(goal.outcome for goal in strategy.goals))[:2]
    serves = [proposals.outcome[language][one] for one in outcomes if one in proposals.outcome[language]]
    return EditorialLine(
        network=network.key,
        language=language,
        aim=" ".join([words.aim.format(**filled), *serves]),
        audience=audience_on(network, strategy.audiences),
        tone=" ".join(part for part in (strategy.culture.tone, words.tone) if part),
        yes=_said(trade.yes, getattr(trade, f"yes_{address}")),
        no=trade.no,
        never=strategy.culture.never,
        address=address,
        formats=formats_for(network, strategy.media),
        length_min=style.length[0],
        length_max=style.length[1],
        emoji_min=style.emoji[0],
        emoji_max=style.emoji[1],
        hashtag_min=style.hashtags[0],
        hashtag_max=style.hashtags[1],
        hashtag_place=style.place,
        hashtags=_tags(brand, trade, proposals.tags[language]) if style.hashtags[1] else (),
        links=words.links,
        calls=_said(trade.call, getattr(trade, f"call_{address}")),
        call_wanted=style.call,
        posts_per_week=cadence,
        slots=proposed(cadence),
        pillars={pillar.pillar_id: pillar.share for pillar in strategy.pillars},
        words_use=trade.use,
        words_avoid=tuple(Swap(word=word, instead=instead) for word, instead in trade.avoid),
        legal=_legal(network, brand, trade, proposals, language),
        exclamations_max=proposals.style.exclamations_max,
        sentence_words=proposals.style.sentence_words,
        gap_hours=style.gap_hours,
        likeness=proposals.style.likeness,
    )


def audience_on(network: Network, audiences: Sequence[Audience]) -> str:
    """The groups of the strategy that are most to be found on a network, with what they want."""

    def share(one: Audience) -> float:
        shares = [fact.value for age, fact in network.age_share.items() if age in one.age_groups]
        return sum(shares) / len(shares) if shares else 0.0

    best = sorted(audiences, key=share, reverse=True)[:_MOST_AUDIENCES]
    return "\n".join(f"{one.name}: {one.wants}" if one.wants else one.name for one in best)


def formats_for(network: Network, media: Sequence[str]) -> tuple[str, ...]:
    """The formats of a network the business can make every week; all of them where there is no other."""
    left_out = _EFFORT if "video" in media else _EFFORT | _FILMED
    fitting = tuple(one for one in network.formats if one not in left_out)
    return fitting or network.formats


def _said(sentences: tuple[str, ...], by_address: str) -> tuple[str, ...]:
    return (*sentences, by_address) if by_address else sentences


def _tags(brand: Brand, trade: TradeWords, names: GroupNames) -> tuple[Tags, ...]:
    """The place and the name, what the trade speaks of, and what goes with the year."""
    here = tuple(filter(None, (_as_tag(brand.place), _as_tag(brand.name))))
    groups = [Tags(name=names.place, tags=here), Tags(name=names.trade, tags=trade.tags)]
    seasons = [Tags(name=name, tags=tags, occasion=name) for name, tags in trade.occasion.items()]
    return tuple(group for group in (*groups, *seasons) if group.tags)


def _as_tag(words: str) -> str:
    """`Bäckerei am Tor` becomes `BäckereiAmTor`."""
    parts = ["".join(sign for sign in word if sign.isalnum()) for word in words.split()]
    tag = "".join(part[:1].upper() + part[1:] for part in parts)
    return "" if tag.isdigit() else tag[:60]


def _legal(network: Network, brand: Brand, trade: TradeWords, proposals: Proposals, language: Language) -> Legal:
    laws: Mapping[Language, Law] = proposals.law.get(brand.country, proposals.law["DE"])
    law = laws[language]
    return Legal(
        ad_label=law.label,
        imprint=law.imprint,
        picture_rights=law.pictures,
        competitions=law.competitions.format(network=network.name),
        trade=trade.law_in.get(brand.country, trade.law),
    )
