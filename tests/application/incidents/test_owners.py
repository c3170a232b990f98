"""Owners of what alerts name are asked for as seldom as possible."""

import asyncio

import pytest

from application.incidents.alerts import Owners
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.common.errors import Unavailable

POD = ObjectRef("cls-1", "shop", "Pod", "checkout-1")
SHOP = WorkloadRef("cls-1", "shop", WorkloadKind.DEPLOYMENT, "checkout")


async def test_of_many_who_ask_at_once_the_cluster_hears_one():
    """ALR-8: a storm must not become one of questions to the cluster."""
    owners, asked, answered = Owners(), [], asyncio.Event()

    async def look(named: ObjectRef) -> WorkloadRef:
        asked.append(named)
        await answered.wait()
        return SHOP

    seeking = [owners.seek(POD, look) for _ in range(1_000)]
    answered.set()

    assert await asyncio.gather(*seeking) == [SHOP] * 1_000
    assert asked == [POD]


async def test_a_search_that_failed_is_begun_anew():
    """ALR-3."""
    owners = Owners()

    async def fail(named: ObjectRef) -> WorkloadRef:
        raise Unavailable(f"{named.name} is away.")

    async def find(_: ObjectRef) -> WorkloadRef:
        return SHOP

    with pytest.raises(Unavailable):
        await owners.seek(POD, fail)
    assert await owners.seek(POD, find) == SHOP
