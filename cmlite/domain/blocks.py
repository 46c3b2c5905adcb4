"""Building blocks of texts: snippets, signatures, hashtag groups, and templates that make a draft."""

from datetime import datetime
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cmlite.errors import RuleError

Kind = Literal["snippet", "signature", "hashtags", "template"]
KINDS: tuple[str, ...] = get_args(Kind)


class BlockDraft(BaseModel):
    """What a form about a block holds. `language` '' fits every language; pillar and format are a template's."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    kind: Kind = "snippet"
    name: str = Field(default="", max_length=80)
    text: str = Field(default="", max_length=20_000)
    language: str = ""
    pillar_id: str = ""
    format: str = ""

    @model_validator(mode="after")
    def _something_to_insert(self) -> "BlockDraft":
        if not self.name:
            raise RuleError("errors.blocks.name_missing")
        if not self.text:
            raise RuleError("errors.blocks.text_missing")
        return self


class Block(BlockDraft):
    """One row of the table `block`; `uses` counts how often it was inserted."""

    block_id: str
    brand_id: str
    uses: int = 0
    changed_at: datetime


def hashtags(text: str) -> str:
    """What an owner typed as a group, as hashtags: `Brot, #Freiburg` becomes `#Brot #Freiburg`, each once."""
    words = text.replace(",", " ").replace(";", " ").split()
    tags = [f"#{word.lstrip('#')}" for word in words if word.lstrip("#")]
    seen: dict[str, str] = {}
    for tag in tags:
        seen.setdefault(tag.casefold(), tag)
    return " ".join(seen.values())


def appended(text: str, block: Block) -> str:
    """A text with a block at its end: a snippet in its line, everything else after a blank line."""
    if not text.strip():
        return block.text
    gap = " " if block.kind == "snippet" and "\n" not in block.text else "\n\n"
    return f"{text.rstrip()}{gap}{block.text}"
