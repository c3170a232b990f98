"""Which configurations of background tasks are taken: their form, and from whom (TSK-1, TSK-2)."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from application.ports.clock import Clock
from application.ports.people import People
from domain.common.errors import InvalidRequest, NotFound, TooLarge
from domain.common.messages import message
from domain.deliveries.deliveries import ChannelAddress
from domain.deliveries.destinations import Destinations
from domain.deliveries.notifications import FIELD, check_reachable, completed
from domain.people.access import Access, Actor, Permission, decide, require
from domain.people.people import Person
from domain.schedules.configs import with_wire_days
from domain.task_types.configs import accept_config, asks_cloud, opens_incidents
from domain.tasks.configs import TaskConfig
from domain.tasks.tasks import LARGEST_CONFIG, Task, TaskType
from domain.watches.configs import only_newest_interval


@dataclass(frozen=True)
class TaskConfigs:
    """Reads what somebody asks of a task before it is kept; see `TaskService` for the fields."""

    people: People
    clock: Clock
    presets: Collection[str]
    destinations: Destinations
    weekdays: Mapping[str, str]
    check: Callable[[TaskConfig], None] | None = None

    def accepted(
        self,
        by: Actor,
        kind: TaskType,
        config: dict[str, Any],
        owner: Person,
        *,
        zone: str,
        known: Collection[ChannelAddress] = (),
    ) -> TaskConfig:
        """Return the configuration, read once and for all.

        Args:
            by: who asks; a configuration may need a permission of its own.
            kind: type of the task.
            config: the published shape of the type, with our optional fields.
            owner: whose addresses are meant where none are named.
            zone: of the task's times of day.
            known: where the task tells already.

        Raises:
            InvalidRequest, TooLarge: what is wrong with it.
        """
        _check_size(config)
        spelled = with_wire_days(config, self.weekdays)
        whole = completed(spelled, mail=owner.mail, phone=owner.phone)
        now = self.clock.now()
        read = accept_config(kind, whole, presets=self.presets, zone=zone, now=now)
        several = isinstance(whole.get(FIELD), list)
        check_reachable(
            read.notification,
            self.destinations,
            by=by,
            own=owner,
            several=several,
            known=known,
        )
        if opens_incidents(read) and not _may_alert(owner):
            raise InvalidRequest("config.opens_incident", message("rule.opens_incident"))
        if asks_cloud(read):
            require(by, Permission.READ_LOGS)
        if self.check is not None:
            self.check(read)
        _check_size(whole)
        return read

    async def changed(self, by: Actor, task: Task, changes: dict[str, Any]) -> TaskConfig:
        """Return the task's configuration with the changes made; null takes a field away."""
        if not changes:
            return task.config
        owner = await self.people.get(task.owner)
        if owner is None:
            raise NotFound("person", task.owner)
        _check_size(changes)
        merged = only_newest_interval(task.config.given, changes)
        kept = {name: value for name, value in merged.items() if value is not None}
        known = task.config.addresses
        return self.accepted(by, task.type, kept, owner, zone=task.zone, known=known)


def _check_size(config: object) -> None:
    if not isinstance(config, dict):
        raise InvalidRequest("config", message("rule.object"))
    try:
        written = json.dumps(config, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise InvalidRequest("config", message("rule.plain_json")) from None
    if len(written.encode("utf-8", "backslashreplace")) > LARGEST_CONFIG:
        raise TooLarge(message("error.config_too_large", most=LARGEST_CONFIG))


def _may_alert(owner: Person) -> bool:
    return decide(Actor(owner.id, owner.roles), Permission.SEND_ALERTS) is Access.ALLOWED
