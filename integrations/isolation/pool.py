"""Parses in child processes, which die when a document or an expression takes too long (SEC-5).

Documents are written by strangers, expressions by anybody with an account, and neither parser nor
matcher can be stopped from inside Python: one bad pair would freeze everything in this process. So
a child parses; the kernel ends it when its time is up, and another takes its place.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from application.ports.isolation import ParsingFailed, Spoiled
from integrations.isolation.child import LENGTH, MOST_ANSWER, packed, unpacked
from integrations.isolation.turns import FairQueue

LONGEST_PARSING = 5.0
"""Seconds of processor time; a page of 5 MB takes one, the largest article two."""

LONGEST_EXPRESSION = 1.0
"""Seconds of processor time for what the owner wrote: a pattern, a path, a selector."""

LONGEST_ANSWER = 40.0
"""Seconds by the clock: eight times the processor time, on a machine that does much else."""

LONGEST_TURN = 60.0
"""Seconds that one question may wait for its turn."""

MOST_CHILDREN = 2
"""Each holds about 90 MB once the libraries are loaded."""

_HANGING_UP = 5.0
"""Seconds between the end of a child's output and its own; moments on a quiet machine."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from integrations.isolation.child import main; main(*map(float, sys.argv[2:]))"
)


def _unmeasured(seconds: float, waiting: int) -> None:
    """Measure nothing."""


@dataclass(frozen=True)
class Bounds:
    """What children may cost.

    Attributes:
        seconds: of processor time for one question.
        expression: of them, for the owner's expression.
        answer: by the clock, from question to answer.
        turn: by the clock, until it is asked.
        children: how many work at once.
    """

    seconds: float = LONGEST_PARSING
    expression: float = LONGEST_EXPRESSION
    answer: float = LONGEST_ANSWER
    turn: float = LONGEST_TURN
    children: int = MOST_CHILDREN


class ChildProcesses:
    """A few children; implements `Isolation`. They start with the first question and stay.

    Args:
        bounds: what they may cost.
        on_turn: is told how long each question has waited for its turn, and how many still do.
    """

    def __init__(
        self, bounds: Bounds | None = None, *, on_turn: Callable[[float, int], None] = _unmeasured
    ) -> None:
        self._bounds = bounds or Bounds()
        children = self._bounds.children
        # One place always stays for somebody else.
        self._turns = FairQueue(children, max(1, children - 1))
        self._on_turn = on_turn
        self._idle: list[asyncio.subprocess.Process] = []
        self._closed = False

    async def ask(self, work: str, question: Mapping[str, Any], *, owner: str) -> dict[str, Any]:
        """Return a parser's answer; see `Isolation.ask`."""
        clock, asked = asyncio.get_running_loop().time, asyncio.get_running_loop().time()
        try:
            async with self._turns.of(owner, patience=self._bounds.turn):
                self._on_turn(clock() - asked, self._turns.waiting)
                given = await self._asked({"work": work, "question": dict(question)})
        except TimeoutError:
            self._on_turn(clock() - asked, self._turns.waiting)
            raise ParsingFailed(
                Spoiled.TURN, f"waited over {self._bounds.turn:g} seconds for its turn"
            ) from None
        if "answer" not in given:
            raise ParsingFailed(Spoiled.BROKEN, f"confuses its parser ({given.get('failed')})")
        answer: dict[str, Any] = given["answer"]
        return answer

    async def aclose(self) -> None:
        """End the children."""
        self._closed, idle, self._idle = True, self._idle, []
        for child in idle:
            await _end(child)

    async def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        child = await self._take()
        try:
            async with asyncio.timeout(self._bounds.answer):
                given = await _exchange(child, packed(question))
        except TimeoutError:
            await _end(child)
            raise self._ended(None) from None
        except (EOFError, OSError, ValueError):
            await _hung_up(child)
            await _end(child)
            raise self._ended(child.returncode) from None
        except BaseException:  # nobody waits for the answer any more
            await asyncio.shield(_end(child))
            raise
        if self._closed or given.get("grown"):
            await _end(child)
        else:
            self._idle.append(child)
        return given

    def _ended(self, code: int | None) -> ParsingFailed:
        bounds = self._bounds
        if code == -signal.SIGVTALRM:
            said = f"takes its expression over {bounds.expression:g} s"
            return ParsingFailed(Spoiled.EXPRESSION, said)
        return ParsingFailed(Spoiled.TIME, f"could not be read within {bounds.seconds:g} seconds")

    async def _take(self) -> asyncio.subprocess.Process:
        while self._idle:
            child = self._idle.pop()
            if child.returncode is None:
                return child
        return await self._start()

    async def _start(self) -> asyncio.subprocess.Process:
        """Start one. It gets our paths, and none of our environment: there are secrets in it."""
        limits = (str(self._bounds.seconds), str(self._bounds.expression))
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", _START, json.dumps(sys.path), *limits),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )


async def _exchange(child: asyncio.subprocess.Process, question: bytes) -> dict[str, Any]:
    """Ask and hear; raises what tells that the child is gone."""
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - pipes
    child.stdin.write(question)
    await child.stdin.drain()
    (size,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
    if size > MOST_ANSWER:
        raise ValueError("too large an answer")
    return unpacked(await child.stdout.readexactly(size))


async def _hung_up(child: asyncio.subprocess.Process) -> None:
    """Wait for the end of one that has hung up: killing it would hide which signal ended it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_HANGING_UP):
            await child.wait()


async def _end(child: asyncio.subprocess.Process) -> None:
    """End it, whatever it does, and wait until it is gone."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    await child.communicate()
