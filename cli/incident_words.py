"""Incidents, questions and controls in the terminal's words."""

import json
from collections.abc import Sequence

from application.incident_requests import RequestedRepair
from application.incident_story import attempt_lines, skipped_lines, story_lines
from application.incident_words import control_said, numbers_of
from cli.output import note, one_line, say, say_json, say_table
from domain.approvals import Approval
from domain.clusters import WorkloadKind, WorkloadRef
from domain.controls import Control
from domain.errors import InvalidRequest
from domain.events import Event
from domain.explaining import Explanation, doing_words, waits_words
from domain.incident_metrics import IncidentMetrics
from domain.incident_words import REASONS
from domain.incident_words_recorded import Reader, in_words, preview_words
from domain.incidents import Incident
from domain.people import Language
from domain.time_words import in_zone

ENGLISH = Language.ENGLISH


def workload_of(words: str) -> WorkloadRef:
    """Return the workload that `cluster/namespace/name` or `cluster/namespace/kind/name` means.

    Raises:
        InvalidRequest: it is of no such form.
    """
    parts = words.split("/")
    if len(parts) == 3:
        parts.insert(2, WorkloadKind.DEPLOYMENT)
    kinds = {each.lower(): each for each in WorkloadKind}
    if len(parts) != 4 or not all(parts) or parts[2].lower() not in kinds:
        rule = "must be CLUSTER/NAMESPACE/NAME or CLUSTER/NAMESPACE/KIND/NAME, e.g. "
        raise InvalidRequest("WORKLOAD", f"{rule}cls-1/payments/checkout")
    cluster, namespace, kind, name = parts
    return WorkloadRef(cluster, namespace, kinds[kind.lower()], name)


def _about(incident: Incident) -> str:
    """Return what it is about; without an owner what its alert names, else the alert's name."""
    named = incident.owner or incident.newest.object
    return str(named) if named else f"? ({incident.newest.name})"


def say_incidents(incidents: Sequence[Incident], reader: Reader) -> None:
    """Say one line for each incident."""
    rows = [
        (
            each.id,
            _about(each),
            each.fault,
            each.state,
            each.score.total if each.score else None,
            f"{len(each.attempts)}/{each.band.attempts}" if each.band else "",
            in_zone(each.opened_at, reader.zone),
            doing_words(each, reader.language),
        )
        for each in incidents
    ]
    say_table(("id", "workload", "fault", "state", "score", "tried", "opened", "doing"), rows)


def say_incident(incident: Incident, reader: Reader, *, as_json: bool) -> None:
    """Say how an incident stands, with its ladder."""
    if as_json:
        say_json(incident)
        return
    score, band = incident.score, incident.band
    scored = f"{score.total} ({band}, {band.attempts} attempts)" if score and band else ""
    called = _called(incident, reader)
    rows = [
        ("id", incident.id),
        ("workload", _about(incident)),
        ("fault", incident.fault),
        ("state", incident.state),
        ("doing", doing_words(incident, reader.language)),
        ("waits for", waits_words(incident, reader.language)),
        ("until", in_zone(incident.until, reader.zone) if incident.until else ""),
        ("score", scored),
        ("missing", list(score.missing) if score else []),
        ("alerts", incident.occurrences),
        ("newest alert", incident.newest.name),
        ("asked for by", incident.request.by if incident.request else ""),
        ("question", incident.approval),
        ("person called", called),
        ("taken over by", incident.acknowledged_by),
        ("policy", incident.policy),
        ("workflow", incident.workflow_id),
    ]
    say_table(("field", "value"), [row for row in rows if row[1] not in ("", None, [])])
    say("\nThe ladder:")
    for line in attempt_lines(incident, reader.zone, reader.language) or [
        "  nothing was tried so far"
    ]:
        say(one_line(line))
    for line in skipped_lines(incident, reader.language):
        say(one_line(line.replace("- ", "passed over: ", 1)))


def _called(incident: Incident, reader: Reader) -> str:
    """Return when a person was called and why; empty when nobody was."""
    if incident.called is None or incident.called_at is None:
        return ""
    reason = REASONS[reader.language][incident.called]
    return f"{in_zone(incident.called_at, reader.zone)} ({reason})"


def say_explanation(explanation: Explanation, *, as_json: bool) -> None:
    """Say why an incident stands where it stands."""
    if as_json:
        say_json(explanation)
    else:
        for answer in explanation.answers.values():
            say(one_line(answer))


def say_story(events: Sequence[Event], reader: Reader, *, as_json: bool) -> None:
    """Say what happened, oldest first."""
    if as_json:
        say_json(list(events))
        return
    for line in story_lines(events, reader.zone, reader.language):
        say(one_line(line.removeprefix("- ")))


def say_approvals(approvals: Sequence[Approval], reader: Reader, *, as_json: bool) -> None:
    """Say what waits for somebody's yes, each with its patch."""
    if as_json:
        say_json(list(approvals))
        return
    if not approvals:
        note("Nothing waits for an answer.")
    for each in approvals:
        who = f"asked for by {each.requested_by}" if each.requested_by else "proposed by Zhiban"
        until = in_zone(each.expires_at, reader.zone)
        say(one_line(f"{each.id}  {each.action} of {each.target}, {who}, until {until}"))
        say(one_line(in_words(each.why, reader.language)))
        say(preview_words(each.preview, reader.language))


def say_approval(approval: Approval, *, as_json: bool) -> None:
    """Say what became of a question."""
    if as_json:
        say_json(approval)
    else:
        by = f" by {approval.answered_by}" if approval.answered_by else ""
        say(one_line(f"{approval.action} of {approval.target}: {approval.state}{by}."))


def say_repair(repair: RequestedRepair, *, as_json: bool) -> None:
    """Say what a repair would do, or that it was begun."""
    if as_json:
        say_json(repair)
        return
    if not repair.dry_run:
        say(one_line(f"Begun: {repair.action} of {repair.target}. {repair.will}"))
        say(f"Follow it: zhiban incident watch {repair.incident_id}")
        return
    say(one_line(f"{repair.action} of {repair.target} would send:"))
    say(_indented(repair.preview) or "  nothing")
    for line in (repair.why, f"To undo it: {repair.undo}" if repair.undo else "", repair.will):
        if line:
            say(one_line(line))


def say_metrics(metrics: IncidentMetrics, *, as_json: bool) -> None:
    """Say how repairs went in a period."""
    if as_json:
        say_json(metrics)
        return
    rows = [
        (name, "no data" if value is None else f"{value:.0%}" if unit == "share" else f"{value:g}",
         "" if unit == "share" else unit)
        for name, value, unit in numbers_of(metrics)
    ]  # fmt: skip
    say_table(("number", "value", "unit"), rows)
    if metrics.by_action:
        names = ("tried", "verified", "false_fixes", "failed", "unclear")
        effects = [[*each.key, *(getattr(each, name) for name in names)]
                   for each in metrics.by_action]  # fmt: skip
        say_table(("action", "fault", *names), effects)
    say(f"Goal: {metrics.goal}.")


def say_control(control: Control, reader: Reader, *, as_json: bool) -> None:
    """Say what a control does."""
    if as_json:
        say_json(control)
    else:
        said = control_said(control, reader.zone, reader.language)
        say(one_line(f"{control.id} '{control.name}': {said}"))


def _indented(patch: str) -> str:
    try:
        return json.dumps(json.loads(patch), indent=2, ensure_ascii=False)
    except ValueError:
        return patch
