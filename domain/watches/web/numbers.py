"""A number on a page, and when it crosses a line (WEB-3).

A page that stands at the line would cross it with every flutter. So who has crossed must come back
to a second line before a crossing counts again.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.common.config_fields import Fields
from domain.common.written_numbers import Decimal
from domain.watches.web.selections import LONGEST_PATTERN, check_pattern


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
class NumberRule:
    """When a number on a page is news.

    Attributes:
        operator: on which side.
        threshold: the line.
        clear: the number must come back to the other side of it before a crossing counts again;
            the threshold itself when not given.
        pattern: regular expression that finds the number: group 1, else the match; the first
            number of the text when empty.
        decimal: the sign that begins its decimals on the page; None: nobody has said.
    """

    operator: Operator
    threshold: float
    clear: float
    pattern: str = ""
    decimal: Decimal | None = None

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


def read_number_rule(fields: Fields | None) -> NumberRule | None:
    """Return what the object `number` of a configuration asks for.

    `operator` (`>`, `>=`, `<`, `<=`) and `threshold` must be given; `clear`, `pattern` and
    `decimal` (`.` or `,`) may be.

    Raises:
        InvalidRequest: a field breaks a rule; names its whole path.
    """
    if fields is None:
        return None
    operator = fields.choice("operator", Operator)
    threshold = fields.number("threshold")
    clear = fields.number("clear", threshold)
    pattern = fields.text("pattern", "", longest=LONGEST_PATTERN)
    decimal = fields.choice("decimal", Decimal) if fields.has("decimal") else None
    fields.done()
    check_pattern(fields, "pattern", pattern)
    if operator.upwards and clear > threshold:
        raise fields.refuse("clear", f"must not be above the threshold with {operator}")
    if not operator.upwards and clear < threshold:
        raise fields.refuse("clear", f"must not be below the threshold with {operator}")
    return NumberRule(operator, threshold, clear, pattern, decimal)


def written(value: float) -> str:
    """Return a number as people write it: separators, no needless decimals."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")
