"""Incidents as they are shown, in the reader's words: one view for HTTP and the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from application.common.views import VIEW, read_view
from application.common.wording import Localizer
from application.incidents.groups.groups import GroupedIncident
from application.incidents.incidents import IncidentPage
from application.incidents.story.views import NoteView
from application.incidents.timeline import attempt_said
from domain.alerts.alerts import AlertSource, AlertState, FaultClass
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import WorkloadKind
from domain.clusters.repairs import ActionKind, AttemptState, Mode, RepairVerdict, SkipReason
from domain.clusters.surroundings import Facet
from domain.incidents.causes.causes import CauseKind, Certainty, LikelyCauses
from domain.incidents.explaining import Explanation, doing_of, skipped_because
from domain.incidents.grouped import grouped_member, in_groups
from domain.incidents.groups.group import GroupMember
from domain.incidents.groups.rules import GroupRule
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState
from domain.incidents.scores import Band
from domain.incidents.story.notes import Note
from domain.monitoring.alarms import Severity

MOST_NOTES_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class WorkloadView:
    """A workload."""

    cluster: str
    namespace: str
    kind: WorkloadKind
    name: str


@dataclass(frozen=True, kw_only=True)
class AlertView:
    """The newest alert; everything textual in it was written by strangers."""

    id: str
    source: AlertSource
    state: AlertState
    name: str
    severity: Severity
    started_at: datetime
    received_at: datetime
    measures: dict[str, float]
    labels: dict[str, str]
    text: str


@dataclass(frozen=True, kw_only=True)
class ScoreInputView:
    """One number that went into a score."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """Which input."""
    value: float | None
    """Null when nobody could say; then `used` is a default."""
    used: float
    """What was counted with, 0 to 100."""
    source: str
    """Who said so."""


@dataclass(frozen=True, kw_only=True)
class ScoreView:
    """A score and what it came from."""

    total: int
    impact: float
    severity: float
    importance: float
    urgency: float
    weights: str
    inputs: tuple[ScoreInputView, ...]


@dataclass(frozen=True, kw_only=True)
class PerformedView:
    """What became of one step."""

    outcome: Performing
    detail: str
    patch: str


@dataclass(frozen=True, kw_only=True)
class AttemptView:
    """One rung tried."""

    __pydantic_config__: ClassVar = VIEW

    number: int
    """From 1; skipped steps have none."""
    action: ActionKind
    """What was done."""
    mode: Mode
    """How far policy let it go."""
    state: AttemptState
    """How it ended."""
    started_at: datetime
    """When it began."""
    ended_at: datetime | None
    """Null while it is under way."""
    acted_at: datetime | None
    """When it wrote; null when it did not."""
    guards: tuple[str, ...]
    """In the order of evaluation, as `guard:outcome`."""
    performed: tuple[PerformedView, ...]
    """What became of each step."""
    checkpoint: str
    """Id of what was kept before the write; empty when nothing was written."""
    verdict: RepairVerdict | None
    """What the checks say; null before they do."""
    because: str
    """What its end rests on."""
    restored: bool
    """Whether what was before was put back."""
    approved_by: str
    """Empty when nobody was asked."""
    said: str
    """All of it as a sentence."""


@dataclass(frozen=True, kw_only=True)
class SkippedView:
    """A rung that was passed over."""

    action: ActionKind
    reason: SkipReason
    detail: str
    said: str


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """A repair that somebody asked for."""

    action: ActionKind
    by: str
    reason: str
    only: bool
    replicas: int
    revision: int
    dry_run: bool


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """The incident group that an incident belongs to."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Of its workflow in Temporal."""
    rule: GroupRule
    """By what its members belong together."""
    reason: str
    """Why this incident belongs to it, in the asker's language."""
    since: datetime
    """When it joined."""


@dataclass(frozen=True, kw_only=True)
class GroupMemberView:
    """Another member of the same group."""

    __pydantic_config__: ClassVar = VIEW

    incident: str
    """Its id."""
    workload: str
    """What it is about."""
    severity: Severity
    """What its alert says."""
    reason: str
    """Why it belongs to the group, in the asker's language."""
    since: datetime
    """When it joined."""


