"""What an answer of Twilio says about trying again (PSH-2).

Creating a message is not idempotent, and there is no key to make it so: whenever the request may
have been carried out and we do not know, the answer is "uncertain" and nobody sends again by
itself. Codes are those of Twilio's error dictionary (twilio.com/docs/api/errors).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.common.messages import Called, Foreign, Message, message
from domain.common.quoting import hide
from domain.deliveries.deliveries import Outcome, Receipt
from domain.deliveries.rulings import Ruling

LONGEST_WAIT_SECONDS = 3600.0
"""A `Retry-After` beyond an hour is taken as an hour."""

TWILIO = message("provider.twilio")

_CONFIGURATION, _PERMANENT, _RETRY = Outcome.CONFIGURATION, Outcome.PERMANENT, Outcome.RETRY


_SENDER = Ruling(_CONFIGURATION, message("delivery_advice.sender"))
_ACCOUNT = Ruling(_CONFIGURATION, message("delivery_advice.account"))
_STATE = Ruling(_CONFIGURATION, message("delivery_advice.account_state"))
_SERVICE = Ruling(_CONFIGURATION, message("delivery_advice.service"))
_NUMBER = Ruling(_PERMANENT, message("delivery_advice.number"))
_OURS = Ruling(_PERMANENT, message("delivery_advice.our_fault"))
_CARRIER = Ruling(_PERMANENT, message("delivery_advice.carrier"))
_BUSY = Ruling(_RETRY, message("delivery_advice.busy"))

RULINGS: Mapping[int, Ruling] = {
    20003: _ACCOUNT,
    20404: _ACCOUNT,
    20005: _STATE,
    20008: Ruling(_CONFIGURATION, message("delivery_advice.test_credentials")),
    30002: _STATE,
    21212: _SENDER,
    21603: _SENDER,
    21606: _SENDER,
    21659: _SENDER,
    21660: _SENDER,
    21661: _SENDER,
    30032: Ruling(_CONFIGURATION, message("delivery_advice.toll_free")),
    30034: Ruling(_CONFIGURATION, message("delivery_advice.registered")),
    21408: Ruling(_CONFIGURATION, message("delivery_advice.region")),
    21608: Ruling(_CONFIGURATION, message("delivery_advice.trial")),
    21701: _SERVICE,
    21703: _SERVICE,
    21705: _SERVICE,
    20429: Ruling(_RETRY, message("delivery_advice.many_calls"), 5.0),
    14107: Ruling(_RETRY, message("delivery_advice.pair"), 30.0),
    21611: Ruling(_RETRY, message("delivery_advice.queue"), 60.0),
    30001: Ruling(_RETRY, message("delivery_advice.queue"), 60.0),
    21730: Ruling(_RETRY, message("delivery_advice.maintenance"), 300.0),
    20500: _BUSY,
    20503: _BUSY,
    21211: _NUMBER,
    21612: _NUMBER,
    21614: _NUMBER,
    21635: _NUMBER,
    21610: Ruling(_PERMANENT, message("delivery_advice.opted_out")),
    21266: _OURS,
    21602: _OURS,
    21604: _OURS,
    21617: _OURS,
    30003: _CARRIER,
    30004: _CARRIER,
    30005: _CARRIER,
    30006: _CARRIER,
    30007: _CARRIER,
    30008: _CARRIER,
}
"""The error table; a code that is not in it is judged by the HTTP status."""


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP; `retry_after` is the header, empty when there was none."""

    status: int
    body: bytes
    retry_after: str = ""


def read_answer(answer: Answer, *, segments: int, secrets: Sequence[str]) -> Receipt:
    """Return what an answer means; `secrets` are taken out of Twilio's words."""
    fields = _fields(answer.body)
    if not 200 <= answer.status < 300:
        return _refused(answer, fields, secrets)
    sid = fields.get("sid")
    if not isinstance(sid, str) or not sid:
        unclear = message("answer.unclear", provider=TWILIO)
        return Receipt(outcome=Outcome.UNCERTAIN, detail=unclear)
    reference = hide(sid, secrets)[:64]
    if fields.get("status") in {"failed", "undelivered", "canceled"}:
        code = _code(fields.get("error_code"))
        ruling = RULINGS.get(code, _OURS)
        return Receipt(
            outcome=ruling.outcome,
            detail=_said(code, fields.get("error_message"), ruling, secrets),
            reference=reference,
        )
    return Receipt(
        outcome=Outcome.ACCEPTED,
        detail=message("answer.segments", provider=TWILIO, n=segments),
        parts=segments,
        sent_parts=segments,
        reference=reference,
    )


def never_left() -> Receipt:
    """Return what it means that no connection was made: nothing was sent."""
    return Receipt(outcome=Outcome.RETRY, detail=message("answer.unreachable", provider=TWILIO))


def no_answer() -> Receipt:
    """Return what it means that the request left and no answer came."""
    return Receipt(outcome=Outcome.UNCERTAIN, detail=message("answer.silent", provider=TWILIO))


def bad_server() -> Receipt:
    """Return what it means that the configured server is not a web address."""
    return Receipt(
        outcome=Outcome.CONFIGURATION,
        detail=message("answer.bad_server", provider=TWILIO),
    )


def _refused(answer: Answer, fields: dict[str, Any], secrets: Sequence[str]) -> Receipt:
    code = _code(fields.get("code"))
    ruling = RULINGS.get(code)
    if ruling is None:
        ruling = Ruling(
            _outcome_of_status(answer.status, by_twilio=code > 0),
            message("delivery_advice.unknown"),
        )
    wait = 0.0
    if ruling.outcome is Outcome.RETRY:
        wait = max(ruling.wait_seconds, _seconds(answer.retry_after))
    if not code:
        return Receipt(
            outcome=ruling.outcome,
            detail=message("answer.status", provider=TWILIO, status=Called(str(answer.status))),
            retry_after_seconds=wait,
        )
    detail = _said(code, fields.get("message"), ruling, secrets)
    return Receipt(outcome=ruling.outcome, detail=detail, retry_after_seconds=wait)


def _outcome_of_status(status: int, *, by_twilio: bool) -> Outcome:
    """Return what a status says when the code says nothing.

    A 5xx that Twilio itself wrote is a refusal. One that a gateway wrote may stand for a message
    that was taken, except 503, which no gateway says of a call that it has passed on.
    """
    if status in {408, 425, 429, 503}:
        return Outcome.RETRY
    if status >= 500:
        return Outcome.RETRY if by_twilio else Outcome.UNCERTAIN
    if status < 400 or status in {401, 403, 404, 407, 410}:
        return Outcome.CONFIGURATION
    return Outcome.PERMANENT


def _said(code: int, words: object, ruling: Ruling, secrets: Sequence[str]) -> Message:
    text = hide(str(words or ""), secrets)
    return message(
        "answer.code",
        provider=TWILIO,
        code=Called(str(code)),
        text=Foreign(text) if text else None,
        advice=ruling.advice,
    )


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _code(value: object) -> int:
    """Return an error code; messages carry it as a number, and older answers as text."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return max(value, 0)
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _seconds(header: str) -> float:
    text = header.strip()
    known = text.isascii() and text.isdigit() and len(text) < 9
    return min(float(text), LONGEST_WAIT_SECONDS) if known else 0.0
