"""Incidents: where they are kept, how they live, and what their repairs lean on."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alerts.alerts import Alert, AlertSource, AlertState, Confirmation, Fingerprint
from domain.clusters.clusters import WorkloadRef
from domain.events.events import Event
from domain.incidents.approvals.approvals import Answer, Approval
from domain.incidents.approvals.outcomes import QuestionsShown
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.controls import Control, ControlKind, KillSwitch
from domain.incidents.incidents import Incident, IncidentState, Request
from domain.incidents.policy.policies import ApprovalRules, Policy
from domain.monitoring.alarms import Severity


@dataclass(frozen=True)
class IncidentFilter:
    """Which incidents; every field narrows.

    Attributes:
        severity: of its newest alert.
        is_taken: whether somebody has acknowledged it.
        source: of its newest alert.
        concerns: a person who acknowledged it, asked for it, or was paged about it.
        words: how words that it must hold begin, all of them.
    """

    state: IncidentState | None = None
    cluster: str = ""
    namespace: str = ""
    open_only: bool = False
    since: datetime | None = None
    severity: Severity | None = None
    is_taken: bool | None = None
    source: AlertSource | None = None
    concerns: str = ""
    words: tuple[str, ...] = ()


class IncidentOrder(StrEnum):
    """How incidents are listed; those that are alike in it by when they were opened."""

    NEWEST = "newest"
    OLDEST = "oldest"
    HIGHEST_SCORE = "highest_score"  # those without a score last
    LOWEST_SCORE = "lowest_score"
    MOST_SEVERE = "most_severe"
    LEAST_SEVERE = "least_severe"

    @property
    def is_rising(self) -> bool:
        """Whether the smallest comes first."""
        return self in {self.OLDEST, self.LOWEST_SCORE, self.LEAST_SEVERE}


class Incidents(Protocol):
    """Keeps incidents as the read model of their events."""

    async def record(self, incident: Incident, events: Sequence[Event]) -> None:
        """Keep events and the incident as it is after them, all or nothing.

        An event id already kept changes nothing; an older `incident.revision` does not replace a
        newer one, unless it changed later. Events whose subject is the incident get it as
        `data["incident"]`, cut down to 48 KiB (`domain/incidents/snapshots.py`), and
        `/incidents/<id>` as their source.

        Raises:
            InvalidRequest: no event is about the incident: nothing could be made again from it.
            TooLarge: an event's own data is over 16 KiB.
        """

    async def get(self, incident_id: str) -> Incident | None:
        """Return it; None when it never was."""

    async def by_workflow(self, workflow_id: str) -> Incident | None:
        """Return the newest incident of a fingerprint's workflow."""

    async def list(
        self,
        which: IncidentFilter,
        *,
        before: str,
        limit: int,
        order: IncidentOrder = IncidentOrder.NEWEST,
    ) -> list[Incident]:
        """Return up to `limit` in order; `before` is the id that the page follows."""


class Alerts(Protocol):
    """Keeps every alert that came, each message once (for the poller, the sweep, the analytics)."""

    async def keep(self, alert: Alert, *, fingerprint: str) -> bool:
        """Keep it and return True; False when a message of this id is kept already."""

    async def known(
        self, source: AlertSource, key: str, state: AlertState, *, started_at: datetime
    ) -> bool:
        """Say whether a message about this very firing was kept."""

    async def between(self, start: datetime, end: datetime, *, limit: int) -> list[Alert]:
        """Return what was received in the period, oldest first."""

    async def of(
        self,
        fingerprint: str,
        *,
        since: datetime,
        until: datetime | None,
        before: str,
        limit: int,
    ) -> list[Alert]:
        """Return what was received about a fingerprint, newest first.

        Args:
            fingerprint: of an incident.
            since: not before.
            until: not after; None: without end.
            before: id of the message that the page follows; empty: the newest.
            limit: how many at most.
        """

    async def first(self, fingerprint: str, *, since: datetime) -> Alert | None:
        """Return the first that was received about a fingerprint since then; None for none."""


class Checkpoints(Protocol):
    """Keeps what is needed to put targets back, encrypted (RBK-4); never in a history."""

    async def keep(self, checkpoint_id: str, content: str, *, at: datetime) -> None:
        """Keep it; keeping the same id twice keeps the first."""

    async def get(self, checkpoint_id: str) -> str | None:
        """Return its content, or None."""


class ConfigVersions(Protocol):
    """Keeps contents of ConfigMaps while their workloads are well, to put them back (encrypted)."""

    async def keep(
        self, target: WorkloadRef, name: str, digest: str, data: dict[str, str], *, at: datetime
    ) -> None:
        """Keep a content that a healthy workload ran with; at most 10 per ConfigMap stay."""

    async def newest(self, target: WorkloadRef, name: str, *, other_than: str) -> str | None:
        """Return the digest of the newest kept content that is not `other_than`, or None."""

    async def content(self, target: WorkloadRef, name: str, digest: str) -> dict[str, str] | None:
        """Return a kept content."""


