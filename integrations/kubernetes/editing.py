"""The `ClusterEdits` port on Kubernetes' API, and on whoever owns the machines."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from application.common.wording import message_for
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import NodePool, ObjectRef
from domain.clusters.edits import (
    ClusterPart,
    ConfigPatch,
    Looked,
    Manifest,
    NewPool,
    PodRelease,
    PoolSize,
    Shade,
)
from domain.common.errors import Forbidden, InvalidRequest, TooLarge
from domain.common.messages import message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import Connections
from integrations.kubernetes.client.objects import MARK
from integrations.kubernetes.client.paths import is_label
from integrations.kubernetes.edits.applying import apply, look_at_apply, path_of
from integrations.kubernetes.edits.config_edits import capture_config, look_at_config, set_config
from integrations.kubernetes.edits.manifests import read_manifests
from integrations.kubernetes.edits.releasing import capture_release, look_at_release, release_pod

EDITED = f"{MARK}edit"
"""Label of the nodes of a pool that an edit made; its value is the edit's key."""

LARGEST_CHECKPOINT = 256 * 1024
"""Bytes, as checkpoints of repairs have at most."""


@dataclass(frozen=True)
class KubernetesEdits:
    """Edits that people make, each effect at most once per key, and never forced.

    Attributes:
        fingerprint: returns a keyed fingerprint, from which nobody can guess what it is of.
    """

    connections: Connections
    fingerprint: Callable[[str], str] = field(repr=False)

    def read(self, text: str, *, namespace: str) -> tuple[Manifest, ...]:
        """Return the objects of a YAML text; raises `InvalidRequest`."""
        return read_manifests(text, namespace=namespace)

    async def look(self, cluster: str, edit: ClusterPart) -> Looked:
        """Ask the server what an edit would change (dry run); nothing is stored."""
        asking = Asking(self.connections, cluster)
        match edit:
            case Manifest():
                return await look_at_apply(asking, edit, self.fingerprint)
            case ConfigPatch():
                return await look_at_config(asking, edit, self.fingerprint)
            case PodRelease():
                return await look_at_release(asking, edit, self.fingerprint)
            case NewPool():
                return _made(cluster, edit, await self._pool_named(cluster, edit.name))
        return _resized(cluster, edit, await self._pool(cluster, edit))

    async def capture(self, cluster: str, edit: ClusterPart) -> str:
        """Return what the edit would replace, as JSON text.

        Raises:
            TooLarge: it is longer than 256 KiB.
        """
        asking = Asking(self.connections, cluster)
        match edit:
            case Manifest():
                kept = json.dumps(await asking.get(path_of(edit)))
            case ConfigPatch():
                kept = await capture_config(asking, edit)
            case PodRelease():
                kept = await capture_release(asking, edit)
            case NewPool():
                made = await self._pool_named(cluster, edit.name)
                kept = json.dumps({"pool": made.id if made else None})
            case _:
                found = await self._pool(cluster, edit)
                kept = json.dumps({"pool": edit.pool, "nodes": found.desired if found else None})
        if len(kept.encode()) > LARGEST_CHECKPOINT:
            raise TooLarge(message("edit.checkpoint_too_large", most=LARGEST_CHECKPOINT))
        return kept

    async def perform(self, cluster: str, edit: ClusterPart, *, key: str, seen: str) -> Performed:
        """Make an edit of what was `seen`, once per key.

        Raises:
            Unavailable: nothing was changed.
            EffectUnknown: it left and no answer came; ask again with the same key.
            InvalidRequest: the key or the edit cannot be what was shown.
        """
        if not is_label(key):
            raise InvalidRequest("key", message("cluster_rule.key"))
        asking = Asking(self.connections, cluster)
        try:
            match edit:
                case Manifest():
                    return await apply(asking, edit, self.fingerprint, key=key, seen=seen)
                case ConfigPatch():
                    return await set_config(asking, edit, key=key, seen=seen)
                case PodRelease():
                    return await release_pod(asking, edit, key=key, seen=seen)
                case NewPool():
                    return await self._make(cluster, edit, key=key)
            return await self._resize(cluster, edit, seen=seen)
        except Forbidden as error:
            # What we may not read we may not change either; for a write both are a no.
            return Performed(outcome=Performing.REFUSED, said=message_for(error))

    async def _resize(self, cluster: str, size: PoolSize, *, seen: str) -> Performed:
        """Ask for a number of nodes; a number, unlike a step, can be asked for twice."""
        found = await self._pool(cluster, size)
        if found is None:
            return Performed(outcome=Performing.GONE, said=message("edit.no_pool"))
        if found.desired == size.nodes:
            return Performed(outcome=Performing.ALREADY)
        if _seen(found) != seen:
            return Performed(outcome=Performing.CONFLICT, said=message("edit.changed_since"))
        await self.connections.catalogue.resize_pool(cluster, size.pool, size.nodes)
        return Performed(outcome=Performing.DONE, before=str(found.desired), after=str(size.nodes))

    async def _make(self, cluster: str, pool: NewPool, *, key: str) -> Performed:
        """Make a pool unless one of that name is there; ours is known by the label of its nodes."""
        found = await self._pool_named(cluster, pool.name)
        if found is not None:
            if found.labels.get(EDITED) == key:
                return Performed(outcome=Performing.ALREADY)
            return Performed(outcome=Performing.REFUSED, said=message("edit.name_taken"))
        made = await self.connections.catalogue.create_pool(cluster, pool, mark=(EDITED, key))
        return Performed(outcome=Performing.DONE, after=made)

    async def _pool_named(self, cluster: str, name: str) -> NodePool | None:
        pools = await self.connections.catalogue.node_pools(cluster)
        return next((each for each in pools if each.name == name), None)

    async def _pool(self, cluster: str, size: PoolSize) -> NodePool | None:
        pools = await self.connections.catalogue.node_pools(cluster)
        return next((each for each in pools if each.id == size.pool), None)


