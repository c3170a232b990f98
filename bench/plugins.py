"""What a thousand plugins cost: `python -m bench.plugins [--plugins N] [--calls N] [--json]`.

N plugins (default 1,000, five for each person) at eight real servers, and one of them at an address
that takes connections and never answers. Held by the façade, with all connections open and with
its usual bound; and beside it by one client of the SDK for each plugin. Each way runs in a process
of its own, the servers in another. Memory is the growth of the process, divided by the plugins.
The calls go to plugins that live: first alone, then while twelve callers keep calling the dead one.
Listing is for the person whose plugin is dead, twice, after those calls have shown that it is.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.report import leave, print_json, print_table

SERVERS = 8
USUAL = 256
"""Connections that a façade keeps open unless told otherwise."""


@contextmanager
def target() -> Iterator[str]:
    """Yield the ports of servers that run until the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.plugin_target", str(SERVERS)],
        stdin=subprocess.PIPE,  # it ends when we do, however that comes about
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline()
        finally:
            process.kill()


def measured(way: str, plugins: int, calls: int) -> dict[str, Any]:
    """Return the figures of one way."""
    with target() as ports:
        done = subprocess.run(
            [sys.executable, "-m", "bench.plugin_clients", way, ports, str(plugins), str(calls)],
            stdout=subprocess.PIPE,
            text=True,
            timeout=1_200,
            check=True,
        )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def row(name: str, figures: dict[str, Any]) -> list[str]:
    """Return one way as a line of the table."""
    calm, while_hanging = figures["others"], figures["others_while_one_hangs"]
    return [
        name,
        f"{figures['kib_each']:.0f}",
        f"{figures['tasks_each']:.1f}",
        f"{figures['opening_cpu_ms_each']:.1f}",
        f"{calm['cpu']:.1f}",
        f"{calm['p50']:.1f} / {calm['p99']:.1f}",
        f"{while_hanging['p50']:.1f} / {while_hanging['p99']:.1f}",
        f"{figures['list_s'][0]:.2f} / {figures['list_s'][-1]:.2f}",
    ]


HEADS = (
    "held by",
    "KiB each",
    "tasks each",
    "CPU ms to open",
    "CPU ms a call",
    "call p50/p99 ms",
    "while one hangs",
    "listing s",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plugins", type=int, default=1_000)
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ways = {
        "façade, all open": str(options.plugins),
        f"façade, {USUAL} open": str(USUAL),
        "plain SDK clients": "plain",
    }
    figures = {name: measured(way, options.plugins, options.calls) for name, way in ways.items()}
    if options.json:
        print_json(figures)
    else:
        print_table(HEADS, [row(name, each) for name, each in figures.items()])
    leave(0)


if __name__ == "__main__":
    main()
