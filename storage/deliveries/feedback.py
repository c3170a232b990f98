"""Whether messages were useful to their readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.rates import MessageFeedback
from storage.database import Database
from storage.tables import delivery_feedback


@dataclass(frozen=True)
class SqlFeedback:
    """One row for each message that somebody judged."""

    database: Database

    async def keep(self, feedback: MessageFeedback) -> None:
        """Keep what is said of a message, in place of what was said before."""
        row = vars(feedback)
        insert = self.database.insert(delivery_feedback).values(row)
        newest = {name: value for name, value in row.items() if name != "key"}
        async with self.database.writing() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["key"], set_=newest)
            )

    async def of(self, key: str) -> MessageFeedback | None:
        """Return what was said of a message, or None."""
        query = select(delivery_feedback).where(delivery_feedback.c.key == key)
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            return None
        return MessageFeedback(**{**row, "channel": ChannelKind(row["channel"])})

    async def counts(
        self, *, since: datetime, person_id: str | None
    ) -> Mapping[tuple[ChannelKind, bool], int]:
        """Return how many messages were judged since a moment, by channel and judgement."""
        c = delivery_feedback.c
        counted = select(c.channel, c.useful, func.count()).where(c.at >= since)
        if person_id is not None:
            counted = counted.where(c.person_id == person_id)
        async with self.database.reading() as connection:
            rows = await connection.execute(counted.group_by(c.channel, c.useful))
            return {(ChannelKind(kind), bool(useful)): n for kind, useful, n in rows}
