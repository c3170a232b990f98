"""What each long-running process does: worker, API, MCP."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import FrameType

import structlog
import uvicorn
from starlette.types import ASGIApp
from temporalio.client import Client
from temporalio.worker import Worker

from api.app import build_api
from api.live import end_streams
from api.options import ApiOptions, HealthCheck
from application.desks import Desks
from bootstrap.activities import WatchWork, peoples_activities, watch_work
from bootstrap.codec import WireCodec
from bootstrap.desks import Foundation, build_desks, open_foundation, task_care, watch_lives
from bootstrap.encryption import EncryptionCodec
from bootstrap.roll_call import call_everybody, keep_forwarding, look_after_tasks
from bootstrap.settings import Settings
from bootstrap.telemetry import metrics_text, tracing
from bootstrap.temporal import register_search_attributes, worker_version
from bootstrap.version import own_version
from bootstrap.webhooks import webhook_endpoints
from bootstrap.worker import Activities, build_watch_worker, build_worker
from domain.access import Actor
from domain.errors import Misconfigured
from mcp_server.http import build_mcp_app
from mcp_server.stdio import serve_stdio
from orchestration.webhooks import TemporalForwarding
from workflows.pushes import WATCHES

_log = structlog.get_logger(__name__)

GRACE_SECONDS = 10
"""How long open requests may finish when a server is told to stop."""

DEFAULT_HOSTS = ApiOptions.trusted_hosts
"""Names that this machine has for itself."""

SANDBOX_SAYS = "The outside world is a stand-in; nothing here is real."


async def run_worker(settings: Settings) -> None:
    """Work until told to stop; what is running may finish within the worker's grace."""
    with tracing(settings.otlp_endpoint, service="worker"):
        async with open_foundation(settings, metrics=True) as foundation:
            await _make_searchable(foundation.client)
            desks = build_desks(foundation)
            watching = watch_work(foundation)
            workers = _workers(foundation, peoples_activities(foundation, desks), watching)
            async with (
                watching.lingering.following(foundation.stores.recalls),
                _cared_for(foundation, desks),
                _stop_signal() as stopped,
            ):
                await _work_until(workers, stopped)


def _workers(foundation: Foundation, activities: Activities, watching: WatchWork) -> list[Worker]:
    settings, client = foundation.settings, foundation.client
    queue, version = settings.temporal.queue, worker_version(settings.temporal)
    return [
        build_worker(client, activities, task_queue=queue, version=version),
        build_watch_worker(
            client,
            watching.activities,
            task_queue=queue + WATCHES,
            slots=settings.watches.slots,
            version=version,
            cached=settings.watches.cached,
        ),
    ]


@asynccontextmanager
async def _cared_for(foundation: Foundation, desks: Desks) -> AsyncIterator[None]:
    """See to it that everything that should live does, while the block lasts."""
    programs = webhook_endpoints(foundation.settings).values()
    endpoints = tuple(each.name for each in programs if each.types)
    forwarding = TemporalForwarding(foundation.client, foundation.settings.temporal.queue)
    chores = [
        asyncio.create_task(call_everybody(foundation.stores.people, desks.briefings)),
        asyncio.create_task(keep_forwarding(forwarding, endpoints)),
        asyncio.create_task(
            look_after_tasks(task_care(foundation), watch_lives(foundation).running_ids)
        ),
    ]
    try:
        yield
    finally:
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)


async def _make_searchable(client: Client) -> None:
    """Teach the namespace our search attributes; where we may not, say who has to."""
    try:
        added = await register_search_attributes(client)
    except Misconfigured as error:
        _log.warning("temporal.search_attributes_missing", reason=str(error))
        return
    if added:
        _log.info("temporal.search_attributes_added", names=added)


async def run_api(settings: Settings, *, host: str, port: int) -> None:
    """Serve HTTP until told to stop."""
    with tracing(settings.otlp_endpoint, service="api"):
        async with open_foundation(settings) as foundation:
            app = build_api(build_desks(foundation), options=api_options(foundation))
            await _serve(app, host=host, port=port, before_stop=lambda: end_streams(app))


async def run_mcp_http(settings: Settings, *, host: str, port: int, sets: Sequence[str]) -> None:
    """Serve MCP over streamable HTTP until told to stop."""
    with tracing(settings.otlp_endpoint, service="mcp"):
        async with open_foundation(settings) as foundation:
            app = build_mcp_app(
                build_desks(foundation),
                sets=sets,
                base_url=f"http://{host}:{port}",
                allowed_hosts=settings.mcp.allowed_hosts,
                version=own_version(),
            )
            await _serve(app, host=host, port=port)


async def run_mcp_stdio(desks: Desks, *, actor: Actor, sets: Sequence[str]) -> None:
    """Serve MCP on standard input and output until the input ends."""
    await serve_stdio(desks, actor=actor, sets=sets, version=own_version())


def api_options(foundation: Foundation) -> ApiOptions:
    """Return what the settings decide about the HTTP face."""
    settings = foundation.settings
    return ApiOptions(
        version=own_version(),
        public_url=settings.api.address,
        trusted_hosts=(*DEFAULT_HOSTS, *settings.api.trusted_hosts),
        secure_cookies=settings.api.cookies_are_secure,
        sandbox_banner=SANDBOX_SAYS if settings.sandbox else "",
        temporal_ui=settings.temporal.ui_url,
        health_checks=health_checks(foundation),
        metrics=_metrics,
        codec=WireCodec(EncryptionCodec(settings.encryption_keys)),
        codec_origin=settings.temporal.ui_url.rstrip("/"),
    )


def health_checks(foundation: Foundation) -> dict[str, HealthCheck]:
    """Return a check for each part that the API cannot do without."""

    async def database() -> str:
        await foundation.database.check()
        return "answers"

    async def temporal() -> str:
        await foundation.client.service_client.check_health()
        return "answers"

    return {"database": database, "temporal": temporal}


def _metrics() -> str:
    return metrics_text()[0].decode()


async def _work_until(workers: Sequence[Worker], stopped: asyncio.Event) -> None:
    """Run workers until the event is set, or until one fails by itself."""
    working = [asyncio.create_task(worker.run()) for worker in workers]
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait((*working, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    await asyncio.gather(*(worker.shutdown() for worker in workers))
    await asyncio.gather(*working)


@asynccontextmanager
async def _stop_signal() -> AsyncIterator[asyncio.Event]:
    """Yield an event that SIGINT and SIGTERM set."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


class _Server(uvicorn.Server):
    """A server that says goodbye to its live streams, which would hold it for the whole grace."""

    def __init__(self, config: uvicorn.Config, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop on a signal."""
        self._before_stop()
        super().handle_exit(sig, frame)


async def _serve(
    app: ASGIApp, *, host: str, port: int, before_stop: Callable[[], None] = lambda: None
) -> None:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2_048,
    )
    await _Server(config, before_stop).serve()
