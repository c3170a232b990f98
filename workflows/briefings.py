"""The daily briefing of one person, for as long as they are with us (BRF-1…9)."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.briefings import (
    BriefingActivities,
    BriefingNote,
    BriefingOrder,
    BriefingWritten,
    SettingsChange,
)
from activities.patience import keep_record, look_around, put_into_words
from domain.briefing_days import (
    BriefingState,
    NextStep,
    Step,
    begun,
    is_ready,
    judge_greeting,
    next_step,
    state_of,
    time_to_prepare,
)
from domain.briefings import (
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
    Phase,
    briefing_id,
    check_settings,
    local_date,
)
from domain.deliveries import ChannelAddress, ChannelKind
from domain.errors import InvalidRequest
from domain.events import EventType
from workflows.attributes import show_state
from workflows.pushes import start_delivery
from workflows.reasons import NOT_PREPARED, NOT_READY, OTHER_DAY, REFUSED, reason_of, refusal

NO_CHANNEL = "Nobody greeted, and there is no push channel."


@dataclass(frozen=True)
class BriefingInput:
    """Everything the workflow needs; add fields, with defaults, at the end.

    Attributes:
        state: what the run before left; None when there was none.
        last_given: the newest local date known to have been given, for a run without `state`.
    """

    person_id: str
    settings: BriefingSettings = field(default_factory=BriefingSettings)
    state: BriefingState | None = None
    last_given: str = ""


@workflow.defn(name="DailyBriefing")
class DailyBriefingWorkflow:
    """One for each person; the workflow id is `briefing/<person id>`.

    It is the only judge of whether a day's briefing has been given. Never ends: it continues as
    new when a page is turned and when its history grows long, but only between two steps, with
    nothing owed and nobody waiting. What has to outlive that is in `BriefingState`.
    """

    @workflow.init
    def __init__(self, briefing: BriefingInput) -> None:
        self._person = briefing.person_id
        self._settings = briefing.settings
        self._state = briefing.state or begun(
            briefing.settings, now=workflow.now(), last_given=briefing.last_given
        )
        self._notes: list[BriefingNote] = []
        self._keeping_settings = asyncio.Lock()
        self._page_turned = False
        self._doing = ""
        self._changes = 0

    @workflow.run
    async def run(self, briefing: BriefingInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Prepare before the window, push at its end, begin the next day.

        Between an await and a decision anything may have come in, so what to do is always decided
        afresh from the state, and done without an await in between.
        """
        while True:
            while self._owes_something():
                await self._write_notes()
                await self._send_what_is_owed()
            if self._may_begin_anew():
                workflow.continue_as_new(BriefingInput(self._person, self._settings, self._state))
            upcoming = self._next()
            if upcoming.due is None or upcoming.due > workflow.now():
                await self._wait_for(upcoming)
                continue
            match upcoming.step:
                case Step.PREPARE:
                    await self._prepare()
                case Step.PUSH:
                    await self._push()
                case Step.NEXT_DAY:
                    self._turn_the_page()

    @workflow.update
    def greet(self, greeting: Greeting) -> GreetingAnswer:
        """Give the day's briefing to the first who asks; everybody else learns that it is given.

        There is no await between the look and the mark, so no second greeting can pass it.
        """
        day = self._today()
        known = state_of(day, self._state)
        if known is not None and is_ready(self._state, day):
            self._give(greeting)
            return GreetingAnswer(greeting.key, day, self._id_of(day))
        return GreetingAnswer(known.given_to if known else "", day, self._id_of(day))

    @greet.validator
    def _may_be_greeted(self, greeting: Greeting) -> None:
        """Turn a greeting down without a trace in the history, so that a later one can win."""
        if not greeting.key:
            raise InvalidRequest("key", "must not be empty")
        today = self._today()
        if greeting.day not in ("", today):
            raise refusal(OTHER_DAY, today)
        verdict = judge_greeting(self._state, self._settings, now=workflow.now())
        if verdict in (GreetingKind.OUTSIDE_WINDOW, GreetingKind.PAUSED):
            raise refusal(REFUSED, verdict)
        if verdict is GreetingKind.BRIEFING and not is_ready(self._state, today):
            raise refusal(NOT_READY, "The briefing is being prepared.")

    @workflow.update
    async def wait_until_ready(self, day: str) -> None:
        """Return when the date's briefing can be asked for.

        Waiting gives no right to it: who gives up leaves it to the next one who greets.
        """
        if self._today() == day:
            self._turn_to_today()
        await workflow.wait_condition(lambda: self._state.paused or not self._is_awaited(day))
        known = state_of(day, self._state)
        if known is None or known.phase is Phase.MISSED:
            raise refusal(NOT_PREPARED, "The briefing could not be prepared today.")

    @workflow.update
    async def configure(self, settings: BriefingSettings) -> None:
        """Take new settings: in force at once, and kept when this returns."""
        self._settings = settings
        self._become(self._state.configured(settings, now=workflow.now()))
        change = SettingsChange(self._person, settings, workflow.now(), self._changes)
        # One after the other, or a retry of the older ones would overwrite the newer ones.
        async with self._keeping_settings:
            await workflow.execute_activity_method(
                BriefingActivities.keep_settings, change, **keep_record("new settings")
            )

    @configure.validator
    def _may_be_configured(self, settings: BriefingSettings) -> None:
        """Turn down what would stop the workflow, whoever sent it."""
        check_settings(settings)

    @workflow.signal
    def pause(self, reason: str) -> None:
        """Prepare, give and push nothing until resumed; pausing twice keeps the first reason."""
        if self._state.paused:
            return
        self._become(self._state.paused_for(reason))
        self._note(EventType.BRIEFING_PAUSED, "", {"reason": reason})

    @workflow.signal
    def resume(self) -> None:
        """Go on; what fell due meanwhile is left out, not made up for."""
        if not self._state.paused:
            return
        self._become(self._state.resumed(self._settings, now=workflow.now()))
        self._note(EventType.BRIEFING_RESUMED, "", {})

    @workflow.signal
    def prepare_now(self) -> None:
        """Prepare the next briefing without waiting for its time."""
        self._become(replace(self._state, prepare_wanted=True))

    @workflow.query
    def today(self) -> BriefingToday:
        """Tell the day's state and what comes next."""
        current, upcoming = self._state.current, self._next()
        return BriefingToday(
            self._person,
            current.day,
            current.phase,
            "" if current.phase is Phase.WAITING else self._id_of(current.day),
            current.given_at,
            self._state.paused,
            upcoming.step,
            upcoming.due,
            self._doing,
            self._settings,
        )

    async def _prepare(self) -> None:
        """Gather, summarise and write; the day is lost only if that can never work."""
        self._become(replace(self._state, prepare_wanted=False))
        order = BriefingOrder(self._person, self._state.current.day, workflow.now(), self._settings)
        try:
            written = await self._make(order)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            if self._state.current.day == order.day:
                self._miss(reason_of(error))
        else:
            if self._state.current.day == order.day:
                self._become(self._state.reached(Phase.PREPARED))
            self._show(f"Prepared: {written.title}")
        finally:
            self._doing = ""

    async def _make(self, order: BriefingOrder) -> BriefingWritten:
        self._show("Gathering logs, alarms and events.")
        await workflow.execute_activity_method(
            BriefingActivities.gather,
            order,
            **look_around(f"facts of {order.day}", within=self._time_left(order)),
        )
        self._show("Putting the facts into words.")
        await workflow.execute_activity_method(
            BriefingActivities.summarise,
            order,
            **put_into_words(f"summary of {order.day}", within=self._time_left(order)),
        )
        self._show("Writing the briefing.")
        written: BriefingWritten = await workflow.execute_activity_method(
            BriefingActivities.write,
            order,
            **keep_record(f"briefing of {order.day}", within=self._time_left(order)),
        )
        return written

    def _time_left(self, order: BriefingOrder) -> timedelta:
        return time_to_prepare(order.day, order.settings, now=workflow.now())

    async def _push(self) -> None:
        """Nobody greeted: send it on every channel the person named (BRF-7)."""
        if not self._settings.channels:
            self._miss(NO_CHANNEL)
            return
        day = self._state.current.day
        self._become(self._state.reached(Phase.PUSHED))
        await self._push_day(day)

    async def _push_day(self, day: str) -> None:
        channels = self._settings.channels
        for address in channels:
            await start_delivery(self._person, day, address)
        named = ", ".join(address.kind for address in channels)
        self._note(EventType.BRIEFING_PUSHED, day, {"channels": named})

    def _owes_something(self) -> bool:
        return bool(self._notes or self._state.mail_due or self._state.unheard)

    async def _send_what_is_owed(self) -> None:
        """Mail what was spoken, and push late what a sleeping worker left unheard."""
        spoken, late = self._state.mail_due, self._state.unheard
        self._become(replace(self._state, mail_due="", unheard=""))
        if spoken and self._settings.mail_after_spoken:
            mail = ChannelAddress(ChannelKind.MAIL, self._settings.mail_after_spoken)
            await start_delivery(self._person, spoken, mail)
        if late and self._settings.channels:
            await self._push_day(late)
        elif late:
            self._note(EventType.BRIEFING_MISSED, late, {"reason": NO_CHANNEL})

    async def _write_notes(self) -> None:
        while self._notes:
            note = self._notes[0]
            try:
                await workflow.execute_activity_method(
                    BriefingActivities.record, note, **keep_record(note.name)
                )
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                # It can never be written; the mornings to come are worth more than the note.
                workflow.logger.error("note lost", extra={"note": note.name}, exc_info=error)
            self._notes.pop(0)

    def _may_begin_anew(self) -> bool:
        """Say whether the history may be left behind; nobody who waits for an answer is dropped."""
        enough = self._page_turned or workflow.info().is_continue_as_new_suggested()
        return enough and not self._owes_something() and workflow.all_handlers_finished()

    async def _wait_for(self, upcoming: NextStep) -> None:
        """Wait for the step's time or for a message that may change what comes next."""
        self._show_waiting(upcoming)
        seen = self._changes
        wait = upcoming.due - workflow.now() if upcoming.due else None
        try:
            await workflow.wait_condition(
                lambda: self._changes != seen or self._may_begin_anew(),
                timeout=wait,
                timeout_summary=upcoming.step,
            )
        except TimeoutError:
            return

    def _next(self) -> NextStep:
        return next_step(
            self._state.current,
            self._settings,
            now=workflow.now(),
            paused=self._state.paused,
            prepare_wanted=self._state.prepare_wanted,
        )

    def _is_awaited(self, day: str) -> bool:
        return self._state.current.day == day and self._state.current.phase is Phase.WAITING

    def _give(self, greeting: Greeting) -> None:
        day = self._state.current.day
        self._become(self._state.given(key=greeting.key, by=greeting.by, at=workflow.now()))
        self._note(EventType.BRIEFING_GIVEN, day, {"by": greeting.by})
        self._show(f"Given to {greeting.by}.")

    def _miss(self, reason: str) -> None:
        day = self._state.current.day
        self._become(self._state.reached(Phase.MISSED))
        self._note(EventType.BRIEFING_MISSED, day, {"reason": reason[:500]})

    def _turn_to_today(self) -> None:
        """Begin today if the worker slept through the turn of the page."""
        if self._state.current.day < self._today():
            self._turn_the_page()

    def _turn_the_page(self) -> None:
        """Begin the next day; the run that follows starts with an empty history."""
        if self._state.current.phase is Phase.WAITING:
            self._miss("The day passed before it could be prepared.")
        self._become(self._state.turned(self._settings, now=workflow.now()))
        self._page_turned = True

    def _today(self) -> str:
        return local_date(workflow.now(), self._settings.zone).isoformat()

    def _id_of(self, day: str) -> str:
        return briefing_id(self._person, day)

    def _note(self, event: EventType, day: str, data: dict[str, str]) -> None:
        at = workflow.now()
        name = event.rpartition(".")[2]
        # Two that arrive together share the moment, and are two all the same.
        unique = name if day else f"{name}/{at.isoformat()}/{self._changes}"
        self._notes.append(BriefingNote(event, self._person, day, at, unique, data))
        self._touch()

    def _become(self, state: BriefingState) -> None:
        self._state = state
        self._touch()

    def _touch(self) -> None:
        self._changes += 1

    def _show(self, sentence: str) -> None:
        self._doing = sentence
        workflow.set_current_details(f"**{self._state.current.day}** {sentence}")
        show_state(self._state.current.phase)

    def _show_waiting(self, upcoming: NextStep) -> None:
        current = self._state.current
        due = f"{upcoming.due:%Y-%m-%d %H:%M} UTC" if upcoming.due else "when resumed"
        workflow.set_current_details(
            f"**{current.day}** {current.phase}. Next: {upcoming.step} at {due}."
        )
        self._doing = ""
        show_state("paused" if self._state.paused else current.phase)
