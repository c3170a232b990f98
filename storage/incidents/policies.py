"""Every policy that was ever in force, by its digest (RBK-7)."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from application.ports.clock import Clock
from domain.incidents.policy.policies import Policy
from storage.database import Database
from storage.incidents.tables import policies


@dataclass(frozen=True)
class SqlPolicies:
    """Policies by digest; the built-in one, whose digest is empty, is not kept.

    Attributes:
        read: returns the policy of the operators' file as it is now.
    """

    database: Database
    read: Callable[[], Policy]
    clock: Clock

    async def current(self) -> Policy:
        """Return the policy in force, and keep it for whoever asks for it later."""
        policy = self.read()
        if policy.digest and await self.get(policy.digest) is None:
            row = {"digest": policy.digest, "kept_at": self.clock.now(), "policy": policy}
            insert = self.database.insert(policies).values(row).on_conflict_do_nothing()
            async with self.database.writing() as connection:
                await connection.execute(insert)
        return policy

    async def get(self, digest: str) -> Policy | None:
        """Return a policy that was in force once; an empty digest means the built-in one."""
        if not digest:
            return Policy()
        query = select(policies.c.policy).where(policies.c.digest == digest)
        async with self.database.reading() as connection:
            found: Policy | None = await connection.scalar(query)
        return found
