"""What the processes that serve do: API and MCP."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType
from urllib.parse import urlsplit

import uvicorn
from mcp.server.mcpserver.tools import Tool
from starlette.types import ASGIApp

from api.app import build_api
from api.live import end_streams
from api.options import ApiOptions, CheckMade, Doctor, HealthCheck
from application.ports.clock import Clock
from application.services import Services
from bootstrap.configuration.inventory import settings_in_force
from bootstrap.configuration.own import McpSettings
from bootstrap.configuration.settings import Settings
from bootstrap.discussions import telling
from bootstrap.doctor import examine
from bootstrap.foundation import Foundation, open_foundation
from bootstrap.incidents.hooks import alert_hooks
from bootstrap.incidents.repairs import repair_work
from bootstrap.running.liveness import seen_working
from bootstrap.services import build_services
from bootstrap.telemetry import metrics_text, tracing
from bootstrap.temporal.codec import WireCodec
from bootstrap.temporal.encryption import EncryptionCodec
from bootstrap.version import own_version
from bootstrap.wording import words_of
from bootstrap.write_check import WriteCheck
from cli.runtime import Verdict
from cli.upkeep import CHECK_NAMES, VERDICTS
from domain.common.readers import Reader
from domain.people.access import Actor
from integrations.oauth import OAuthProvider, ProviderAccess
from mcp_server.http import build_mcp_app, endpoints_of, resource_of
from mcp_server.stdio import serve_stdio
from mcp_server.toolsets import everything, only_reading
from storage.people.people import SqlThrottle

GRACE_SECONDS = 10
"""How long open requests may finish when a server is told to stop."""

DEFAULT_HOSTS = ApiOptions.trusted_hosts
"""Names that this machine has for itself."""


async def run_api(settings: Settings, *, host: str, port: int) -> None:
    """Serve HTTP until told to stop."""
    with tracing(settings.otlp_endpoint, service="api"):
        async with open_foundation(settings, part="api") as foundation:
            services = build_services(foundation)
            app = build_api(
                services,
                options=api_options(foundation),
                alert_hooks=alert_hooks(foundation, repair_work(foundation)),
            )
            async with telling(services.discussions.notices):
                await _serve(app, host=host, port=port, before_stop=lambda: end_streams(app))


@dataclass(frozen=True, kw_only=True)
class McpServing:
    """Which tools are served over MCP.

    Attributes:
        sets: names of sets or of single tools.
        beside: sets that have an address of their own, over HTTP.
        read_only: whether only those are served that change nothing.
        result_schemas: whether hosts are told the schemas of results.
    """

    sets: Sequence[str]
    beside: Sequence[str] = ()
    read_only: bool = False
    result_schemas: bool = False

    @property
    def keeps(self) -> Callable[[Tool], bool]:
        """Which of the tools are served."""
        return only_reading if self.read_only else everything


async def run_mcp_http(settings: Settings, *, host: str, port: int, serving: McpServing) -> None:
    """Serve MCP over streamable HTTP until told to stop."""
    ours = settings.mcp
    address = ours.public_url.rstrip("/") or f"http://{host}:{port}"
    named = urlsplit(ours.public_url).hostname
    with tracing(settings.otlp_endpoint, service="mcp"):
        async with (
            open_foundation(settings, part="mcp") as foundation,
            identity_provider(ours, foundation.clock, serving, address) as provider,
        ):
            services = build_services(foundation)
            app = build_mcp_app(
                services,
                sets=serving.sets,
                beside=serving.beside,
                keeps=serving.keeps,
                result_schemas=serving.result_schemas,
                base_url=address,
                issuer=ours.oauth_issuer,
                provider=provider,
                allowed_hosts=(*ours.allowed_hosts, *((named,) if named else ())),
                version=own_version(),
            )
            async with telling(services.discussions.notices):
                await _serve(app, host=host, port=port)


@asynccontextmanager
async def identity_provider(
    settings: McpSettings, clock: Clock, serving: McpServing, address: str
) -> AsyncIterator[OAuthProvider | None]:
    """Yield what reads the access tokens of others; None where no provider is set."""
    if not settings.oauth_issuer:
        yield None
        return
    endpoints = endpoints_of(serving.sets, serving.beside)
    ours = tuple(resource_of(address, each.path) for each in endpoints)
    access = ProviderAccess(
        issuer=settings.oauth_issuer,
        audiences=settings.oauth_audiences or ours,
        person_claim=settings.oauth_person_claim,
    )
    provider = OAuthProvider(access, clock)
    try:
        yield provider
    finally:
        await provider.close()


async def run_mcp_stdio(services: Services, *, actor: Actor, serving: McpServing) -> None:
    """Serve MCP on standard input and output until the input ends."""
    async with telling(services.discussions.notices):
        await serve_stdio(
            services,
            actor=actor,
            sets=serving.sets,
            keeps=serving.keeps,
            result_schemas=serving.result_schemas,
            version=own_version(),
        )


def api_options(foundation: Foundation) -> ApiOptions:
    """Return what the settings decide about the HTTP face."""
    settings = foundation.settings
    return ApiOptions(
        version=own_version(),
        public_url=settings.api.address,
        trusted_hosts=(*DEFAULT_HOSTS, *settings.api.trusted_hosts),
        trusted_proxies=settings.api.trusted_proxies,
        secure_cookies=settings.api.cookies_are_secure,
        temporal_ui=settings.temporal.ui_url,
        health_checks=health_checks(foundation),
        metrics=_metrics,
        metrics_token=settings.metrics.token.get_secret_value(),
        codec=WireCodec(EncryptionCodec(settings.encryption_keys)),
        codec_origin=settings.temporal.ui_url.rstrip("/"),
        codec_key=settings.temporal.codec_key.get_secret_value(),
        settings=settings_in_force(settings),
        doctor=_doctor(settings),
    )


def _doctor(settings: Settings) -> Doctor:
    kinds = {Verdict.OK: "good", Verdict.WARNING: "warn", Verdict.PROBLEM: "bad"}

    async def looked(reader: Reader) -> list[CheckMade]:
        text = partial(words_of, reader=reader)
        return [
            CheckMade(
                name=text(CHECK_NAMES[each.name]) if each.name in CHECK_NAMES else each.name,
                kind=kinds[each.verdict],
                verdict=text(VERDICTS[each.verdict]),
                detail=each.detail,
                advice=each.advice,
            )
            for each in await examine(lambda: settings, reader)
        ]

    return looked


def health_checks(foundation: Foundation) -> dict[str, HealthCheck]:
    """Return a check for each part that the API cannot do without."""

    async def database() -> str:
        await foundation.database.check()
        return "answers"

    writes = WriteCheck(SqlThrottle(foundation.database), foundation.clock)

    async def temporal() -> str:
        await foundation.client.service_client.check_health()
        return "answers"

    return {
        "database": database,
        "database writes": writes.check,
        "temporal": temporal,
        "worker": seen_working(foundation.stores.progress, foundation.clock),
    }


def _metrics() -> str:
    return metrics_text()[0].decode()


class _Server(uvicorn.Server):
    """A server that says goodbye to its live streams, which would hold it for the whole grace."""

    def __init__(self, config: uvicorn.Config, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop on a signal."""
        self._before_stop()
        super().handle_exit(sig, frame)


def server_config(app: ASGIApp, *, host: str, port: int) -> uvicorn.Config:
    """Return how the HTTP server is to behave."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # would believe X-Forwarded-For from this machine; see api/clients.py
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=2_048,
    )


async def _serve(
    app: ASGIApp, *, host: str, port: int, before_stop: Callable[[], None] = lambda: None
) -> None:
    await _Server(server_config(app, host=host, port=port), before_stop).serve()
