"""Reads a target and what stands around it, for choosing what to try (RBK-2)."""

import asyncio
from dataclasses import dataclass

from application.incidents.repairs.facts import known
from application.incidents.repairs.orders import Scene
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.incidents import ConfigVersions
from domain.clusters.clusters import ConfigRef, RolloutState, Workload, WorkloadRef
from domain.incidents.ladder.config import MOST_CONFIGS
from domain.incidents.ladder.revisions import MOST_SIBLINGS

MOST_LISTED = 50


@dataclass(frozen=True)
class Scenes:
    """Looks at targets, and remembers the configuration of those that are well."""

    clusters: Clusters
    configs: ConfigVersions
    clock: Clock

    async def look(self, ref: WorkloadRef) -> Scene:
        """Return a target with its surroundings; parts that cannot be read are named.

        Raises:
            Unavailable: the target itself cannot be read, so nothing can be said of it.
            Forbidden: our account's rights do not cover it.
        """
        workload = await self.clusters.workload(ref)
        if workload is None:
            return Scene(None, self.clock.now())
        siblings, sick, kept = await asyncio.gather(
            known(self._siblings(workload), "siblings"),
            known(self._sick_nodes(ref.cluster), "nodes"),
            known(self._kept(workload), "configs"),
        )
        read = {"siblings": siblings, "nodes": sick, "configs": kept}
        return Scene(
            workload,
            self.clock.now(),
            siblings or (),
            sick or (),
            kept or {},
            tuple(name for name, found in read.items() if found is None),
        )

    async def keep_configs(self, ref: WorkloadRef) -> int:
        """Keep the contents of a workload's ConfigMaps if it is well; return how many.

        Called while nothing is wrong, so that there is something to put back one day.
        """
        workload = await self.clusters.workload(ref)
        if workload is None or not is_well(workload):
            return 0
        count = 0
        for config in config_maps(workload):
            found = await self.clusters.config_content(ref, config.name)
            # A content that came after the look is not known to have worked.
            if found is not None and found[0] == config.version and config.digest:
                await self.configs.keep(
                    ref, config.name, config.digest, found[1], at=self.clock.now()
                )
                count += 1
        return count

    async def _siblings(self, workload: Workload) -> tuple[Workload, ...]:
        if not workload.application:
            return ()
        page = await self.clusters.workloads(
            workload.ref.cluster,
            namespace=workload.ref.namespace,
            application=workload.application,
            limit=MOST_LISTED,
        )
        refs = sorted((each.ref for each in page.workloads if each.ref != workload.ref), key=str)
        found = [await self.clusters.workload(ref) for ref in refs[:MOST_SIBLINGS]]
        return tuple(each for each in found if each is not None)

    async def _sick_nodes(self, cluster: str) -> tuple[str, ...]:
        nodes = await self.clusters.nodes(cluster)
        return tuple(sorted(each.name for each in nodes if not each.ready or each.problems))

    async def _kept(self, workload: Workload) -> dict[str, str]:
        found = {}
        for config in config_maps(workload):
            newest = await self.configs.newest(workload.ref, config.name, other_than="")
            if newest is not None:
                found[config.name] = newest
        return found


def config_maps(workload: Workload) -> list[ConfigRef]:
    """Return the ConfigMaps that a workload's template names and that can be read."""
    found = [each for each in workload.configs if each.kind == "ConfigMap" and each.version]
    return found[:MOST_CONFIGS]


def is_well(workload: Workload) -> bool:
    """Say whether a workload runs as it should, as far as its status says."""
    return (
        workload.rollout is RolloutState.DONE
        and workload.observed_generation >= workload.generation
        and workload.ready >= workload.replicas > 0
        and not any(pod.reason for pod in workload.pods if not pod.deleting)
    )
