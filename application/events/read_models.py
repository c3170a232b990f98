"""What people look at, held against the events it is read from (EVT-1).

The events are what counts; everything else can be made again from them. Here is what came of doing
so, in words that faces can show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from domain.common.errors import NotFound
from domain.events.events import Event
from domain.incidents.snapshots import SNAPSHOT, supersedes
from domain.incidents.snapshots import source_of as incident_source_of
from domain.task_types.projection import projected
from domain.tasks.events import source_of
from domain.tasks.tasks import Task


@dataclass(frozen=True)
class Difference:
    """One row that was not what the events say.

    Attributes:
        model: `people`, `tasks` or `incidents`.
        id: of the row.
        what: names of the fields that differ, never what they hold; `missing` for a row that was
            not there, `unknown` for one that no event speaks of, `unreadable` for broken ones.
    """

    model: str
    id: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class Rebuilt:
    """What came of it.

    Attributes:
        people: how many people were looked at.
        tasks: how many tasks the events tell of, with deleted ones.
        events: how many events were read.
        differences: each row that differed.
        orphans: events about tasks that no event ever made, and about incidents that this version
            cannot read; left alone.
        incidents: how many incidents the events tell of.
    """

    people: int
    tasks: int
    events: int
    differences: tuple[Difference, ...] = ()
    orphans: int = 0
    incidents: int = 0


class TaskHistory:
    """Tasks, made again from events given in their order."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.events = 0
        self.orphans = 0

    def take(self, event: Event) -> None:
        """Apply one event; what is not about a task, or only mentions one, is passed over."""
        if event.source != source_of(event.subject):
            return
        self.events += 1
        try:
            task = projected(self.tasks.get(event.subject), event)
        except NotFound:
            self.orphans += 1
        else:
            self.tasks[task.id] = task

    def against(self, kept: Mapping[str, Task | None]) -> Iterator[Difference]:
        """Yield how the tasks that are kept (None: unreadable) differ from these, by id."""
        for task_id in sorted({*self.tasks, *kept}):
            what = _what_differs(self.tasks.get(task_id), kept, task_id)
            if what:
                yield Difference("tasks", task_id, what)


class IncidentHistory:
    """Which event tells the newest of each incident; they are too many to be held in memory.

    Attributes:
        newest: sequence of that event, by the incident's id.
        touched: incidents that events told of since this was emptied.
    """

    def __init__(self) -> None:
        self.newest: dict[str, int] = {}
        self.touched: set[str] = set()
        self._versions: dict[str, tuple[int, datetime]] = {}

    def take(self, event: Event) -> None:
        """Take note of one event, given in order; see `supersedes` for which is newer."""
        snapshot = event.data.get(SNAPSHOT)
        if event.source != incident_source_of(event.subject) or not isinstance(snapshot, dict):
            return
        version = _version_of(snapshot)
        if version and supersedes(version, self._versions.get(event.subject, version)):
            self._versions[event.subject] = version
            self.newest[event.subject] = event.sequence or 0
            self.touched.add(event.subject)


def _version_of(snapshot: Mapping[str, object]) -> tuple[int, datetime] | None:
    """Return its revision and when it changed, long ago if that cannot be read."""
    revision, changed = snapshot.get("revision"), snapshot.get("changed_at")
    if not isinstance(revision, int):
        return None
    try:
        return revision, datetime.fromisoformat(str(changed)).astimezone(UTC)
    except (ValueError, OverflowError):
        return revision, datetime.min.replace(tzinfo=UTC)


def _what_differs(
    made: Task | None, kept: Mapping[str, Task | None], task_id: str
) -> tuple[str, ...]:
    if made is None:
        return ("unknown",)
    if task_id not in kept:
        return ("missing",)
    found = kept[task_id]
    if found is None:
        return ("unreadable",)
    names = (field.name for field in fields(Task))
    return tuple(name for name in names if getattr(made, name) != getattr(found, name))
