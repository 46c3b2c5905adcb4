"""What a network tells us: messages that arrived, posts of our own, figures; and when to ask again."""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict

from cmlite.domain.tagging import untagged

log = logging.getLogger("cmlite.sync")
Told = TypeVar("Told")
Kind = Literal["comment", "message", "mention", "review"]
Words = Annotated[str, AfterValidator(lambda text: text.encode("utf-8", "replace").decode())]
"""Text of strangers: a half of a character, which no file can keep, becomes a question mark."""


APART = "chat:"
"""How ids of messages begin that a network keeps apart from its posts: it tells of their deletion by itself, and no
question about posts may name them."""


class Partner(BaseModel):
    """The other one of a conversation between two."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    handle: Words
    name: Words = ""


class Arrival(BaseModel):
    """One message of a network, from outside or our own written elsewhere.

    `thread_id` names what it hangs under (the first post of the thread, a chat); `subject_id` is the external id
    of the post of ours it belongs to, '' if none. `sent_at` is naive UTC. `text` is plain text. `state` deleted:
    the network no longer shows it, and neither do we. `kind` message: only we and one person see it; `partner` is
    that person, where the network knows private conversations of two.
    """

    model_config = ConfigDict(frozen=True)

    external_id: str
    kind: Kind = "comment"
    ours: bool = False
    author_id: str
    author_handle: Words
    author_name: Words = ""
    text: Words
    sent_at: datetime
    thread_id: str
    parent_id: str = ""
    subject_id: str = ""
    partner: Partner | None = None
    url: str = ""
    state: Literal["received", "deleted"] = "received"


class Arrivals(BaseModel):
    """One page of what arrived. `cursor` is saved together with the items; `more`: ask again at once."""

    model_config = ConfigDict(frozen=True)

    items: tuple[Arrival, ...] = ()
    cursor: str
    more: bool = False


class OwnPost(BaseModel):
    """A post of our account as the network has it, written here or elsewhere. `at` is naive UTC."""

    model_config = ConfigDict(frozen=True)

    external_id: str
    text: Words
    at: datetime
    permalink: str = ""
    format: str = ""
    """One of `domain.posts.FORMATS`, where the network tells what hangs on it."""


class Counts(BaseModel):
    """Figures of one post or message now, by metric name; what the network does not tell is not in `values`."""

    model_config = ConfigDict(frozen=True)

    external_id: str
    values: dict[str, float] = {}
    text: Words | None = None


EVERY = {
    "inbox": timedelta(minutes=3),
    "messages": timedelta(minutes=3),
    "figures": timedelta(minutes=10),
    "posts": timedelta(minutes=30),
}
"""How often a healthy channel is asked for what arrived, for private messages, for figures that are due, for posts
made elsewhere."""

ASKED_FOR = "asked"
"""The place of a job that the owner asked for: it looks at what is quite new, too."""

LONGEST_PAUSE = timedelta(hours=6)
BELIEVED = timedelta(days=7)
FIGURES_EVERY = (
    (timedelta(hours=48), timedelta(hours=1)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=365), timedelta(days=7)),
)
"""Posts up to this age: their figures are fetched this often. Older ones are left as they are."""


def next_at(job: str, *, now: datetime, failures: int, jitter: float, until: datetime | None = None) -> datetime:
    """When a job of a channel is due again (naive UTC).

    Doubles with every failure in a row up to six hours; `jitter` from 0 to 1 spreads channels over a tenth of
    that; never before the time the network named (`until`).
    """
    pause = min(EVERY[job] * float(2 ** min(failures, 10)), max(LONGEST_PAUSE, EVERY[job]))
    due = now + pause * (0.95 + 0.1 * jitter)
    return max(due, until) if until else due


def told_at(written: datetime, had: datetime) -> datetime:
    """When a message was written. The author's clock may be wrong or forged: never later than the moment the network
    had it, and what claims to be older than a week then counts as written at that moment.
    """
    return written if had - BELIEVED <= written <= had else had


def readable(read: Callable[[Any], Told | None], items: Sequence[Any]) -> list[Told]:
    """What `read` makes of each item; one it stumbles over is left out, so that it cannot stop the page it is on."""
    found = []
    for item in items:
        try:
            one = read(item)
        except Exception as error:  # strangers decide what stands in it
            log.warning("an item of a network could not be read: %s", type(error).__name__)
            continue
        if one is not None:
            found.append(one)
    return found


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader: white space, marks in links and domains of mentions do not count."""
    return _bare(untagged(one)) == _bare(untagged(other))


def same_lines(one: str, other: str) -> bool:
    """Whether two texts are the same line by line; empty lines do not count."""
    return _lines(one) == _lines(other)


def _lines(text: str) -> list[str]:
    return [bare for line in text.splitlines() if (bare := _bare(line))]


def same_answer(one: str, other: str) -> bool:
    """Whether two answers are the same; the people they name at their beginning do not count."""
    return _unaddressed(one) == _unaddressed(other)


def _unaddressed(text: str) -> str:
    return re.sub(r"^(@\S+ )+", "", _bare(text))


def _bare(text: str) -> str:
    return " ".join(re.sub(r"@([\w.-]+)@[\w.-]+\w", r"@\1", text).split())
