"""What the library wrote in its log about one call; that log goes nowhere else.

Its lines hold addresses, and addresses hold keys. So they are read here, and neither kept nor
shown.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LOGGER = "apprise"
CARRIER = "urllib3"
"""What carries its requests, and writes down their paths: some services have the key there."""

MOST_LINES = 200
LONGEST_LINE = 2_000

_lines: ContextVar[list[str] | None] = ContextVar("apprise_lines", default=None)


class _Collector(logging.Handler):
    """Gives each line to the call that it is from."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of a call that listens."""
        lines = _lines.get()
        if lines is not None and len(lines) < MOST_LINES:
            lines.append(record.getMessage()[:LONGEST_LINE])


@contextmanager
def written() -> Iterator[list[str]]:
    """Lend the list of the lines that are written within, of this thread's call alone."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(each, _Collector) for each in logger.handlers):
        logger.addHandler(_Collector())
    # Only its lowest level tells a connection that was refused from an answer that never came.
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logging.getLogger(CARRIER).setLevel(logging.WARNING)
    lines: list[str] = []
    kept = _lines.set(lines)
    try:
        yield lines
    finally:
        _lines.reset(kept)
