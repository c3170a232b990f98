"""What people prove themselves with beside their passwords: sealed secrets, digests of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.sealing import Sealing
from domain.people.second_factor import SecondFactor
from storage.database import Database
from storage.tables import recovery_codes, second_factors


@dataclass(frozen=True)
class SqlSecondFactors:
    """One of each person."""

    database: Database
    sealing: Sealing

    async def begin(self, factor: SecondFactor) -> bool:
        """Keep one that waits for its first code, in place of another such; False: one holds."""
        row = {
            "sealed": self.sealing.seal(factor.secret, about=_about(factor.person_id)),
            "begun_at": factor.begun_at,
            "last_step": 0,
        }
        insert = self.database.insert(second_factors).values(person_id=factor.person_id, **row)
        waiting = second_factors.c.confirmed_at.is_(None)
        async with self.database.writing() as connection:
            kept = await connection.execute(
                insert.on_conflict_do_update(index_elements=["person_id"], set_=row, where=waiting)
            )
            return bool(kept.rowcount)

    async def get(self, person_id: str) -> SecondFactor | None:
        """Return it with its secret."""
        which = second_factors.c.person_id == person_id
        async with self.database.reading() as connection:
            row = (await connection.execute(select(second_factors).where(which))).mappings().first()
            left = await _left(connection, person_id) if row else 0
        if row is None:
            return None
        return SecondFactor(
            person_id=person_id,
            secret=self.sealing.open(row["sealed"], about=_about(person_id)),
            begun_at=row["begun_at"],
            confirmed_at=row["confirmed_at"],
            last_step=row["last_step"],
            recovery_codes=left,
        )

    async def standing(self, person_id: str) -> tuple[datetime | None, int]:
        """Return since when it holds, and how many codes for a lost phone are left."""
        which = second_factors.c.person_id == person_id
        async with self.database.reading() as connection:
            since = await connection.scalar(select(second_factors.c.confirmed_at).where(which))
            return (since, await _left(connection, person_id)) if since else (None, 0)

    async def confirm(
        self, person_id: str, *, step: int, digests: Sequence[str], at: datetime
    ) -> bool:
        """Let one that waits hold from now; False: there is none, or another was faster."""
        factors = second_factors.c
        waits = and_(factors.person_id == person_id, factors.confirmed_at.is_(None))
        change = update(second_factors).where(waits).values(confirmed_at=at, last_step=step)
        async with self.database.writing() as connection:
            if not (await connection.execute(change)).rowcount:
                return False
            await _put(connection, person_id, digests)
            return True

    async def use_step(self, person_id: str, step: int) -> bool:
        """Use up all codes to this half minute; False: they are, or there is none that holds."""
        factors = second_factors.c
        fresh = and_(
            factors.person_id == person_id,
            factors.confirmed_at.is_not(None),
            factors.last_step < step,
        )
        async with self.database.writing() as connection:
            change = update(second_factors).where(fresh).values(last_step=step)
            return bool((await connection.execute(change)).rowcount)

    async def take_code(self, person_id: str, digest: str) -> int | None:
        """Use up a code for a lost phone; return how many are left, None: it is none of theirs."""
        codes = recovery_codes.c
        this = and_(codes.person_id == person_id, codes.digest == digest)
        async with self.database.writing() as connection:
            gone = await connection.execute(delete(recovery_codes).where(this))
            return await _left(connection, person_id) if gone.rowcount else None

    async def put_codes(self, person_id: str, digests: Sequence[str]) -> None:
        """Keep codes for a lost phone in place of those that there were."""
        async with self.database.writing() as connection:
            await _put(connection, person_id, digests)

    async def end(self, person_id: str) -> bool:
        """Forget it with its codes; False: none held."""
        theirs = second_factors.c.person_id == person_id
        held = select(second_factors.c.confirmed_at).where(theirs)
        async with self.database.writing() as connection:
            since = await connection.scalar(held)
            await connection.execute(delete(second_factors).where(theirs))
            await connection.execute(
                delete(recovery_codes).where(recovery_codes.c.person_id == person_id)
            )
            return since is not None

    async def who(self) -> frozenset[str]:
        """Return the ids of everybody who has one that holds."""
        holds = second_factors.c.confirmed_at.is_not(None)
        async with self.database.reading() as connection:
            return frozenset(
                await connection.scalars(select(second_factors.c.person_id).where(holds))
            )


async def _left(connection: AsyncConnection, person_id: str) -> int:
    theirs = recovery_codes.c.person_id == person_id
    query = select(func.count()).select_from(recovery_codes).where(theirs)
    return await connection.scalar(query) or 0


async def _put(connection: AsyncConnection, person_id: str, digests: Sequence[str]) -> None:
    theirs = recovery_codes.c.person_id == person_id
    await connection.execute(delete(recovery_codes).where(theirs))
    rows = [{"person_id": person_id, "digest": each} for each in digests]
    await connection.execute(recovery_codes.insert().values(rows))


def _about(person_id: str) -> str:
    return f"second_factor/{person_id}"
