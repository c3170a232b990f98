"""Who reads: their language, and the zone of their wall clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:  # it takes a tenth of a second to load, and half of the commands need none of it
    from pydantic_core import CoreSchema

LONGEST_TAG = 35
"""Characters of a language tag that everybody has to take (RFC 5646 4.4.1)."""

LANGUAGE_FORMAT = "bcp47"
"""Marks a language in a JSON Schema; faces put the installed ones there (`with_languages`)."""


class Language(str):
    """A language by its BCP 47 tag; which ones are installed, the catalogues know.

    What people ask for is held against those (`application/common/wording.py`). What was kept may
    have been removed since: then its reader gets the nearest one that is there.
    """

    __slots__ = ()

    CHINESE: "ClassVar[Language]"
    ENGLISH: "ClassVar[Language]"

    @property
    def primary(self) -> str:
        """The language without script and region: `zh` of `zh-CN`."""
        return self.partition("-")[0].lower()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> "CoreSchema":
        """Read it from a string."""
        from pydantic_core import core_schema  # noqa: PLC0415 - see above

        text = core_schema.str_schema(min_length=1, max_length=LONGEST_TAG)
        return core_schema.no_info_after_validator_function(cls, text)

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: object, _handler: object) -> dict[str, Any]:
        """Describe it so that faces find it."""
        return {"type": "string", "format": LANGUAGE_FORMAT}


Language.CHINESE = Language("zh-CN")
Language.ENGLISH = Language("en-US")


@dataclass(frozen=True)
class InstalledLanguage:
    """A language that has a folder in `locales/`.

    Attributes:
        name: what it calls itself.
        english_name: what language models know it by.
    """

    language: Language
    name: str
    english_name: str


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: their language, and the zone of their wall clock."""

    language: Language
    zone: str

    def of(self, language: "Language | None") -> "Reader":
        """Return the reader with another language; with their own if None."""
        return replace(self, language=language or self.language)


NOBODY_KNOWN = Language.CHINESE
"""What somebody reads of whom nothing is known: the language of a new person."""

_MOST_TAGS = 20


def nearest(tag: str, languages: Iterable[Language]) -> Language | None:
    """Return the language of this tag, else one that differs only in script or region."""
    asked = Language(tag.strip())
    same = [each for each in languages if each.primary == asked.primary]
    exact = (each for each in same if each.lower() == asked.lower())
    return next(exact, next(iter(same), None))


def language_asked(accept_language: str, languages: Iterable[Language]) -> Language:
    """Return the one of some languages that an `Accept-Language` prefers (RFC 9110 12.5.4).

    Quality values are honoured; a tag of which only the first part is ours counts as ours.
    """
    known = tuple(languages)
    best, best_quality = NOBODY_KNOWN, 0.0
    for part in accept_language.split(",")[:_MOST_TAGS]:
        tag, _, parameter = part.strip().partition(";")
        quality, found = _quality(parameter), nearest(tag, known)
        if found is not None and quality > best_quality:
            best, best_quality = found, quality
    return best


def _quality(parameter: str) -> float:
    name, _, number = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
