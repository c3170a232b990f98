"""Who reads: their language, and the zone of their wall clock."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Languages we speak; BCP 47 tags."""

    CHINESE = "zh-CN"
    ENGLISH = "en-US"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: their language, and the zone of their wall clock."""

    language: Language
    zone: str


NOBODY_KNOWN = Language.CHINESE
"""What somebody reads of whom nothing is known: the language of a new person."""

_MOST_TAGS = 20


def language_asked(accept_language: str) -> Language:
    """Return the language that an `Accept-Language` prefers (RFC 9110 12.5.4).

    Quality values are honoured; a tag of which only the first part is ours counts as ours.
    """
    best, best_quality = NOBODY_KNOWN, 0.0
    for part in accept_language.split(",")[:_MOST_TAGS]:
        tag, _, parameter = part.strip().partition(";")
        quality = _quality(parameter)
        for language in Language:
            if tag.strip()[:2].lower() == language.value[:2] and quality > best_quality:
                best, best_quality = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, number = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
