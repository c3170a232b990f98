"""Failures that can be ordered in advance, as a mail server has them on a bad day."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from sandbox.faults import STRICT, ErrorCode, FromOne


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

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: FaultKind
    address: str = ""
    nth: FromOne = 1
    times: FromOne = 1
    code: ErrorCode = 450
    text: str = "sandbox fault"

    def hits(self, address: str, *, at_recipient: bool) -> bool:
        """Tell whether an attempt counts.

        Args:
            address: the recipient.
            at_recipient: True at RCPT, False when the mail is complete.
        """
        here = (self.kind is FaultKind.RECIPIENT) == at_recipient
        return here and self.address in {"", address}
