"""Who is on call, as pages ask: one answer, with everything that it hangs on (ALR-10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.people.pagination import all_who
from application.ports.oncall import OnCallSchedules
from application.ports.people import People
from domain.oncall.configs import schedule_named_in
from domain.oncall.duty import OnCallAnswer, who_is_on_call
from domain.oncall.duty_list import Duty, DutyList, Unfilled, UnfilledReason
from domain.oncall.schedules import OnCallSchedule
from domain.people.people import is_active_admin

MOST_ADMINS = 100
"""Admins who stand in for a schedule."""


@dataclass(frozen=True)
class DutyBook:
    """Reads schedules at a moment.

    Attributes:
        clocks: version of the tz database of this program.
    """

    schedules: OnCallSchedules
    clocks: str

    async def who(self, name: str, at: datetime) -> OnCallAnswer | None:
        """Return who is on call; None: there is no such schedule."""
        schedule = await self.schedules.get(name, since=at)
        return None if schedule is None else self.answer(schedule, at)

    def answer(self, schedule: OnCallSchedule, at: datetime) -> OnCallAnswer:
        """Return who is on call by this schedule."""
        return who_is_on_call(schedule, at, clocks=self.clocks)

    async def people_or_admins(
        self, entries: Sequence[str], at: datetime, people: People
    ) -> DutyList:
        """Return the same; every admin comes last when a schedule adds nobody."""
        listed = await self.people_of(entries, at)
        if not listed.unfilled:
            return listed
        admins = await all_who(people, is_active_admin, most=MOST_ADMINS)
        there = set(listed.person_ids)
        more = tuple(Duty(each.id) for each in admins if each.id not in there)
        return replace(listed, people=(*listed.people, *more))

    async def people_of(self, entries: Sequence[str], at: datetime) -> DutyList:
        """Return the people whom a list names, in order, once; schedules by who is on call.

        A schedule that has nobody on call, or that there is none of, stands in `unfilled`: whoever
        asks calls the admins for it, and says why.
        """
        found: dict[str, Duty] = {}
        unfilled: list[Unfilled] = []
        for entry in dict.fromkeys(entries):
            name = schedule_named_in(entry)
            if name is None:
                found.setdefault(entry, Duty(entry))
                continue
            answer = await self.who(name, at)
            if answer is None:
                unfilled.append(Unfilled(name, UnfilledReason.UNKNOWN))
                continue
            if not answer.people:
                unfilled.append(Unfilled(name, UnfilledReason.NOBODY, answer.until))
            for each in answer.people:
                duty = Duty(
                    each.person_id,
                    name,
                    each.layer,
                    each.override,
                    answer.version,
                    answer.clocks,
                    answer.until,
                )
                found.setdefault(each.person_id, duty)
        return DutyList(tuple(found.values()), tuple(unfilled))
