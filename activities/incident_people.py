"""Who is told of an incident, and where they read it (RBK-3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from activities.incident_orders import CallOrder
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.people import People
from domain.incidents.calls import Reachable, people_on_call, reachable
from domain.people.people import Person, is_active_admin

MOST_TOLD = 100
"""People who are called when nobody on the list can be reached."""


@dataclass(frozen=True)
class Callables:
    """Finds people and their addresses."""

    people: People
    briefings: Briefings

    async def of(self, order: CallOrder) -> list[Reachable]:
        """Return who is told, and where; when nobody on the list can be reached, every admin is."""
        named = order.people or people_on_call(order.policy, order.owner)
        found = [await self.people.get(each) for each in named]
        told = await self._reachable([each for each in found if each is not None], order.at)
        if told and not order.beyond:
            return told
        admins = await all_who(self.people, is_active_admin, most=MOST_TOLD)
        known = {each.person_id for each in told}
        others = await self._reachable([each for each in admins if each.id not in known], order.at)
        return [*told, *(replace(each, last=True) for each in others)]

    async def _reachable(self, people: Sequence[Person], now: datetime | None) -> list[Reachable]:
        told = []
        for person in people:
            settings = await self.briefings.settings(person.id)
            if (one := reachable(person, settings, now)) is not None:
                told.append(one)
        return told
