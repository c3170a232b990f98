"""People, their tokens and sessions, and the counting of attempts."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.common.errors import Conflict
from domain.common.messages import message
from domain.common.readers import Language
from domain.people.access import Role
from domain.people.back_off import FAILURES_WINDOW, Bound
from domain.people.people import Person, TokenRecord, is_active_admin
from storage.database import Database
from storage.moments import from_micros, to_micros
from storage.tables import password_links, people, sessions, throttle, tokens

MOST_LISTED = 100
"""Rows of one answer; a page for a screen, never the whole table."""

MOST_NAMED = 500
"""People who are named in one answer; more than a page of any list has."""

MOST_SESSIONS = 20
"""Browsers one person stays signed in with; the one that expires first makes room."""

MOST_COUNTED = 200
"""Attempts remembered per key; far above every limit, so that an attacker cannot fill the disk."""

EVERYBODY = "people"
"""The lock of all writes to people: mail addresses and the last admin are rules about all rows."""


@dataclass(frozen=True)
class SqlPeople:
    """People by id."""

    database: Database

    async def add(self, person: Person, *, password_hash: str) -> None:
        """Keep a new person, or raise `Conflict`."""
        async with self.database.writing(lock=EVERYBODY) as connection:
            await add_person(connection, person, password_hash)

    async def get(self, person_id: str) -> Person | None:
        """Return the person, or None."""
        async with self.database.reading() as connection:
            return await _get(connection, person_id)

    async def find_by_login(self, login: str) -> tuple[Person, str] | None:
        """Return (person, password hash) for an id or a mail address, or None."""
        named = or_(people.c.id == login, people.c.mail == login.lower())
        async with self.database.reading() as connection:
            row = (await connection.execute(select(people).where(named))).mappings().first()
        return (_person(row), row["password_hash"]) if row else None

    async def save(self, person: Person) -> None:
        """Replace what is kept of a person, but for a later `last_log_trigger_date`."""
        await self.change(person.id, lambda _: person)

    async def change(self, person_id: str, how: Callable[[Person], Person]) -> Person | None:
        """Replace a person by what `how` makes of it, and return that; None when unknown.

        Nobody else changes the person in between, so two changes at once both hold. The sessions of
        a disabled person end, so that enabling them again does not bring old ones back.

        Raises:
            Conflict: the mail address is taken, or no admin would be left.
        """
        async with self.database.writing(lock=EVERYBODY) as connection:
            before = await _get(connection, person_id)
            if before is None:
                return None
            after = replace(how(before), id=person_id)
            # A read model: whoever changes the name must not turn it back.
            latest = max(before.last_log_trigger_date, after.last_log_trigger_date)
            after = replace(after, last_log_trigger_date=latest)
            await _check_mail(connection, after)
            if is_active_admin(before) and not is_active_admin(after):
                await _check_another_admin(connection, person_id)
            changed = update(people).where(people.c.id == person_id).values(_row_of(after))
            await connection.execute(changed)
            if after.disabled:
                await _end_proofs(connection, person_id)
            return after

    async def set_password(self, person_id: str, password_hash: str) -> None:
        """Replace the hash, which is no one-time password's; ends their sessions and their link."""
        async with self.database.writing(lock=EVERYBODY) as connection:
            theirs = update(people).where(people.c.id == person_id)
            await connection.execute(theirs.values(password_hash=password_hash, password_due=False))
            await _end_proofs(connection, person_id)

    async def list(self, *, after: str, limit: int) -> list[Person]:
        """Return up to `limit` people with id > `after`, by id."""
        page = select(people).where(people.c.id > after).order_by(people.c.id)
        async with self.database.reading() as connection:
            rows = await connection.execute(page.limit(min(limit, MOST_LISTED)))
            return [_person(row) for row in rows.mappings()]

    async def names(self, person_ids: Collection[str]) -> dict[str, str]:
        """Return what people are called, by id; of at most 500, without those who are unknown."""
        asked = sorted(set(person_ids))[:MOST_NAMED]
        query = select(people.c.id, people.c.name).where(people.c.id.in_(asked))
        async with self.database.reading() as connection:
            return {row.id: row.name for row in await connection.execute(query)} if asked else {}

    async def count(self) -> int:
        """Return how many people there are."""
        async with self.database.reading() as connection:
            return await connection.scalar(select(func.count()).select_from(people)) or 0

    async def mark_briefed(self, person_id: str, day: str) -> None:
        """Set `last_log_trigger_date` unless a later day is kept."""
        earlier = and_(people.c.id == person_id, people.c.last_log_trigger_date < day)
        async with self.database.writing(lock=EVERYBODY) as connection:
            await connection.execute(
                update(people).where(earlier).values(last_log_trigger_date=day)
            )


