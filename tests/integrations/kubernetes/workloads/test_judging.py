"""Objects as Kubernetes has them, and what we make of them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clusters.clusters import Autoscaler, RolloutState, WorkloadKind, WorkloadRef
from integrations.kubernetes.repairs.patches import MOST_SHOWN, shown
from integrations.kubernetes.workloads.events import event_of
from integrations.kubernetes.workloads.gathering import Gathered, content_digest
from integrations.kubernetes.workloads.limits import (
    autoscaler_of,
    disruptions_allowed,
    pods_left,
    quantity,
)
from integrations.kubernetes.workloads.nodes import node_of
from integrations.kubernetes.workloads.ownership import last_writer, managed_by, writers_of
from integrations.kubernetes.workloads.pods import pod_of, unready_first
from integrations.kubernetes.workloads.rollouts import rollout_state
from integrations.kubernetes.workloads.selectors import matches, query
from integrations.kubernetes.workloads.templates import config_names, template_digest
from integrations.kubernetes.workloads.workloads import revision_in_use, workload_of

DEPLOYMENT, STATEFUL, DAEMON = WorkloadKind
REF = WorkloadRef("cls-1", "shop", DEPLOYMENT, "web")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["metadata", "spec", "status", "template", "conditions", "labels"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=15,
)


def seen(spec: dict | None = None, generation: int = 1, **counts) -> dict:
    """An object whose controller saw its newest generation."""
    return {
        "metadata": {"generation": generation},
        "spec": spec or {},
        "status": {"observedGeneration": 1, **counts},
    }


def progressing(reason: str) -> dict:
    return {"conditions": [{"type": "Progressing", "reason": reason}]}


LATE = progressing("ProgressDeadlineExceeded")
ALL_TWO = {"updatedReplicas": 2, "replicas": 2, "availableReplicas": 2}
ROLLING = {"replicas": 2, "updateStrategy": {"rollingUpdate": {"partition": 0}}}
HELD_BACK = {"replicas": 2, "updateStrategy": {"rollingUpdate": {"partition": 1}}}
ON_DELETE = {"replicas": 2, "updateStrategy": {"type": "OnDelete"}}
TWO = {"replicas": 2}
ROLLOUTS = {
    "done": (DEPLOYMENT, seen(TWO, **ALL_TWO), "done"),
    "unseen": (DEPLOYMENT, seen(TWO, generation=2, **ALL_TWO), "progressing"),
    "unseen, late before": (DEPLOYMENT, seen(TWO, generation=2, **LATE), "progressing"),
    "late": (DEPLOYMENT, seen(TWO, **ALL_TWO, **LATE), "failed"),
    "not updated": (DEPLOYMENT, seen(TWO, **{**ALL_TWO, "updatedReplicas": 1}), "progressing"),
    "old ones left": (DEPLOYMENT, seen(TWO, **{**ALL_TWO, "replicas": 3}), "progressing"),
    "not available": (DEPLOYMENT, seen(TWO, **{**ALL_TWO, "availableReplicas": 1}), "progressing"),
    "paused": (DEPLOYMENT, seen({**TWO, "paused": True}), "paused"),
    "paused when done": (DEPLOYMENT, seen({**TWO, "paused": True}, **ALL_TWO), "done"),
    "none wanted": (DEPLOYMENT, seen({"replicas": 0}), "done"),
    "daemons": (
        DAEMON,
        seen(desiredNumberScheduled=2, updatedNumberScheduled=2, numberAvailable=2),
        "done",
    ),
    "daemons, old": (
        DAEMON,
        seen(desiredNumberScheduled=2, updatedNumberScheduled=1, numberAvailable=2),
        "progressing",
    ),
    "daemons, away": (
        DAEMON,
        seen(desiredNumberScheduled=2, updatedNumberScheduled=2, numberAvailable=1),
        "progressing",
    ),
    "daemons, by hand": (
        DAEMON,
        seen(ON_DELETE, desiredNumberScheduled=2, numberAvailable=2),
        "done",
    ),
    "set": (STATEFUL, seen(ROLLING, readyReplicas=2, updatedReplicas=2), "done"),
    "set, old": (STATEFUL, seen(ROLLING, readyReplicas=2, updatedReplicas=1), "progressing"),
    "set, held back": (STATEFUL, seen(HELD_BACK, readyReplicas=2, updatedReplicas=1), "done"),
    "set, unready": (STATEFUL, seen(ROLLING, readyReplicas=1, updatedReplicas=2), "progressing"),
    "set, by hand": (STATEFUL, seen(ON_DELETE, readyReplicas=2), "done"),
    "set, bare": (
        STATEFUL,
        seen(TWO, readyReplicas=2, updateRevision="b", currentRevision="a"),
        "progressing",
    ),
    "set, never seen": (STATEFUL, {"metadata": {}, "spec": {}, "status": {}}, "progressing"),
}


@pytest.mark.parametrize(("kind", "found", "state"), ROLLOUTS.values(), ids=ROLLOUTS)
def test_a_rollout_is_judged_as_kubectl_does(kind, found, state):
    """RBK-5."""
    assert rollout_state(kind, found) is RolloutState(state)


def test_a_failure_of_before_the_repair_is_told_as_it_stands():
    """RBK-5: the stale condition; whoever judges compares it with the one before the repair."""
    condition = {
        "type": "Progressing",
        "reason": "ProgressDeadlineExceeded",
        "lastUpdateTime": "2026-11-21T03:00:00Z",
    }
    found = seen({"replicas": 1}, updatedReplicas=1, replicas=1, conditions=[condition])

    workload = workload_of(REF, Gathered(found=found))

    assert workload.rollout is RolloutState.FAILED
    assert workload.progress_reason == "ProgressDeadlineExceeded"
    assert workload.progress_at == datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert workload.generation == workload.observed_generation


def template(*, image: str = "shop:1", annotations: dict | None = None, **spec) -> dict:
    return {
        "metadata": {"labels": {"app": "web"}, "annotations": annotations or {}},
        "spec": {"containers": [{"name": "a", "image": image}], **spec},
    }


DEFAULTED = {
    "metadata": {
        "creationTimestamp": None,
        "labels": {"app": "web", "pod-template-hash": "1"},
        "annotations": {"kubectl.kubernetes.io/restartedAt": "x", "zhiban.io/action": "k"},
    },
    "spec": {
        "containers": [
            {
                "name": "a",
                "image": "shop:1",
                "imagePullPolicy": "IfNotPresent",
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
                "resources": {},
            }
        ],
        "restartPolicy": "Always",
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    },
}


def test_the_digest_of_a_template_ignores_what_servers_controllers_and_we_add():
    """RBK-4."""
    assert template_digest(template()) == template_digest(DEFAULTED)


OTHERS = {
    "image": template(image="shop:2"),
    "annotation": template(annotations={"a": "b"}),
    "grace": template(terminationGracePeriodSeconds=31),
    "account": template(serviceAccountName="b"),
    "node": template(nodeSelector={"protocol": "TCP"}),
    "variable": {
        "metadata": {"labels": {"app": "web"}},
        "spec": {
            "containers": [{"name": "a", "image": "shop:1", "env": [{"name": "A", "value": "1"}]}]
        },
    },
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_the_digest_of_a_template_tells_changes_apart(other):
    """RBK-4."""
    assert template_digest(template()) != template_digest(other)


@pytest.mark.parametrize(
    ("image", "policy", "same"),
    [
        ("shop", "Always", True),
        ("shop:latest", "Always", True),
        ("hub:5000/shop", "Always", True),
        ("hub:5000/shop:1", "IfNotPresent", True),
        ("shop@sha256:0", "IfNotPresent", True),
        ("shop:1", "Always", False),
    ],
)
def test_the_pull_policy_that_servers_fill_in_is_no_change(image, policy, same):
    """RBK-4."""
    said = template(image=image)
    said["spec"]["containers"][0]["imagePullPolicy"] = policy

    assert (template_digest(said) == template_digest(template(image=image))) is same


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=3)))
def test_content_has_one_digest_whatever_the_order_of_its_keys(data):
    """RBK-4."""
    turned = dict(reversed(data.items()))

    assert content_digest({"data": data}) == content_digest({"data": turned})
    assert content_digest({"data": {**data, "more!": ""}}) != content_digest({"data": data})
    assert content_digest({"binaryData": {"a": "b"}}) != content_digest({"data": {"a": "b"}})


def test_every_way_to_name_a_config_map_or_secret_is_found():
    """RBK-4."""
    key = {"configMapKeyRef": {"name": "a"}}
    secret_key = {"secretKeyRef": {"name": "b"}}
    container = {
        "env": [{"valueFrom": key}, {"valueFrom": secret_key}, {"value": "plain"}],
        "envFrom": [{"configMapRef": {"name": "c"}}, {"secretRef": {"name": "d"}}],
    }
    projected = [{"configMap": {"name": "g"}}, {"secret": {"name": "h"}}]
    volumes = [
        {"configMap": {"name": "e"}},
        {"secret": {"secretName": "f"}},
        {"projected": {"sources": projected}},
        {"emptyDir": {}},
    ]
    found = {"spec": {"containers": [container], "volumes": volumes}}

    assert config_names(found) == (
        *(("ConfigMap", name) for name in "aceg"),
        *(("Secret", name) for name in "bdfh"),
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("500m", 0.5), ("2", 2), ("1k", 1_000), ("1Ki", 1_024), ("1.5Gi", 1.5 * 2**30)),
        *(("1e3", 1_000), ("3E", 3e18), ("", None), ("many", None), ("1X", None)),
        *(("Infinity", None), ("NaN", None), ("1e999999999", None)),
    ],
)
def test_quantities_are_read_as_kubernetes_writes_them(written, value):
    """RBK-6."""
    assert quantity(written) == value


def quota(hard: dict, used: dict, **spec) -> dict:
    return {"spec": {"hard": hard, **spec}, "status": {"hard": hard, "used": used}}


NEW = {"spec": {"hard": {"pods": "5"}}, "status": {}}
CHANGED = {
    "spec": {"hard": {"pods": "9"}},
    "status": {"hard": {"pods": "5"}, "used": {"pods": "3"}},
}


QUOTAS = {
    "pods": ([quota({"pods": "5"}, {"pods": "3"})], 2),
    "over": ([quota({"pods": "5"}, {"pods": "9"})], 0),
    "cpu": ([quota({"requests.cpu": "1"}, {"requests.cpu": "400m"})], 2),
    "limits stand for requests": ([quota({"memory": "1Gi"}, {"memory": "512Mi"})], 2),
    "the least": (
        [quota({"pods": "5"}, {"pods": "0"}), quota({"count/pods": "3"}, {"count/pods": "0"})],
        3,
    ),
    "other things": ([quota({"services": "1"}, {"services": "0"})], None),
    "other pods": ([quota({"pods": "0"}, {"pods": "0"}, scopes=["BestEffort"])], None),
    "some class": (
        [quota({"pods": "0"}, {"pods": "0"}, scopeSelector={"matchExpressions": [{}]})],
        None,
    ),
    "all services": ([quota({"pods": "4"}, {"pods": "0"}, scopes=["NotTerminating"])], 4),
    "new, nothing counted yet": ([NEW], 0),
    "changed, and not counted since": ([CHANGED], 0),
    "one of two not counted": ([quota({"pods": "5", "cpu": "9"}, {"pods": "3"})], 0),
    "none": ([], None),
}


@pytest.mark.parametrize(("quotas", "left"), QUOTAS.values(), ids=QUOTAS)
def test_a_quota_says_how_many_more_pods_there_may_be(quotas, left):
    """RBK-6."""
    resources = {"requests": {"cpu": "250m"}, "limits": {"cpu": "1", "memory": "256Mi"}}
    pod = {"spec": {"containers": [{"name": "a", "resources": resources}]}}

    assert pods_left(quotas, pod) == left


def test_the_strictest_matching_budget_counts_and_a_new_one_allows_nothing():
    """RBK-6."""

    def budget(allowed: int, *, generation: int = 1, **selector) -> dict:
        return {
            "metadata": {"generation": generation},
            "spec": {"selector": selector},
            "status": {"disruptionsAllowed": allowed, "observedGeneration": 1},
        }

    web, other = {"app": "web"}, {"app": "other"}
    budgets = [budget(2, matchLabels=web), budget(1, matchLabels=web), budget(0, matchLabels=other)]

    assert disruptions_allowed(budgets, web, version="policy/v1") == 1
    assert disruptions_allowed([budgets[2]], web, version="policy/v1") is None
    late = [budget(2, generation=2, matchLabels=web)]
    assert disruptions_allowed(late, web, version="policy/v1") == 0
    assert disruptions_allowed([budget(3)], web, version="policy/v1") == 3
    assert disruptions_allowed([budget(3)], web, version="policy/v1beta1") is None


def test_an_autoscaler_counts_for_its_own_target_only():
    """RBK-6."""

    def scaler(**target: str) -> dict:
        return {"metadata": {"name": "s"}, "spec": {"scaleTargetRef": target, "maxReplicas": 9}}

    mine = scaler(apiVersion="apps/v1", kind="Deployment", name="web")
    foreign = scaler(apiVersion="argoproj.io/v1", kind="Deployment", name="web")

    assert autoscaler_of(REF, [foreign]) is None
    assert autoscaler_of(REF, [foreign, mine]) == Autoscaler("s", 1, 9)


SELECTORS = [
    ({"matchLabels": {"a": "1"}}, {"a": "1"}, "a=1", True),
    ({"matchLabels": {"a": "1"}}, {"a": "2"}, "a=1", False),
    ({"key": "a", "operator": "In", "values": ["1", "2"]}, {"a": "2"}, "a in (1,2)", True),
    ({"key": "a", "operator": "NotIn", "values": ["1"]}, {}, "a notin (1)", True),
    ({"key": "a", "operator": "Exists"}, {}, "a", False),
    ({"key": "a", "operator": "DoesNotExist"}, {}, "!a", True),
    ({"key": "a", "operator": "Gt"}, {"a": "1"}, "a", False),
]


@pytest.mark.parametrize(
    ("selector", "labels", "written", "fits"), SELECTORS, ids=[str(one) for one in range(7)]
)
def test_selectors_are_written_and_applied_as_kubernetes_does(selector, labels, written, fits):
    """CLD-2."""
    whole = selector if "matchLabels" in selector else {"matchExpressions": [selector]}

    assert query(whole) == written
    assert matches(whole, labels) is fits


def pod(**status) -> dict:
    return {"metadata": {"name": "p"}, "status": status}


def waiting(reason: str) -> dict:
    return {"restartCount": 2, "state": {"waiting": {"reason": reason}}}


def ended(reason: str, at: str = "2026-11-21T03:00:00Z") -> dict:
    return {"terminated": {"reason": reason, "exitCode": 1, "finishedAt": at}}


UNSCHEDULED = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]
PODS = {
    "evicted": (pod(reason="Evicted", phase="Failed"), "Evicted", ""),
    "crashing": (
        pod(containerStatuses=[waiting("CrashLoopBackOff") | {"lastState": ended("OOMKilled")}]),
        "CrashLoopBackOff",
        "OOMKilled",
    ),
    "first container": (
        pod(
            initContainerStatuses=[waiting("ErrImagePull")],
            containerStatuses=[waiting("PodInitializing")],
        ),
        "ErrImagePull",
        "",
    ),
    "ended": (pod(containerStatuses=[{"state": ended("Error")}]), "Error", "Error"),
    "no node": (pod(conditions=UNSCHEDULED), "Unschedulable", ""),
    "new": (pod(phase="Pending"), "Pending", ""),
    "ready": (pod(conditions=[{"type": "Ready", "status": "True"}]), "", ""),
    "the newest end": (
        pod(
            containerStatuses=[
                {"state": ended("Error", "2026-11-21T04:00:00Z"), "lastState": ended("OOMKilled")},
            ]
        ),
        "Error",
        "Error",
    ),
}


@pytest.mark.parametrize(("found", "reason", "last_exit"), PODS.values(), ids=PODS)
def test_a_pod_says_why_it_is_not_ready_in_the_most_exact_word(found, reason, last_exit):
    """RBK-5."""
    seen_as = pod_of(found)

    assert (seen_as.reason, seen_as.last_exit) == (reason, last_exit)


def test_unready_pods_come_first():
    """RBK-5."""
    ready = pod_of(PODS["ready"][0])
    unready = pod_of(PODS["new"][0])

    assert unready_first([ready, unready]) == [unready, ready]


MANAGED = {
    "argocd, by annotation": (
        {"annotations": {"argocd.argoproj.io/tracking-id": "x"}},
        "argocd",
    ),
    "argocd, by label and writer": (
        {
            "labels": {"app.kubernetes.io/instance": "x"},
            "managedFields": [{"manager": "argocd-controller"}],
        },
        "argocd",
    ),
    "helm, by label": ({"labels": {"app.kubernetes.io/instance": "x"}}, ""),
    "flux kustomize": ({"labels": {"kustomize.toolkit.fluxcd.io/name": "x"}}, "flux"),
    "flux helm": ({"labels": {"helm.toolkit.fluxcd.io/name": "x"}}, "flux"),
    "flux, by writer": ({"managedFields": [{"manager": "kustomize-controller"}]}, "flux"),
    "operator": (
        {"ownerReferences": [{"kind": "Redis", "name": "cache", "controller": True}]},
        "Redis/cache",
    ),
    "nobody": ({"managedFields": [{"manager": "kubectl"}]}, ""),
}


@pytest.mark.parametrize(("metadata", "manager"), MANAGED.values(), ids=MANAGED)
def test_whoever_would_undo_a_live_change_is_named(metadata, manager):
    """RBK-6."""
    assert managed_by({"metadata": metadata}) == manager


def test_writers_come_newest_first():
    """RBK-10."""
    fields = [
        {"manager": "old", "operation": "Update", "time": "2026-11-21T03:00:00Z"},
        {"manager": "new", "operation": "Apply", "time": "2026-11-21T04:00:00Z"},
        {"manager": "never"},
        {"manager": "controller", "fieldsV1": {"f:status": {}}, "time": "2026-11-21T05:00:00Z"},
    ]

    writers = writers_of({"metadata": {"managedFields": fields}})

    assert [one.manager for one in writers] == ["controller", "new", "old", "never"]
    assert writers[0].subresource == "status"
    assert last_writer({"metadata": {"managedFields": fields}}) == "new"


def test_a_node_tells_its_problems():
    """CLD-2."""
    conditions = [
        {"type": "Ready", "status": "Unknown"},
        {"type": "MemoryPressure", "status": "True"},
        {"type": "DiskPressure", "status": "False"},
    ]
    found = {"spec": {"unschedulable": True}, "status": {"conditions": conditions}}

    node = node_of(found)

    assert node.problems == ("NotReady", "MemoryPressure")
    assert (node.ready, node.schedulable) == (False, False)


def test_a_repeated_event_is_told_with_its_newest_time():
    """CLD-2."""
    found = {
        "lastTimestamp": "2026-11-21T03:00:00Z",
        "series": {"count": 7, "lastObservedTime": "2026-11-21T05:00:00.123456Z"},
        "message": "x" * 5_000,
    }

    event = event_of(found)

    assert (event.at.hour, event.count, len(event.message)) == (5, 7, 1_000)


def test_patches_are_shown_without_values_that_may_be_secret():
    """CLD-4, RBK-7."""
    container = {
        "image": "shop:2",
        "args": ["--password=hunter2"],
        "command": ["sh", "-c", "hunter2"],
        "env": [{"name": "TOKEN", "value": "hunter2"}],
        "livenessProbe": {
            "httpGet": {"httpHeaders": [{"name": "Authorization", "value": "hunter2"}]}
        },
    }
    notes = {
        "kubectl.kubernetes.io/last-applied-configuration": "hunter2",
        "zhiban.io/action": "undo-1",
    }
    path = "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration"
    text = shown(
        [
            {"op": "test", "path": "/metadata/annotations", "value": notes},
            {"op": "replace", "path": "/spec/template", "value": {"containers": [container]}},
            {"op": "add", "path": path, "value": "hunter2"},
            {"op": "add", "path": "/data/key", "value": "hunter2"},
        ]
    )

    assert "hunter2" not in text + shown({"data": {"a": "hunter2", "b": None}})
    assert "undo-1" in text
    assert "shop:2" in text
    assert len(shown({"metadata": "x" * 10_000})) == MOST_SHOWN


@given(JUNK)
def test_nonsense_reads_as_empty_and_raises_nothing(junk):
    """SEC-4: what a cluster answers is not ours."""
    found = junk if isinstance(junk, dict) else {"metadata": junk, "spec": junk, "status": junk}
    for kind in WorkloadKind:
        ref = WorkloadRef("cls-1", "shop", kind, "web")
        workload_of(ref, Gathered(found=found, revisions=[found], budgets=[found], quotas=[found]))
        revision_in_use(kind, found, [found])
    assert pod_of(found).name is not None
    assert node_of(found).ready in (True, False)
    assert event_of(found).type == ""
