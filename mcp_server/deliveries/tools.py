"""Tools for messages to people, as an agent sees them."""

from dataclasses import dataclass
from typing import Annotated, Literal

from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.common.views import table_of
from application.deliveries.deliveries import LONGEST_KEY
from application.deliveries.feedback import MOST_DAYS, USUAL_DAYS
from application.deliveries.views import (
    DeliveryHistoryView,
    DeliveryStepView,
    DeliveryView,
    FeedbackView,
    ReachRateView,
    delivery_view,
    feedback_view,
    history_view,
    rate_line,
    rate_view,
    resent,
)
from application.services import Services
from domain.common.messages import Called, message
from domain.deliveries.deliveries import ChannelKind, DeliveryState
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.identity import Identity, localizer_of
from mcp_server.results import Sandbox, mark, plain, told

Key = Annotated[
    str,
    Field(
        description="Key of the message, as list_deliveries gives it.",
        min_length=1,
        max_length=LONGEST_KEY,
    ),
]


class DeliveriesShown(BaseModel):
    """Messages to a person, newest first."""

    deliveries: list[DeliveryView]
    truncated: bool = Field(description="True when the answer was cut to fit; ask for fewer.")
    sandbox: Sandbox


class DeliveryShown(BaseModel):
    """One message with each step of its way."""

    history: DeliveryHistoryView
    sandbox: Sandbox


class TrialSent(BaseModel):
    """What became of a test message, one row for each address."""

    deliveries: list[DeliveryView]
    sandbox: Sandbox


class MessageJudged(BaseModel):
    """What was said of a message."""

    feedback: FeedbackView
    sandbox: Sandbox


class RatesShown(BaseModel):
    """How many messages arrived, of all channels first."""

    rates: list[ReachRateView]
    sandbox: Sandbox


class DeliveryResent(BaseModel):
    """A message that is on its way again."""

    delivery: DeliveryView
    sandbox: Sandbox


