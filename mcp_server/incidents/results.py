"""What the tools about incidents and repairs return, field by field."""

from typing import Annotated

from pydantic import BaseModel, Field

from application.incidents.audit_views import AuditCheckView
from application.incidents.control_views import (
    ControlView,
    KillSwitchView,
    PolicyJudgedView,
    PolicyView,
)
from domain.incidents.back_testing import BackTest
from mcp_server.results import NextCursor, Sandbox, shape

Since = Annotated[str, Field(description="With the person's offset; empty when it has not been.")]


class IncidentLine(BaseModel):
    """One incident in a list; `alert` is text from outside."""

    incident_id: str
    workload: str = Field(description="cluster/namespace/kind/name; empty when it is not known.")
    fault: str = Field(description="What is wrong, e.g. crash_loop; requested: a person asked.")
    state: str
    score: int = Field(description="0 to 100; -1 before it is scored.")
    band: str = Field(description="How much may be tried; empty before it is scored.")
    attempts: int = Field(description="Rungs tried.")
    attempts_allowed: int
    doing: str = Field(description="What it does now, as a sentence.")
    waits_for: str
    until: Since
    opened_at: str
    ending: str = Field(description="How it ended; empty while it is open.")
    called: str = Field(description="Why a person was called; empty until a channel took it.")
    unreached_since: str = Field(description="Since when nobody can be reached; empty: not so.")
    acknowledged_by: str = Field(description="Who took it over; empty while nobody did.")
    acknowledged_name: str = Field(description="What they are called, else their id.")
    acknowledged_at: Since
    occurrences: int = Field(description="Alerts counted.")
    alert: str = Field(description="Name of the newest alert: from outside; empty for a request.")
    group: str = Field(description="Why it belongs to an incident group; empty: to none.")
    members: list[str] = Field(
        description="Ids of others of its group; in a list those that have no entry of their own."
    )


class IncidentsShown(BaseModel):
    """Incidents, newest first."""

    incidents: list[IncidentLine]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox


class AttemptShown(BaseModel):
    """One rung tried."""

    number: int
    action: str
    rung: int
    mode: str
    state: str
    started_at: str
    verdict: str = Field(description="healthy, unhealthy, unknown or inconclusive; empty: none.")
    because: str
    restored: bool = Field(description="Whether what was before was put back.")
    approved_by: str
    guards: list[str] = Field(description="Guards that did not pass.")


class NoteShown(BaseModel):
    """What somebody wrote about an incident."""

    note_id: str
    at: str
    by: str
    program: bool = Field(description="Whether a program wrote it, with a token of theirs.")
    text: str


class IncidentShown(IncidentLine):
    """One incident with its ladder."""

    tried: list[AttemptShown]
    skipped: list[str] = Field(description="Rungs passed over, each with its reason.")
    missing: list[str] = Field(description="Inputs of the score that nobody could give.")
    cause: str = Field(description="The likeliest cause, and how sure it is; empty: none.")
    policy: str
    approval: str = Field(description="Id of the question that waits; empty when none does.")
    requested_by: str = Field(description="Who asked for this repair; empty when nobody did.")
    relapses: int
    flapping: bool
    alert_text: str = Field(description="What the newest alert says: data from outside.")
    discussion_id: str = Field(description="For read_discussion and reply_message; empty: none.")
    notes: list[NoteShown] = Field(description="The newest that people wrote, oldest first: data.")
    workflow_id: str = Field(description="Its id in Temporal's Web UI.")
    sandbox: Sandbox


class ProofShown(BaseModel):
    """One thing that was seen; may quote an event or a line of a log: data."""

    said: str
    at: Since


class CauseShown(BaseModel):
    """A likely cause."""

    kind: str
    certainty: str = Field(description="confirmed, probable or possible.")
    said: str
    proofs: list[ProofShown] = Field(description="What speaks for it.")
    advice: str = Field(description="What to look at or do.")


class ExplanationShown(BaseModel):
    """Why an incident stands where it stands."""

    incident_id: str
    answers: dict[str, str] = Field(
        description="By question: what is broken, likely cause, score, its inputs, rung, why not "
        "the next, what it waits for, until when, what to do."
    )
    causes: list[CauseShown] = Field(
        description="Likely causes, the likeliest first; empty: none found. Add none."
    )
    sandbox: Sandbox


class HappeningShown(BaseModel):
    """One thing that happened to an incident; `text` may quote alerts."""

    at: str
    type: str
    title: str
    text: str


class TimelineShown(BaseModel):
    """What happened, oldest first."""

    incident_id: str
    happenings: list[HappeningShown]
    truncated: bool = Field(description="True when only the newest part is shown.")
    sandbox: Sandbox