@dataclass(frozen=True, kw_only=True)
class ProofView:
    """One thing that was seen and speaks for a cause."""

    __pydantic_config__: ClassVar = VIEW

    said: str
    """May quote events and lines of logs: data that others wrote."""
    at: datetime | None
    """Null for a number that held when it was looked."""


@dataclass(frozen=True, kw_only=True)
class CauseView:
    """A likely cause of an incident."""

    __pydantic_config__: ClassVar = VIEW

    kind: CauseKind
    """What it is."""
    certainty: Certainty
    """How sure the rule is that named it."""
    said: str
    """In the asker's language, as `advice` and the proofs are."""
    about: str
    """The object in question; empty where there is no single one."""
    at: datetime | None
    """When it happened; null when nothing says so."""
    proofs: tuple[ProofView, ...]
    """What speaks for it, at least one."""
    advice: str
    """What to look at or do."""


@dataclass(frozen=True, kw_only=True)
class CausesView:
    """The likely causes of an incident, the likeliest first."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When it was looked."""
    onset: datetime | None
    """The earliest bad sign."""
    causes: tuple[CauseView, ...]
    """At most three; none is an answer of its own."""
    looked: tuple[Facet, ...]
    """What was looked at."""
    unseen: tuple[Facet, ...]
    """What could not be read."""


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """An incident with its ladder."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`i_` and 26 lower-case letters and digits."""
    workflow_id: str
    """Its id in Temporal."""
    fault: FaultClass
    """What is wrong."""
    state: IncidentState
    """Where it stands."""
    opened_at: datetime
    """When it opened."""
    changed_at: datetime
    """When it changed last."""
    revision: int
    """Counts changes."""
    workload: str
    """What it is about: its owner, else what its alert names, else the alert's name after `?`."""
    owner: WorkloadView | None
    """Null when it could not be found."""
    newest: AlertView
    """The newest alert."""
    occurrences: int
    """Alerts counted, duplicates and relapses included."""
    score: ScoreView | None
    """Null before it is scored."""
    band: Band | None
    """How much may be tried; null before it is scored."""
    attempts: tuple[AttemptView, ...]
    """Steps tried, oldest first."""
    skipped: tuple[SkippedView, ...]
    """Steps that were passed over."""
    causes: CausesView | None
    """The likely causes with their evidence; null when they could not be looked for."""
    doing: str
    """In the asker's language, as `waits_for` and `because` are."""
    waits_for: str
    """Empty when it waits for nothing."""
    until: datetime | None
    """When it stops waiting at the latest; null for no fixed time."""
    confirmed_at: datetime | None
    """When its source confirmed it last."""
    decided_at: datetime | None
    """When its score was decided."""
    first_action_at: datetime | None
    """When the first attempt wrote."""
    fixed_at: datetime | None
    """When a fix was verified."""
    closed_at: datetime | None
    """Null while it is open."""
    ending: Ending | None
    """How it ended; null while it is open."""
    called: CallReason | None
    """Null until a channel took a page about it."""
    called_at: datetime | None
    """When a channel took a page about it."""
    calling: CallReason | None
    """Why a person is being called."""
    unreached_at: datetime | None
    """Since when nobody can be reached."""
    observed_at: datetime | None
    """When it was put into the next digest, for it was only observed; null: it was not."""
    acknowledged_by: str
    """Who took it over; empty when nobody did."""
    acknowledged_name: str
    """What they are called, else their id; empty when nobody did."""
    acknowledged_at: datetime | None
    """When they did."""
    relapses: int
    """How often it came back after a fix."""
    flapping: bool
    """Whether it keeps firing and clearing."""
    request: RequestView | None
    """The repair that somebody asked for; null for alerts."""
    approval: str
    """The question that waits; empty when none does."""
    policy: str
    """The policy that it runs with."""
    sandbox: bool
    """Whether it is about the stand-in."""
    group: GroupView | None
    """Null when it belongs to no group."""
    members: tuple[GroupMemberView, ...]
    """The others of its group; in a list those of the same page without a line of their own."""
    notes: tuple[NoteView, ...]
    """The newest 20 that people wrote about it, oldest first; none in a list."""
    discussion: str
    """Id of its discussion on the bus; empty: none, or this is a list."""


