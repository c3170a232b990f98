"""Read a plain log file as the lines of one day."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from sandbox.tencent.cls.state import NewLine

_DAY = timedelta(days=1)
# Words that name a level, as written in the public loghub samples and by common log libraries.
_LEVELS = {
    "FATAL": re.compile(r"\b(?:FATAL|SEVERE|CRITICAL|CRIT|EMERG|ALERT|PANIC|FAILURE)\b"),
    "ERROR": re.compile(r"\b(?:ERROR|ERR)\b|\[error\]"),
    "WARN": re.compile(r"\b(?:WARN|WARNING)\b|\[warn\]"),
    "INFO": re.compile(r"\b(?:INFO|NOTICE)\b|\[(?:info|notice)\]"),
    "DEBUG": re.compile(r"\b(?:DEBUG|TRACE)\b"),
}
# Syslog writes no level; these words mark what an operator would call an error.
_TROUBLE = re.compile(r"\b(?:fail(?:ed|ure)?|error|fatal|denied|refused|panic)\b", re.IGNORECASE)
# A level stands in the head of a line, before what the message itself says.
_HEAD = 160


def level_of(text: str) -> str:
    """Return the level that a line names, or ERROR or INFO by its words when it names none."""
    head = text[:_HEAD]
    found = {
        level: match.start() for level, word in _LEVELS.items() if (match := word.search(head))
    }
    if found:
        return min(found, key=lambda level: found[level])
    return "ERROR" if _TROUBLE.search(text) else "INFO"


def read_loghub(
    path: Path, *, day: date, zone: tzinfo, source: str = "127.0.0.1"
) -> Iterator[NewLine]:
    """Yield the lines of a file, spread evenly over `day` in `zone`, in their order.

    The times written in the lines are old and of many forms; they stay in the text only.

    Raises:
        OSError: the file cannot be read.
    """
    texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
    start = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + _DAY, time(), tzinfo=zone)
    first, last = start.timestamp() * 1000, end.timestamp() * 1000
    for position, text in enumerate(texts):
        yield NewLine(
            time=int(first + (last - first) * position / len(texts)),
            fields={
                "level": level_of(text),
                "message": text,
                "service": path.stem.split("_")[0].lower(),
            },
            source=source,
            file_name=f"/var/log/{path.name}",
            host_name="sandbox",
        )
