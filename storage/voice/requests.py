"""What robots ask to change: one request each, its code sealed, its tries counted (VOI-4)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from application.ports.sealing import Sealing
from domain.events.events import Event
from domain.voice.requests import RequestState, Sealed, VoiceRequest
from storage.events.events import SqlEvents, append_to
from storage.voice.tables import voice_requests as table

_COLUMNS = (table.c.request, table.c.state, table.c.tries, table.c.told)


@dataclass(frozen=True)
class SqlVoiceRequests:
    """Requests by owner and robot."""

    events: SqlEvents
    sealing: Sealing

    async def put(self, request: VoiceRequest, sealed: Sealed, event: Event) -> None:
        """Keep it in place of the robot's earlier one, with its event."""
        row = {
            "id": request.id,
            "request": request,
            "state": request.state.value,
            "tries": request.tries,
            "told": request.told,
            "expires_at": request.expires_at,
            "sealed": self.sealing.seal(json.dumps(asdict(sealed)).encode(), about=_about(request)),
        }
        insert = self.events.database.insert(table)
        keys = {"owner": request.owner, "robot": request.robot}
        putting = insert.values(keys | row).on_conflict_do_update(
            index_elements=list(keys), set_=row
        )
        async with self.events.appending() as connection:
            await connection.execute(putting)
            await append_to(connection, event)

    async def of_robot(self, owner: str, robot: str) -> VoiceRequest | None:
        """Return the newest request of a robot, or None."""
        found = await self._found(and_(table.c.owner == owner, table.c.robot == robot))
        return found[0] if found else None

    async def of_person(self, owner: str) -> Sequence[VoiceRequest]:
        """Return the newest request of each of a person's robots, newest first."""
        return await self._found(table.c.owner == owner)

    async def sealed(self, request: VoiceRequest) -> Sealed | None:
        """Return what is sealed of it; None: another has taken its place."""
        query = select(table.c.sealed).where(_is(request))
        async with self.events.database.reading() as connection:
            kept = await connection.scalar(query)
        if kept is None:
            return None
        return Sealed(**json.loads(self.sealing.open(kept, about=_about(request)).decode()))

    async def spend(self, request: VoiceRequest, *, now: datetime, most: int) -> bool:
        """Count one code before it is looked at, in one statement."""
        counting = update(table).where(
            _waits(request), table.c.tries < most, table.c.expires_at > now
        )
        async with self.events.database.writing() as connection:
            done = await connection.execute(counting.values(tries=table.c.tries + 1))
            return bool(done.rowcount)

    async def become(
        self, request: VoiceRequest, state: RequestState, event: Event | None = None
    ) -> bool:
        """Change its state if it still waits, with the event, all or nothing."""
        changing = update(table).where(_waits(request)).values(state=state.value)
        async with self.events.appending() as connection:
            done = await connection.execute(changing)
            if done.rowcount and event is not None:
                await append_to(connection, event)
            return bool(done.rowcount)

    async def tell(self, request: VoiceRequest, state: RequestState, told: str) -> None:
        """Keep what came of it."""
        telling = update(table).where(_is(request), table.c.state == RequestState.AGREED.value)
        async with self.events.database.writing() as connection:
            await connection.execute(telling.values(state=state.value, told=told))

    async def _found(self, which: ColumnElement[bool]) -> list[VoiceRequest]:
        query = select(*_COLUMNS).where(which).order_by(table.c.expires_at.desc(), table.c.robot)
        async with self.events.database.reading() as connection:
            rows = await connection.execute(query)
            return [
                replace(request, state=RequestState(state), tries=tries, told=told)
                for request, state, tries, told in rows
            ]


def _is(request: VoiceRequest) -> ColumnElement[bool]:
    return and_(
        table.c.owner == request.owner,
        table.c.robot == request.robot,
        table.c.id == request.id,
    )


def _waits(request: VoiceRequest) -> ColumnElement[bool]:
    return and_(_is(request), table.c.state == RequestState.WAITING.value)


def _about(request: VoiceRequest) -> str:
    return f"voice_request/{request.owner}/{request.robot}"
