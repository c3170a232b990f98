"""A program as a `Channel`: gets messages for people as signed JSON, to do with as it likes."""

import json

from application.ports.clock import Clock
from application.ports.webhooks import WebhookPoster
from domain.common import messages
from domain.common.errors import Misconfigured
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome, Receipt
from domain.deliveries.webhooks import Answer, Post, Reply, message_id_of, reply_of

MESSAGE = "zhiban.message"
"""Type of the payload, in the form that Standard Webhooks recommends: type, timestamp, data."""

_OUTCOMES = {
    Reply.ACCEPTED: Outcome.ACCEPTED,
    Reply.SILENT: Outcome.RETRY,
    Reply.BUSY: Outcome.RETRY,
    Reply.WRONG_DOOR: Outcome.CONFIGURATION,
    Reply.REFUSED: Outcome.PERMANENT,
}


class WebhookChannel:
    """Posts messages to the programs that the settings name.

    Args:
        poster: knows the names.
        clock: for signatures and the payload.
    """

    def __init__(self, poster: WebhookPoster, clock: Clock) -> None:
        self._poster = poster
        self._clock = clock

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.WEBHOOK

    def parts_of(self, message: Message, to: ChannelAddress) -> int:  # noqa: ARG002 - the port's signature
        """Return 1: a program takes any length."""
        return 1

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:  # noqa: ARG002 - the port's signature
        """Post once; see `Channel.send`.

        A post without an answer is tried again, unlike a chat message: the same `webhook-id` tells
        the program that it is the same message.
        """
        at = self._clock.now()
        payload = {
            "type": MESSAGE,
            "timestamp": at.isoformat(),
            "data": {
                "key": message.key,
                "title": message.title,
                "markdown": message.markdown,
                "text": message.text,
                "link": message.link,
                "sandbox": message.sandbox,
            },
        }
        body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "backslashreplace")
        post = Post(message_id_of(message.key), body, "application/json")
        try:
            answer = await self._poster.post(to.target, post, at=at)
        except Misconfigured as error:
            return Receipt(outcome=Outcome.CONFIGURATION, detail=error.explanation)
        outcome = _OUTCOMES[reply_of(answer.status)]
        taken = 1 if outcome is Outcome.ACCEPTED else 0
        wait = answer.retry_after.total_seconds() if outcome is Outcome.RETRY else 0.0
        return Receipt(
            outcome=outcome,
            detail=_said(answer),
            parts=taken,
            sent_parts=taken,
            retry_after_seconds=wait,
            reference=post.message_id,
        )


def _said(answer: Answer) -> messages.Message:
    program = messages.message("provider.webhook")
    if answer.status is None:
        return messages.message("answer.unreachable", provider=program)
    status = messages.Called(str(answer.status))
    return messages.message("answer.status", provider=program, status=status)
