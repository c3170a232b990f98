"""Incidents, questions and controls in the terminal's words."""

import json
from collections.abc import Sequence

from application.common.wording import Localizer
from application.incidents.numbers import numbers_of
from application.incidents.requests import RequestedRepair
from application.incidents.timeline import attempt_lines, skipped_lines, story_lines
from application.incidents.words import control_said
from application.services import Services
from cli.labels import LABELS, labels, phrase
from cli.output import note, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import named
from domain.common.readers import Language
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.approvals.approvals import Approval
from domain.incidents.controls import Control
from domain.incidents.explaining import Explanation, doing_of
from domain.incidents.incidents import Incident
from domain.incidents.metrics import IncidentMetrics, NumberUnit
from domain.incidents.scores import ScoreInputName
from domain.incidents.words.names import (
    ANSWERS,
    BAND_NAMES,
    GOALS,
    REPAIR_NAMES,
    STATE_NAMES,
    short,
)
from domain.incidents.words.words import ACTIONS, NAMES, REASONS

_COUNTED = (NumberUnit.INCIDENTS, NumberUnit.ATTEMPTS)


async def localizer_of(
    terminal: Terminal, services: Services, person: str | None = None
) -> Localizer:
    """Return what puts messages into the words of whoever sits at the terminal."""
    return Localizer(services.words, await terminal.reader_of(services, person))


def _about(incident: Incident) -> str:
    """Return what it is about; without an owner what its alert names, else the alert's name."""
    named = incident.owner or incident.newest.object
    return str(named) if named else f"? ({incident.newest.name})"


def say_incidents(incidents: Sequence[Incident], reader: Localizer) -> None:
    """Say one line for each incident."""
    language = reader.language
    rows = [
        (
            each.id,
            _about(each),
            short(NAMES, each.fault, language),
            short(STATE_NAMES, each.state, language),
            each.score.total if each.score else None,
            f"{len(each.attempts)}/{each.band.attempts}" if each.band else "",
            in_zone(each.opened_at, reader.zone),
            reader.text(doing_of(each)),
        )
        for each in incidents
    ]
    heads = ("id", "workload", "fault", "state", "score", "tried", "opened", "doing")
    say_table(labels(language, *heads), rows)


def say_incident(incident: Incident, reader: Localizer, *, as_json: bool) -> None:
    """Say how an incident stands, with its ladder."""
    if as_json:
        say_json(incident)
        return
    language = reader.language
    rows = [row for row in _facts(incident, reader) if row[1] not in ("", None, [])]
    heads = (LABELS[language][name] for name, _ in rows)
    said = [(head, value) for head, (_, value) in zip(heads, rows, strict=True)]
    say_table(labels(language, "field", "value"), said)
    say(f"\n{phrase(language, 'ladder')}")
    untried = f"  {phrase(language, 'untried')}"
    for line in attempt_lines(incident, reader) or [untried]:
        say(one_line(line))
    for line in skipped_lines(incident, reader):
        say(one_line(phrase(language, "passed_over", what=line.removeprefix("- "))))


def _facts(incident: Incident, reader: Localizer) -> list[tuple[str, object]]:
    """Return what is known of an incident, each by the name of its label."""
    language, request = reader.language, incident.request
    score = None if request else incident.score  # what a person asks for is done whatever it is
    missing = [reader.text(named(ScoreInputName(each))) for each in score.missing] if score else []
    return [
        ("id", incident.id),
        ("workload", _about(incident)),
        ("fault", short(NAMES, incident.fault, language)),
        ("state", short(STATE_NAMES, incident.state, language)),
        ("doing", reader.text(doing_of(incident))),
        ("waits_for", reader.text(incident.waits_for)),
        ("until", in_zone(incident.until, reader.zone) if incident.until else ""),
        ("score", _scored(incident, language)),
        ("missing", missing),
        ("alerts", "" if request else incident.occurrences),
        ("newest_alert", "" if request else incident.newest.name),
        ("asked_by", request.by if request else ""),
        ("question", incident.approval),
        ("called", _called(incident, reader)),
        ("taken", incident.acknowledged_by),
        ("policy", incident.policy),
        ("workflow", incident.workflow_id),
    ]


def _scored(incident: Incident, language: Language) -> str:
    """Return the points, and what they allow; empty before there are any."""
    score, band = incident.score, incident.band
    if score is None or band is None:
        return ""
    name = short(BAND_NAMES, band, language)
    return phrase(language, "scored", total=score.total, band=name, attempts=band.attempts)


