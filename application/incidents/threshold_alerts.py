"""Hands the breaches of threshold watches to the alerts, with their owners' rights (THR-4)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.incidents.alerts import Taken
from application.ports.people import People
from domain.alerts.alerts import Alert
from domain.alerts.forms import FormSettings
from domain.people.access import Access, Actor, Permission, decide
from domain.tasks.tasks import Task

_log = logging.getLogger(__name__)


class TakesAlerts(Protocol):
    """Who takes alerts (`AlertIntake`)."""

    async def take(self, alerts: Sequence[Alert]) -> Taken:
        """Hand them to their incidents; raises `Unavailable` when that has to be tried again."""
        ...


@dataclass(frozen=True)
class IncidentOpening:
    """Opens incidents for the owners of watches.

    An incident may end in a repair, so who may not send alerts may not do it by a watch either.

    Attributes:
        forms: how their alerts are read.
    """

    people: People
    intake: TakesAlerts
    forms: FormSettings

    async def open(self, task: Task, alerts: Sequence[Alert]) -> Access:
        """Hand in the alerts of a watch; say why not when its owner may not.

        Raises:
            Unavailable: it has to be tried again; the same alert then counts once more.
        """
        person = await self.people.get(task.owner)
        if person is None or person.disabled:
            return Access.NOT_YOURS
        actor = Actor(person.id, person.roles, via=f"task:{task.id}")
        access = decide(actor, Permission.SEND_ALERTS)
        if access is Access.ALLOWED:
            await self.intake.take(alerts)
        else:
            _log.warning("a watch may open no incident", extra={"task": task.id})
        return access
