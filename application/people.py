"""Who people are and how they prove it (VOI-6, MCP-3, SEC-3)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from application.ports.clock import Clock, Ids
from application.ports.events import Events
from application.ports.people import Passwords, People, Sessions, Throttle, Tokens
from domain.access import Actor, Permission, Role, Scope, require
from domain.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TemporaryError,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from domain.events import Event, EventType
from domain.people import (
    LONGEST_PASSWORD,
    Newcomer,
    Person,
    PersonChanges,
    TokenRecord,
    check_password,
    check_token,
    is_usable,
)

SESSION_LIFE = timedelta(hours=12)
"""One working day; tomorrow they sign in again."""

MOST_ATTEMPTS = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)
"""Ten guesses in a quarter of an hour are plenty for a typing mistake and useless for guessing."""

TOKEN_PREFIX = "zb_"  # noqa: S105 - marks our tokens so that leak scanners can find them
MOST_TOKENS = 50
"""Usable tokens of one person; all of them fit into one list."""

MOST_LISTED = 100
LONGEST_WELCOME = timedelta(seconds=3)
"""How long a new account waits for what it gets without asking; then workers make up for it."""

FIRST_ADMIN = "u_admin"


@dataclass(frozen=True)
class SignIn:
    """A proven identity; `cookie` is shown this once and only its SHA-256 is kept."""

    cookie: str = field(repr=False)
    person: Person
    expires_at: datetime


@dataclass(frozen=True)
class PeopleDesk:
    """The one door to people, their sessions and their tokens.

    Attributes:
        open_registration: whether strangers may make themselves an account (as viewers).
        welcome: called with the id of everybody who gets an account, to start what they get
            without asking; when it is out of reach, workers make up for it when they start.
    """

    people: People
    tokens: Tokens
    sessions: Sessions
    throttle: Throttle
    passwords: Passwords
    events: Events
    clock: Clock
    ids: Ids
    open_registration: bool = False
    welcome: Callable[[str], Awaitable[None]] | None = None

    async def register(self, *, by: Actor | None, newcomer: Newcomer, client: str = "") -> Person:
        """Make an account for a viewer.

        Args:
            by: the admin who asks, or None for a stranger who asks for themselves.
            newcomer: what they say about themselves.
            client: where a stranger comes from, e.g. an IP address; counted, never kept.

        Raises:
            Forbidden: a stranger asks while registration is closed, or `by` is no admin.
            InvalidRequest: a field breaks a rule.
            Conflict: the id or the mail address is taken.
        """
        if by is not None:
            require(by, Permission.MANAGE_PEOPLE)
        elif self.open_registration:
            await self._count(f"register/{client}")
        else:
            raise Forbidden("Registration is closed; ask an admin for an account.")
        person = newcomer.checked()
        await self._add(person, newcomer.password)
        await self._record(
            EventType.PERSON_REGISTERED, person.id, by, name=f"person.registered/{person.id}"
        )
        if self.welcome is not None:
            with suppress(TemporaryError, TimeoutError):
                async with asyncio.timeout(LONGEST_WELCOME.total_seconds()):
                    await self.welcome(person.id)
        return person

    async def first_admin(self) -> tuple[Person, str] | None:
        """Make the first admin and return them with their password; None when anybody is there.

        The password is random, shown this once, and meant to be changed.
        """
        if await self.people.count() > 0:
            return None
        person = Person(FIRST_ADMIN, "Admin", roles=frozenset({Role.ADMIN}))
        password = self.ids.new()
        with suppress(Conflict):  # another process was faster: it shows the password
            await self._add(person, password)
            await self._record(
                EventType.PERSON_REGISTERED, person.id, None, name=f"person.registered/{person.id}"
            )
            return person, password
        return None

    async def sign_in(self, login: str, password: str, *, client: str) -> SignIn:
        """Prove an identity by a password.

        Args:
            login: person id or mail address.
            password: what they typed.
            client: where they come from, e.g. an IP address; attempts are counted by it, too.

        Raises:
            TooManyRequests: too many attempts for this login or from this client.
            Unauthenticated: no such login or a wrong password; nobody is told which.
            Forbidden: the password is right but the account is disabled.
        """
        by_login = f"sign-in/login/{login.lower()}"
        await self._count(f"sign-in/client/{client}")
        await self._count(by_login)
        person = await self._proven(login, password)
        if person.disabled:
            raise Forbidden("This account is disabled; ask an admin.")
        await self.throttle.clear(_digest(by_login))
        cookie = self._secret()
        expires_at = self.clock.now() + SESSION_LIFE
        await self.sessions.add(_digest(cookie), person.id, expires_at=expires_at)
        by = Actor(person.id, person.roles)
        await self._record(EventType.PERSON_SIGNED_IN, person.id, by)
        return SignIn(cookie, person, expires_at)

    async def sign_out(self, cookie: str) -> None:
        """End the session; an unknown one is no error."""
        await self.sessions.end(_digest(cookie))

    async def actor_of_session(self, cookie: str) -> Actor | None:
        """Return who is signed in with this cookie, or None."""
        person_id = await self.sessions.find(_digest(cookie), now=self.clock.now())
        person = await self.people.get(person_id) if person_id else None
        if person is None or person.disabled:
            return None
        return Actor(person.id, person.roles)

    async def actor_of_token(self, token: str) -> Actor | None:
        """Return who this token speaks for; None when unknown, expired, revoked or disabled."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        now = self.clock.now()
        record = await self.tokens.find(_digest(token))
        if record is None or not is_usable(record, now=now):
            return None
        person = await self.people.get(record.person_id)
        if person is None or person.disabled:
            return None
        with suppress(Unavailable):  # "last used" is a courtesy; a full disk must not lock us out
            await self.tokens.touch(record.id, at=now)
        scopes = frozenset(scope for scope in Scope if scope in record.scopes)
        return Actor(person.id, person.roles, scopes, f"token:{record.id}")

    async def issue_token(
        self, *, by: Actor, label: str, scopes: frozenset[Scope], days: int | None = 90
    ) -> tuple[TokenRecord, str]:
        """Make a token for the asker and return it with its text, which is shown this once.

        Args:
            by: whose token it becomes.
            label: what it is for, 1 to 64 characters.
            scopes: what it may do; never more than the asker may.
            days: how long it lasts (1 to 365); None for until it is revoked.

        Raises:
            Forbidden: a scope goes beyond the asker's own rights.
            Conflict: the asker has too many usable tokens.
        """
        require(by, Permission.MANAGE_SELF)
        check_token(by, label, scopes, days)
        now = self.clock.now()
        usable = [each for each in await self.tokens.list(by.person_id) if is_usable(each, now=now)]
        if len(usable) >= MOST_TOKENS:
            raise Conflict(f"You have {MOST_TOKENS} tokens already; revoke one you do not need.")
        record = TokenRecord(
            id=self.ids.new()[:16],
            person_id=by.person_id,
            label=label.strip(),
            scopes=frozenset(scopes),
            created_at=now,
            expires_at=None if days is None else now + timedelta(days=days),
        )
        text = TOKEN_PREFIX + self._secret()
        await self.tokens.add(record, digest=_digest(text))
        told = {"token": record.id, "label": record.label, "scopes": sorted(record.scopes)}
        await self._record(
            EventType.TOKEN_ISSUED, by.person_id, by, told, name=f"token.issued/{record.id}"
        )
        return record, text

    async def list_tokens(self, *, by: Actor, person_id: str | None = None) -> list[TokenRecord]:
        """Return somebody's tokens (the asker's own when None), newest first, at most 100."""
        owner = person_id or by.person_id
        require(by, Permission.MANAGE_SELF, owner=owner, hidden_as=("person", owner))
        return await self.tokens.list(owner)

    async def revoke_token(
        self, *, by: Actor, token_id: str, person_id: str | None = None
    ) -> TokenRecord:
        """Make a token useless from this moment; revoking twice keeps the first time."""
        owner = person_id or by.person_id
        require(by, Permission.MANAGE_SELF, owner=owner, hidden_as=("token", token_id))
        for record in await self.tokens.list(owner):
            if record.id == token_id:
                break
        else:
            raise NotFound("token", token_id)
        now = self.clock.now()
        await self.tokens.revoke(token_id, at=now)
        await self._record(
            EventType.TOKEN_REVOKED,
            owner,
            by,
            {"token": token_id},
            name=f"token.revoked/{token_id}",
        )
        return replace(record, revoked_at=record.revoked_at or now)

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
            raise InvalidRequest("limit", f"must be 1 to {MOST_LISTED}")
        return await self.people.list(after=after, limit=limit)

    async def update(self, *, by: Actor, person_id: str, changes: PersonChanges) -> Person:
        """Change what is kept of a person.

        Raises:
            InvalidRequest: a field breaks a rule; nothing was changed.
            Conflict: the mail address is taken.
            Forbidden: only admins change whether repairs may run on somebody's behalf.
        """
        require(by, Permission.MANAGE_SELF, owner=person_id, hidden_as=("person", person_id))
        if changes.rollback_permission is not None:
            require(by, Permission.MANAGE_PEOPLE)
        told = {"fields": [*changes.given()]}
        return await self._change(by, person_id, changes.applied_to, told)

    async def change_password(self, *, by: Actor, old: str, new: str) -> None:
        """Replace the asker's password and end all their sessions, this one too.

        Raises:
            Unauthenticated: the old password is wrong.
            TooManyRequests: it was wrong too often.
        """
        require(by, Permission.MANAGE_SELF)
        check_password(new)
        counted = f"password/{by.person_id}"
        await self._count(counted)
        await self._proven(by.person_id, old)
        await self.throttle.clear(_digest(counted))
        await self.people.set_password(by.person_id, await self.passwords.hash(new))
        await self._record(EventType.PERSON_CHANGED, by.person_id, by, {"fields": ["password"]})

    async def set_roles(self, *, by: Actor, person_id: str, roles: frozenset[Role]) -> Person:
        """Say what a person is trusted with; the last admin stays one (`Conflict`)."""
        require(by, Permission.MANAGE_PEOPLE)
        if not roles:
            raise InvalidRequest("roles", "must name at least one role")
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
        await self._record(EventType.PERSON_CHANGED, person_id, by, told)
        return person

    async def _proven(self, login: str, password: str) -> Person:
        """Return whose login and password these are; both mistakes cost the same time."""
        # What no account can have is not looked for: it may be a megabyte of anything.
        findable = len(login) <= 254 and login.isprintable()
        found = await self.people.find_by_login(login) if findable else None
        person, password_hash = found or (None, "")
        matches = await self.passwords.verify(password[: LONGEST_PASSWORD + 1], password_hash)
        if person is None or not matches:
            raise Unauthenticated("Login or password is wrong.")
        return person

    async def _count(self, key: str) -> None:
        """Count an attempt before its work is done, so that many at once do not slip through."""
        window = int(ATTEMPTS_WINDOW.total_seconds())
        hits = await self.throttle.hit(_digest(key), now=self.clock.now(), window_seconds=window)
        if hits > MOST_ATTEMPTS:
            minutes = window // 60
            raise TooManyRequests(
                f"Too many attempts; try again in {minutes} minutes.", delay=ATTEMPTS_WINDOW
            )

    async def _record(
        self,
        kind: EventType,
        person_id: str,
        by: Actor | None,
        told: Mapping[str, object] | None = None,
        *,
        name: str = "",
    ) -> None:
        """Append the event; `name` is its id when asking twice must not tell it twice."""
        proof = {"by": by.person_id, "via": by.via} if by else {"by": person_id, "via": "self"}
        await self.events.append(
            Event(
                id=name or self.ids.new(),
                type=kind,
                source="/people",
                subject=person_id,
                time=self.clock.now(),
                owner=person_id,
                data={**proof, **(told or {})},
            )
        )

    def _secret(self) -> str:
        """Return 256 random bits in hexadecimal."""
        return self.ids.new() + self.ids.new()


def _known(person: Person | None, person_id: str) -> Person:
    if person is None:
        raise NotFound("person", person_id)
    return person


def _digest(secret: str) -> str:
    """Return the SHA-256 by which a secret is kept (hex); any text has one."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
