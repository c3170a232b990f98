"""When a person's briefing is prepared, given and pushed: one local date after the other.

The workflow keeps a `DayState` for the day it works on and one for the day before it; these
functions say what follows from them at a moment. A day is worked on until it is given, pushed or
missed; then the next one begins, never an earlier one, whatever happens to zones and windows.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.briefings.briefings import (
    BriefingSettings,
    DayState,
    GreetingKind,
    Phase,
    briefing_day,
    morning_of,
    turn_of,
)

TOLD = frozenset({Phase.GIVEN, Phase.PUSHED})
"""Phases in which the person has had the day's briefing."""

_DONE = TOLD | {Phase.MISSED}

LONGEST_HONEST = timedelta(minutes=10)
"""What gathering (5 min), putting into words (3 min) and writing may take together."""


@dataclass(frozen=True, kw_only=True)
class BriefingState:
    """All that is known of a person's mornings; carried from one run to the next.

    Fields are only ever appended, with defaults: recorded histories hold older forms.

    Attributes:
        current: the day worked on.
        previous: the day before it, None at the beginning.
        unheard: a prepared day whose page was turned before it was pushed; empty when none.
        mail_due: a day that was spoken and is still to be mailed; empty when none.
        prepare_wanted: somebody asked for the current day's briefing before its time.
    """

    current: DayState
    previous: DayState | None = None
    paused: bool = False
    pause_reason: str = ""
    unheard: str = ""
    mail_due: str = ""
    prepare_wanted: bool = False

    def given(self, *, key: str, by: str, at: datetime) -> "BriefingState":
        """The current day's briefing belongs to the greeting with this key, and to no other."""
        mine = replace(self.current, phase=Phase.GIVEN, given_to=key, given_by=by, given_at=at)
        return replace(self, current=mine, mail_due=mine.day)

    def reached(self, phase: Phase) -> "BriefingState":
        """The current day has come to `phase`."""
        return self._with(replace(self.current, phase=phase))

    def turned(self, settings: BriefingSettings, *, now: datetime) -> "BriefingState":
        """Work on the next day; what was prepared and not heard is kept for a late push."""
        left = self.current
        return replace(
            self,
            previous=left,
            current=day_after(left, settings, now=now),
            unheard=left.day if left.phase is Phase.PREPARED else self.unheard,
            prepare_wanted=False,
        )

    def paused_for(self, reason: str) -> "BriefingState":
        """Nothing falls due until resumed."""
        return replace(self, paused=True, pause_reason=reason)

    def resumed(self, settings: BriefingSettings, *, now: datetime) -> "BriefingState":
        """Go on with the day that is next in rhythm."""
        current = day_on_resume(self.current, settings, now=now)
        # The day that is left had its turn; a window moved later must not open it again.
        previous = self.previous if current.day == self.current.day else self.current
        return replace(self, paused=False, pause_reason="", current=current, previous=previous)

    def configured(self, settings: BriefingSettings, *, now: datetime) -> "BriefingState":
        """Begin with an earlier day when the new settings open one that has not had its turn.

        Somebody who comes in the afternoon and moves the window to now is told the same day.
        """
        begun = first_day(settings, now=now)
        untouched = self.current.phase is Phase.WAITING and not self.current.given_to
        had_its_turn = self.previous is not None and begun.day <= self.previous.day
        earlier = begun.day < self.current.day and untouched and not had_its_turn
        return self._with(begun) if earlier else self

    def _with(self, current: DayState) -> "BriefingState":
        return replace(self, current=current)


class Step(StrEnum):
    """What comes next for a day."""

    PREPARE = "prepare"
    PUSH = "push"
    NEXT_DAY = "next_day"
    RESUME = "resume"


@dataclass(frozen=True)
class NextStep:
    """A step and when it is due (UTC); `due` is None when only a message can bring it."""

    step: Step
    due: datetime | None


def first_day(settings: BriefingSettings, *, now: datetime) -> DayState:
    """Return the day to begin with: today while its window is open or ahead, else tomorrow.

    Used for a new person and after a pause, so that neither gets a late briefing unasked.
    """
    today = briefing_day(now, settings)
    if now < morning_of(today, settings).end:
        return DayState(today.isoformat())
    return DayState((today + timedelta(days=1)).isoformat())


EARLIER = "an earlier run"
"""Stands for the key of a greeting that nobody remembers."""


