"""The only place that joins store, connectors, clock and settings; pages get a `Visit`, the server the `App`."""

import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

import streamlit as st

from cmlite import config
from cmlite.domain import pictures
from cmlite.domain.brands import Brand
from cmlite.domain.counting import measure
from cmlite.domain.networks import Network
from cmlite.domain.occasions import Occasion, read_occasions
from cmlite.domain.pictures import Room
from cmlite.domain.team import Team
from cmlite.services import brands, team
from cmlite.services.connections import Outside
from cmlite.services.jobs import Jobs
from cmlite.services.team import AtWork
from cmlite.store import reference
from cmlite.store.db import Store
from cmlite.store.only_reading import OnlyReading
from cmlite.store.secrets import Secrets

EXAMPLES = config.EXAMPLES
"""The folder of the invented businesses."""

ACTOR = "owner"
"""Who did it, as long as there is one person."""


NOBODY = AtWork(Team(), None)


@dataclass(frozen=True, slots=True)
class App:
    """What lives as long as the process."""

    settings: config.Settings
    store: Store
    jobs: Jobs
    outside: Outside


class Who(TypedDict):
    """When a change is made (naive UTC) and by whom, as every service that changes something takes it."""

    now: datetime
    actor: str


class Seen(TypedDict):
    """When (naive UTC) and in which zone something is looked at."""

    now: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What one run of a page works with. `now` is naive UTC."""

    store: Store
    settings: config.Settings
    brand: Brand | None
    brands: tuple[Brand, ...]
    language: str
    jobs: Jobs
    outside: Outside
    now: datetime
    actor: str = ACTOR
    at_work: AtWork = NOBODY
    """The team of the brand, and who of it is at work."""

    @property
    def brand_id(self) -> str:
        """Id of the brand in view; '' when there is none yet."""
        return self.brand.brand_id if self.brand else ""

    @property
    def who(self) -> Who:
        """To be given to whatever changes something: `**here.who`."""
        return Who(now=self.now, actor=self.actor)


def utc_now() -> datetime:
    """The clock: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


_opening = threading.Lock()
_opened: list[App] = []


@st.cache_resource(show_spinner=False)
def _app(settings: config.Settings) -> App:
    store = Store(settings.database, migrations=config.MIGRATIONS, views=config.VIEWS)
    opened = App(settings, store, Jobs(), Outside(Secrets(settings.secrets)))
    _opened.append(opened)
    return opened


def app() -> App:
    """The process's one store; opened on first use. Raises StoreError when the file cannot be opened."""
    with _opening:
        return _app(config.Settings.from_environment())


def networks() -> dict[str, Network]:
    """The dated facts about every network, by key."""
    return reference.networks()


@st.cache_resource(show_spinner=False)
def occasions() -> tuple[Occasion, ...]:
    """The curated occasions of the year."""
    return tuple(read_occasions((config.REFERENCE / "occasions.csv").read_text(encoding="utf-8")))


def fits(words: str, network: str, text_limit: int | None) -> bool:
    """Whether a text fits a network by its own way of counting; `text_limit` is that of one server."""
    facts = networks().get(network)
    return facts is None or measure(words, facts, limit=text_limit).fits


def room_on(network: str) -> Room:
    """What a network takes of one picture; everything where nothing is known."""
    facts = networks().get(network)
    return pictures.room_on(facts) if facts else pictures.Room()


def close() -> None:
    """Write everything into the file and let go of it, if it was opened at all."""
    with _opening:
        for opened in _opened:
            opened.store.close()
        _opened.clear()
    _app.clear()


chosen_people: ContextVar[Mapping[str, str]] = ContextVar("chosen_people")
"""Who is at work in this window, by brand; set by the router before anything else."""


def visit() -> Visit:
    """Everything a page needs; three small queries. Who may only look gets a store that refuses every change."""
    here = app()
    view = brands.current(here.store)
    work, store = NOBODY, here.store
    if view.brand is not None:
        brand_id = view.brand.brand_id
        work = team.at_work(here.store, brand_id, chosen_people.get({}).get(brand_id, ""))
    actor = work.member.member_id if work.member else ACTOR
    if not work.team.may_change(actor):
        store = OnlyReading(here.store)
    seen = (view.brand, view.brands, view.language, here.jobs, here.outside)
    return Visit(store, here.settings, *seen, utc_now(), actor, work)
