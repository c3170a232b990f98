"""A fetcher over loopback, as tests of fetching want it."""

from contextlib import asynccontextmanager

import pytest

from application.ports.watches.web import FetchFailed, PageRequest
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard
from integrations.web.politeness import Politeness
from tests.fakes.pages import Names, Refusals

EASY = Politeness(at_once=100, per_second=1e6)
AGENT = "Zhiban/0.1 (+https://ops.example)"


@asynccontextmanager
async def fetching(*allow, names=None, politeness=EASY, on_refused=None, **more):
    """Yield a fetcher that may reach loopback, or only what is given."""
    guard = Guard(
        allow or ("127.0.0.1",), resolve=names or Names(), on_refused=on_refused or Refusals()
    )
    fetcher = GuardedFetcher(guard, politeness, agent=AGENT, **more)
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


async def failure(fetcher, url, **more):
    """Return how fetching an address fails."""
    with pytest.raises(FetchFailed) as failed:
        await fetcher.fetch(PageRequest(url=url, **more))
    return failed.value
