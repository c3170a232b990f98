"""Telling other programs of messages: from the files to the record of events (BUS-4).

The file of a message is written first and is the truth. Beside it the store keeps a notice, until
the record of events has heard of the message; from there signed webhooks carry it on. Whatever
fails or is killed in between leaves the notice, and the next process that looks mends it. The
sender waits for none of that longer than `PATIENCE`.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.discussions import DiscussionStore, Notice, NoticeKind
from application.ports.events import Events
from domain.common.errors import NotFound, Rejected, ZhibanError
from domain.deliveries.webhooks import Endpoint
from domain.discussions.discussions import Discussion
from domain.discussions.events import closing_event, message_event
from domain.events.events import Event, EventType

PATIENCE = timedelta(seconds=1)
"""How long a sender waits for the record of events; it answers in milliseconds or is in trouble."""

LEFT_ALONE = timedelta(seconds=10)
"""Younger notices belong to whoever is sending them at the moment: ten times their patience."""

MOST_AT_ONCE = 1_000
"""Notices of one round; some seconds of work."""

TYPE_OF = {
    NoticeKind.SENT: EventType.DISCUSSION_SENT,
    NoticeKind.REPLIED: EventType.DISCUSSION_REPLIED,
}


@dataclass(frozen=True)
class DiscussionNotices:
    """Brings what happened in discussions into the record of events, once."""

    store: DiscussionStore
    events: Events
    endpoints: Mapping[str, Endpoint]
    clock: Clock
    _going_on: set[asyncio.Task[bool]] = field(default_factory=set, repr=False)

    async def tell(self, notice: Notice, event: Event) -> tuple[str, ...]:
        """Return the names of those who will get the event; empty when it is not recorded yet.

        Never fails, and takes no longer than `PATIENCE`: what is not recorded by then goes on
        being recorded, and what fails is taken up by `catch_up` later.
        """
        recording = asyncio.create_task(self._record(notice, event))
        self._going_on.add(recording)
        recording.add_done_callback(self._going_on.discard)
        # Not `asyncio.timeout`: a driver that waits in a thread can be cancelled only afterwards.
        done, _ = await asyncio.wait({recording}, timeout=PATIENCE.total_seconds())
        return self._who_wants(event) if done and recording.result() else ()

    async def _record(self, notice: Notice, event: Event) -> bool:
        """Record an event and settle its notice; False when the record does not take it."""
        try:
            await self.events.append(event)
        except ZhibanError:
            return False
        with suppress(ZhibanError):  # what stays there is recorded once more, to no effect
            await self.store.settle([notice])
        return True

    async def catch_up(self) -> int:
        """Record what was not recorded in its time, the oldest first; return how much that was.

        Raises:
            Unavailable: the record or the store does not answer; what is left is left.
        """
        before, settled = self.clock.now() - LEFT_ALONE, 0
        for notice in await self.store.unsettled(before=before, limit=MOST_AT_ONCE):
            try:
                event = await self._event_of(notice)
            except Rejected:
                continue  # another program broke the file; it may be mended
            if event is not None:
                await self.events.append(event)
            await self.store.settle([notice])
            settled += 1
        return settled

    async def _event_of(self, notice: Notice) -> Event | None:
        """Return what a notice stands for; None when another program has removed that."""
        try:
            discussion = await self.store.read(notice.discussion_id)
        except NotFound:
            return None
        if notice.kind is NoticeKind.CLOSED:
            return closing_event(discussion, at=self.clock.now())
        return self._message_event(notice, discussion)

    def _message_event(self, notice: Notice, discussion: Discussion) -> Event | None:
        found = (each for each in discussion.messages if each.id == notice.message_id)
        message = next(found, None)
        if message is None:
            return None
        type_ = TYPE_OF[notice.kind]
        return message_event(type_, discussion.id, discussion.topic, message, at=self.clock.now())

    def _who_wants(self, event: Event) -> tuple[str, ...]:
        return tuple(
            sorted(name for name, endpoint in self.endpoints.items() if endpoint.wants(event))
        )
