"""Edits of clusters in memory: objects as fields, each change of one a new version."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from application.cluster_edits.approvals import EditApprovals
from application.cluster_edits.edits import ClusterEditService
from application.cluster_edits.notices import EditNotices
from application.cluster_edits.views import EditViews
from domain.cluster_edits.rules import KINDS
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import NodePool, ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.edits import (
    EDIT_LASTS,
    EDITED_AS,
    ConfigPatch,
    Edit,
    EditKind,
    EditRecord,
    Looked,
    Manifest,
    NewPool,
    ObjectEdit,
    PodRelease,
    PoolSize,
    Shade,
)
from domain.clusters.repairs import Mode
from domain.common.errors import Conflict, EffectUnknown, Unavailable
from domain.common.messages import Foreign, message
from domain.common.readers import Language
from domain.incidents.approvals.approvals import Answer, Approval, Recheck
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.policy.policies import ApprovalRules, Policy
from domain.monitoring.log_resources import NewLogset, NewScheduledSql, NewTopic
from domain.monitoring.policies import AlarmSwitch, LogAlarm, MetricAlarm
from domain.people.access import Actor, Role
from domain.people.people import Person
from integrations.kubernetes.edits.manifests import read_manifests
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import InMemoryApprovals
from tests.fakes.oncall import no_schedules
from tests.fakes.repairs import (
    SHOP,
    Stage,
    StageAudit,
    StageCheckpoints,
    StageControls,
    StagePeople,
    Taken,
    a_policy,
)
from tests.fakes.words import IN_ENGLISH, WORDS

MEI, LI = "u_mei", "u_li"
OPERATOR = Actor(MEI, frozenset({Role.OPERATOR}))
APPROVER = Actor(LI, frozenset({Role.APPROVER}))
CLUSTER, NAMESPACE = SHOP.cluster, SHOP.namespace
NEW = f"Deployment {SHOP.name} spec.template.image=shop:2"
"""A manifest of the stage: another image for the shop."""

CONFIG = f"{CLUSTER}/{NAMESPACE}/ConfigMap/c"
SECRET = "hunter2-hunter2"


def printed(text: str) -> str:
    return sha256(f"key{text}".encode()).hexdigest()[:12]


POOL = NodePool(
    id="np-1", name="default", status="normal", desired=3, minimum=1, maximum=5, ready=3
)


EDITS = EditViews(WORDS, IN_ENGLISH)


@dataclass
class Kept:
    """An object: its fields, and what stands for its state."""

    fields: dict[str, str] = field(default_factory=dict)
    version: int = 1
    key: str = ""
    managed_by: str = ""


@dataclass
class StageEdits:
    """Objects of a cluster that edits change; a manifest's `spec` are its fields."""

    taken: Taken
    objects: dict[str, Kept] = field(default_factory=dict)
    pool: NodePool = field(
        default_factory=lambda: NodePool(
            id="np-1", name="default", status="normal", desired=3, minimum=1, maximum=5, ready=3
        )
    )
    writes: list[str] = field(default_factory=list)
    conflicts: str = ""
    lose: int = 0
    before_perform: Callable[[], None] | None = None
    before_look: list[Callable[[], None]] = field(default_factory=list)

    def read(self, text: str, *, namespace: str) -> tuple[Manifest, ...]:
        """Read `Kind name field=value …` lines."""
        found = []
        for line in text.strip().splitlines():
            kind, name, *spec = line.split()
            version = KINDS.get(kind, ("v1",))[0]
            content = {
                "metadata": {"name": name, "namespace": namespace},
                "spec": dict(each.split("=") for each in spec),
            }
            found.append(Manifest(version, kind, namespace, name, content))
        return tuple(found)

    def ref(self, edit: ObjectEdit) -> ObjectRef:
        match edit:
            case Manifest() | ConfigPatch():
                return ObjectRef(CLUSTER, edit.namespace, edit.kind, edit.name)
            case PodRelease():
                return ObjectRef(CLUSTER, edit.namespace, "Pod", edit.pod)
        if isinstance(edit, AlarmSwitch):
            return ObjectRef("ap-guangzhou", "", "AlarmPolicy", edit.policy_id)
        if isinstance(edit, MetricAlarm | LogAlarm):
            return ObjectRef("ap-guangzhou", "", "AlarmPolicy", edit.name)
        if isinstance(edit, NewLogset | NewTopic | NewScheduledSql):
            return ObjectRef("ap-guangzhou", "", type(edit).__name__[3:], edit.name)
        if isinstance(edit, NewPool):
            return ObjectRef(CLUSTER, "", "NodePool", edit.name)
        return ObjectRef(CLUSTER, "", "NodePool", edit.pool)

    def wanted(self, edit: ObjectEdit, kept: Kept | None) -> dict[str, str]:  # noqa: C901 - one case per kind
        before = dict(kept.fields) if kept else {}
        match edit:
            case Manifest():
                spec = edit.content.get("spec") or edit.content.get("data") or {}
                return before | {str(key): str(one) for key, one in dict(spec).items()}
            case ConfigPatch():
                left = {key: one for key, one in before.items() if key not in edit.remove}
                return left | dict(edit.values)
            case PoolSize():
                return {"nodes": str(edit.nodes)}
            case MetricAlarm():
                return {"condition": f"{edit.metric} {edit.comparison} {edit.threshold:g}"}
            case LogAlarm():
                return {"topic": edit.topic_id, "condition": edit.condition}
            case AlarmSwitch():
                return {"enabled": str(edit.enabled)}
            case NewLogset():
                return {"name": edit.name}
            case NewTopic():
                return {"logset": edit.logset_id, "kept": f"{edit.days} d"}
            case NewScheduledSql():
                return {"topic": edit.topic_id, "query": edit.query}
            case NewPool():
                return {"machine": edit.instance_type, "nodes": str(edit.nodes)}
        return {}

    def seen(self, edit: ObjectEdit, kept: Kept | None) -> str:
        """Return what stands for a state: of a pool only its number, which comes again."""
        if kept is None:
            return "absent"
        return kept.fields["nodes"] if isinstance(edit, PoolSize) else str(kept.version)

    def found(self, edit: ObjectEdit) -> Kept | None:
        return self.objects.get(str(self.ref(edit)))

    async def look(self, cluster: str, edit: ObjectEdit) -> Looked:
        self.taken.check("object")
        if self.before_look:
            self.before_look.pop(0)()
        ref, kept = self.ref(edit), self.found(edit)
        after = self.wanted(edit, kept)
        if self.conflicts and isinstance(edit, Manifest):
            return Looked(
                ref=ref,
                outcome=Performing.CONFLICT,
                said=message("error.foreign", text=Foreign(self.conflicts)),
            )
        secret = isinstance(edit, ConfigPatch) and edit.kind == "Secret"
        return Looked(
            ref=ref,
            outcome=Performing.DONE,
            seen=self.seen(edit, kept),
            content=printed(repr(sorted(after.items()))),
            before=self._shades(kept.fields if kept else {}, secret=secret),
            after=self._shades(after, secret=secret),
            managed_by=kept.managed_by if kept else "",
            exists=kept is not None,
            carries=kept.key if kept else "",
        )

    def _shades(self, fields: dict[str, str], *, secret: bool) -> dict[str, Shade]:
        return {
            key: Shade(f"#{printed(one)}" if secret else one, f"#{printed(one)}")
            for key, one in fields.items()
        }

    async def capture(self, cluster: str, edit: ObjectEdit) -> str:
        self.taken.check("checkpoint")
        kept = self.found(edit)
        fields = kept.fields if kept else {}
        if not isinstance(edit, ConfigPatch):
            return json.dumps({"fields": fields} if kept else None)
        values = {key: fields.get(key) for key in (*edit.values, *edit.remove)}
        named = {"kind": edit.kind, "namespace": edit.namespace, "name": edit.name}
        return json.dumps({**named, "values": values})

    async def perform(self, cluster: str, edit: ObjectEdit, *, key: str, seen: str) -> Performed:
        if self.before_perform is not None:
            self.before_perform()
        self.taken.check("write")
        kept = self.found(edit)
        if kept is not None and kept.key == key:
            return Performed(outcome=Performing.ALREADY)
        if self.seen(edit, kept) != seen:
            return Performed(outcome=Performing.CONFLICT, said=message("edit.changed_since"))
        self.writes.append(str(self.ref(edit)))
        version = kept.version + 1 if kept else 1
        self.objects[str(self.ref(edit))] = Kept(self.wanted(edit, kept), version, key)
        if self.lose:
            self.lose -= 1
            raise EffectUnknown("No answer came.")
        return Performed(outcome=Performing.DONE)

    def change(self, ref: str, **fields: str) -> None:
        kept = self.objects[ref]
        self.objects[ref] = replace(kept, fields=kept.fields | fields, version=kept.version + 1)


