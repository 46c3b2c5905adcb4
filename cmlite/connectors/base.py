"""The contract between cmlite and a network: what a connector is, knows and can be asked to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from cmlite.connectors.gate import Gate
from cmlite.domain.acts import Target
from cmlite.domain.channels import Account
from cmlite.domain.publishing import Outgoing, Sent
from cmlite.domain.sync import Arrivals, Counts, OwnPost

CAN = (
    *("publish", "pictures", "gifs", "thread", "inbox", "reply", "like", "edit", "delete", "figures", "posts"),
    *("find", "keyed", "messages", "warning", "visibility", "language", "silent"),
    *("hide", "erase", "mute", "block", "ban", "report"),
)
"""Everything a connector may be able to do.

publish, pictures and gifs (with a post), thread (several parts), inbox (hear what people write), reply, like (a
message), edit and delete (what we published or answered), figures (of posts), posts (list our own), find (look whether
a message whose answer was lost is there), keyed (the network takes the same key only once), messages (hear private
messages, asked for apart from the rest). What the owner may choose for a post: warning (in front of it), visibility,
language, silent (nobody's phone rings). About messages of others: hide (below our posts, for everybody), erase (delete
in our group); about people: mute (we no longer see them), block, ban (out of our group), report (to whoever runs the
server).
"""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a sign-in form; its words are `connect.<network>.<name>` and `…_help`."""

    name: str
    secret: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands behind a connector: tested against a real server, a contract or written answers, and when."""

    against: tuple[str, ...]
    checked_on: str


@dataclass(slots=True)
class SignIn:
    """What a connector signs in with. `values` are the form's fields and what the network gave for them.

    A connector that gets a new token calls `renew`; the caller saves it where secrets are kept.
    """

    values: dict[str, str] = field(repr=False)
    gate: Gate = field(default_factory=Gate)
    save: Callable[[Mapping[str, str]], None] = lambda values: None

    def renew(self, **values: str) -> None:
        """Take over new values and have them kept."""
        self.values |= values
        self.save(self.values)


@dataclass(frozen=True, slots=True)
class Asked:
    """The address of a network's own sign-in page, and what must be kept (in memory alone) to take its code."""

    address: str
    kept: Mapping[str, str] = field(repr=False)


class SignInPage(Protocol):
    """Signing in on the network's own page, which shows a code for the owner to copy; for networks that have one."""

    field: ClassVar[str]
    """The field of the sign-in form that says which server's page it is."""

    def __init__(self, gate: Gate) -> None: ...

    def ask(self, server: str) -> Asked:
        """Make the page ready. Raises Wait or Refused."""

    def redeem(self, kept: Mapping[str, str], code: str) -> dict[str, str]:
        """The values of the sign-in form, for the code the page showed. Raises Wait or Refused."""


class Connector(Protocol):
    """A network for one account. Made anew for each piece of work; holds no state but its sign-in.

    Every method may raise SignInAgain, Wait or Refused (Vanished where the message it is about is gone); those that
    change something (publish, like, edit, remove) also Unknown. Times are naive UTC. A method that `can` does not
    list is not called.
    """

    network: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    can: ClassVar[frozenset[str]]
    spacing: ClassVar[timedelta]
    """The least time between two things sent by one channel, so that the network's rate is never broken."""
    alone: ClassVar[bool]
    """Whether each message is given out only once, so that a second channel with the same sign-in would swallow it."""
    proof: ClassVar[Proof]

    def __init__(self, sign_in: SignIn) -> None: ...

    def who(self) -> Account:
        """Whose sign-in this is and what it may do; asked before anything is saved."""

    def publish(self, message: Outgoing, *, key: str) -> Sent:
        """Send one post, part of a thread or reply. `key` is the same for every try of the same message."""

    def find(self, message: Outgoing, *, key: str, after: datetime) -> Sent | None:
        """Our own message sent under this key or, where keys are not kept, with this text at `after` or later.

        None when it is not there now.
        """

    def arrivals(self, cursor: str) -> Arrivals:
        """The next page of what arrived since `cursor` ('' the first time: the recent past)."""

    def messages(self, cursor: str) -> Arrivals:
        """Like `arrivals`, for private messages: all of kind message."""

    def own_posts(self, *, after: datetime) -> Sequence[OwnPost]:
        """Posts of our account since `after`, without replies and shares."""

    def counts(self, external_ids: Sequence[str]) -> Sequence[Counts]:
        """Figures, and the text as it is now, of posts and messages; what is gone is not in the answer."""

    def text_of(self, external_id: str) -> str | None:
        """The words of what we sent as the network has them now; None when it is not there. Where `can` lists find."""

    def like(self, external_id: str, *, liked: bool = True) -> None:
        """Mark a message as liked, or take that back; what is so already counts as done."""

    def moderate(self, act: str, target: Target) -> None:
        """Do one act of `domain.acts` about a message of somebody else; what is done already counts as done."""

    def edit(self, external_id: str, text: str) -> None:
        """Change the text of what we sent."""

    def remove(self, external_id: str) -> None:
        """Delete what we sent; gone already counts as done."""
