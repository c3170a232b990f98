"""Conversations with the assistant: what was said and done, each thing once (MCC-4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.assistant.conversations import Batch, Begun, Bounds, Turn, Written
from domain.assistant.conversations import Conversation, Step, TurnState
from domain.common.errors import Conflict, NotFound
from domain.common.messages import message
from domain.events.events import Event
from storage.assistant.tables import (
    conversation_steps,
    conversation_turns,
    conversation_writes,
    conversations,
)
from storage.database import Database
from storage.events.events import SqlEvents, append_to

MOST_LISTED = 1_000
"""Rows of one answer."""

_RUNNING = tuple(state for state in TurnState if not state.is_over)


@dataclass(frozen=True)
class SqlConversations:
    """Conversations, their turns, and the steps of these in one order.

    Whoever writes holds the conversation's row, so that numbers have no gaps.
    """

    events: SqlEvents

    async def begin(
        self, turn: Turn, said: Step, *, title: str, event: Event, bounds: Bounds
    ) -> Begun:
        """Begin a turn with what the person says; a key that was used gives the turn it began."""
        async with self.events.appending() as connection:
            if turn.key and (known := await _of_key(connection, turn)) is not None:
                return await _as_begun(connection, known, said)
            if title:
                await _open(connection, turn, title, bounds)
            row = await _held(connection, turn.conversation)
            await _check_may_begin(connection, turn, row, bounds)
            number, first = row["turn"] + 1, row["steps"] + 1
            begun = replace(turn, number=number)
            await connection.execute(
                conversation_turns.insert().values(vars(begun) | {"over": False})
            )
            step = replace(said, turn=number, number=first)
            await _keep(connection, [step])
            await _move(connection, step, TurnState.THINKING)
            subject = f"{turn.conversation}/{number}"
            await append_to(
                connection, replace(event, id=f"conversation/{subject}/said", subject=subject)
            )
            now = _conversation(await _held(connection, turn.conversation))
            return Begun(now, begun, is_new=True, first=first)

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return it, or None."""
        async with self._database.reading() as connection:
            row = await _first(connection, _one(conversation_id))
            return _conversation(row) if row else None

    async def turn(self, conversation_id: str, number: int) -> Turn | None:
        """Return one turn, or None."""
        query = select(conversation_turns).where(
            conversation_turns.c.conversation == conversation_id,
            conversation_turns.c.number == number,
        )
        async with self._database.reading() as connection:
            row = await _first(connection, query)
            return _turn(row) if row else None

    async def steps(self, conversation_id: str, *, after: int, limit: int) -> list[Step]:
        """Return up to `limit` steps with number > `after`, oldest first."""
        later = _steps(conversation_id).where(conversation_steps.c.number > after)
        ordered = later.order_by(conversation_steps.c.number).limit(min(limit, MOST_LISTED))
        async with self._database.reading() as connection:
            return list(await connection.scalars(ordered))

    async def newest(self, conversation_id: str, *, limit: int) -> list[Step]:
        """Return the newest `limit` steps, oldest first."""
        ordered = _steps(conversation_id).order_by(conversation_steps.c.number.desc())
        async with self._database.reading() as connection:
            return list(await connection.scalars(ordered.limit(min(limit, MOST_LISTED))))[::-1]

    async def written(self, conversation_id: str, key: str) -> Written | None:
        """Return what was kept under a key, or None."""
        async with self._database.reading() as connection:
            return await _written(connection, conversation_id, key)

    async def write(self, batch: Batch) -> Written:
        """Keep a batch and return it; what its key kept before is returned instead."""
        lent = self.events.appending() if batch.event else self._database.writing()
        async with lent as connection:
            row = await _held(connection, batch.conversation)
            known = await _written(connection, batch.conversation, batch.key)
            if known is not None:
                return known
            if row["turn"] != batch.turn or TurnState(row["state"]).is_over:
                raise Conflict(message("assistant.turn_over"))
            if batch.unless_after is not None and row["changed_at"] > batch.unless_after:
                raise Conflict(message("assistant.turn_runs"))
            first = row["steps"] + 1
            steps = [
                replace(each, number=first + position) for position, each in enumerate(batch.steps)
            ]
            await _keep(connection, steps)
            await _note(connection, batch, first)
            await _settle(connection, batch, steps)
            if batch.event:
                await append_to(connection, batch.event)
            return Written(tuple(steps), batch.thought, batch.asked)

    async def mark(self, conversation_id: str, key: str, *, at: datetime) -> bool:
        """Remember that something is about to be done; False when that was remembered before."""
        mark = {"conversation": conversation_id, "key": key, "at": at, "first": 0, "count": 0}
        insert = self._database.insert(conversation_writes).values(mark).on_conflict_do_nothing()
        async with self._database.writing() as connection:
            await _held(connection, conversation_id)
            done = await connection.execute(insert.returning(conversation_writes.c.key))
            return done.first() is not None

    async def delete(self, conversation_id: str, event: Event) -> bool:
        """Remove it with all its words and record the event; False when it is not there."""
        async with self.events.appending() as connection:
            gone = await connection.execute(
                delete(conversations).where(conversations.c.id == conversation_id)
            )
            if gone.rowcount:
                await append_to(connection, event)
            return bool(gone.rowcount)

    async def running(self, owner: str, *, limit: int) -> list[Conversation]:
        """Return up to `limit` of a person's conversations with a turn that is not over."""
        query = (
            select(conversations)
            .where(conversations.c.owner == owner, conversations.c.state.in_(_RUNNING))
            .order_by(conversations.c.changed_at, conversations.c.id)
            .limit(min(limit, MOST_LISTED))
        )
        async with self._database.reading() as connection:
            return [_conversation(row) for row in (await connection.execute(query)).mappings()]

    async def list(self, owner: str, *, before: str, limit: int) -> list[Conversation]:
        """Return up to `limit` of a person's conversations, the newest change first."""
        at = conversations.c.changed_at
        query = select(conversations).where(conversations.c.owner == owner)
        async with self._database.reading() as connection:
            if before:
                last = await _first(connection, _one(before))
                if last is None or last["owner"] != owner:
                    return []
                same = and_(at == last["changed_at"], conversations.c.id < before)
                query = query.where(or_(at < last["changed_at"], same))
            query = query.order_by(at.desc(), conversations.c.id.desc())
            rows = await connection.execute(query.limit(min(limit, MOST_LISTED)))
            return [_conversation(row) for row in rows.mappings()]

    @property
    def _database(self) -> Database:
        return self.events.database


