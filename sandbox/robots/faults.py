"""Failures that can be ordered in advance, as a chat provider has them on a bad day."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong."""

    STATUS = "status"  # an HTTP error instead of an answer; nothing is posted
    HANG = "hang"  # no answer until the caller gives up; nothing is posted
    ACCEPT_THEN_RESET = "accept_then_reset"  # posted, and the connection breaks in the answer
    ACCEPT_THEN_HANG = "accept_then_hang"  # posted, and no answer comes
    ERRCODE = "errcode"  # HTTP 200 with an error of choice; nothing is posted
    GARBAGE = "garbage"  # HTTP 200 that is not JSON; nothing is posted


@dataclass(frozen=True)
class Fault:
    """One ordered failure.

    Attributes:
        kind: what goes wrong.
        robot: name of the robot it hits; empty hits any.
        nth: the first call it hits, counted from the order; 1 is the next one.
        times: how many calls in a row it hits.
        status: HTTP status of `STATUS`.
        code: error code of `ERRCODE`.
        text: error text of `ERRCODE`.
        retry_after: seconds for a `Retry-After` header of `STATUS`; 0 leaves it out.
    """

    kind: FaultKind
    robot: str = ""
    nth: int = 1
    times: int = 1
    status: int = 500
    code: int = -1
    text: str = "system busy"
    retry_after: int = 0


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
    if not 400 <= fault.status <= 599:
        raise ValueError("status must be 400 to 599")
    return fault


@dataclass
class _Order:
    fault: Fault
    calls: int = 0

    @property
    def spent(self) -> bool:
        return self.calls >= self.fault.nth + self.fault.times - 1


class FaultPlan:
    """The failures still to come."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []

    def order(self, fault: Fault) -> None:
        """Have the failure happen; orders of one robot count calls independently."""
        self._orders.append(_Order(fault))

    def take(self, robot: str) -> Fault | None:
        """Count a call of a robot and return the failure it meets, if any."""
        hit: Fault | None = None
        for order in self._orders:
            if order.fault.robot in {"", robot}:
                order.calls += 1
                if hit is None and order.calls >= order.fault.nth:
                    hit = order.fault
        self._orders = [order for order in self._orders if not order.spent]
        return hit

    def waiting(self) -> list[Fault]:
        """Return what has been ordered and is not used up."""
        return [order.fault for order in self._orders]

    def clear(self) -> None:
        """Let everything work again."""
        self._orders.clear()
