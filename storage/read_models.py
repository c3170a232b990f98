"""Read models, made again from the events that they are read from (EVT-1)."""

from sqlalchemy import select, update

from domain.events import EventType
from storage.database import Database
from storage.tables import events, people

_GIVEN = EventType.BRIEFING_GIVEN
_AT_ONCE = 1_000
"""Rows looked at in one go; bounds the memory on a database of many years."""


async def rebuild(database: Database) -> int:
    """Set everybody's `last_log_trigger_date` by the briefings given; return how many changed.

    The subject of a `zhiban.briefing.given` event is `<person id>/<local date>`.
    """
    async with database.writing(lock="people") as connection:
        newest: dict[str, str] = {}
        after = 0
        given = select(events.c.sequence, events.c.subject).where(events.c.type == _GIVEN)
        while True:
            page = given.where(events.c.sequence > after).order_by(events.c.sequence)
            rows = (await connection.execute(page.limit(_AT_ONCE))).all()
            if not rows:
                break
            for sequence, subject in rows:
                person_id, _, day = subject.rpartition("/")
                newest[person_id] = max(day, newest.get(person_id, ""))
                after = sequence
        changed = 0
        kept = await connection.execute(select(people.c.id, people.c.last_log_trigger_date))
        for person_id, day in kept.all():
            if newest.get(person_id, "") != day:
                mine = update(people).where(people.c.id == person_id)
                await connection.execute(
                    mine.values(last_log_trigger_date=newest.get(person_id, ""))
                )
                changed += 1
    return changed
