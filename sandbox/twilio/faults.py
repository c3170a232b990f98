"""Failures that can be ordered in advance, as Twilio has them on a bad day."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from sandbox.faults import STRICT, ErrorCode, FromOne, FromZero


class FaultKind(StrEnum):
    """What goes wrong."""

    STATUS = "status"  # an HTTP error without Twilio's JSON; nothing is taken
    ERROR = "error"  # an error of the dictionary, of choice; nothing is taken
    HANG = "hang"  # no answer until the caller gives up; nothing is taken
    SLOW = "slow"  # taken, and answered late
    TAKEN_THEN_RESET = "taken_then_reset"  # taken, and the connection breaks in the answer
    TAKEN_THEN_HANG = "taken_then_hang"  # taken, and no answer comes
    GARBAGE = "garbage"  # HTTP 201 that is not JSON; nothing is taken


@dataclass(frozen=True)
class Fault:
    """One ordered failure.

    Attributes:
        kind: what goes wrong.
        nth: the first call it hits, counted from the order; 1 is the next one.
        times: how many calls in a row it hits.
        status: HTTP status of `STATUS` and `ERROR`.
        code: error code of `ERROR`.
        text: words of `ERROR`.
        retry_after: seconds for a `Retry-After` header of `STATUS` and `ERROR`; 0 leaves it out.
        seconds: how late `SLOW` is.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: FaultKind
    nth: FromOne = 1
    times: FromOne = 1
    status: ErrorCode = 500
    code: int = 20500
    text: str = "Internal Server Error"
    retry_after: FromZero = 0
    seconds: float = 1.0
