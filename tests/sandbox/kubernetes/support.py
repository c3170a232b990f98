"""Objects to put into a stand-in cluster, and a client that speaks to it in process."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.kubernetes import kinds
from sandbox.kubernetes.app import ADMIN, KubernetesStandIn

CLUSTER = "cls-test"
JSON = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"
REVISION = "deployment.kubernetes.io/revision"


@dataclass(frozen=True)
class Answer:
    code: int
    body: Any
    headers: Any

    @property
    def refusal(self):
        return self.code, self.body.get("reason")


class Kube:
    """Asks one cluster as somebody."""

    def __init__(self, stand_in: KubernetesStandIn, token: str = ADMIN.token) -> None:
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=stand_in.app),
            base_url=f"http://sandbox/k8s/{CLUSTER}",
            headers={"authorization": f"Bearer {token}", "user-agent": "tests/1"},
        )

    async def ask(self, method, path, body=None, kind="application/json", **query):
        content = body if isinstance(body, str | bytes | None) else json.dumps(body)
        headers = {"content-type": kind} if body is not None else {}
        answer = await self._client.request(
            method, path, content=content, headers=headers, params=query
        )
        is_json = answer.headers["content-type"] == "application/json"
        return Answer(answer.status_code, answer.json() if is_json else answer.text, answer.headers)

    async def close(self):
        await self._client.aclose()


def path(name="", namespace="shop", plural="deployments"):
    below = f"/{name}" if name else ""
    return f"/apis/apps/v1/namespaces/{namespace}/{plural}{below}"


def core(plural, name="", namespace="shop"):
    below = f"/{name}" if name else ""
    return f"/api/v1/namespaces/{namespace}/{plural}{below}"


def container(image="shop/web:1", name="app", **more):
    return {"name": name, "image": image, **more}


def template(*containers, app="web", annotations=None):
    metadata = {"labels": {"app": app}}
    if annotations:
        metadata["annotations"] = annotations
    return {"metadata": metadata, "spec": {"containers": list(containers) or [container()]}}


def deployment(name="web", *containers, annotations=None, labels=None, notes=None, **spec):
    metadata = {"name": name, "namespace": "shop"}
    metadata |= {"annotations": notes} if notes else {}
    metadata |= {"labels": labels} if labels else {}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata,
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": template(*containers, app=name, annotations=annotations),
            **spec,
        },
    }


def configmap(name, namespace="shop", **data):
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


class Stage:
    """A stand-in with one cluster, whose clock is moved by hand."""

    def __init__(self, stand_in: KubernetesStandIn) -> None:
        self.stand_in = stand_in
        self.cluster = stand_in.add_cluster(CLUSTER)
        self.expected_complaints = []

    def apply(self, *objects, manager="sandbox"):
        return self.stand_in.apply(CLUSTER, objects, manager=manager)

    def run(self, seconds=3.0):
        self.stand_in.advance(seconds)

    def fault(self, app, key, value):
        self.stand_in.set_fault(CLUSTER, "shop", app, key, value)

    def get(self, name="web", kind=kinds.DEPLOYMENT):
        return self.cluster.store.get(kind, "shop", name)

    def status(self, name="web", kind=kinds.DEPLOYMENT):
        return self.get(name, kind)["status"]

    def condition(self, sort, name="web"):
        found = [one for one in self.status(name).get("conditions", []) if one["type"] == sort]
        return found[0] if found else {"status": None, "reason": None}

    def pods(self, app="web"):
        found = self.cluster.store.all(kinds.POD, "shop")
        return [pod for pod in found if pod["metadata"]["labels"].get("app") == app]

    def ready(self, app="web"):
        return sum(
            one["type"] == "Ready" and one["status"] == "True"
            for pod in self.pods(app)
            for one in pod["status"].get("conditions", [])
        )

    def sets(self):
        return self.cluster.store.all(kinds.REPLICA_SET, "shop")

    def revisions(self):
        return {
            one["spec"]["template"]["spec"]["containers"][0]["image"]: (
                one["metadata"]["annotations"][REVISION],
                one["spec"]["replicas"],
            )
            for one in self.sets()
        }

    def events(self, reason):
        return [
            one["message"]
            for one in self.cluster.store.all(kinds.EVENT, "shop")
            if one["reason"] == reason
        ]

    def states(self, app="web"):
        """Phase, what each first container waits for, and how often it was restarted."""
        return [
            (
                pod["status"]["phase"],
                one["state"].get("waiting", {}).get("reason"),
                one["restartCount"],
            )
            for pod in self.pods(app)
            for one in pod["status"]["containerStatuses"][:1]
        ]
