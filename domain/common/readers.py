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
