"""Reads a number once for everybody who watches it (CLD-5).

A hundred people who watch one price would otherwise ask its service a hundred times a minute, and
be refused together.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.ports.watches.metrics import MetricReader
from domain.watches.metrics.sources import MetricSource, Sample

KEPT = timedelta(seconds=5)
"""How long an answer counts as the newest; half of the shortest interval (TSK-6)."""


@dataclass
class _Run:
    """A read in progress, and how many wait for it."""

    task: asyncio.Task[list[Sample]]
    waiting: int = 0


@dataclass
class SharedReading:
    """A `MetricReader` that asks one source once at a time, and not again for `KEPT`.

    A failure is shared by those who wait for it and never kept.
    """

    reader: MetricReader
    _kept: dict[MetricSource, tuple[datetime, list[Sample]]] = field(default_factory=dict)
    _running: dict[MetricSource, _Run] = field(default_factory=dict)

    async def read(self, source: MetricSource, *, now: datetime, owner: str) -> list[Sample]:
        """Return the newest finished value of each series; see `SourceReader`."""
        self._forget(now)
        if source in self._kept:
            return self._kept[source][1]
        run = self._running.get(source) or self._start(source, now, owner)
        run.waiting += 1
        try:
            # Shielded: one who gives up must not take the answer away from the others.
            return await asyncio.shield(run.task)
        finally:
            run.waiting -= 1
            if run.waiting == 0 and not run.task.done():
                self._running.pop(source, None)  # at once: the next one must not wait for this
                run.task.cancel()

    def _start(self, source: MetricSource, now: datetime, owner: str) -> _Run:
        run = _Run(asyncio.create_task(self.reader.read(source, now=now, owner=owner)))
        self._running[source] = run

        def done(task: asyncio.Task[list[Sample]]) -> None:
            if self._running.get(source) is run:
                del self._running[source]
            if not task.cancelled() and task.exception() is None:
                self._kept[source] = (now, task.result())

        run.task.add_done_callback(done)
        return run

    def _forget(self, now: datetime) -> None:
        """Forget old answers, and those of a clock that has gone back since."""
        old = [each for each, (at, _) in self._kept.items() if not timedelta() <= now - at < KEPT]
        for source in old:
            del self._kept[source]
