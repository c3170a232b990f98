"""People who asked for an account themselves and have none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, and_, delete, func, or_, select, update

from domain.common.errors import Conflict
from domain.common.messages import message
from domain.people.people import Person
from domain.people.registrations import Registration, RegistrationState
from storage.database import Database
from storage.people.people import EVERYBODY, add_person
from storage.tables import registrations

_WAITS = registrations.c.state == str(RegistrationState.WAITING)


@dataclass(frozen=True)
class SqlRegistrations:
    """One of each id that has no account."""

    database: Database

    async def add(
        self,
        registration: Registration,
        password_hash: str,
        *,
        most: int,
        forget_before: datetime,
    ) -> int | None:
        """Keep who waits, and forget who was refused long ago; return how many wait.

        Returns:
            None: too many do, and nothing was kept.

        Raises:
            Conflict: somebody with the id or the mail address waits.
        """
        kept, person = registrations.c, registration.person
        old = and_(~_WAITS, or_(kept.decided_at < forget_before, kept.id == person.id))
        same = and_(_WAITS, kept.id == person.id)
        same_mail = and_(_WAITS, kept.mail == person.mail) if person.mail else same
        row = {
            "id": person.id,
            "mail": person.mail or None,
            "person": person,
            "password_hash": password_hash,
            "state": str(registration.state),
            "asked_at": registration.asked_at,
        }
        async with self.database.writing(lock=EVERYBODY) as connection:
            await connection.execute(delete(registrations).where(old))
            if await connection.scalar(select(kept.id).where(same)):
                raise Conflict(message("person.id_taken"))
            if await connection.scalar(select(kept.id).where(same_mail)):
                raise Conflict(message("person.mail_taken"))
            count = select(func.count()).select_from(registrations).where(_WAITS)
            waiting = await connection.scalar(count) or 0
            if waiting >= most:
                return None
            await connection.execute(registrations.insert().values(row))
            return waiting + 1

    async def get(self, person_id: str) -> Registration | None:
        """Return somebody's, or None."""
        query = select(registrations).where(registrations.c.id == person_id)
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _registration(row) if row else None

    async def find_by_login(self, login: str) -> tuple[Registration, str] | None:
        """Return (registration, password hash) for an id or a mail address; who waits first."""
        kept = registrations.c
        named = or_(kept.id == login, kept.mail == login.lower())
        query = select(registrations).where(named).order_by(~_WAITS, kept.asked_at.desc())
        async with self.database.reading() as connection:
            row = (await connection.execute(query.limit(1))).mappings().first()
        return (_registration(row), row["password_hash"]) if row else None

    async def waiting(self, *, limit: int) -> Sequence[Registration]:
        """Return who waits, whoever asked first at the head."""
        kept = registrations.c
        query = select(registrations).where(_WAITS).order_by(kept.asked_at, kept.id).limit(limit)
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).mappings()
            return [_registration(row) for row in rows]

    async def admit(self, person: Person) -> bool:
        """Make the account of somebody who waits, who waits no more; False: they do not.

        Raises:
            Conflict: the id or the mail address is taken.
        """
        theirs = and_(_WAITS, registrations.c.id == person.id)
        query = select(registrations.c.password_hash).where(theirs)
        async with self.database.writing(lock=EVERYBODY) as connection:
            password_hash = await connection.scalar(query)
            if password_hash is None:
                return False
            await add_person(connection, person, password_hash)
            await connection.execute(delete(registrations).where(theirs))
            return True

    async def refuse(self, person_id: str, *, at: datetime) -> bool:
        """Keep that somebody who waits was refused; False: they do not wait."""
        theirs = and_(_WAITS, registrations.c.id == person_id)
        change = {"state": str(RegistrationState.REFUSED), "decided_at": at}
        async with self.database.writing(lock=EVERYBODY) as connection:
            done = await connection.execute(update(registrations).where(theirs).values(change))
            return bool(done.rowcount)


def _registration(row: RowMapping) -> Registration:
    return Registration(
        person=row["person"],
        asked_at=row["asked_at"],
        state=RegistrationState(row["state"]),
        decided_at=row["decided_at"],
    )
