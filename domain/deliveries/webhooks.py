"""Events on their way to other programs: what is sent, how it is signed, when it is tried again.

Signatures are those of Standard Webhooks (standardwebhooks.com, specification 1.0.0), so receivers
have libraries for them. An event is sent at least once and in order: a receiver that answers twice
as slowly gets the same `webhook-id` again and can tell.
"""

import binascii
import hmac
import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.common.errors import InvalidRequest, Misconfigured
from domain.common.messages import Called, message
from domain.deliveries.pacing import LONGEST_WAIT, wait_before_retry
from domain.events.events import Event, EventType
from domain.events.patterns import check_pattern, means

CLOUD_EVENT = "application/cloudevents+json"
"""Media type of the structured mode (CloudEvents HTTP protocol binding 1.0, 3.2)."""

SECRET_PREFIX = "whsec_"  # noqa: S105 - a prefix, not a secret
MOST_REFUSALS = 5
"""Tries of an event that the receiver calls wrong; its mind may change with a deployment."""

GIVE_UP_AFTER = timedelta(days=1)
"""How long an event that is answered, but never accepted, may hold up those after it."""

LONGEST_ASKED = timedelta(hours=1)
"""A receiver that asks for a longer pause gets this one."""

ABOUT_TASKS = tuple(
    f"zhiban.{noun}.*" for noun in ("task", "web", "threshold", "schedule", "digest")
)
"""What `EVENT_FEEDBACK_URL` gets: everything that background tasks raise."""

_OURS = "/webhooks/"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_BUSY = frozenset({408, 425, 429})
_WRONG_DOOR = frozenset({401, 403, 404, 405, 407, 410})


@dataclass(frozen=True)
class Endpoint:
    """A program that wants to know what happens; its address and secret stay in the settings.

    Attributes:
        name: lower-case letters, digits, `-` and `_`; part of a workflow id.
        types: patterns of event types; empty: no events, only messages that name it.
        owner: only what concerns this person, or everybody; empty: what concerns anybody.
    """

    name: str
    types: tuple[str, ...] = ()
    owner: str = ""

    def wants(self, event: Event) -> bool:
        """Say whether an event is sent there.

        What we say about the sending itself is sent nowhere: two receivers that refuse everything
        would keep each other busy for ever.
        """
        return (
            any(means(pattern, event.type) for pattern in self.types)
            and (not self.owner or event.owner in (None, self.owner))
            and not event.source.startswith(_OURS)
        )


