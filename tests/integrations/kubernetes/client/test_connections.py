"""What a cluster can do to a request, and what becomes of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx2
import pytest

from application.ports.clusters import Restoring
from domain.clusters.changes import Performing, Step, Verb
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.common.errors import (
    EffectUnknown,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    TooLarge,
    TooManyRequests,
    Unavailable,
)
from integrations.kubernetes.client.connections import Connections, KubernetesAccess, Request
from integrations.kubernetes.editing import KubernetesEdits
from integrations.kubernetes.reading import KubernetesClusters
from integrations.kubernetes.repairs import workload_writes
from integrations.kubernetes.writing import KubernetesWrites
from tests.fakes.clock import ManualClock
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.words import shown
from tests.integrations.kubernetes.client.test_kubeconfigs import kubeconfig
from tests.integrations.kubernetes.conftest import CLUSTER, HandedKubeconfigs

REF = WorkloadRef(CLUSTER, "shop", WorkloadKind.DEPLOYMENT, "web")
STEP = Step(verb=Verb.SCALE, target=REF, generation=1, replicas=2)
BOUND = {"zhiban.io/pods": '{"a": "p"}'}
POLICY = {
    "podSelector": {"matchExpressions": [{"key": "zhiban.io/quarantine", "operator": "Exists"}]},
    "policyTypes": ["Ingress", "Egress"],
}
FOUND = {"metadata": {"uid": "u", "name": "web", "generation": 1, "annotations": {"a": "b"}}}
Answering = Callable[[httpx2.Request], httpx2.Response]


class Wired(httpx2.AsyncBaseTransport):
    """Answers every request by a function."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        return self.answer(request)


class Wire:
    """Connections whose clients all end in one function."""

    def __init__(self, **access) -> None:
        self.catalogue = HandedKubeconfigs({CLUSTER: kubeconfig()})
        self.pace = InMemoryPace()
        self.clock = ManualClock()
        self.connections = Connections(
            self.catalogue,
            self.pace,
            self.clock,
            KubernetesAccess(**access),
            Wired(lambda _: httpx2.Response(200, json={"items": []})),
        )
        self.clusters = KubernetesClusters(self.connections)
        self.writes = KubernetesWrites(self.connections)

    def answer(self, answer: Answering) -> Wired:
        self.connections.transport.answer = answer
        return self.connections.transport


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    yield wire
    await wire.connections.close()


def status(code: int, reason: str = "", message: str = "no", **headers) -> Answering:
    body = {"kind": "Status", "reason": reason, "message": message}
    return lambda _: httpx2.Response(code, json=body, headers=headers)


def read_then(answer: Answering) -> Answering:
    """Answer reads with an object, and writes with `answer`."""
    return lambda request: (
        httpx2.Response(200, json=FOUND) if request.method == "GET" else answer(request)
    )


READS = {
    "forbidden": (status(403, "Forbidden", "user cannot list nodes"), Forbidden),
    "broken": (status(500, "InternalError"), Unavailable),
    "gateway": (lambda _: httpx2.Response(502, text="<html>bad gateway</html>"), Unavailable),
    "page": (lambda _: httpx2.Response(200, text="<html>sign in</html>"), Unavailable),
    "no list": (lambda _: httpx2.Response(200, json={"items": "none"}), Unavailable),
    "deep": (lambda _: httpx2.Response(200, text="[" * 100_000), Unavailable),
    "stale": (status(410, "Expired"), Unavailable),
    "absent": (status(404, "NotFound"), NotFound),
    "unknown": (status(401, "Unauthorized"), Misconfigured),
}


@pytest.mark.parametrize(("answer", "error"), READS.values(), ids=READS)
async def test_every_bad_answer_to_a_read_has_its_error(wire, answer, error):
    """CLD-2: nonsense is never an empty list."""
    wire.answer(answer)

    with pytest.raises(error):
        await wire.clusters.nodes(CLUSTER)


WRITES = {
    "broken": (status(500, "InternalError", "etcdserver: request timed out"), EffectUnknown),
    "gateway": (lambda _: httpx2.Response(504, text="gateway timeout"), EffectUnknown),
    "page": (lambda _: httpx2.Response(200, text="<html>"), EffectUnknown),
    "throttled": (status(429, "TooManyRequests"), TooManyRequests),
}


@pytest.mark.parametrize(("answer", "error"), WRITES.values(), ids=WRITES)
async def test_a_write_whose_end_nobody_knows_says_so(wire, answer, error):
    """RBK-9."""
    wire.answer(read_then(answer))

    with pytest.raises(error):
        await wire.writes.perform(STEP, key="k")


