"""The short answers to a greeting that does not get the briefing (BRF-2)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.briefings import BriefingSettings, GreetingKind
from domain.people import Language, Person

_SHORT = {
    Language.CHINESE: {
        GreetingKind.ALREADY_GIVEN: "{hello}，{name}。今天的简报已经给过了，"
        "想再听可以说：读一下今天的简报。",
        GreetingKind.OUTSIDE_WINDOW: "{hello}，{name}。",
        GreetingKind.PAUSED: "{hello}，{name}。你的每日简报正处于暂停状态，"
        "需要时可以说：恢复简报。",
    },
    Language.ENGLISH: {
        GreetingKind.ALREADY_GIVEN: "{hello}, {name}. Today's briefing was already given; "
        "ask me to read today's briefing to hear it again.",
        GreetingKind.OUTSIDE_WINDOW: "{hello}, {name}.",
        GreetingKind.PAUSED: "{hello}, {name}. Your daily briefing is paused; "
        "ask me to resume it when you want it.",
    },
}

_HELLO = {
    Language.CHINESE: ((5, "夜里好"), (12, "早上好"), (18, "下午好"), (24, "晚上好")),
    Language.ENGLISH: ((5, "Hello"), (12, "Good morning"), (18, "Good afternoon"), (24, "Hello")),
}


def hello(language: Language, *, now: datetime, zone: str) -> str:
    """Return the greeting that fits the hour on the person's wall."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    return next(words for until, words in _HELLO[language] if hour < until)


def greeting_text(
    kind: GreetingKind, person: Person, settings: BriefingSettings, *, now: datetime
) -> str:
    """Return the short answer for `kind`; there is none for BRIEFING."""
    words = hello(settings.language, now=now, zone=settings.zone)
    return _SHORT[settings.language][kind].format(hello=words, name=person.name)
