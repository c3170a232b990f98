"""Test messages: whether what would be told arrives, before it matters (TSK-9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from application.deliveries.waiting import answered
from application.ports.briefings import Briefings
from application.ports.clock import Clock, Ids
from application.ports.deliveries import Deliveries, DeliveryStarts, Pace
from application.ports.events import Events
from application.ports.people import People
from application.ports.tasks import Tasks
from domain.common.errors import InvalidRequest, NotFound, TooManyRequests
from domain.common.messages import Called, message
from domain.common.notifications import Notification
from domain.deliveries.deliveries import (
    TRIALS,
    ChannelAddress,
    Delivery,
    DeliveryState,
    delivery_key,
)
from domain.deliveries.other_ways import own_addresses
from domain.deliveries.reach import OWN_ONLY, Reach
from domain.events.events import Event, EventType
from domain.people.access import Actor, Permission, require
from domain.tasks.tasks import Task, TaskState

MOST_AN_HOUR = 12
"""Test messages that one person has sent: one for each channel, twice; a robot speaks for others,
too, and stands still when it is busy."""

HOUR_SECONDS = 3_600.0


@dataclass(frozen=True)
class TrialMessages:
    """Sends a message that says only that it is a test, and waits for what becomes of it.

    Attributes:
        patience: seconds to wait; what has no answer by then is shown as it stands.
    """

    tasks: Tasks
    people: People
    briefings: Briefings
    deliveries: Deliveries
    starts: DeliveryStarts
    events: Events
    pace: Pace
    clock: Clock
    ids: Ids
    reach: Reach = OWN_ONLY
    patience: float = 14.0

    async def send(self, *, by: Actor, task_id: str = "") -> Sequence[Delivery]:
        """Send one message to each address of a task, or to where its asker reads briefings.

        Returns:
            What became of each within 15 s, in the order of the addresses.

        Raises:
            NotFound: there is no such task that this person may see.
            InvalidRequest: nobody is told of this task, or the person has no address.
            TooManyRequests: this person had many sent within the hour.
            Forbidden: they may not reach one of the addresses.
        """
        require(by, Permission.SEND_DELIVERIES)
        task = await self._task(by, task_id) if task_id else None
        owner = task.owner if task else by.person_id
        addresses = task.config.addresses if task else await self._own(owner)
        if not addresses:
            rule = message("rule.tells_nobody" if task else "rule.no_address_of_yours")
            raise InvalidRequest("notification" if task else "person", rule)
        self.reach.check(by, addresses, own=await self.people.get(owner))
        await self._wait_for_turn(by, len(addresses))
        event = self._event(owner, task)
        await self.events.append(event)
        for address in addresses:
            await self.starts.start(event.id, owner, address, title="Test message")
        return await self._answered(event.id, owner, addresses)

    async def _task(self, by: Actor, task_id: str) -> Task:
        task = await self.tasks.get(task_id)
        if task is None or task.state is TaskState.DELETED:
            raise NotFound("task", task_id)
        require(by, Permission.SEND_DELIVERIES, owner=task.owner, hidden_as=("task", task_id))
        return task

    async def _own(self, person_id: str) -> tuple[ChannelAddress, ...]:
        person = await self.people.get(person_id)
        if person is None or person.disabled:
            return ()
        settings = await self.briefings.settings(person_id)
        return own_addresses(person.mail, settings.channels if settings else ())

    async def _wait_for_turn(self, by: Actor, count: int) -> None:
        wait = await self.pace.reserve(
            f"test-message/by/{by.person_id}",
            now=self.clock.now(),
            limit=MOST_AN_HOUR,
            window_seconds=HOUR_SECONDS,
            slots=count,
        )
        if wait > 0:
            bound = message("delivery.tests_bound", most=MOST_AN_HOUR)
            raise TooManyRequests(bound, delay=timedelta(seconds=wait))

    def _event(self, owner: str, task: Task | None) -> Event:
        name = Called(task.name) if task else None
        told = Notification(
            message("delivery.test_title", name=name), (message("delivery.test_text", name=name),)
        )
        return Event(
            id=f"{TRIALS}{self.ids.new()}",
            type=EventType.DELIVERY_TESTED,
            source="/deliveries",
            subject=task.id if task else owner,
            time=self.clock.now(),
            owner=owner,
            data={"notification": told.recorded},
        )

    async def _answered(
        self, event_id: str, owner: str, addresses: Sequence[ChannelAddress]
    ) -> Sequence[Delivery]:
        """Wait until each message has an answer, or patience is over."""
        keys = [delivery_key(event_id, owner, each) for each in addresses]
        rows = await answered(self.deliveries, keys, patience=self.patience)
        unread = Delivery(
            key="",
            event_id=event_id,
            person_id=owner,
            channel=addresses[0].kind,
            target="",
            state=DeliveryState.QUEUED,
            at=self.clock.now(),
        )
        return [
            row or replace(unread, key=key, channel=address.kind, target=address.target)
            for row, key, address in zip(rows, keys, addresses, strict=True)
        ]
