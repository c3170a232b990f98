"""What people look up, read from each cluster."""

from types import NoneType
from typing import get_args, get_type_hints

import pytest
from lightkube.models import core_v1, networking_v1

from domain.clusters.details import ConfigKind, DescribedKind, Measured
from domain.common.errors import Forbidden, InvalidRequest, Misconfigured, Rejected
from integrations.kubernetes.details.configs import config_of
from integrations.kubernetes.details.describing import described
from integrations.kubernetes.details.routes import ingress_of, service_of
from integrations.kubernetes.details.use import use_of_nodes, use_of_pods
from integrations.kubernetes.looking import KubernetesDetails
from tests.fakes.kubernetes_objects import deployment
from tests.fakes.waiting import eventually
from tests.fakes.words import says
from tests.integrations.kubernetes.conftest import CLUSTER, opened
from tests.integrations.kubernetes.test_writing import image_patch

SECRET = "hunter2-of-the-bank"


@pytest.fixture
def details(place):
    return KubernetesDetails(place.connections)


async def test_services_and_ingresses_are_read_with_addresses_and_where_they_lead(place, details):
    """CLD-2."""
    ports = [{"name": "http", "port": 80, "targetPort": "web"}, {"port": 53, "protocol": "UDP"}]
    await place.make(
        "api/v1/services",
        {"metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": ports[:1]}},
    )
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    path = {"path": "/pay", "pathType": "Prefix", "backend": backend}
    spec = {
        "rules": [{"host": "shop.example", "http": {"paths": [path]}}],
        "tls": [{"hosts": ["shop.example"], "secretName": "shop-tls"}],
    }
    await place.make(
        "apis/networking.k8s.io/v1/ingresses", {"metadata": {"name": "shop"}, "spec": spec}
    )

    [service] = await details.services(CLUSTER, namespace=place.namespace)
    [ingress] = await details.ingresses(CLUSTER, namespace=place.namespace)

    assert (service.name, service.type) == ("web", "ClusterIP")
    assert (service.ports, service.selector) == (("http 80→web/TCP",), ("app=web",))
    assert ingress.rules == ("shop.example/pay → web:80",)
    assert (ingress.tls_hosts, ingress.addresses) == (("shop.example",), ())


async def test_configs_are_told_by_name_and_key_and_no_value_is_sent(place, details, monkeypatch):
    """CLD-2, CLD-4: neither of a Secret nor of a ConfigMap."""
    await place.under_test.admit_edits(place.namespace)
    for path, body in (
        ("api/v1/configmaps", {"metadata": {"name": "shop"}, "data": {"b": SECRET, "a": "1"}}),
        ("api/v1/secrets", {"metadata": {"name": "bank"}, "stringData": {"password": SECRET}}),
    ):
        await place.make(path, body)
    received = []
    client = await place.connections._client(CLUSTER)
    handle = client._transport.handle_async_request

    async def recorded(request):
        answer = await handle(request)
        received.append(await answer.aread())
        return answer

    monkeypatch.setattr(client._transport, "handle_async_request", recorded)

    async def look():
        try:
            return await details.configs(CLUSTER, namespace=place.namespace, kinds=[*ConfigKind])
        except Forbidden:
            return None

    found = await eventually(look)

    keys = {(one.kind, one.name): one.keys for one in found.entries}
    assert keys[ConfigKind.CONFIG_MAP, "shop"] == ("a", "b")
    assert keys[ConfigKind.SECRET, "bank"] == ("password",)
    assert all(one.keys_known for one in found.entries if one.name in {"shop", "bank"})
    assert received
    assert SECRET.encode() not in b"".join(received)
    assert "aHVudGVy" not in b"".join(received).decode()  # nor as base64


async def test_secrets_that_may_not_be_listed_are_said_to_be_refused(place, details):
    """CLD-2, CLD-4: never as "none"."""
    await place.make("api/v1/configmaps", {"metadata": {"name": "shop"}, "data": {"a": "1"}})

    found = await details.configs(CLUSTER, namespace=place.namespace, kinds=[*ConfigKind])

    assert found.refused == (ConfigKind.SECRET,)
    assert "shop" in [one.name for one in found.entries]
    with pytest.raises(Forbidden):
        await details.configs(CLUSTER, namespace=place.namespace, kinds=[ConfigKind.SECRET])


