"""What is sent about controls and policies, as it travels."""

from typing import Annotated

from pydantic import Field

from api.bodies import Why
from api.strict import WHOLE, Moment, Strict
from application.incidents.back_testing import MOST_INCIDENTS
from domain.alerts.alerts import FaultClass
from domain.analytics.policy_changes import LONGEST_ID
from domain.incidents.control_rules import (
    LONGEST_NAME,
    LONGEST_PATTERN,
    LONGEST_WINDOW,
    ControlRequest,
    Recurring,
)
from domain.incidents.controls import ControlKind, Scope

Pattern = Annotated[
    str, Field(max_length=LONGEST_PATTERN, description="A name, or a pattern with * and ?.")
]


class ScopeIn(Strict):
    """What a control covers; what is left out matches all."""

    cluster: Pattern = ""
    namespace: Pattern = ""
    workload: Pattern = ""
    faults: list[FaultClass] = Field(default=[], max_length=len(FaultClass))

    def read(self) -> Scope:
        """Return it as the service takes it."""
        return Scope(self.cluster, self.namespace, self.workload, tuple(self.faults))


class RecurringIn(Strict):
    """Windows that come again."""

    cron: str = Field(min_length=1, max_length=100, description="When they begin: `0 2 * * sat`.")
    zone: str = Field(min_length=1, max_length=64, description="IANA zone of that wall clock.")
    minutes: Annotated[int, Field(ge=1, le=LONGEST_WINDOW), WHOLE]

    def read(self) -> Recurring:
        """Return it as the service takes it."""
        return Recurring(self.cron, self.zone, self.minutes)


class ControlIn(Strict):
    """A silence, a maintenance window or a freeze to set."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    scope: ScopeIn = ScopeIn()
    reason: Why
    start: Moment | None = Field(None, description="Now when left out.")
    end: Moment | None = Field(None, description="For windows that recur: when they cease.")
    recurring: RecurringIn | None = None

    def read(self, kind: ControlKind) -> ControlRequest:
        """Return it as the service takes it."""
        return ControlRequest(
            kind=kind,
            name=self.name,
            scope=self.scope.read(),
            reason=self.reason,
            start=self.start,
            end=self.end,
            recurring=self.recurring.read() if self.recurring else None,
        )


class PolicyIn(Strict):
    """A policy file to look at."""

    policy: str = Field(min_length=1, description="The whole file, TOML.")


class BackTestIn(Strict):
    """A policy file, or a suggestion within the policy in force, to try on incidents of before."""

    policy: str = Field("", description="The whole file, TOML; or give `suggestion`.")
    suggestion: str = Field(
        "",
        max_length=LONGEST_ID,
        description="Id of a suggestion of `GET /api/v1/incident-metrics`.",
    )
    since: Moment | None = Field(None, description="Only incidents opened since then.")
    limit: Annotated[int, Field(ge=1, le=MOST_INCIDENTS), WHOLE] = Field(
        200, description="How many, the newest ones."
    )