def _one(conversation_id: str) -> Select[Any]:
    return select(conversations).where(conversations.c.id == conversation_id)


def _steps(conversation_id: str) -> Select[Any]:
    mine = conversation_steps.c.conversation == conversation_id
    return select(conversation_steps.c.step).where(mine)


async def _first(connection: AsyncConnection, query: Select[Any]) -> RowMapping | None:
    found: RowMapping | None = (await connection.execute(query)).mappings().first()
    return found


async def _held(connection: AsyncConnection, conversation_id: str) -> RowMapping:
    """Return the conversation's row, which nobody else changes until the transaction ends."""
    row = await _first(connection, _one(conversation_id).with_for_update())
    if row is None:
        raise NotFound("conversation", conversation_id)
    return row


async def _of_key(connection: AsyncConnection, turn: Turn) -> Turn | None:
    query = select(conversation_turns).where(
        conversation_turns.c.owner == turn.owner, conversation_turns.c.key == turn.key
    )
    row = await _first(connection, query)
    return _turn(row) if row else None


async def _as_begun(connection: AsyncConnection, turn: Turn, said: Step) -> Begun:
    """Return the turn that the key began, if it began with the same words."""
    query = _steps(turn.conversation).order_by(conversation_steps.c.number)
    steps: Sequence[Step] = list(await connection.scalars(query))
    first = next(each for each in steps if each.turn == turn.number)
    if first.text != said.text:
        raise Conflict(message("assistant.key_used"))
    row = await _held(connection, turn.conversation)
    return Begun(_conversation(row), turn, is_new=False, first=first.number)


