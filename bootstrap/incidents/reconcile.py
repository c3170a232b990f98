"""Rounds of background jobs for repairs: sources are polled, contents are kept."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import structlog

from activities.background_jobs import Round
from application.incidents.repairs.repairs import Repairs
from application.incidents.sources import AlertPoller
from application.ports.clusters import Clusters
from application.ports.incidents.incidents import Policies
from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import ZhibanError
from domain.common.messages import bare
from domain.incidents.policy.matching import mode_for
from domain.incidents.policy.policies import Policy

MOST_WORKLOADS = 2_000
"""Looked at in one round, which then takes some minutes; the rest has its turn in none."""

_PAGE = 50
_WRITING = (Mode.APPROVE, Mode.AUTO)
_log = structlog.get_logger(__name__)


def polling(poller: AlertPoller) -> Callable[[datetime | None], Awaitable[Round]]:
    """Return rounds that ask the sources of alerts for what callbacks dropped (ALR-1)."""

    async def run(since: datetime | None) -> Round:
        polled = await poller.poll(since)
        return Round(polled.since, "; ".join(map(bare, polled.problems)))

    return run


async def keep_configs(clusters: Clusters, policies: Policies, repairs: Repairs) -> None:
    """Keep ConfigMaps of workloads that may be repaired, while they are well."""
    policy = await policies.current()
    for cluster in await clusters.clusters():
        await keep_configs_of(cluster.id, clusters, policy, repairs)


async def keep_configs_of(
    cluster: str, clusters: Clusters, policy: Policy, repairs: Repairs, *, namespace: str = ""
) -> int:
    """Keep what is there now; return how many contents were kept.

    Raises:
        ZhibanError: the cluster's workloads cannot be listed.
    """
    kept = 0
    async for ref in _repairable(cluster, clusters, policy, namespace):
        try:
            kept += await repairs.keep_configs(ref)
        except ZhibanError as error:
            _log.warning("configs.not_kept", workload=str(ref), reason=str(error))
    return kept


async def _repairable(
    cluster: str, clusters: Clusters, policy: Policy, namespace: str
) -> AsyncIterator[WorkloadRef]:
    after, seen = "", 0
    while seen < MOST_WORKLOADS:
        page = await clusters.workloads(cluster, namespace=namespace, after=after, limit=_PAGE)
        for workload in page.workloads:
            seen += 1
            if mode_for(policy, workload.ref, ActionKind.REFRESH_CONFIG, _ANY_SCORE) in _WRITING:
                yield workload.ref
        if not (after := page.next_after):
            return


_ANY_SCORE = 100
"""Rules that ask for a score are taken to hold: what is kept too much is never used."""
