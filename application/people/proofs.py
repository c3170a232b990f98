"""How people prove who they are: passwords, sessions and tokens (VOI-6, MCP-3, SEC-3)."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from application.people.attempts import PAIR_FREE, Attempts, digest_of
from application.people.events import PeopleEvents
from application.people.second_factor import SecondFactorService
from application.ports.clock import Clock, Ids
from application.ports.events import Events
from application.ports.people import (
    Passwords,
    People,
    ProvidedIdentity,
    Registrations,
    Sessions,
    Throttle,
    Tokens,
)
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    SecondFactorNeeded,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from domain.common.messages import message
from domain.events.events import EventType
from domain.people.access import PROVIDED, Actor, Permission, Scope, require
from domain.people.back_off import Bound
from domain.people.people import (
    LONGEST_PASSWORD,
    Person,
    TokenRecord,
    check_password,
    check_token,
    is_usable,
)
from domain.people.registrations import Registration, RegistrationState

SESSION_LIFE = timedelta(hours=12)
"""One working day; tomorrow they sign in again."""

TOKEN_PREFIX = "zb_"  # noqa: S105 - marks our tokens so that leak scanners can find them
MOST_TOKENS = 50
"""Usable tokens of one person; all of them fit into one list."""

LOGIN_FREE = 10
CLIENT_FREE = 100
"""Failures within a quarter of an hour that cost no wait: of one account from all clients where it
was never opened, and of one client, which may be the address of a whole office."""

KNOWN_DAYS = 30
"""How long a client counts as one where an account was opened."""


@dataclass(frozen=True)
class SignIn:
    """A proven identity; `cookie` is shown this once and only its SHA-256 is kept."""

    cookie: str = field(repr=False)
    person: Person
    expires_at: datetime


@dataclass(frozen=True)
class ProofService:
    """The one door to passwords, sessions and tokens.

    Attributes:
        registrations: of people who have no account yet, and are told so.
        second: asks for a code beside the password, where its owner or their role wants it.
    """

    people: People
    tokens: Tokens
    sessions: Sessions
    passwords: Passwords
    throttle: Throttle
    events: Events
    clock: Clock
    ids: Ids
    second: SecondFactorService
    registrations: Registrations

    async def sign_in(self, login: str, password: str, *, client: str, code: str = "") -> SignIn:
        """Prove an identity by a password, and by a code where its owner has set that up.

        Args:
            login: person id or mail address.
            password: what they typed.
            client: where they come from, e.g. an IP address; attempts are counted by it, too.
            code: of their app, or one for a lost phone; nobody hears that it is wrong before the
                password is right.

        Only failures count: for the account from this client, for the account from anywhere, and
        from this client for anybody. Where the account was opened before, it is held back by
        failures from there only, so strangers elsewhere cannot keep its owner out.

        Raises:
            TooManyRequests: too many attempts failed; says how long to wait.
            Unauthenticated: no such login or a wrong password; nobody is told which. Or a wrong
                code.
            SecondFactorNeeded: the password is right, and a code has to come with it.
            Forbidden: the password is right but the account is disabled, or waits for an admin, or
                was refused by one.
        """
        found = await self._account(login)
        name = found[0].id if found else login.lower()
        known = f"sign-in/known/{client}/{name}"
        bounds = [Bound(f"sign-in/pair/{client}/{name}", PAIR_FREE)]
        if not await self._attempts.remembers(known):
            bounds += [
                Bound(f"sign-in/login/{name}", LOGIN_FREE),
                Bound(f"sign-in/client/{client}", CLIENT_FREE),
            ]
        begun = await self._attempts.begin(*bounds)
        person = await self._proven(found or await self._registered(login), password)
        if isinstance(person, Registration):
            await self._attempts.take_back(*bounds, at=begun)
            waits = person.state is RegistrationState.WAITING
            raise Forbidden(message("registration.waits" if waits else "registration.refused"))
        if person.disabled:
            raise Forbidden(message("sign_in.disabled"))
        try:
            await self.second.check(person, code)
        except (SecondFactorNeeded, TooManyRequests):
            await self._attempts.take_back(*bounds, at=begun)
            raise
        await self._attempts.succeeded(*bounds, at=begun)
        await self._attempts.remember(known, days=KNOWN_DAYS)
        cookie = self._secret()
        expires_at = self.clock.now() + SESSION_LIFE
        await self.sessions.add(digest_of(cookie), person.id, expires_at=expires_at)
        by = await self._signed_in(person)
        await self._told.append(EventType.PERSON_SIGNED_IN, person.id, by)
        return SignIn(cookie, person, expires_at)

    async def sign_out(self, cookie: str) -> None:
        """End the session; an unknown one is no error."""
        await self.sessions.end(digest_of(cookie))

    async def actor_of_session(self, cookie: str) -> Actor | None:
        """Return who is signed in with this cookie, or None."""
        person_id = await self.sessions.find(digest_of(cookie), now=self.clock.now())
        person = await self.people.get(person_id) if person_id else None
        if person is None or person.disabled:
            return None
        return await self._signed_in(person)

    async def actor_of_token(self, token: str) -> Actor | None:
        """Return who this token speaks for; None when unknown, expired, revoked or disabled."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        now = self.clock.now()
        record = await self.tokens.find(digest_of(token))
        if record is None or not is_usable(record, now=now):
            return None
        person = await self.people.get(record.person_id)
        if person is None or person.disabled:
            return None
        with suppress(Unavailable):  # "last used" is a courtesy; a full disk must not lock us out
            await self.tokens.touch(record.id, at=now)
        scopes = frozenset(scope for scope in Scope if scope in record.scopes)
        return Actor(person.id, person.roles, scopes, f"token:{record.id}")

    async def actor_of_identity(self, identity: ProvidedIdentity) -> Actor | None:
        """Return whom an identity provider vouches for; None without an account that may sign in.

        Accounts are made here, never by what a provider says.
        """
        found = await self._account(identity.login)
        if found is None or found[0].disabled:
            return None
        person = found[0]
        return Actor(person.id, person.roles, identity.scopes, f"{PROVIDED}{identity.client}")

    async def change_password(self, *, by: Actor, old: str, new: str) -> None:
        """Replace the asker's password and end all their sessions, this one too.

        The only thing that a one-time password opens.

        Raises:
            InvalidRequest: the new one breaks a rule, or is the old one.
            Unauthenticated: the old password is wrong.
            TooManyRequests: it was wrong too often.
        """
        require(replace(by, password_due=False, factor_due=False), Permission.MANAGE_SELF)
        check_password(new)
        if new == old:
            raise InvalidRequest("new", message("sign_in.old_password"))
        bound = Bound(f"password/{by.person_id}", PAIR_FREE)
        begun = await self._attempts.begin(bound)
        await self._proven(await self._account(by.person_id), old)
        await self._attempts.succeeded(bound, at=begun)
        await self.people.set_password(by.person_id, await self.passwords.hash(new))
        await self._told.append(
            EventType.PERSON_CHANGED, by.person_id, by, {"fields": ["password"]}
        )

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
            raise Conflict(message("token.most", most=MOST_TOKENS))
        record = TokenRecord(
            id=self.ids.new()[:16],
            person_id=by.person_id,
            label=label.strip(),
            scopes=frozenset(scopes),
            created_at=now,
            expires_at=None if days is None else now + timedelta(days=days),
        )
        text = TOKEN_PREFIX + self._secret()
        await self.tokens.add(record, digest=digest_of(text))
        told = {"token": record.id, "label": record.label, "scopes": sorted(record.scopes)}
        await self._told.append(
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
        """Make a token useless from this moment; revoking twice keeps the first time.

        Args:
            by: who asks.
            token_id: which; there is one of this id.
            person_id: whose it has to be; None: anybody's.
        """
        record = await self.tokens.get(token_id)
        owner = person_id or (record.person_id if record else by.person_id)
        require(by, Permission.MANAGE_SELF, owner=owner, hidden_as=("token", token_id))
        if record is None or record.person_id != owner:
            raise NotFound("token", token_id)
        now = self.clock.now()
        await self.tokens.revoke(token_id, at=now)
        await self._told.append(
            EventType.TOKEN_REVOKED,
            owner,
            by,
            {"token": token_id},
            name=f"token.revoked/{token_id}",
        )
        return replace(record, revoked_at=record.revoked_at or now)

    async def _account(self, login: str) -> tuple[Person, str] | None:
        """Return whose login this is, with the hash of their password."""
        # What no account can have is not looked for: it may be a megabyte of anything.
        findable = len(login) <= 254 and login.isprintable()
        return await self.people.find_by_login(login) if findable else None

    async def _registered(self, login: str) -> tuple[Registration, str] | None:
        findable = len(login) <= 254 and login.isprintable()
        return await self.registrations.find_by_login(login) if findable else None

    async def _proven(
        self, found: tuple[Person | Registration, str] | None, password: str
    ) -> Person | Registration:
        """Return the account if this is its password; both mistakes cost the same time."""
        person, password_hash = found or (None, "")
        matches = await self.passwords.verify(password[: LONGEST_PASSWORD + 1], password_hash)
        if person is None or not matches:
            raise Unauthenticated(message("sign_in.wrong"))
        return person

    async def _signed_in(self, person: Person) -> Actor:
        return Actor(
            person.id,
            person.roles,
            password_due=person.password_due,
            factor_due=await self.second.is_due(person),
        )

    @property
    def _attempts(self) -> Attempts:
        return Attempts(self.throttle, self.clock)

    @property
    def _told(self) -> PeopleEvents:
        return PeopleEvents(self.events, self.clock, self.ids)

    def _secret(self) -> str:
        """Return 256 random bits in hexadecimal."""
        return self.ids.new() + self.ids.new()
