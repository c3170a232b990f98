"""Runs every scenario once on each cluster, all at a time; tests look at how each ended."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from inspect import signature
from pathlib import Path

import pytest

from demonstration.ends import Told
from demonstration.stage import until
from domain.common.errors import Unavailable
from sandbox.kubernetes_lab.programs import find_programs
from sandbox.scenarios import ALONE, SCENARIOS, Scenario
from tests.fakes.kubernetes import WITHOUT, ClusterUnderTest, lab_cluster, stand_in_cluster
from tests.scenarios.killing import (
    Climb,
    Dies,
    climbs,
    every_boundary,
    every_kind,
    every_write,
    names_of,
    patient_policy,
)
from tests.scenarios.plugin import FIGURES, TABLE
from tests.scenarios.plugin import found as lines
from tests.scenarios.rig import PATIENCE, Rig, running
from tests.scenarios.table import table

AT_ONCE = 8
"""Scenarios at a time on each cluster: two cores carry some twenty, and the clusters."""

LONG = (
    "nobody-answers",
    "superseded",
    "unreachable",
    "blind",
    "forged",
    "autoscaler",
    "quota-full",
    "nothing-helps",
    "busy-editor",
)
"""What waits the longest begins first."""

LANES_OF_ALL = "KILL_LANES"
"""Set to a number of lanes, the worker dies at every boundary there is (`make crash-tests`)."""


@pytest.fixture(scope="session")
async def clusters(request) -> AsyncIterator[dict[str, ClusterUnderTest]]:
    """Each cluster that a test of this run asks for, side by side."""
    async with AsyncExitStack() as stack:
        found = {}
        for on in ("stand_in", "lab"):
            if not _asked_on(request.session.items, on):
                continue
            if on == "stand_in":
                found[on] = await stack.enter_async_context(stand_in_cluster())
            elif find_programs() is not None:
                facts = request.getfixturevalue("lab_facts")
                found[on] = await stack.enter_async_context(lab_cluster(facts))
        yield found


@pytest.fixture(scope="session")
async def rigs(clusters, request, tmp_path_factory) -> AsyncIterator[dict[str, Rig]]:
    """A house on each cluster that a test of this run needs one on."""
    async with AsyncExitStack() as stack:
        found = {}
        for on, cluster in clusters.items():
            if "rigs" in _asked_on(request.session.items, on):
                folder = tmp_path_factory.mktemp(f"house-{on}")
                found[on] = await stack.enter_async_context(running(cluster, folder))
        yield found


@pytest.fixture(scope="session")
async def climbed(clusters, request, tmp_path_factory):
    """Return what tells how the climbs on a cluster ended; they go on beside everything else."""
    every = int(os.environ.get(LANES_OF_ALL, "0"))
    climbing = {}
    for on, cluster in clusters.items():
        if on not in _climbed_on(request.session.items):
            continue
        few = every_write(4) if cluster.is_lab else every_kind(8)
        fates = every_boundary(every) if every else few
        folder = tmp_path_factory.mktemp(f"climbs-{on}")
        climbing[on] = asyncio.create_task(_climb_all(cluster, folder, fates))

    async def find(on: str) -> list[Climb]:
        if on not in climbing:
            pytest.skip(WITHOUT)
        return await climbing[on]

    yield find
    for each in climbing.values():
        each.cancel()
    await asyncio.gather(*climbing.values(), return_exceptions=True)


async def _climb_all(cluster: ClusterUnderTest, folder: Path, fates: list[Dies]) -> list[Climb]:
    given = {"ZHIBAN_REPAIRS_POLICY": str(patient_policy(folder))}
    names = names_of(len(fates) + 1)
    async with running(cluster, folder, clusters=names, settings=given, working=False) as rig:
        return await climbs(rig, fates)


@pytest.fixture(scope="session")
async def told(rigs, climbed, request) -> dict[tuple[str, str], Told]:
    """How each scenario ended, by cluster and name; only those that this run asks for are told."""
    asked = _asked(request.session.items)
    ends = await asyncio.gather(*(_tell_all(rig, on, asked) for on, rig in rigs.items()))
    found = {
        (on, end.scenario.name): end for on, some in zip(rigs, ends, strict=True) for end in some
    }
    lines(request.config)[TABLE].extend(table(found))
    return found


@pytest.fixture
def end_of(told) -> Callable[[str, str], Told]:
    """Return how a scenario ended on a cluster; skips where that cluster was never built."""

    def find(on: str, name: str) -> Told:
        if on == "lab" and find_programs() is None:
            pytest.skip(WITHOUT)
        return told[on, name]

    return find


@pytest.fixture
def figure(request) -> Callable[[str], None]:
    """Return what writes a line below the table of scenarios."""
    return lines(request.config)[FIGURES].append


async def _tell_all(rig: Rig, on: str, asked: list[Mapping[str, str]]) -> list[Told]:
    names = {each.get("name", "") for each in asked if each["on"] == on}
    slots = asyncio.Semaphore(AT_ONCE)

    async def tell(scenario: Scenario) -> Told:
        async with slots:
            teller = await rig.teller(scenario)
            teller.patience = PATIENCE
            return await teller.tell()

    def wanted(scenarios: tuple[Scenario, ...]) -> list[Scenario]:
        some = [each for each in scenarios if each.name in names or "" in names]
        return sorted(some, key=lambda each: each.name not in LONG)

    ends = list(await asyncio.gather(*(tell(scenario) for scenario in wanted(SCENARIOS))))
    for scenario in wanted(ALONE):
        ends.append(await tell(scenario))
        await until("everything is as before", lambda: _put_back(rig), patience=PATIENCE)
    return ends


async def _put_back(rig: Rig) -> bool:
    """Undo what a scenario did to everybody; a database that is busy is asked again."""
    try:
        await rig.cast.switch(engaged=False)
        await rig.cast.permit(allowed=True)
    except Unavailable:
        return False
    return True


def _asked_on(items: list[pytest.Item], on: str) -> set[str]:
    """Return the fixtures that tests of this run ask for on a cluster."""
    about = [item for item in items if hasattr(item, "callspec")]
    return {
        name for item in about if item.callspec.params.get("on") == on for name in item.fixturenames
    }


def _climbed_on(items: list[pytest.Item]) -> set[str]:
    """Return the clusters on which a test looks at climbs; scenarios only let them begin first."""
    looking = [item for item in items if "climbed" in signature(item.function).parameters]
    return {item.callspec.params["on"] for item in looking}


def _asked(items: list[pytest.Item]) -> list[Mapping[str, str]]:
    """Return cluster and scenario of each test that looks at one; no scenario means all."""
    calls = [getattr(item, "callspec", None) for item in items if "end_of" in item.fixturenames]
    return [call.params for call in calls if call is not None]