async def add_person(connection: AsyncConnection, person: Person, password_hash: str) -> None:
    """Keep a new person, within a transaction that holds `EVERYBODY`, or raise `Conflict`."""
    if await connection.scalar(select(people.c.id).where(people.c.id == person.id)):
        raise Conflict(message("person.id_taken"))
    await _check_mail(connection, person)
    row = _row_of(person) | {"id": person.id, "password_hash": password_hash}
    await connection.execute(people.insert().values(row))


def _row_of(person: Person) -> dict[str, Any]:
    row = {name: value for name, value in vars(person).items() if name != "id"}
    return row | {"mail": person.mail or None}


def _person(row: RowMapping) -> Person:
    values = {name: row[name] for name in Person.__dataclass_fields__}
    return Person(**values | {"mail": row["mail"] or "", "language": Language(row["language"])})


async def _get(connection: AsyncConnection, person_id: str) -> Person | None:
    found = await connection.execute(select(people).where(people.c.id == person_id))
    row = found.mappings().first()
    return _person(row) if row else None


async def _end_proofs(connection: AsyncConnection, person_id: str) -> None:
    for table in (sessions, password_links):
        await connection.execute(delete(table).where(table.c.person_id == person_id))


async def _check_mail(connection: AsyncConnection, person: Person) -> None:
    others = and_(people.c.mail == person.mail, people.c.id != person.id)
    if person.mail and await connection.scalar(select(people.c.id).where(others)):
        raise Conflict(message("person.mail_taken"))


async def _check_another_admin(connection: AsyncConnection, person_id: str) -> None:
    active_others = select(people.c.roles).where(~people.c.disabled, people.c.id != person_id)
    if not any(Role.ADMIN in roles for roles in await connection.scalars(active_others)):
        raise Conflict(message("person.last_admin"))


@dataclass(frozen=True)
class SqlTokens:
    """API tokens by digest."""

    database: Database

    async def add(self, record: TokenRecord, *, digest: str) -> None:
        """Keep a new token."""
        async with self.database.writing() as connection:
            await connection.execute(tokens.insert().values(vars(record) | {"digest": digest}))

    async def find(self, digest: str) -> TokenRecord | None:
        """Return the token with this digest, or None."""
        found = await self._select(select(tokens).where(tokens.c.digest == digest))
        return found[0] if found else None

    async def get(self, token_id: str) -> TokenRecord | None:
        """Return a token by its id, or None."""
        found = await self._select(select(tokens).where(tokens.c.id == token_id))
        return next(iter(found), None)

    async def list(self, person_id: str) -> list[TokenRecord]:
        """Return the person's tokens, newest first, at most 100; revoked ones make room."""
        mine = select(tokens).where(tokens.c.person_id == person_id)
        usable_first = tokens.c.revoked_at.is_not(None)
        found = await self._select(
            mine.order_by(usable_first, tokens.c.created_at.desc()).limit(MOST_LISTED)
        )
        return sorted(found, key=lambda record: record.created_at, reverse=True)

    async def revoke(self, token_id: str, *, at: datetime) -> None:
        """Mark it revoked; revoking twice keeps the first time."""
        usable = and_(tokens.c.id == token_id, tokens.c.revoked_at.is_(None))
        async with self.database.writing() as connection:
            await connection.execute(update(tokens).where(usable).values(revoked_at=at))

    async def touch(self, token_id: str, *, at: datetime) -> None:
        """Remember that it was used; reads first, so that most requests write nothing."""
        seen = tokens.c.last_used_at
        stale = or_(seen.is_(None), seen <= at - timedelta(minutes=1))
        due = and_(tokens.c.id == token_id, stale)
        async with self.database.reading() as connection:
            if await connection.scalar(select(tokens.c.id).where(due)) is None:
                return
        async with self.database.writing() as connection:
            await connection.execute(update(tokens).where(due).values(last_used_at=at))

    async def _select(self, query: Select[Any]) -> Sequence[TokenRecord]:
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                TokenRecord(**{name: row[name] for name in TokenRecord.__dataclass_fields__})
                for row in rows
            ]


