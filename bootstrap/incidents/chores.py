"""What a worker sees to for repairs and edits: sources are polled, contents kept, people asked."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from application.cluster_edits.hops import EditHops
from application.incidents.repairs.repairs import Repairs
from application.ports.clusters import Clusters
from application.ports.incidents.incidents import Policies
from bootstrap.configuration.repairs import AlertsSettings
from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import ZhibanError
from domain.incidents.policy.matching import mode_for
from domain.incidents.policy.policies import Policy
from orchestration.alerts import TemporalAlerts

BETWEEN_ROUNDS = timedelta(minutes=5)
"""How long a poll that was ended in Temporal may go unnoticed."""

BETWEEN_HOPS = timedelta(minutes=1)
"""Between two looks whether it is the next people's turn; a group has at least 30 s."""

MOST_WORKLOADS = 2_000
"""Looked at in one round, which then takes some minutes; the rest has its turn in none."""

_PAGE = 50
_WRITING = (Mode.APPROVE, Mode.AUTO)
_log = structlog.get_logger(__name__)


async def keep_polling(
    lives: TemporalAlerts, alerts: AlertsSettings, *, pause: timedelta = BETWEEN_ROUNDS
) -> None:
    """Keep the poll and the nightly sweep alive; ends only when cancelled."""
    while True:
        try:
            if alerts.poll_seconds:
                await lives.ensure_poll(interval=timedelta(seconds=alerts.poll_seconds))
            if alerts.sweep_hour >= 0:
                await lives.ensure_sweep(hour=alerts.sweep_hour)
        except ZhibanError as error:
            _log.warning("alerts.not_polled", reason=str(error))
        await asyncio.sleep(pause.total_seconds())


async def keep_asking(hops: EditHops, *, pause: timedelta = BETWEEN_HOPS) -> None:
    """Ask the next people about edits that wait for a yes; ends only when cancelled."""
    while True:
        try:
            await hops.go_round()
        except ZhibanError as error:
            _log.warning("edits.next_not_asked", reason=str(error))
        await asyncio.sleep(pause.total_seconds())


async def keep_configs(
    clusters: Clusters, policies: Policies, repairs: Repairs, *, pause: timedelta
) -> None:
    """Keep ConfigMaps of workloads that may be repaired, while they are well; never ends."""
    while True:
        try:
            policy = await policies.current()
            for cluster in await clusters.clusters():
                await keep_configs_of(cluster.id, clusters, policy, repairs)
        except ZhibanError as error:
            _log.warning("configs.round_broken_off", reason=str(error))
        await asyncio.sleep(pause.total_seconds())


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
