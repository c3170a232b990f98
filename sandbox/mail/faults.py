"""Failures that can be ordered in advance, as a mail server has them on a bad day."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong."""

    RECIPIENT = "recipient"  # RCPT is answered with `code`; 421 also closes the connection
    DATA = "data"  # the complete mail is answered with `code` and not kept
    DROP = "drop"  # the connection breaks after the mail, which is not kept
    ACCEPT_THEN_DROP = "accept_then_drop"  # kept, and the connection breaks before the answer
    HANG = "hang"  # no answer to the complete mail, which is not kept


@dataclass(frozen=True)
class Fault:
    """One ordered failure.

    Attributes:
        kind: what goes wrong.
        address: recipient it hits; empty hits any.
        nth: the first attempt it hits, counted from the order; 1 is the next one.
        times: how many attempts in a row it hits.
        code: SMTP code of `RECIPIENT` and `DATA`, 400 to 599.
        text: text after the code.
    """

    kind: FaultKind
    address: str = ""
    nth: int = 1
    times: int = 1
    code: int = 450
    text: str = "sandbox fault"


@dataclass
class _Order:
    fault: Fault
    attempts: int = 0

    @property
    def spent(self) -> bool:
        return self.attempts >= self.fault.nth + self.fault.times - 1


class FaultPlan:
    """The failures still to come."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []

    def order(self, fault: Fault) -> None:
        """Have the failure happen."""
        self._orders.append(_Order(fault))

    def take(self, address: str, *, at_recipient: bool) -> Fault | None:
        """Count an attempt and return the failure it meets.

        Args:
            address: the recipient.
            at_recipient: True at RCPT, False when the mail is complete.
        """
        hit: Fault | None = None
        for order in self._orders:
            here = (order.fault.kind is FaultKind.RECIPIENT) == at_recipient
            if here and order.fault.address in {"", address}:
                order.attempts += 1
                if hit is None and order.attempts >= order.fault.nth:
                    hit = order.fault
        self._orders = [order for order in self._orders if not order.spent]
        return hit

    def waiting(self) -> list[Fault]:
        """Return what has been ordered and is not used up."""
        return [order.fault for order in self._orders]

    def clear(self) -> None:
        """Let everything work again."""
        self._orders.clear()


def read_fault(body: bytes) -> Fault:
    """Return the failure described by a JSON object with the fields of `Fault`.

    Raises:
        ValueError: not JSON, an unknown field or kind, or a field of the wrong type.
    """
    fields: Any = json.loads(body)
    kind = FaultKind(fields.get("kind", "") if isinstance(fields, dict) else "")
    types: dict[str, type] = {n: type(v) for n, v in asdict(Fault(kind)).items()}
    for name, value in fields.items():
        if name not in types:
            raise ValueError(f"no such field: {name}")
        if name != "kind" and type(value) is not types[name]:
            raise ValueError(f"{name} must be {types[name].__name__}")
    fault = Fault(**{**fields, "kind": kind})
    if not 400 <= fault.code <= 599:
        raise ValueError("code must be 400 to 599")
    return fault
