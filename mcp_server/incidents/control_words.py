"""Controls, policies, the audit and numbers as results."""

from collections.abc import Iterable, Sequence

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.incidents.audit import AuditCheck
from application.incidents.numbers import numbers_of
from application.incidents.policies import PolicyJudgement
from application.incidents.words import (
    audit_said,
    back_test_said,
    control_named,
    control_said,
    course_said,
    covers,
    kill_switch_said,
    moment_or_open,
    policy_named,
    policy_said,
    recurs,
)
from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, Message, Names, message
from domain.common.time_words import in_zone
from domain.incidents.back_testing import BackTest, Difference
from domain.incidents.controls import Control, KillSwitch
from domain.incidents.metrics import IncidentMetrics
from domain.incidents.policy.policies import Policy
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.incidents.results import (
    AuditChecked,
    BackTested,
    ControlSet,
    ControlShown,
    ControlsShown,
    DifferenceShown,
    EffectShown,
    KillSwitchShown,
    MetricsShown,
    NumberShown,
    PolicyJudged,
    PolicyShown,
)
from mcp_server.incidents.words import at
from mcp_server.results import mark, told

MOST_SAID = 300


def control_set(control: Control, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return a control that was set or ended, with what it does."""
    said = reader.text(control_said(control))
    plain = _control(control, reader)
    result = ControlSet(**plain.model_dump(), said=shown(said, 1_000), sandbox=sandbox)
    named = shown(reader.text(control_named(control)), 1_000)
    return told(result, f"{mark(sandbox)}{named}")


def controls_shown(
    controls: Sequence[Control], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return controls, as many as fit."""
    all_ = [_control(each, reader) for each in controls]
    texts = [shown(reader.text(control_named(each)), 1_000) for each in controls]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    result = ControlsShown(controls=all_[:kept], truncated=kept < len(all_), sandbox=sandbox)
    heading = message("control.none")
    if kept:
        heading = message("control.listed", shown=kept, count=len(all_))
    return told(result, "\n".join((f"{mark(sandbox)}{reader.text(heading)}", *texts[:kept])))


def kill_switch_shown(
    switch: KillSwitch, reader: Localizer, *, confirm: str = "", sandbox: bool
) -> CallToolResult:
    """Return whether anything may be written; `confirm` is what a second call has to carry."""
    result = KillSwitchShown(
        engaged=switch.engaged,
        by=switch.by,
        since=at(switch.at, reader.zone),
        reason=shown(switch.reason, MOST_SAID),
        said=shown(reader.text(kill_switch_said(switch)), 1_000),
        confirm=confirm,
        sandbox=sandbox,
    )
    asked = message("kill_switch.confirm", confirm=Called(f"confirm={confirm}"))
    again = f"\n{reader.text(asked)}" if confirm else ""
    return told(result, f"{mark(sandbox)}{result.said}{again}")


def policy_shown(policy: Policy, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return what Zhiban may do where."""
    said = _fitted(map(reader.text, policy_said(policy)))
    result = PolicyShown(
        name=shown(policy.name, 120), version=policy.digest[:12], said=said, sandbox=sandbox
    )
    heading = f"{mark(sandbox)}{reader.text(policy_named(policy))}"
    return told(result, "\n".join((heading, *said)))


def policy_judged(
    judgement: PolicyJudgement, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return whether a policy file can be used."""
    policy = judgement.policy
    said = _fitted(map(reader.text, policy_said(policy))) if policy else []
    mistakes = _fitted([reader.text(each) for each in judgement.mistakes])
    result = PolicyJudged(valid=policy is not None, mistakes=mistakes, said=said, sandbox=sandbox)
    heading = reader.text(message("policy.usable" if policy else "policy.unusable"))
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *mistakes, *said)))


def audit_checked(check: AuditCheck, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return whether the audit is whole."""
    broken = check.broken
    result = AuditChecked(
        rows=check.rows,
        whole=broken is None,
        broken_at=broken.sequence if broken else 0,
        why=shown(reader.text(broken.why), MOST_SAID) if broken else "",
        head=check.head,
        sandbox=sandbox,
    )
    return told(result, f"{mark(sandbox)}{reader.text(audit_said(check))}")


def back_tested(found: BackTest, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return what another policy would have done with incidents of before."""
    all_ = [
        DifferenceShown(
            incident_id=each.incident_id,
            target=str(each.target),
            opened_at=in_zone(each.opened_at, reader.zone),
            changes=list(each.changes),
            was=shown(reader.text(course_said(each.was)), MOST_SAID),
            would=shown(reader.text(course_said(each.would)), MOST_SAID),
        )
        for each in found.differences
    ]
    texts = [shown(reader.text(_difference(each)), 1_000) for each in found.differences]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    result = BackTested(
        incidents=found.incidents,
        left_out=found.left_out,
        open_ended=found.open_ended,
        differences=all_[:kept],
        was=found.was,
        would=found.would,
        truncated=kept < len(all_),
        sandbox=sandbox,
    )
    heading = f"{mark(sandbox)}{reader.text(back_test_said(found))}"
    return told(result, "\n".join((heading, *texts[:kept])))


def metrics_shown(metrics: IncidentMetrics, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return how incidents went."""
    found = [(each, reader.text(each.name)) for each in numbers_of(metrics)]
    numbers = [NumberShown(name=name, value=each.value, unit=each.unit) for each, name in found]
    effects = [
        EffectShown(
            action=each.key[0],
            fault=each.key[1],
            tried=each.tried,
            verified=each.verified,
            false_fixes=each.false_fixes,
            failed=each.failed,
            unclear=each.unclear,
        )
        for each in metrics.by_action
    ]
    result = MetricsShown(
        start=in_zone(metrics.since, reader.zone),
        end=in_zone(metrics.until, reader.zone),
        goal=metrics.goal,
        numbers=numbers,
        by_action=fitting(effects, lambda each: wire_bytes(each.model_dump())),
        sandbox=sandbox,
    )
    heading = message(
        "number.period",
        start=Called(result.start),
        end=Called(result.end),
        goal=metrics.goal,
    )
    said = [message("number.line", name=each.name, value=each.said) for each, _ in found]
    said += [_effect(each) for each in result.by_action]
    text = "\n".join(map(reader.text, (heading, *said)))
    return told(result, f"{mark(sandbox)}{text}")


def _difference(found: Difference) -> Message:
    return message(
        "back_test.difference",
        incident=Called(found.incident_id),
        target=Called(str(found.target)),
        changes=Names(found.changes),
        was=course_said(found.was),
        would=course_said(found.would),
    )


def _effect(effect: EffectShown) -> Message:
    return message(
        "number.effect",
        action=ActionKind(effect.action),
        fault=FaultClass(effect.fault),
        verified=effect.verified,
        tried=effect.tried,
        relapsed=effect.false_fixes,
    )


def _control(control: Control, reader: Localizer) -> ControlShown:
    return ControlShown(
        control_id=control.id,
        kind=control.kind,
        name=shown(control.name, 80),
        covers=shown(reader.text(covers(control.scope)), 800),
        start=in_zone(control.start, reader.zone),
        end=moment_or_open(control.end, reader.zone),
        recurring=reader.text(recurs(control.recurring)),
        minutes=control.minutes,
        by=control.by,
        reason=shown(control.reason, MOST_SAID),
        ended_by=control.ended_by,
    )


def _fitted(sentences: Iterable[str]) -> list[str]:
    lines = [shown(each, 500) for each in sentences]
    return fitting(lines, lambda each: 2 * wire_bytes(each))
