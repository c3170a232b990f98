"""Whatever is sent, the API answers as an API, and the cluster goes on."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.kubernetes.kinds import DEPLOYMENT
from tests.sandbox.kubernetes.support import (
    JSON,
    MERGE,
    STRATEGIC,
    Kube,
    core,
    deployment,
    path,
)

WORDS = re.split(
    " ",
    "spec metadata template containers name image env envFrom resources limits memory replicas "
    "labels annotations selector matchLabels strategy type rollingUpdate maxSurge ports value "
    "paused minReadySeconds status kind finalizers ownerReferences $patch",
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["", "app", "x:1", "a b"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=10,
)
objects = st.dictionaries(st.sampled_from(WORDS), values, max_size=4)
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def still_works(stage):
    stage.cluster.complaints.clear()
    stage.apply(deployment("well", replicas=1))
    stage.run()
    return stage.ready("well") == 1


@QUICK
@given(objects, st.sampled_from([MERGE, STRATEGIC]))
async def test_no_patch_of_a_deployment_breaks_the_cluster(stage, stand_in, patch, kind):
    """SEC-4."""
    kube = Kube(stand_in)
    stage.apply(deployment(replicas=1))
    answer = await kube.ask("PATCH", path("web"), patch, kind=kind)
    await kube.close()
    assert answer.code in {200, 400, 409, 422}
    stage.run()
    assert still_works(stage)
    stage.cluster.store.remove(DEPLOYMENT, "shop", "web")


@QUICK
@given(objects)
async def test_no_new_object_breaks_the_cluster(stage, stand_in, body):
    """SEC-4."""
    kube = Kube(stand_in)
    stage.apply(deployment(replicas=1))
    metadata, spec = {"generateName": "odd-"}, {**deployment("odd")["spec"], **body}
    for where in (path(), core("pods"), core("services")):
        answer = await kube.ask("POST", where, {"metadata": metadata, "spec": spec})
        assert answer.code in {201, 400, 422}
    await kube.close()
    stage.run()
    assert still_works(stage)


@pytest.mark.parametrize("body", [b"\xff", b"null", b"[[]]", b'"x"', b"{]"])
@pytest.mark.parametrize("kind", [JSON, MERGE, STRATEGIC])
async def test_no_body_is_taken_for_a_patch_that_is_none(stage, kube, body, kind):
    """SEC-4."""
    stage.apply(deployment(replicas=1))
    assert (await kube.ask("PATCH", path("web"), body, kind=kind)).code == 400


@pytest.mark.parametrize("query", [{"limit": "x"}, {"limit": "-1"}, {"limit": "nan"}])
async def test_a_number_that_is_none_is_a_bad_request(stage, kube, query):
    """SEC-4."""
    assert (await kube.ask("GET", path(), **query)).code == 400