REFUSALS = {
    "quota": (status(403, "Forbidden", "exceeded quota: small"), Performing.REFUSED),
    "invalid": (status(422, "Invalid", "replicas: too many"), Performing.REFUSED),
    "bad": (status(400, "BadRequest"), Performing.REFUSED),
    "absent": (status(404, "NotFound"), Performing.GONE),
    "conflict": (status(409, "Conflict"), Performing.CONFLICT),
}


@pytest.mark.parametrize(("answer", "outcome"), REFUSALS.values(), ids=REFUSALS)
async def test_every_refusal_of_a_write_has_its_outcome(wire, answer, outcome):
    """RBK-6: and none is sent again."""
    transport = wire.answer(read_then(answer))

    assert (await wire.writes.perform(STEP, key="k")).outcome is outcome
    assert len([one for one in transport.asked if one.startswith("PATCH")]) == 1


async def test_a_write_is_given_up_when_something_else_moves_all_the_time(wire, monkeypatch):
    """RBK-9."""
    monkeypatch.setattr(workload_writes, "PAUSES", (0, 0, 0))
    versions = iter(range(100))

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            moved = FOUND["metadata"] | {"resourceVersion": str(next(versions))}
            return httpx2.Response(200, json={"metadata": moved})
        return status(409, "Conflict")(request)

    transport = wire.answer(answer)

    assert (await wire.writes.perform(STEP, key="k")).outcome is Performing.CONFLICT
    assert len([one for one in transport.asked if one.startswith("PATCH")]) == 3


class Rollout:
    """A server whose object moves under the first `busy` writes, as under a rollout."""

    def __init__(self, *, busy: int) -> None:
        self.busy = busy
        self.writes = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.writes += request.method == "PATCH"
        if request.method == "PATCH" and self.writes <= self.busy:
            return status(409, "Conflict")(request)
        version = {"resourceVersion": str(self.writes)}
        return httpx2.Response(200, json={"metadata": FOUND["metadata"] | version})


async def test_a_rollout_that_is_reported_on_all_the_time_stops_no_write():
    """RBK-9, CLD-2: what its controller writes meanwhile is no change of what was planned for."""
    wire = Wire(calls_per_second=1_000)  # its clock stands still
    edits = KubernetesEdits(wire.connections, str)
    note = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    [manifest] = edits.read(json.dumps(note), namespace="shop")
    writes = {
        "repair": lambda: wire.writes.perform(STEP, key="k"),
        "edit": lambda: edits.perform(CLUSTER, manifest, key="k", seen="u/1"),
    }
    for name, write in writes.items():
        rollout = Rollout(busy=4)
        wire.answer(rollout)
        assert ((await write()).outcome, rollout.writes) == (Performing.DONE, 5), name
    await wire.connections.close()


async def test_long_values_that_the_server_repeats_are_left_out(wire):
    """CLD-4, SEC-2."""
    words = (
        f'spec: Invalid value: "{"s" * 50}": no; also Invalid value: core.Env{{Value:"hunter2"}}'
    )
    wire.answer(read_then(status(422, "Invalid", words)))

    detail = (await wire.writes.perform(STEP, key="k")).detail

    assert "hunter2" not in detail
    assert "ssss" not in detail
    assert "Invalid value" in detail


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("9999", 300), ("soon", 2), ("", 2)])
async def test_the_wait_that_a_cluster_asks_for_is_kept_and_bounded(wire, said, seconds):
    """CLD-5."""
    wire.answer(status(429, "TooManyRequests", **{"retry-after": said}))

    with pytest.raises(TooManyRequests) as refused:
        await wire.clusters.nodes(CLUSTER)

    assert refused.value.delay == timedelta(seconds=seconds)


async def test_an_answer_without_end_is_not_read_to_its_end():
    """CLD-5, SEC-4."""
    wire = Wire(most_bytes=1_000)
    wire.answer(lambda _: httpx2.Response(200, content=b"x" * 10_000))

    with pytest.raises(TooLarge):
        await wire.clusters.nodes(CLUSTER)
    await wire.connections.close()


