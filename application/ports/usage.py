"""What clusters and their workloads used in the past."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.analytics.usage import UsageSeries


class UsageSources(Protocol):
    """Reads hourly shares, in percent. Raises what `LogStore` does."""

    async def clusters(
        self, clusters: Sequence[str], *, since: datetime, until: datetime
    ) -> list[UsageSeries]:
        """Return CPU and memory of each cluster: used and requested, of what its nodes can give."""

    async def workloads(
        self,
        cluster: str,
        namespace: str,
        names: Sequence[str],
        *,
        since: datetime,
        until: datetime,
    ) -> list[UsageSeries]:
        """Return CPU and memory of workloads, of what their pods' limits allow.

        A workload without limits has no such series.
        """
