"""Failures ordered in advance: which are still to come, and how an order is read from JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

STRICT = ConfigDict(extra="forbid", strict=True)
"""For `__pydantic_config__` of an order: a misspelt field must not pass as the default."""

FromOne = Annotated[int, Field(ge=1)]
FromZero = Annotated[int, Field(ge=0)]
ErrorCode = Annotated[int, Field(ge=400, le=599)]
"""A refusal, in HTTP and in SMTP."""


class Counted(Protocol):
    """A failure that hits some attempts in a row."""

    @property
    def nth(self) -> int:
        """The first attempt it hits, counted from the order; 1 is the next one."""
        ...

    @property
    def times(self) -> int:
        """How many attempts in a row it hits."""
        ...


FaultT = TypeVar("FaultT", bound=Counted)
OrderT = TypeVar("OrderT")


@dataclass
class _Order(Generic[FaultT]):
    fault: FaultT
    attempts: int = 0

    @property
    def spent(self) -> bool:
        return self.attempts >= self.fault.nth + self.fault.times - 1


class FaultPlan(Generic[FaultT]):
    """The failures still to come; each order counts attempts by itself."""

    def __init__(self) -> None:
        self._orders: list[_Order[FaultT]] = []

    def order(self, fault: FaultT) -> None:
        """Have the failure happen."""
        self._orders.append(_Order(fault))

    def take(self, fits: Callable[[FaultT], bool]) -> FaultT | None:
        """Count an attempt and return the failure it meets, the oldest if there are several.

        Args:
            fits: tells whether a failure is meant for attempts of this sort.
        """
        hit: FaultT | None = None
        for order in self._orders:
            if fits(order.fault):
                order.attempts += 1
                if hit is None and order.attempts >= order.fault.nth:
                    hit = order.fault
        self._orders = [order for order in self._orders if not order.spent]
        return hit

    def waiting(self) -> list[FaultT]:
        """Return what has been ordered and is not used up."""
        return [order.fault for order in self._orders]

    def clear(self) -> None:
        """Let everything work again."""
        self._orders.clear()


def read_order(shape: type[OrderT], body: bytes) -> OrderT:
    """Return what a JSON object with the fields of `shape`, a `STRICT` dataclass, describes.

    Raises:
        ValueError: not JSON, an unknown field, or a value that the field does not take.
    """
    try:
        return TypeAdapter(shape).validate_json(body)
    except ValidationError as error:
        problems = (
            ": ".join([*map(str, problem["loc"]), problem["msg"]]) for problem in error.errors()
        )
        raise ValueError("; ".join(problems)) from None
