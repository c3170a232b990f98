"""Objects and raw requests that the tests of clusters share."""

import json
from typing import Any, NamedTuple

from sandbox.kubernetes_lab.client import KubeClient
from tests.fakes.waiting import eventually

JSON = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"
REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
RESTARTED = "kubectl.kubernetes.io/restartedAt"


class Answer(NamedTuple):
    """Status code and body of a reply."""

    code: int
    body: dict[str, Any]

    @property
    def refusal(self) -> tuple[int, str]:
        """Code and reason of a refusal."""
        return self.code, self.body.get("reason", "")


async def ask(
    client: KubeClient, method: str, path: str, body: object = None, *, kind: str = "", **params
) -> Answer:
    """Send one raw request; `kind` is the content type, JSON if unsaid."""
    content = None if body is None else json.dumps(body)
    headers = {} if body is None else {"content-type": kind or "application/json"}
    reply = await client.http.request(method, path, content=content, headers=headers, params=params)
    return Answer(reply.status_code, reply.json())


def deployments(namespace: str, name: str = "") -> str:
    """The path of the Deployments of a namespace, or of one."""
    return _path("/apis/apps/v1", namespace, "deployments", name)


def replicasets(namespace: str, name: str = "") -> str:
    """The path of the ReplicaSets of a namespace, or of one."""
    return _path("/apis/apps/v1", namespace, "replicasets", name)


def core(namespace: str, resource: str, name: str = "") -> str:
    """The path of pods, configmaps and the like of a namespace, or of one."""
    return _path("/api/v1", namespace, resource, name)


def _path(group: str, namespace: str, resource: str, name: str) -> str:
    base = f"{group}/namespaces/{namespace}/{resource}"
    return f"{base}/{name}" if name else base


def deployment(name: str = "w", *, image: str = "shop:1", replicas: int = 1, **spec) -> dict:
    """A Deployment of one container `a`; `spec` adds to its spec."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, image),
            **spec,
        },
    }


def template(app: str, image: str, **container) -> dict:
    """A pod template of one container `a`; `container` adds to it."""
    return {
        "metadata": {"labels": {"app": app}},
        "spec": {"containers": [{"name": "a", "image": image, **container}]},
    }


def new_image(image: str) -> dict:
    """A strategic patch that gives container `a` another image."""
    return {"spec": {"template": {"spec": {"containers": [{"name": "a", "image": image}]}}}}


def restart(when: str) -> dict:
    """A strategic patch that restarts a workload, as kubectl sends it."""
    return {"spec": {"template": {"metadata": {"annotations": {RESTARTED: when}}}}}


def condition(workload: dict, kind: str) -> dict:
    """A condition of a status; empty when it is not there."""
    conditions = workload.get("status", {}).get("conditions", ())
    return next((one for one in conditions if one["type"] == kind), {})


def is_rolled_out(workload: dict) -> bool:
    """Whether a Deployment is done, in the order in which kubectl looks."""
    status, wanted = workload.get("status", {}), workload["spec"]["replicas"]
    updated = status.get("updatedReplicas", 0)
    return (
        status.get("observedGeneration", 0) >= workload["metadata"]["generation"]
        and updated >= wanted
        and status.get("replicas", 0) <= updated
        and status.get("availableReplicas", 0) >= updated
    )


async def rolled_out(client: KubeClient, path: str, *, within: float = 40) -> dict:
    """Wait until a Deployment is done, and return it."""

    async def look() -> dict | None:
        found = await client.get(path)
        return found if is_rolled_out(found) else None

    return await eventually(look, within=within)


async def eventually_has(client: KubeClient, path: str, test, *, within: float = 40) -> dict:
    """Wait until an object or list satisfies `test`, and return it."""

    async def look() -> dict | None:
        found = await client.get(path)
        return found if test(found) else None

    return await eventually(look, within=within)


async def revisions(client: KubeClient, namespace: str, owner: dict) -> dict[str, dict]:
    """The ReplicaSets that a Deployment owns, by revision."""
    listed = await client.get(replicasets(namespace))
    return {
        one["metadata"]["annotations"][REVISION]: one
        for one in listed["items"]
        if owner["metadata"]["uid"] in {ref["uid"] for ref in one["metadata"]["ownerReferences"]}
    }


def undo(found: dict, older: dict) -> list[dict]:
    """The JSON patch with which kubectl goes back to a ReplicaSet's template."""
    content = json.loads(json.dumps(older["spec"]["template"]))
    content["metadata"]["labels"].pop("pod-template-hash", None)
    return [
        {"op": "test", "path": "/metadata/generation", "value": found["metadata"]["generation"]},
        {"op": "replace", "path": "/spec/template", "value": content},
    ]