@dataclass
class YamlEdits(StageEdits):
    """The same, with manifests as people write them."""

    def read(self, text: str, *, namespace: str) -> tuple[Manifest, ...]:
        return read_manifests(text, namespace=namespace)


@dataclass
class StageHand:
    taken: Taken
    held: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    async def holders(self, kind: str, resource: str) -> list[str]:
        self.taken.check(kind)
        return self.held.get((kind, resource), [])


@dataclass
class InMemoryCheckpoints:
    kept: dict[str, str] = field(default_factory=dict)

    async def keep(self, checkpoint_id: str, content: str, *, at: datetime) -> None:
        self.kept.setdefault(checkpoint_id, content)

    async def get(self, checkpoint_id: str) -> str | None:
        return self.kept.get(checkpoint_id)


@dataclass
class StagePolicies:
    policy: Policy
    taken: Taken = field(default_factory=Taken)

    async def current(self) -> Policy:
        self.taken.check("policy")
        return self.policy

    async def get(self, digest: str) -> Policy | None:
        return self.policy if digest == self.policy.digest else None


@dataclass
class StageStarts:
    """Deliveries that were begun: event, person, address."""

    taken: Taken
    begun: list[tuple[str, str, str]] = field(default_factory=list)

    async def start(self, event_id, person_id, address, *, title):
        self.taken.check("starts")
        one = (event_id, person_id, address.kind.value)
        if one not in self.begun:
            self.begun.append(one)


