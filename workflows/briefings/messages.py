"""What a person's briefings can be told and asked, at any time of the day (BRF-2, BRF-8)."""

import asyncio
from dataclasses import replace

from temporalio import workflow

from activities.briefings import BriefingActivities, SettingsChange
from activities.patience import keep_record
from domain.briefings.briefings import (
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
    Phase,
    check_settings,
)
from domain.briefings.days import is_ready, judge_greeting, state_of
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.events.events import EventType
from workflows.briefings.days import BriefingInput, Days
from workflows.reasons import NOT_PREPARED, NOT_READY, OTHER_DAY, REFUSED, refusal


class BriefingMessages:
    """What a person's briefings can be told and asked; how they are made is in `briefings.py`."""

    def __init__(self, briefing: BriefingInput) -> None:
        self.days = Days(briefing)
        self._keeping_settings = asyncio.Lock()

    @workflow.update
    def greet(self, greeting: Greeting) -> GreetingAnswer:
        """Give the day's briefing to the first who asks; everybody else learns that it is given.

        There is no await between the look and the mark, so no second greeting can pass it.
        """
        days, day = self.days, self.days.today
        known = state_of(day, days.state)
        if known is not None and is_ready(days.state, day):
            days.give(greeting)
            return GreetingAnswer(greeting.key, day, days.id_of(day))
        return GreetingAnswer(known.given_to if known else "", day, days.id_of(day))

    @greet.validator
    def _may_be_greeted(self, greeting: Greeting) -> None:
        """Turn a greeting down without a trace in the history, so that a later one can win."""
        if not greeting.key:
            raise InvalidRequest("key", message("rule.not_empty"))
        days, today = self.days, self.days.today
        if greeting.day not in ("", today):
            raise refusal(OTHER_DAY, today)
        verdict = judge_greeting(days.state, days.settings, now=workflow.now())
        if verdict in (GreetingKind.OUTSIDE_WINDOW, GreetingKind.PAUSED):
            raise refusal(REFUSED, verdict)
        if verdict is GreetingKind.BRIEFING and not is_ready(days.state, today):
            raise refusal(NOT_READY, "The briefing is being prepared.")

    @workflow.update
    async def wait_until_ready(self, day: str) -> None:
        """Return when the date's briefing can be asked for.

        Waiting gives no right to it: who gives up leaves it to the next one who greets.
        """
        days = self.days
        if days.today == day:
            days.turn_to_today()
        await workflow.wait_condition(lambda: days.state.paused or not days.is_awaited(day))
        known = state_of(day, days.state)
        if known is None or known.phase is Phase.MISSED:
            raise refusal(NOT_PREPARED, "The briefing could not be prepared today.")

    @wait_until_ready.validator
    def _may_be_waited_for(self, day: str) -> None:
        """Turn down what names no day."""
        if not isinstance(day, str):
            raise InvalidRequest("day", message("rule.day", example=Called("2026-11-21")))

    @workflow.update
    async def configure(self, settings: BriefingSettings) -> None:
        """Take new settings: in force at once, and kept when this returns."""
        days = self.days
        days.configure(settings)
        change = SettingsChange(days.person, settings, workflow.now(), days.changes)
        # One after the other, or a retry of the older ones would overwrite the newer ones.
        async with self._keeping_settings:
            await workflow.execute_activity_method(
                BriefingActivities.keep_settings, change, **keep_record("new settings")
            )

    @configure.validator
    def _may_be_configured(self, settings: BriefingSettings) -> None:
        """Turn down what would stop the workflow, whoever sent it."""
        check_settings(settings)

    @workflow.update
    def pause(self, reason: str = "") -> BriefingToday:
        """Prepare, give and push nothing until resumed; pausing twice keeps the first reason."""
        days = self.days
        if not days.state.paused:
            days.become(days.state.paused_for(reason))
            days.note(EventType.BRIEFING_PAUSED, "", {"reason": reason})
        return self._today()

    @pause.validator
    def _may_be_paused(self, reason: str = "") -> None:
        """Turn down a reason that is none."""
        if not isinstance(reason, str):
            raise InvalidRequest("reason", message("rule.text"))

    @workflow.update
    def resume(self) -> BriefingToday:
        """Go on; what fell due meanwhile is left out, not made up for."""
        days = self.days
        if days.state.paused:
            days.become(days.state.resumed(days.settings, now=workflow.now()))
            days.note(EventType.BRIEFING_RESUMED, "", {})
        return self._today()

    @workflow.update
    def prepare_now(self) -> BriefingToday:
        """Prepare the next briefing without waiting for its time."""
        self.days.become(replace(self.days.state, prepare_wanted=True))
        return self._today()

    @resume.validator
    @prepare_now.validator
    def _takes_nothing(self) -> None:
        """Turn down a message that brings something, before it reaches a handler."""

    @workflow.query
    def today(self) -> BriefingToday:
        """Tell the day's state and what comes next."""
        return self._today()

    def _today(self) -> BriefingToday:
        days = self.days
        current, upcoming = days.state.current, days.next
        return BriefingToday(
            person_id=days.person,
            day=current.day,
            phase=current.phase,
            briefing_id="" if current.phase is Phase.WAITING else days.id_of(current.day),
            given_at=current.given_at,
            paused=days.state.paused,
            next_step=upcoming.step,
            next_due=upcoming.due,
            progress=days.doing,
            settings=days.settings,
        )
