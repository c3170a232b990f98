"""Incidents with everything around them: scripted sources and repairs, the rest in memory."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    UnsandboxedWorkflowRunner,
    Worker,
)

from activities.approvals import ApprovalActivities
from activities.incident_groups import GroupActivities
from activities.incident_mornings import MorningActivities
from activities.incidents import IncidentActivities
from application.incidents.repairs.approvals import RepairApprovals
from application.incidents.repairs.orders import (
    AttemptOrder,
    AttemptReport,
    Proposal,
    ProposeOrder,
    Restored,
    RestoreOrder,
    RestoreReport,
    SampleOrder,
    Snapshot,
)
from application.incidents.score_inputs import stated_inputs
from application.oncall.duty_book import DutyBook
from application.oncall.mornings import Mornings
from application.ports.incidents.incidents import Lease
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.failures import TranslateFailures
from domain.alerts.alerts import (
    Alert,
    AlertSource,
    AlertState,
    Confirmation,
    FaultClass,
    Fingerprint,
    ReadBack,
)
from domain.briefings.briefings import BriefingSettings
from domain.clusters.changes import Performed, Performing, Step, Verb, digest_of
from domain.clusters.clusters import (
    Node,
    ObjectRef,
    RolloutState,
    Workload,
    WorkloadKind,
    WorkloadRef,
)
from domain.clusters.repairs import ActionKind, AttemptState, Mode, Plan, Skipped, SkipReason
from domain.clusters.surroundings import Surroundings
from domain.common.errors import NotFound, TooManyRequests, Unavailable, ZhibanError
from domain.common.messages import Message
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.incidents.approvals.approvals import Answer, Approval
from domain.incidents.guards.guards import GuardName, GuardOutcome, GuardResult
from domain.incidents.guards.verdicts import Sample
from domain.incidents.incidents import Incident, IncidentState, Steering
from domain.incidents.ladder.ladder import Climb, remaining
from domain.incidents.policy.policies import (
    FlapRules,
    HoursRule,
    Importance,
    Observed,
    PagingRules,
    Policy,
    ServiceRule,
)
from domain.incidents.scoring import known
from domain.incidents.weights import Weights
from domain.monitoring.alarms import Severity
from domain.people.access import Role
from domain.people.people import Person
from orchestration.approvals import TemporalApprovals
from orchestration.deliveries import TemporalDeliveries
from orchestration.incident_groups import TemporalIncidentGroups
from orchestration.incidents import TemporalIncidents
from orchestration.leases import TemporalLeases
from tests.fakes.briefing_making import Household
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.face_incidents import (
    InMemoryApprovals,
    InMemoryAudit,
    InMemoryControls,
    InMemoryIncidents,
    InMemoryPolicies,
)
from tests.fakes.group_keys import InMemoryGroupKeys
from tests.fakes.oncall import InMemoryOnCall
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, foreign
from tests.temporal_servers import GRACE
from workflows.approvals.workflow import ApprovalWorkflow
from workflows.deliveries.workflow import DeliveryWorkflow
from workflows.incidents.groups import IncidentGroupWorkflow
from workflows.incidents.leases import ClusterBudgetWorkflow, TargetLockWorkflow
from workflows.incidents.state import IncidentResult
from workflows.incidents.workflow import IncidentWorkflow

T0 = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

AUTO = Policy(
    name="test",
    digest="p1",
    on_behalf_of="u_mei",
    on_call=("u_mei",),
    default_mode=Mode.AUTO,
    services=(ServiceRule(name="checkout", importance=Importance.CORE),),
    # No hour counts as a working one: what is proven must not depend on when it is run.
    working_hours=HoursRule(weekdays=()),
    # What is handed over ends after its time: what is held on sets how often.
    hold_again=0,
    # Nobody is paged twice: what repeats pages sets its own times.
    # And what is only observed is paged: what is gathered says so itself.
    paging=PagingRules(
        critical_again=30 * 86_400.0, warning_again=30 * 86_400.0, observed=Observed.PAGE
    ),
)

URGENT = {"users": 1e6, "services": 10.0, "error_rate": 1.0, "cpu": 1.0}
"""What makes the score of a core service that of the top band, by day and by night."""


def a_target(name: str = "checkout", namespace: str = "shop") -> WorkloadRef:
    return WorkloadRef("cls-1", namespace, WorkloadKind.DEPLOYMENT, name)


def a_fingerprint(name: str = "checkout", fault: FaultClass = FaultClass.NOT_READY) -> Fingerprint:
    return Fingerprint(fault, a_target(name))


def an_alert(number: int = 1, **fields) -> Alert:
    made = {
        "id": f"m{number}",
        "key": "alarm-1",
        "source": AlertSource.ALERTMANAGER,
        "state": AlertState.FIRING,
        "name": "CheckoutNotReady",
        "severity": Severity.CRITICAL,
        "fault": FaultClass.NOT_READY,
        "object": ObjectRef("cls-1", "shop", "Deployment", "checkout"),
        "started_at": T0,
        "received_at": T0,
        **fields,
    }
    return Alert(**made)


class ServersClock:
    """In an activity: when the server started it. Elsewhere: the beginning."""

    def now(self) -> datetime:
        return activity.info().started_time if activity.in_activity() else T0


class NoWeights:
    """Nobody ever kept any."""

    async def versions(self, *, limit: int) -> list[Weights]:
        return []


@dataclass
class ScriptedSources:
    """Says that it fires, unless told otherwise.

    Attributes:
        answers: what it says first, in order; then `state`.
    """

    state: ReadBack = ReadBack.FIRING
    answers: list[ReadBack | Exception] = field(default_factory=list)
    asked: int = 0

    async def read_back(self, alert: Alert, owner: WorkloadRef | None) -> Confirmation:
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else self.state
        if isinstance(answer, Exception):
            raise answer
        return Confirmation(answer, "DescribeAlarmHistories", ServersClock().now())


@dataclass
class ScriptedRepairs:
    """Plans along the policy's ladder and does as it is told; remembers every write.

    Attributes:
        scripts: the same for targets by name, before `script`.
        script: what becomes of attempts, in order; then `otherwise`. One of `healthy`,
            `unhealthy`, `unknown`, `inconclusive`, `conflict`, `refused`, `later`, `lost`, or the
            name of a guard that blocks.
        mode: how far to go; None: as the policy's default says.
        generation: of the target; raise it and every plan is another one.
        crowded: plans that are turned away because too many are wanted, before one is made.
        held_by: what forbids every write, as the plan's reader would know it.
        unread: restores that miss a fact before one is done.
        writes, kept: keys that were written, and whose checkpoints were kept, in order.
    """

    script: list[str] = field(default_factory=list)
    scripts: dict[str, list[str]] = field(default_factory=dict)
    otherwise: str = "healthy"
    mode: Mode | None = None
    impossible: set[ActionKind] = field(default_factory=set)
    generation: int = 1
    unreadable: bool = False
    crowded: int = 0
    held_by: GuardResult | None = None
    unread: int = 0
    outcomes: dict[str, str] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    restoring: list[RestoreOrder] = field(default_factory=list)
    orders: list[AttemptOrder] = field(default_factory=list)
    actions: list[ActionKind] = field(default_factory=list)
    proposed: int = 0
    gate: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def propose(self, order: ProposeOrder) -> Proposal:
        self.proposed += 1
        if self.unreadable:
            raise Unavailable("The cluster does not answer.")
        if self.crowded:
            self.crowded -= 1
            raise TooManyRequests("Too many repairs are being planned; try again later.")
        mode = self.mode or order.policy.default_mode
        if order.enabled_by:
            mode = Mode.AUTO
        climb = Climb(order.tried, order.passed_over, order.request)
        skipped = []
        for action in remaining(order.policy, order.fault, climb):
            if action in order.passed_over:
                skipped.append(Skipped(action, SkipReason.SKIPPED_BY_PERSON))
            elif action in self.impossible:
                skipped.append(Skipped(action, SkipReason.NO_EARLIER_REVISION))
            else:
                planned = self.plan(action, order)
                return Proposal(planned, mode, tuple(skipped), "patch", held_by=self.held_by)
        return Proposal(None, mode, tuple(skipped))

    def plan(self, action: ActionKind, order: ProposeOrder) -> Plan:
        steps = (
            Step(
                verb=Verb.RESTART,
                target=order.target,
                generation=self.generation,
                at=order.at.isoformat(),
            ),
        )
        return Plan(
            action, steps, digest_of(steps), "rv", foreign(f"try {action}"), foreign("as before")
        )

    async def attempt(self, order: AttemptOrder) -> AttemptReport:
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        self.orders.append(order)
        key = order.key
        if key not in self.outcomes:
            script = self.scripts.get(order.target.name, self.script)
            self.outcomes[key] = script.pop(0) if script else self.otherwise
        outcome = self.outcomes[key]
        if (guard := _guard_of(outcome)) is not None:
            return self._blocked(key, guard)
        if outcome == "lost":
            raise Unavailable("The API server does not answer.")
        if key not in self.kept:
            self.kept.append(key)
        if outcome in ("conflict", "refused"):
            performed = (Performed(outcome=Performing(outcome), detail="no"),)
            return AttemptReport(
                key=key, state=AttemptState(outcome), performed=performed, checkpoint=key
            )
        return self._write(order)

    def _write(self, order: AttemptOrder) -> AttemptReport:
        key, now = order.key, ServersClock().now()
        already = key in self.writes
        if not already:
            assert key in self.kept, "a write without a checkpoint"
            self.writes.append(key)
            self.actions.append(order.plan.action)
        done = Performed(outcome=Performing.ALREADY if already else Performing.DONE, patch="{}")
        trace = (Snapshot(target=order.target, checkpoint=key),)
        return AttemptReport(
            key=key, state=None, performed=(done,), checkpoint=key, acted_at=now, snapshots=trace
        )

    def _blocked(self, key: str, guard: GuardResult) -> AttemptReport:
        return AttemptReport(
            key=key, state=AttemptState.BLOCKED, guards=(guard,), blocked=guard, detail=guard.said
        )

    async def sample(self, order: SampleOrder) -> Sample:
        now, outcome = ServersClock().now(), self.outcomes[order.snapshots[0].checkpoint]
        if outcome == "unknown":
            return Sample(at=now, rollout=None)
        well = outcome == "healthy"
        return Sample(
            at=now,
            rollout=RolloutState.DONE,
            ready=3 if well else 1,
            wanted=3,
            signal=ReadBack.CLEARED if well else ReadBack.FIRING,
            others=("kubectl-edit",) if outcome == "inconclusive" else (),
        )

    async def restore(self, order: RestoreOrder) -> RestoreReport:
        key = order.attempt.key
        self.restoring.append(order)
        if len(self.restoring) <= self.unread:
            unknown = GuardResult(GuardName.LOCK, GuardOutcome.UNKNOWN, foreign("nobody can say"))
            return RestoreReport(Restored.BLOCKED, blocked=unknown)
        if key not in self.restored:
            self.restored.append(key)
        return RestoreReport(Restored.DONE)


def _guard_of(outcome: str) -> GuardResult | None:
    if outcome in set(GuardName):
        return GuardResult(GuardName(outcome), GuardOutcome.FAILED, foreign("no"))
    if outcome == "later":
        until = ServersClock().now() + timedelta(seconds=40)
        return GuardResult(GuardName.COOLDOWN, GuardOutcome.FAILED, foreign("too soon"), until)
    return None


@dataclass
class Owners:
    """Knows owners of objects, and workloads and nodes as far as it was told.

    Attributes:
        unconnected: it knows nothing of any cluster.
    """

    owner: WorkloadRef | None = None
    asked: int = 0
    unconnected: bool = False
    seen: Workload | None = None
    around: Surroundings | None = None
    log: str = ""
    workloads: dict[WorkloadRef, Workload] = field(default_factory=dict)
    sick: list[Node] = field(default_factory=list)

    async def owner_of(self, named: ObjectRef) -> WorkloadRef | None:
        self.asked += 1
        if self.unconnected:
            raise NotFound("cluster", named.cluster)
        return self.owner

    async def workload(self, ref: WorkloadRef) -> Workload | None:
        return self.workloads.get(ref)

    async def nodes(self, cluster: str) -> list[Node]:
        return self.sick

    async def workload_health(self, ref: WorkloadRef) -> Workload | None:
        return self.seen

    async def surroundings(self, ref: WorkloadRef, *, at: datetime) -> Surroundings | None:
        return self.around

    async def events(self, cluster, *, namespace, object_name="", limit=100):
        return []

    async def pod_log(self, cluster, *, namespace, pod, container="", lines=100, previous=False):
        return self.log


OURS = ("incidents.", "approvals.")
"""Begin the names of activities whose answers may be lost."""


class CrashesOnce(Interceptor):
    """Loses the answers of activities, once each: what they did is done.

    Attributes:
        at: workflow id → numbers of its calls, from 0, whose answers are lost.
        names: workflow id → types of its activities, in the order of their first tries.
    """

    def __init__(self) -> None:
        self.at: dict[str, set[int]] = {}
        self.names: dict[str, list[str]] = {}

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - Temporal's name
        return _Crashing(next, self)


class _Crashing(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, crashes: CrashesOnce) -> None:
        super().__init__(inner)
        self.crashes = crashes

    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002 - Temporal's name
        result = await super().execute_activity(input)
        info, crashes = activity.info(), self.crashes
        if info.attempt > 1 or not info.activity_type.startswith(OURS):
            return result
        names = crashes.names.setdefault(info.workflow_id, [])
        names.append(info.activity_type)
        if len(names) - 1 in crashes.at.get(info.workflow_id, ()):
            raise ApplicationError("The worker was killed.", next_retry_delay=timedelta(seconds=1))
        return result


class WantedScore:
    """Makes the score that the alert's measure `want` asks for; without it the usual one."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    async def gather(self, alert, workload, policy, *, now):
        if self.error is not None:
            raise self.error
        if "want" not in alert.measures:
            return stated_inputs(alert, workload, policy, now=now)
        parts = ("impact.services", "impact.users", "severity.resources", "severity.errors")
        more = ("severity.source", "importance.service", "urgency.hours")
        return tuple(known(each, alert.measures["want"], "test") for each in (*parts, *more))


