"""What robots ask to change, in memory; codes that a test knows; a service on both."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.voice.requests import VoiceRequestService
from domain.events.events import Event
from domain.voice.codes import CodeReader
from domain.voice.requests import RequestState, Sealed, VoiceRequest
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.deliveries import Resends
from tests.fakes.events import InMemoryEvents
from tests.fakes.people import InMemoryThrottle
from tests.fakes.words import LEXICON

CODE_READER = CodeReader(LEXICON.digits, LEXICON.refusals)


@dataclass
class FixedCodes:
    """135790, 135791, …: one more with each."""

    numbers: itertools.count = field(default_factory=lambda: itertools.count(135_790))

    def new(self) -> str:
        return f"{next(self.numbers):06}"


@dataclass
class InMemoryVoiceRequests:
    """The newest request of each robot beside its events; codes in clear, apart."""

    events: InMemoryEvents
    kept: dict[tuple[str, str], VoiceRequest] = field(default_factory=dict)
    hidden: dict[str, Sealed] = field(default_factory=dict)

    async def put(self, request: VoiceRequest, sealed: Sealed, event: Event) -> None:
        self.kept[request.owner, request.robot] = request
        self.hidden[request.id] = sealed
        await self.events.append(event)

    async def of_robot(self, owner: str, robot: str) -> VoiceRequest | None:
        return self.kept.get((owner, robot))

    async def of_person(self, owner: str) -> Sequence[VoiceRequest]:
        mine = [each for (whose, _), each in self.kept.items() if whose == owner]
        return sorted(mine, key=lambda each: each.expires_at, reverse=True)

    async def sealed(self, request: VoiceRequest) -> Sealed | None:
        return self.hidden[request.id] if self._now(request) else None

    async def spend(self, request: VoiceRequest, *, now: datetime, most: int) -> bool:
        kept = self._now(request)
        if kept is None or not kept.is_open(now) or kept.tries >= most:
            return False
        self._keep(replace(kept, tries=kept.tries + 1))
        return True

    async def become(
        self, request: VoiceRequest, state: RequestState, event: Event | None = None
    ) -> bool:
        kept = self._now(request)
        if kept is None or kept.state is not RequestState.WAITING:
            return False
        self._keep(replace(kept, state=state))
        if event is not None:
            await self.events.append(event)
        return True

    async def tell(self, request: VoiceRequest, state: RequestState, told: str) -> None:
        kept = self._now(request)
        if kept is not None and kept.state is RequestState.AGREED:
            self._keep(replace(kept, state=state, told=told))

    def _now(self, request: VoiceRequest) -> VoiceRequest | None:
        kept = self.kept.get((request.owner, request.robot))
        return kept if kept is not None and kept.id == request.id else None

    def _keep(self, request: VoiceRequest) -> None:
        self.kept[request.owner, request.robot] = request


def requests_on(toolbox, events, clock, ids, **more):
    """Return the service over what is in memory, and codes that are known."""
    settings = {
        "requests": InMemoryVoiceRequests(events),
        "briefings": InMemoryBriefings(),
        "starts": Resends(),
        "throttle": InMemoryThrottle(),
        "codes": FixedCodes(),
    } | more
    return VoiceRequestService(
        toolbox=toolbox, reader=CODE_READER, clock=clock, ids=ids, **settings
    )
