"""What robots asked to change, where it is kept until a second factor says more (VOI-4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.events.events import Event
from domain.voice.requests import RequestState, Sealed, VoiceRequest


class VoiceRequests(Protocol):
    """Keeps one request for each robot; its code and arguments sealed."""

    async def put(self, request: VoiceRequest, sealed: Sealed, event: Event) -> None:
        """Keep it in place of the robot's earlier one, with its event.

        Raises:
            Misconfigured: there is no key to seal with.
        """

    async def of_robot(self, owner: str, robot: str) -> VoiceRequest | None:
        """Return the newest request of a robot, or None."""

    async def of_person(self, owner: str) -> Sequence[VoiceRequest]:
        """Return the newest request of each of a person's robots, newest first."""

    async def sealed(self, request: VoiceRequest) -> Sealed | None:
        """Return what is sealed of it; None: another has taken its place.

        Raises:
            Misconfigured: it does not open.
        """

    async def spend(self, request: VoiceRequest, *, now: datetime, most: int) -> bool:
        """Count one code, whichever, before it is looked at.

        Returns:
            Whether it may be looked at: the request is open, and fewer than `most` were said.
            However many come at once, `most` are looked at.
        """

    async def become(
        self, request: VoiceRequest, state: RequestState, event: Event | None = None
    ) -> bool:
        """Change its state if it still waits, with the event; False: it waits no more."""

    async def tell(self, request: VoiceRequest, state: RequestState, told: str) -> None:
        """Keep what came of a request that was agreed to; nothing when another took its place."""


class Codes(Protocol):
    """Makes one-time codes."""

    def new(self) -> str:
        """Return six digits that nobody can guess."""
