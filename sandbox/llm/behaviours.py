"""The ways a model, or the service in front of it, can behave."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from sandbox.faults import STRICT, FromZero


class Behaviour(StrEnum):
    """What the next answers are like."""

    HONEST = "honest"  # tells the facts and cites them
    SLOW = "slow"  # honest, after `delay_seconds`
    WRONG_JSON = "wrong_json"  # text that is not JSON
    WRONG_SCHEMA = "wrong_schema"  # JSON of another shape
    CUT_OFF = "cut_off"  # half of an answer, finish_reason "length"
    FILTERED = "filtered"  # nothing, finish_reason "content_filter"
    EMPTY = "empty"  # nothing, finish_reason "stop"
    HOSTILE = "hostile"  # invents evidence and obeys what it finds in log text
    REFUSING = "refusing"  # a refusal instead of content
    ABSENT = "absent"  # HTTP 503
    RATE_LIMITED = "rate_limited"  # HTTP 429 with Retry-After
    WRONG_KEY = "wrong_key"  # HTTP 401, whatever the key
    BROKEN = "broken"  # the connection breaks in the middle of the answer
    GARBAGE = "garbage"  # HTTP 200 that is not JSON
    UNOFFERED = "unoffered"  # calls a tool that it was not offered
    WRONG_ARGUMENTS = "wrong_arguments"  # calls a tool with arguments that are no JSON
    ENDLESS = "endless"  # calls the first tool again and again
    OBEDIENT = "obedient"  # calls whatever a tool's result tells it to call


@dataclass(frozen=True)
class Order:
    """How to behave from the next request on.

    Attributes:
        behaviour: what the answers are like.
        times: for how many requests, after which it is honest again; 0 means until changed.
        delay_seconds: how long `SLOW` waits.
        retry_after_seconds: what `RATE_LIMITED` and `ABSENT` ask for; 0 asks for nothing.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    behaviour: Behaviour
    times: FromZero = 0
    delay_seconds: Annotated[float, Field(ge=0)] = 30.0
    retry_after_seconds: FromZero = 1


class Temper:
    """The behaviour in force."""

    def __init__(self) -> None:
        self._order = Order(Behaviour.HONEST)
        self._left = 0

    @property
    def order(self) -> Order:
        """Return the order in force."""
        return self._order

    def change(self, order: Order) -> None:
        """Behave otherwise from the next request on."""
        self._order = order
        self._left = order.times

    def take(self) -> Order:
        """Count a request and return the order it meets."""
        order = self._order
        if order.times:
            self._left -= 1
            if self._left <= 0:
                self._order = Order(Behaviour.HONEST)
        return order
