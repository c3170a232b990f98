"""Periods as people name them, and how they are said back."""

import re
from dataclasses import dataclass

_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十": 10}
_UNITS = (("m", ("分钟", "minute")), ("h", ("小时", "hour")), ("d", ("天", "day")))
_IN_CHINESE = re.compile(r"(?:过去|最近|近|前)\s*(\d+|[一两二三四五六十])?\s*个?(分钟|小时|天)")
_IN_ENGLISH = re.compile(r"(?:last|past)\s+(\d+)?\s*(minute|hour|day)s?", re.IGNORECASE)
_NAMED = (
    (
        re.compile("昨晚|夜里|last night|overnight", re.IGNORECASE),
        "-12h",
        "过去 12 小时",
        "the last 12 hours",
    ),
    (re.compile("昨天|yesterday", re.IGNORECASE), "yesterday", "昨天以来", "since yesterday"),
    (re.compile("今天|today", re.IGNORECASE), "today", "今天", "today"),
)


@dataclass(frozen=True)
class Period:
    """From when until now, and what people call it."""

    start: str
    chinese: str
    english: str


DAY = Period("-24h", "过去 24 小时", "the last 24 hours")
HOUR = Period("-1h", "过去一小时", "the last hour")


def period_in(question: str, otherwise: Period) -> Period:
    """Return the period that a question names."""
    for pattern, start, chinese, english in _NAMED:
        if pattern.search(question):
            return Period(start, chinese, english)
    found = _IN_CHINESE.search(question) or _IN_ENGLISH.search(question)
    if found is None:
        return otherwise
    number = _NUMBERS.get(found[1] or "一") or int(found[1])
    for letter, (chinese, english) in _UNITS:
        if found[2].lower() in (chinese, english):
            return _period(number, letter, chinese, english)
    return otherwise


def _period(number: int, letter: str, chinese: str, english: str) -> Period:
    if (number, letter) == (1, "h"):
        return HOUR
    one = number == 1
    between = "个" if letter == "h" else ""
    said = f"the last {english}" if one else f"the last {number} {english}s"
    return Period(f"-{number}{letter}", f"过去 {number} {between}{chinese}", said)
