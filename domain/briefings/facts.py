"""Everything a briefing is made from, gathered before a word is written (BRF-4).

Facts carry evidence ids. A summary may only cite ids that `evidence_ids` returns.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.common.messages import Message
from domain.common.notifications import Notification
from domain.logs.gaps import Gap
from domain.logs.logs import LogFacts
from domain.monitoring.alarms import AlarmRecord
from domain.monitoring.capacity import CapacityWarning


@dataclass(frozen=True)
class Happening:
    """An event of ours worth telling: a task's finding, a rollback, work for a person.

    Attributes:
        kind: `task`, `rollback` or `broadcast` (what a machine could not solve).
        told: what people were told of it.
    """

    event_id: str
    kind: str
    at: datetime
    told: Notification

    @property
    def more(self) -> Message | None:
        """Return its first paragraph, where there is one."""
        return next((part for part in self.told.body if isinstance(part, Message)), None)


@dataclass(frozen=True, kw_only=True)
class BriefingFacts:
    """The facts of one person's briefing for one local date.

    Attributes:
        since: end of the last briefing's period (or 24 h before), UTC.
        until: when the facts were gathered, UTC.
        sandbox: True when any source was a stand-in; shown on every form (OPS-6).
        missing: what could not be read; never empty when a source failed.
        person_name: what the person is called, as they wrote it; empty when unknown.
    """

    person_id: str
    local_date: date
    zone: str
    since: datetime
    until: datetime
    logs: LogFacts
    alarms: tuple[AlarmRecord, ...] = ()
    happenings: tuple[Happening, ...] = ()
    capacity: tuple[CapacityWarning, ...] = ()
    missing: tuple[Gap, ...] = ()
    sandbox: bool = False
    person_name: str = ""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return everything that could not be read, each once; evidence ids count along it."""
        return tuple(dict.fromkeys((*self.missing, *self.logs.missing)))