async def test_a_pod_and_its_workload_are_described(place, details):
    """CLD-2."""
    container = {
        "name": "a",
        "image": "shop:1",
        "resources": {"requests": {"cpu": "100m"}, "limits": {"memory": "128Mi"}},
        "env": [{"name": "PASSWORD", "value": SECRET}],
        "livenessProbe": {"httpGet": {"path": "/health?token=x", "port": 8080}, "periodSeconds": 5},
        "readinessProbe": {"exec": {"command": ["check", f"--password={SECRET}"]}},
    }
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    web = await place.deploy(template=template)
    pod = web.pods[0].name

    async def look():
        found = await details.describe(
            CLUSTER, kind=DescribedKind.POD, namespace=place.namespace, name=pod
        )
        return found if found and found.events else None

    found = await eventually(look)
    whole = await details.describe(
        CLUSTER, kind=DescribedKind.DEPLOYMENT, namespace=place.namespace, name="web"
    )

    [told] = found.containers
    assert (told.state, told.restarts, told.limits) == ("running", 0, ("memory=128Mi",))
    liveness, readiness = told.probes
    assert (liveness.kind, liveness.check) == ("liveness", "http :8080/health")
    assert (liveness.period, liveness.timeout, liveness.failures) == (5, 1, 3)
    assert (readiness.kind, readiness.check) == ("readiness", "exec check")
    assert {one.type for one in found.conditions} >= {"Ready", "PodScheduled"}
    assert {one.object for one in found.events} == {f"Pod/{pod}"}
    assert (whole.replicas, whole.ready) == (1, 1)
    assert whole.containers[0].restarts is None
    assert SECRET not in repr((found, whole))
    missing = await details.describe(
        CLUSTER, kind=DescribedKind.POD, namespace=place.namespace, name="nobody"
    )
    assert missing is None


async def test_the_run_before_is_read_where_there_was_one(place):
    """CLD-2."""
    web = await place.deploy()
    which = {"namespace": place.namespace, "previous": True}
    with pytest.raises(Rejected, match="previous terminated container"):
        await place.clusters.pod_log(CLUSTER, pod=web.pods[0].name, **which)
    await place.change(place.ref(), image_patch("shop:crash"))

    async def look():
        pods = (await place.now()).pods
        return next((pod for pod in pods if pod.restarts), None)

    crashed = await eventually(look)
    before = await place.clusters.pod_log(CLUSTER, pod=crashed.name, **which)
    assert ("ended with code" if place.under_test.is_lab else "FATAL") in before


async def test_a_workload_is_found_by_a_part_of_its_name(place, details):
    """CLD-2: exact names first."""
    for name in ("checkout-worker", "checkout", "web"):
        await place.make("apis/apps/v1/deployments", deployment(name, replicas=0))

    async with opened(
        place.under_test, place.namespace, kubeconfig=await administrator(place)
    ) as everywhere:
        found = await KubernetesDetails(everywhere.connections).named(CLUSTER, "checkout")
        few = await KubernetesDetails(everywhere.connections).named(CLUSTER, "checkout", limit=1)

    here = [one.ref.name for one in found.workloads if one.ref.namespace == place.namespace]
    assert here == ["checkout", "checkout-worker"]
    assert found.whole
    assert not few.whole


async def test_who_may_not_look_everywhere_is_told_so(place, details):
    """CLD-2: rights in one namespace do not look through all."""
    with pytest.raises(Forbidden):
        await details.named(CLUSTER, "checkout")


async def administrator(place) -> str:
    """Return a kubeconfig that may list all namespaces."""
    under_test = place.under_test
    if under_test.is_lab:
        pytest.skip("the laboratory's account has rights namespace by namespace")
    stand_in = under_test.stand_in
    server, _, identifier = under_test.server.partition("/k8s/")
    return stand_in.kubeconfig(identifier, server)


async def test_what_is_used_now_is_measured_or_says_what_to_install(place, details):
    """CLD-2."""
    container = {"name": "a", "image": "shop:1", "resources": {"limits": {"memory": "100Mi"}}}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    await place.deploy(template=template)
    asked = {"of": Measured.PODS, "namespace": place.namespace}
    if not place.under_test.is_lab:
        [pod] = await details.use(CLUSTER, **asked)
        nodes = await details.use(CLUSTER, of=Measured.NODES)
        assert (pod.memory_mebibytes, pod.memory_percent, pod.cpu_percent) == (55, 55, None)
        assert pod.cpu_millicores
        assert pod.at is not None
        assert len(nodes) == 3
        assert all(one.cpu_percent is not None for one in nodes)
        for cluster in place.under_test.stand_in.clusters():
            cluster.measures = False
    with pytest.raises(Misconfigured, check=says("metrics-server")):
        await details.use(CLUSTER, **asked)


async def test_a_pod_that_is_not_measured_yet_is_unknown_and_not_empty():
    """CLD-2: as metrics-server leaves out what has just started."""
    pods = [
        {"metadata": {"name": "new", "namespace": "shop"}, "status": {"phase": "Running"}},
        {"metadata": {"name": "over", "namespace": "shop"}, "status": {"phase": "Succeeded"}},
    ]
    [use] = use_of_pods(pods, [])
    assert (use.name, use.cpu_millicores, use.memory_percent, use.at) == ("new", None, None, None)


async def test_addresses_cannot_be_led_elsewhere(details):
    """CLD-2."""
    with pytest.raises(InvalidRequest):
        await details.services(CLUSTER, namespace="../secrets")
    found = await details.describe(CLUSTER, kind=DescribedKind.POD, namespace="../x", name="a")
    assert found is None


