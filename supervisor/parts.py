"""What can be supervised, as plain data."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProbeKind(StrEnum):
    """How a part shows that it is ready."""

    HTTP = "http"  # a GET of the target is answered below 400
    TCP = "tcp"  # the target, host:port, accepts a connection


@dataclass(frozen=True)
class Probe:
    """One question to a part; `holds` must be in the body of the answer (HTTP)."""

    kind: ProbeKind
    target: str
    holds: str = ""


@dataclass(frozen=True)
class PortUse:
    """A port that a part listens on, and the setting that moves it."""

    number: int
    setting: str
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Address:
    """Somewhere a person can look; `hint` says what for, and what comes `first` is shown first."""

    label: str
    url: str
    hint: str = ""
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """One process.

    Attributes:
        name: also the name of its log file.
        argv: the program and its arguments.
        ready: what must answer before the next part starts.
        alive: what must go on answering; a part that does not for long is killed and started again.
        env: its whole environment.
        patience: seconds until it must be ready.
        grace: seconds between asking it to stop and killing it.
    """

    name: str
    argv: tuple[str, ...]
    ready: tuple[Probe, ...]
    env: Mapping[str, str]
    ports: tuple[PortUse, ...] = ()
    addresses: tuple[Address, ...] = ()
    version: str = ""
    alive: Probe | None = None
    patience: float = 60.0
    grace: float = 10.0


@dataclass(frozen=True)
class Step:
    """Work that is done once between parts; the answer is shown to the person.

    With `again` it is shown once more at the end, where it is not overlooked.
    """

    name: str
    work: Callable[[], Awaitable[str]] = field(repr=False)
    again: bool = False


Stage = Part | Step
