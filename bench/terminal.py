"""What a command of the terminal costs: `python -m bench.terminal [--runs N] [--json]`.

Each command is a process of its own; what is counted is its processor time, by the operating
system. Lists ask an API; a stand-in that answers at once takes its place, so that only the command
is measured. The bare side is an interpreter that does nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from bench.report import print_json, print_table
from bootstrap.version import own_version

BARE = (sys.executable, "-c", "pass")
ZHIBAN = (sys.executable, "-m", "bootstrap.main")
COMMANDS = ("--version", "--help", "people list", "task list", "incident list", "memory search")
ANSWERS: dict[str, Any] = {
    "/api/v1/people": [],
    "/api/v1/tasks": {"tasks": [], "next_after": ""},
    "/api/v1/incidents": {"incidents": [], "next_before": ""},
    "/api/v1/memories": {"found": [], "next_after": "", "note": ""},
}


class StandIn(BaseHTTPRequestHandler):
    """Answers lists with nothing in them."""

    def do_GET(self) -> None:
        """Answer one request."""
        body = json.dumps(ANSWERS[self.path.partition("?")[0]]).encode()
        self.send_response(200)
        self.send_header("Zhiban-Version", own_version())
        self.send_header("Content-Language", "zh-CN")
        self.send_header("Zhiban-Zone", "Asia/Shanghai")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep the output clean."""


@contextmanager
def _api() -> Iterator[Path]:
    """Yield the file by which commands find the stand-in."""
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), StandIn) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        file = Path(folder) / "terminal.json"
        file.touch(0o600)
        address = f"http://127.0.0.1:{server.server_port}"
        file.write_text(json.dumps({"address": address, "token": "zb_bench"}))
        try:
            yield file
        finally:
            server.shutdown()


def cpu_seconds(argv: Sequence[str], file: Path) -> float:
    """Return the processor time of one process, user and system together.

    Raises:
        RuntimeError: it failed.
    """
    named = {"ZHIBAN_TERMINAL_FILE": str(file), "ZHIBAN_ENV_FILE": ""}
    started = subprocess.Popen(argv, env=os.environ | named, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(f"{argv} ended with {started.returncode}")
    return used.ru_utime + used.ru_stime


def measure(commands: Sequence[str], runs: int) -> dict[str, float]:
    """Return the median of each command, after one run that is not counted; `bare` is the first."""
    with _api() as file:
        sides = {"bare": BARE} | {each: (*ZHIBAN, *each.split()) for each in commands}
        return {
            name: median([cpu_seconds(argv, file) for _ in range(runs + 1)][1:])
            for name, argv in sides.items()
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(COMMANDS, given.runs)
    if given.json:
        print_json({"runs": given.runs, "cpu_seconds": found})
        return
    print_table(("command", "CPU s"), [(name, f"{each:.3f}") for name, each in found.items()])


if __name__ == "__main__":
    main()
