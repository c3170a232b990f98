"""What a process sees to besides its work, for as long as it runs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from domain.common.errors import ZhibanError

BEFORE_AGAIN = timedelta(minutes=1)
"""Before a job that broke off begins anew; as long as most of them wait between two rounds."""

_log = structlog.get_logger(__name__)


async def supervise(
    name: str, job: Callable[[], Awaitable[object]], *, pause: timedelta = BEFORE_AGAIN
) -> None:
    """Do a job of this process to its end; one that breaks off is told and begun anew.

    Jobs live with the errors that they know. Any other would end them without a word, and nobody
    would miss them for days.

    Args:
        name: what it is called in the log.
        job: what is begun.
        pause: before it is begun anew.
    """
    while True:
        try:
            await job()
        except ZhibanError as error:
            _log.warning("job.broke_off", job=name, reason=str(error))
        except Exception:  # noqa: BLE001 - whatever it is, it must not end without a word
            _log.exception("job.broke_off", job=name)
        else:
            return
        await asyncio.sleep(pause.total_seconds())
