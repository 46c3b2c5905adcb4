"""The files that hold every sentence, one a language, read once each."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "locales"


@lru_cache(maxsize=8)
def sentences(code: str) -> Mapping[str, str]:
    """Every sentence of a language ('de' or 'en') by its key, as it is called: 'nav.brand'."""
    with (_FOLDER / f"{code}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in tree.items():
        path = f"{prefix}{name}"
        pairs.extend(_flat(value, f"{path}.") if isinstance(value, dict) else [(path, str(value))])
    return pairs
