"""An incident's ladder as it is drawn: what was tried, what is under way, what could come."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from application.common.wording import Localizer
from domain.clusters.repairs import ActionKind, Attempt, AttemptState
from domain.common.messages import Called, Message, argument, message, named
from domain.incidents.approvals.approvals import Approval
from domain.incidents.approvals.consequences import consequences
from domain.incidents.approvals.outcomes import Run
from domain.incidents.explaining import Explanation, outcome_of
from domain.incidents.guards.guards import GuardName
from domain.incidents.incidents import Incident, IncidentState
from domain.monitoring.alarms import Severity

KIND_OF_STATE = {
    IncidentState.CONFIRMING: "run",
    IncidentState.SUPPRESSED: "off",
    IncidentState.REPAIRING: "run",
    IncidentState.WAITING: "wait",
    IncidentState.AWAITING_APPROVAL: "wait",
    IncidentState.PAUSED: "wait",
    IncidentState.FLAPPING: "warn",
    IncidentState.RELAPSE_WATCH: "good",
    IncidentState.HANDED_OVER: "bad",
    IncidentState.CLOSED: "off",
}
"""How a state is drawn; its word stands beside it."""

KIND_OF_SEVERITY = {
    Severity.CRITICAL: "bad",
    Severity.WARNING: "warn",
    Severity.INFO: "off",
    Severity.UNKNOWN: "off",
}

_KIND_OF_ATTEMPT = {
    AttemptState.VERIFIED: "good",
    AttemptState.FAILED: "bad",
    AttemptState.REFUSED: "bad",
    AttemptState.BLOCKED: "warn",
    AttemptState.NOT_APPROVED: "warn",
    AttemptState.CONFLICT: "warn",
}


@dataclass(frozen=True, kw_only=True)
class GuardShown:
    """One guard of an attempt."""

    name: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step of the ladder.

    Attributes:
        kind: how it is drawn.
        word: its state, or why it was passed over.
        because: what its end rests on.
        patches: what was written.
    """

    title: str
    kind: str
    word: str
    rung: int | None = None
    because: str = ""
    number: int = 0
    is_current: bool = False
    is_ahead: bool = False
    started_at: datetime | None = None
    lasted: timedelta | None = None
    verdict: str = ""
    approved_by: str = ""
    guards: tuple[GuardShown, ...] = ()
    patches: tuple[str, ...] = ()


def ladder_of(incident: Incident, why: Explanation, reader: Localizer) -> tuple[StepShown, ...]:
    """Return the ladder from its first step to its last, in the reader's words."""
    passed_over = {each.action for each in incident.skipped}
    ahead = [each for each in why.ahead if each not in passed_over]
    return (*_tried(incident, reader), *_passed_over(incident, reader), *_ahead(ahead, reader))


def _tried(incident: Incident, reader: Localizer) -> Iterator[StepShown]:
    for each in incident.attempts:
        runs = each.ended_at is None
        yield StepShown(
            title=reader.text(named(each.action)),
            kind="run" if runs else _KIND_OF_ATTEMPT.get(each.state, "off"),
            word=reader.text(outcome_of(each)),
            rung=each.action.rung,
            because=reader.text(each.because),
            number=each.number,
            is_current=runs,
            started_at=each.started_at,
            lasted=each.ended_at - each.started_at if each.ended_at else None,
            verdict=reader.text(named(each.verdict)) if each.verdict else "",
            approved_by=each.approved_by,
            guards=tuple(_guards(each, reader)),
            patches=tuple(done.patch for done in each.performed if done.patch),
        )


def _guards(attempt: Attempt, reader: Localizer) -> Iterator[GuardShown]:
    for each in attempt.guards:
        name, _, outcome = each.partition(":")
        if name not in set(GuardName):
            continue
        yield GuardShown(
            name=reader.text(named(GuardName(name))),
            kind="good" if outcome == "passed" else "bad",
            outcome=outcome,
        )


def _passed_over(incident: Incident, reader: Localizer) -> Iterator[StepShown]:
    tried = {each.action for each in incident.attempts}
    latest = {each.action: each for each in incident.skipped}
    for action, each in latest.items():
        if action not in tried:
            yield StepShown(
                title=reader.text(named(action)),
                kind="off",
                word=reader.text(named(each.reason)),
                rung=action.rung,
            )


def _ahead(actions: Iterable[ActionKind], reader: Localizer) -> Iterator[StepShown]:
    for action in actions:
        if action is not ActionKind.CALL_PERSON:
            yield StepShown(
                title=reader.text(named(action)),
                kind="off",
                word="",
                rung=action.rung,
                is_ahead=True,
            )


@dataclass(frozen=True, kw_only=True)
class ChangeShown:
    """One thing that is another afterwards: its two values, or a sentence where there are none."""

    said: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionShown:
    """What somebody decides by: the values that change, and where each answer leads."""

    changes: tuple[ChangeShown, ...]
    consequences: tuple[str, ...]


def question_shown(
    asked: Approval,
    reader: Localizer,
    run: Run | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> QuestionShown:
    """Return what a question is about, or what came of it, in the reader's words."""
    return QuestionShown(
        changes=tuple(_change(each, reader) for each in asked.changes),
        consequences=tuple(reader.text(each) for each in consequences(asked, run, names)),
    )


def _change(found: Message, reader: Localizer) -> ChangeShown:
    args = {name: argument(each) for name, each in found.args.items()}
    match found.id:
        case "difference.image":
            what = message("console.changed_image", name=args["name"])
        case "difference.replicas":
            what = message("console.changed_replicas", name=args["name"])
        case _:
            return ChangeShown(said=reader.text(found))
    old, new = (_value(args[side]) for side in ("old", "new"))
    return ChangeShown(said=reader.text(what), before=old, after=new)


def _value(given: object) -> str:
    return given.text if isinstance(given, Called) else str(given)
