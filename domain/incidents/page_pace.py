"""How often people are paged for alerts that nobody vouches for (ALR-13).

An own program's alert about no known workload can be checked by nobody: whoever has the address may
send any number of them, each under another name. A few an hour are paged as any other; the rest is
gathered into one page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alerts.alerts import Alert, AlertSource, Confirmation, ReadBack
from domain.clusters.clusters import WorkloadRef
from domain.incidents.groups.rules import GroupKey, GroupRule
from domain.monitoring.alarms import Severity

WINDOW = timedelta(hours=1)
"""In which single pages are counted; between two pages that tell of the rest lies as much."""

GATHER = timedelta(minutes=5)
"""After the first that is held back, before one page tells of all that came meanwhile."""


@dataclass(frozen=True)
class PageTurn:
    """Whether an incident may page; add fields, with defaults, at the end.

    Attributes:
        until: when it may, or asks again; None: now, by itself.
        key: what it shares with the others that are told of in one page then; None: it asks again.
    """

    until: datetime | None = None
    key: GroupKey | None = None


def is_unvouched(
    alert: Alert, owner: WorkloadRef | None, confirmation: Confirmation | None
) -> bool:
    """Say whether nothing but the alert itself says that it is true.

    Args:
        alert: the newest that fires.
        owner: of its incident; None: it is about nobody's workload.
        confirmation: what was said when it was asked about; None: nothing was.
    """
    if alert.source is not AlertSource.PLAIN or owner is not None or alert.is_test:
        return False
    return confirmation is None or confirmation.state is not ReadBack.FIRING


def singles(source: AlertSource, severity: Severity) -> str:
    """Return the name of the pace of single pages: warnings never use up what is critical."""
    return f"page/{source}/{severity}"


def gathered(source: AlertSource, severity: Severity) -> str:
    """Return the name of the pace of pages that tell of the rest."""
    return f"page/{source}/{severity}/rest"


def turn_in_rest(
    source: AlertSource, severity: Severity, *, now: datetime, wait: timedelta
) -> PageTurn:
    """Return when an incident that is held back is told of.

    Args:
        source: of its alert.
        severity: of its alert.
        now: when it asks.
        wait: until the next page for the rest may begin to gather; zero: it begins with this one.
    """
    began = now + wait - WINDOW if wait else now
    due = began + GATHER
    if now >= due:
        return PageTurn(now + wait)
    value = f"{source}/{severity}/{began:%Y%m%dT%H%M%S.%f}"
    return PageTurn(due, GroupKey(GroupRule.NO_WORKLOAD, "-", value, source))
