"""Ends orphans: a process that outlives a killed supervisor and then stops its children.

It runs alone (`python -I parent_watchdog.py SECONDS`), so it knows nothing of the rest; SECONDS is
what the children get between being asked to stop and being killed. Standard input carries one
process group per line, `+123` to hold and `-123` to forget; its end means that the supervisor is
gone, however it went.
"""

import os
import signal
import sys
import time
from pathlib import Path


def main(grace_seconds: float) -> None:
    """Hold process groups until standard input ends, then stop what is left of them."""
    held: set[int] = set()
    for line in sys.stdin:
        change, group = line[:1], int(line[1:])
        (held.add if change == "+" else held.discard)(group)
    _signal(held, signal.SIGTERM)
    _signal(_left_after(grace_seconds, held), signal.SIGKILL)
    _left_after(1.0, held)  # what was killed is gone within milliseconds


def _left_after(seconds: float, groups: set[int]) -> set[int]:
    """Wait for groups to end, at most so long, and return those that have not."""
    end = time.monotonic() + seconds
    while left := {group for group in groups if _alive(group)}:
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    return left


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # some systems answer so for a group of zombies
        return False
    try:  # on Linux: one that has ended and was not yet fetched by its new parent is not alive
        return not Path(f"/proc/{group}/stat").read_text().rpartition(")")[2].startswith(" Z")
    except OSError:
        return True


def _signal(groups: set[int], number: signal.Signals) -> None:
    for group in groups:
        if _alive(group):
            os.killpg(group, number)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    main(float(sys.argv[1]))
