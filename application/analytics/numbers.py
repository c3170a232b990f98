"""The numbers of incidents, each with its name and its unit (RBK-14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from application.incidents.words import percent
from domain.analytics.metrics import IncidentMetrics, NumberUnit
from domain.common.messages import Message, message

_COUNTED = (
    ("number.incidents", "incidents", NumberUnit.INCIDENTS),
    ("number.open", "open", NumberUnit.INCIDENTS),
    ("number.called", "called", NumberUnit.INCIDENTS),
    ("number.repaired", "repaired", NumberUnit.INCIDENTS),
    ("number.fixed", "fixed", NumberUnit.INCIDENTS),
    ("number.success", "success", NumberUnit.SHARE),
    ("number.false_fixes", "false_fixes", NumberUnit.ATTEMPTS),
    ("number.false_fix_share", "false_fix_share", NumberUnit.SHARE),
    ("number.attempts", "attempts", NumberUnit.ATTEMPTS),
    ("number.writes", "writes", NumberUnit.ATTEMPTS),
)
_SPANS = (
    ("number.detect", "detect"),
    ("number.decide", "decide"),
    ("number.acknowledge", "acknowledge"),
    ("number.act", "act"),
    ("number.fix", "fix"),
)


@dataclass(frozen=True)
class Number:
    """One number of a period; None: there was nothing to count."""

    name: Message
    value: float | None
    unit: NumberUnit

    @property
    def said(self) -> Message:
        """Its value for people; of what is counted the unit stands beside it."""
        if self.value is None:
            return message("number.value", value=None)
        if self.unit is NumberUnit.SHARE:
            return message("number.value", value=percent(self.value))
        if self.unit is NumberUnit.SECONDS:
            if self.value < 1:
                return message("number.under_a_second")
            return message("number.value", value=timedelta(seconds=self.value))
        return message("number.value", value=int(self.value))


def numbers_of(metrics: IncidentMetrics) -> Iterator[Number]:
    """Yield the numbers of a period, the most telling first."""
    for name, field, unit in _COUNTED:
        yield Number(message(name), getattr(metrics, field), unit)
    spans = [(message(name), getattr(metrics, field)) for name, field in _SPANS]
    for span, found in spans:
        value = found.median if found.count else None
        yield Number(message("number.median", span=span), value, NumberUnit.SECONDS)
    for span, found in spans:
        value = found.p90 if found.count else None
        yield Number(message("number.p", span=span, percentile=90), value, NumberUnit.SECONDS)
