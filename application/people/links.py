"""Links by which people choose a password: a forgotten one, or their first (VOI-6, SEC-3)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.people.attempts import Attempts, digest_of
from application.people.events import PeopleEvents
from application.people.people import PeopleService
from application.ports.people import PasswordLinks
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import message
from domain.events.events import EventType
from domain.people.access import Actor, Permission, Role, require
from domain.people.people import Newcomer, Person, check_password

LINK_LIFE = timedelta(hours=24)
LONGEST_LINK_LIFE = timedelta(days=7)
"""How long a link opens; an invitation may wait over a weekend."""


@dataclass(frozen=True)
class PasswordLink:
    """A link that opens nothing but a new password, once; `token` is shown this once."""

    token: str = field(repr=False)
    person: Person
    expires_at: datetime


@dataclass(frozen=True)
class PasswordLinkService:
    """The one door to links by which people choose a password.

    Attributes:
        accounts: makes the accounts of those who are invited.
        links: keeps the newest link of each person, which ends with a new password and with their
            account's being disabled.
    """

    accounts: PeopleService
    links: PasswordLinks

    async def invite(
        self,
        *,
        by: Actor,
        newcomer: Newcomer,
        roles: frozenset[Role],
        life: timedelta = LONGEST_LINK_LIFE,
    ) -> PasswordLink:
        """Make an account for somebody who chooses their password by the link.

        Raises:
            InvalidRequest: a field breaks a rule, or the link would open too long.
            Conflict: the id or the mail address is taken.
        """
        _check_life(life)
        person = await self.accounts.invite(by=by, newcomer=newcomer, roles=roles)
        return await self._make(by, person, life)

    async def make(self, *, by: Actor, person_id: str, life: timedelta = LINK_LIFE) -> PasswordLink:
        """Let somebody choose a new password who has forgotten theirs; an older link ends.

        The old password and all sessions hold until the link is used.

        Raises:
            NotFound: there is no such person.
            Conflict: they are disabled.
            InvalidRequest: it would open too long.
        """
        require(by, Permission.MANAGE_PEOPLE)
        _check_life(life)
        person = await self.accounts.get(by=by, person_id=person_id)
        if person.disabled:
            raise Conflict(message("password_link.disabled"))
        return await self._make(by, person, life)

    async def pending(self, *, by: Actor, person_id: str) -> datetime | None:
        """Return until when a person's link opens; None: they have none."""
        require(by, Permission.MANAGE_PEOPLE)
        person = await self.accounts.get(by=by, person_id=person_id)
        return await self.links.pending(person.id, now=self.accounts.clock.now())

    async def withdraw(self, *, by: Actor, person_id: str) -> None:
        """End a person's link.

        Raises:
            NotFound: there is no such person, or no link of theirs.
        """
        require(by, Permission.MANAGE_PEOPLE)
        person = await self.accounts.get(by=by, person_id=person_id)
        if not await self.links.end(person.id):
            raise NotFound("password link", person.id)
        told = {"fields": ["password_link"], "withdrawn": True}
        await self._told.append(EventType.PERSON_CHANGED, person.id, by, told)

    async def person_of(self, token: str) -> Person:
        """Return whose password a link changes.

        Raises:
            NotFound: it was used, has expired, or never was; nobody is told which.
        """
        return await self._known(await self.links.find(digest_of(token), now=self._now))

    async def use(self, token: str, new: str, *, client: str) -> Person:
        """Set the password that whoever has the link chooses; ends all their sessions.

        Raises:
            InvalidRequest: the password breaks a rule; the link stays good.
            NotFound: the link is not good.
            TooManyRequests: the client has tried too many links.
        """
        await Attempts(self.accounts.throttle, self.accounts.clock).count(f"link/{client}")
        person = await self.person_of(token)
        password_hash = await self.accounts.passwords.hash(check_password(new))
        # Looked at again: two with one link may come at once, and one of them is answered.
        person = await self._known(await self.links.take(digest_of(token), now=self._now))
        await self.accounts.people.set_password(person.id, password_hash)
        told = {"fields": ["password"], "by_link": True}
        await self._told.append(EventType.PERSON_CHANGED, person.id, None, told)
        return person

    async def _make(self, by: Actor, person: Person, life: timedelta) -> PasswordLink:
        token = self.accounts.ids.new() + self.accounts.ids.new()
        expires_at = self._now + life
        await self.links.put(digest_of(token), person.id, expires_at=expires_at)
        told = {"fields": ["password_link"], "until": expires_at.isoformat()}
        await self._told.append(EventType.PERSON_CHANGED, person.id, by, told)
        return PasswordLink(token, person, expires_at)

    async def _known(self, person_id: str | None) -> Person:
        person = await self.accounts.people.get(person_id) if person_id else None
        if person is None or person.disabled:
            raise NotFound("password link", "")
        return person

    @property
    def _now(self) -> datetime:
        return self.accounts.clock.now()

    @property
    def _told(self) -> PeopleEvents:
        return PeopleEvents(self.accounts.events, self.accounts.clock, self.accounts.ids)


def _check_life(life: timedelta) -> None:
    if not timedelta(hours=1) <= life <= LONGEST_LINK_LIFE:
        most = LONGEST_LINK_LIFE // timedelta(hours=1)
        raise InvalidRequest("hours", message("rule.between", least=1, most=most))
