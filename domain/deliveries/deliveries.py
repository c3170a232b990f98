"""One message to one recipient on one channel, and what became of it (PSH-2, PSH-7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from domain.common import messages
from domain.common.errors import Conflict


class ChannelKind(StrEnum):
    """Ways to reach a person; the value is the wire name."""

    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SMS = "sms"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


@dataclass(frozen=True)
class ChannelAddress:
    """Where to reach somebody.

    Attributes:
        kind: which channel.
        target: mail address, or E.164 number for SMS; for robots and webhooks the NAME of a
            configured one (its key, token or address is a secret that stays in the settings).
        mentions: channel user ids or mobile numbers to @.
    """

    kind: ChannelKind
    target: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a mail; `content` is at most 1 MB."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to say, in every form a channel may want.

    Attributes:
        key: idempotency key of (event, recipient, channel); the same key is the same message.
        title: one line.
        markdown: for chat robots.
        text: plain.
        html: for mail; empty when there is none.
        link: share link for channels that cannot carry it all; empty when there is none.
        link_label: what the link is called.
        sandbox: True puts a mark on every part.
        mark: that mark in the reader's language; empty: a general one.
        subject: what a mail's subject says; empty: the title.
    """

    key: str
    title: str
    markdown: str
    text: str
    html: str = ""
    link: str = ""
    attachments: tuple[Attachment, ...] = ()
    sandbox: bool = False
    link_label: str = ""
    mark: str = ""
    subject: str = ""


class DeliveryState(StrEnum):
    """How far a delivery has come; a state is only set on evidence (BRF-7)."""

    QUEUED = "queued"
    RETRYING = "retrying"  # not taken yet; tried again at `next_try_at`
    SENDING = "sending"  # about to leave; found again after a crash, it means "uncertain"
    ACCEPTED = "accepted"  # the provider said yes
    DELIVERED = "delivered"  # a receipt says it arrived
    SPOKEN = "spoken"
    READ = "read"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # it left, and no answer came


_UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRYING)


ARRIVED = frozenset(
    {
        DeliveryState.ACCEPTED,
        DeliveryState.DELIVERED,
        DeliveryState.SPOKEN,
        DeliveryState.READ,
    }
)
"""The provider has it, at least; unknown is never counted as one of them."""


class Outcome(StrEnum):
    """What one try says about trying again."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    PERMANENT = "permanent"
    CONFIGURATION = "configuration"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The answer to one try.

    Attributes:
        outcome: class of the answer.
        detail: without secrets: the provider's code and text.
        parts: how many parts the provider accepted.
        sent_parts: index after the last accepted part, to continue there on the next try.
        retry_after_seconds: what the provider asked for; 0 when it did not.
        reference: the provider's own id of the message, empty when it gives none.
        tried: False when it was our own pace that held the message back; that is no failed try.
    """

    outcome: Outcome
    detail: messages.Message | None = None
    parts: int = 0
    sent_parts: int = 0
    retry_after_seconds: float = 0.0
    reference: str = ""
    tried: bool = True


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One row of the ledger: `(key, state, at)`; the newest row of a key is its state.

    Attributes:
        answer: to the newest try that has one, in words that anybody who may see the row may read.
        next_try_at: when it is tried again; None once its fate is known, or while a try runs.
    """

    key: str
    event_id: str
    person_id: str
    channel: ChannelKind
    target: str
    state: DeliveryState
    at: datetime
    attempt: int = 0
    answer: messages.Message | None = None
    reference: str = ""
    next_try_at: datetime | None = None
    extra: dict[str, str] = field(default_factory=dict)


MENTIONS, ANSWER_TO = "mentions", "answer_to"
"""What `extra` of a row is called that a message needs to be sent again."""

TRIALS = "test-message/"
"""How the ids of events begin that say only that a message is a test."""

MOST_TRIES = 100
"""Of one message, whoever has it sent again; a channel that failed so often is not mended by it."""


def check_again(delivery: Delivery, *, may_repeat: bool) -> None:
    """Raise `Conflict` unless a message may be sent again.

    Args:
        delivery: its newest row.
        may_repeat: whether it may arrive twice, which nobody can rule out when it is uncertain.
    """
    state = delivery.state
    if delivery.key == delivery.event_id:
        raise Conflict(messages.message("delivery.text_not_kept"))
    if state in _UNDER_WAY:
        raise Conflict(messages.message("delivery.under_way"))
    if state is DeliveryState.UNCERTAIN and not may_repeat:
        raise Conflict(messages.message("delivery.may_have_arrived"))
    if state not in (DeliveryState.FAILED, DeliveryState.UNCERTAIN):
        raise Conflict(messages.message("delivery.arrived"))
    if delivery.attempt >= MOST_TRIES:
        raise Conflict(messages.message("delivery.tried_enough", most=MOST_TRIES))


def lost_of(rows: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Return, of each address, the newest message when it did not arrive; the newest first.

    Args:
        rows: of the ledger, newest first; what is still being tried says nothing yet.
    """
    newest: dict[tuple[ChannelKind, str], Delivery] = {}
    for row in rows:
        if row.state not in _UNDER_WAY:
            newest.setdefault((row.channel, row.target), row)
    lost = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    return tuple(each for each in newest.values() if each.state in lost)


@dataclass(frozen=True)
class Settled:
    """What became of a message, for whoever waits for that; add fields, with defaults, at the end.

    Attributes:
        detail: without secrets: the provider's code and text.
    """

    key: str
    state: DeliveryState
    detail: messages.Message | None = None


def delivery_key(event_id: str, person_id: str, address: ChannelAddress) -> str:
    """Return the idempotency key of one message to one recipient on one channel (PSH-2).

    The target is in it as a digest: keys are parts of workflow ids and of event ids, which many
    may read, and an address or a number is nobody's business but the ledger's.
    """
    target = sha256(address.target.encode()).hexdigest()[:16]
    return f"{event_id}/{person_id}/{address.kind}/{target}"
