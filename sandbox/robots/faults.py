"""Failures that can be ordered in advance, as a chat provider has them on a bad day."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from sandbox.faults import STRICT, ErrorCode, FromOne, FromZero


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

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: FaultKind
    robot: str = ""
    nth: FromOne = 1
    times: FromOne = 1
    status: ErrorCode = 500
    code: int = -1
    text: str = "system busy"
    retry_after: FromZero = 0

    def hits(self, robot: str) -> bool:
        """Tell whether a call of a robot counts."""
        return self.robot in {"", robot}