def check_endpoint(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint, or raise `InvalidRequest`."""
    if not _NAME.fullmatch(endpoint.name):
        rule = "must be 1 to 40 lower-case letters, digits, hyphens and underscores"
        raise InvalidRequest("webhooks", rule)
    for pattern in endpoint.types:
        check_pattern(pattern, field=f"webhooks.{endpoint.name}.types")
    return endpoint


@dataclass(frozen=True)
class Post:
    """One body on its way; the same `message_id` is the same message, however often it is sent."""

    message_id: str
    body: bytes
    media_type: str = CLOUD_EVENT


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: of HTTP; None when no answer came.
        detail: a sentence without secrets and without the receiver's own words.
        retry_after: what the receiver asked for; zero when it did not.
    """

    status: int | None
    detail: str
    retry_after: timedelta = timedelta()


class Reply(StrEnum):
    """What a status says, and of what it speaks."""

    ACCEPTED = "accepted"
    SILENT = "silent"  # no answer; nothing is known
    BUSY = "busy"  # of the receiver's state
    WRONG_DOOR = "wrong_door"  # of the address or the credential
    REFUSED = "refused"  # of what was sent


def reply_of(status: int | None) -> Reply:
    """Return what the status of an answer says."""
    if status is None:
        return Reply.SILENT
    if 200 <= status < 300:
        return Reply.ACCEPTED
    if status >= 500 or status in _BUSY:
        return Reply.BUSY
    return Reply.WRONG_DOOR if status < 400 or status in _WRONG_DOOR else Reply.REFUSED


class Verdict(StrEnum):
    """What an answer means for the event."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Judgement:
    """A verdict; `wait` is how long to leave the receiver alone when it is to try again."""

    verdict: Verdict
    wait: timedelta = timedelta()


def judge(answer: Answer, *, tries: int, failing_for: timedelta) -> Judgement:
    """Return what to do after an answer.

    A receiver that does not answer is waited for as long as it takes: nothing is wrong with the
    event. One that answers may hold up the others for a day, or for a few tries when it says that
    this very event is wrong.

    Args:
        answer: to the newest try.
        tries: of this event, with the newest.
        failing_for: since the first of them.
    """
    reply = reply_of(answer.status)
    if reply is Reply.ACCEPTED:
        return Judgement(Verdict.ACCEPTED)
    if reply is Reply.REFUSED and tries >= MOST_REFUSALS:
        return Judgement(Verdict.SKIPPED)
    if reply is not Reply.SILENT and failing_for >= GIVE_UP_AFTER:
        return Judgement(Verdict.SKIPPED)
    if reply is Reply.WRONG_DOOR:
        return Judgement(Verdict.RETRY, LONGEST_WAIT)  # a person has to change something
    asked = min(answer.retry_after, LONGEST_ASKED).total_seconds()
    return Judgement(Verdict.RETRY, wait_before_retry(tries, asked_seconds=asked))


def post_of(event: Event) -> Post:
    """Return an event as it is sent; its id there is a digest, for ours may hold any character.

    The digest is of all that is said: after a restore another event may bear the same id, and a
    receiver that leaves out what it has seen must not leave that one out.
    """
    said = cloud_event(replace(event, sequence=None)).decode()
    return Post(message_id_of(said), cloud_event(event))


def message_id_of(key: str) -> str:
    """Return a `webhook-id`: the same for the same key, without a full stop, which ends it."""
    return f"msg_{sha256(key.encode()).hexdigest()[:32]}"


def cloud_event(event: Event) -> bytes:
    """Return CloudEvents 1.0 JSON (structured mode), as `GET /events` writes it."""
    written = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": event.data,
        "sequence": event.sequence,
        "owner": event.owner,
    }
    given = {name: value for name, value in written.items() if value is not None}
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")  # the JSON escape of half a surrogate pair


def secret_of(text: str) -> bytes:
    """Return the key that a secret stands for: base64 after `whsec_`, else its own bytes.

    Raises:
        Misconfigured: what follows `whsec_` is no base64, or not 24 to 64 bytes long as Standard
            Webhooks wants.
    """
    if not text.startswith(SECRET_PREFIX):
        return text.encode()
    try:
        key = b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not 24 <= len(key) <= 64:
        raise Misconfigured(
            message("webhook.secret_form", start=Called("whsec_"), least=24, most=64)
        )
    return key


def signed_headers(post: Post, *, secret: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of one try; without a secret there is no signature.

    Args:
        post: what is sent.
        secret: from `secret_of`; empty: not signed.
        at: when this try is made; receivers refuse old ones.
    """
    timestamp = str(int(at.timestamp()))
    headers = {"webhook-id": post.message_id, "webhook-timestamp": timestamp}
    if secret:
        signed = f"{post.message_id}.{timestamp}.".encode() + post.body
        digest = hmac.digest(secret, signed, "sha256")
        headers["webhook-signature"] = f"v1,{b64encode(digest).decode()}"
    return headers


def skipped(endpoint: str, event: Event, *, tries: int, detail: str, at: datetime) -> Event:
    """Return the event that an event did not arrive and is not tried again."""
    subject = f"webhook/{endpoint}/{event.sequence}"
    return Event(
        id=f"{subject}/failed",
        type=EventType.DELIVERY_SETTLED,
        source=f"{_OURS}{endpoint}",
        subject=subject,
        time=at,
        owner=event.owner,
        data={
            "state": "failed",
            "channel": "webhook",
            "attempt": tries,
            "detail": detail,
            "event_id": event.id[:500],
        },
    )
