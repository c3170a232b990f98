"""The daily briefing of one person, for as long as they are with us (BRF-1…9)."""

from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.briefings import BriefingActivities, BriefingOrder, BriefingWritten
from activities.patience import keep_record, look_around, put_into_words
from domain.briefings.briefings import Phase
from domain.briefings.days import NextStep, Step, time_to_prepare
from domain.common.messages import message
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import EventType
from workflows.briefings.days import BriefingInput
from workflows.briefings.messages import BriefingMessages
from workflows.deliveries.pushes import start_delivery
from workflows.reasons import message_in

NO_CHANNEL = message("briefing.no_channel")


@workflow.defn(name="DailyBriefing")
class DailyBriefingWorkflow(BriefingMessages):
    """One for each person; the workflow id is `briefing/<person id>`.

    It is the only judge of whether a day's briefing has been given. Never ends: it continues as
    new when a page is turned and when its history grows long, but only between two steps, with
    nothing owed and nobody waiting. What has to outlive that is in `BriefingState`.
    """

    @workflow.init
    def __init__(self, briefing: BriefingInput) -> None:
        super().__init__(briefing)

    @workflow.run
    async def run(self, briefing: BriefingInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Prepare before the window, push at its end, begin the next day.

        Between an await and a decision anything may have come in, so what to do is always decided
        afresh from the state, and done without an await in between.
        """
        days = self.days
        while True:
            while days.owes_something:
                await days.notes.write()
                await self._send_what_is_owed()
            if self._may_begin_anew():
                workflow.continue_as_new(days.input)
            upcoming = days.next
            if upcoming.due is None or upcoming.due > workflow.now():
                await self._wait_for(upcoming)
                continue
            match upcoming.step:
                case Step.PREPARE:
                    await self._prepare()
                case Step.PUSH:
                    await self._push()
                case Step.NEXT_DAY:
                    days.turn_the_page()

    async def _prepare(self) -> None:
        """Gather, summarise and write; the day is lost only if that can never work."""
        days = self.days
        days.become(replace(days.state, prepare_wanted=False))
        order = BriefingOrder(days.person, days.state.current.day, workflow.now(), days.settings)
        try:
            written = await self._make(order)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            if days.state.current.day == order.day:
                days.miss(message_in(error))
        else:
            if days.state.current.day == order.day:
                days.become(days.state.reached(Phase.PREPARED))
            days.show(f"Prepared: {written.title}")
        finally:
            days.doing = ""

    async def _make(self, order: BriefingOrder) -> BriefingWritten:
        self.days.show("Gathering logs, alarms and events.")
        await workflow.execute_activity_method(
            BriefingActivities.gather,
            order,
            **look_around(f"facts of {order.day}", within=_time_left(order)),
        )
        self.days.show("Putting the facts into words.")
        await workflow.execute_activity_method(
            BriefingActivities.summarise,
            order,
            **put_into_words(f"summary of {order.day}", within=_time_left(order)),
        )
        self.days.show("Writing the briefing.")
        written: BriefingWritten = await workflow.execute_activity_method(
            BriefingActivities.write,
            order,
            **keep_record(f"briefing of {order.day}", within=_time_left(order)),
        )
        return written

    async def _push(self) -> None:
        """Nobody greeted: send it on every channel the person named (BRF-7)."""
        days = self.days
        if not days.settings.channels:
            days.miss(NO_CHANNEL)
            return
        day = days.state.current.day
        days.become(days.state.reached(Phase.PUSHED))
        await self._push_day(day)

    async def _push_day(self, day: str) -> None:
        channels = self.days.settings.channels
        for address in channels:
            await start_delivery(self.days.person, day, address)
        named = ", ".join(address.kind for address in channels)
        self.days.note(EventType.BRIEFING_PUSHED, day, {"channels": named})

    async def _send_what_is_owed(self) -> None:
        """Mail what was spoken, and push late what a sleeping worker left unheard."""
        days = self.days
        spoken, late = days.state.mail_due, days.state.unheard
        days.become(replace(days.state, mail_due="", unheard=""))
        if spoken and days.settings.mail_after_spoken:
            mail = ChannelAddress(ChannelKind.MAIL, days.settings.mail_after_spoken)
            await start_delivery(days.person, spoken, mail)
        if late and days.settings.channels:
            await self._push_day(late)
        elif late:
            days.note(EventType.BRIEFING_MISSED, late, {"reason": NO_CHANNEL.recorded})

    def _may_begin_anew(self) -> bool:
        """Say whether the history may be left behind; nobody who waits for an answer is dropped."""
        enough = self.days.page_turned or workflow.info().is_continue_as_new_suggested()
        return enough and not self.days.owes_something and workflow.all_handlers_finished()

    async def _wait_for(self, upcoming: NextStep) -> None:
        """Wait for the step's time or for a message that may change what comes next."""
        days = self.days
        days.show_waiting(upcoming)
        seen = days.changes
        wait = upcoming.due - workflow.now() if upcoming.due else None
        try:
            await workflow.wait_condition(
                lambda: days.changes != seen or self._may_begin_anew(),
                timeout=wait,
                timeout_summary=upcoming.step,
            )
        except TimeoutError:
            return


def _time_left(order: BriefingOrder) -> timedelta:
    return time_to_prepare(order.day, order.settings, now=workflow.now())
