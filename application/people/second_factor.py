"""The second step of signing in: how it is set up, asked for and taken off (VOI-6, SEC-3)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from application.people.attempts import PAIR_FREE, Attempts, digest_of
from application.people.events import PeopleEvents
from application.people.views import SecondFactorView
from application.ports.clock import Clock, Ids
from application.ports.events import Events
from application.ports.people import Passwords, People, QrCodes, SecondFactors, Sessions, Throttle
from domain.common.errors import (
    Conflict,
    InvalidRequest,
    NotFound,
    SecondFactorNeeded,
    TemporaryError,
    Unauthenticated,
)
from domain.common.messages import Called, Message, message
from domain.common.notifications import Notification
from domain.events.events import EventType
from domain.people.access import Actor, Permission, Role, require
from domain.people.back_off import Bound
from domain.people.people import LONGEST_PASSWORD, Person
from domain.people.second_factor import (
    RECOVERY_CODES,
    SecondFactor,
    address_of,
    is_recovery_code,
    must_have,
    plain,
    recovery_code_of,
    secret_of,
    step_of_code,
    text_of,
)

TERMINAL = "terminal"
"""What proves whoever sits at the machine itself, who may help an admin that lost a phone."""


@dataclass(frozen=True)
class Enrolment:
    """What an app needs to make codes; shown this once.

    Attributes:
        secret: in base 32, to be typed.
        address: `otpauth:`, which the pictures hold.
        svg: the picture for pages.
        blocks: the picture for terminals.
    """

    secret: str = field(repr=False)
    address: str = field(repr=False)
    svg: str = field(repr=False)
    blocks: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SecondFactorService:
    """The one door to codes beside passwords.

    Attributes:
        sessions: of people who signed in by the password alone before.
        pictures: draws what cameras read.
        required: roles that open nothing without it.
        tell: sends somebody what an event of theirs says; None: nobody is told.
    """

    people: People
    passwords: Passwords
    factors: SecondFactors
    sessions: Sessions
    throttle: Throttle
    events: Events
    clock: Clock
    ids: Ids
    pictures: QrCodes
    required: frozenset[Role] = frozenset()
    tell: Callable[[str, str], Awaitable[None]] | None = None

    async def standing(self, *, by: Actor, person_id: str) -> SecondFactorView:
        """Say whether signing in asks somebody for a code; for others they do not exist."""
        asker = replace(by, factor_due=False)
        require(asker, Permission.MANAGE_SELF, owner=person_id, hidden_as=("person", person_id))
        person = await self._person(person_id)
        since, left = await self.factors.standing(person_id)
        return SecondFactorView(
            person_id=person_id,
            confirmed_at=since,
            recovery_codes=left,
            required=must_have(person, self.required),
        )

    async def is_due(self, person: Person) -> bool:
        """Say whether somebody has to set it up before anything else opens."""
        if not must_have(person, self.required):
            return False
        since, _ = await self.factors.standing(person.id)
        return since is None

    async def begin(self, *, by: Actor, password: str) -> Enrolment:
        """Make a secret for the asker's app; nothing is asked for before a code confirms it.

        Raises:
            Unauthenticated: the password is wrong.
            TooManyRequests: it was wrong too often.
            Conflict: there is one that holds; it has to be taken off first.
            Misconfigured: there is no key to seal the secret with.
        """
        self._check(by)
        await self._prove(by, password)
        secret = secret_of(self.ids.new() + self.ids.new())
        factor = SecondFactor(person_id=by.person_id, secret=secret, begun_at=self.clock.now())
        if not await self.factors.begin(factor):
            raise Conflict(message("second_factor.holds"))
        address = address_of(secret, by.person_id)
        drawn = self.pictures
        return Enrolment(text_of(secret), address, drawn.svg(address), drawn.blocks(address))

    async def confirm(self, *, by: Actor, code: str, cookie: str = "") -> tuple[str, ...]:
        """Let it hold: signing in asks for a code from now on; return codes for a lost phone.

        Sessions that the password alone opened end, but the one that asks.

        Args:
            by: whose it is.
            code: of their app.
            cookie: of the session that asks; empty: a token or the terminal does.

        Raises:
            NotFound: none waits for its first code.
            InvalidRequest: the code is wrong.
            TooManyRequests: it was wrong too often.
        """
        self._check(by)
        factor = await self.factors.get(by.person_id)
        if factor is None or factor.confirmed_at is not None:
            raise NotFound("second factor", by.person_id)
        bound = _bound(by.person_id)
        begun = await self._attempts.begin(bound)
        step = step_of_code(factor, code, now=begun)
        if step is None:
            raise InvalidRequest("code", message("second_factor.wrong_code"))
        codes = self._codes()
        digests = [digest_of(plain(each)) for each in codes]
        if not await self.factors.confirm(by.person_id, step=step, digests=digests, at=begun):
            raise NotFound("second factor", by.person_id)
        await self.sessions.end_others(by.person_id, but=digest_of(cookie))
        await self._attempts.succeeded(bound, at=begun)
        await self._note(by.person_id, by, {"on": True}, message("second_factor.told_on"))
        return codes

    async def renew_codes(self, *, by: Actor, password: str, code: str) -> tuple[str, ...]:
        """Return new codes for a lost phone; those that there were open nothing any more.

        Raises:
            NotFound: the asker has no second step.
            Unauthenticated: the password or the code is wrong.
            TooManyRequests: they were wrong too often.
        """
        await self._prove_both(by, password, code)
        codes = self._codes()
        await self.factors.put_codes(by.person_id, [digest_of(plain(each)) for each in codes])
        await self._note(by.person_id, by, {"recovery_codes": len(codes)})
        return codes

    async def disable(self, *, by: Actor, password: str, code: str) -> None:
        """Take off the asker's own; signing in asks for the password alone.

        Raises:
            NotFound: the asker has none.
            Unauthenticated: the password or the code is wrong.
            TooManyRequests: they were wrong too often.
        """
        await self._prove_both(by, password, code)
        await self.factors.end(by.person_id)
        await self._note(by.person_id, by, {"on": False}, message("second_factor.told_off"))

    async def remove(self, *, by: Actor, person_id: str) -> None:
        """Take it off somebody who lost their phone and their codes; they are told.

        Raises:
            NotFound: there is no such person, or they have none.
            Conflict: it is the asker's own, which needs their password and a code.
        """
        require(by, Permission.MANAGE_PEOPLE)
        await self._person(person_id)
        if person_id == by.person_id and by.via != TERMINAL:
            command = Called(f"zhiban people second-factor remove {person_id}")
            raise Conflict(message("second_factor.own", command=command))
        if not await self.factors.end(person_id):
            raise NotFound("second factor", person_id)
        told = message("second_factor.told_removed", person=Called(by.person_id))
        await self._note(person_id, by, {"on": False}, told)

    async def check(self, person: Person, code: str) -> None:
        """Return when somebody's sign-in needs no code, or this is one that was not used.

        Raises:
            SecondFactorNeeded: no code came with the password.
            Unauthenticated: it is wrong.
            TooManyRequests: it was wrong too often.
        """
        since, _ = await self.factors.standing(person.id)
        if since is None:
            return
        if not plain(code):
            raise SecondFactorNeeded(message("second_factor.needed"))
        await self._use(person.id, code)

    async def _use(self, person_id: str, code: str) -> None:
        """Use up a code, or raise; tries are counted for the person, from wherever they come."""
        bound = _bound(person_id)
        begun = await self._attempts.begin(bound)
        if is_recovery_code(code):
            left = await self.factors.take_code(person_id, digest_of(plain(code)))
            if left is None:
                raise Unauthenticated(message("second_factor.wrong"))
            told = message("second_factor.told_recovery", left=left)
            await self._note(person_id, None, {"recovery_codes": left}, told)
        else:
            factor = await self.factors.get(person_id)
            step = step_of_code(factor, code, now=begun) if factor else None
            if step is None or not await self.factors.use_step(person_id, step):
                raise Unauthenticated(message("second_factor.wrong"))
        await self._attempts.succeeded(bound, at=begun)

    async def _prove_both(self, by: Actor, password: str, code: str) -> None:
        self._check(by)
        since, _ = await self.factors.standing(by.person_id)
        if since is None:
            raise NotFound("second factor", by.person_id)
        await self._prove(by, password)
        await self._use(by.person_id, code)

    async def _prove(self, by: Actor, password: str) -> None:
        bound = Bound(f"password/{by.person_id}", PAIR_FREE)
        begun = await self._attempts.begin(bound)
        found = await self.people.find_by_login(by.person_id)
        hidden = found[1] if found else ""
        if not await self.passwords.verify(password[: LONGEST_PASSWORD + 1], hidden):
            raise Unauthenticated(message("second_factor.wrong_password"))
        await self._attempts.succeeded(bound, at=begun)

    def _check(self, by: Actor) -> None:
        """Setting it up is all that is open to whoever has to."""
        require(replace(by, factor_due=False), Permission.MANAGE_SELF)

    def _codes(self) -> tuple[str, ...]:
        seeds = (self.ids.new() + self.ids.new() for _ in range(RECOVERY_CODES))
        return tuple(map(recovery_code_of, seeds))

    async def _note(
        self,
        person_id: str,
        by: Actor | None,
        facts: dict[str, object],
        said: Message | None = None,
    ) -> None:
        """Keep what became of it, and tell whose it is; what cannot be told changes nothing."""
        told: dict[str, object] = {"fields": ["second_factor"], **facts}
        if said is not None:
            title = message("second_factor.told_title")
            told["notification"] = Notification(title, (said,)).recorded
        name = self.ids.new()
        await self._told.append(EventType.PERSON_CHANGED, person_id, by, told, name=name)
        if said is not None and self.tell is not None:
            with suppress(TemporaryError, TimeoutError):
                await self.tell(name, person_id)

    async def _person(self, person_id: str) -> Person:
        person = await self.people.get(person_id)
        if person is None:
            raise NotFound("person", person_id)
        return person

    @property
    def _attempts(self) -> Attempts:
        return Attempts(self.throttle, self.clock)

    @property
    def _told(self) -> PeopleEvents:
        return PeopleEvents(self.events, self.clock, self.ids)


def _bound(person_id: str) -> Bound:
    return Bound(f"sign-in/code/{person_id}", PAIR_FREE)
