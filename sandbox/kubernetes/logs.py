"""What the containers of a pod have written."""

from collections.abc import Mapping

from sandbox.kubernetes import kinds
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.parts import PREFIX, PodBehaviour, Trouble
from sandbox.kubernetes.store import Item

_CRIES = {
    Trouble.CRASH: "FATAL cannot start: exit 1",
    Trouble.OUT_OF_MEMORY: "allocating buffers …",
    Trouble.BROKEN_CONFIG: "FATAL configuration: mode 'broken' is not known: exit 78",
    Trouble.STUCK: "ERROR worker pool exhausted, no request is answered",
    Trouble.DEPENDENCY: "ERROR dial tcp {needed}:80: connect: connection refused",
    Trouble.NEVER_READY: "ERROR health check failed",
    Trouble.FLAPPING: "WARN health check failed, retrying",
    Trouble.NODE_DOWN: "ERROR network unreachable",
}

_ENDED = {"OOMKilled": Trouble.OUT_OF_MEMORY}
"""What a run that ended had, by the reason that is told; any other crashed."""


def log_text(
    cluster: Cluster, call: Call, behaviour: PodBehaviour | None, said: Mapping[str, str]
) -> str:
    """Return the log of a container.

    Args:
        cluster: where the pod is.
        call: names the pod, and by its query container and number of lines.
        behaviour: what the pod did last; None before it came to a node.
        said: text put in by hand, by app; it comes first.

    Raises:
        Refusal: 404, no such pod; 400, no such container, or it has not started, or has no run
            before this one when that is asked for.
    """
    target = call.target
    pod = cluster.current(kinds.POD, target.namespace, target.name)
    before = call.query.get("previous") in {"1", "true"}
    lines = _lines(pod, call.query.get("container", ""), behaviour, said, before=before)
    tail = int(call.number("tailLines"))
    kept = lines[-tail:] if tail else lines
    return "".join(f"{line}\n" for line in kept)


def _lines(
    pod: Item,
    container: str,
    behaviour: PodBehaviour | None,
    said: Mapping[str, str],
    *,
    before: bool,
) -> list[str]:
    name = pod["metadata"]["name"]
    known = [one["name"] for one in pod["spec"]["containers"]]
    wanted = container or known[0]
    if wanted not in known:
        raise Refusal(400, f"container {wanted} is not valid for pod {name}")
    found = [one for one in behaviour.containers if one.name == wanted] if behaviour else []
    if not found or found[0].started is None:
        reason = found[0].trouble if found else Trouble.STARTING
        why = f'container "{wanted}" in pod "{name}" is waiting to start'
        raise Refusal(400, f"{why}: {reason}")
    if before and not found[0].last_reason:
        raise Refusal(400, f'previous terminated container "{wanted}" in pod "{name}" not found')
    app = (pod["metadata"].get("labels") or {}).get("app", "")
    lines = [*said.get(app, "").splitlines(), f"SANDBOX {name}/{wanted} started"]
    needed = (pod["metadata"].get("annotations") or {}).get(f"{PREFIX}/depends-on", "dependency")
    # A run that ended is told by why it did; the trouble of now may be another one.
    trouble = _ENDED.get(found[0].last_reason, Trouble.CRASH) if before else found[0].trouble
    cry = _CRIES.get(trouble, "").format(needed=needed)
    return [*lines, cry] if cry else [*lines, "serving"]
