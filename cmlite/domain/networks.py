"""What is known about each network (limits, audience, effort) and which ones suit a small business."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

# fmt: off
AgeGroup = Literal["14-29", "30-49", "50-69", "70+"]
NetworkClass = Literal["full", "own_app", "own_app_conditional", "own_app_paid", "assist"]
Format = Literal["photo", "video", "reel", "carousel", "story", "link", "text", "live", "poll", "document"]
Aim = Literal[
    "local", "visual", "young", "business", "discussion",
    "video_long", "video_short", "reviews", "news", "search",
]
Need = Literal["video", "pictures", "writing", "daily_presence", "thick_skin"]
Shown = Literal["links", "link_card", "hashtags", "first_comment", "thread"]
Mark = Literal["documented", "reported", "disputed", "assumed"]
Certainty = Literal["documented", "reported", "estimate"]
Standing = Literal["applies", "stricter", "warns", "looser", "noted"]
Counting = Literal[
    "graphemes", "characters", "twitter", "bluesky", "mastodon",
    "threads", "linkedin", "youtube_bytes", "utf16", "telegram",
]
Particular = Literal[
    "link_card_beside_media", "mixed_media", "alt_text", "markup", "phone_numbers",
]
# fmt: on

AGE_GROUPS: tuple[str, ...] = get_args(AgeGroup)
AIMS: tuple[str, ...] = get_args(Aim)
NEEDS: tuple[str, ...] = get_args(Need)
SHOWN: tuple[str, ...] = get_args(Shown)

# Points of a recommendation; together they make 100.
AUDIENCE_POINTS, AIM_POINTS, MEDIA_POINTS = 40, 40, 20
# A network that takes more than a key of one's own: what that costs in points and how it is put into words.
CLASS_COST: dict[str, tuple[float, str]] = {
    "own_app_conditional": (0, "networks.reason.conditional"),
    "own_app_paid": (8, "networks.reason.paid"),
    "assist": (4, "networks.reason.assist"),
}

T = TypeVar("T")
Reason = tuple[str, dict[str, str | float]]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Frozen, Generic[T]):
    """One value with where it comes from; `estimate`: our own, as no published figure was confirmed."""

    value: T
    source: str = Field(min_length=1)
    checked_on: date
    certainty: Certainty


class Limit(_Frozen):
    """One limit of a network; of several rows with the same surface and key only one applies."""

    surface: str = Field(min_length=1)
    key: str = Field(min_length=1)
    value: int | float | tuple[str, ...]
    unit: str = Field(min_length=1)
    source: str = Field(min_length=1)
    checked_on: date
    mark: Mark
    applies: bool = True

    @property
    def may_block(self) -> bool:
        """False where the value is only assumed: then warn, never refuse a post because of it."""
        return self.mark != "assumed"


class Network(_Frozen):
    """One network as `data/reference/networks.toml` describes it; `key` is its table name there."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    key: str
    name: str = Field(min_length=1)
    network_class: NetworkClass = Field(alias="class")
    start_url: str = Field(pattern=r"^https://")
    profile_url: str = Field(pattern=r"^(https://.*\{handle\}.*)?$")
    colour: str = Field(pattern=r"^#[0-9A-F]{6}$")
    counting: Counting
    formats: tuple[Format, ...] = Field(min_length=1)
    age_share: dict[AgeGroup, Fact[Annotated[float, Field(ge=0, le=1)]]]
    hours_per_week: Fact[Annotated[float, Field(gt=0)]]
    cadence_per_week: Fact[Annotated[float, Field(gt=0)]]
    good_for: Fact[tuple[Aim, ...]]
    needs: Fact[tuple[Need, ...]]
    shows: Fact[tuple[Shown, ...]]
    limits: tuple[Limit, ...] = Field(alias="limit")
    particulars: dict[Particular, Fact[bool]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete_and_unambiguous(self) -> "Network":
        if missing := set(AGE_GROUPS) - set(self.age_share):
            raise ValueError(f"{self.key}: no share for age groups {sorted(missing)}")
        applying = [(row.surface, row.key) for row in self.limits if row.applies]
        if twice := {row for row in applying if applying.count(row) > 1}:
            raise ValueError(f"{self.key}: more than one row applies for {sorted(twice)}")
        return self

    def limit(self, key: str, surface: str = "post") -> Limit | None:
        """The row that applies, or None where nothing is known: which does not mean there is no limit."""
        rows = (row for row in self.limits if row.applies)
        return next((row for row in rows if (row.surface, row.key) == (surface, key)), None)

    def standing(self, row: Limit) -> Standing:
        """What a row on record is worth.

        applies, stricter (of several values that differ), warns (is assumed, so it blocks nothing), looser (another
        value applies), noted (kept on record, none applies).
        """
        applied = self.limit(row.key, row.surface)
        if not row.applies:
            return "looser" if applied else "noted"
        if not row.may_block:
            return "warns"
        others = (one for one in self.limits if (one.surface, one.key) == (row.surface, row.key))
        return "stricter" if any(not one.applies for one in others) else "applies"

    def number(self, key: str, surface: str = "post") -> int | float | None:
        """The value of the row that applies where it is a number, in the unit of that row."""
        row = self.limit(key, surface)
        return None if row is None or isinstance(row.value, tuple) else row.value


class Recommendation(_Frozen):
    """A network with its place in the ranking; better ones come first.

    `fits_hours`: whether the weekly effort of it and of all ranked before it fits. `reasons` are pairs of text
    key and values; `age`, `aim` and `need` are keys themselves (`networks.age.*`, `networks.good_for.*`,
    `networks.needs.*`), `share` is a fraction, `hours`, `total` and `available` are hours per week.
    """

    network: str
    score: float
    fits_hours: bool
    reasons: tuple[Reason, ...]


def read_networks(text: str) -> dict[str, Network]:
    """Networks by key from TOML text; raises `tomllib.TOMLDecodeError` or `pydantic.ValidationError`."""
    return {key: Network.model_validate({"key": key, **table}) for key, table in tomllib.loads(text).items()}


def recommend(
    networks: Mapping[str, Network],
    *,
    age_groups: set[str],
    hours_per_week: float,
    aims: set[str],
    media: set[str],
) -> list[Recommendation]:
    """All networks, the most suitable first, for a business with `aims` and the `media` (needs) it has.

    Score, 0 to 100: 40 x mean share of the age groups (all of them if none is named) + 40 x part of the aims
    the network is a first choice for + 20 x part of its needs that can be met, less the cost of its class.
    The order does not depend on the hours, so more hours never push out a network that fitted. Equal scores:
    by name. Raises `ValueError` for a key that does not exist.
    """
    for given, known in ((age_groups, AGE_GROUPS), (aims, AIMS), (media, NEEDS)):
        if unknown := given - set(known):
            raise ValueError(f"unknown: {sorted(unknown)}; known: {list(known)}")
    ages = [age for age in AGE_GROUPS if age in age_groups] or list(AGE_GROUPS)
    ranked = sorted(
        ((_score(network, ages, aims, media), network) for network in networks.values()),
        key=lambda pair: (-pair[0], pair[1].name),
    )
    recommendations, total = [], 0.0
    for score, network in ranked:
        total += network.hours_per_week.value
        reasons = _reasons(network, ages, aims, media)
        if not (fits := total <= hours_per_week + 1e-9):
            effort = {"hours": network.hours_per_week.value, "total": total, "available": hours_per_week}
            reasons.append(("networks.reason.too_much", {**effort}))
        recommendations.append(
            Recommendation(network=network.key, score=score, fits_hours=fits, reasons=tuple(reasons))
        )
    return recommendations


def _score(network: Network, ages: list[str], aims: set[str], media: set[str]) -> float:
    audience = sum(fact.value for age, fact in network.age_share.items() if age in ages) / len(ages)
    served = len(aims.intersection(network.good_for.value)) / len(aims) if aims else 0.0
    needs = network.needs.value
    met = len(media.intersection(needs)) / len(needs) if needs else 1.0
    cost = CLASS_COST.get(network.network_class, (0, ""))[0]
    return round(max(0.0, AUDIENCE_POINTS * audience + AIM_POINTS * served + MEDIA_POINTS * met - cost), 1)


def _reasons(network: Network, ages: list[str], aims: set[str], media: set[str]) -> list[Reason]:
    reasons: list[Reason] = []
    for age, fact in sorted(network.age_share.items()):
        if age in ages:
            guessed = fact.certainty == "estimate"
            key = "networks.reason.audience_estimate" if guessed else "networks.reason.audience"
            reasons.append((key, {"age": age, "share": fact.value}))
    reasons += [("networks.reason.aim", {"aim": aim}) for aim in network.good_for.value if aim in aims]
    missing = [need for need in network.needs.value if need not in media]
    reasons += [("networks.reason.missing", {"need": need}) for need in missing]
    reasons.append(("networks.reason.effort", {"hours": network.hours_per_week.value}))
    if network.network_class in CLASS_COST:
        reasons.append((CLASS_COST[network.network_class][1], {}))
    return reasons
