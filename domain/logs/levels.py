"""How bad a log line says it is."""

import re
from collections.abc import Mapping

from domain.logs.logs import Level

ERROR_WORDS = ("error", "fatal", "critical", "severe", "emergency", "alert", "panic")
"""Level words that mean ERROR: syslog severities 0-3 (RFC 5424, 6.2.1), log4j's FATAL, java.util's
SEVERE, Go's and the kernel's panic. Asked for when lines have no level field."""

_LEVEL_FIELDS = ("level", "severity", "loglevel", "log_level", "lvl", "levelname", "__LEVEL__")
_WARNING_WORDS = ("warn", "warning")
_INFO_WORDS = ("info", "notice", "debug", "trace", "information", "verbose", "fine")
_WORD = re.compile(
    r"\b(" + "|".join((*ERROR_WORDS, *_WARNING_WORDS, *_INFO_WORDS)) + r")\b", re.IGNORECASE
)
_LOOKED_AT = 160
"""Characters from the start in which a line states its level; later words are part of the story."""


def level_of(fields: Mapping[str, str], text: str) -> Level:
    """Return the level of a line: its level field if it has one, else the first level word.

    UNKNOWN when neither says anything.
    """
    for name in _LEVEL_FIELDS:
        level = _named(fields.get(name, ""))
        if level is not Level.UNKNOWN:
            return level
    found = _WORD.search(text[:_LOOKED_AT])
    return _named(found.group(1)) if found else Level.UNKNOWN


def _named(word: str) -> Level:
    lowered = word.strip().lower()
    if lowered.startswith(ERROR_WORDS) or lowered in ("err", "e", "f", "fail", "failure"):
        return Level.ERROR
    if lowered.startswith(_WARNING_WORDS) or lowered == "w":
        return Level.WARNING
    if lowered.startswith(_INFO_WORDS) or lowered in ("i", "d"):
        return Level.INFO
    return Level.UNKNOWN
