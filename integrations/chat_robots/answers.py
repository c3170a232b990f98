"""What the answer of a chat provider says about trying again (PSH-2).

Chat providers say no inside HTTP 200, each with its own numbers. A table gives each number its
meaning; this module reads any of them the same way, so that nothing but the tables differs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.common.messages import Called, Foreign, Message, message
from domain.common.quoting import hide
from domain.deliveries.channels import CHANNELS
from domain.deliveries.deliveries import ChannelKind, Outcome, Receipt
from domain.deliveries.rulings import Ruling, outcome_of_status

LONGEST_WAIT_SECONDS = 3600.0
"""A `Retry-After` beyond an hour is taken as an hour."""


@dataclass(frozen=True)
class Provider:
    """How one provider answers.

    Attributes:
        name: as people call it.
        code_fields: where the error code may stand, in this order.
        text_field: where its text stands.
        rulings: the error table; a code that is not in it is permanent.
    """

    name: Message
    code_fields: tuple[str, ...]
    text_field: str
    rulings: Mapping[int, Ruling]


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP; `retry_after` is the header, empty when there was none."""

    status: int
    body: bytes
    retry_after: str = ""


def read_answer(provider: Provider, answer: Answer, *, secrets: Sequence[str]) -> Receipt:
    """Return what an answer means; `secrets` are taken out of the provider's words."""
    if 200 <= answer.status < 300:
        return _read_body(provider, answer.body, secrets)
    outcome = outcome_of_status(answer.status)
    wait = _seconds(answer.retry_after) if outcome is Outcome.RETRY else 0.0
    return Receipt(
        outcome=outcome,
        detail=status_said(provider.name, answer.status),
        retry_after_seconds=wait,
    )


def never_left(provider: Provider) -> Receipt:
    """Return what it means that no connection was made: nothing was posted."""
    return Receipt(
        outcome=Outcome.RETRY, detail=message("answer.unreachable", provider=provider.name)
    )


def no_answer(provider: Provider) -> Receipt:
    """Return what it means that the request left and no answer came."""
    return Receipt(
        outcome=Outcome.UNCERTAIN,
        detail=message("answer.silent", provider=provider.name),
    )


def no_robot(provider: Provider, name: str) -> Receipt:
    """Return what it means that a robot of that name is not in the settings."""
    return Receipt(
        outcome=Outcome.CONFIGURATION,
        detail=message(
            "answer.no_robot",
            provider=provider.name,
            name=Foreign(name[:40]),
            setting=Called(CHANNELS[ChannelKind.WECOM].setting),
        ),
    )


def bad_address(provider: Provider) -> Receipt:
    """Return what it means that the configured server is not a web address."""
    return Receipt(
        outcome=Outcome.CONFIGURATION,
        detail=message("answer.bad_server", provider=provider.name),
    )


def _read_body(provider: Provider, body: bytes, secrets: Sequence[str]) -> Receipt:
    try:
        fields: Any = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    code = _code(provider, fields) if isinstance(fields, dict) else None
    if code is None:
        unclear = message("answer.unclear", provider=provider.name)
        return Receipt(outcome=Outcome.UNCERTAIN, detail=unclear)
    if code == 0:
        return Receipt(outcome=Outcome.ACCEPTED)
    ruling = provider.rulings.get(code, _UNKNOWN)
    said = hide(str(fields.get(provider.text_field, "")), secrets)
    detail = code_said(provider.name, code, said, ruling.advice)
    return Receipt(outcome=ruling.outcome, detail=detail, retry_after_seconds=ruling.wait_seconds)


def status_said(provider: Message, status: int) -> Message:
    """Return the words for an HTTP status other than success."""
    return message("answer.status", provider=provider, status=Called(str(status)))


def code_said(provider: Message, code: int, said: str, advice: Message | None) -> Message:
    """Return the words for a code and a provider's own words, which hold no secrets any more."""
    return message(
        "answer.code",
        provider=provider,
        code=Called(str(code)),
        text=Foreign(said) if said else None,
        advice=advice,
    )


_UNKNOWN = Ruling(Outcome.PERMANENT, message("delivery_advice.unknown"))


def _code(provider: Provider, fields: dict[str, Any]) -> int | None:
    for name in provider.code_fields:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _seconds(header: str) -> float:
    """Return the seconds of a `Retry-After` header; a date counts as no wish."""
    known = header.isascii() and header.strip().isdigit()
    return min(float(header), LONGEST_WAIT_SECONDS) if known else 0.0
