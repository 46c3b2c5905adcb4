"""Whom a row of a plan is for: its accounts and networks, and what is said apart for each of them."""

import json
import re
from collections.abc import Mapping, Sequence

from cmlite.importers.plan_layouts import Layout, is_yes


def targets_of(
    layout: Layout, texts: Mapping[str, str], row: Sequence[str], networks: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    """Accounts or networks of a row, and a name that is no network."""
    if layout.networks:
        named = [network for place, network in layout.networks.items() if is_yes(row[place])]
        return tuple(dict.fromkeys(named)), ""
    wanted, unknown = _networks(texts.get("networks", ""), networks)
    if unknown:
        return (), unknown
    found: dict[str, None] = {}
    for part in _accounts(texts.get("channels", ""), networks):
        network, sign, handle = part.partition(":")
        if sign and (key := networks.get(network.strip().casefold())):
            found[f"{key}:{handle.strip()}"] = None
        elif (key := networks.get(part.casefold())) is not None:
            wanted.append(key)
        elif len(wanted) == 1:
            found[f"{wanted[0]}:{part}"] = None
        else:
            return (), part
    covered = {one.partition(":")[0] for one in found}
    targets = (*found, *(one for one in wanted if one not in covered))
    return tuple(targets), ""


def _accounts(words: str, networks: Mapping[str, str]) -> list[str]:
    """The accounts of a cell: between semicolons, or between commas where each of them begins with a network."""
    found = []
    for part in filter(None, (one.strip() for one in re.split(r"[;\n]", words))):
        listed = [one.strip() for one in part.split(",")]
        known = all(networks.get(one.partition(":")[0].strip().casefold()) for one in listed)
        alike = len({":" in one for one in listed}) == 1
        found += listed if known and alike else [part]
    return found


def _networks(words: str, networks: Mapping[str, str]) -> tuple[list[str], str]:
    """Keys of the networks named in a cell, and a name that is none."""
    found = []
    for name in filter(None, (one.strip() for one in re.split(r"[,;|\n]", words))):
        if (key := networks.get(name.casefold())) is not None:
            found.append(key)
            continue
        parts = [(one, networks.get(one.casefold())) for one in name.split()]
        if unknown := next((one for one, key in parts if key is None), ""):
            return [], unknown if len(parts) > 1 else name
        found += [key for _, key in parts if key]
    return list(dict.fromkeys(found)), ""


def said_by_target(words: str) -> tuple[tuple[str, str], ...]:
    """What is said apart for single channels, as cmlite writes it; anything else is left out."""
    try:
        said = json.loads(words) if words else {}
    except ValueError:
        return ()
    if not isinstance(said, dict):
        return ()
    return tuple((str(target), str(one)) for target, one in said.items() if isinstance(one, str) and one.strip())
