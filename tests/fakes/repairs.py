"""A stage for repairs: a small cluster, our stores, people, holds; each can be taken away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from application.incidents.repairs.orders import AttemptOrder, ProposeOrder, attempt_key
from application.incidents.repairs.repairs import Repairs
from application.ports.clusters import Restoring, WorkloadPage
from application.ports.incidents.incidents import Lease
from domain.alerts.alerts import Alert, Confirmation, FaultClass, ReadBack
from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.clusters.clusters import (
    ConfigRef,
    Node,
    Pod,
    Revision,
    RolloutState,
    Workload,
    WorkloadKind,
    WorkloadRef,
)
from domain.clusters.repairs import ActionKind, Mode, Plan
from domain.clusters.surroundings import Surroundings
from domain.common.errors import Unavailable
from domain.incidents.audit.audit import WRITES, AuditEntry, AuditRow
from domain.incidents.controls import Control, ControlKind, KillSwitch, Scope
from domain.incidents.ladder.ladder import Around, Climb, view_of
from domain.incidents.ladder.planning import plan
from domain.incidents.policy.policies import Policy
from domain.people.access import Role
from domain.people.people import Person
from tests.fakes.clock import ManualClock

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
YESTERDAY = NOW - timedelta(days=1)
INCIDENT = "i_" + "a" * 26
ON_BEHALF = "u_oncall"

SHOP = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, "checkout")


def a_pod(number: int, *, ready: bool = True, **said: object) -> Pod:
    """Return a pod of the newest revision."""
    found = Pod(
        name=f"checkout-b-{number}",
        uid=f"uid-{number}",
        node=f"node-{number}",
        phase="Running",
        ready=ready,
        reason="" if ready else "CrashLoopBackOff",
        restarts=0,
        last_exit="",
        created_at=YESTERDAY,
        revision="b",
    )
    return replace(found, **said)  # type: ignore[arg-type] # fields of Pod


def a_workload(ref: WorkloadRef = SHOP, **said: object) -> Workload:
    """Return a workload with two revisions that is not well: one of its two pods crashes."""
    found = Workload(
        ref=ref,
        uid=f"uid-{ref.name}",
        resource_version="1007",
        generation=7,
        observed_generation=7,
        created_at=LONG_AGO,
        replicas=2,
        updated=2,
        ready=1,
        available=1,
        paused=False,
        rollout=RolloutState.PROGRESSING,
        images=("checkout:2",),
        template_digest="template-b",
        selector={"app": ref.name},
        labels={"app": ref.name},
        revision=2,
        revisions=(
            Revision(
                number=2,
                uid="rs-b",
                name=f"{ref.name}-b",
                created_at=YESTERDAY,
                images=("checkout:2",),
                template_digest="template-b",
                replicas=2,
            ),
            Revision(
                number=1,
                uid="rs-a",
                name=f"{ref.name}-a",
                created_at=LONG_AGO,
                images=("checkout:1",),
                template_digest="template-a",
            ),
        ),
        pods=(a_pod(1, ready=False), a_pod(2)),
        progress_at=YESTERDAY,
    )
    return replace(found, **said)  # type: ignore[arg-type] # fields of Workload


def well(name: str) -> Workload:
    """Return a neighbour that is well."""
    ref = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, name)
    return a_workload(ref, ready=2, available=2, rollout=RolloutState.DONE, pods=())


def a_policy(**said: object) -> Policy:
    """Return a policy that lets everything be done by itself."""
    found = Policy(
        name="test", digest="policy-digest", on_behalf_of=ON_BEHALF, default_mode=Mode.AUTO
    )
    return replace(found, **said)  # type: ignore[arg-type] # fields of Policy


def a_plan(
    action: ActionKind = ActionKind.RESTART,
    workload: Workload | None = None,
    **around: object,
) -> Plan:
    """Return what would be done with a workload."""
    surroundings = Around(**around)  # type: ignore[arg-type] # fields of Around
    view = view_of(action, workload or a_workload(), a_policy(), climb=Climb(), around=surroundings)
    return plan(action, view, at=NOW)


@dataclass
class Taken:
    """Names of parts that do not answer."""

    parts: set[str] = field(default_factory=set)

    def check(self, part: str) -> None:
        if part in self.parts:
            raise Unavailable(f"{part} does not answer.")


@dataclass
class StageClusters:
    """Workloads by reference."""

    taken: Taken
    kept: dict[WorkloadRef, Workload] = field(default_factory=dict)
    sick: tuple[str, ...] = ()
    contents: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    async def workload(self, ref: WorkloadRef) -> Workload | None:
        self.taken.check("target")
        return self.kept.get(ref)

    async def workload_health(self, ref: WorkloadRef) -> Workload | None:
        return await self.workload(ref)

    async def surroundings(self, ref: WorkloadRef, *, at: datetime) -> Surroundings | None:
        return None

    async def workloads(
        self, cluster, *, namespace="", kind=None, application="", after="", limit=50
    ):
        self.taken.check("namespace")
        found = [
            each
            for each in self.kept.values()
            if each.ref.namespace == namespace
            and (not application or each.application == application)
        ]
        return WorkloadPage(tuple(found))

    async def nodes(self, cluster):
        self.taken.check("nodes")
        names = {pod.node for each in self.kept.values() for pod in each.pods}
        return [Node(name, name not in self.sick, schedulable=True) for name in sorted(names)]

    async def config_content(self, ref, name):
        return self.contents.get(name)


@dataclass
class StageWrites:
    """Performs steps on the stage, each key once; can crash right after a write."""

    clusters: StageClusters
    taken: Taken
    performed: list[tuple[Verb, str]] = field(default_factory=list)
    restored: list[Restoring] = field(default_factory=list)
    done: dict[str, Performed] = field(default_factory=dict)
    answer: Performing = Performing.DONE
    after: Callable[[Step, str], None] = lambda *_: None
    contents: list[dict[str, str] | None] = field(default_factory=list)

    async def preview(self, step: Step, *, key: str) -> Performed:
        self.taken.check("preview")
        if key in self.done:
            return replace(self.done[key], outcome=Performing.ALREADY)
        return Performed(outcome=self.answer, patch=f'{{"verb": "{step.verb}"}}')

    async def perform(self, step: Step, *, key: str, content=None) -> Performed:
        self.taken.check("write")
        if key in self.done:
            return replace(self.done[key], outcome=Performing.ALREADY)
        self.contents.append(content)
        if self.answer is not Performing.DONE:
            return Performed(outcome=self.answer, detail="no")
        self.performed.append((step.verb, key))
        generation = self._change(step, key)
        self.done[key] = Performed(
            outcome=Performing.DONE, before="1", after="2", generation=generation
        )
        self.after(step, key)
        return self.done[key]

    def _change(self, step: Step, key: str) -> int:
        now = self.clusters.kept[step.target]
        counts = step.verb in (Verb.RESTART, Verb.SCALE, Verb.UNDO)
        generation = now.generation + counts
        template = {each.uid: each.template_digest for each in now.revisions}.get(
            step.revision_uid, now.template_digest
        )
        self.clusters.kept[step.target] = replace(
            now,
            generation=generation,
            action_key=key,
            template_digest=template,
            replicas=step.replicas or now.replicas,
        )
        return generation

    async def restore(self, restoring: Restoring, *, key: str) -> Performed:
        self.taken.check("write")
        if key in self.done:
            return replace(self.done[key], outcome=Performing.ALREADY)
        now = self.clusters.kept[restoring.target]
        ours = (restoring.ours_template, restoring.ours_replicas)
        if (now.template_digest, now.replicas) != ours:
            return Performed(outcome=Performing.CONFLICT, detail="another writer")
        self.restored.append(restoring)
        self.done[key] = Performed(
            outcome=Performing.DONE, after="3", generation=now.generation + 1
        )
        return self.done[key]


@dataclass
class StageStores:
    """Checkpoints, contents of ConfigMaps, the audit, controls and people in memory."""

    taken: Taken
    clusters: StageClusters
    checkpoints: dict[str, str] = field(default_factory=dict)
    kept_contents: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    rows: list[AuditRow] = field(default_factory=list)
    switch: KillSwitch = field(default_factory=lambda: KillSwitch(engaged=False))
    controls: list[Control] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    signal: ReadBack = ReadBack.CLEARED

    async def capture(self, ref: WorkloadRef) -> str:
        self.taken.check("checkpoint")
        return f"{ref} as it was"


@dataclass
class StageCheckpoints:
    stores: StageStores

    async def keep(self, checkpoint_id, content, *, at):
        self.stores.taken.check("checkpoint")
        self.stores.checkpoints.setdefault(checkpoint_id, content)

    async def get(self, checkpoint_id):
        return self.stores.checkpoints.get(checkpoint_id)


@dataclass
class StageConfigs:
    stores: StageStores

    async def keep(self, target, name, digest, data, *, at):
        self.stores.kept_contents[name, digest] = data

    async def newest(self, target, name, *, other_than):
        self.stores.taken.check("configs")
        found = [each for kept, each in self.stores.kept_contents if kept == name]
        return next((each for each in reversed(found) if each != other_than), None)

    async def content(self, target, name, digest):
        return self.stores.kept_contents.get((name, digest))


@dataclass
class StageAudit:
    stores: StageStores

    async def append(self, entry: AuditEntry) -> AuditRow:
        self.stores.taken.check("audit")
        for row in self.stores.rows:
            if row.entry.id == entry.id:
                return row
        row = AuditRow(len(self.stores.rows) + 1, entry, "", "")
        self.stores.rows.append(row)
        return row

    async def about(self, subject, *, limit):
        self.stores.taken.check("audit")
        return [row for row in self.stores.rows if row.entry.subject == subject][::-1][:limit]

    async def writes_on(self, target, *, since):
        self.stores.taken.check("writes")
        self.stores.taken.check("audit")
        return [
            row
            for row in self.stores.rows[::-1]
            if row.entry.action in WRITES
            and row.entry.data.get("target") == str(target)
            and row.entry.at >= since
        ]


@dataclass
class StageControls:
    stores: StageStores

    async def kill_switch(self):
        self.stores.taken.check("kill switch")
        return self.stores.switch

    async def list(self, *, kind, active_at):
        self.stores.taken.check("freezes")
        return [each for each in self.stores.controls if kind in (None, each.kind)]


@dataclass
class StagePeople:
    stores: StageStores

    async def get(self, person_id):
        self.stores.taken.check("people")
        return self.stores.people.get(person_id)


@dataclass
class StageHolds:
    taken: Taken
    granted: set[str] = field(default_factory=lambda: {"lock", "budget"})

    async def holds(self, hold: Lease) -> bool:
        self.taken.check(hold.kind)
        return hold.kind in self.granted


@dataclass
class StageSources:
    stores: StageStores

    async def read_back(self, alert: Alert, owner: WorkloadRef | None) -> Confirmation:
        self.stores.taken.check("signal")
        return Confirmation(self.stores.signal, "test", NOW)


@dataclass
class Stage:
    """Everything that repairs lean on, with a target that they may repair."""

    clock: ManualClock = field(default_factory=ManualClock)
    taken: Taken = field(default_factory=Taken)

    def __post_init__(self) -> None:
        self.clusters = StageClusters(self.taken)
        for each in (a_workload(), well("cart"), well("stock")):
            self.clusters.kept[each.ref] = each
        self.writes = StageWrites(self.clusters, self.taken)
        self.stores = StageStores(self.taken, self.clusters)
        roles = frozenset({Role.OPERATOR})
        self.stores.people[ON_BEHALF] = Person(
            id=ON_BEHALF, name="On call", roles=roles, rollback_permission=True
        )
        self.holds = StageHolds(self.taken)
        self.repairs = Repairs(
            self.clusters,
            self.writes,
            self.stores,
            StageCheckpoints(self.stores),
            StageConfigs(self.stores),
            StageControls(self.stores),
            StageAudit(self.stores),
            StagePeople(self.stores),
            self.holds,
            StageSources(self.stores),
            self.clock,
        )

    @property
    def rows(self) -> list[AuditEntry]:
        return [row.entry for row in self.stores.rows]

    def change(self, ref: WorkloadRef = SHOP, **said: object) -> Workload:
        found = replace(self.clusters.kept[ref], **said)  # type: ignore[arg-type] # fields
        self.clusters.kept[ref] = found
        return found

    def freeze(self) -> None:
        self.stores.controls.append(
            Control(
                id="c_1",
                kind=ControlKind.FREEZE,
                name="year end",
                scope=Scope(),
                start=NOW - timedelta(hours=1),
                end=NOW + timedelta(hours=1),
                by="u_mei",
                reason="sales",
                created_at=NOW,
            )
        )

    def wrote_before(self, ago: timedelta, *, attempt: str = "i_other-a1", number: int = 1) -> None:
        at = self.clock.now() - ago
        self.stores.rows.append(
            AuditRow(
                len(self.stores.rows) + 1,
                AuditEntry(
                    id=f"{attempt}-{number}",
                    at=at,
                    actor="zhiban",
                    action="repair.performed",
                    subject="i_other",
                    reason="",
                    data={"target": str(SHOP), "attempt": attempt},
                ),
                "",
                "",
            )
        )


def an_order(
    planned: Plan | None = None,
    *,
    number: int = 1,
    targets: Sequence[WorkloadRef] = (SHOP,),
    **said: object,
) -> AttemptOrder:
    """Return an order that passes every guard on a fresh stage."""
    holds = tuple(Lease("lock", str(each), "incident/x") for each in targets)
    found = AttemptOrder(
        incident_id=INCIDENT,
        number=number,
        target=SHOP,
        plan=planned or a_plan(),
        policy=a_policy(),
        score=75,
        on_behalf_of=ON_BEHALF,
        at=NOW,
        confirmation=Confirmation(ReadBack.FIRING, "test", NOW),
        holds=(*holds, Lease("budget", "cls-1", "incident/x", "shop")),
    )
    return replace(found, **said)  # type: ignore[arg-type] # fields of AttemptOrder


def a_question(**said: object) -> ProposeOrder:
    """Return an order that asks what to try next."""
    found = ProposeOrder(
        target=SHOP,
        fault=FaultClass.CRASH_LOOP,
        policy=a_policy(),
        score=75,
        at=NOW,
        key=attempt_key(INCIDENT, 1),
    )
    return replace(found, **said)  # type: ignore[arg-type] # fields of ProposeOrder


CONFIG = ConfigRef("ConfigMap", "checkout", "55", "digest-broken")
