"""People, tokens, sessions and throttle in memory; passwords that hash at once."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.common.errors import Conflict
from domain.common.messages import message
from domain.people.access import Role
from domain.people.back_off import FAILURES_WINDOW, Bound
from domain.people.people import Person, TokenRecord
from domain.people.registrations import Registration, RegistrationState
from domain.people.second_factor import SecondFactor

MOST_LISTED = 100
MOST_SESSIONS = 20
MOST_COUNTED = 200


def _is_active_admin(person: Person) -> bool:
    return Role.ADMIN in person.roles and not person.disabled


@dataclass
class InMemorySessions:
    """Who is signed in, by digest."""

    kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    async def add(self, digest: str, person_id: str, *, expires_at: datetime) -> None:
        self.kept[digest] = (person_id, expires_at)
        mine = sorted(
            (expiry, name) for name, (owner, expiry) in self.kept.items() if owner == person_id
        )
        for _, name in mine[:-MOST_SESSIONS]:
            del self.kept[name]

    async def find(self, digest: str, *, now: datetime) -> str | None:
        person_id, expires_at = self.kept.get(digest, ("", now))
        return person_id if now < expires_at else None

    async def end(self, digest: str) -> None:
        self.kept.pop(digest, None)

    async def end_others(self, person_id: str, *, but: str) -> None:
        kept = self.kept.items()
        self.kept = {name: each for name, each in kept if name == but or each[0] != person_id}

    def end_all(self, person_id: str) -> None:
        self.kept = {name: each for name, each in self.kept.items() if each[0] != person_id}


@dataclass
class InMemoryPasswordLinks:
    """One link of each person, by its digest."""

    kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    async def put(self, digest: str, person_id: str, *, expires_at: datetime) -> None:
        self.kept[person_id] = (digest, expires_at)

    async def pending(self, person_id: str, *, now: datetime) -> datetime | None:
        _, until = self.kept.get(person_id, ("", now))
        return until if until > now else None

    async def find(self, digest: str, *, now: datetime) -> str | None:
        found = (name for name, each in self.kept.items() if each[0] == digest and each[1] > now)
        return next(found, None)

    async def take(self, digest: str, *, now: datetime) -> str | None:
        person_id = await self.find(digest, now=now)
        self.kept.pop(person_id or "", None)
        return person_id

    async def end(self, person_id: str) -> bool:
        return self.kept.pop(person_id, None) is not None


@dataclass
class InMemorySecondFactors:
    """One of each person, with the digests of their recovery codes."""

    kept: dict[str, SecondFactor] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)

    async def begin(self, factor: SecondFactor) -> bool:
        if factor.person_id in await self.who():
            return False
        self.kept[factor.person_id] = factor
        return True

    async def get(self, person_id: str) -> SecondFactor | None:
        return self.kept.get(person_id)

    async def standing(self, person_id: str) -> tuple[datetime | None, int]:
        factor = self.kept.get(person_id)
        since = factor.confirmed_at if factor else None
        return (since, len(self.codes[person_id])) if since else (None, 0)

    async def confirm(
        self, person_id: str, *, step: int, digests: Sequence[str], at: datetime
    ) -> bool:
        if person_id not in self.kept or person_id in await self.who():
            return False
        waited = self.kept[person_id]
        self.kept[person_id] = replace(waited, confirmed_at=at, last_step=step)
        self.codes[person_id] = [*digests]
        return True

    async def use_step(self, person_id: str, step: int) -> bool:
        if person_id not in await self.who() or step <= self.kept[person_id].last_step:
            return False
        self.kept[person_id] = replace(self.kept[person_id], last_step=step)
        return True

    async def take_code(self, person_id: str, digest: str) -> int | None:
        if digest not in self.codes.get(person_id, []):
            return None
        self.codes[person_id].remove(digest)
        return len(self.codes[person_id])

    async def put_codes(self, person_id: str, digests: Sequence[str]) -> None:
        self.codes[person_id] = [*digests]

    async def end(self, person_id: str) -> bool:
        held = person_id in await self.who()
        self.kept.pop(person_id, None)
        self.codes.pop(person_id, None)
        return held

    async def who(self) -> frozenset[str]:
        return frozenset(name for name, each in self.kept.items() if each.confirmed_at)


@dataclass
class InMemoryRegistrations:
    """Registrations by id, with the hashes of their passwords."""

    people: "InMemoryPeople"
    kept: dict[str, tuple[Registration, str]] = field(default_factory=dict)

    async def add(
        self, registration: Registration, password_hash: str, *, most: int, forget_before: datetime
    ) -> int | None:
        person = registration.person
        waiting = await self.waiting(limit=most)
        if any(each.person.id == person.id for each in waiting):
            raise Conflict(message("person.id_taken"))
        if person.mail and any(each.person.mail == person.mail for each in waiting):
            raise Conflict(message("person.mail_taken"))
        if len(waiting) >= most:
            return None
        self.kept[person.id] = (registration, password_hash)
        return len(waiting) + 1

    async def get(self, person_id: str) -> Registration | None:
        return self.kept.get(person_id, (None, ""))[0]

    async def find_by_login(self, login: str) -> tuple[Registration, str] | None:
        for registration, password_hash in self.kept.values():
            person = registration.person
            if login == person.id or (person.mail and login.lower() == person.mail):
                return registration, password_hash
        return None

    async def waiting(self, *, limit: int) -> Sequence[Registration]:
        found = (each for each, _ in self.kept.values())
        return [each for each in found if each.state is RegistrationState.WAITING][:limit]

    async def admit(self, person: Person) -> bool:
        found = self.kept.get(person.id)
        if found is None or found[0].state is not RegistrationState.WAITING:
            return False
        await self.people.add(person, password_hash=found[1])
        del self.kept[person.id]
        return True

    async def refuse(self, person_id: str, *, at: datetime) -> bool:
        found = self.kept.get(person_id)
        if found is None or found[0].state is not RegistrationState.WAITING:
            return False
        refused = replace(found[0], state=RegistrationState.REFUSED, decided_at=at)
        self.kept[person_id] = (refused, found[1])
        return True


class NamedPictures:
    """Pictures that say what they show."""

    def svg(self, text: str) -> str:
        return f"<svg><title>{text.replace('&', '&amp;')}</title></svg>"

    def blocks(self, text: str) -> str:
        return f"[{text}]"


@dataclass
class InMemoryPeople:
    """People by id; shares the sessions so that a new password ends them."""

    sessions: InMemorySessions = field(default_factory=InMemorySessions)
    links: InMemoryPasswordLinks = field(default_factory=InMemoryPasswordLinks)
    factors: InMemorySecondFactors = field(default_factory=InMemorySecondFactors)
    kept: dict[str, Person] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    registrations: InMemoryRegistrations = field(init=False)

    def __post_init__(self) -> None:
        self.registrations = InMemoryRegistrations(self)

    async def add(self, person: Person, *, password_hash: str) -> None:
        if person.id in self.kept:
            raise Conflict(message("person.id_taken"))
        self._check_mail(person)
        self.kept[person.id] = person
        self.hashes[person.id] = password_hash

    async def get(self, person_id: str) -> Person | None:
        return self.kept.get(person_id)

    async def find_by_login(self, login: str) -> tuple[Person, str] | None:
        for person in self.kept.values():
            if login == person.id or (person.mail and login.lower() == person.mail):
                return person, self.hashes[person.id]
        return None

    async def save(self, person: Person) -> None:
        await self.change(person.id, lambda _: person)

    async def change(self, person_id: str, how: Callable[[Person], Person]) -> Person | None:
        before = self.kept.get(person_id)
        if before is None:
            return None
        person = replace(how(before), id=person_id)
        self._check_mail(person)
        if _is_active_admin(before) and not _is_active_admin(person):
            self._check_another_admin(person_id)
        latest = max(before.last_log_trigger_date, person.last_log_trigger_date)
        self.kept[person_id] = replace(person, last_log_trigger_date=latest)
        if person.disabled:
            self.sessions.end_all(person_id)
            await self.links.end(person_id)
        return self.kept[person_id]

    async def set_password(self, person_id: str, password_hash: str) -> None:
        if person_id in self.hashes:
            self.hashes[person_id] = password_hash
            self.kept[person_id] = replace(self.kept[person_id], password_due=False)
            self.sessions.end_all(person_id)
            await self.links.end(person_id)

    async def list(self, *, after: str, limit: int) -> list[Person]:
        names = sorted(name for name in self.kept if name > after)
        return [self.kept[name] for name in names[: min(limit, MOST_LISTED)]]

    async def names(self, person_ids: Collection[str]) -> dict[str, str]:
        return {each: self.kept[each].name for each in person_ids if each in self.kept}

    async def count(self) -> int:
        return len(self.kept)

    async def mark_briefed(self, person_id: str, day: str) -> None:
        person = self.kept.get(person_id)
        if person is not None and day > person.last_log_trigger_date:
            self.kept[person_id] = replace(person, last_log_trigger_date=day)

    def _check_mail(self, person: Person) -> None:
        others = (each for each in self.kept.values() if each.id != person.id)
        if person.mail and any(each.mail == person.mail for each in others):
            raise Conflict("This mail address is taken; sign in with it or use another.")

    def _check_another_admin(self, person_id: str) -> None:
        others = (each for each in self.kept.values() if each.id != person_id)
        if not any(_is_active_admin(each) for each in others):
            raise Conflict("This is the last admin; make somebody else an admin first.")


@dataclass
class InMemoryTokens:
    """Tokens by digest."""

    kept: dict[str, TokenRecord] = field(default_factory=dict)

    async def add(self, record: TokenRecord, *, digest: str) -> None:
        self.kept[digest] = record

    async def find(self, digest: str) -> TokenRecord | None:
        return self.kept.get(digest)

    async def get(self, token_id: str) -> TokenRecord | None:
        return next((each for each in self.kept.values() if each.id == token_id), None)

    async def list(self, person_id: str) -> list[TokenRecord]:
        mine = [each for each in self.kept.values() if each.person_id == person_id]
        mine.sort(key=lambda each: (each.revoked_at is None, each.created_at), reverse=True)
        return sorted(mine[:MOST_LISTED], key=lambda each: each.created_at, reverse=True)

    async def revoke(self, token_id: str, *, at: datetime) -> None:
        self._change(token_id, lambda each: replace(each, revoked_at=each.revoked_at or at))

    async def touch(self, token_id: str, *, at: datetime) -> None:
        def used(record: TokenRecord) -> TokenRecord:
            last = record.last_used_at
            due = last is None or at - last >= timedelta(minutes=1)
            return replace(record, last_used_at=at) if due else record

        self._change(token_id, used)

    def _change(self, token_id: str, how: Callable[[TokenRecord], TokenRecord]) -> None:
        for digest, record in self.kept.items():
            if record.id == token_id:
                self.kept[digest] = how(record)


@dataclass
class InMemoryThrottle:
    """Moments of attempts by key, until they are forgotten; `MOST_COUNTED` at most."""

    kept: dict[str, list[datetime]] = field(default_factory=dict)
    forget_at: dict[str, datetime] = field(default_factory=dict)

    async def hit(self, key: str, *, now: datetime, window_seconds: int) -> int:
        return self._count(key, now, timedelta(seconds=window_seconds))

    async def admit(self, bounds: Sequence[Bound], *, now: datetime) -> timedelta:
        wait = max(bound.wait(self.kept.get(bound.key, []), now=now) for bound in bounds)
        if wait == timedelta(0):
            for bound in bounds:
                self._count(bound.key, now, FAILURES_WINDOW)
        return wait

    async def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        for key in keys:
            if at in self.kept.get(key, []):
                self.kept[key].remove(at)

    async def seen(self, key: str, *, now: datetime) -> bool:
        return bool(self.kept.get(key)) and self.forget_at[key] > now

    async def clear(self, key: str) -> None:
        self.kept.pop(key, None)

    def _count(self, key: str, now: datetime, window: timedelta) -> int:
        inside = [at for at in self.kept.get(key, []) if at > now - window]
        self.kept[key] = [*inside, now][-MOST_COUNTED:]
        self.forget_at[key] = now + window
        return len(self.kept[key])


@dataclass
class QuickPasswords:
    """Hashes by turning the password round; `verified` counts the work done."""

    verified: int = 0

    async def hash(self, password: str) -> str:
        await asyncio.sleep(0)
        return f"quick:{password[::-1]}"

    async def verify(self, password: str, password_hash: str) -> bool:
        await asyncio.sleep(0)
        self.verified += 1
        return password_hash == f"quick:{password[::-1]}"
