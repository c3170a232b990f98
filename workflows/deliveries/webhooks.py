"""The forwarding of events to one program, for as long as the settings name it (EVT-2)."""

from dataclasses import dataclass, replace

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.patience import linger
from activities.webhooks import ForwardOrder, WebhookActivities
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from workflows.attributes import show_state
from workflows.reasons import reason_of


@dataclass(frozen=True)
class ForwardingInput:
    """Which endpoint, and all that is carried over; add fields, with defaults, at the end."""

    endpoint: str
    paused: bool = False
    reason: str = ""


@dataclass(frozen=True)
class ForwardingStatus:
    """How it is: the answer to the query."""

    paused: bool
    reason: str


@workflow.defn(name="EventForwarding")
class EventForwardingWorkflow:
    """One run per endpoint, with the id `webhook/<name>`.

    All its work is one activity that lingers; while all goes well the history does not grow.
    Never ends, unless the settings name the endpoint no more.
    """

    @workflow.init
    def __init__(self, forwarding: ForwardingInput) -> None:
        self._state = forwarding
        self._recalled = False

    @workflow.run
    async def run(self, forwarding: ForwardingInput) -> str:  # noqa: ARG002 - Temporal passes the input to both
        """Send; stop while paused; start afresh before the history is long."""
        while True:
            self._show()
            await workflow.wait_condition(lambda: not self._state.paused)
            self._show()
            if ended := await self._forward():
                workflow.set_current_details(ended)
                show_state("ended")
                return ended
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(self._state)

    @workflow.update
    def pause(self, reason: str = "") -> ForwardingStatus:
        """Stop sending; the first reason stays."""
        if not self._state.paused:
            self._state = replace(self._state, paused=True, reason=reason)
            self._recalled = True
        return self._status()

    @pause.validator
    def _may_be_paused(self, reason: str = "") -> None:
        """Turn down a reason that is none."""
        if not isinstance(reason, str):
            raise InvalidRequest("reason", message("rule.text"))

    @workflow.update
    def resume(self) -> ForwardingStatus:
        """Go on at once, also when only the next try was waited for."""
        self._state = replace(self._state, paused=False, reason="")
        self._recalled = True
        return self._status()

    @resume.validator
    def _takes_nothing(self) -> None:
        """Turn down a message that brings something, before it reaches the handler."""

    @workflow.query
    def status(self) -> ForwardingStatus:
        """Say how it is."""
        return self._status()

    def _status(self) -> ForwardingStatus:
        return ForwardingStatus(self._state.paused, self._state.reason)

    async def _forward(self) -> str:
        """Send until recalled; return why it ended for good, or nothing."""
        self._recalled = False
        sending = workflow.start_activity_method(
            WebhookActivities.forward,
            ForwardOrder(self._state.endpoint),
            **linger(f"events to {self._state.endpoint}"),
        )
        await workflow.wait_condition(lambda: self._recalled or sending.done())
        if not sending.done():
            sending.cancel()
        try:
            await sending
        except ActivityError as error:
            if is_cancelled_exception(error) and not self._recalled:
                raise  # the workflow itself is cancelled
            if not self._recalled:
                return reason_of(error)
            # A try that fails while it is recalled is reported as its failure: no reason to end.
        return ""

    def _show(self) -> None:
        if self._state.paused:
            workflow.set_current_details(f"Paused. {self._state.reason}")
        else:
            workflow.set_current_details("Sends events as they come; see the pending activity.")
        show_state("paused" if self._state.paused else "running")
