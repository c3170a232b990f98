"""Points: claims with what the headline needs, before they are ordered and cut (BRF-5)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.gaps import Gap
from domain.people import Language
from domain.phrases import Phrases
from domain.phrases_en import ENGLISH
from domain.phrases_zh import CHINESE
from domain.quoting import plain
from domain.summaries import Claim, Topic, Weight

_PHRASES = {Language.CHINESE: CHINESE, Language.ENGLISH: ENGLISH}


def phrases_for(language: Language) -> Phrases:
    """Return the vocabulary of a language."""
    return _PHRASES[language]


@dataclass(frozen=True)
class Point:
    """One claim, and what the headline makes of it.

    Attributes:
        brief: its piece of the headline, empty when it is not headline material.
        things: how many things it is about; counted in the headline when a person must act.
    """

    topic: Topic
    weight: Weight
    text: str
    evidence: tuple[str, ...]
    brief: str = ""
    things: int = 1

    def claim(self) -> Claim:
        """Return it as it is told."""
        return Claim(self.topic, self.weight, self.text, self.evidence)


@dataclass(frozen=True)
class Telling:
    """How things are told: the language, and the wall the clock hangs on."""

    language: Language
    day: date
    zone: str

    @property
    def say(self) -> Phrases:
        """Return the vocabulary."""
        return phrases_for(self.language)

    def moment(self, at: datetime) -> str:
        """Return a wall-clock time as seen from the briefing's day."""
        local = at.astimezone(ZoneInfo(self.zone))
        ago = (self.day - local.date()).days
        return self.say.moment(ago, local.month, local.day, f"{local:%H:%M}")

    def gap(self, gap: Gap) -> str:
        """Return what could not be read; what a source said of itself is others' text."""
        name, detail = plain(gap.name, most=60), plain(gap.detail, most=160)
        return self.say.gap(replace(gap, name=name, detail=detail))
