"""The audit log of the clusters: every write that was asked for, and what came of it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# Enough for the longest test; a demonstration that runs for days must not grow without end.
KEPT_ENTRIES = 20_000


@dataclass(frozen=True)
class LedgerEntry:
    """One write.

    Attributes:
        at: when, in the time of the cluster.
        user: of the token; empty if it was not known.
        verb: `create`, `update`, `patch`, `delete`, `deletecollection`.
        resource: with its subresource, such as `deployments/scale`.
        body: what was sent, None if nothing or not JSON.
        dry_run: nothing was to be kept.
        status: of the answer, whether or not it arrived; 0 for none.
        fault: the ordered failure that struck, empty if none.
    """

    at: datetime
    cluster: str
    user: str
    verb: str
    resource: str
    namespace: str
    name: str
    body: Any
    dry_run: bool
    status: int
    fault: str = ""

    @property
    def applied(self) -> bool:
        """Whether it took effect, even if its reply was lost."""
        return not self.dry_run and 200 <= self.status < 300


@dataclass
class Ledger:
    """The writes in the order in which they came."""

    _entries: deque[LedgerEntry] = field(default_factory=lambda: deque(maxlen=KEPT_ENTRIES))

    def write(self, entry: LedgerEntry) -> None:
        """Add one."""
        self._entries.append(entry)

    def entries(
        self, cluster: str = "", *, where: Callable[[LedgerEntry], bool] | None = None
    ) -> list[LedgerEntry]:
        """Return the writes, of one cluster only when it is named, that satisfy `where`."""
        return [
            entry
            for entry in self._entries
            if cluster in {"", entry.cluster} and (where is None or where(entry))
        ]

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
