"""How fast messages are found: `python -m bench.discussions [--messages N] [--json]`.

A store of N messages (default 100,000) in discussions of 100 each is written as other programs
write it, half in Chinese and half in English, of words drawn from a fixed list with a fixed seed.
The first search takes all of them in; then each question is asked 30 times through the store, as a
tool call would, with its look at every file. Beside it stands a plain scan: every file read and
every content compared, as the programs in use do. CPU time is that of the whole process, and says
what a machine without other work would need.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.memories import CHINESE, WORDS
from bench.report import leave, print_json, print_table
from bootstrap.system import SystemClock, SystemIds
from domain.common.search_terms import asked_terms
from integrations.fluent_words import read_lexicon
from storage.discussions.store import FileDiscussionStore

TIMES = 30
IN_ONE = 100
QUESTIONS = {
    "one rare word": "needle",
    "part of a rare word": "eedl",
    "a word of half of them": "gateway",
    "a sender": "灵依",
    "one character": "库",
    "a Chinese question": "支付订单超时怎么办",
    "an English question": "why did the payment gateway time out after the deploy of the proxy",
}


def fill(root: Path, count: int) -> None:
    """Write a store, the same for the same count."""
    dice = random.Random(5)
    folder = root / "discussions"
    folder.mkdir(parents=True)
    for first in range(0, count, IN_ONE):
        messages = []
        for number in range(first, min(count, first + IN_ONE)):
            said = "".join(dice.choices(CHINESE, k=25))
            if number % 2:
                said = " ".join(["gateway", *dice.choices(WORDS, k=20)])
            content = f"{said} needle" if number % 1_000 == 0 else said
            stamp = f"2026-{1 + number % 12:02d}-01T00:00:{number % 60:02d}"
            messages.append(
                {
                    "id": f"msg_{number:014d}",
                    "from_id": "lingyi" if number % 50 == 0 else "lingzhi",
                    "from_name": "灵依" if number % 50 == 0 else "灵知",
                    "content": content,
                    "timestamp": stamp,
                }
            )
        document = {"topic": f"topic {first}", "status": "open", "messages": messages}
        path = folder / f"disc_{first:014d}.json"
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def plain_scan(root: Path, keyword: str) -> int:
    """Search as the programs in use do; return how many were found."""
    found = 0
    for path in (root / "discussions").iterdir():
        for message in json.loads(path.read_text("utf-8"))["messages"]:
            found += keyword.lower() in message["content"].lower()
    return found


async def measure(root: Path, count: int) -> dict[str, Any]:
    """Fill a store and ask it."""
    fill(root, count)
    store = FileDiscussionStore(root, SystemClock(), SystemIds())
    started = time.perf_counter()
    await store.list()
    figures: dict[str, Any] = {"messages": count, "taking_in_s": time.perf_counter() - started}
    for name, keyword in QUESTIONS.items():
        spent, found = [], 0
        worked = time.process_time()
        for _ in range(TIMES):
            started = time.perf_counter()
            found = (
                await store.search(asked_terms(keyword, read_lexicon().stop), keyword=keyword)
            ).total
            spent.append((time.perf_counter() - started) * 1_000)
        cpu = (time.process_time() - worked) * 1_000 / TIMES
        started = time.process_time()
        plain_scan(root, keyword)
        scan = (time.process_time() - started) * 1_000
        p95 = statistics.quantiles(spent, n=20)[18]
        p50 = statistics.median(spent)
        figures[name] = {"found": found, "p50": p50, "p95": p95, "cpu": cpu, "scan": scan}
    store.close_catalog()
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="zhiban-bench-") as folder:
        figures = asyncio.run(measure(Path(folder), options.messages))
    if options.json:
        print_json(figures)
    else:
        rows = [
            (name, str(row["found"]), *(f"{row[key]:.1f}" for key in ("p50", "p95", "cpu", "scan")))
            for name, row in figures.items()
            if isinstance(row, dict)
        ]
        print_table(("question", "found", "p50 ms", "p95 ms", "CPU ms", "plain scan CPU ms"), rows)
        print(f"taking in {figures['messages']} messages: {figures['taking_in_s']:.1f} s")
    leave(0)


if __name__ == "__main__":
    main()