@dataclass
class ListedPeople(StagePeople):
    async def list(self, *, after: str, limit: int) -> list[Person]:
        later = [each for key, each in sorted(self.stores.people.items()) if key > after]
        return later[:limit]

    async def names(self, people: Iterable[str]) -> dict[str, str]:
        return {each: self.stores.people[each].name for each in people}


@dataclass
class StageApprovals:
    """Asks about edits as their workflow does, but for time, which stands still in it."""

    questions: InMemoryApprovals
    clock: ManualClock
    begun: set[str] = field(default_factory=set)
    edits: EditApprovals | None = None

    def serve(self, service: ClusterEditService, notices: EditNotices) -> None:
        """Ask about what this service takes on."""
        self.edits = EditApprovals(
            service.requests, service.checkpoints, service.questions, notices
        )

    async def begin(self, asked: Approval, rules: ApprovalRules) -> None:
        self.begun.add(asked.id)
        with suppress(Unavailable):  # the activity is tried again
            await self.edits.ask(await self.questions.get(asked.id) or asked)

    async def answer(self, asked: Approval, said: Answer, *, approved: bool) -> Approval:
        asked.check(said, approved=approved, now=self.clock.now())
        if approved and asked.id in self.begun:
            found = await self.edits.recheck(asked)
            if found.changed is not None:
                await self.edits.settle(asked.overtaken(self.clock.now()))
            if found != Recheck():
                raise Conflict(found.changed or found.stopped)
        settled = asked.answered(said, approved=approved, at=self.clock.now())
        await self.edits.settle(settled)
        return settled


ASKED_EDIT = "e_0123456789abcdef"
DONE_EDIT = "e_fedcba9876543210"
PLAN = "0123456789abcdef" * 4


def edits_of_before(at: datetime) -> list[AuditEntry]:
    """Rows of an edit that waits for a yes, and of one of a ConfigMap's keys that was done."""
    facts = {"cluster": "cls-1", "digest": PLAN, "changes": ["cls-1/payments … a: #1 → #2"]}
    facts |= {"kind": "set_config", "targets": ["cls-1/payments/ConfigMap/checkout"]}
    key = DONE_EDIT.replace("_", "-") + "-1"
    done = {**facts, "key": key, "after": {}, "performed": {"outcome": "done"}}
    rows = [
        ("edit.asked", ASKED_EDIT, f"{ASKED_EDIT}/asked", facts),
        ("edit.intended", DONE_EDIT, f"{key}/intended", done),
        ("edit.performed", DONE_EDIT, f"{key}/edit.performed", done),
    ]
    return [
        AuditEntry(
            id=row,
            at=at,
            actor="u_other",
            action=action,
            subject=subject,
            reason="tuning",
            data=data,
        )
        for action, subject, row, data in rows
    ]


def question_before(at: datetime) -> Approval:
    """The question about the edit that waits."""
    return Approval(
        id=ASKED_EDIT,
        incident_id="",
        action=EDITED_AS,
        target=WorkloadRef("cls-1", "payments", WorkloadKind.DEPLOYMENT, ""),
        digest=PLAN,
        why=None,
        preview="cls-1/payments … a: #1 → #2",
        asked_at=at,
        expires_at=at + EDIT_LASTS,
        requested_by="u_other",
        edit=EditKind.SET_CONFIG,
        objects=("cls-1/payments/ConfigMap/checkout",),
    )