@dataclass
class ListeningIncidents(InMemoryIncidents):
    """Remembers what the workflow said of itself.

    Attributes:
        doings: everything that was said of one.
    """

    doings: list[Message] = field(default_factory=list)

    async def record(self, incident, events) -> None:
        if incident.doing is not None and incident.doing not in self.doings:
            self.doings.append(incident.doing)
        await super().record(incident, events)


@dataclass
class IncidentRig:
    """Everything that incidents need, and a worker to switch on.

    Attributes:
        sandboxed: whether the worker keeps workflows in the sandbox of production, which is a third
            of what a run of an incident costs.
    """

    skipping: WorkflowEnvironment
    sandboxed: bool = True
    household: Household = field(default_factory=Household)
    sources: ScriptedSources = field(default_factory=ScriptedSources)
    repairs: ScriptedRepairs = field(default_factory=ScriptedRepairs)
    owners: Owners = field(default_factory=Owners)
    audit: InMemoryAudit = field(default_factory=InMemoryAudit)
    approvals: InMemoryApprovals = field(default_factory=InMemoryApprovals)
    policies: InMemoryPolicies = field(default_factory=lambda: InMemoryPolicies(AUTO))
    group_keys: InMemoryGroupKeys = field(default_factory=InMemoryGroupKeys)
    page_pace: InMemoryPace = field(default_factory=InMemoryPace)
    crashes: CrashesOnce = field(default_factory=CrashesOnce)
    scoring: WantedScore = field(default_factory=WantedScore)
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")

    def __post_init__(self) -> None:
        self.client = self.skipping.client
        self.oncall = InMemoryOnCall(self.household.events)
        self.duty = DutyBook(self.oncall, "2026a")
        self.controls = InMemoryControls(self.audit)
        self.incidents = ListeningIncidents(self.household.events)
        self.lives = TemporalIncidents(self.client, self.queue, searchable=False)
        self.groups = TemporalIncidentGroups(self.client, self.queue)
        self.holds = TemporalLeases(self.client, self.queue, searchable=False)
        self.asking = TemporalApprovals(self.client, self.queue)

    async def move_in(self) -> None:
        """Mei is on call and reads mail; An is the admin."""
        mei = Person(id="u_mei", name="梅", mail="mei@example.cn", roles=frozenset({Role.APPROVER}))
        await self.household.people.add(mei, password_hash="")
        admin = Person(id="u_an", name="安", mail="an@example.cn", roles=frozenset({Role.ADMIN}))
        await self.household.people.add(admin, password_hash="")
        mail = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
        settings = BriefingSettings(channels=(mail,))
        await self.household.briefings.save_settings("u_mei", settings)

    async def answer(
        self, asked: Approval, *, approved: bool, by: str, reason: str = ""
    ) -> Approval:
        """Let somebody answer a question."""
        said = Answer(asked.id, asked.digest, by, reason)
        return await self.asking.answer(asked, said, approved=approved)

    @property
    def policy(self) -> Policy:
        return self.policies.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self.policies.policy = policy

    def set_policy(self, **fields) -> None:
        self.policies.policy = replace(self.policies.policy, **fields)

    def activities(self) -> IncidentActivities:
        return IncidentActivities(
            self.incidents,
            self.sources,
            self.owners,
            self.repairs,
            self.scoring,
            NoWeights(),
            self.controls,
            self.policies,
            self.audit,
            self.household.people,
            self.household.briefings,
            self.holds,
            self.lives,
            ServersClock(),
            self.duty,
            sandbox=True,
        )

    @asynccontextmanager
    async def awake(self) -> AsyncIterator["IncidentRig"]:
        """Run a worker for as long as the block runs."""
        own = self.activities()
        deliveries = self.household.delivery_activities()
        asked = RepairApprovals(
            self.repairs,
            self.approvals,
            self.incidents,
            self.audit,
            self.household.people,
            self.duty,
        )
        questions = ApprovalActivities(edits=None, repairs=asked)
        async with Worker(
            self.client,
            task_queue=self.queue,
            workflows=[
                IncidentWorkflow,
                IncidentGroupWorkflow,
                ApprovalWorkflow,
                TargetLockWorkflow,
                ClusterBudgetWorkflow,
                DeliveryWorkflow,
            ],
            activities=[
                *activities_of(own),
                *activities_of(questions),
                *activities_of(
                    GroupActivities(self.group_keys, self.groups, ServersClock(), self.page_pace)
                ),
                MorningActivities(self.mornings()).morning,
                deliveries.send,
                deliveries.another_way,
                deliveries.settle,
            ],
            workflow_runner=workflow_runner() if self.sandboxed else UnsandboxedWorkflowRunner(),
            workflow_failure_exception_types=[ZhibanError],
            interceptors=[self.crashes, TranslateFailures()],
            graceful_shutdown_timeout=GRACE,
        ):
            yield self
        for said, reader in product(self.incidents.doings, (IN_CHINESE, IN_ENGLISH)):
            assert WORDS.text(said, reader)  # raises where a language has no words for it

    def mornings(self) -> Mornings:
        return Mornings(
            self.incidents,
            self.household.events,
            self.household.people,
            self.household.briefings,
            TemporalDeliveries(self.client, self.queue),
            self.household.deliveries,
        )

    def handle(self, fingerprint: Fingerprint | None = None):
        return self.lives._handle(f"incident/{fingerprint or a_fingerprint()}")

    async def result(self, fingerprint: Fingerprint | None = None) -> IncidentResult:
        """Let time jump until the incident ends."""
        async with asyncio.timeout(40), self.skipping.time_skipping_unlocked():
            return await self.outcome(fingerprint)

    async def outcome(self, fingerprint: Fingerprint | None = None) -> IncidentResult:
        """Wait for the end; the server that skips time ends each wait after 20 s."""
        while True:
            with suppress(RuntimeError):
                return await self.handle(fingerprint).result()

    async def ended(self) -> Incident:
        """Let time jump until the incident ends, and return it as it was kept."""
        result = await self.result()
        return self.incidents.kept[result.incident_id]

    async def fire(self, number: int = 1, **fields) -> None:
        await self.lives.signal_alert(a_fingerprint(), an_alert(number, **fields))

    async def acknowledge(self, by: str) -> Incident:
        """Let somebody take it over."""
        workflow_id = f"incident/{a_fingerprint()}"
        return await self.lives.steer(workflow_id, Steering.ACKNOWLEDGE, by=by, reason="")

    async def clear(self, number: int = 100) -> None:
        await self.lives.signal_alert(a_fingerprint(), an_alert(number, state=AlertState.RESOLVED))

    async def now(self, fingerprint: Fingerprint | None = None) -> Incident | None:
        return await self.lives.ask(f"incident/{fingerprint or a_fingerprint()}")

    async def begun(self, seconds: float = 20) -> Incident:
        """Return the incident once it has taken its first alert; nobody can steer it before."""
        async with asyncio.timeout(seconds):
            while (incident := await self.now()) is None:
                await asyncio.sleep(0.02)
        return incident

    async def until(self, *states: IncidentState, seconds: float = 20) -> Incident:
        """Return the incident once it is in one of these states."""
        async with asyncio.timeout(seconds):
            while True:
                incident = await self.now()
                if incident is not None and incident.state in states:
                    return incident
                await asyncio.sleep(0.01)

    async def newest_events(self, fingerprint: Fingerprint | None = None) -> str:
        """Return the names of the newest events in the history, as text."""
        history = await self.handle(fingerprint).fetch_history()
        return " ".join(EventType.Name(each.event_type) for each in history.events[-8:])

    async def held(self) -> list[str]:
        """Return which of the lock and the budget of this incident are held."""
        mine = f"incident/{a_fingerprint()}"
        wanted = (
            Lease("lock", str(a_target()), mine),
            Lease("budget", "cls-1", mine, "shop"),
        )
        return [each.kind for each in wanted if await self.holds.holds(each)]

    def events(self, ending: str = "") -> list:
        return [each for each in self.household.events.kept if each.type.endswith(ending)]

    def calls(self) -> list:
        return self.events("incident.called")

    def count(self) -> Counter:
        return Counter(each.type for each in self.household.events.kept)


def activities_of(own: object) -> list:
    """Return every activity of an object."""
    return [
        getattr(own, name)
        for name in dir(type(own))
        if hasattr(getattr(type(own), name), "__temporal_activity_definition")
    ]


FAST_FLAP = FlapRules(transitions=6, window=60.0, calm=30.0)
