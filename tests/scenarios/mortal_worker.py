"""Workers that are killed at every boundary of an activity, and brought back at once.

One process imports everything, then forks each worker, so that bringing one back takes a moment
and not the seconds of its imports. Lanes come as JSON on standard input:

    [{"given": {"ZHIBAN_…": "…"}, "journal": FILE, "lane": 0, "of": 24}, …]

In each lane boundaries are numbered as they come up for the first time; the worker dies at those
whose number is `lane` more than a multiple of `of`. Over all lanes that is every boundary once. A
lane without `of` is left in peace. SIGTERM ends everything.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

import bootstrap.worker
from bootstrap.failures import TranslateFailures
from bootstrap.logging import configure_logging
from bootstrap.settings import load_settings
from bootstrap.working import run_worker

KILLED = " killed"
"""Ends a line of the journal: the worker died there."""


class Fate:
    """Knows which boundaries a lane has passed, and where its worker dies."""

    def __init__(self, journal: Path, lane: int, of: int) -> None:
        self._journal, self._lane, self._of = journal, lane, of
        known = journal.read_text().splitlines() if journal.exists() else []
        self._passed = [line.removesuffix(KILLED) for line in known]

    def come_to(self, boundary: str) -> None:
        """Pass a boundary, or die at it; each once."""
        if boundary in self._passed:
            return
        dies = self._of > 0 and len(self._passed) % self._of == self._lane
        self._passed.append(boundary)
        with self._journal.open("a") as journal:
            journal.write(f"{boundary}{KILLED if dies else ''}\n")
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)


class Mortal(TranslateFailures):
    """Stands before everything that a worker's activities go through."""

    fate: Fate

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - Temporal's name
        """Wrap every activity that this worker runs."""
        return _Boundaries(super().intercept_activity(next), self.fate)


class _Boundaries(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, fate: Fate) -> None:  # noqa: A002 - Temporal's name
        super().__init__(next)
        self._fate = fate

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - Temporal's signature
        info = activity.info()
        if not (info.workflow_id or "").startswith(("incident/", "delivery/")):
            return await super().execute_activity(input)
        name = f"{info.workflow_type} {info.activity_id} {info.activity_type}"
        self._fate.come_to(f"{name} before")
        result = await super().execute_activity(input)
        self._fate.come_to(f"{name} after")
        return result


def fork(lane: Mapping[str, Any]) -> int:
    """Begin a worker; return its process id."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(lane["given"])
    Mortal.fate = Fate(Path(lane["journal"]), lane["lane"], lane["of"])
    bootstrap.worker.TranslateFailures = Mortal  # type: ignore[misc] # this process is ours alone
    settings = load_settings()
    configure_logging(settings.log)
    asyncio.run(run_worker(settings))
    os._exit(0)


def main() -> None:
    """Keep a worker alive in each lane."""
    lanes: dict[int, Mapping[str, Any]] = {}

    def stop(code: int) -> NoReturn:
        for child in lanes:
            os.kill(child, signal.SIGKILL)
        os._exit(code)

    def told_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop(0)

    signal.signal(signal.SIGTERM, told_to_stop)
    for lane in json.load(sys.stdin):
        lanes[fork(lane)] = lane
    while True:
        child, status = os.wait()
        lane = lanes.pop(child)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.stderr.write(f"A worker left by itself: {status}.\n")
            stop(1)
        lanes[fork(lane)] = lane


if __name__ == "__main__":
    main()
