"""The short answers to a greeting that does not get the briefing (BRF-2)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.briefings.briefings import BriefingSettings, GreetingKind
from domain.common.messages import Called, Message, message
from domain.people.people import Person

_HELLO = (
    (5, message("hello.night")),
    (12, message("hello.morning")),
    (18, message("hello.afternoon")),
    (24, message("hello.evening")),
)
"""By the hour on the person's wall, below the first number that is larger."""

_SHORT = {
    GreetingKind.ALREADY_GIVEN: "greeting.already_given",
    GreetingKind.OUTSIDE_WINDOW: "greeting.outside_window",
    GreetingKind.PAUSED: "greeting.paused",
}


def hello(now: datetime, zone: str) -> Message:
    """Return the greeting that fits the hour on the person's wall."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    return next(words for until, words in _HELLO if hour < until)


def short_answer(
    kind: GreetingKind, person: Person, settings: BriefingSettings, *, now: datetime
) -> Message:
    """Return the short answer for `kind`; there is none for BRIEFING."""
    return message(_SHORT[kind], hello=hello(now, settings.zone), name=Called(person.name))