@dataclass(frozen=True)
class DeliveryTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_deliveries(
        self,
        *,
        channel: Annotated[
            Literal["", "mail", "wecom", "dingtalk", "feishu", "sms", "webhook", "apprise"],
            Field(description="Only by this channel; empty: all."),
        ] = "",
        state: Annotated[
            Literal[
                "",
                "queued",
                "retrying",
                "sending",
                "accepted",
                "delivered",
                "spoken",
                "read",
                "failed",
                "uncertain",
            ],
            Field(description="Only those in this state; empty: all."),
        ] = "",
        limit: Annotated[int, Field(description="How many at most.", ge=1, le=50)] = 20,
    ) -> Annotated[CallToolResult, DeliveriesShown]:
        """List what was sent to the person by mail, chat or text message, newest first.

        Use when they ask whether a message arrived, why it did not, or when it is tried again; and
        to find the key for resend_delivery. For what a briefing says use get_briefing.
        Fails when the token may not read them.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        found = await self.services.deliveries.list(
            by=by,
            channel=ChannelKind(channel) if channel else None,
            states=(DeliveryState(state),) if state else (),
            limit=limit,
        )
        views = [delivery_view(each, words.text) for each in found]
        table = table_of(DeliveryView, views, words.words, words.reader)
        lines = [" | ".join(shown(cell, 400) for cell in row) for row in table.rows]
        kept = len(fitting([(plain(v), t) for v, t in zip(views, lines, strict=True)], wire_bytes))
        result = DeliveriesShown(
            deliveries=views[:kept], truncated=kept < len(views), sandbox=self.services.sandbox
        )
        heads = [" | ".join(table.labels)] if kept else [words.text(message("delivery.none_yet"))]
        return told(result, "\n".join((mark(self.services.sandbox) + heads[0], *lines[:kept])))

    async def get_delivery(self, key: Key) -> Annotated[CallToolResult, DeliveryShown]:
        """Show one message to the person with each step of its way: tries, answers, next try.

        Use to explain why a message is late or lost. Find the key with list_deliveries. Fails when
        there is no such message of theirs.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        view = history_view(await self.services.deliveries.show(by=by, key=key), words.text)
        table = table_of(DeliveryStepView, view.steps, words.words, words.reader)
        lines = [
            " | ".join(shown(cell, 400) for cell in row) for row in (table.labels, *table.rows)
        ]
        result = DeliveryShown(history=view, sandbox=self.services.sandbox)
        return told(result, mark(self.services.sandbox) + "\n".join(lines))

    async def resend_delivery(
        self,
        key: Key,
        may_repeat: Annotated[  # noqa: FBT002 - the name of an argument on the wire
            bool,
            Field(description="True only when the person accepts that it may arrive twice."),
        ] = False,
    ) -> Annotated[CallToolResult, DeliveryResent]:
        """Send once more a message to the person that failed.

        Use when they ask for it and the cause is mended. What may have arrived already is sent only
        with may_repeat; get_delivery shows what was answered. Fails when it arrived, or is still
        being tried.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        sent = await self.services.deliveries.resend(by=by, key=key, may_repeat=may_repeat)
        result = DeliveryResent(
            delivery=delivery_view(sent, words.text), sandbox=self.services.sandbox
        )
        return told(result, mark(self.services.sandbox) + words.text(resent(sent)))

    async def judge_message(
        self,
        *,
        useful: Annotated[bool, Field(description="Whether it was of use, as the person says.")],
        key: Annotated[
            str,
            Field(
                description="Key of the message, from list_deliveries; empty: the newest that "
                "arrived.",
                max_length=LONGEST_KEY,
            ),
        ] = "",
    ) -> Annotated[CallToolResult, MessageJudged]:
        """Keep that the person called a message useful or not useful; the newest word holds.

        Use when they say so of a briefing, an alert or a digest they got, e.g. 'that was no use'.
        For what they want kept for later use remember; to get fewer messages configure_briefing.
        Fails when no message arrived, or it is not theirs.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        judged = await self.services.feedback.give(by=by, useful=useful, key=key)
        said = message("delivery.judged", useful=useful, key=Called(judged.delivery.key))
        result = MessageJudged(feedback=feedback_view(judged), sandbox=self.services.sandbox)
        return told(result, mark(self.services.sandbox) + words.text(said))

    async def get_reach_rates(
        self,
        *,
        days: Annotated[
            int, Field(description="How many days back.", ge=1, le=MOST_DAYS)
        ] = USUAL_DAYS,
        everybody: Annotated[
            bool, Field(description="Of all people; only for those who may act for others.")
        ] = False,
    ) -> Annotated[CallToolResult, RatesShown]:
        """Tell how many messages arrived by channel, and how many their readers called useful.

        Use when the person asks whether messages get through, or which channel fails. Counted from
        the ledger alone: uncertain ones count as not arrived, those still being tried not at all.
        For single messages use list_deliveries. Fails when it is of everybody and they may not.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        found = await self.services.feedback.rates(by=by, days=days, everybody=everybody)
        views = [rate_view(each) for each in found]
        table = table_of(ReachRateView, views, words.words, words.reader)
        rows = (table.labels, *table.rows)
        lines = [" | ".join(shown(cell, 60) for cell in row) for row in rows]
        said = mark(self.services.sandbox) + words.text(rate_line(views[0], days))
        result = RatesShown(rates=views, sandbox=self.services.sandbox)
        return told(result, "\n".join((said, *lines)))

    async def send_test_message(
        self,
        task_id: Annotated[
            str,
            Field(
                description="Those whom this task tells; empty: where the person reads briefings.",
                max_length=64,
            ),
        ] = "",
    ) -> Annotated[CallToolResult, TrialSent]:
        """Send a message that says only that it is a test, and tell within 15 s what became of it.

        Use when the person wants to know whether messages arrive, or after they changed whom a task
        tells. For what was sent before use list_deliveries. Fails when the task tells nobody, the
        person has no address, or a dozen were sent within the hour.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        sent = await self.services.trial_messages.send(by=by, task_id=task_id)
        views = [delivery_view(each, words.text) for each in sent]
        table = table_of(DeliveryView, views, words.words, words.reader)
        lines = [
            " | ".join(shown(cell, 400) for cell in row) for row in (table.labels, *table.rows)
        ]
        result = TrialSent(deliveries=views, sandbox=self.services.sandbox)
        return told(result, mark(self.services.sandbox) + "\n".join(lines))