async def test_a_kubeconfig_is_asked_for_once_and_anew_after_a_refusal(wire):
    """CLD-4, CLD-5: a credential that was changed in the cloud is found by itself."""
    transport = wire.answer(lambda _: httpx2.Response(200, json={"items": []}))
    await wire.clusters.nodes(CLUSTER)
    await wire.clusters.nodes(CLUSTER)
    assert len(wire.catalogue.asked) == 1

    wire.catalogue.kubeconfigs[CLUSTER] = kubeconfig(user={"token": "new"})

    def only_new(request: httpx2.Request) -> httpx2.Response:
        fits = request.headers["authorization"] == "Bearer new"
        return httpx2.Response(200 if fits else 401, json={"items": []})

    wire.answer(only_new)
    await wire.clusters.nodes(CLUSTER)

    assert len(wire.catalogue.asked) == 2
    assert len(transport.asked) == 4


async def test_an_address_where_nobody_answers_is_asked_for_anew_next_time(wire):
    """CLD-5: clusters get other addresses."""
    wire.connections.transport = None
    for _ in range(2):
        with pytest.raises(Unavailable):
            await wire.clusters.nodes(CLUSTER)

    assert len(wire.catalogue.asked) == 2


async def test_no_more_requests_a_second_than_agreed_leave_all_processes_together():
    """CLD-5."""
    wire = Wire(calls_per_second=20, longest_queue=timedelta(0))
    transport = wire.answer(lambda _: httpx2.Response(200, json={"items": []}))
    first = wire.connections
    other = Connections(wire.catalogue, wire.pace, wire.clock, first.access, transport)
    for _ in range(10):
        await wire.clusters.nodes(CLUSTER)
        await KubernetesClusters(other).nodes(CLUSTER)

    # The clock stands still, so the window never moves on.
    with pytest.raises(TooManyRequests):
        await wire.clusters.nodes(CLUSTER)

    assert len(transport.asked) == 20
    await wire.connections.close()
    await other.close()


async def test_a_representation_shows_no_credential(wire):
    """CLD-4."""
    await wire.clusters.nodes(CLUSTER)
    wire.connections.catalogue = None

    assert "hunter2" not in repr(wire.connections)
    assert "hunter2" not in repr(Request(method="PATCH", path="/", body={"data": "hunter2"}))


async def test_a_pod_whose_labels_move_is_looked_at_once_more_before_it_is_isolated(wire):
    """RBK-9: and the NetworkPolicy that another action made meanwhile will do."""
    target = {
        "metadata": FOUND["metadata"] | {"annotations": {"zhiban.io/action": "k", **BOUND}},
        "spec": {"selector": {"matchLabels": {"app": "web"}}},
    }
    pod = {"metadata": {"uid": "p", "name": "a", "labels": {"app": "web"}}}
    policy = {"metadata": {"uid": "n"}, "spec": POLICY}
    refused = {"POST": status(409, "AlreadyExists"), "PATCH": status(422, "Invalid")}

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method in refused:
            return refused.pop(request.method)(request)
        if "networkpolicies" in request.url.path:
            return (
                status(404, "NotFound")(request)
                if "POST" in refused
                else httpx2.Response(200, json=policy)
            )
        return httpx2.Response(200, json=pod if "pods" in request.url.path else target)

    transport = wire.answer(answer)
    step = Step(verb=Verb.ISOLATE, target=REF, generation=1, pods=("a",))

    done = await wire.writes.perform(step, key="k")

    assert done.outcome is Performing.DONE
    assert [one.partition(" ")[0] for one in transport.asked].count("PATCH") == 2
    assert "/metadata/labels/app" in done.patch


async def test_a_second_try_whose_pods_were_lost_does_nothing(wire):
    """RBK-9: an annotation that somebody broke names no pod."""
    broken = FOUND["metadata"] | {
        "annotations": {"zhiban.io/action": "k", "zhiban.io/pods": "{"},
    }
    transport = wire.answer(lambda _: httpx2.Response(200, json={"metadata": broken}))

    done = await wire.writes.perform(
        Step(verb=Verb.EVICT, target=REF, generation=1, pods=("a",)), key="k"
    )

    assert done.outcome is Performing.ALREADY
    assert {one.partition(" ")[0] for one in transport.asked} == {"GET"}


async def test_a_workload_that_is_being_deleted_is_gone(wire):
    """RBK-9."""
    ending = FOUND["metadata"] | {"deletionTimestamp": "2026-11-21T03:00:00Z"}
    wire.answer(lambda _: httpx2.Response(200, json={"metadata": ending}))

    assert (await wire.writes.perform(STEP, key="k")).outcome is Performing.GONE


