"""A likely cause, what speaks for it, and what was looked at in vain (RBK-18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.clusters.surroundings import Facet
from domain.common.messages import Called, Message, message

MOST_CAUSES = 3
"""More are told to nobody."""

MOST_PROOFS = 3
"""Of one cause."""


class CauseKind(StrEnum):
    """What it can be; every kind has one rule and one advice."""

    IMAGE = "image"  # it cannot be pulled
    CONFIG_MISSING = "config_missing"
    ROLLOUT = "rollout"
    CONFIG_EDIT = "config_edit"
    MEMORY = "memory"
    THROTTLED = "throttled"
    PROBE = "probe"
    CRASH = "crash"
    NODE_LOST = "node_lost"
    NODE_PRESSURE = "node_pressure"
    NO_ROOM = "no_room"
    QUOTA = "quota"
    ADMISSION = "admission"
    DRAINED = "drained"
    AUTOSCALER = "autoscaler"
    DEPENDENCY = "dependency"
    DNS = "dns"
    WIRING = "wiring"  # a service selects none of its pods
    VOLUME = "volume"
    CERTIFICATE = "certificate"
    CREDENTIAL = "credential"
    HANGS = "hangs"  # it runs, and does not answer
    LOAD = "load"


class Certainty(StrEnum):
    """How sure a rule is, in the words that people read."""

    CONFIRMED = "confirmed"  # the cluster says so itself
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Standing(StrEnum):
    """What a cause is to the fault; what the cluster reports stands above what is merely near."""

    MECHANISM = "mechanism"  # the cluster reports it
    EXPLAINS = "explains"  # a change without which it would be well, by contrast
    UNCOMPARED = "uncompared"  # a change since which all fail; nothing older is left to compare
    SYMPTOM = "symptom"  # what fails, seen from inside
    NEAR = "near"  # a change shortly before


@dataclass(frozen=True)
class Proof:
    """One thing that was seen; add fields, with defaults, at the end.

    Attributes:
        said: names the object, and what is told of it.
        at: when; None for a number that holds now.
    """

    said: Message
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One likely cause; add fields, with defaults, at the end.

    Attributes:
        about: the object in question: an image, a node, an address, a version.
        proofs: what speaks for it; never empty.
    """

    kind: CauseKind
    certainty: Certainty
    standing: Standing
    proofs: tuple[Proof, ...]
    about: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a cause that nothing speaks for.

        Raises:
            ValueError: it has no proof.
        """
        if not self.proofs:
            raise ValueError("a cause needs a proof")

    @property
    def said(self) -> Message:
        """Return what it is, as a phrase."""
        about = Called(self.about) if self.about else None
        return message("cause.said", kind=self.kind, about=about)

    @property
    def brief(self) -> Message:
        """Return what it is in a few words, for a text message and for speech."""
        return message("cause.brief", kind=self.kind)

    @property
    def advice(self) -> Message:
        """Return what to look at or do."""
        about = Called(self.about) if self.about else None
        return message("cause.advice", kind=self.kind, about=about)


@dataclass(frozen=True, kw_only=True)
class LikelyCauses:
    """What the rules found at one moment; add fields, with defaults, at the end.

    Attributes:
        at: when it was looked.
        causes: the likeliest first, at most three; none is an answer of its own.
        onset: the earliest bad sign.
        looked, unseen: what was read, and what could not be.
    """

    at: datetime
    causes: tuple[Cause, ...] = ()
    onset: datetime | None = None
    looked: tuple[Facet, ...] = ()
    unseen: tuple[Facet, ...] = ()


NEAR = timedelta(minutes=30)
"""A change so shortly before the onset may be the cause."""

FAR = timedelta(hours=2)
"""A change so long before it is possible, no more."""

TURN = timedelta(minutes=2)
"""What fails so soon after it was made has never worked; and how far clocks may differ."""
