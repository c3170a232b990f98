"""What a connection remembers of its uses and its sessions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mcp import ClientSession

from mcp_client.errors import FaultKind, ServerFault

_MOST_INSTRUCTIONS = 4000
"""Characters kept of what a server says about itself."""


@dataclass(frozen=True, slots=True)
class SessionStats:
    """What a connection has been through. Times are those of the clock that it was given.

    Attributes:
        opened: since when the present session is open; None while there is none.
        opens: how many sessions were opened.
        era: the protocol version that was agreed on, once known.
        last_used: when the last use began.
        in_flight: how many wait for an answer now.
        last_fault: what went wrong last; None after the first success that follows.
    """

    opened: float | None = None
    opens: int = 0
    era: str | None = None
    last_used: float | None = None
    in_flight: int = 0
    last_fault: FaultKind | None = None


class Record:
    """Counts and times of one connection.

    Attributes:
        instructions: what the server says about itself, shortened.
        fresh_for: seconds that the server allows to keep its newest list.
        changes: how many changes of its list it has announced.
        in_flight: how many uses wait for an answer now.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.instructions = ""
        self.fresh_for: float | None = None
        self.changes = 0
        self.in_flight = 0
        self._now = now
        self._opened: float | None = None
        self._opens = 0
        self._era: str | None = None
        self._last_used: float | None = None
        self._last_fault: FaultKind | None = None

    def note_opening(self, session: ClientSession) -> None:
        """Remember a session that is open from now on."""
        self._opens += 1
        self._opened = self._now()
        self._era = session.protocol_version
        self.instructions = (session.instructions or "")[:_MOST_INSTRUCTIONS]

    @contextmanager
    def using(self, *, reads: bool) -> Iterator[None]:
        """Count one use, and remember how it ended; what only reads never "may have happened"."""
        self._last_used = self._now()
        self.in_flight += 1
        try:
            yield
        except ServerFault as fault:
            self._last_fault = fault.kind
            if reads and fault.may_have_happened:
                raise fault.again(may_have_happened=False) from fault.__cause__
            raise
        else:
            self._last_fault = None
        finally:
            self.in_flight -= 1

    def stats(self, *, is_open: bool) -> SessionStats:
        """Return all of it at this moment."""
        return SessionStats(
            opened=self._opened if is_open else None,
            opens=self._opens,
            era=self._era,
            last_used=self._last_used,
            in_flight=self.in_flight,
            last_fault=self._last_fault,
        )