def _resized(cluster: str, size: PoolSize, found: NodePool | None) -> Looked:
    ref = ObjectRef(cluster, "", "NodePool", size.pool)
    content = f"{size.pool}={size.nodes}"
    if found is None:
        return Looked(
            ref=ref, outcome=Performing.GONE, said=message("edit.no_pool"), content=content
        )
    if not found.minimum <= size.nodes <= found.maximum:
        said = message("edit.pool_takes", least=found.minimum, most=found.maximum)
        return Looked(
            ref=ref, outcome=Performing.REFUSED, said=said, seen=_seen(found), content=content
        )
    before, after = (Shade(str(each), str(each)) for each in (found.desired, size.nodes))
    return Looked(
        ref=ref,
        outcome=Performing.DONE,
        seen=_seen(found),
        content=content,
        before={"nodes": before},
        after={"nodes": after},
    )


def _made(cluster: str, pool: NewPool, found: NodePool | None) -> Looked:
    """Return what making a pool would come to; a name that is taken stays its owner's."""
    wanted = {
        "machine": pool.instance_type,
        "subnets": ", ".join(pool.subnets),
        "security_groups": ", ".join(pool.security_groups),
        "nodes": str(pool.nodes),
        "minimum": str(pool.minimum),
        "maximum": str(pool.maximum),
        "system_disk": f"{pool.disk_gib} GiB",
        **{f"labels.{key}": value for key, value in sorted(pool.labels.items())},
    }
    ref = ObjectRef(cluster, "", "NodePool", pool.name)
    content = json.dumps(wanted, sort_keys=True)
    if found is not None:
        return Looked(
            ref=ref,
            outcome=Performing.REFUSED,
            said=message("edit.name_taken"),
            seen=found.id,
            content=content,
            carries=found.labels.get(EDITED, ""),
        )
    after = {name: Shade(value, value) for name, value in wanted.items() if value}
    return Looked(
        ref=ref, outcome=Performing.DONE, seen="absent", content=content, after=after, exists=False
    )


def _seen(pool: NodePool) -> str:
    return f"{pool.desired} of {pool.minimum} to {pool.maximum}"
