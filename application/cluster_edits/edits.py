"""Edits of clusters that people make: shown first, confirmed, guarded, recorded (CLD-2, RBK-6).

The first call looks and changes nothing; what it returns stands for exactly what was shown. The
second one carries that back and does it, or nothing. Where policy wants a second person, it asks
them; their yes is bound to the same digest, and has exactly this edit done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from application.cluster_edits.answers import EditAnswers
from application.cluster_edits.bounds import EditBounds
from application.cluster_edits.facts import EditFacts
from application.cluster_edits.orders import EditRequest
from application.cluster_edits.requests import EditRequests
from application.cluster_edits.restores import EditRestores
from application.cluster_edits.writes import EditWrites
from application.incidents.requests import check_reason
from application.ports.clock import Clock
from application.ports.clusters import ClusterEdits, Clusters, RepairsInHand
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import (
    ApprovalClient,
    Approvals,
    Checkpoints,
    Controls,
    Policies,
)
from application.ports.people import People
from domain.cluster_edits.rules import (
    check_cluster,
    check_manifests,
    check_name,
    check_place,
    check_pool,
    check_size,
    config_patch,
    new_pool,
)
from domain.clusters.edits import Edit, EditKind, EditRecord, NewPool, ObjectEdit, PodRelease
from domain.common.errors import NotFound
from domain.people.access import Actor, Permission, require


@dataclass(frozen=True)
class ClusterEditService:
    """The one door to edits of clusters."""

    clusters: Clusters
    edits: ClusterEdits
    hand: RepairsInHand
    controls: Controls
    audit: Audit
    checkpoints: Checkpoints
    people: People
    policies: Policies
    clock: Clock
    questions: Approvals
    asking: ApprovalClient

    async def apply(
        self,
        *,
        by: Actor,
        cluster: str,
        manifest: str,
        reason: str,
        namespace: str = "",
        confirm: str = "",
    ) -> Edit:
        """Apply objects by server-side apply, never over what other managers set.

        Args:
            by: who asks; their own permission is used.
            cluster: which.
            manifest: YAML of one or more objects of the kinds that may be applied.
            reason: for the record.
            namespace: of objects that name none.
            confirm: empty: only show the differences; what that returned: do exactly that.

        Raises:
            InvalidRequest: it is no YAML, or an object breaks a rule.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        check_cluster(cluster)
        parts = check_manifests(self.edits.read(manifest, namespace=namespace))
        requested = _requested(EditKind.APPLY, cluster, parts, by, reason)
        return await self.requests.take(requested, confirm)

    async def set_config(  # noqa: PLR0913 - each by name
        self,
        *,
        by: Actor,
        cluster: str,
        namespace: str,
        kind: str,
        name: str,
        reason: str,
        values: Mapping[str, str] | None = None,
        remove: Sequence[str] = (),
        confirm: str = "",
    ) -> Edit:
        """Set and remove keys of a ConfigMap or Secret; a Secret's values are never shown again.

        Raises:
            InvalidRequest: no such object, or a key breaks a rule.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        check_cluster(cluster)
        patch = config_patch(kind, namespace, name, values=values or {}, remove=remove)
        return await self.requests.take(
            _requested(EditKind.SET_CONFIG, cluster, (patch,), by, reason), confirm
        )

    async def put_config_back(
        self, *, by: Actor, edit_id: str, reason: str, confirm: str = ""
    ) -> Edit:
        """Put the keys that an edit set or removed back to what they were before it.

        Raises:
            NotFound: there is no such edit, or nothing is kept of it any more.
            Conflict: somebody changed one of the keys since, or it is another edit than confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        restores = EditRestores(self.edits, self.audit, self.checkpoints)
        former = await restores.former(edit_id)
        if not confirm:
            await restores.check_ours(former)
        requested = _requested(
            EditKind.PUT_CONFIG_BACK, former.cluster, (former.patch,), by, reason
        )
        return await self.requests.take(replace(requested, takes_back=edit_id), confirm)

    async def resize_pool(
        self, *, by: Actor, cluster: str, pool: str, nodes: int, reason: str, confirm: str = ""
    ) -> Edit:
        """Change how many nodes a node pool has, within the pool's own bounds.

        Raises:
            NotFound: no such pool.
            InvalidRequest: it is beyond the pool's bounds.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        pools = await self.clusters.node_pools(check_cluster(cluster))
        found = next((each for each in pools if each.id == check_pool(pool)), None)
        if found is None:
            raise NotFound("node pool", pool)
        size = check_size(found, nodes)
        return await self.requests.take(
            _requested(EditKind.RESIZE_POOL, cluster, (size,), by, reason), confirm
        )

    async def create_pool(
        self, *, by: Actor, cluster: str, pool: NewPool, reason: str, confirm: str = ""
    ) -> Edit:
        """Make a node pool; the cloud bills its machines from then on.

        Raises:
            InvalidRequest: it breaks a rule; says which.
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        check_cluster(cluster)
        return await self.requests.take(
            _requested(EditKind.CREATE_POOL, cluster, (new_pool(pool),), by, reason), confirm
        )

    async def unisolate(
        self, *, by: Actor, cluster: str, namespace: str, pod: str, reason: str, confirm: str = ""
    ) -> Edit:
        """Let a pod that an isolation took out back in: its labels, and the way to it.

        Raises:
            Conflict: it is another edit than was confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        check_cluster(cluster)
        release = PodRelease(check_place(namespace), check_name("pod", pod))
        return await self.requests.take(
            _requested(EditKind.UNISOLATE, cluster, (release,), by, reason), confirm
        )

    async def waiting(self, *, by: Actor) -> list[EditRecord]:
        """Return the edits that wait for somebody's yes, the newest first."""
        return await self._answers.waiting(by=by)

    async def get(self, *, by: Actor, edit_id: str) -> EditRecord:
        """Return an edit as the audit tells it; `NotFound` when nobody asked for it in earnest."""
        return await self._answers.get(by=by, edit_id=edit_id)

    async def answer(
        self, *, by: Actor, edit_id: str, approved: bool, digest: str = "", reason: str = ""
    ) -> EditRecord:
        """Have exactly the edit of this digest done, or say no to it; who asked may only say no.

        Raises:
            NotFound: no such edit.
            Forbidden: it is their own.
            Conflict: the digest is another's, or the edit was answered or done.
        """
        return await self._answers.answer(
            by=by, edit_id=edit_id, digest=digest, approved=approved, reason=reason
        )

    @property
    def _answers(self) -> EditAnswers:
        return EditAnswers(
            self.audit,
            self.checkpoints,
            self.policies,
            self.questions,
            self.asking,
            self.people,
            self.clock,
        )

    @property
    def requests(self) -> EditRequests:
        """What takes requests on, also those that were approved meanwhile."""
        return EditRequests(
            self._bounds,
            self.edits,
            self.controls,
            self.audit,
            self.people,
            self.policies,
            self.clock,
            self._answers,
            self._writes,
        )

    @property
    def _writes(self) -> EditWrites:
        facts = EditFacts(
            self.clusters,
            self.hand,
            self.controls,
            self.audit,
            self.people,
            self.policies,
            self.clock,
        )
        return EditWrites(self.edits, facts, self._bounds, self.checkpoints, self.audit, self.clock)

    @property
    def _bounds(self) -> EditBounds:
        return EditBounds(self.clusters, self.policies)


def _requested(
    kind: EditKind, cluster: str, parts: Sequence[ObjectEdit], by: Actor, reason: str
) -> EditRequest:
    return EditRequest(
        kind=kind,
        cluster=cluster,
        parts=tuple(parts),
        by=by.person_id,
        via=by.via,
        reason=check_reason(reason),
    )
