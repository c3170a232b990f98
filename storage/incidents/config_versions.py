"""Contents of ConfigMaps that healthy workloads ran with, sealed (RBK-2, CLD-4)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, select

from application.ports.sealing import Sealing
from domain.clusters.clusters import WorkloadRef
from storage.database import Database
from storage.incidents.checkpoints import packed
from storage.incidents.tables import config_versions

MOST_KEPT = 10
"""Contents of one ConfigMap (the port says so)."""

KEPT_FOR = timedelta(days=365)
"""How long a content is kept that no healthy look has confirmed, unless the settings say else."""


@dataclass(frozen=True)
class SqlConfigVersions:
    """Contents by target, name and digest.

    Attributes:
        kept_for: after that, without having been kept again, they are forgotten.
    """

    database: Database
    sealing: Sealing
    kept_for: timedelta = KEPT_FOR

    async def keep(
        self, target: WorkloadRef, name: str, digest: str, data: dict[str, str], *, at: datetime
    ) -> None:
        """Keep a content that a healthy workload ran with; at most 10 per ConfigMap stay.

        Kept again it counts as new.

        Raises:
            TooLarge: it is over 512 KiB.
        """
        content = packed(json.dumps(data, sort_keys=True), f"The ConfigMap '{name}'")
        sealed = self.sealing.seal(content, about=_about(target, name, digest))
        row = {"kept_at": at, "sealed": sealed}
        insert = self.database.insert(config_versions).values(
            target=str(target), name=name, digest=digest, **row
        )
        again = insert.on_conflict_do_update(
            index_elements=["target", "name", "digest"],
            set_=row,
            where=config_versions.c.kept_at <= at,
        )
        async with self.database.writing(lock=f"config/{target}/{name}") as connection:
            await connection.execute(again)
            newest = _newest(target, name).limit(MOST_KEPT)
            stay = [row.digest for row in await connection.execute(newest)]
            surplus = and_(_of(target, name), config_versions.c.digest.not_in(stay))
            await connection.execute(delete(config_versions).where(surplus))
            old = config_versions.c.kept_at < at - self.kept_for
            await connection.execute(delete(config_versions).where(old))

    async def newest(self, target: WorkloadRef, name: str, *, other_than: str) -> str | None:
        """Return the digest of the newest kept content that is not `other_than`, or None."""
        query = _newest(target, name).where(config_versions.c.digest != other_than).limit(1)
        async with self.database.reading() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def content(self, target: WorkloadRef, name: str, digest: str) -> dict[str, str] | None:
        """Return a kept content; None when it is not kept any more."""
        query = select(config_versions.c.sealed).where(
            _of(target, name), config_versions.c.digest == digest
        )
        async with self.database.reading() as connection:
            sealed = await connection.scalar(query)
        if sealed is None:
            return None
        opened = self.sealing.open(sealed, about=_about(target, name, digest))
        content: dict[str, str] = json.loads(opened)
        return content


def _newest(target: WorkloadRef, name: str) -> Select[Any]:
    query = select(config_versions.c.digest).where(_of(target, name))
    return query.order_by(config_versions.c.kept_at.desc(), config_versions.c.digest)


def _of(target: WorkloadRef, name: str) -> ColumnElement[bool]:
    return and_(config_versions.c.target == str(target), config_versions.c.name == name)


def _about(target: WorkloadRef, name: str, digest: str) -> str:
    return f"config/{target}/{name}/{digest}"
