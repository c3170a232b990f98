"""Whether messages are useful to their readers, and how many arrive (PSH-7)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from application.ports.clock import Clock
from application.ports.deliveries import Deliveries, Feedback
from application.ports.events import Events
from application.ports.incidents.incidents import Approvals
from application.ports.people import People
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import message
from domain.deliveries.deliveries import ARRIVED, Delivery, DeliveryState
from domain.deliveries.rates import MessageFeedback, ReachRate, reach_rates
from domain.events.events import Event, EventType
from domain.people.access import Actor, Permission, require
from domain.people.people import Person

USUAL_DAYS = 30
MOST_DAYS = 365
SUBJECT = "delivery/"
"""Begins what a link of this kind leads to."""

VIA = "link"
"""How somebody proved who they are: the link was sent to them alone."""

_CAN_BE_JUDGED = ARRIVED | {DeliveryState.UNCERTAIN}


@dataclass(frozen=True)
class Judged:
    """A message, and what its reader says of it; None: nothing yet."""

    delivery: Delivery
    feedback: MessageFeedback | None


@dataclass(frozen=True)
class LinkedMessage:
    """A message as somebody sees it who opened the link in it."""

    judged: Judged
    person: Person


@dataclass(frozen=True)
class FeedbackService:
    """The one door to what readers say of messages, and to how many arrive."""

    deliveries: Deliveries
    feedback: Feedback
    links: Approvals
    people: People
    events: Events
    clock: Clock

    async def give(self, *, by: Actor, useful: bool, key: str = "") -> Judged:
        """Keep what a reader says of a message; the newest word holds.

        Args:
            by: who says it.
            useful: what they say.
            key: of the message; empty: the newest that arrived.

        Raises:
            NotFound: there is no such message of theirs, or none has arrived.
            Conflict: it did not arrive.
        """
        require(by, Permission.GIVE_FEEDBACK)
        row = await (self._row(by, key) if key else self._newest(by))
        if row.state not in _CAN_BE_JUDGED:
            raise Conflict(message("delivery.feedback_too_early"))
        now = self.clock.now()
        said = MessageFeedback(
            key=row.key,
            person_id=row.person_id,
            channel=row.channel,
            useful=useful,
            at=now,
            via=by.via,
        )
        before = await self.feedback.of(row.key)
        if before is not None and before.useful is useful:
            return Judged(row, before)
        await self.feedback.keep(said)
        row = await self._was_read(row, now)
        await self.events.append(
            Event(
                id=f"delivery-feedback/{row.key}/{int(now.timestamp() * 1_000_000)}/{useful}",
                type=EventType.FEEDBACK_GIVEN,
                source=f"/people/{by.person_id}",
                subject=row.event_id,
                time=now,
                owner=row.person_id,
                data={"delivery": row.key, "channel": row.channel, "useful": useful},
            )
        )
        return Judged(row, said)

    async def of(self, *, by: Actor, key: str) -> MessageFeedback | None:
        """Return what was said of a message; None: nothing yet."""
        return await self.feedback.of((await self._row(by, key)).key)

    async def rates(
        self, *, by: Actor, days: int = USUAL_DAYS, everybody: bool = False
    ) -> tuple[ReachRate, ...]:
        """Return how many messages arrived: of all channels first, then of each.

        Args:
            by: who asks.
            days: how far back.
            everybody: of all people; asked of those who may act for others.
        """
        require(by, Permission.READ_DELIVERIES)
        if everybody:
            require(by, Permission.ACT_FOR_OTHERS)
        if not 1 <= days <= MOST_DAYS:
            raise InvalidRequest("days", message("rule.between", least=1, most=MOST_DAYS))
        whose = None if everybody else by.person_id
        since = self.clock.now() - timedelta(days=days)
        return reach_rates(
            await self.deliveries.counts(since=since, person_id=whose),
            await self.feedback.counts(since=since, person_id=whose),
        )

    async def open(self, token: str) -> LinkedMessage:
        """Return what is behind a link, changing nothing: mail scanners open every link.

        Raises:
            NotFound: the link leads nowhere, any more.
        """
        person, key = await self._behind(token)
        row = await self._row(_actor(person), key)
        return LinkedMessage(Judged(row, await self.feedback.of(key)), person)

    async def give_by_link(self, token: str, *, useful: bool) -> LinkedMessage:
        """Keep what the person says whose link it is; until it ends they may change their mind."""
        person, key = await self._behind(token)
        judged = await self.give(by=_actor(person), useful=useful, key=key)
        return LinkedMessage(judged, person)

    async def _row(self, by: Actor, key: str) -> Delivery:
        row = await self.deliveries.state_of(key)
        if row is None:
            raise NotFound("delivery", key)
        hidden = ("delivery", key)
        require(by, Permission.READ_DELIVERIES, owner=row.person_id, hidden_as=hidden)
        return row

    async def _newest(self, by: Actor) -> Delivery:
        newest = await self.deliveries.list(
            person_id=by.person_id, before=None, states=ARRIVED, limit=1
        )
        if not newest:
            raise NotFound("delivery", "newest")
        return newest[0]

    async def _was_read(self, row: Delivery, at: datetime) -> Delivery:
        """Note that it was read: whoever judges a message has it."""
        if row.state is DeliveryState.READ:
            return row
        read = replace(row, state=DeliveryState.READ, at=at, next_try_at=None)
        await self.deliveries.record(read)
        return read

    async def _behind(self, token: str) -> tuple[Person, str]:
        digest = sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        found = await self.links.peek_link(digest, now=self.clock.now())
        person = await self.people.get(found[1]) if found else None
        if found is None or person is None or person.disabled or not found[0].startswith(SUBJECT):
            raise NotFound("page", "message link")
        return person, found[0].removeprefix(SUBJECT)


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.roles, via=VIA)
