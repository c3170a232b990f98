"""A large team's rows, written in batches: through the stores they would take half an hour."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, text

from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.story.searching import words_of
from domain.monitoring.alarms import Severity
from domain.people.access import Role
from domain.people.people import Person
from domain.tasks.tasks import TaskState
from integrations.passwords.hashing import Argon2Passwords
from storage.database import Database
from storage.incidents.incidents import columns_of
from storage.incidents.tables import incident_words, incidents
from storage.people.people import SqlPeople
from storage.tables import events, people
from storage.tasks.tables import tasks
from tests.fakes.incident_examples import an_alert, an_incident
from tests.fakes.watching import a_task

ADMIN = "u_admin"
OTHER = "u_0001"
PASSWORD = "a password of the bench"
INCIDENT = f"i_{1:026d}"
TASK = f"t_{1:026d}"

_BATCH = 1_000
_RUNNING = 100
"""One task of so many has a workflow, so that the worker leaves the processor to the pages."""

_STATES = (
    IncidentState.REPAIRING,
    IncidentState.HANDED_OVER,
    *([IncidentState.CLOSED] * 18),
)
"""A tenth of the incidents is open: 500 of 5,000, which is a bad day."""


@dataclass(frozen=True)
class Crowd:
    """How many there are of each."""

    people: int = 1_000
    tasks: int = 10_000
    incidents: int = 5_000
    events: int = 100_000

    def smaller(self, times: int) -> "Crowd":
        """Return a crowd so many times smaller, to try the bench itself."""
        parts = (self.people, self.tasks, self.incidents, self.events)
        return Crowd(*(max(2, part // times) for part in parts))


async def fill(database: Database, crowd: Crowd) -> None:
    """Write everything but incidents."""
    now = datetime.now(UTC).replace(microsecond=0)
    password = await Argon2Passwords().hash(PASSWORD)
    store = SqlPeople(database)
    admin = Person(id=ADMIN, name="Admin", mail="admin@example.cn", roles=frozenset({Role.ADMIN}))
    await store.add(admin, password_hash=password)
    await _insert(database, people, _people(crowd, password))
    await _insert(database, tasks, _tasks(crowd, now))
    await _insert(database, events, _events(crowd, now))


async def fill_incidents(database: Database, crowd: Crowd) -> None:
    """Write incidents, and let the database count what it has.

    They come last: a worker that starts closes those that have no workflow.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    await _insert(database, incidents, _incidents(crowd, now))
    await _insert(database, incident_words, _words(crowd, now))
    async with database.writing() as connection:
        await connection.execute(text("ANALYZE"))


async def _insert(database: Database, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while batch := list(islice(rows, _BATCH)):
        async with database.writing() as connection:
            await connection.execute(table.insert(), batch)


def _people(crowd: Crowd, password: str) -> Iterator[dict[str, Any]]:
    for number in range(1, crowd.people):
        person = Person(
            id=_person(number),
            name=f"值班员 {number}",
            mail=f"{number}@example.cn",
            language=(Language.CHINESE, Language.ENGLISH)[number % 2],
            roles=frozenset({Role.OPERATOR, Role.APPROVER} if number == 1 else {Role.OPERATOR}),
        )
        yield {**vars(person), "password_hash": password}


def _tasks(crowd: Crowd, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, crowd.tasks + 1):
        at = now - timedelta(minutes=number)
        owner = ADMIN if number % 10 == 0 else _person(number % (crowd.people - 1) + 1)
        state = TaskState.ACTIVE if number % _RUNNING == 0 else TaskState.STOPPED
        task = a_task(number, owner=owner, name=f"价格页 {number}", created_at=at, state=state)
        yield {**vars(task), "config": task.config.given}


def _incidents(crowd: Crowd, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, crowd.incidents + 1):
        incident = _incident(number, now - timedelta(minutes=7 * number))
        yield {"id": incident.id, **columns_of(incident)}


def _words(crowd: Crowd, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, crowd.incidents + 1):
        incident = _incident(number, now - timedelta(minutes=7 * number))
        for word in sorted(set(words_of(incident))):
            yield {"word": word, "incident_id": incident.id}


def _incident(number: int, at: datetime) -> Incident:
    severity = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)[number % 3]
    alert = an_alert(number, severity=severity, started_at=at, received_at=at)
    state = _STATES[number % len(_STATES)]
    made = an_incident(number, opened_at=at, changed_at=at, newest=alert, state=state)
    return replace(made, workflow_id=f"{made.workflow_id}/{number}")


def _events(crowd: Crowd, now: datetime) -> Iterator[dict[str, Any]]:
    kinds: Iterable[EventType] = (
        EventType.TASK_CREATED,
        EventType.INCIDENT_OPENED,
        EventType.BRIEFING_GIVEN,
        EventType.DELIVERY_SETTLED,
    )
    for number, kind in zip(range(crowd.events), _forever(tuple(kinds)), strict=False):
        yield {
            "id": f"bench/{number}",
            "type": kind,
            "source": "/bench",
            "subject": f"i_{number % crowd.incidents + 1:026d}",
            "time": now - timedelta(seconds=crowd.events - number),
            "owner": _person(number % (crowd.people - 1) + 1),
            "data": {"number": number},
        }


def _forever(kinds: tuple[EventType, ...]) -> Iterator[EventType]:
    while True:
        yield from kinds


def _person(number: int) -> str:
    return f"u_{number:04d}"
