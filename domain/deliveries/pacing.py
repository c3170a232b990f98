"""How fast each channel may be used, and when to try again (PSH-2, PSH-4)."""

from datetime import timedelta

from domain.deliveries.channels import CHANNELS, ChannelPace
from domain.deliveries.deliveries import ChannelKind

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=24)
"""A briefing that arrives after a day is no news; the ledger says that it failed."""


TEXTS_OF_A_PERSON = ChannelPace(20, 3_600.0)
"""Our own limit: more than one every three minutes is no notification any more."""


MOST_A_DAY = 500
"""Messages that one person's tasks send within 24 hours unless the settings say otherwise (PSH-10).

A watch that tells something every three minutes stays below it, a runaway one does not.
"""

DAY_SECONDS = 86_400.0


KEPT_FOR_PAGES = 0.2
"""Share of each pace that only pages may use: however much waits, the next page leaves at once."""


def usable(pace: ChannelPace, *, page: bool) -> int:
    """Return how many messages of a window this kind of message may take part in."""
    return pace.limit if page else pace.limit - max(1, round(pace.limit * KEPT_FOR_PAGES))


def pace_of(kind: ChannelKind) -> ChannelPace | None:
    """Return the channel's pace; None where the provider names no limit per sender."""
    return CHANNELS[kind].pace


def burst_of(kind: ChannelKind) -> ChannelPace | None:
    """Return what the channel allows within a moment; None where only its pace counts."""
    return CHANNELS[kind].burst


def pace_of_person(kind: ChannelKind) -> ChannelPace | None:
    """Return how many messages of a channel one person may cause; None where they cost nothing.

    Texts are billed and reach phones of people who did not ask: whatever tasks somebody makes,
    no more of them leave, and those that are too many wait.
    """
    return TEXTS_OF_A_PERSON if kind is ChannelKind.SMS else None


def wait_before_retry(attempt: int, *, asked_seconds: float = 0.0) -> timedelta:
    """Return how long to wait after try number `attempt` (from 1).

    Doubles from `FIRST_WAIT` up to `LONGEST_WAIT`, and is never shorter than the provider asked.

    Raises:
        ValueError: `attempt` is below 1.
    """
    if attempt < 1:
        raise ValueError("attempt counts from 1")
    doubled = FIRST_WAIT * (1 << min(attempt - 1, 10))
    return max(min(doubled, LONGEST_WAIT), timedelta(seconds=asked_seconds))


def wait_for_pace(asked_seconds: float, *, spread: float) -> timedelta:
    """Return how long to wait for a robot that is busy with our own messages.

    It does not grow: waiting for one's turn is no failure.

    Args:
        asked_seconds: when a slot is free at the earliest.
        spread: 0 to 1, drawn anew each time; those who wait for one slot do not come back at once.
    """
    return timedelta(seconds=asked_seconds) + FIRST_WAIT * (1 + spread)
