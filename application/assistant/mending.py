"""Turns that died: a workflow that was terminated, or never began, writes down no end by itself."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.assistant.records import ending
from application.ports.assistant.conversations import (
    Batch,
    Begun,
    ConversationClient,
    Conversations,
    Turn,
)
from application.ports.clock import Clock
from application.ports.people import People
from application.ports.rendering import Renderer
from domain.assistant.conversations import Conversation, EndReason, TurnLimits
from domain.assistant.words import end_of
from domain.common.errors import Conflict, NotFound, ZhibanError
from domain.common.readers import NOBODY_KNOWN, Reader

STARTING = timedelta(minutes=1)
"""So long a start may take: who waits for Temporal gives up then (`Requests.patience`)."""

GRACE = 2 * STARTING
"""A turn that changed so lately runs, or is about to: its start has certainly come to an end, also
where keeping what was said took its time."""

MOST_RUNNING = 100
"""Turns of one person that are looked after at once; as many as `Bounds.at_once` can be set to."""

PATIENCE = 2.0
"""Seconds that somebody who reads waits for word of turns that may have died; then they are shown
as they were written down."""


@dataclass(frozen=True)
class TurnMending:
    """Ends turns that nothing keeps going, when somebody looks at their conversation."""

    conversations: Conversations
    lives: ConversationClient
    people: People
    clock: Clock
    words: Renderer

    async def mended_all(self, owner: str) -> bool:
        """End the person's turns that nothing keeps going; say whether there were any."""
        running = await self.conversations.running(owner, limit=MOST_RUNNING)
        told = await asyncio.gather(*(self.as_it_stands(each) for each in running))
        return any(each.state.is_over for each in told)

    async def as_it_stands(self, now: Conversation) -> Conversation:
        """Return it mended; as it was written down when that cannot be told in time."""
        with suppress(ZhibanError, TimeoutError):  # Temporal may be away; reading goes on
            async with asyncio.timeout(PATIENCE):
                return await self.mended(now)
        return now

    async def mended(self, now: Conversation) -> Conversation:
        """End a turn that was terminated in Temporal, or never started: nobody else would.

        Raises:
            Unavailable: nobody can say whether it runs.
        """
        if now.state.is_over or self.clock.now() - now.changed_at < GRACE:
            return now
        turn = await self.newest(now)
        if await self.lives.runs(turn):
            return now
        await self.break_off(turn, unless_after=now.changed_at)
        return await self.conversations.get(now.id) or now

    async def take_up(self, begun: Begun, limits: TurnLimits) -> None:
        """Start a turn that is asked for again, and let nobody end it while it is being started.

        Raises:
            Unavailable: nobody can say whether it runs, or it could not be started.
        """
        turn, state = begun.turn, begun.conversation.state
        at = self.clock.now()
        if at - begun.conversation.changed_at < GRACE - STARTING:
            return await self.lives.start(turn, limits)
        if await self.lives.runs(turn):
            return None
        key = f"t{turn.number}/taken_up/{at.isoformat()}"
        try:
            await self.conversations.write(
                Batch(conversation=turn.conversation, turn=turn.number, key=key, at=at, state=state)
            )
        except Conflict:
            return None  # somebody has just ended it
        await self.lives.start(turn, limits)
        # A start that finds it ended changes nothing: then it died, and will not come back.
        with suppress(ZhibanError):  # what cannot be told now is told to who reads it later
            if not await self.lives.runs(turn):
                await self.break_off(turn)
        return None

    async def newest(self, now: Conversation) -> Turn:
        """Return the last turn of a conversation; raises `NotFound` when it was deleted."""
        turn = await self.conversations.turn(now.id, now.turn)
        if turn is None:
            raise NotFound("conversation", now.id)
        return turn

    async def break_off(self, turn: Turn, *, unless_after: datetime | None = None) -> None:
        """Write down that a turn was broken off, unless it has just ended by itself.

        Args:
            turn: the one.
            unless_after: leave it when it has changed since: somebody takes it up. None: end it.
        """
        person = await self.people.get(turn.owner)
        language = person.language if person else NOBODY_KNOWN
        text = self.words.text(end_of(EndReason.BROKEN_OFF), Reader(language, "UTC"))
        end = ending(turn, EndReason.BROKEN_OFF, text, at=self.clock.now())
        with suppress(Conflict):
            await self.conversations.write(replace(end, unless_after=unless_after))
