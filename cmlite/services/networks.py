"""What cmlite can do on a network by itself, and what that was tested against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cmlite.connectors.base import CAN, Connector


@dataclass(frozen=True, slots=True)
class Abilities:
    """A checklist: every ability in a fixed order and whether the connector has it.

    `against`: server (a real one), rebuilt (a server of our own that answers alike), contract (a published
    description) or written (answers written by hand).
    """

    can: tuple[tuple[str, bool], ...]
    against: tuple[str, ...]
    checked_on: date | None


def abilities(connectors: Mapping[str, type[Connector]], network: str) -> Abilities | None:
    """What the connector of a network can do; None where there is no connector, so everything is done by hand."""
    connector = connectors.get(network)
    if connector is None:
        return None
    try:
        checked_on = date.fromisoformat(connector.proof.checked_on)
    except ValueError:
        checked_on = None
    return Abilities(tuple((name, name in connector.can) for name in CAN), connector.proof.against, checked_on)