class Controls(Protocol):
    """Kill switch, silences, maintenance windows, freezes. Reads are never from a cache."""

    async def kill_switch(self) -> KillSwitch:
        """Return it; engaged when nobody ever set it."""

    async def set_kill_switch(self, switch: KillSwitch, *, audit: AuditEntry) -> None:
        """Set it together with its audit entry, both or neither."""

    async def add(self, control: Control, *, audit: AuditEntry) -> None:
        """Keep a new control together with its audit entry.

        Raises:
            Conflict: its setter, or everybody together, has the most in force or planned that
                there may be.
        """

    async def end(self, control_id: str, *, by: str, at: datetime, audit: AuditEntry) -> Control:
        """End one before its time; ending twice keeps the first. `NotFound` when unknown."""

    async def list(self, *, kind: ControlKind | None, active_at: datetime | None) -> list[Control]:
        """Return controls, newest first, at most 500; `active_at` leaves out what is over then."""


class Approvals(Protocol):
    """Keeps questions and the one-use links to answer them."""

    async def keep(self, approval: Approval) -> None:
        """Keep it as it is now; a final state is never replaced."""

    async def get(self, approval_id: str) -> Approval | None:
        """Return it, or None."""

    async def pending(self, *, limit: int) -> list[Approval]:
        """Return what waits for an answer, repairs and edits alike, oldest first."""

    async def page(self, which: QuestionsShown, *, before: str, limit: int) -> list[Approval]:
        """Return up to `limit`, newest asked first; `before` is the id that the page follows."""

    async def waiting_edits(self, *, limit: int) -> list[Approval]:
        """Return edits that wait for an answer, newest first."""

    async def add_link(
        self, digest: str, approval_id: str, person_id: str, *, until: datetime
    ) -> None:
        """Keep a link by the SHA-256 of its token."""

    async def use_link(self, digest: str, *, now: datetime) -> tuple[str, str] | None:
        """Use a link up and return (approval id, person id); None when used, expired or unknown."""

    async def peek_link(self, digest: str, *, now: datetime) -> tuple[str, str] | None:
        """The same without using it up, to show the question."""

    async def spent_link(self, digest: str) -> tuple[str, str] | None:
        """The same for a link that was used or has expired, to show what became of it."""


class ApprovalClient(Protocol):
    """Reaches the workflows of questions."""

    async def begin(self, asked: Approval, rules: ApprovalRules) -> None:
        """Ask; returns once the question is kept. The same question again changes nothing."""

    async def answer(self, asked: Approval, said: Answer, *, approved: bool) -> Approval:
        """Approve or deny; the target is read again before a yes counts.

        Raises:
            Conflict: it was answered, has expired, or its target has changed; says which.
            Forbidden: it is the asker's own request.
        """

    async def withdraw(self, asked: Approval) -> None:
        """Make it void: what it asks for is not wanted any more; one that has ended stays so."""


class Policies(Protocol):
    """Policies by digest; the current one comes from the operators' file."""

    async def current(self) -> Policy:
        """Return the policy in force."""

    async def get(self, digest: str) -> Policy | None:
        """Return a policy that was in force once."""


class Sources(Protocol):
    """Asks alert sources again (ALR-2)."""

    async def read_back(self, alert: Alert, owner: WorkloadRef | None) -> Confirmation:
        """Say what the source knows of this alarm now; `UNKNOWN` when it cannot be asked."""


@dataclass(frozen=True)
class Lease:
    """A grant of a lock or a budget.

    Attributes:
        kind: `lock` or `budget`.
        resource: the target, or the cluster; `namespace` for budgets.
        holder: workflow id of the incident.
    """

    kind: str
    resource: str
    holder: str
    namespace: str = ""


class Leases(Protocol):
    """Locks of targets and budgets of clusters, which are workflows of their own (RBK-6)."""

    async def request(self, hold: Lease, *, run_id: str, most: int, most_in_namespace: int) -> None:
        """Ask for it; the holder gets the signal `granted` when it is its turn."""

    async def release(self, hold: Lease) -> None:
        """Give it back, or step out of the queue; releasing twice is once."""

    async def holds(self, hold: Lease) -> bool:
        """Say whether it is granted now; raises `Unavailable` when nobody can say."""


class IncidentClient(Protocol):
    """Starts and steers incidents; raises `Unavailable` when Temporal does not answer."""

    async def signal_alert(self, fingerprint: Fingerprint, alert: Alert) -> None:
        """Hand an alert to its incident, starting it when there is none (signal with start)."""

    async def request(self, target: WorkloadRef, request: Request, alert: Alert) -> str:
        """Start or join the incident of a person's request; return the workflow's id."""

    async def steer(self, workflow_id: str, what: str, *, by: str, reason: str) -> Incident:
        """Tell it which other way to go, and return how it stands then.

        Raises:
            NotFound: no such incident runs.
        """

    async def look_again(self, workflow_id: str) -> None:
        """Let one that holds still look at once whether it still has to; `NotFound` if it ended."""

    async def enable_writes(self, workflow_id: str, *, by: str) -> Incident:
        """Let an incident that was only observing try for real from where it stands."""

    async def ask(self, workflow_id: str) -> Incident | None:
        """Ask the workflow itself how it stands; None when it is gone."""

    async def serving(self, workflow_id: str, request: Request) -> str:
        """Return the id of the incident that serves a request, or will; empty when none does."""

    async def is_running(self, workflow_id: str) -> bool:
        """Say whether a run is at it; asks the server, and needs no worker."""

    def running(self) -> AsyncIterator[str]:
        """Yield the workflow ids of all that run, as far as the server has indexed them."""
