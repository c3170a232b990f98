"""Digests in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.schedules.news import Digest


@dataclass
class InMemoryDigests:
    """Digests by id; the first one of an id stays."""

    kept: dict[str, Digest] = field(default_factory=dict)

    async def save(self, digest: Digest) -> Digest:
        return self.kept.setdefault(digest.id, digest)

    async def get(self, digest_id: str) -> Digest | None:
        return self.kept.get(digest_id)

    async def latest(self, task_id: str) -> Digest | None:
        mine = [each for each in self.kept.values() if each.task_id == task_id]
        return max(mine, key=lambda each: each.made_at, default=None)

    async def told(self, task_id: str, *, since: datetime) -> frozenset[str]:
        mine = (each for each in self.kept.values() if each.task_id == task_id)
        return frozenset(mark for each in mine if each.made_at >= since for mark in each.told)
