"""Locks between our own processes; the kernel takes them back from whoever dies.

Other programs know nothing of them. Whoever holds several takes them in the order key, topic,
discussion, index, and one of each, so nobody waits in a circle.
"""

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from domain.common.errors import Unavailable
from domain.common.messages import Foreign, message

PATIENCE = 30.0
"""Seconds; a write takes milliseconds, so who waits longer waits for a stopped process."""

_LONGEST_PAUSE = 0.008
"""Seconds between two tries: about the time of one write."""


@contextmanager
def locked(path: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a file.

    Raises:
        Unavailable: it is not to be had, or its folder cannot be written to.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Unavailable(message("discussion.no_lock", why=Foreign(why))) from None
    try:
        _wait(handle, patience)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, patience: float) -> None:
    until, pause = time.monotonic() + patience, 0.0005
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Unavailable(
                    message("discussion.locked", wait=timedelta(seconds=patience))
                ) from None
            # Chance keeps sixteen waiting processes from coming back at the same instant.
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - not a secret
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return
