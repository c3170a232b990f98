"""What is needed to put targets back, sealed: it may hold values that are secret (RBK-4, CLD-4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from application.ports.sealing import Sealing
from domain.common.errors import TooLarge
from domain.common.messages import Called, message
from storage.database import Database
from storage.incidents.tables import checkpoints

LARGEST_CONTENT = 512 * 1024
"""Bytes; an edit that waits holds 256 KiB of values in base64, a large workload takes 20 KiB."""

KEPT_FOR = timedelta(days=90)
"""How long a checkpoint is kept unless the settings say otherwise."""


@dataclass(frozen=True)
class SqlCheckpoints:
    """Checkpoints by id.

    Attributes:
        kept_for: after that they are forgotten, whenever another one is kept.
    """

    database: Database
    sealing: Sealing
    kept_for: timedelta = KEPT_FOR

    async def keep(self, checkpoint_id: str, content: str, *, at: datetime) -> None:
        """Keep it; keeping the same id twice keeps the first.

        Raises:
            TooLarge: it is over 512 KiB.
        """
        sealed = self.sealing.seal(packed(content, "A checkpoint"), about=_about(checkpoint_id))
        row = {"id": checkpoint_id, "kept_at": at, "sealed": sealed}
        insert = self.database.insert(checkpoints).values(row).on_conflict_do_nothing()
        async with self.database.writing() as connection:
            old = checkpoints.c.kept_at < at - self.kept_for
            await connection.execute(delete(checkpoints).where(old))
            await connection.execute(insert)

    async def get(self, checkpoint_id: str) -> str | None:
        """Return its content; None when it was never kept, or long ago."""
        query = select(checkpoints.c.sealed).where(checkpoints.c.id == checkpoint_id)
        async with self.database.reading() as connection:
            sealed = await connection.scalar(query)
        if sealed is None:
            return None
        return self.sealing.open(sealed, about=_about(checkpoint_id)).decode()


def packed(content: str, what: str) -> bytes:
    """Return text as bytes, or raise `TooLarge` over 512 KiB."""
    written = content.encode()
    if len(written) > LARGEST_CONTENT:
        raise TooLarge(
            message("checkpoint.content_too_large", what=Called(what), most=LARGEST_CONTENT)
        )
    return written


def _about(checkpoint_id: str) -> str:
    return f"checkpoint/{checkpoint_id}"
