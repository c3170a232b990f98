"""A cluster whose clock is moved by hand."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import SandboxClock
from sandbox.kubernetes.app import KubernetesStandIn
from tests.sandbox.kubernetes.support import Kube, Stage

BEGAN = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def clock():
    return SandboxClock.by_hand(BEGAN)


@pytest.fixture
def stand_in(clock):
    return KubernetesStandIn(clock=clock, control_token="open")


@pytest.fixture
def stage(stand_in):
    made = Stage(stand_in)
    yield made
    assert list(made.cluster.complaints) == made.expected_complaints


@pytest.fixture
async def kube(stand_in, stage):
    client = Kube(stand_in)
    yield client
    await client.close()
