"""What was asked, and what came of it: for the asserts of tests."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Enough for the longest test; a demonstration that runs for days must not grow without end.
KEPT_ENTRIES = 20_000


@dataclass(frozen=True)
class LedgerEntry:
    """One request. `verdict` is `ok`, an error code, or `http 502` and the like.

    `applied` says whether the action was carried out; `fault` names the fault that was played, if
    any. So `applied and fault == "apply_then_reset"` is work done whose reply was lost.
    """

    at: float
    service: str
    action: str
    region: str
    secret_id: str
    trace_id: str
    request_id: str
    body_sha256: str
    params: Mapping[str, Any]
    verdict: str
    applied: bool
    fault: str | None


@dataclass
class Ledger:
    """The requests in the order in which they were answered."""

    _entries: deque[LedgerEntry] = field(default_factory=lambda: deque(maxlen=KEPT_ENTRIES))

    def write(self, entry: LedgerEntry) -> None:
        """Add one request."""
        self._entries.append(entry)

    def entries(
        self, action: str | None = None, *, where: Callable[[LedgerEntry], bool] | None = None
    ) -> list[LedgerEntry]:
        """Return the requests, of one action only when it is named, that satisfy `where`."""
        return [
            entry
            for entry in self._entries
            if (action is None or entry.action == action) and (where is None or where(entry))
        ]

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