@dataclass(frozen=True)
class SqlSessions:
    """Signed-in browsers by digest."""

    database: Database

    async def add(self, digest: str, person_id: str, *, expires_at: datetime) -> None:
        """Keep a new session; the person's oldest beyond 20 are forgotten."""
        mine = sessions.c.person_id == person_id
        newest = select(sessions.c.digest).where(mine).order_by(sessions.c.expires_at.desc())
        async with self.database.writing(lock=f"sessions/{person_id}") as connection:
            row = {"digest": digest, "person_id": person_id, "expires_at": expires_at}
            await connection.execute(sessions.insert().values(row))
            kept = list(await connection.scalars(newest.limit(MOST_SESSIONS)))
            await connection.execute(delete(sessions).where(mine, sessions.c.digest.not_in(kept)))

    async def find(self, digest: str, *, now: datetime) -> str | None:
        """Return whose session it is, or None when unknown or expired."""
        alive = and_(sessions.c.digest == digest, sessions.c.expires_at > now)
        async with self.database.reading() as connection:
            return await connection.scalar(select(sessions.c.person_id).where(alive))

    async def end(self, digest: str) -> None:
        """Forget it; an unknown one is no error."""
        async with self.database.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest == digest))

    async def end_others(self, person_id: str, *, but: str) -> None:
        """Forget all of a person's but this one."""
        others = delete(sessions).where(sessions.c.person_id == person_id, sessions.c.digest != but)
        async with self.database.writing(lock=f"sessions/{person_id}") as connection:
            await connection.execute(others)


@dataclass(frozen=True)
class SqlThrottle:
    """Moments of attempts by key; keys that nobody tried for a window are forgotten."""

    database: Database

    async def hit(self, key: str, *, now: datetime, window_seconds: int) -> int:
        """Count one attempt and return how many there were in the window (200 at most)."""
        window = timedelta(seconds=window_seconds)
        async with self._counting(now) as connection:
            hits = [at for at in await _hits(connection, key) if at > now - window]
            hits = [*hits, now][-MOST_COUNTED:]
            await self._keep(connection, key, hits, forget_at=now + window)
            return len(hits)

    async def admit(self, bounds: Sequence[Bound], *, now: datetime) -> timedelta:
        """Count one failure under every bound, unless one has to wait; return the longest wait."""
        async with self._counting(now) as connection:
            hits = {bound.key: await _hits(connection, bound.key) for bound in bounds}
            wait = max(bound.wait(hits[bound.key], now=now) for bound in bounds)
            if wait == timedelta(0):
                for bound in bounds:
                    recent = [at for at in hits[bound.key] if at > now - FAILURES_WINDOW]
                    kept = [*recent, now][-MOST_COUNTED:]
                    forget_at = now + FAILURES_WINDOW
                    await self._keep(connection, bound.key, kept, forget_at=forget_at)
            return wait

    async def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        """Uncount one attempt of that moment under each key."""
        async with self.database.writing(lock="throttle") as connection:
            for key in keys:
                hits = await _hits(connection, key)
                if at in hits:
                    hits.remove(at)
                    row = update(throttle).where(throttle.c.key == key)
                    await connection.execute(row.values(hits=_micros(hits)))

    async def seen(self, key: str, *, now: datetime) -> bool:
        """Say whether anything is counted under `key` within its window."""
        alive = and_(throttle.c.key == key, throttle.c.forget_at > now)
        async with self.database.reading() as connection:
            return bool(await connection.scalar(select(throttle.c.hits).where(alive)))

    async def clear(self, key: str) -> None:
        """Forget the attempts of `key`."""
        async with self.database.writing(lock="throttle") as connection:
            await connection.execute(delete(throttle).where(throttle.c.key == key))

    @asynccontextmanager
    async def _counting(self, now: datetime) -> AsyncIterator[AsyncConnection]:
        # One lock for all keys: forgetting touches the rows of others.
        async with self.database.writing(lock="throttle") as connection:
            await connection.execute(delete(throttle).where(throttle.c.forget_at <= now))
            yield connection

    async def _keep(
        self, connection: AsyncConnection, key: str, hits: list[datetime], *, forget_at: datetime
    ) -> None:
        row = {"hits": _micros(hits), "forget_at": forget_at}
        insert = self.database.insert(throttle).values(key=key, **row)
        await connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=row))


async def _hits(connection: AsyncConnection, key: str) -> list[datetime]:
    kept = await connection.scalar(select(throttle.c.hits).where(throttle.c.key == key))
    return [from_micros(each) for each in kept or ()]


def _micros(hits: Sequence[datetime]) -> tuple[int, ...]:
    return tuple(to_micros(each) for each in hits)