def begun(settings: BriefingSettings, *, now: datetime, last_given: str = "") -> BriefingState:
    """Return what a run begins with that was left nothing by an earlier one.

    Args:
        settings: of the person.
        now: UTC.
        last_given: the newest local date known to have been given, ISO; empty when none is. A run
            that somebody terminated left it behind, and it is not given again.
    """
    first = first_day(settings, now=now)
    if first.day > last_given:
        return BriefingState(current=first)
    given = DayState(last_given, Phase.GIVEN, given_to=EARLIER)
    return BriefingState(current=day_after(given, settings, now=now), previous=given)


def day_on_resume(day: DayState, settings: BriefingSettings, *, now: datetime) -> DayState:
    """Return the day to go on with after a pause: the same while its window lasts, else afresh."""
    if now < morning_of(_morning_day(day), settings).end:
        return day
    return first_day(settings, now=now)


def day_after(done: DayState, settings: BriefingSettings, *, now: datetime) -> DayState:
    """Return the day to work on when `done` is over: the next date, or today if that is later."""
    following = date.fromisoformat(done.day) + timedelta(days=1)
    return DayState(max(following, briefing_day(now, settings)).isoformat())


def next_step(
    day: DayState,
    settings: BriefingSettings,
    *,
    now: datetime,
    paused: bool,
    prepare_wanted: bool = False,
) -> NextStep:
    """Return what comes next; a step whose `due` has passed is caught up at once, and once."""
    if paused:
        return NextStep(Step.RESUME, None)
    if day.phase in _DONE:
        return NextStep(Step.NEXT_DAY, _prepare_time(day_after(day, settings, now=now), settings))
    if day.phase is Phase.PREPARED:
        return NextStep(Step.PUSH, morning_of(_morning_day(day), settings).end)
    if is_over(day, settings, now=now):
        return NextStep(Step.NEXT_DAY, now)
    return NextStep(Step.PREPARE, now if prepare_wanted else _prepare_time(day, settings))


def is_over(day: DayState, settings: BriefingSettings, *, now: datetime) -> bool:
    """Say whether the date is gone without a briefing, so that only the next one can be made.

    A briefing whose due time was slept through is made late on its own date; after midnight the
    next one covers its period too.
    """
    return day.phase is Phase.WAITING and _morning_day(day) < briefing_day(now, settings)


def time_to_prepare(day: str, settings: BriefingSettings, *, now: datetime) -> timedelta:
    """Return how long a date's briefing may be worked on: until the next one's turn.

    From then on the next one covers its period too, so a source that is down for so long loses
    nothing. What begins late in the evening still gets the time that an honest one takes.
    """
    turn = datetime.combine(
        date.fromisoformat(day) + timedelta(days=1),
        turn_of(settings),
        tzinfo=ZoneInfo(settings.zone),
    )
    return max(turn.astimezone(UTC) - now, LONGEST_HONEST)


def judge_greeting(
    state: BriefingState, settings: BriefingSettings, *, now: datetime
) -> GreetingKind:
    """Say what a greeting at `now` gets."""
    if state.paused:
        return GreetingKind.PAUSED
    today = briefing_day(now, settings)
    morning = morning_of(today, settings)
    if not morning.start <= now < morning.end:
        return GreetingKind.OUTSIDE_WINDOW
    day = state_of(today.isoformat(), state)
    if day is None:
        return _judge_unknown_day(state.current, today.isoformat())
    if day.phase in TOLD:
        return GreetingKind.ALREADY_GIVEN
    # Only the current day can still become ready.
    lost = day.phase is Phase.MISSED or day is not state.current
    return GreetingKind.OUTSIDE_WINDOW if lost else GreetingKind.BRIEFING


def is_ready(state: BriefingState, day: str) -> bool:
    """Say whether a greeting on this date can be answered with the briefing at once."""
    return state.current.day == day and state.current.phase is Phase.PREPARED


def _judge_unknown_day(current: DayState, today: str) -> GreetingKind:
    """A date before the current one has had its turn; a later one is about to begin."""
    return GreetingKind.OUTSIDE_WINDOW if current.day > today else GreetingKind.BRIEFING


def state_of(day: str, state: BriefingState) -> DayState | None:
    """Return what is kept of a date, or None when it is neither the current nor the last one."""
    if state.current.day == day:
        return state.current
    if state.previous is not None and state.previous.day == day:
        return state.previous
    return None


def _morning_day(day: DayState) -> date:
    return date.fromisoformat(day.day)


def _prepare_time(day: DayState, settings: BriefingSettings) -> datetime:
    return morning_of(_morning_day(day), settings).prepare
