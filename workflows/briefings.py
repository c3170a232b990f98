"""The daily briefing of one person, for as long as they are with us (BRF-1…9)."""

from dataclasses import dataclass, field, replace

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, WorkflowAlreadyStartedError

from activities.briefings import (
    BriefingActivities,
    BriefingNote,
    BriefingOrder,
    BriefingWritten,
    SettingsChange,
)
from activities.deliveries import DeliveryOrder
from activities.patience import keep_record, look_around, put_into_words
from domain.briefing_days import (
    BriefingState,
    NextStep,
    Step,
    first_day,
    judge_greeting,
    next_step,
    state_of,
)
from domain.briefings import (
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
    Phase,
    briefing_id,
    local_date,
)
from domain.deliveries import ChannelAddress, ChannelKind, delivery_key
from domain.events import EventType
from workflows.attributes import for_child, show_state

REFUSED = "BriefingRefused"
"""Type of the failure that turns a greeting down; its message is a `GreetingKind`."""

NOT_PREPARED = "BriefingNotPrepared"
"""Type of the failure for a greeting whose briefing could not be made that day."""


NO_CHANNEL = "Nobody greeted, and there is no push channel."


@dataclass(frozen=True)
class BriefingInput:
    """Everything the workflow needs; `state` is None for a new person."""

    person_id: str
    settings: BriefingSettings = field(default_factory=BriefingSettings)
    state: BriefingState | None = None


