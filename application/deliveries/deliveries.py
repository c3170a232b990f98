"""What became of messages to people, and sending again what did not arrive (PSH-7, PSH-9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.ports.clock import Clock
from application.ports.deliveries import Deliveries, DeliveryStarts
from application.ports.people import People
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.deliveries.deliveries import (
    MENTIONS,
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    check_again,
)
from domain.deliveries.reach import OWN_ONLY, Reach
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100
LONGEST_KEY = 300
MOST_STEPS = 100
"""Of one message, the newest; a day of tries has some forty."""


@dataclass(frozen=True)
class DeliveryService:
    """The one door to the delivery ledger."""

    deliveries: Deliveries
    starts: DeliveryStarts
    clock: Clock
    people: People
    reach: Reach = OWN_ONLY

    async def show(self, *, by: Actor, key: str) -> Sequence[Delivery]:
        """Return what became of a message, step by step, newest first.

        Raises:
            NotFound: there is none of this key that this person may see.
        """
        require(by, Permission.READ_DELIVERIES)
        rows = await self.deliveries.rows_of(key, limit=MOST_STEPS)
        if not rows:
            raise NotFound("delivery", key)
        require(
            by, Permission.READ_DELIVERIES, owner=rows[0].person_id, hidden_as=("delivery", key)
        )
        return rows

    async def resend(self, *, by: Actor, key: str, may_repeat: bool = False) -> Delivery:
        """Send once more what did not arrive (PSH-9).

        Args:
            by: who asks; their own messages, or everybody's with the right to act for others.
            key: of the message.
            may_repeat: whether it may arrive twice; asked of whoever sends an uncertain one.

        Raises:
            NotFound: there is none of this key that this person may see.
            Conflict: it arrived, is being tried, may have arrived, or its words are not kept.
            Forbidden: they may not reach that address.
        """
        require(by, Permission.SEND_DELIVERIES)
        newest = (await self.show(by=by, key=key))[0]
        require(by, Permission.SEND_DELIVERIES, owner=newest.person_id)
        check_again(newest, may_repeat=may_repeat)
        address = ChannelAddress(
            newest.channel, newest.target, tuple(newest.extra.get(MENTIONS, "").split())
        )
        self.reach.check(by, [address], own=await self.people.get(newest.person_id))
        await self.starts.again(newest, by=by.person_id)
        return replace(newest, state=DeliveryState.QUEUED, at=self.clock.now(), next_try_at=None)

    async def list(  # noqa: PLR0913 - each by name
        self,
        *,
        by: Actor,
        person_id: str | None = None,
        everybody: bool = False,
        before: datetime | None = None,
        channel: ChannelKind | None = None,
        states: Collection[DeliveryState] = (),
        limit: int = 20,
    ) -> list[Delivery]:
        """Return the state of each delivery to a person, newest first.

        Args:
            by: who asks.
            person_id: whose; their own when left out.
            everybody: of all people; asked of those who may act for others.
            before: only those that came to their state before.
            channel: only those by this channel.
            states: only those in one of these; empty: in any.
            limit: how many at most.
        """
        require(by, Permission.READ_DELIVERIES)
        owner = person_id or by.person_id
        if everybody:
            require(by, Permission.ACT_FOR_OTHERS)
        else:
            require(by, Permission.READ_DELIVERIES, owner=owner, hidden_as=("person", owner))
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        return await self.deliveries.list(
            person_id=None if everybody else owner,
            before=before,
            channel=channel,
            states=states,
            limit=limit,
        )