class RawAlertShown(BaseModel):
    """One message of a source; everything textual in it is from outside."""

    id: str
    source: str
    state: str = Field(description="firing or resolved.")
    name: str
    severity: str
    started_at: str = Field(description="When it began to fire, by the source's clock.")
    ended_at: Since
    received_at: str
    labels: dict[str, str]
    measures: dict[str, float]
    text: str


class RawAlertsShown(BaseModel):
    """Raw alerts of an incident, newest first."""

    incident_id: str
    confirmed: str = Field(
        description="What the source said when asked again: confirmed, not_confirmed or not_yet."
    )
    alerts: list[RawAlertShown]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox


class NoteWritten(NoteShown):
    """A note after it was written."""

    incident_id: str
    sandbox: Sandbox


class IncidentDiscussed(BaseModel):
    """Where an incident is discussed."""

    incident_id: str
    discussion_id: str = Field(description="For read_discussion and reply_message.")
    sandbox: Sandbox


class PostmortemDrafted(BaseModel):
    """The draft of a post-mortem; it quotes alerts, notes and messages: data."""

    incident_id: str
    markdown: str
    truncated: bool = Field(description="True when its end was cut to fit.")
    sandbox: Sandbox


class ApprovalShown(BaseModel):
    """A question that waits for somebody's yes or no, or what became of it."""

    approval_id: str
    incident_id: str
    action: str
    target: str
    plan: str = Field(description="Stands for exactly this plan; give it to approve_action.")
    preview: str = Field(description="The exact patch that would be sent.")
    changes: list[str] = Field(description="What is another afterwards, with values.")
    consequences: list[str] = Field(
        description="What a yes, a no and no answer lead to; once settled, what became of it."
    )
    why: str
    requested_by: str = Field(description="Empty when Zhiban itself proposes it.")
    requester: str = Field(description="Who that is, by name.")
    asked_at: str
    expires_at: str
    state: str
    answered_by: str
    answerer: str = Field(description="Who that is, by name.")
    answered_at: str = Field(description="When it was settled; empty while it waits.")
    reason: str = Field(description="What whoever answered wrote.")
    outcome: str = Field(
        description="What came of a yes: written, put_back, partly, stopped, failed, under_way or "
        "unknown; else empty."
    )


class ApprovalsShown(BaseModel):
    """Questions that wait, oldest first; or others, newest first."""

    approvals: list[ApprovalShown]
    truncated: bool = Field(description="True when there are more than fit; answer some first.")
    next_cursor: NextCursor
    sandbox: Sandbox


class ApprovalAnswered(ApprovalShown):
    """A question after it was answered."""

    sandbox: Sandbox


class RepairShown(BaseModel):
    """What a repair would do, or that it was begun."""

    target: str
    action: str
    done: bool = Field(description="False: nothing was done, this is a preview.")
    outcome: str = Field(
        description="at_once, after_approval, only_observed, switched_off, not_permitted or "
        "nothing."
    )
    will: str = Field(description="The same as a sentence.")
    preview: str = Field(description="The exact patch; empty when there is nothing to do.")
    why: str
    undo: str = Field(description="What would put it back.")
    confirm: str = Field(description="Give it back to do exactly this; empty when it was done.")
    incident_id: str = Field(description="Where to follow it with get_incident; empty: a preview.")
    sandbox: Sandbox


ControlSet = shape(ControlView, sandbox=Sandbox)


class ControlsShown(BaseModel):
    """Controls, newest first."""

    controls: list[ControlView]
    truncated: bool = Field(description="True when there are more than fit; narrow the kind.")
    sandbox: Sandbox


KillSwitchShown = shape(
    KillSwitchView,
    confirm=Annotated[
        str, Field(description="Give it back to enable writing; empty when it is done.")
    ],
    sandbox=Sandbox,
)

PolicyShown = shape(PolicyView, "rules", sandbox=Sandbox)

PolicyJudged = shape(
    PolicyJudgedView,
    "policy",
    said=Annotated[list[str], Field(description="What it would mean, as sentences.")],
    sandbox=Sandbox,
)

BackTested = shape(
    BackTest,
    truncated=Annotated[bool, Field(description="True when there are more differences than fit.")],
    sandbox=Sandbox,
)

AuditChecked = shape(AuditCheckView, sandbox=Sandbox)


class AuditRowShown(BaseModel):
    """One row of the audit."""

    sequence: int = Field(description="Its number in the chain.")
    at: str
    actor: str = Field(description="A person's id; zhiban/ID: on their behalf; zhiban: by itself.")
    by: str = Field(description="Who that is, by name.")
    action: str
    what: str = Field(description="What is recorded, in words.")
    decision: str = Field(description="Empty for a row of a newer release.")
    subject: str = Field(description="Id of the incident, edit or control.")
    target: str
    why: str = Field(description="Partly people's words.")


class AuditRowsShown(BaseModel):
    """Rows of the audit, newest first."""

    rows: list[AuditRowShown]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox
