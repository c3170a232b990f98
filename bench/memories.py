"""How fast memories are found: `python -m bench.memories [--memories N] [--database URL] [--json]`.

Two people keep N memories each (default 10,000, the most one may have), half in Chinese and half in
English, of words drawn from a fixed list with a fixed seed. Each question is asked 50 times through
the application, as a tool call would; the time includes ranking and loading a page of 20.

Without a URL a new SQLite file is used; a PostgreSQL database must be empty.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from application.people.memories import MemoryService
from bench.report import leave, print_json, print_table
from bootstrap.system import SystemClock, SystemIds
from domain.common.search_terms import terms_of
from domain.people.access import Actor, Role
from integrations.fluent_words import read_lexicon
from storage.database import Database, open_database
from storage.events.events import SqlEvents
from storage.migrate import migrate
from storage.people.memories import SqlMemories
from storage.people.quotas import SqlQuotas
from storage.tasks.tables import memories

TIMES = 50
MEI = Actor("u_mei", frozenset({Role.VIEWER}))
_WORDS = """
    gateway timeout disk database replica deploy rollback certificate latency queue cache node
    cluster payment order login backup metric alarm quota bucket token proxy index shard
"""
WORDS = _WORDS.split()
_CHINESE = """
    数据库 连接 超时 磁盘 空间 集群 节点 告警 恢复 发布 回滚 证书 延迟 队列 缓存 支付 订单 登录 备份
"""
CHINESE = _CHINESE.split()
QUESTIONS = {
    "newest first": "",
    "one rare word": "needle",
    "a word of half of them": "gateway",
    "one character": "库",
    "a Chinese question": "支付订单超时怎么办",
    "an English question": "why did the payment gateway time out after the deploy of the proxy",
}


def made_up(count: int, owner: str) -> Iterator[dict[str, Any]]:
    """Yield rows of memories, the same for the same arguments."""
    dice = random.Random(owner)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        if number % 2:
            said = "".join(dice.choices(CHINESE, k=25))
        else:
            said = " ".join(["gateway", *dice.choices(WORDS, k=20)])
        text = f"{said} needle" if number % 1_000 == 0 else said
        yield {
            "id": f"m_{dice.getrandbits(128):032x}",
            "owner": owner,
            "kind": "fact",
            "text": text,
            "tags": (),
            "terms": " ".join(terms_of(text)),
            "kept_at": start + timedelta(minutes=number),
            "client_key": "",
        }


async def fill(database: Database, count: int) -> float:
    """Keep everything in one transaction; return milliseconds for one memory."""
    started = time.perf_counter()
    async with database.writing() as connection:
        for owner in ("u_mei", "u_other"):
            await connection.execute(memories.insert(), list(made_up(count, owner)))
    return (time.perf_counter() - started) * 1_000 / (2 * count)


async def ask(service: MemoryService, query: str) -> tuple[list[float], int]:
    """Return the milliseconds of each time, and how many were found on the first page."""
    spent, found = [], 0
    for _ in range(TIMES):
        started = time.perf_counter()
        found = len((await service.search(by=MEI, query=query)).found)
        spent.append((time.perf_counter() - started) * 1_000)
    return spent, found


async def measure(url: str, count: int) -> dict[str, Any]:
    """Fill a database and ask it."""
    await migrate(url)
    async with open_database(url) as database:
        figures: dict[str, Any] = {"memories": count, "keep_ms": await fill(database, count)}
        service = MemoryService(
            SqlMemories(SqlEvents(database)),
            SystemClock(),
            SystemIds(),
            SqlQuotas(database),
            read_lexicon().stop,
        )
        await ask(service, "warm up")
        for name, query in QUESTIONS.items():
            spent, found = await ask(service, query)
            p99 = statistics.quantiles(spent, n=100)[98]
            figures[name] = {"found": found, "p50": statistics.median(spent), "p99": p99}
        return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memories", type=int, default=10_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="zhiban-bench-") as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'zhiban.db'}"
        figures = asyncio.run(measure(url, options.memories))
    if options.json:
        print_json(figures)
    else:
        rows = [
            (name, str(row["found"]), f"{row['p50']:.1f}", f"{row['p99']:.1f}")
            for name, row in figures.items()
            if isinstance(row, dict)
        ]
        print_table(("question", "found", "p50 ms", "p99 ms"), rows)
        print(f"keeping one memory: {figures['keep_ms']:.2f} ms")
    leave(0)


if __name__ == "__main__":
    main()
