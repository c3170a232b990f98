"""Controls, the kill switch, policies and the audit as they are shown, in the reader's words."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from application.common.views import VIEW, read_view
from application.common.wording import Localizer
from application.incidents.policies import PolicyJudgement
from application.incidents.words import (
    control_said,
    covers,
    kill_switch_said,
    policy_said,
    recurs,
)
from domain.common.messages import Called, Foreign, Prose, message
from domain.incidents.controls import Control, ControlKind, KillSwitch, Scope
from domain.incidents.policy.policies import Policy


@dataclass(frozen=True, kw_only=True)
class ControlView:
    """A silence, a maintenance window or a freeze."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`c_` and 26 lower-case letters and digits."""
    kind: ControlKind
    name: str
    scope: Scope
    covers: str
    """What it covers, in a few words."""
    start: datetime
    end: datetime | None
    """Null: until it is ended."""
    recurs: str
    """When it comes again, in words; empty for a single one."""
    minutes: int
    """How long each window lasts that comes again; else 0."""
    by: str
    reason: str
    created_at: datetime
    ended_by: str
    """Who ended it; empty when nobody did."""
    ended_at: datetime | None
    said: str
    """What it does, and how to end it."""


@dataclass(frozen=True, kw_only=True)
class KillSwitchView:
    """Whether anything may be written at all."""

    __pydantic_config__: ClassVar = VIEW

    engaged: bool
    """True: nothing is written by anybody."""
    by: str
    reason: str
    at: datetime | None
    """Null: nobody ever set it; engaged from the start."""
    said: str
    """What is blocked, by whom, since when, how to change it."""


@dataclass(frozen=True, kw_only=True)
class PolicyView:
    """What Zhiban may do where."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    version: str
    """Changes whenever the meaning of the file does."""
    said: tuple[str, ...]
    """The rules as sentences; the first that fits counts."""
    rules: dict[str, Any]
    """All of it, field by field."""


@dataclass(frozen=True, kw_only=True)
class PolicyJudgedView:
    """Whether a policy file can be used."""

    __pydantic_config__: ClassVar = VIEW

    valid: bool
    mistakes: tuple[str, ...]
    """Every field that breaks a rule, and the rule."""
    policy: PolicyView | None
    """What it would mean; null when it cannot be used."""


def control_view(control: Control, reader: Localizer) -> ControlView:
    """Return a control as it is shown."""
    told = {
        "covers": covers(control.scope),
        "recurs": recurs(control.recurring),
        "said": control_said(control),
    }
    return read_view(ControlView, vars(control) | told, reader.text)


def control_line(control: ControlView, reader: Localizer) -> str:
    """Return what a control does, after its id and its name."""
    named = message(
        "control.named",
        control=Called(control.id),
        name=Foreign(control.name),
        said=Prose(control.said),
    )
    return reader.text(named)


def kill_switch_view(switch: KillSwitch, reader: Localizer) -> KillSwitchView:
    """Return the kill switch as it is shown."""
    return read_view(KillSwitchView, vars(switch) | {"said": kill_switch_said(switch)}, reader.text)


def policy_view(policy: Policy, reader: Localizer) -> PolicyView:
    """Return a policy as it is shown."""
    rules = asdict(policy)
    version = rules.pop("digest")
    told = {"name": policy.name, "version": version, "said": policy_said(policy), "rules": rules}
    return read_view(PolicyView, told, reader.text)


def policy_lines(policy: PolicyView, reader: Localizer) -> list[str]:
    """Return which policy it is, and what it means."""
    version = Called(policy.version[:12]) if policy.version else None
    named = message("policy.named", policy=Called(policy.name), version=version)
    return [reader.text(named), *policy.said]


def judged_view(judged: PolicyJudgement, reader: Localizer) -> PolicyJudgedView:
    """Return whether a policy file can be used, as it is shown."""
    policy = policy_view(judged.policy, reader) if judged.policy else None
    told = {"valid": policy is not None, "mistakes": judged.mistakes, "policy": policy}
    return read_view(PolicyJudgedView, told, reader.text)
