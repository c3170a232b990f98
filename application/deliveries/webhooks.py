"""Events for other programs: sending them in order, and looking after that (EVT-2)."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta

from application.common.wording import worded_for_all
from application.ports.clock import Clock
from application.ports.events import EventFilter, Events
from application.ports.rendering import Renderer
from application.ports.webhooks import (
    ForwardingClient,
    ForwardingRun,
    Forwardings,
    Progress,
    WebhookPoster,
)
from domain.common.errors import NotFound
from domain.deliveries.webhooks import Answer, Endpoint, Post, Verdict, judge, post_of, skipped
from domain.events.events import Event
from domain.people.access import Actor, Permission, require

MOST_UNWANTED = 500
"""Events passed over before the place is kept; a restart reads so many again."""


@dataclass(frozen=True)
class HeldUp:
    """A try that was not accepted: when to come back, and why, without secrets."""

    wait: timedelta
    reason: str


@dataclass(frozen=True)
class EventForwarder:
    """Sends events to endpoints: each in order, each at least once.

    The place is kept after an event was accepted, so whoever is cut off in between sends that one
    event again, under the same `webhook-id`.
    """

    events: Events
    forwardings: Forwardings
    poster: WebhookPoster
    endpoints: Mapping[str, Endpoint]
    clock: Clock
    words: Renderer

    async def forward(self, name: str) -> HeldUp:
        """Send what happened and what happens, until a try is not accepted.

        Raises:
            NotFound: the settings name no such endpoint, or give it no events.
        """
        endpoint = self.endpoints.get(name)
        if endpoint is None or not endpoint.types:
            raise NotFound("webhook endpoint", name)
        progress = await self.forwardings.begin(name, at=self.clock.now())
        passed = 0
        following = self.events.follow(EventFilter(), after=progress.sequence)
        async with aclosing(following):  # type: ignore[type-var]  # followers are generators
            async for event in following:
                if not endpoint.wants(event):
                    progress, passed = self._moved(progress, event), passed + 1
                    if passed % MOST_UNWANTED == 0:
                        await self.forwardings.keep(progress)
                    continue
                progress, held_up = await self._send(endpoint, progress, event)
                if held_up is not None:
                    return held_up
        return HeldUp(timedelta(seconds=1), "The record of events was closed.")

    async def _send(
        self, endpoint: Endpoint, progress: Progress, event: Event
    ) -> tuple[Progress, HeldUp | None]:
        """Try once and keep what came of it."""
        started = self.clock.now()
        answer = await self.poster.post(endpoint.name, self._post(event), at=started)
        tries, since = progress.tries + 1, progress.failing_since or started
        judgement = judge(answer, tries=tries, failing_for=started - since)
        if judgement.verdict is Verdict.RETRY:
            await self.forwardings.keep(
                replace(progress, tries=tries, failing_since=since, trouble=answer.detail)
            )
            return progress, HeldUp(judgement.wait, answer.detail)
        if judgement.verdict is Verdict.SKIPPED:
            await self._record(endpoint, event, answer, tries)
        moved = self._moved(progress, event)
        await self.forwardings.keep(moved)
        return moved, None

    def _post(self, event: Event) -> Post:
        return post_of(worded_for_all(event, self.words, "UTC"))

    async def _record(self, endpoint: Endpoint, event: Event, answer: Answer, tries: int) -> None:
        at = self.clock.now()
        lost = skipped(endpoint.name, event, tries=tries, detail=answer.detail, at=at)
        await self.events.append(lost)

    def _moved(self, progress: Progress, event: Event) -> Progress:
        sequence = event.sequence or progress.sequence
        return Progress(progress.endpoint, sequence, self.clock.now())


@dataclass(frozen=True)
class EndpointView:
    """An endpoint, how far it has come and how its forwarding lives.

    Attributes:
        progress: None before its first event was looked at.
        behind: events after its place, wanted or not; the place of unwanted ones is kept for every
            500 of them.
    """

    endpoint: Endpoint
    life: ForwardingRun
    progress: Progress | None
    behind: int


@dataclass(frozen=True)
class WebhookService:
    """The one door to the forwarding of events; only for those who act for others."""

    endpoints: Mapping[str, Endpoint]
    forwardings: Forwardings
    lives: ForwardingClient
    events: Events

    async def list(self, *, by: Actor) -> list[EndpointView]:
        """Return every endpoint that gets events, by name."""
        require(by, Permission.ACT_FOR_OTHERS)
        come = {each.endpoint: each for each in await self.forwardings.list()}
        newest = await self.events.latest(EventFilter(), before=None, limit=1)
        last = (newest[0].sequence or 0) if newest else 0
        return [
            EndpointView(endpoint, await self.lives.life(name), come.get(name), behind)
            for name, endpoint in sorted(self.endpoints.items())
            if endpoint.types
            for behind in (last - come[name].sequence if name in come else 0,)
        ]

    async def pause(self, *, by: Actor, name: str, reason: str = "") -> None:
        """Stop sending to an endpoint; nothing is lost.

        Raises:
            NotFound: no such endpoint gets events.
        """
        await self.lives.pause(self._name(by, name), reason=reason[:200])

    async def resume(self, *, by: Actor, name: str) -> None:
        """Go on sending, at once.

        Raises:
            NotFound: no such endpoint gets events.
        """
        await self.lives.resume(self._name(by, name))

    def _name(self, by: Actor, name: str) -> str:
        require(by, Permission.ACT_FOR_OTHERS)
        endpoint = self.endpoints.get(name)
        if endpoint is None or not endpoint.types:
            raise NotFound("webhook endpoint", name)
        return name
