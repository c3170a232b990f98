"""Points: claims with what the headline needs, before they are ordered and cut (BRF-5)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from domain.briefings.phrases import Phrases
from domain.briefings.phrases_en import ENGLISH
from domain.briefings.phrases_zh import CHINESE
from domain.briefings.summaries import Claim, Topic, Weight
from domain.common.quoting import plain
from domain.common.readers import Language
from domain.logs.gaps import Gap


class Gravity(IntEnum):
    """What is told at all when a person cannot follow all of it: the gravest first."""

    MUST = 0
    """A person must do something."""
    CRITICAL = 1
    """A critical alarm, over or not; a source that could not be read."""
    NEW_ERROR = 2
    ERROR_RATE = 3
    NOTABLE = 4
    """Whatever else is worth a look: other alarms, rollbacks, capacity, lines that stopped."""
    CHATTER = 5
    """What tasks say."""
    CALM = 6


GRAVE = Gravity.ERROR_RATE
"""What is at least as grave is never left out."""

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
        grave: how grave it is where weight and topic do not say so.
    """

    topic: Topic
    weight: Weight
    text: str
    evidence: tuple[str, ...]
    brief: str = ""
    things: int = 1
    grave: Gravity = Gravity.CALM

    @property
    def gravity(self) -> Gravity:
        """Return how grave it is."""
        return min(self.grave, gravity_of(self.topic, self.weight))

    def claim(self) -> Claim:
        """Return it as it is told."""
        return Claim(self.topic, self.weight, self.text, self.evidence)


def gravity_of(topic: Topic, weight: Weight) -> Gravity:
    """Return how grave something of this topic and weight is at least."""
    if weight is Weight.ACT:
        return Gravity.MUST
    if weight is Weight.CALM:
        return Gravity.CALM
    return Gravity.CHATTER if topic is Topic.TASKS else Gravity.NOTABLE


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