NODE = {"metadata": {"name": "minikube"}, "status": {"allocatable": {"cpu": "8", "memory": "16Gi"}}}
# As k8s.io/metrics has it, and a metrics-server of minikube answered it.
NODE_METRICS = {
    "metadata": {"name": "minikube", "creationTimestamp": "2026-10-09T10:00:15Z"},
    "timestamp": "2026-10-09T10:00:05Z",
    "window": "20.021s",
    "usage": {"cpu": "312457893n", "memory": "1362696Ki"},
}
SERVICE = {
    "metadata": {"name": "web", "namespace": "shop", "creationTimestamp": "2026-10-09T10:00:15Z"},
    "spec": {
        "type": "LoadBalancer",
        "clusterIP": "10.0.0.1",
        "externalIPs": ["203.0.113.9"],
        "selector": {"app": "web"},
        "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30080, "protocol": "TCP"}],
    },
    "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}, {"hostname": "lb.example"}]}},
}
INGRESS = {
    "metadata": {"name": "shop", "annotations": {"kubernetes.io/ingress.class": "qcloud"}},
    "spec": {
        "defaultBackend": {"resource": {"kind": "Bucket", "name": "static"}},
        "rules": [
            {
                "http": {
                    "paths": [{"backend": {"service": {"name": "web", "port": {"name": "http"}}}}]
                }
            }
        ],
    },
    "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}},
}
POD = {
    "metadata": {"name": "web-1", "namespace": "shop"},
    "spec": {
        "nodeName": "node-1",
        "initContainers": [{"name": "wait", "image": "wait:1"}],
        "containers": [
            {
                "name": "a",
                "image": "shop:1",
                "startupProbe": {"grpc": {"port": 9000}},
                "livenessProbe": {"tcpSocket": {"port": 6379}, "failureThreshold": 5},
            }
        ],
    },
    "status": {
        "phase": "Running",
        "qosClass": "BestEffort",
        "initContainerStatuses": [
            {"name": "wait", "restartCount": 0, "state": {"terminated": {"exitCode": 0}}}
        ],
        "containerStatuses": [
            {
                "name": "a",
                "restartCount": 3,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {
                    "terminated": {
                        "reason": "OOMKilled",
                        "exitCode": 137,
                        "finishedAt": "2026-10-09T10:00:05Z",
                    }
                },
            }
        ],
    },
}


def test_published_forms_are_read():
    """CLD-2."""
    [use] = use_of_nodes([NODE], [NODE_METRICS])
    assert (use.cpu_millicores, use.memory_mebibytes) == (312, 1331)
    assert (use.cpu_percent, use.memory_percent) == (4, 8)
    service, ingress = service_of(SERVICE), ingress_of(INGRESS)
    assert service.addresses == ("203.0.113.7", "lb.example", "203.0.113.9")
    assert service.ports == ("80:30080→8080/TCP",)
    assert ingress.controller == "qcloud"
    assert ingress.rules == ("*/ → web:http", "* → Bucket/static")
    pod = described(DescribedKind.POD, POD, [], events_known=False)
    wait, main = pod.containers
    assert (wait.initial, wait.state) == (True, "terminated: Ended (0)")
    assert (main.state, main.last_state) == ("waiting: CrashLoopBackOff", "OOMKilled (137)")
    assert [(one.kind, one.check, one.failures) for one in main.probes] == [
        ("startup", "grpc :9000", 3),
        ("liveness", "tcp :6379", 5),
    ]


def test_a_config_whose_managed_fields_were_taken_off_has_unknown_keys():
    """CLD-2: `kubectl` can clear them, and then only the values would tell."""
    bare = config_of(ConfigKind.SECRET, {"metadata": {"name": "bank", "namespace": "shop"}})
    empty = config_of(
        ConfigKind.SECRET,
        {"metadata": {"name": "e", "managedFields": [{"fieldsV1": {"f:type": {}}}]}},
    )
    assert (bare.keys, bare.keys_known) == ((), False)
    assert (empty.keys, empty.keys_known) == ((), True)


def unknown(found: object, model: object, at: str) -> set[str]:
    """Return the fields of an object that a published model does not have, by dotted path.

    lightkube's models are generated from the OpenAPI definitions that Kubernetes publishes.
    """
    inner = next((one for one in get_args(model) if one is not NoneType), model)
    if isinstance(found, list):
        return {path for one in found for path in unknown(one, inner, at)}
    if not isinstance(found, dict) or not hasattr(inner, "__struct_fields__"):
        return set()
    hints = get_type_hints(inner)
    wanted = dict(zip(inner.__struct_encode_fields__, inner.__struct_fields__, strict=True))
    gone = {f"{at}.{key}" for key in found if key not in wanted}
    known = [(key, one) for key, one in found.items() if key in wanted]
    below = (unknown(one, hints[wanted[key]], f"{at}.{key}") for key, one in known)
    return gone.union(*below)


@pytest.mark.parametrize(
    ("model", "found"),
    [
        (core_v1.Service, SERVICE),
        (networking_v1.Ingress, INGRESS),
        (core_v1.Pod, POD),
        (core_v1.Node, NODE),
    ],
)
def test_what_is_read_here_stands_in_the_published_definitions(model, found):
    """CLD-2: no field of these examples is imagined."""
    assert unknown(found, model, model.__name__) == set()
    assert unknown({"spec": {"imagined": 1}}, model, "it") == {"it.spec.imagined"}
