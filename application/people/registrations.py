"""People who register by themselves, and admins who let them in (VOI-6, SEC-3)."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from application.common.languages import known_language
from application.people.attempts import Attempts
from application.people.events import PeopleEvents
from application.people.pagination import all_who
from application.people.people import PeopleService
from application.people.views import RegistrationView
from application.ports.deliveries import Pace
from application.ports.people import Registrations
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TemporaryError,
    TooManyRequests,
)
from domain.common.messages import Called, Foreign, Message, Prose, message
from domain.common.notifications import Notification
from domain.common.readers import Reader
from domain.events.events import EventType
from domain.people.access import Actor, Permission, Role, require
from domain.people.people import Newcomer, Person, is_active_admin
from domain.people.registrations import (
    KEPT_REFUSED,
    LONGEST_REASON,
    MOST_WAITING,
    Registration,
    RegistrationPolicy,
    RegistrationState,
)

HOUR_SECONDS = 3_600.0
MOST_TOLD = 20
"""Admins who are told that somebody waits."""


@dataclass(frozen=True, kw_only=True)
class RegistrationService:
    """The one door for people who have no account yet.

    Attributes:
        accounts: makes the accounts.
        policy: who may register by themselves.
        tell: sends somebody with an account what an event says; None: nobody is told.
        tell_stranger: sends the same to a mail address, in the name of an admin.
    """

    accounts: PeopleService
    registrations: Registrations
    pace: Pace
    policy: RegistrationPolicy = field(default_factory=RegistrationPolicy)
    tell: Callable[[str, str], Awaitable[None]] | None = None
    tell_stranger: Callable[[str, str, str], Awaitable[None]] | None = None

    async def register(
        self, *, by: Actor | None, newcomer: Newcomer, client: str = ""
    ) -> Person | RegistrationView:
        """Make an account for a viewer, or keep that they wait for one.

        Args:
            by: the admin who asks, or None for a stranger who asks for themselves.
            newcomer: what they say about themselves.
            client: where a stranger comes from, e.g. an IP address; counted, never kept.

        Raises:
            Forbidden: a stranger asks while registration is closed, or `by` is no admin.
            InvalidRequest: a field breaks a rule, or the mail address is of another domain.
            Conflict: the id or the mail address is taken, or waits.
            TooManyRequests: this client, or everybody together, asked too often lately, or too
                many wait.
        """
        if by is not None:
            return await self.accounts.register(by=by, newcomer=newcomer)
        if not self.policy.is_open:
            raise Forbidden(message("sign_in.registration_closed"))
        attempts = Attempts(self.accounts.throttle, self.accounts.clock)
        await attempts.count(f"register/{client}")
        known_language(newcomer.language, self.accounts.words)
        person = newcomer.checked()
        self.policy.check(person)
        await self._check_free(person)
        await self._wait_for_turn()
        if not self.policy.approval:
            return await self.accounts.admit(person, newcomer.password)
        return _view(await self._keep(person, newcomer.password))

    async def list(self, *, by: Actor) -> Sequence[RegistrationView]:
        """Return who waits for an account, whoever asked first at the head; at most 100."""
        require(by, Permission.MANAGE_PEOPLE)
        found = await self.registrations.waiting(limit=MOST_WAITING)
        return [_view(each) for each in found]

    async def get(self, *, by: Actor, person_id: str) -> RegistrationView:
        """Return somebody who waits.

        Raises:
            NotFound: nobody of that id waits.
        """
        require(by, Permission.MANAGE_PEOPLE)
        return _view(await self._waiting(person_id))

    async def approve(
        self, *, by: Actor, person_id: str, roles: frozenset[Role] = frozenset({Role.VIEWER})
    ) -> Person:
        """Give somebody who waits their account; they are told.

        Raises:
            NotFound: nobody of that id waits.
            InvalidRequest: there is no role.
            Conflict: the id or the mail address was taken meanwhile.
        """
        require(by, Permission.MANAGE_PEOPLE)
        if not roles:
            raise InvalidRequest("roles", message("rule.least_items", least=1))
        waits = await self._waiting(person_id)
        person = replace(waits.person, roles=roles)
        if not await self.registrations.admit(person):
            raise NotFound("registration", person_id)
        await self.accounts.welcomed(person, by)
        said = message("registration.told_approved", id=Called(person.id))
        await self._tell(
            EventType.PERSON_CHANGED,
            person.id,
            by,
            Notification(message("registration.title"), (said,)),
            {"fields": ["registration"], "roles": sorted(roles)},
            (person.id,),
        )
        return person

    async def refuse(self, *, by: Actor, person_id: str, reason: str = "") -> RegistrationView:
        """Refuse somebody who waits; they are told, by mail where they gave an address.

        Raises:
            NotFound: nobody of that id waits.
            InvalidRequest: the reason is too long, or more than one line.
        """
        require(by, Permission.MANAGE_PEOPLE)
        said = reason.strip()
        if len(said) > LONGEST_REASON or not said.isprintable():
            raise InvalidRequest("reason", message("rule.one_line", most=LONGEST_REASON))
        waits = await self._waiting(person_id)
        now = self.accounts.clock.now()
        if not await self.registrations.refuse(person_id, at=now):
            raise NotFound("registration", person_id)
        person = waits.person
        name = await self._append(
            EventType.PERSON_REFUSED, person_id, by, self._refusal(person, said), {"reason": said}
        )
        if person.mail and self.tell_stranger is not None:
            with suppress(TemporaryError, TimeoutError):
                await self.tell_stranger(name, by.person_id, person.mail)
        return _view(replace(waits, state=RegistrationState.REFUSED, decided_at=now))

    async def _keep(self, person: Person, password: str) -> Registration:
        now = self.accounts.clock.now()
        password_hash = await self.accounts.passwords.hash(password)
        registration = Registration(person=person, asked_at=now)
        waiting = await self.registrations.add(
            registration, password_hash, most=MOST_WAITING, forget_before=now - KEPT_REFUSED
        )
        if waiting is None:
            raise TooManyRequests(
                message("registration.too_many_wait", most=MOST_WAITING), delay=timedelta(hours=1)
            )
        said = message("registration.told_waits", name=Foreign(person.name), id=Called(person.id))
        told = Notification(message("registration.waits_title"), (said,))
        # One message until the list is empty again: strangers do not fill the mailboxes of admins.
        admins = await self._admins() if waiting == 1 else ()
        await self._tell(EventType.PERSON_ASKED, person.id, None, told, {}, admins)
        return registration

    async def _check_free(self, person: Person) -> None:
        people = self.accounts.people
        if await people.get(person.id) is not None:
            raise Conflict(message("person.id_taken"))
        if person.mail and await people.find_by_login(person.mail) is not None:
            raise Conflict(message("person.mail_taken"))

    async def _wait_for_turn(self) -> None:
        most = self.policy.most_an_hour
        wait = await self.pace.reserve(
            "registrations",
            now=self.accounts.clock.now(),
            limit=most,
            window_seconds=HOUR_SECONDS,
        )
        if wait > 0:
            bound = message("registration.bound", most=most)
            raise TooManyRequests(bound, delay=timedelta(seconds=wait))

    async def _waiting(self, person_id: str) -> Registration:
        found = await self.registrations.get(person_id)
        if found is None or found.state is not RegistrationState.WAITING:
            raise NotFound("registration", person_id)
        return found

    async def _admins(self) -> Sequence[str]:
        found = await all_who(self.accounts.people, is_active_admin, most=MOST_TOLD)
        return [each.id for each in found]

    def _refusal(self, person: Person, reason: str) -> Notification:
        """Return it in the words of whom it is for: no account says how they read."""
        words, reader = self.accounts.words, Reader(person.language, person.zone)
        said: Message = message(
            "registration.told_refused", reason=Foreign(reason) if reason else None
        )
        title = words.text(message("registration.title"), reader)
        line = Prose(words.text(said, reader))
        return Notification(
            message("announcement.title", title=Called(title)),
            (message("announcement.line", text=line),),
        )

    async def _tell(
        self,
        kind: EventType,
        person_id: str,
        by: Actor | None,
        told: Notification,
        facts: dict[str, Any],
        readers: Sequence[str],
    ) -> None:
        name = await self._append(kind, person_id, by, told, facts)
        if self.tell is None:
            return
        for each in readers:
            with suppress(TemporaryError, TimeoutError):
                await self.tell(name, each)

    async def _append(
        self,
        kind: EventType,
        person_id: str,
        by: Actor | None,
        told: Notification,
        facts: dict[str, Any],
    ) -> str:
        accounts = self.accounts
        name = accounts.ids.new()
        events = PeopleEvents(accounts.events, accounts.clock, accounts.ids)
        data = {**facts, "notification": told.recorded}
        await events.append(kind, person_id, by, data, name=name)
        return name


def _view(registration: Registration) -> RegistrationView:
    person = registration.person
    return RegistrationView(
        id=person.id,
        name=person.name,
        mail=person.mail,
        phone=person.phone,
        language=person.language,
        asked_at=registration.asked_at,
        state=registration.state,
    )