@workflow.defn(name="DailyBriefing")
class DailyBriefingWorkflow:
    """One for each person; the workflow id is `briefing/<person id>`.

    It is the only judge of whether a day's briefing has been given. Never ends: it continues as
    new once a day, just before it prepares the next briefing, when nobody is greeting.
    """

    @workflow.init
    def __init__(self, briefing: BriefingInput) -> None:
        self._person = briefing.person_id
        self._settings = briefing.settings
        self._state = briefing.state or BriefingState(
            first_day(briefing.settings, now=workflow.now())
        )
        self._notes: list[BriefingNote] = []
        self._spoken_mail_due = ""
        self._prepare_wanted = False
        self._doing = ""
        self._changes = 0

    @workflow.run
    async def run(self, briefing: BriefingInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Prepare before the window, push at its end, begin the next day."""
        while True:
            await self._write_notes()
            await self._send_what_is_owed()
            upcoming = self._next()
            await self._wait_until_due(upcoming)
            if self._owes_something() or not self._is_due(self._next()):
                continue
            match self._next().step:
                case Step.PREPARE:
                    await self._prepare()
                case Step.PUSH:
                    await self._push()
                case Step.NEXT_DAY:
                    await self._begin_next_day()

    @workflow.update
    async def greet(self, greeting: Greeting) -> GreetingAnswer:
        """Give the day's briefing to the first who asks; everybody else learns that it is given.

        The claim is made before the first await, so no second greeting can pass it.
        """
        self._turn_to_today()
        day = self._today()
        known = state_of(day, self._state)
        if known is None or known.given_to or known.phase is Phase.PUSHED:
            return GreetingAnswer(known.given_to if known else "", day, self._id_of(day))
        self._become(self._state.claimed(key=greeting.key, by=greeting.by))
        await workflow.wait_condition(
            lambda: self._state.current.day != day or self._state.current.phase is not Phase.WAITING
        )
        if self._state.current.day != day or self._state.current.phase is Phase.MISSED:
            raise ApplicationError(
                "The briefing could not be prepared today.", type=NOT_PREPARED, non_retryable=True
            )
        self._mark_given(greeting)
        return GreetingAnswer(greeting.key, day, self._id_of(day))

    @greet.validator
    def _may_be_greeted(self, greeting: Greeting) -> None:
        """Turn a greeting down without a trace in the history, so that a later one can win."""
        if not greeting.key:
            raise ApplicationError("A greeting needs a key.", type="InvalidRequest")
        verdict = judge_greeting(self._state, self._settings, now=workflow.now())
        if verdict in (GreetingKind.OUTSIDE_WINDOW, GreetingKind.PAUSED):
            raise ApplicationError(verdict, type=REFUSED, non_retryable=True)

    @workflow.update
    async def configure(self, settings: BriefingSettings) -> None:
        """Take new settings: in force at once, and kept when this returns."""
        self._settings = settings
        self._touch()
        await workflow.execute_activity_method(
            BriefingActivities.keep_settings,
            SettingsChange(self._person, settings, workflow.now()),
            **keep_record("new settings"),
        )

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
        self._prepare_wanted = True
        self._touch()

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
        self._prepare_wanted = False
        order = BriefingOrder(self._person, self._state.current.day, workflow.now(), self._settings)
        try:
            written = await self._make(order)
        except ActivityError as error:
            self._miss(str(error.cause or error))
        else:
            if self._state.current.day == order.day:
                self._become(self._state.reached(Phase.PREPARED))
            self._show(f"Prepared: {written.title}")
        finally:
            self._doing = ""

    async def _make(self, order: BriefingOrder) -> BriefingWritten:
        self._show("Gathering logs, alarms and events.")
        await workflow.execute_activity_method(
            BriefingActivities.gather, order, **look_around(f"facts of {order.day}")
        )
        self._show("Putting the facts into words.")
        await workflow.execute_activity_method(
            BriefingActivities.summarise, order, **put_into_words(f"summary of {order.day}")
        )
        self._show("Writing the briefing.")
        written: BriefingWritten = await workflow.execute_activity_method(
            BriefingActivities.write, order, **keep_record(f"briefing of {order.day}")
        )
        return written

    async def _push(self) -> None:
        """Nobody greeted: send it on every channel the person named (BRF-7)."""
        current = self._state.current
        if current.given_to:
            # A greeting holds the claim and its handler is about to mark the day as given.
            await workflow.wait_condition(lambda: self._state.current.phase is not Phase.PREPARED)
            return
        if not self._settings.channels:
            self._miss(NO_CHANNEL)
            return
        self._become(self._state.reached(Phase.PUSHED))
        await self._push_day(current.day)

    async def _push_day(self, day: str) -> None:
        for address in self._settings.channels:
            await self._deliver(day, address)
        named = ", ".join(address.kind for address in self._settings.channels)
        self._note(EventType.BRIEFING_PUSHED, day, {"channels": named})

    async def _deliver(self, day: str, address: ChannelAddress) -> None:
        """Start the delivery; it lives on its own, and the same key is never started twice."""
        event_id = f"briefing/{self._id_of(day)}"
        key = delivery_key(event_id, self._person, address)
        order = DeliveryOrder(key, event_id, self._person, self._id_of(day), address)
        try:
            await workflow.start_child_workflow(
                "Delivery",
                order,
                id=f"delivery/{key}",
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"Briefing of {day} to {self._person} by {address.kind}",
                search_attributes=for_child("delivery", "queued"),
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("delivery already started", extra={"key": key})

    def _owes_something(self) -> bool:
        return bool(self._notes or self._spoken_mail_due or self._state.unheard)

    async def _send_what_is_owed(self) -> None:
        """Mail what was spoken, and push late what a sleeping worker left unheard."""
        day, self._spoken_mail_due = self._spoken_mail_due, ""
        if day and self._settings.mail_after_spoken:
            await self._deliver(
                day, ChannelAddress(ChannelKind.MAIL, self._settings.mail_after_spoken)
            )
        late = self._state.unheard
        if late:
            self._become(replace(self._state, unheard=""))
            if self._settings.channels:
                await self._push_day(late)
            else:
                self._note(EventType.BRIEFING_MISSED, late, {"reason": NO_CHANNEL})

    async def _begin_next_day(self) -> None:
        """Turn the page and continue as new, once every handler has answered."""
        if self._state.current.phase is Phase.WAITING:
            self._miss("The day passed before it could be prepared.")
        await workflow.wait_condition(workflow.all_handlers_finished)
        while self._owes_something():
            await self._write_notes()
            await self._send_what_is_owed()
        self._become(self._state.turned(self._settings, now=workflow.now()))
        workflow.continue_as_new(BriefingInput(self._person, self._settings, self._state))

    async def _wait_until_due(self, upcoming: NextStep) -> None:
        """Wait for the step's time or for a message that may change what comes next."""
        self._show_waiting(upcoming)
        seen = self._changes
        if self._is_due(upcoming):
            return
        wait = upcoming.due - workflow.now() if upcoming.due else None
        try:
            await workflow.wait_condition(
                lambda: self._changes != seen, timeout=wait, timeout_summary=upcoming.step
            )
        except TimeoutError:
            return

    async def _write_notes(self) -> None:
        while self._notes:
            note = self._notes[0]
            await workflow.execute_activity_method(
                BriefingActivities.record, note, **keep_record(note.name)
            )
            self._notes.pop(0)

    def _next(self) -> NextStep:
        upcoming = next_step(
            self._state.current, self._settings, now=workflow.now(), paused=self._state.paused
        )
        if self._prepare_wanted and upcoming.step is Step.PREPARE:
            return NextStep(Step.PREPARE, workflow.now())
        return upcoming

    def _is_due(self, upcoming: NextStep) -> bool:
        return upcoming.due is not None and upcoming.due <= workflow.now()

    def _mark_given(self, greeting: Greeting) -> None:
        day = self._state.current.day
        self._become(self._state.given(at=workflow.now()))
        self._note(EventType.BRIEFING_GIVEN, day, {"by": greeting.by})
        self._spoken_mail_due = day
        self._show(f"Given to {greeting.by}.")

    def _miss(self, reason: str) -> None:
        day = self._state.current.day
        self._become(self._state.reached(Phase.MISSED))
        self._note(EventType.BRIEFING_MISSED, day, {"reason": reason[:500]})

    def _turn_to_today(self) -> None:
        """Begin today if the worker slept through the turn of the page."""
        if self._state.current.day < self._today():
            if self._state.current.phase is Phase.WAITING:
                self._miss("The day passed before it could be prepared.")
            self._become(self._state.turned(self._settings, now=workflow.now()))

    def _today(self) -> str:
        return local_date(workflow.now(), self._settings.zone).isoformat()

    def _id_of(self, day: str) -> str:
        return briefing_id(self._person, day)

    def _note(self, event: EventType, day: str, data: dict[str, str]) -> None:
        at = workflow.now()
        name = event.rpartition(".")[2]
        unique = name if day else f"{name}/{at.isoformat()}"
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
