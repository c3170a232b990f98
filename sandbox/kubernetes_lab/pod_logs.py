"""The door of a kubelet through which the API server fetches the logs of containers."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.kubernetes.parts import ContainerBehaviour, PodBehaviour
from sandbox.kubernetes.pod_status import stamp
from sandbox.kubernetes_lab.certificates import Pair


class Logged(Protocol):
    """A pod that has something to tell."""

    @property
    def bound(self) -> datetime:
        """When it came to its node."""
        ...

    @property
    def behaviour(self) -> PodBehaviour | None:
        """What it does."""
        ...


async def serve_logs(find: Callable[[str, str], Logged | None], pair: Pair, port: int) -> None:
    """Serve logs over TLS until cancelled.

    Args:
        find: returns the pod of a namespace and name, if it is here.
        pair: the certificate to show.
        port: on loopback.
    """

    async def answer(request: Request) -> Response:
        path = request.path_params
        pod = find(path["namespace"], path["pod"])
        asked = request.query_params
        return _reply(
            pod,
            path["pod"],
            path["container"],
            asked.get("tailLines", ""),
            before=asked.get("previous") in {"1", "true"},
        )

    app = Starlette(routes=[Route("/containerLogs/{namespace}/{pod}/{container}", answer)])
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_config=None,
        access_log=False,
        ssl_certfile=str(pair.certificate),
        ssl_keyfile=str(pair.key),
    )
    server = uvicorn.Server(config)
    await server._serve()  # noqa: SLF001 - the public `serve` takes the signals of the process


def _reply(
    pod: Logged | None, name: str, container: str, tail: str, *, before: bool = False
) -> Response:
    """Return the log of a container, of the run `before` this one where that is asked for.

    `tail` is how many of its last lines; all when it is no number above 0.
    """
    behaviours = pod.behaviour.containers if pod is not None and pod.behaviour is not None else ()
    found = next((one for one in behaviours if one.name == container), None)
    if pod is None or found is None:
        return PlainTextResponse("there is no such container on this node", status_code=404)
    if found.started is None:
        why = f'container "{container}" in pod "{name}" is waiting to start: {found.trouble}'
        return PlainTextResponse(why, status_code=400)
    if before and not found.last_reason:  # the words of the kubelet
        why = f'previous terminated container "{container}" in pod "{name}" not found'
        return PlainTextResponse(why, status_code=400)
    written = lines_before(found, pod.bound) if before else None
    lines = list(written or log_lines(found, pod.bound, now=datetime.now(UTC)))
    chosen = lines[-int(tail) :] if tail.isdigit() and int(tail) else lines
    return PlainTextResponse("".join(f"{line}\n" for line in chosen))


def lines_before(one: ContainerBehaviour, bound: datetime) -> Iterator[str]:
    """Yield what the run of a container that ended last would have written."""
    began = bound + (one.started or timedelta())
    yield f"{stamp(began)} INFO start number {one.restart_count}"
    yield f"{stamp(began)} ERROR ended with code {one.last_exit_code}: {one.last_reason}"


def log_lines(one: ContainerBehaviour, bound: datetime, *, now: datetime) -> Iterator[str]:
    """Yield what a container would have written, oldest first.

    Args:
        one: what it does.
        bound: when its pod came to its node.
        now: when the log is read.
    """
    began = bound + (one.started or timedelta())
    yield f"{stamp(began)} INFO start number {one.restart_count + 1}"
    if one.last_reason:
        yield f"{stamp(began)} ERROR ended with code {one.last_exit_code}: {one.last_reason}"
    if one.running and one.ready:
        yield f"{stamp(began + timedelta(seconds=1))} INFO serving"
    elif one.running:
        yield f"{stamp(now)} WARN not ready: {one.trouble}"
