"""The way to pages of the web: guarded, polite, and read where a runaway pattern can be ended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from application.ports.web import PageFetcher, PageReader
from bootstrap.settings import Settings
from bootstrap.task_settings import WebSettings
from bootstrap.version import own_version
from integrations.web.credentials import Credential, Credentials
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard, SystemResolver
from integrations.web.isolation import IsolatedReader
from integrations.web.politeness import Politeness
from integrations.web.refusals import Refusal

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Web:
    """Each field is one port."""

    fetcher: PageFetcher
    reader: PageReader


@asynccontextmanager
async def open_web(settings: Settings) -> AsyncIterator[Web]:
    """Open what fetches and reads pages, and close it at the end; nothing is fetched yet.

    Raises:
        Misconfigured: an entry of `ZHIBAN_WEB_ALLOW` or a credential cannot be understood.
    """
    resolver = SystemResolver()
    guard = Guard(settings.web.allow, resolve=resolver, on_refused=_refused)
    fetcher = GuardedFetcher(
        guard,
        Politeness(
            at_once=settings.web.per_host,
            per_second=settings.web.per_host_per_second,
            exempt=settings.web.hurried,
        ),
        agent=f"Zhiban/{own_version()} (+{settings.api.address})",
        credentials=_credentials(settings.web),
    )
    reader = IsolatedReader()
    try:
        yield Web(fetcher, reader)
    finally:
        await fetcher.aclose()
        reader.close()
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
