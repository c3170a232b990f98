"""What is sent and answered about controls, the kill switch and policies, as it travels."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.bodies import Read, Why
from api.strict import WHOLE, Moment, Strict
from application.common.wording import Localizer
from application.incidents.back_testing import MOST_INCIDENTS
from application.incidents.policies import PolicyJudgement
from application.incidents.words import kill_switch_said, policy_said, recurs
from domain.alerts.alerts import FaultClass
from domain.incidents.control_rules import (
    LONGEST_NAME,
    LONGEST_PATTERN,
    LONGEST_WINDOW,
    ControlRequest,
    Recurring,
)
from domain.incidents.controls import Control, ControlKind, KillSwitch, Scope
from domain.incidents.policy.policies import Policy

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


class ScopeOut(Read):
    """What a control covers."""

    cluster: str
    namespace: str
    workload: str
    faults: list[FaultClass]


class ControlOut(Read):
    """A silence, a maintenance window or a freeze."""

    id: str
    kind: ControlKind
    name: str
    scope: ScopeOut
    start: datetime
    end: datetime | None = Field(description="Null: until it is ended.")
    recurs: str = Field(description="When it comes again, in words; empty for a single one.")
    minutes: int = Field(description="How long each window lasts that comes again.")
    by: str
    reason: str
    created_at: datetime
    ended_by: str
    ended_at: datetime | None

    @classmethod
    def of(cls, control: Control, reader: Localizer) -> "ControlOut":
        """Return the wire form."""
        again = reader.text(recurs(control.recurring))
        return cls.model_validate(vars(control) | {"recurs": again})


class KillSwitchOut(BaseModel):
    """Whether anything may be written at all."""

    engaged: bool = Field(description="True: nothing is written by anybody.")
    by: str
    reason: str
    at: datetime | None = Field(description="Null: nobody ever set it; engaged from the start.")
    said: str = Field(description="What is blocked, by whom, since when, how to change it.")

    @classmethod
    def of(cls, switch: KillSwitch, reader: Localizer) -> "KillSwitchOut":
        """Return the wire form."""
        said = reader.text(kill_switch_said(switch))
        return cls.model_validate(vars(switch) | {"said": said})


class PolicyOut(BaseModel):
    """What Zhiban may do where."""

    name: str
    version: str = Field(description="Changes whenever the meaning of the file does.")
    said: list[str] = Field(description="The rules as sentences; the first that fits counts.")
    rules: dict[str, Any] = Field(description="All of it, field by field.")

    @classmethod
    def of(cls, policy: Policy, reader: Localizer) -> "PolicyOut":
        """Return the wire form."""
        rules = {name: value for name, value in asdict(policy).items() if name != "digest"}
        said = [reader.text(each) for each in policy_said(policy)]
        return cls(name=policy.name, version=policy.digest, said=said, rules=rules)


class PolicyIn(Strict):
    """A policy file to look at."""

    policy: str = Field(min_length=1, description="The whole file, TOML.")


class BackTestIn(PolicyIn):
    """A policy file to try on incidents of before."""

    since: Moment | None = Field(None, description="Only incidents opened since then.")
    limit: Annotated[int, Field(ge=1, le=MOST_INCIDENTS), WHOLE] = Field(
        200, description="How many, the newest ones."
    )


class PolicyJudgedOut(BaseModel):
    """Whether a policy file can be used."""

    valid: bool
    mistakes: list[str] = Field(description="Every field that breaks a rule, and the rule.")
    policy: PolicyOut | None = Field(description="What it would mean; null when it cannot be used.")

    @classmethod
    def of(cls, judged: PolicyJudgement, reader: Localizer) -> "PolicyJudgedOut":
        """Return the wire form."""
        policy = PolicyOut.of(judged.policy, reader) if judged.policy else None
        return cls(
            valid=policy is not None,
            mistakes=[reader.text(each) for each in judged.mistakes],
            policy=policy,
        )
