"""The page behind the link of a task's message: how it stands, and a button to pause it."""

from dataclasses import dataclass
from hashlib import sha256

from application.ports.clock import Clock
from application.ports.incidents.incidents import Approvals
from application.ports.people import People
from application.tasks.tasks import TaskService
from application.tasks.views import TaskView
from domain.common.errors import NotFound
from domain.people.access import Actor
from domain.people.people import Person

VIA = "link"
"""How somebody proved who they are: the link was sent to them alone."""


@dataclass(frozen=True)
class LinkedTask:
    """A task as somebody sees it who opened the link of its message."""

    task: TaskView
    person: Person


@dataclass(frozen=True)
class TaskLinks:
    """Opens the links that messages of tasks carry; whoever has one acts as its reader."""

    links: Approvals
    people: People
    tasks: TaskService
    clock: Clock

    async def open(self, token: str) -> LinkedTask:
        """Return what is behind a link, changing nothing.

        Raises:
            NotFound: the link leads nowhere, any more, or to what this person may not see.
        """
        person, task_id = await self._behind(token)
        return LinkedTask(await self.tasks.get(by=_actor(person), task_id=task_id), person)

    async def pause(self, token: str) -> LinkedTask:
        """Let the task behind a link rest; a second time changes nothing.

        Raises:
            NotFound: as for `open`.
            Conflict: it was stopped or deleted.
        """
        person, task_id = await self._behind(token)
        return LinkedTask(await self.tasks.pause(by=_actor(person), task_id=task_id), person)

    async def resume(self, token: str) -> LinkedTask:
        """Let the task behind a link go on.

        Raises:
            NotFound: as for `open`.
            Conflict: it was deleted.
        """
        person, task_id = await self._behind(token)
        return LinkedTask(await self.tasks.resume(by=_actor(person), task_id=task_id), person)

    async def _behind(self, token: str) -> tuple[Person, str]:
        digest = sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        found = await self.links.peek_link(digest, now=self.clock.now())
        person = await self.people.get(found[1]) if found else None
        if found is None or person is None or person.disabled:
            raise NotFound("page", "task link")
        return person, found[0]


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.roles, via=VIA)