def _called(incident: Incident, reader: Localizer) -> str:
    """Return when a person was called and why; empty when nobody was."""
    language, why = reader.language, incident.call_reason
    if why is not None and incident.unreached_at is not None:
        at = in_zone(incident.unreached_at, reader.zone)
        return phrase(language, "unreached", at=at, reason=REASONS[language][why])
    if incident.calling is not None:
        return phrase(language, "calling", reason=REASONS[language][incident.calling])
    if incident.called is None or incident.called_at is None:
        return ""
    reason = REASONS[language][incident.called]
    return phrase(reader.language, "at", at=in_zone(incident.called_at, reader.zone), reason=reason)


def say_explanation(explanation: Explanation, reader: Localizer, *, as_json: bool) -> None:
    """Say why an incident stands where it stands."""
    answers = explanation.answers(reader.text)
    if as_json:
        say_json({"incident_id": explanation.incident_id, **answers})
        return
    for answer in answers.values():
        say(one_line(answer))


def say_story(events: Sequence[Event], reader: Localizer, *, as_json: bool) -> None:
    """Say what happened, oldest first."""
    if as_json:
        say_json(list(events))
        return
    for line in story_lines(events, reader):
        say(one_line(line.removeprefix("- ")))


def say_approvals(approvals: Sequence[Approval], reader: Localizer, *, as_json: bool) -> None:
    """Say what waits for somebody's yes, each with its patch."""
    language = reader.language
    if as_json:
        say_json(list(approvals))
        return
    if not approvals:
        note(phrase(language, "nothing_waits"))
    for each in approvals:
        requested = "wish_of" if each.requested_by else "wish_of_none"
        said = phrase(
            language,
            "question",
            id=each.id,
            action=ACTIONS[language][each.action],
            target=each.target,
            who=phrase(language, requested, by=each.requested_by),
            until=in_zone(each.expires_at, reader.zone),
        )
        say(one_line(said))
        say(one_line(reader.text(each.why)))
        say(each.preview)


def say_approval(approval: Approval, reader: Localizer, *, as_json: bool) -> None:
    """Say what became of a question."""
    if as_json:
        say_json(approval)
        return
    language = reader.language
    said = phrase(
        language,
        "answered" if approval.answered_by else "settled",
        action=ACTIONS[language][approval.action],
        target=approval.target,
        answer=short(ANSWERS, approval.state, language),
        by=approval.answered_by,
    )
    say(one_line(said))


def say_repair(repair: RequestedRepair, reader: Localizer, *, as_json: bool) -> None:
    """Say what a repair would do, or that it was begun."""
    if as_json:
        say_json(repair)
        return
    language = reader.language
    named = {"action": short(REPAIR_NAMES, repair.action, language), "target": repair.target}
    if not repair.dry_run:
        say(one_line(phrase(language, "begun", will=repair.will, **named)))
        say(phrase(language, "follow", id=repair.incident_id))
        return
    say(one_line(phrase(language, "would_send", **named)))
    say(_indented(repair.preview) or f"  {phrase(language, 'nothing')}")
    undo = phrase(language, "undo", undo=repair.undo) if repair.undo else ""
    for line in (repair.why, undo, repair.will):
        if line:
            say(one_line(line))


def say_metrics(metrics: IncidentMetrics, reader: Localizer, *, as_json: bool) -> None:
    """Say how repairs went in a period."""
    if as_json:
        say_json(metrics)
        return
    language = reader.language
    rows = [
        (
            reader.text(each.name),
            reader.text(each.said),
            reader.text(named(each.unit)) if each.unit in _COUNTED else "",
        )
        for each in numbers_of(metrics)
    ]
    say_table(labels(language, "number", "value", "unit"), rows)
    if metrics.by_action:
        names = ("tried", "verified", "false_fixes", "failed", "unclear")
        effects = [
            (*_effect_of(each.key, language), *(getattr(each, name) for name in names))
            for each in metrics.by_action
        ]
        say_table(labels(language, "action", "fault", *names), effects)
    say(phrase(language, "goal", goal=short(GOALS, metrics.goal, language)))


def _effect_of(key: Sequence[str], language: Language) -> tuple[str, str]:
    """Return an action and a class of fault in words."""
    action, fault = key
    return short(ACTIONS, action, language), short(NAMES, fault, language)


def say_control(control: Control, reader: Localizer, *, as_json: bool) -> None:
    """Say what a control does."""
    if as_json:
        say_json(control)
    else:
        say(one_line(f"{control.id} '{control.name}': {reader.text(control_said(control))}"))


def _indented(patch: str) -> str:
    try:
        return json.dumps(json.loads(patch), indent=2, ensure_ascii=False)
    except ValueError:
        return patch
