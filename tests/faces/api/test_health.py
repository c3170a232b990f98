"""Alive, ready, and how much of the machinery is shown to whom (OPS-5)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.app import build_api
from api.options import NotReady
from domain.people.access import Scope
from tests.faces.api.conftest import SCRAPER
from tests.fakes.face_services import ADMIN


class Parts:
    """A database that is well and a Temporal that can be broken; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None
        self.hangs = False

    async def database(self) -> str:
        return "SQLite at revision 7."

    async def temporal(self) -> str:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        return "Namespace default."


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
def ask(world, options, parts):
    checks = {"database": parts.database, "temporal": parts.temporal}
    app = build_api(
        world.services,
        options=replace(options, health_checks=checks, patience=timedelta(milliseconds=50)),
    )

    async def get(path, *, peer="203.0.113.9", who=None, **headers):
        if who is not None:
            headers["Authorization"] = f"Bearer {await world.token(who, Scope.ADMIN)}"
        transport = httpx.ASGITransport(app, client=(peer, 1))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://test", headers={"Accept-Language": "en"}
        ) as http:
            return await http.get(path, headers=headers)

    return get


async def test_strangers_see_which_part_is_up_and_nothing_more(ask):
    """OPS-5, CLD-4."""
    response = await ask("/health")

    assert response.json() == {
        "status": "ok",
        "version": "0.1.0",
        "sandbox": True,
        "parts": {"database": {"state": "up"}, "temporal": {"state": "up"}},
    }


async def test_admins_see_what_each_part_says(ask):
    """OPS-5."""
    response = await ask("/health", who=ADMIN)

    assert response.json()["parts"]["database"]["detail"] == "SQLite at revision 7."


async def test_a_part_that_is_down_leaves_us_alive_but_not_ready(ask, parts):
    """OPS-5."""
    parts.error = ConnectionError("refused")

    alive = await ask("/health", who=ADMIN)
    ready = await ask("/health/ready")

    assert alive.status_code == 200
    assert alive.json()["status"] == "degraded"
    assert alive.json()["parts"]["temporal"] == {"state": "down", "detail": "refused"}
    assert ready.status_code == 503
    assert ready.json()["parts"] == {"database": "up", "temporal": "down"}
    assert ready.json()["detail"] == "Not ready: no answer from temporal."
    assert ready.headers["content-type"] == "application/problem+json"
    assert ready.headers["retry-after"] == "1"


@pytest.mark.parametrize("problem", ["hangs", "is wrong"])
async def test_health_needs_no_proof_which_may_be_in_the_part_that_is_down(
    world, ask, monkeypatch, problem
):
    """OPS-5: a token of which nothing can be found out leaves the caller a stranger."""

    async def find(digest):
        if problem == "hangs":
            await asyncio.Event().wait()

    monkeypatch.setattr(world.tokens, "find", find)
    async with asyncio.timeout(5):
        response = await ask("/health", who=ADMIN)

    assert response.status_code == 200
    assert response.json()["parts"]["database"] == {"state": "up"}


async def test_a_reason_that_anybody_may_read_is_told_to_strangers(ask, parts):
    """OPS-5, SEC-6: what is told of other parts may hold paths and addresses."""
    parts.error = NotReady("The database has no room left on its disk; free some.")

    alive = await ask("/health")
    ready = await ask("/health/ready")

    assert alive.json()["status"] == "degraded"
    assert alive.json()["parts"]["temporal"] == {"state": "down", "reason": str(parts.error)}
    assert ready.status_code == 503
    assert ready.json()["detail"] == f"Not ready: no answer from temporal. {parts.error}"


async def test_a_part_that_hangs_is_down(ask, parts):
    """OPS-5."""
    parts.hangs = True

    response = await ask("/health", who=ADMIN)

    assert response.json()["parts"]["temporal"]["detail"] == "It does not answer in time."


async def test_readiness_is_a_plain_yes(ask):
    """OPS-5."""
    response = await ask("/health/ready")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_many_askers_cause_one_look(ask, parts, monkeypatch):
    """OPS-5, SEC-3."""
    monkeypatch.setattr("api.health.FRESH_SECONDS", 3600.0)  # they may take more than a second
    await asyncio.gather(*(ask("/health") for _ in range(20)))

    assert parts.asked == 1


async def test_metrics_are_for_the_scraper_and_for_admins(ask, mei, admin, nobody):
    """OPS-5, OPS-8, SEC-3."""
    scraped = await ask("/metrics", Authorization=f"Bearer {SCRAPER}")

    assert scraped.text == "zhiban_up 1\n"
    assert scraped.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert (await admin.get("/metrics")).text == scraped.text
    assert (await mei.get("/metrics")).status_code == 403
    assert (await nobody.get("/metrics")).status_code == 401
    assert (await ask("/metrics", Authorization=f"Bearer {SCRAPER}x")).status_code == 401


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
async def test_nobody_sees_more_for_being_near(ask, peer):
    """SEC-3: what comes from this machine may come from a proxy on it."""
    health = await ask("/health", peer=peer)

    assert health.json()["parts"]["database"] == {"state": "up"}
    assert (await ask("/metrics", peer=peer)).status_code == 401


async def test_the_scrapers_token_opens_nothing_else(ask):
    """SEC-3."""
    response = await ask("/api/v1/people", Authorization=f"Bearer {SCRAPER}")

    assert response.status_code == 401


async def test_an_empty_token_is_no_token(world, options):
    """SEC-3."""
    app = build_api(world.services, options=replace(options, metrics_token=""))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as http:
        response = await http.get("/metrics", headers={"Authorization": "Bearer "})

    assert response.status_code == 401
