"""Seals what is kept sealed with the present key, so that an older one can be thrown away (CLD-4).

Each row is written only as it was read: what somebody changes meanwhile is theirs, and is looked at
again. Nothing else about a row changes, so nobody who uses it notices.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, and_, select, tuple_, update

from application.events.resealing import MOST_REASONS, Resealed
from application.ports.sealing import Sealing
from domain.common.errors import Misconfigured
from storage.database import Database
from storage.incidents.tables import checkpoints, config_versions
from storage.plugins.tables import plugins
from storage.tables import second_factors
from storage.voice.tables import robots, voice_requests

AT_ONCE = 50
"""Rows of one transaction: 512 KiB at most each, and others wait to write meanwhile."""

LOOKS = 3
"""At rows that others change just then; three in a row means that somebody hammers at one."""


@dataclass(frozen=True)
class _Kind:
    """Rows that are sealed alike; `about` is what each store binds its own to."""

    name: str
    table: Table
    about: Callable[[Row[Any]], str]

    @property
    def keys(self) -> Sequence[Column[Any]]:
        return list(self.table.primary_key.columns)


KINDS = (
    _Kind("plugins", plugins, lambda row: f"plugin/{row.owner}/{row.name}"),
    _Kind("checkpoints", checkpoints, lambda row: f"checkpoint/{row.id}"),
    _Kind(
        "config_versions",
        config_versions,
        lambda row: f"config/{row.target}/{row.name}/{row.digest}",
    ),
    _Kind("robots", robots, lambda row: f"robot/{row.owner}/{row.name}"),
    _Kind(
        "voice_requests",
        voice_requests,
        lambda row: f"voice_request/{row.owner}/{row.robot}",
    ),
    _Kind("second_factors", second_factors, lambda row: f"second_factor/{row.person_id}"),
)


class _Tally:
    """What one look at all rows of a kind found."""

    def __init__(self) -> None:
        self.renewed = self.current = self.unopened = self.missed = 0
        self.reasons: list[str] = []

    def cannot(self, why: Misconfigured) -> None:
        """Count a row that does not open."""
        self.unopened += 1
        if str(why) not in self.reasons and len(self.reasons) < MOST_REASONS:
            self.reasons.append(str(why))


@dataclass(frozen=True)
class Resealing:
    """Goes through all rows that hold something sealed."""

    database: Database
    sealing: Sealing

    async def reseal(self, *, check: bool = False) -> list[Resealed]:
        """Seal everything with the present key; doing it twice changes nothing.

        Args:
            check: only count what would be sealed anew.
        """
        return [await self._reseal(kind, check=check) for kind in KINDS]

    async def _reseal(self, kind: _Kind, *, check: bool) -> Resealed:
        renewed = 0
        for _ in range(LOOKS):
            found = await self._look(kind, check=check)
            renewed += found.renewed
            if check or not found.missed:
                break
        current = found.current + (0 if check else found.renewed)
        left = renewed if check else found.missed
        return Resealed(
            kind.name, 0 if check else renewed, current, left, found.unopened, tuple(found.reasons)
        )

    async def _look(self, kind: _Kind, *, check: bool) -> _Tally:
        tally, last = _Tally(), None
        while rows := await self._after(kind, last):
            anew = [(row, self._renewed(kind, row, tally)) for row in rows]
            changes = [(row, sealed) for row, sealed in anew if sealed is not None]
            if check:
                tally.renewed += len(changes)
            elif changes:
                await self._write(kind, changes, tally)
            last = rows[-1]
        return tally

    async def _after(self, kind: _Kind, last: Row[Any] | None) -> Sequence[Row[Any]]:
        """Return the next rows in the order of their keys."""
        query = select(*kind.keys, kind.table.c.sealed).order_by(*kind.keys).limit(AT_ONCE)
        if last is not None:
            query = query.where(tuple_(*kind.keys) > tuple(last[: len(kind.keys)]))
        async with self.database.reading() as connection:
            return [*await connection.execute(query)]

    def _renewed(self, kind: _Kind, row: Row[Any], tally: _Tally) -> bytes | None:
        """Return what is to be kept instead; None where it stays."""
        try:
            sealed = self.sealing.renewed(row.sealed, about=kind.about(row))
        except Misconfigured as error:
            tally.cannot(error)
            return None
        tally.current += sealed is None
        return sealed

    async def _write(
        self, kind: _Kind, changes: Sequence[tuple[Row[Any], bytes]], tally: _Tally
    ) -> None:
        async with self.database.writing() as connection:
            for row, sealed in changes:
                same = [key == value for key, value in zip(kind.keys, row, strict=False)]
                which = and_(*same, kind.table.c.sealed == row.sealed)
                change = update(kind.table).where(which).values(sealed=sealed)
                done = await connection.execute(change)
                tally.renewed += done.rowcount
                tally.missed += not done.rowcount
