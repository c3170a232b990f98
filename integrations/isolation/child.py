"""The child's side: answers one question after another until nobody asks any more.

Both sides speak JSON: whatever a document does to this process, its answers are only data.
"""

import importlib
import json
import os
import re
import resource
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

MOST_MEMORY = 2_000_000_000
"""Bytes of address space; a 5 MB page with main text needs about a third."""

MOST_ANSWER = 25_000_000
"""Bytes; the text of the largest page has a fifth. Reading it back holds up whoever asked."""

GROWN = 400_000_000
"""Bytes of memory from which on a child is replaced after its answer; most stay at 90 MB."""

_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB$", re.MULTILINE)

NICE = 5
"""Behind the checks and conversations of our own processes where processor time is short."""

LENGTH = struct.Struct("!Q")

Briefly = Callable[[], AbstractContextManager[None]]
"""Bounds the processor time of a block: of the owner's own expression."""


def main(seconds: float, expression_seconds: float) -> None:
    """Answer questions from standard input on standard output.

    The kernel ends this process when its time is up, also in the middle of a library's C code,
    because the signals keep their default action. It counts processor time: how busy the machine
    is does not matter.

    Args:
        seconds: of processor time for one question.
        expression_seconds: the same for an expression of the owner.
    """

    @contextmanager
    def briefly() -> Iterator[None]:
        signal.setitimer(signal.ITIMER_VIRTUAL, expression_seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the parent
    while (asked := _receive(sys.stdin.buffer)) is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        given = answered(asked["work"], asked["question"], briefly)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(sys.stdout.buffer, given | {"grown": _is_grown()})


def answered(work: str, question: dict[str, Any], briefly: Briefly) -> dict[str, Any]:
    """Return `{"answer": …}`, or `{"failed": …}` with the kind of the failure."""
    try:
        return {"answer": importlib.import_module(work).answer(question, briefly)}
    except Exception as error:  # noqa: BLE001 - what breaks a parser breaks nothing else
        return {"failed": type(error).__name__}


def packed(thing: dict[str, Any]) -> bytes:
    """Return a thing as it is sent: its length, then JSON."""
    data = json.dumps(thing, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTH.pack(len(data)) + data


def unpacked(data: bytes) -> dict[str, Any]:
    """Return the thing of which `data` is the JSON; raises ValueError."""
    thing = json.loads(data.decode("utf-8", "surrogatepass"))
    if not isinstance(thing, dict):
        raise ValueError("no object")  # noqa: TRY004 - one error for all that is wrong
    return thing


def _send(stream: IO[bytes], thing: dict[str, Any]) -> None:
    data = packed(thing)
    stream.write(data if len(data) <= MOST_ANSWER else packed({"failed": "an answer too large"}))
    stream.flush()


def _receive(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read one thing; None when nobody asks any more."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size: int = LENGTH.unpack(head)[0]
    data = stream.read(size)
    return unpacked(data) if len(data) == size else None


def _is_grown() -> bool:
    """Say whether this child ever took much memory.

    Linux hands the peak of whoever started a program on to it in `ru_maxrss`, so that children of a
    large worker would all seem large; what the kernel keeps of the program itself begins anew.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > GROWN
    peak = _PEAK.search(status)
    return peak is not None and int(peak[1]) * 1024 > GROWN
