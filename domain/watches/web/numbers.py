"""A number on a page, and when it crosses a line (WEB-3).

A page that stands at the line would cross it with every flutter. So who has crossed must come back
to a second line before a crossing counts again.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Choice, Number
from domain.common.messages import Called, message
from domain.common.shapes import Group
from domain.common.written_numbers import Decimal
from domain.watches.web.selections import Pattern


class Operator(StrEnum):
    """On which side of the threshold the number is news."""

    OVER = ">"
    AT_LEAST = ">="
    UNDER = "<"
    AT_MOST = "<="

    @property
    def upwards(self) -> bool:
        """Whether large numbers are the news."""
        return self in {Operator.OVER, Operator.AT_LEAST}


@dataclass(frozen=True)
class NumberRule(Group):
    """When a number on a page is news."""

    operator: Annotated[
        Operator, Choice(Operator), Field(description="On which side of the line it is news.")
    ]
    threshold: Annotated[float, Number(), Field(description="The line.")]
    back: Annotated[
        float | None,
        Number(),
        Field(
            alias="clear",
            description="It must come back to here before a crossing counts again; "
            "the threshold when left out.",
        ),
    ] = None
    pattern: Annotated[
        Pattern,
        Field(
            description="Regular expression that finds the number: group 1, else the match; "
            "the first number of the text when left out."
        ),
    ] = ""
    decimal: Annotated[
        Decimal | None,
        Choice(Decimal),
        Field(
            description="The sign that begins its decimals on this page; "
            "what the number itself shows when left out."
        ),
    ] = None

    @property
    def clear(self) -> float:
        """The number must come back to the other side of it before a crossing counts again."""
        return self.threshold if self.back is None else self.back

    def check(self) -> None:
        """Refuse a way back that lies on the side that is news."""
        operator = Called(self.operator.value)
        if self.operator.upwards and self.clear > self.threshold:
            raise BrokenRule(message("rule.above_threshold", operator=operator), "clear")
        if not self.operator.upwards and self.clear < self.threshold:
            raise BrokenRule(message("rule.below_threshold", operator=operator), "clear")

    def holds(self, value: float) -> bool:
        """Say whether the number is on the side that is news."""
        match self.operator:
            case Operator.OVER:
                return value > self.threshold
            case Operator.AT_LEAST:
                return value >= self.threshold
            case Operator.UNDER:
                return value < self.threshold
            case Operator.AT_MOST:
                return value <= self.threshold

    def is_clear(self, value: float) -> bool:
        """Say whether the number has come back far enough to cross again."""
        if self.holds(value):
            return False
        return value <= self.clear if self.operator.upwards else value >= self.clear


def written(value: float) -> str:
    """Return a number as people write it: separators, no needless decimals."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")
