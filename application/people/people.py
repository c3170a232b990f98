"""Who people are: their accounts, and what is kept of them (VOI-6, SEC-3).

How they prove who they are is another matter: `application/people/proofs.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from application.common.languages import known_language
from application.people.events import PeopleEvents
from application.ports.clock import Clock, Ids
from application.ports.events import Events
from application.ports.people import Passwords, People, Throttle
from application.ports.rendering import Renderer
from domain.common.errors import Conflict, InvalidRequest, NotFound, TemporaryError
from domain.common.messages import message
from domain.events.events import EventType
from domain.people.access import Actor, Permission, Role, require
from domain.people.names import NameReader
from domain.people.people import FIRST_ADMIN, Newcomer, Person, PersonChanges

MOST_LISTED = 100
NO_PASSWORD = ""
"""Kept in place of a hash: matches no password."""

LONGEST_WELCOME = timedelta(seconds=3)
"""How long a new account waits for what it gets without asking; then workers make up for it."""


@dataclass(frozen=True)
class PeopleService:
    """The one door to people's accounts.

    Attributes:
        welcome: called with the id of everybody who gets an account, to start what they get
            without asking; when it is out of reach, workers make up for it when they start.
    """

    people: People
    passwords: Passwords
    throttle: Throttle
    events: Events
    clock: Clock
    ids: Ids
    words: Renderer
    names: NameReader
    welcome: Callable[[str], Awaitable[None]] | None = None

    async def register(self, *, by: Actor, newcomer: Newcomer) -> Person:
        """Make an account for a viewer.

        Raises:
            InvalidRequest: a field breaks a rule.
            Conflict: the id or the mail address is taken.
        """
        require(by, Permission.MANAGE_PEOPLE)
        known_language(newcomer.language, self.words)
        return await self.admit(newcomer.checked(), newcomer.password, by=by)

    async def admit(self, person: Person, password: str, *, by: Actor | None = None) -> Person:
        """Make an account of whom others have checked; `by` is None for themselves.

        Raises:
            Conflict: the id or the mail address is taken.
        """
        await self._add(person, password)
        await self.welcomed(person, by)
        return person

    async def invite(self, *, by: Actor, newcomer: Newcomer, roles: frozenset[Role]) -> Person:
        """Make an account that nothing opens until they have chosen a password by a link.

        Raises:
            InvalidRequest: a field breaks a rule.
            Conflict: the id or the mail address is taken.
        """
        require(by, Permission.MANAGE_PEOPLE)
        if not roles:
            raise InvalidRequest("roles", message("rule.least_items", least=1))
        known_language(newcomer.language, self.words)
        person = replace(newcomer.invited(), roles=roles)
        await self.people.add(person, password_hash=NO_PASSWORD)
        await self.welcomed(person, by)
        return person

    async def first_admin(self, keep: Callable[[str], None]) -> Person | None:
        """Make the first admin and return them; None when anybody is there.

        Args:
            keep: is given their one-time password before the account is made, so that there is no
                account whose password nobody knows.
        """
        if await self.people.count() > 0:
            return None
        person = Person(
            id=FIRST_ADMIN, name="Admin", roles=frozenset({Role.ADMIN}), password_due=True
        )
        password = self.ids.new()
        keep(password)
        with suppress(Conflict):  # another process was faster
            await self._add(person, password)
            await self._told.append(
                EventType.PERSON_REGISTERED, person.id, None, name=f"person.registered/{person.id}"
            )
            return person
        return None

    async def me(self, *, by: Actor) -> Person:
        """Return what is kept of the asker."""
        return await self.get(by=by, person_id=by.person_id)

    async def get(self, *, by: Actor, person_id: str) -> Person:
        """Return a person; for anybody but themselves and admins they do not exist."""
        require(by, Permission.MANAGE_SELF, owner=person_id, hidden_as=("person", person_id))
        return _known(await self.people.get(person_id), person_id)

    async def list(self, *, by: Actor, after: str = "", limit: int = 50) -> list[Person]:
        """Return people with id > `after`, by id."""
        require(by, Permission.MANAGE_PEOPLE)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        return await self.people.list(after=after, limit=limit)

    async def called(self, person_ids: Collection[str]) -> Mapping[str, str]:
        """Return what people are called, by id, without those who are unknown.

        Whoever may see what somebody did may see their name.
        """
        return await self.people.names(person_ids)

    async def update(self, *, by: Actor, person_id: str, changes: PersonChanges) -> Person:
        """Change what is kept of a person.

        Raises:
            InvalidRequest: a field breaks a rule; nothing was changed.
            Conflict: the mail address is taken.
            Forbidden: only admins change whether repairs may run on somebody's behalf, or which
                voice is theirs; people let their own voice be known by a sample of it.
        """
        require(by, Permission.MANAGE_SELF, owner=person_id, hidden_as=("person", person_id))
        if changes.rollback_permission is not None or changes.voiceprint_id:
            require(by, Permission.MANAGE_PEOPLE)
        known_language(changes.language, self.words)
        if changes.robot_name is not None:
            self.names.check(changes.robot_name.strip(), where="robot_name")
        for each in changes.wake_words or ():
            self.names.check(each.strip(), where="wake_words")
        told = {"fields": [*changes.given()]}
        return await self._change(by, person_id, changes.applied_to, told)

    async def set_roles(self, *, by: Actor, person_id: str, roles: frozenset[Role]) -> Person:
        """Say what a person is trusted with; the last admin stays one (`Conflict`)."""
        require(by, Permission.MANAGE_PEOPLE)
        if not roles:
            raise InvalidRequest("roles", message("rule.least_items", least=1))
        told = {"fields": ["roles"], "roles": sorted(roles)}
        return await self._change(
            by, person_id, lambda person: replace(person, roles=frozenset(roles)), told
        )

    async def set_disabled(self, *, by: Actor, person_id: str, disabled: bool) -> Person:
        """Refuse or allow everything to a person; the last admin stays enabled (`Conflict`)."""
        require(by, Permission.MANAGE_PEOPLE)
        told = {"fields": ["disabled"], "disabled": disabled}
        return await self._change(
            by, person_id, lambda person: replace(person, disabled=disabled), told
        )

    async def welcomed(self, person: Person, by: Actor | None) -> None:
        """Tell of a new account, and start what everybody gets without asking."""
        await self._told.append(
            EventType.PERSON_REGISTERED, person.id, by, name=f"person.registered/{person.id}"
        )
        if self.welcome is not None:
            with suppress(TemporaryError, TimeoutError):
                async with asyncio.timeout(LONGEST_WELCOME.total_seconds()):
                    await self.welcome(person.id)

    async def _add(self, person: Person, password: str) -> None:
        await self.people.add(person, password_hash=await self.passwords.hash(password))

    async def _change(
        self,
        by: Actor,
        person_id: str,
        how: Callable[[Person], Person],
        told: Mapping[str, object],
    ) -> Person:
        person = _known(await self.people.change(person_id, how), person_id)
        await self._told.append(EventType.PERSON_CHANGED, person_id, by, told)
        return person

    @property
    def _told(self) -> PeopleEvents:
        return PeopleEvents(self.events, self.clock, self.ids)


def _known(person: Person | None, person_id: str) -> Person:
    if person is None:
        raise NotFound("person", person_id)
    return person
