"""Pictures of pages as they were when they changed (WEB-5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_KEPT = 5
"""Pictures of one task; the newest."""


@dataclass(frozen=True)
class Screenshot:
    """One picture.

    Attributes:
        number: counts the pictures of a task, from 1, and is never given twice while one is kept.
        png: at most 1 MB.
    """

    task_id: str
    number: int
    url: str
    taken_at: datetime
    png: bytes


class Screenshots(Protocol):
    """Keeps the newest pictures of each task."""

    async def put(self, task_id: str, url: str, *, at: datetime, png: bytes) -> int:
        """Keep a picture, forget all but the newest five of the task, and return its number."""

    async def get(self, task_id: str, number: int) -> Screenshot | None:
        """Return it; None when it is not kept any more."""

    async def list(self, task_id: str) -> list[Screenshot]:
        """Return the kept pictures of a task, newest first."""
