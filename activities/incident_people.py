"""Who is told of an incident, and where they read it (RBK-3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from activities.incident_orders import CallOrder
from application.oncall.duty_book import DutyBook
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.people import People
from domain.incidents.calls import Reachable, people_on_call, reachable
from domain.oncall.duty_list import Duty
from domain.people.people import Person, is_active_admin

MOST_TOLD = 100
"""People who are called when nobody on the list can be reached."""


@dataclass(frozen=True)
class Callables:
    """Finds people and their addresses."""

    people: People
    briefings: Briefings
    duty: DutyBook
    clock: Clock

    async def of(self, order: CallOrder) -> list[Reachable]:
        """Return who is told, and where.

        Schedules are asked anew each time. When nobody on the list can be reached, or a schedule
        adds nobody, every admin is told besides, after the others.
        """
        at = order.on_call_at or order.at or self.clock.now()
        named = order.people or people_on_call(order.policy, order.owner)
        listed = await self.duty.people_of(named, at)
        found = [(each, await self.people.get(each.person_id)) for each in listed.people]
        known = {person.id: duty for duty, person in found if person is not None}
        told = await self._reachable([each for _, each in found if each is not None], order.at)
        told = [replace(each, duty=_by_schedule(known[each.person_id])) for each in told]
        if told and not order.beyond and not listed.unfilled:
            return told
        admins = await all_who(self.people, is_active_admin, most=MOST_TOLD)
        there = {each.person_id for each in told}
        others = await self._reachable([each for each in admins if each.id not in there], order.at)
        last = (replace(each, last=True, unfilled=listed.unfilled) for each in others)
        if told and listed.unfilled:
            told[0] = replace(told[0], unfilled=listed.unfilled)
        return [*told, *last]

    async def _reachable(self, people: Sequence[Person], now: datetime | None) -> list[Reachable]:
        told = []
        for person in people:
            settings = await self.briefings.settings(person.id)
            if (one := reachable(person, settings, now)) is not None:
                told.append(one)
        return told


def _by_schedule(duty: Duty) -> Duty | None:
    return duty if duty.schedule else None
