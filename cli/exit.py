"""Leaving: exit codes, and an end that cannot hang.

The Temporal client's native threads may crash or hang while the interpreter takes itself apart,
after everything that matters is done. So short-lived programs write out what they have said and
end the process at once.
"""

import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from enum import IntEnum
from typing import Any, NoReturn, TextIO

from domain.common.errors import InvalidRequest, PermanentError, TemporaryError, ZhibanError


class ExitCode(IntEnum):
    """What the shell is told."""

    OK = 0
    CRASHED = 1
    USAGE = 2
    REFUSED = 3
    TRY_AGAIN = 4
    INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def code_of(error: ZhibanError) -> ExitCode:
    """Return the exit code for a refusal; a wrong value of an option is wrong usage."""
    match error:
        case InvalidRequest():
            return ExitCode.USAGE
        case TemporaryError():
            return ExitCode.TRY_AGAIN
        case PermanentError():
            return ExitCode.REFUSED
        case _:
            return ExitCode.CRASHED


def leave(code: int) -> NoReturn:
    """Flush what was written and end the process with `code`, without running anything else."""
    for stream in (sys.stdout, sys.stderr):
        _flush(stream)
    os._exit(code)


def run_and_exit(coroutine: Coroutine[Any, Any, int | None]) -> NoReturn:
    """Run a program to its end and leave with the code it returns (None: 0)."""
    import asyncio  # noqa: PLC0415 - a tenth of what `--version` may take

    leave_after(lambda: sys.exit(asyncio.run(coroutine) or ExitCode.OK))


def leave_after(program: Callable[[], object]) -> NoReturn:
    """Run a program that ends by `SystemExit`, as typer's do, and leave with its code."""
    try:
        program()
    except SystemExit as end:
        leave(_code(end.code))
    except KeyboardInterrupt:
        leave(ExitCode.INTERRUPTED)
    leave(ExitCode.OK)


def _code(given: object) -> int:
    """Read `SystemExit.code`: a number, None, or a text to be shown."""
    if given is None:
        return ExitCode.OK
    if isinstance(given, int):
        return given
    sys.stderr.write(f"{given}\n")
    return ExitCode.CRASHED


def _flush(stream: TextIO | None) -> None:
    """Flush; the reader of a pipe may be gone, which is no news by now."""
    if stream is not None:
        with suppress(OSError, ValueError):
            stream.flush()