async def test_a_checkpoint_that_would_be_too_long_is_not_taken(wire):
    """RBK-4."""
    wide = {"metadata": {"annotations": {"a": "x" * 300_000}}}
    found = {**FOUND, "spec": {"template": wide}, "items": []}
    wire.answer(lambda _: httpx2.Response(200, json=found))

    with pytest.raises(TooLarge):
        await wire.writes.capture(REF)


async def test_a_restore_without_rights_is_refused(wire):
    """SEC-4."""
    kept = json.dumps({"form": 1, "target": str(REF), "template": {"spec": {}}})
    wire.answer(status(403, "Forbidden", "no rights"))

    answer = await wire.writes.restore(Restoring(REF, kept, "", 1, ManualClock().now()), key="k")

    assert (answer.outcome, "no rights" in shown(answer.words)) == (Performing.REFUSED, True)


async def test_clusters_and_node_pools_come_from_the_catalogue(wire):
    """CLD-2."""
    assert [one.id for one in await wire.clusters.clusters()] == [CLUSTER]
    assert await wire.clusters.node_pools(CLUSTER) == []


async def test_a_log_is_asked_for_within_bounds_and_read_as_text(wire):
    """CLD-2, SEC-4."""
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(dict(request.url.params))
        return httpx2.Response(200, content=b"\xff" + b"x" * 100_000)

    wire.answer(answer)
    log = await wire.clusters.pod_log(
        CLUSTER, namespace="shop", pod="a", container="c", lines=9_999_999
    )

    assert asked == [{"tailLines": "1000", "limitBytes": "65536", "container": "c"}]
    assert len(log) == 65_536
    with pytest.raises(InvalidRequest):
        await wire.clusters.pod_log(CLUSTER, namespace="shop", pod="a", container="c&x=1")
    with pytest.raises(InvalidRequest):
        await wire.clusters.pod_log(CLUSTER, namespace="shop", pod="../../secrets/a")


async def test_a_cluster_that_is_slow_with_every_part_is_given_up_on(wire, monkeypatch):
    """CLD-5: the whole is bounded, not only each request."""
    monkeypatch.setattr("integrations.kubernetes.workloads.gathering.LONGEST", timedelta(0))
    wire.answer(lambda _: httpx2.Response(200, json=FOUND | {"items": []}))

    with pytest.raises(Unavailable):
        await wire.clusters.workload(REF)


async def test_names_of_clusters_that_do_not_exist_leave_nothing_behind(wire):
    """SEC-4."""
    for number in range(3):
        with pytest.raises(NotFound):
            await wire.clusters.nodes(f"cls-{number}")

    assert not wire.connections._opening
    assert not wire.connections._pacing._blocks


async def test_who_asks_how_a_workload_is_while_that_is_read_gets_the_same_answer(wire):
    """CLD-5, ALR-8: two who ask at once cost a cluster one reading; who comes later, another."""
    wired = wire.answer(lambda _: httpx2.Response(200, json=FOUND | {"items": []}))

    first, second = await asyncio.gather(
        wire.clusters.workload_health(REF), wire.clusters.workload_health(REF)
    )
    once = len(wired.asked)
    await wire.clusters.workload_health(REF)

    assert first is second is not None
    assert len(wired.asked) == 2 * once == 6


async def test_who_gives_up_on_a_reading_does_not_take_it_from_others(wire):
    """CLD-5."""
    wire.answer(lambda _: httpx2.Response(200, json=FOUND | {"items": []}))
    hasty = asyncio.create_task(wire.clusters.workload_health(REF))
    patient = asyncio.create_task(wire.clusters.workload_health(REF))
    await asyncio.sleep(0)

    hasty.cancel()

    assert await patient is not None
    assert hasty.cancelled()
    assert not wire.clusters._looking


async def test_a_request_under_way_ends_before_its_connection_is_closed(wire):
    """CLD-5: what comes up after its client was closed would stay open for ever."""
    wired = wire.connections.transport
    left, order = asyncio.Event(), []

    async def late(_request):
        await left.wait()
        order.append("answered")
        return httpx2.Response(200, json={"items": []})

    async def closed():
        order.append("closed")

    wired.handle_async_request, wired.aclose = late, closed
    reading = asyncio.create_task(wire.clusters.nodes(CLUSTER))
    await asyncio.sleep(0)
    closing = asyncio.create_task(wire.connections.close())
    for _ in range(20):
        await asyncio.sleep(0)
    left.set()
    await asyncio.gather(reading, closing)

    assert order == ["answered", "closed"]
