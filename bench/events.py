"""How many events a second are appended: `python -m bench.events [--events N] [--database URL]`.

N events of 2.5 kB (default 4,000), as those of incidents are, are appended by 400 callers at a
time, each of whom waits until its own is kept. Beside it stand bare INSERTs of the same rows: as
many rows in each transaction as the appenders shared, as many transactions, on one connection like
theirs, through the same columns; but no lock, no look for what is kept already, nobody who waits,
and no number for anybody. Both take turns, five times each; the best of each counts.

SQLite is a new file. PostgreSQL is started for the measurement where its server programs (`initdb`,
`pg_ctl`) are installed, and does not wait for its disk; with --database an empty database is
measured instead of both. Returns 1 when less than half of the bare INSERTs' rate is reached.
"""

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.report import leave, print_json, print_table
from domain.events.events import Event
from storage.batches import Batches
from storage.database import Database, open_database
from storage.events.events import SqlEvents
from storage.migrate import migrate
from storage.tables import events as events_table
from tests.storage.postgres import postgres_server

CALLERS = 400
ROUNDS = 5
LEAST_SHARE = 0.5
_DATA = {"title": "shop/checkout 未就绪", "text": "容器一再退出，就绪探针失败。" * 58}


@dataclass(frozen=True)
class Round:
    """What one round took: both ways, in seconds."""

    appended: float
    inserted: float
    transactions: int


def made_up(count: int, name: str) -> list[Event]:
    """Return events of a round."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    kind, source = "zhiban.incident.verified", "/incidents/i_1"
    return [
        Event(
            id=f"{name}/{each}",
            type=kind,
            source=source,
            subject="i_1",
            time=at,
            owner=None,
            data={**_DATA, "number": each},
        )
        for each in range(count)
    ]


async def append(database: Database, events: Sequence[Event]) -> tuple[float, list[int]]:
    """Append them all; return the seconds it took and how many each transaction held."""
    record, sizes = SqlEvents(database), []
    batches: Batches[Any, Any] = record._batches  # noqa: SLF001 - looked at, not changed
    write = batches.write

    async def counted(batch: Sequence[Any]) -> Sequence[Any]:
        sizes.append(len(batch))
        return await write(batch)

    batches.write = counted
    left = iter(events)

    async def call() -> None:
        for each in left:
            await record.append(each)

    started = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(CALLERS)))
    return time.perf_counter() - started, sizes


async def insert(database: Database, events: Sequence[Event], sizes: Sequence[int]) -> float:
    """Insert the rows in transactions of these sizes; return the seconds it took."""
    rows = [{name: value for name, value in vars(each).items() if value} for each in events]
    left = iter([{"owner": None, **row} for row in rows])
    batches = [[next(left) for _ in range(size)] for size in sizes]
    started = time.perf_counter()
    for batch in batches:
        async with database.writing() as connection:
            await connection.execute(events_table.insert(), batch)
    return time.perf_counter() - started


async def measure(url: str, count: int) -> dict[str, Any]:
    """Fill a database both ways, in turns."""
    await migrate(url)
    rounds = []
    async with open_database(url) as database:
        for number in range(ROUNDS):
            appended, sizes = await append(database, made_up(count, f"appended/{number}"))
            inserted = await insert(database, made_up(count, f"inserted/{number}"), sizes)
            rounds.append(Round(appended, inserted, len(sizes)))
    ours, bare = min(each.appended for each in rounds), min(each.inserted for each in rounds)
    return {
        "appended": count / ours,
        "inserted": count / bare,
        "share": bare / ours,
        "transactions": min(each.transactions for each in rounds),
    }


@asynccontextmanager
async def databases(url: str) -> AsyncIterator[dict[str, str]]:
    """Lend the addresses of what is measured, by name."""
    if url:
        yield {url.partition(":")[0]: url}
        return
    with TemporaryDirectory(prefix="zhiban-bench-") as folder:
        found = {"sqlite": f"sqlite:///{Path(folder) / 'zhiban.db'}"}
        if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
            print("PostgreSQL was left out: initdb and pg_ctl are not on PATH.", file=sys.stderr)
            yield found
            return
        with postgres_server() as server:
            yield found | {"postgresql": await server.create("bench")}


async def measure_all(url: str, count: int) -> dict[str, Any]:
    """Measure each database, one after the other."""
    async with databases(url) as found:
        return {name: await measure(each, count) for name, each in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=4_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = asyncio.run(measure_all(options.database, options.events))
    if options.json:
        print_json(figures)
    else:
        heads = ("database", "appended/s", "bare INSERTs/s", "share", "transactions")
        rows = [
            (
                name,
                f"{row['appended']:.0f}",
                f"{row['inserted']:.0f}",
                f"{row['share']:.2f}",
                str(row["transactions"]),
            )
            for name, row in figures.items()
        ]
        print_table(heads, rows)
    leave(0 if all(row["share"] >= LEAST_SHARE for row in figures.values()) else 1)


if __name__ == "__main__":
    main()
