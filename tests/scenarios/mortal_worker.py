"""Workers that are killed at boundaries of activities, and brought back at once.

One process imports everything, then forks each worker, so that bringing one back takes a moment
and not the seconds of its imports. Lanes come as JSON on standard input:

    [{"given": {"ZHIBAN_…": "…"}, "journal": FILE, "dies": {"at": ["incidents.plan before 1"]}},
     {"given": {"ZHIBAN_…": "…"}, "journal": FILE, "dies": {"lane": 3, "of": 24}}, …]

A boundary is `<activity> <before or after> <which time>`, counted in its lane. The second form
numbers all boundaries as they come up, and dies at every number that is `lane` more than a multiple
of `of`: over all lanes that is every boundary once. SIGTERM ends everything.
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

import bootstrap.running.worker
from bootstrap.configuration.settings import load_settings
from bootstrap.logging import configure_logging
from bootstrap.running.working import run_worker
from bootstrap.temporal.failures import TranslateFailures

KILLED = " killed"
"""Ends a line of the journal: the worker died there."""


class Fate:
    """Knows which boundaries a lane has passed, and where its worker dies."""

    def __init__(self, journal: Path, dies: Mapping[str, Any]) -> None:
        self._journal, self._dies = journal, dies
        known = journal.read_text().splitlines() if journal.exists() else []
        self._passed = [line.removesuffix(KILLED) for line in known]

    def come_to(self, place: str, kind: str) -> None:
        """Pass a boundary, or die at it; the same one once."""
        if any(line.startswith(f"{place}: ") for line in self._passed):
            return
        time = sum(f": {kind} " in line for line in self._passed) + 1
        boundary = f"{kind} {time}"
        dies = self._is_fatal(boundary)
        self._passed.append(f"{place}: {boundary}")
        with self._journal.open("a") as journal:
            journal.write(f"{place}: {boundary}{KILLED if dies else ''}\n")
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_fatal(self, boundary: str) -> bool:
        if "at" in self._dies:
            return boundary in self._dies["at"]
        return len(self._passed) % self._dies["of"] == self._dies["lane"]


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
        place = f"{info.workflow_type} {info.workflow_run_id} {info.activity_id}"
        self._fate.come_to(f"{place} before", f"{info.activity_type} before")
        result = await super().execute_activity(input)
        self._fate.come_to(f"{place} after", f"{info.activity_type} after")
        return result


def fork(lane: Mapping[str, Any]) -> int:
    """Begin a worker; return its process id."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(lane["given"])
    Mortal.fate = Fate(Path(lane["journal"]), lane["dies"])
    bootstrap.running.worker.TranslateFailures = Mortal  # type: ignore[misc] # this process is ours alone
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
