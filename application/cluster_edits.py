"""Edits of clusters that people make: shown first, confirmed, guarded, recorded (CLD-2, RBK-6).

The first call looks and changes nothing; what it returns stands for exactly what was shown. The
second one carries that back and does it, or nothing. Where policy wants a second person, they say
yes to the edit in between; what they say is kept in the audit and bound to the same digest.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from application.cluster_edit_answers import EditAnswers
from application.cluster_edit_facts import EditFacts, may_edit
from application.cluster_edit_notices import EditNotices
from application.cluster_edit_orders import (
    APPROVED,
    DENIED,
    EDIT_LASTS,
    MOST_ROWS,
    PERFORMED,
    EditOrder,
    EditTrail,
    EditWish,
)
from application.cluster_edit_outcomes import (
    account_of,
    as_confirmed,
    cautious_mode,
    standing_of,
)
from application.cluster_edit_writes import EditWrites
from application.incident_requests import check_reason
from application.ports.clock import Clock
from application.ports.clusters import ClusterEdits, Clusters, RepairsInHand
from application.ports.incidents import Audit, Checkpoints, Controls, Policies
from application.ports.people import People
from domain.access import Actor, Permission, require
from domain.cluster_edit_rules import (
    check_cluster,
    check_manifests,
    check_name,
    check_place,
    check_pool,
    check_size,
    config_patch,
)
from domain.cluster_edit_words import preview_of_edit, said_of_edit
from domain.cluster_edits import (
    ConfigPatch,
    Edit,
    EditedObject,
    EditKind,
    EditOutcome,
    EditRecord,
    Looked,
    ObjectEdit,
    PodRelease,
    digest_of_edit,
)
from domain.errors import Conflict, Forbidden, InvalidRequest, NotFound, Unavailable
from domain.people import Person
from domain.policies import Policy
from domain.repairs import Mode

LONGEST_LOOK = 40.0
"""Seconds that the dry runs of all objects of an edit may take together."""


@dataclass(frozen=True)
class ClusterEditDesk:
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
    notices: EditNotices

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
        wish = _wish(EditKind.APPLY, cluster, parts, by, reason)
        return await self._edit(wish, confirm)

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
        return await self._edit(_wish(EditKind.SET_CONFIG, cluster, (patch,), by, reason), confirm)

    async def put_config_back(
        self, *, by: Actor, edit_id: str, reason: str, confirm: str = ""
    ) -> Edit:
        """Put the keys that an edit set or removed back to what they were before it.

        Raises:
            NotFound: there is no such edit, or nothing is kept of it any more.
            Conflict: somebody changed one of the keys since, or it is another edit than confirmed.
        """
        require(by, Permission.EDIT_CLUSTERS)
        trail = await self._trail(edit_id)
        done = next(iter(trail.only(PERFORMED)), None)
        meant = trail.intended(done.data["key"]) if done is not None else None
        if done is None or meant is None:
            raise NotFound("edit that was done", edit_id)
        if meant.data["kind"] not in (EditKind.SET_CONFIG, EditKind.PUT_CONFIG_BACK):
            raise InvalidRequest("edit_id", "must be of an edit of a ConfigMap or Secret")
        kept = await self.checkpoints.get(f"edit/{done.data['key']}")
        if kept is None:
            raise NotFound("former content of edit", edit_id)
        content = json.loads(kept)
        former: Mapping[str, str | None] = content["values"]
        patch = ConfigPatch(
            content["kind"],
            content["namespace"],
            content["name"],
            {key: value for key, value in former.items() if value is not None},
            tuple(key for key, value in former.items() if value is None),
        )
        cluster = done.data["cluster"]
        if not confirm:
            await self._check_ours(cluster, patch, meant.data["after"])
        wish = _wish(EditKind.PUT_CONFIG_BACK, cluster, (patch,), by, reason)
        return await self._edit(wish, confirm)

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
        return await self._edit(_wish(EditKind.RESIZE_POOL, cluster, (size,), by, reason), confirm)

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
        return await self._edit(_wish(EditKind.UNISOLATE, cluster, (release,), by, reason), confirm)

    async def waiting(self, *, by: Actor) -> list[EditRecord]:
        """Return the edits that wait for somebody's yes, the newest first."""
        return await self._answers.waiting(by=by)

    async def get(self, *, by: Actor, edit_id: str) -> EditRecord:
        """Return an edit as the audit tells it; `NotFound` when nobody asked for it in earnest."""
        return await self._answers.get(by=by, edit_id=edit_id)

    async def answer(
        self, *, by: Actor, edit_id: str, approved: bool, digest: str = "", reason: str = ""
    ) -> EditRecord:
        """Say yes to exactly the edit of this digest, or no to it; who asked may only say no.

        Raises:
            NotFound: no such edit.
            Forbidden: it is their own.
            Conflict: the digest is another's, or the edit was answered or done.
        """
        return await self._answers.answer(
            by=by, edit_id=edit_id, digest=digest, approved=approved, reason=reason
        )

    async def _edit(self, wish: EditWish, confirm: str) -> Edit:
        policy, person = await self.policies.current(), await self._person(wish.by)
        order, trail = await self._ordered(wish, await self._look(wish), policy)
        if not confirm:
            order = replace(order, approved_by=self._approved_by(order, trail))
            return await self._told(order, person, await self._outcome(order, trail, person))
        if order.id != f"e_{confirm}":
            trail = await self._trail(f"e_{confirm}")
        return await self._confirmed(as_confirmed(order, confirm, trail), person, trail)

    async def _ordered(
        self, wish: EditWish, looked: tuple[Looked, ...], policy: Policy
    ) -> tuple[EditOrder, EditTrail]:
        """Return the edit and what is known of it: the first of its like that did not end yet."""
        now = self.clock.now()
        for ended in count():
            digest = digest_of_edit(wish.by, wish.kind, looked, policy.digest, ended=ended)
            order = EditOrder(wish, looked, policy, digest)
            trail = await self._trail(order.id)
            if not trail.is_over(len(looked), now):
                break
        return order, trail

    async def _look(self, wish: EditWish) -> tuple[Looked, ...]:
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return tuple([await self.edits.look(wish.cluster, each) for each in wish.parts])
        except TimeoutError:
            raise Unavailable(
                f"Cluster '{wish.cluster}' did not answer in time; nothing was changed."
            ) from None

    async def _confirmed(self, order: EditOrder, person: Person, trail: EditTrail) -> Edit:
        approved_by = self._approved_by(order, trail)
        order = replace(order, approved_by=approved_by)
        if trail.began() is None:
            outcome = await self._outcome(order, trail, person)
            if outcome[0] is EditOutcome.AFTER_APPROVAL:
                await self._answers.ask(order)
            if outcome[0] is not EditOutcome.AT_ONCE:
                return await self._told(order, person, outcome, dry_run=False)
        objects = await self._writes.carry_out(order, trail)
        return account_of(order, person, objects)

    async def _outcome(
        self, order: EditOrder, trail: EditTrail, person: Person
    ) -> tuple[EditOutcome, str]:
        """Return what becomes of it, and whose or which words explain that."""
        standing = standing_of(order.looked)
        if standing is not None:
            return standing
        if trail.only(DENIED):
            return EditOutcome.DENIED, trail.only(DENIED)[-1].actor
        switch = await self.controls.kill_switch()
        if switch.engaged:
            return EditOutcome.SWITCHED_OFF, switch.by
        if not may_edit(person):
            return EditOutcome.NOT_PERMITTED, ""
        if order.approved_by or cautious_mode(order.policy, order.looked) is Mode.AUTO:
            return EditOutcome.AT_ONCE, ""
        return EditOutcome.AFTER_APPROVAL, ""

    async def _told(
        self,
        order: EditOrder,
        person: Person,
        outcome: tuple[EditOutcome, str],
        *,
        dry_run: bool = True,
    ) -> Edit:
        what, words = outcome
        objects = tuple(
            EditedObject(each.ref, each.differences, exists=each.exists) for each in order.looked
        )
        may = what.goes_on
        return Edit(
            order.id if may else "",
            order.wish.kind,
            order.wish.cluster,
            dry_run,
            what,
            said_of_edit(what, person.language, identifier=order.id, by=words, detail=words),
            preview_of_edit(order.wish.kind, objects, person.language),
            order.id.removeprefix("e_") if may else "",
            objects,
        )

    def _approved_by(self, order: EditOrder, trail: EditTrail) -> str:
        """Return who approved exactly this, lately; empty when nobody did, or somebody said no."""
        now = self.clock.now()
        approvals = [
            each
            for each in trail.only(APPROVED)
            if each.data.get("digest") == order.digest and now - each.at <= EDIT_LASTS
        ]
        return approvals[-1].actor if approvals and not trail.only(DENIED) else ""

    async def _check_ours(self, cluster: str, patch: ConfigPatch, after: Mapping[str, str]) -> None:
        """Raise `Conflict` when somebody changed a key since the edit that is to be taken back."""
        now = (await self.edits.look(cluster, patch)).before
        changed = [
            path for path, kept in after.items() if (now[path].kept if path in now else "") != kept
        ]
        if changed:
            raise Conflict(f"Somebody changed {', '.join(changed[:5])} since; nothing is put back.")

    async def _trail(self, identifier: str) -> EditTrail:
        return EditTrail.of(await self.audit.about(identifier, limit=MOST_ROWS))

    async def _person(self, person_id: str) -> Person:
        person = await self.people.get(person_id)
        if person is None:
            raise Forbidden("Edits run on a person's own permission; sign in as one.")
        return person

    @property
    def _answers(self) -> EditAnswers:
        return EditAnswers(self.audit, self.policies, self.clock, self.notices)

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
        return EditWrites(self.edits, facts, self.checkpoints, self.audit, self.clock)


def _wish(
    kind: EditKind, cluster: str, parts: Sequence[ObjectEdit], by: Actor, reason: str
) -> EditWish:
    return EditWish(kind, cluster, tuple(parts), by.person_id, by.via, check_reason(reason))
