"""Starts everything, measures, prints."""

import argparse
import asyncio
import base64
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from bench.console.browser import first_visit, news
from bench.console.crowd import ADMIN, INCIDENT, OTHER, PASSWORD, TASK, Crowd, fill, fill_incidents
from bench.report import keep_output_clean, leave, print_json, print_table
from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from storage.database import open_database
from storage.migrate import migrate
from tests.scenarios.programs import program, serving
from tests.storage.postgres import postgres_server
from tests.temporal_servers import SERVER, STARTUP

MOST_MILLISECONDS = 50.0
"""The median answer of a page (issue of the console)."""

MOST_KILOBYTES = 150.0
MOST_PAINT = 1.0
MOST_NEWS = 1.0
"""Seconds."""

QUIET_SECONDS = 5.0
"""Nothing was begun for so long."""

BASELINE = "/health"

PAGES = (
    *("", "/briefings", "/incidents", "/approvals", "/tasks", "/deliveries", "/events"),
    *("/controls", "/policies", "/people/me", "/people", "/settings", "/audit"),
    *(f"/incidents/{INCIDENT}", f"/tasks/{TASK}", "/incidents?open=no&severity=warning"),
    *("/tasks?name=9999", "/events?type=zhiban.incident.*"),
    *("/incidents?open=no&search=checkout", "/search?q=checkout", "/oncall"),
)
"""Below `/console`. Those of clusters and logs wait for a cloud, which is not here."""


@dataclass(frozen=True)
class Timed:
    """Milliseconds of the answers of one page."""

    path: str
    status: int
    median: float
    worst: float
    kilobytes: float


async def measure(database: str, crowd: Crowd, rounds: int, folder: Path) -> dict[str, object]:
    """Return every figure."""
    await migrate(database)
    async with open_database(database) as opened:
        began = time.monotonic()
        await fill(opened, crowd)
        filled = time.monotonic() - began
    async with _house(database, folder) as url:
        async with open_database(database) as opened:
            await fill_incidents(opened, crowd)
        pages = await _pages(url, rounds)
        visit = await first_visit(url, ADMIN, PASSWORD, "/console/incidents")
        seconds = await news(url, (ADMIN, OTHER), PASSWORD, INCIDENT, rounds=5)
    return {
        "filled_seconds": round(filled, 1),
        "pages": [vars(page) for page in pages],
        "slowest_median_ms": max(page.median for page in pages if page.path != BASELINE),
        **vars(visit),
        "news_seconds": [round(each, 3) for each in seconds],
    }


@asynccontextmanager
async def _house(database: str, folder: Path) -> AsyncIterator[str]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_log_level="error",
    ) as temporal:
        given = {
            "ZHIBAN_ENV_FILE": "",
            "ZHIBAN_DATA_DIR": str(folder),
            "ZHIBAN_DATABASE_URL": database,
            "ZHIBAN_TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
            "ZHIBAN_ENCRYPTION_KEYS": f"bench:{base64.b64encode(b'b' * 32).decode()}",
            "ZHIBAN_LOG_LEVEL": "warning",
        }
        worker = program("worker", "--metrics-port", "0", given=given, log=folder / "worker.log")
        async with worker, serving(given, folder / "api.log") as url:
            await _is_quiet(temporal.client)
            yield url


async def _is_quiet(client: Client) -> None:
    """Wait until the worker, which has just found everybody, has begun what it begins."""
    before, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        await asyncio.sleep(1)
        begun = (await client.count_workflows()).count
        if begun != before:
            before, since = begun, time.monotonic()


async def _pages(url: str, rounds: int) -> list[Timed]:
    paths = (BASELINE, *(f"/console{path}" for path in PAGES))
    spent: dict[str, list[float]] = {path: [] for path in paths}
    seen: dict[str, httpx.Response] = {}
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        body = {"login": ADMIN, "password": PASSWORD}
        (await client.post("/api/v1/sessions", json=body)).raise_for_status()
        for number in range(rounds + 1):
            for path in paths:
                began = time.perf_counter()
                seen[path] = await client.get(path)
                if number:  # the first is for what is made once
                    spent[path].append((time.perf_counter() - began) * 1000)
    return [
        Timed(
            path,
            seen[path].status_code,
            round(statistics.median(times), 1),
            round(max(times), 1),
            round(len(seen[path].content) / 1000, 1),
        )
        for path, times in spent.items()
    ]


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'zhiban.db'}"
        return
    with postgres_server() as server:
        yield asyncio.run(server.create("bench"))


def _print(kind: str, crowd: Crowd, found: dict[str, object]) -> None:
    print(
        f"{kind}: {crowd.people:,} people, {crowd.tasks:,} tasks, {crowd.incidents:,} incidents, "
        f"{crowd.events:,} events, written in {found['filled_seconds']} s"
    )
    rows = [
        [page["path"], *(f"{page[key]}" for key in ("status", "median", "worst", "kilobytes"))]
        for page in found["pages"]  # type: ignore[attr-defined] # made above
    ]
    print_table(["page", "status", "median ms", "worst ms", "kB"], rows)
    print(f"slowest median  {found['slowest_median_ms']} ms (goal {MOST_MILLISECONDS:.0f})")
    print(
        f"first load      {found['kilobytes']} kB in {found['requests']} requests (goal "
        f"{MOST_KILOBYTES:.0f})"
    )
    print(f"first paint     {found['paint_seconds']} s throttled (goal {MOST_PAINT:.0f})")
    print(f"news            {found['news_seconds']} s (goal {MOST_NEWS:.0f})")


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    reader = argparse.ArgumentParser(prog="python -m bench.console")
    reader.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    reader.add_argument("--rounds", type=int, default=20)
    reader.add_argument("--smaller", type=int, default=1, help="a crowd so many times smaller")
    reader.add_argument("--json", action="store_true")
    asked = reader.parse_args(arguments)
    keep_output_clean()
    crowd = Crowd().smaller(asked.smaller) if asked.smaller > 1 else Crowd()
    with tempfile.TemporaryDirectory() as folder, _database(asked.database, Path(folder)) as url:
        found = asyncio.run(measure(url, crowd, asked.rounds, Path(folder)))
        if asked.json:
            print_json(found)
        else:
            _print(asked.database, crowd, found)
    leave(0)
    return 0
