"""Faults that tests and scenarios order, and the book that decides when one strikes."""

from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import ClassVar

from pydantic import ConfigDict

from sandbox.tencent.identifiers import Identifiers


class FaultKind(StrEnum):
    """What goes wrong."""

    API_ERROR = "api_error"
    """Refuse with `code`: throttling and its sub-codes, InternalError, AuthFailure.*, …"""
    HTTP_ERROR = "http_error"
    """Answer with `status` and an HTML page, as a gateway in front of the API would."""
    SLOW_HEAD = "slow_head"
    """Carry out the action, then wait `seconds` before the first byte of the reply."""
    SLOW_BODY = "slow_body"
    """Send the body in small pieces over `seconds`."""
    STALL_BODY = "stall_body"
    """Send half the body, then nothing for `seconds` (until the caller hangs up if None)."""
    RESET_BEFORE_REPLY = "reset_before_reply"
    """Reset the connection without having done anything."""
    APPLY_THEN_RESET = "apply_then_reset"
    """Carry out the action, then reset the connection: the effect stays, the reply is lost."""
    CUT_BODY = "cut_body"
    """Close the connection in the middle of the body."""
    INVALID_JSON = "invalid_json"
    """Send a body that is no JSON, with the usual type."""
    MISSING_REQUEST_ID = "missing_request_id"
    """Leave the RequestId out."""
    WRONG_CONTENT_TYPE = "wrong_content_type"
    """Add a charset to the type, which makes the SDK blind to errors."""
    CLOCK_SKEW = "clock_skew"
    """Check the signature with a clock that is `seconds` ahead (behind if negative)."""
    LATE_VISIBILITY = "late_visibility"
    """What the call creates cannot be seen by the next `reads` reads."""


@dataclass(frozen=True)
class Fault:
    """One order. It strikes calls whose service and action fit the patterns.

    Of the calls that fit, it leaves the first `after` alone, then strikes `times` of them (every
    one if None), each with `probability`.

    Raises:
        ValueError: a count is below its least value, or the probability is none.
    """

    # The control face reads faults from JSON; a misspelt field must not pass as the default.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: FaultKind
    service: str = "*"
    action: str = "*"
    after: int = 0
    times: int | None = 1
    probability: float = 1.0
    code: str = "InternalError"
    message: str = "A fault was ordered."
    status: int = 502
    seconds: float | None = None
    reads: int = 1

    def __post_init__(self) -> None:
        if self.after < 0 or self.reads < 1 or (self.times is not None and self.times < 1):
            raise ValueError("A fault needs after >= 0, reads >= 1 and times >= 1 (or None).")
        if not 0 <= self.probability <= 1:
            raise ValueError("The probability of a fault is between 0 and 1.")

    def fits(self, service: str, action: str) -> bool:
        """Say whether this fault is meant for that action."""
        return fnmatchcase(service, self.service) and fnmatchcase(action, self.action)


@dataclass
class _Order:
    fault: Fault
    seen: int = 0
    struck: int = 0


@dataclass
class FaultBook:
    """The orders that are open, oldest first; at most one strikes a call."""

    identifiers: Identifiers
    _orders: list[_Order] = field(default_factory=list)

    def order(self, fault: Fault) -> None:
        """Add an order."""
        self._orders.append(_Order(fault))

    def open_orders(self) -> list[Fault]:
        """Return the faults that may still strike."""
        return [order.fault for order in self._orders]

    def clear(self) -> None:
        """Withdraw every order."""
        self._orders.clear()

    def strike(self, service: str, action: str) -> Fault | None:
        """Return the fault that strikes this call, and count it."""
        for order in self._orders:
            if order.fault.fits(service, action) and self._is_due(order):
                order.struck += 1
                if order.struck == order.fault.times:
                    self._orders.remove(order)
                return order.fault
        return None

    def _is_due(self, order: _Order) -> bool:
        order.seen += 1
        if order.seen <= order.fault.after:
            return False
        certain = order.fault.probability >= 1
        return certain or self.identifiers.share() < order.fault.probability
