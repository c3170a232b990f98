"""The way to pages of the web: guarded, polite, and read where a runaway pattern can be ended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from activities.meters import measure_turn
from application.ports.isolation import Isolation
from application.ports.watches.web import PageFetcher, PageReader
from bootstrap.authorities import authorities
from bootstrap.configuration.settings import Settings
from bootstrap.configuration.tasks import WebSettings
from bootstrap.version import own_version
from integrations.browser.painter import ChromiumPainter
from integrations.browser.renderer import ChromiumRenderer
from integrations.isolation.pool import ChildProcesses
from integrations.web.credentials import Credential, Credentials
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard, SystemResolver
from integrations.web.isolation import IsolatedReader
from integrations.web.politeness import Politeness
from integrations.web.refusals import Refusal
from integrations.web.transport import GuardedTransport

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Web:
    """Each field is one port."""

    fetcher: PageFetcher
    reader: PageReader
    isolation: Isolation


@asynccontextmanager
async def open_web(settings: Settings) -> AsyncIterator[Web]:
    """Open what fetches and reads pages, and close it at the end; nothing is fetched yet.

    Raises:
        Misconfigured: an entry of `ZHIBAN_WEB_ALLOW` or a credential cannot be understood.
    """
    web, resolver = settings.web, SystemResolver()
    agent = f"Zhiban/{own_version()} (+{settings.api.address})"
    guard = Guard(web.allow, resolve=resolver, on_refused=_refused)
    politeness = Politeness(
        at_once=web.per_host,
        per_second=web.per_host_per_second,
        longest_wait=web.longest_wait,
        exempt=web.hurried,
    )
    renderer = _renderer(web, guard, agent)
    fetcher = GuardedFetcher(
        guard,
        politeness,
        agent=agent,
        credentials=_credentials(web),
        renderer=renderer,
        transport=GuardedTransport(guard.admit, tls=authorities(web.ca_file, "ZHIBAN_WEB_CA_FILE")),
    )
    children = ChildProcesses(on_turn=measure_turn)
    try:
        yield Web(fetcher, IsolatedReader(children), children)
    finally:
        await fetcher.aclose()
        if renderer is not None:
            await renderer.aclose()
        await children.aclose()
        resolver.close()


def _refused(refusal: Refusal) -> None:
    """Leave a trace of every address that was refused (WEB-6)."""
    _log.warning(
        "web.address_refused",
        reason=refusal.reason,
        host=refusal.host,
        port=refusal.port,
        address=refusal.address,
        kind=refusal.kind,
    )


def _credentials(web: WebSettings) -> Credentials:
    return Credentials(
        Credential(name, each.header, each.value.get_secret_value(), each.hosts)
        for name, each in web.credentials.items()
    )


def _renderer(web: WebSettings, guard: Guard, agent: str) -> ChromiumRenderer | None:
    """Return what shows pages; it looks for Chromium when the first one is asked for."""
    if web.browser == "off":
        return None
    return ChromiumRenderer(
        guard.admit,
        agent=agent,
        executable=web.browser,
        sandbox=web.browser_sandbox,
        most_pages=web.browser_pages,
    )


def painter_of(web: WebSettings) -> ChromiumPainter | None:
    """Return what makes pixels of our drawings; it looks for Chromium when it is asked."""
    if web.browser == "off":
        return None
    return ChromiumPainter(web.browser, web.browser_sandbox)
