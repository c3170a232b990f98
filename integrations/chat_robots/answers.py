"""What the answer of a chat provider says about trying again (PSH-2).

Chat providers say no inside HTTP 200, each with its own numbers. A table gives each number its
meaning; this module reads any of them the same way, so that nothing but the tables differs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.common.quoting import hide
from domain.deliveries.deliveries import Outcome, Receipt

LONGEST_WAIT_SECONDS = 3600.0
"""A `Retry-After` beyond an hour is taken as an hour."""


@dataclass(frozen=True)
class Ruling:
    """What an error code means.

    Attributes:
        outcome: whether another try can help.
        advice: a sentence for the person who reads the ledger.
        wait_seconds: how long the provider wants to be left alone; 0 when it does not say.
    """

    outcome: Outcome
    advice: str
    wait_seconds: float = 0.0


@dataclass(frozen=True)
class Provider:
    """How one provider answers.

    Attributes:
        name: as people call it.
        code_fields: where the error code may stand, in this order.
        text_field: where its text stands.
        rulings: the error table; a code that is not in it is permanent.
    """

    name: str
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
        detail=f"{provider.name} answered HTTP {answer.status}.",
        retry_after_seconds=wait,
    )


def outcome_of_status(status: int) -> Outcome:
    """Return what an HTTP status other than success says about trying again."""
    if status == 504:  # a gateway gave up waiting; what it waited for may have been done
        return Outcome.UNCERTAIN
    if status >= 500 or status in {408, 425, 429}:
        return Outcome.RETRY
    if status < 400 or status in {401, 403, 404, 407, 410}:  # the address or the key is wrong
        return Outcome.CONFIGURATION
    return Outcome.PERMANENT


def never_left(provider: Provider) -> Receipt:
    """Return what it means that no connection was made: nothing was posted."""
    return Receipt(outcome=Outcome.RETRY, detail=f"{provider.name} could not be reached.")


def no_answer(provider: Provider) -> Receipt:
    """Return what it means that the request left and no answer came."""
    return Receipt(
        outcome=Outcome.UNCERTAIN,
        detail=f"The message left, and {provider.name} did not answer in time.",
    )


def no_robot(provider: Provider, name: str) -> Receipt:
    """Return what it means that a robot of that name is not in the settings."""
    return Receipt(
        outcome=Outcome.CONFIGURATION,
        detail=f"No {provider.name} robot named '{name[:40]}' is configured.",
    )


def bad_address(provider: Provider) -> Receipt:
    """Return what it means that the configured server is not a web address."""
    return Receipt(
        outcome=Outcome.CONFIGURATION,
        detail=f"The address of the {provider.name} server is not a web address.",
    )


def _read_body(provider: Provider, body: bytes, secrets: Sequence[str]) -> Receipt:
    try:
        fields: Any = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    code = _code(provider, fields) if isinstance(fields, dict) else None
    if code is None:
        words = f"{provider.name} answered without saying whether it took the message."
        return Receipt(outcome=Outcome.UNCERTAIN, detail=words)
    if code == 0:
        return Receipt(outcome=Outcome.ACCEPTED)
    ruling = provider.rulings.get(code, _UNKNOWN)
    said = hide(str(fields.get(provider.text_field, "")), secrets)
    detail = f"{provider.name} answered {code} ({said}). {ruling.advice}"
    return Receipt(outcome=ruling.outcome, detail=detail, retry_after_seconds=ruling.wait_seconds)


_UNKNOWN = Ruling(Outcome.PERMANENT, "This code is not in our table; see the provider's pages.")


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
