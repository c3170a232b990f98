"""Sending events to other programs, and knowing how far each has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.common.messages import Message
from domain.deliveries.webhooks import Answer, Post


class WebhookPoster(Protocol):
    """Posts to programs by the name that the settings give them."""

    async def post(self, endpoint: str, post: Post, *, at: datetime) -> Answer:
        """Try once, signed as of `at`; whatever the network does becomes an answer.

        Raises:
            Misconfigured: nobody of that name is configured.
        """


@dataclass(frozen=True)
class Progress:
    """How far one endpoint has come.

    Attributes:
        sequence: of the newest event that arrived there, or was left out.
        at: when that was.
        tries: of the event after it; 0 when nothing is wrong.
        failing_since: first of those tries.
        trouble: what the newest of them was answered.
    """

    endpoint: str
    sequence: int
    at: datetime
    tries: int = 0
    failing_since: datetime | None = None
    trouble: str = ""


class Forwardings(Protocol):
    """Keeps how far each endpoint has come."""

    async def begin(self, endpoint: str, *, at: datetime) -> Progress:
        """Return it; an endpoint that is new begins behind the newest event there is."""

    async def keep(self, progress: Progress) -> None:
        """Replace what is kept, unless it is further."""

    async def list(self) -> list[Progress]:
        """Return all, by name."""


class ForwardingState(StrEnum):
    """What Temporal knows of the forwarding to an endpoint."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # it was terminated, or was never started
    UNKNOWN = "unknown"  # Temporal did not answer


@dataclass(frozen=True)
class ForwardingRun:
    """How the forwarding to an endpoint lives, and why; None where nothing needs saying."""

    state: ForwardingState
    said: Message | None = None


class ForwardingClient(Protocol):
    """Starts and steers forwarding; all but `life` raise `Unavailable` when Temporal is away."""

    async def ensure(self, endpoint: str) -> None:
        """Start it unless it runs."""

    async def pause(self, endpoint: str, *, reason: str) -> None:
        """Stop sending; what happens meanwhile is sent after `resume`."""

    async def resume(self, endpoint: str) -> None:
        """Go on, at once and not when the next try is due; starts what does not run."""

    async def life(self, endpoint: str) -> ForwardingRun:
        """Ask how it lives."""
