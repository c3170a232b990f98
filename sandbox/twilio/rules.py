"""What is checked before a message is taken, in Twilio's order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.twilio import errors
from sandbox.twilio.errors import Trouble
from sandbox.twilio.segments import units

MOST_CHARACTERS = 1600
"""Published for the parameter Body (error 21617)."""

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SHORT_CODE = re.compile(r"\d{3,8}", re.ASCII)
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", re.ASCII)


class Refusal(Exception):
    """The API says no; `about` is the number that its words name."""

    def __init__(self, trouble: Trouble, about: str = "") -> None:
        super().__init__(str(trouble.code))
        self.trouble = trouble
        self.about = about


@dataclass(frozen=True)
class Account:
    """An account and what it may do.

    Attributes:
        sid: `AC` and 32 characters.
        keys: API keys and their secrets, which open the account too.
        numbers: senders that belong to it.
        services: SIDs of its messaging services.
        verified: None, or the only numbers that this trial account may write to.
        unsubscribed: numbers that have answered STOP.
    """

    sid: str
    token: str
    numbers: frozenset[str]
    keys: Mapping[str, str]
    services: frozenset[str] = frozenset()
    verified: frozenset[str] | None = None
    unsubscribed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Order:
    """The parameters of a message to create, as sent."""

    to: str
    sender: str
    service: str
    body: str


def read(form: Mapping[str, str]) -> Order:
    """Return the parameters of a form; what is missing is empty."""
    return Order(
        to=form.get("To", "").strip(),
        sender=form.get("From", "").strip(),
        service=form.get("MessagingServiceSid", "").strip(),
        body=form.get("Body", ""),
    )


def check(order: Order, account: Account) -> None:
    """Return when the message may go out.

    Raises:
        Refusal: it may not; says why.
    """
    if not order.to:
        raise Refusal(errors.NO_TO)
    if not order.sender and not order.service:
        raise Refusal(errors.NO_FROM)
    if not order.body.strip():
        raise Refusal(errors.NO_BODY)
    if units(order.body) > MOST_CHARACTERS:
        raise Refusal(errors.TOO_LONG)
    _check_to(order.to, account)
    _check_sender(order, account)


def _check_to(to: str, account: Account) -> None:
    if not _E164.fullmatch(to):
        raise Refusal(errors.BAD_TO, to)
    if to in errors.TO_NUMBERS:
        raise Refusal(errors.TO_NUMBERS[to], to)
    if to in account.unsubscribed:
        raise Refusal(errors.BLOCKED)
    if account.verified is not None and to not in account.verified:
        raise Refusal(errors.UNVERIFIED, to)


def _check_sender(order: Order, account: Account) -> None:
    if order.service:
        if order.service not in account.services:
            raise Refusal(errors.NO_SERVICE)
        return
    sender = order.sender
    if not any(shape.fullmatch(sender) for shape in (_E164, _SHORT_CODE, _NAME)):
        raise Refusal(errors.BAD_FROM, sender)
    if sender == order.to:
        raise Refusal(errors.SAME, sender)
    if sender in errors.FROM_NUMBERS:
        raise Refusal(errors.FROM_NUMBERS[sender], sender)
    if sender not in account.numbers:
        raise Refusal(errors.NOT_OURS, sender)