FORMER = {
    "kind": "ConfigMap",
    "namespace": "payments",
    "name": "checkout",
    "values": {"LOG_LEVEL": "aW5mbw=="},
}
"""What the edit that was done has kept of before."""


class EditStage:
    """A service for edits, with everything that it leans on."""

    def __init__(self, clock: ManualClock | None = None) -> None:
        self.stage = Stage(clock or ManualClock())
        stores = self.stage.stores
        for name, role in ((MEI, Role.OPERATOR), (LI, Role.APPROVER)):
            stores.people[name] = Person(
                id=name,
                name=name,
                mail=f"{name}@example.org",
                language=Language.ENGLISH,
                roles=frozenset({role}),
                rollback_permission=True,
            )
        self.edits = StageEdits(self.stage.taken)
        self.edits.objects[str(SHOP)] = Kept({"spec.template.image": "shop:1"})
        self.hand = StageHand(self.stage.taken)
        self.policies = StagePolicies(a_policy(), self.stage.taken)
        stage, edits = self.stage, self.edits
        self.events = InMemoryEvents()
        self.starts = StageStarts(self.stage.taken)
        people = ListedPeople(stores)

        class Reads:
            async def node_pools(self, cluster: str) -> list[NodePool]:
                stage.taken.check("pools")
                if cluster != CLUSTER:
                    raise Unavailable("no answer")
                return [edits.pool]

            def __getattr__(self, name: str) -> object:
                return getattr(stage.clusters, name)

        self.questions = InMemoryApprovals()
        self.asking = StageApprovals(self.questions, self.stage.clock)
        self.notices = EditNotices(
            self.events, people, InMemoryBriefings(), self.starts, no_schedules()
        )
        self.service = ClusterEditService(
            Reads(),
            self.edits,
            self.hand,
            StageControls(stores),
            StageAudit(stores),
            StageCheckpoints(stores),
            people,
            self.policies,
            self.stage.clock,
            self.questions,
            self.asking,
        )
        self.asking.serve(self.service, self.notices)

    async def apply(self, text: str, **said: object):
        return await self.service.apply(
            **{
                "by": OPERATOR,
                "cluster": CLUSTER,
                "manifest": text,
                "namespace": NAMESPACE,
                "reason": "new release",
                **said,
            }
        )

    async def set(self, kind: str = "ConfigMap", name: str = "c", **said: object):
        return await self.service.set_config(
            **{
                "by": OPERATOR,
                "cluster": CLUSTER,
                "namespace": NAMESPACE,
                "kind": kind,
                "name": name,
                "reason": "tuning",
                **said,
            }
        )

    async def asked(self, text: str) -> tuple[str, EditRecord]:
        """Ask for an edit that a second person has to say yes to; its confirmation and record."""
        self.policies.policy = a_policy(default_mode=Mode.OBSERVE)
        confirm = (await self.apply(text)).confirm
        asked = await self.apply(text, confirm=confirm)
        return confirm, await self.service.get(by=APPROVER, edit_id=asked.id)

    async def approved(self, record: EditRecord) -> EditRecord:
        """Let the approver say yes to just that."""
        return await self.service.answer(
            by=APPROVER, edit_id=record.id, digest=record.digest, approved=True
        )

    async def applied(self, text: str) -> Edit:
        """Show it, and do what was shown."""
        return await self.apply(text, confirm=(await self.apply(text)).confirm)

    async def settled(self, **said: object) -> Edit:
        """Show a change of keys, and do what was shown."""
        return await self.set(**said, confirm=(await self.set(**said)).confirm)

    async def put_back(self, edit_id: str) -> Edit:
        """Show what takes an edit back, and do that."""
        requested = {"by": OPERATOR, "edit_id": edit_id, "reason": "it was wrong"}
        shown = await self.service.put_config_back(**requested)
        return await self.service.put_config_back(**requested, confirm=shown.confirm)

    async def resized(self, nodes: int) -> Edit:
        """Show a new size of the node pool, and ask for that."""
        requested = {"by": OPERATOR, "cluster": CLUSTER, "pool": "np-1", "reason": "sale"}
        shown = await self.service.resize_pool(**requested, nodes=nodes)
        return await self.service.resize_pool(**requested, nodes=nodes, confirm=shown.confirm)

    def actions(self) -> list[str]:
        return [each.action for each in self.stage.rows]
