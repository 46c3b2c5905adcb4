"""What a moderation plan begins with: made of the brand, its language and country, and the form of address."""

import tomllib
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cmlite.domain.brands import Brand
from cmlite.domain.moderation import Action, Crisis, HouseRules, MessageClass, Plan, Rung
from cmlite.domain.strategy import Address

Language = Literal["de", "en"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class House(_Frozen):
    """The netiquette before a country's law is put to it."""

    title: str
    intro: str
    intro_du: str = ""
    intro_ihr: str = ""
    welcome: tuple[str, ...]
    unwanted: tuple[str, ...]
    consequences: tuple[str, ...]
    times: str
    contact: str
    contact_du: str = ""
    contact_ihr: str = ""


class Law(_Frozen):
    """Which offences are named in a country, and where their wording was looked up."""

    source: str
    checked: date
    de: str
    en: str


class Beginning(_Frozen):
    """How one class begins; `text` by language and form of address."""

    deadline: int
    action: Action
    cool_off: int
    text: dict[str, str] = Field(default_factory=dict)


class RungWords(_Frozen):
    """A rung of the ladder in one language."""

    role: str
    when: str
    words: str


class RungBeginning(_Frozen):
    """A rung of the ladder."""

    after: int
    de: RungWords
    en: RungWords


class CrisisWords(_Frozen):
    """The crisis plan in one language."""

    steps: tuple[str, ...]
    first_words: str
    first_words_du: str = ""
    first_words_ihr: str = ""


class CrisisBeginning(_Frozen):
    """Thresholds, and the words by language."""

    times_usual: float
    at_least: int
    negative_at_least: int
    de: CrisisWords
    en: CrisisWords


class Beginnings(_Frozen):
    """Everything in `data/reference/moderation.toml`."""

    house: dict[Language, House]
    law: dict[str, Law]
    classes: dict[str, Beginning] = Field(alias="class")
    ladder: tuple[RungBeginning, ...]
    crisis: CrisisBeginning
    promise: dict[Language, tuple[str, ...]]


def read_beginnings(text: str) -> Beginnings:
    """Raises `tomllib.TOMLDecodeError` or `pydantic.ValidationError`."""
    return Beginnings.model_validate(tomllib.loads(text))


def propose_plan(brand: Brand, address: Address, known: Beginnings) -> Plan:
    """A plan as one would write it for this business, in its language; the house rules in both languages."""
    language: Language = "en" if brand.language == "en" else "de"
    words = known.crisis.en if language == "en" else known.crisis.de
    made = Plan(
        house={one: _house(one, brand.country, address, known) for one in known.house},
        classes=tuple(
            MessageClass(
                class_id=class_id,
                deadline=one.deadline or None,
                action=one.action,
                cool_off=one.cool_off,
                block=one.text.get("en" if language == "en" else _form(address), ""),
            )
            for class_id, one in known.classes.items()
        ),
        ladder=tuple(
            Rung(after=one.after, **(one.en if language == "en" else one.de).model_dump()) for one in known.ladder
        ),
        crisis=Crisis(
            times_usual=known.crisis.times_usual,
            at_least=known.crisis.at_least,
            negative_at_least=known.crisis.negative_at_least,
            steps=words.steps,
            first_words=_said(words, "first_words", address),
        ),
        never_promise=known.promise[language],
    )
    return _as_written_in(brand, made)


def _house(language: Language, country: str, address: Address, known: Beginnings) -> HouseRules:
    law, house = known.law.get(country, known.law["DE"]), known.house[language]
    return HouseRules(
        title=house.title,
        intro=_said(house, "intro", address),
        welcome=house.welcome,
        unwanted=house.unwanted,
        consequences=house.consequences,
        times=house.times,
        contact=_said(house, "contact", address),
        law=law.en if language == "en" else law.de,
    )


def _said(words: House | CrisisWords, name: str, address: Address) -> str:
    """A sentence in the form of address of the brand, where it has one of its own."""
    return str(getattr(words, f"{name}_{address}", "") or getattr(words, name))


def _form(address: Address) -> str:
    """One person is answered: a page that says `ihr` to all says `du` to one."""
    return "de_sie" if address == "sie" else "de_du"


def _as_written_in(brand: Brand, plan: Plan) -> Plan:
    """Switzerland writes no ß."""
    if brand.country != "CH":
        return plan
    return Plan.model_validate_json(plan.model_dump_json().replace("ß", "ss"))
