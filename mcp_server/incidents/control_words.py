"""Controls, policies, the audit and numbers as results."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.incidents.audit_views import AuditCheckView, AuditPageView, AuditRowView
from application.incidents.control_views import (
    ControlView,
    KillSwitchView,
    PolicyJudgedView,
    PolicyView,
    control_line,
    policy_lines,
)
from application.incidents.words import back_test_said, course_said
from domain.common.messages import Called, Foreign, Message, Names, message
from domain.common.quoting import UNTRUSTED
from domain.common.time_words import in_zone
from domain.incidents.back_testing import BackTest, Difference
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.incidents.results import (
    AuditRowShown,
    AuditRowsShown,
)
from mcp_server.results import fitting_views, mark, more, told, wire


def control_set(control: ControlView, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return a control that was set or ended, with what it does."""
    line = shown(control_line(control, reader), 1_000)
    return told(wire(control, reader.zone) | {"sandbox": sandbox}, f"{mark(sandbox)}{line}")


def controls_shown(
    controls: Sequence[ControlView], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return controls, as many as fit."""
    texts = [shown(control_line(each, reader), 1_000) for each in controls]
    found = fitting_views(controls, texts, reader.zone)
    kept, count = len(found), len(controls)
    heading = message("control.listed", shown=kept, count=count)
    if not kept:
        heading = message("control.none")
    result = {"controls": found, "truncated": kept < count, "sandbox": sandbox}
    return told(result, "\n".join((f"{mark(sandbox)}{reader.text(heading)}", *texts[:kept])))


def kill_switch_shown(
    switch: KillSwitchView, reader: Localizer, *, confirm: str = "", sandbox: bool
) -> CallToolResult:
    """Return whether anything may be written; `confirm` is what a second call has to carry."""
    result = wire(switch, reader.zone) | {"confirm": confirm, "sandbox": sandbox}
    asked = message("kill_switch.confirm", confirm=Called(f"confirm={confirm}"))
    again = f"\n{reader.text(asked)}" if confirm else ""
    return told(result, f"{mark(sandbox)}{result['said']}{again}")


def policy_shown(policy: PolicyView, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return what Zhiban may do where."""
    heading, *said = _fitted(policy_lines(policy, reader))
    result = {"name": shown(policy.name, 120), "version": policy.version, "said": said}
    lines = (f"{mark(sandbox)}{heading}", *said)
    return told(result | {"sandbox": sandbox}, "\n".join(lines))


def policy_judged(judged: PolicyJudgedView, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return whether a policy file can be used."""
    said = _fitted(judged.policy.said if judged.policy else ())
    mistakes = _fitted(judged.mistakes)
    result = {"valid": judged.valid, "mistakes": mistakes, "said": said, "sandbox": sandbox}
    heading = reader.text(message("policy.usable" if judged.valid else "policy.unusable"))
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *mistakes, *said)))


def audit_checked(check: AuditCheckView, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return whether the audit is whole."""
    result = wire(check, reader.zone) | {"sandbox": sandbox}
    return told(result, f"{mark(sandbox)}{result['said']}")


def audit_listed(
    page: AuditPageView, place: Place, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return a page of the audit, as many rows as fit; the cursor goes on exactly behind them."""
    rows = [_audit_row(each, reader.zone) for each in page.rows]
    texts = [shown(reader.text(_audit_line(each)), 1_000) for each in rows]
    pairs = [(each.model_dump(), text) for each, text in zip(rows, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    truncated = kept < len(rows)
    before = rows[kept - 1].sequence if truncated else page.next_before
    cursor = write_cursor(replace(place, page=str(before))) if before else ""
    result = AuditRowsShown(
        rows=rows[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox
    )
    heading = reader.text(message("audit.none"))
    if kept:
        heading = f"{reader.text(message('audit.rows', count=kept))} {UNTRUSTED}"
    lines = (f"{mark(sandbox)}{heading}", *texts[:kept], *more(reader, cursor))
    return told(result, "\n".join(lines))


def _audit_row(row: AuditRowView, zone: str) -> AuditRowShown:
    return AuditRowShown(
        sequence=row.sequence,
        at=in_zone(row.at, zone),
        actor=shown(row.actor, 120),
        by=shown(row.by, 200),
        action=shown(row.action, 120),
        what=shown(row.what, 200),
        decision=row.decision or "",
        subject=shown(row.subject, 300),
        target=shown(row.target, 600),
        why=shown(row.why, 600),
    )


def _audit_line(row: AuditRowShown) -> Message:
    line = message(
        "audit.line",
        number=Called(str(row.sequence)),
        at=Called(row.at),
        by=Called(row.by),
        what=Called(row.what),
        about=Called(row.target or row.subject),
    )
    return message("audit.with_why", line=line, why=Foreign(row.why)) if row.why else line


def back_tested(found: BackTest, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return what another policy would have done with incidents of before."""
    texts = [shown(reader.text(_difference(each)), 1_000) for each in found.differences]
    kept = fitting_views(found.differences, texts, reader.zone)
    result = wire(replace(found, differences=()), reader.zone)
    result |= {"differences": kept, "truncated": len(kept) < len(texts), "sandbox": sandbox}
    heading = f"{mark(sandbox)}{reader.text(back_test_said(found))}"
    return told(result, "\n".join((heading, *texts[: len(kept)])))


def _difference(found: Difference) -> Message:
    return message(
        "back_test.difference",
        incident=Called(found.incident_id),
        target=Called(str(found.target)),
        changes=Names(found.changes),
        was=course_said(found.was),
        would=course_said(found.would),
    )


def _fitted(sentences: Iterable[str]) -> list[str]:
    lines = [shown(each, 500) for each in sentences]
    return fitting(lines, lambda each: 2 * wire_bytes(each))