async def _open(connection: AsyncConnection, turn: Turn, title: str, bounds: Bounds) -> None:
    if await _first(connection, _one(turn.conversation)) is not None:
        return
    mine = select(func.count()).where(conversations.c.owner == turn.owner)
    if (await connection.scalar(mine) or 0) >= bounds.conversations:
        raise Conflict(message("assistant.most_conversations", most=bounds.conversations))
    await connection.execute(
        conversations.insert().values(
            id=turn.conversation,
            owner=turn.owner,
            title=title,
            turn=0,
            state=TurnState.DONE,
            begun_at=turn.begun_at,
            changed_at=turn.begun_at,
            steps=0,
        )
    )


async def _check_may_begin(
    connection: AsyncConnection, turn: Turn, row: RowMapping, bounds: Bounds
) -> None:
    if row["owner"] != turn.owner:
        raise NotFound("conversation", turn.conversation)
    if not TurnState(row["state"]).is_over:
        raise Conflict(message("assistant.turn_runs"))
    if row["turn"] >= bounds.turns:
        raise Conflict(message("assistant.most_turns", most=bounds.turns))
    running = select(func.count()).where(
        conversation_turns.c.owner == turn.owner, conversation_turns.c.over.is_(False)
    )
    if (await connection.scalar(running) or 0) >= bounds.at_once:
        raise Conflict(message("assistant.most_at_once", most=bounds.at_once))


async def _keep(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    rows = [
        {"conversation": each.conversation, "number": each.number, "step": each} for each in steps
    ]
    if rows:
        await connection.execute(conversation_steps.insert(), rows)


async def _note(connection: AsyncConnection, batch: Batch, first: int) -> None:
    await connection.execute(
        conversation_writes.insert().values(
            conversation=batch.conversation,
            key=batch.key,
            at=batch.at,
            first=first,
            count=len(batch.steps),
            thought=batch.thought,
            asked=batch.asked,
        )
    )


async def _settle(connection: AsyncConnection, batch: Batch, steps: Sequence[Step]) -> None:
    """Show where the turn stands now."""
    changes: dict[str, Any] = {"state": batch.state, "changed_at": batch.at}
    if steps:
        changes["steps"] = steps[-1].number
    mine = conversations.c.id == batch.conversation
    await connection.execute(update(conversations).where(mine).values(changes))
    if batch.state.is_over:
        turn = and_(
            conversation_turns.c.conversation == batch.conversation,
            conversation_turns.c.number == batch.turn,
        )
        await connection.execute(update(conversation_turns).where(turn).values(over=True))


async def _move(connection: AsyncConnection, step: Step, state: TurnState) -> None:
    mine = conversations.c.id == step.conversation
    changes = {"turn": step.turn, "steps": step.number, "state": state, "changed_at": step.at}
    await connection.execute(update(conversations).where(mine).values(changes))


async def _written(connection: AsyncConnection, conversation_id: str, key: str) -> Written | None:
    query = select(conversation_writes).where(
        conversation_writes.c.conversation == conversation_id, conversation_writes.c.key == key
    )
    row = await _first(connection, query)
    if row is None:
        return None
    number = conversation_steps.c.number
    mine = _steps(conversation_id).where(
        number >= row["first"], number < row["first"] + row["count"]
    )
    steps = tuple(await connection.scalars(mine.order_by(number)))
    return Written(steps, row["thought"], row["asked"])


def _conversation(row: RowMapping) -> Conversation:
    values = {name: row[name] for name in Conversation.__dataclass_fields__}
    return Conversation(**values | {"state": TurnState(row["state"])})


def _turn(row: RowMapping) -> Turn:
    return Turn(**{name: row[name] for name in Turn.__dataclass_fields__})
