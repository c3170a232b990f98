"""A program that is no good server, as its first argument says. Starts fast: no library."""

import json
import os
import signal
import sys
from pathlib import Path


def note(what: str) -> None:
    with Path(os.environ["SEEN"]).open("a") as file:
        file.write(f"{what}\n")


def old() -> None:
    """Speak as before 2026: say nothing to what is not known."""
    for line in sys.stdin:
        message = json.loads(line)
        note(message["method"])
        if message["method"] == "initialize":
            result = {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "old", "version": "1"},
            }
        elif message["method"] == "tools/call":
            result = {"content": [{"type": "text", "text": "3"}]}
        elif message["method"] == "tools/list":
            result = {"tools": [{"name": "add", "inputSchema": {"type": "object"}}]}
        else:
            continue
        answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def stubborn() -> None:
    """Neither read nor end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note(f"pid {os.getpid()}")
    while True:
        signal.pause()


def crash() -> None:
    sys.exit("no configuration: set KEY")


if __name__ == "__main__":
    {"old": old, "stubborn": stubborn, "crash": crash}[sys.argv[1]]()
