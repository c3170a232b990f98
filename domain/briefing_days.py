"""When a person's briefing is prepared, given and pushed: one local date after the other.

The workflow keeps a `DayState` for the day it works on and one for the day before it; these
functions say what follows from them at a moment. A day is worked on until it is given, pushed or
missed; then the next one begins, never an earlier one, whatever happens to zones and windows.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.briefings import (
    BriefingSettings,
    DayState,
    GreetingKind,
    Phase,
    local_date,
    morning_of,
)

_DONE = frozenset({Phase.GIVEN, Phase.PUSHED, Phase.MISSED})


@dataclass(frozen=True)
class BriefingState:
    """All that is known of a person's mornings; carried from one run to the next.

    Fields are only ever appended, with defaults: recorded histories hold older forms.

    Attributes:
        current: the day worked on.
        previous: the day before it, None at the beginning.
        unheard: a prepared day whose page was turned before it was pushed; empty when none.
    """

    current: DayState
    previous: DayState | None = None
    paused: bool = False
    pause_reason: str = ""
    unheard: str = ""

    def claimed(self, *, key: str, by: str) -> "BriefingState":
        """The current day's briefing belongs to the greeting with this key."""
        return self._with(replace(self.current, given_to=key, given_by=by))

    def given(self, *, at: datetime) -> "BriefingState":
        """The claim was answered with the briefing."""
        return self._with(replace(self.current, phase=Phase.GIVEN, given_at=at))

    def reached(self, phase: Phase) -> "BriefingState":
        """The current day has come to `phase`."""
        return self._with(replace(self.current, phase=phase))

    def turned(self, settings: BriefingSettings, *, now: datetime) -> "BriefingState":
        """Work on the next day; what was prepared and not heard is kept for a late push."""
        left = self.current
        waiting = left.phase is Phase.PREPARED and not left.given_to
        return replace(
            self,
            previous=left,
            current=day_after(left, settings, now=now),
            unheard=left.day if waiting else self.unheard,
        )

    def paused_for(self, reason: str) -> "BriefingState":
        """Nothing falls due until resumed."""
        return replace(self, paused=True, pause_reason=reason)

    def resumed(self, settings: BriefingSettings, *, now: datetime) -> "BriefingState":
        """Go on with the day that is next in rhythm."""
        current = day_on_resume(self.current, settings, now=now)
        return replace(self, paused=False, pause_reason="", current=current)

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
    today = local_date(now, settings.zone)
    if now < morning_of(today, settings).end:
        return DayState(today.isoformat())
    return DayState((today + timedelta(days=1)).isoformat())


def day_on_resume(day: DayState, settings: BriefingSettings, *, now: datetime) -> DayState:
    """Return the day to go on with after a pause: the same while its window lasts, else afresh."""
    if now < morning_of(_morning_day(day), settings).end:
        return day
    return first_day(settings, now=now)


def day_after(done: DayState, settings: BriefingSettings, *, now: datetime) -> DayState:
    """Return the day to work on when `done` is over: the next date, or today if that is later."""
    following = date.fromisoformat(done.day) + timedelta(days=1)
    return DayState(max(following, local_date(now, settings.zone)).isoformat())


def next_step(
    day: DayState, settings: BriefingSettings, *, now: datetime, paused: bool
) -> NextStep:
    """Return what comes next; a step whose `due` has passed is caught up at once, and once.

    A pause does not hold back a briefing that somebody who greeted before it is waiting for.
    """
    if paused and not (day.given_to and day.phase is Phase.WAITING):
        return NextStep(Step.RESUME, None)
    if day.phase in _DONE:
        return NextStep(Step.NEXT_DAY, _prepare_time(day_after(day, settings, now=now), settings))
    if day.phase is Phase.PREPARED:
        return NextStep(Step.PUSH, morning_of(_morning_day(day), settings).end)
    if is_over(day, settings, now=now):
        return NextStep(Step.NEXT_DAY, now)
    if day.given_to:
        return NextStep(Step.PREPARE, now)
    return NextStep(Step.PREPARE, _prepare_time(day, settings))


def is_over(day: DayState, settings: BriefingSettings, *, now: datetime) -> bool:
    """Say whether the date is gone without a briefing, so that only the next one can be made.

    A briefing whose due time was slept through is made late on its own date; after midnight the
    next one covers its period too.
    """
    return day.phase is Phase.WAITING and date.fromisoformat(day.day) < local_date(
        now, settings.zone
    )


def judge_greeting(
    state: BriefingState, settings: BriefingSettings, *, now: datetime
) -> GreetingKind:
    """Say what a greeting at `now` gets."""
    if state.paused:
        return GreetingKind.PAUSED
    today = local_date(now, settings.zone)
    morning = morning_of(today, settings)
    if not morning.start <= now < morning.end:
        return GreetingKind.OUTSIDE_WINDOW
    day = state_of(today.isoformat(), state)
    if day is None:
        return _judge_unknown_day(state.current, today.isoformat())
    if day.given_to or day.phase is Phase.PUSHED:
        return GreetingKind.ALREADY_GIVEN
    return GreetingKind.OUTSIDE_WINDOW if day.phase is Phase.MISSED else GreetingKind.BRIEFING


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