@dataclass(frozen=True, kw_only=True)
class IncidentsView:
    """Incidents, newest first; pass `next_before` as `before` to go on, empty at the end.

    The open members of a group are one incident, the newest, with the others as its `members`.
    """

    incidents: tuple[IncidentView, ...]
    next_before: str


@dataclass(frozen=True, kw_only=True)
class ExplanationView:
    """Why an incident stands where it stands, from its state alone."""

    incident_id: str
    answers: dict[str, str]
    causes: CausesView | None


def subject_of(incident: Incident) -> str:
    """Return what it is about; without an owner what its alert names, else the alert's name."""
    named = incident.owner or incident.newest.object
    return str(named) if named else f"? ({incident.newest.name})"


def incident_view(
    incident: Incident,
    reader: Localizer,
    members: Sequence[GroupMember] = (),
    notes: Sequence[Note] = (),
    discussion: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
) -> IncidentView:
    """Return an incident as it is shown, with what is known beside it."""
    group = incident.group
    told = vars(incident) | {
        "workload": subject_of(incident),
        "acknowledged_name": names.get(incident.acknowledged_by, incident.acknowledged_by),
        "doing": doing_of(incident),
        "attempts": [
            vars(each)
            | {
                "performed": [_performed(one, reader) for one in each.performed],
                "said": attempt_said(each),
            }
            for each in incident.attempts
        ],
        "causes": causes_told(report) if (report := report_of(incident)) is not None else None,
        "group": vars(group) | {"id": group.group, "rule": group.key.rule} if group else None,
        "members": [vars(each) for each in members if each.incident != incident.id],
        "skipped": [vars(each) | {"said": skipped_because(each)} for each in incident.skipped],
        "notes": [vars(each) for each in notes[-MOST_NOTES_SHOWN:]],
        "discussion": discussion,
    }
    return read_view(IncidentView, told, reader.text)


def grouped_view(found: GroupedIncident, reader: Localizer) -> IncidentView:
    """Return an incident with the members of its group as it is shown."""
    members = found.group.members if found.group and found.incident.group else ()
    return incident_view(
        found.incident, reader, members, found.notes, found.discussion, found.names
    )


def incidents_view(page: IncidentPage, reader: Localizer) -> IncidentsView:
    """Return a page of incidents as it is shown."""
    found = tuple(
        incident_view(first, reader, [grouped_member(each) for each in others], names=page.names)
        for first, *others in in_groups(page.incidents)
    )
    return IncidentsView(incidents=found, next_before=page.next_before)


def explanation_view(why: Explanation, reader: Localizer) -> ExplanationView:
    """Return why an incident stands where it stands, as it is shown."""
    answers = why.answers(reader.text, reader.zone)
    causes = causes_view(why.report, reader) if why.report is not None else None
    return ExplanationView(incident_id=why.incident_id, answers=answers, causes=causes)


def causes_view(report: LikelyCauses, reader: Localizer) -> CausesView:
    """Return likely causes with their evidence, as they are shown."""
    return read_view(CausesView, causes_told(report), reader.text)


def causes_told(report: LikelyCauses) -> dict[str, object]:
    """Return likely causes with what each says of itself."""
    found = [vars(each) | {"said": each.said, "advice": each.advice} for each in report.causes]
    return vars(report) | {"causes": found}


def report_of(incident: Incident) -> LikelyCauses | None:
    """Return what the rules found when it was looked at; None when it could not be."""
    return incident.evidence.report if incident.evidence is not None else None


def _performed(done: Performed, reader: Localizer) -> Performed:
    """Return what became of a step; what we say of it is said in the reader's language."""
    return replace(done, detail=reader.text(done.said) or done.detail)
