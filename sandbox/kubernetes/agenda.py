"""What controllers have still to look at, and when; time moves from entry to entry."""

import heapq
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Work:
    """One object to look at.

    Attributes:
        controller: who looks.
        namespace: of the object; empty if it has none.
        name: of the object, or its uid if the controller goes by uids.
    """

    controller: str
    namespace: str
    name: str


class Agenda:
    """Work in the order in which it falls due; of the same work only the earliest stays."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Work]] = []
        self._due: dict[Work, datetime] = {}
        self._count = 0

    def add(self, work: Work, due: datetime) -> None:
        """Have something looked at; what is due earlier already stays as it is."""
        known = self._due.get(work)
        if known is not None and known <= due:
            return
        self._due[work] = due
        self._count += 1
        heapq.heappush(self._heap, (due, self._count, work))

    def next_due(self) -> datetime | None:
        """Return when the next work falls due, None if there is none."""
        while self._heap and self._due.get(self._heap[0][2]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take(self, now: datetime) -> tuple[datetime, Work] | None:
        """Return the next work that is due and when it fell due, None if nothing is."""
        due = self.next_due()
        if due is None or due > now:
            return None
        work = heapq.heappop(self._heap)[2]
        del self._due[work]
        return due, work
