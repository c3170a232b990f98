"""A server that is a program."""

import json
import os
import sys
from pathlib import Path

from mcp.server.mcpserver import MCPServer

SEEN = Path(os.environ.get("SEEN", os.devnull))


def note(what: str) -> None:
    with SEEN.open("a") as file:
        file.write(f"{what}\n")


def serve() -> None:
    server = MCPServer("weather")

    @server.tool()
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        note("add")
        return a + b

    @server.tool()
    def environment() -> str:
        """Tell what the program sees."""
        return json.dumps([dict(os.environ), str(Path.cwd()), sys.argv[1:]])

    @server.tool()
    def die() -> str:
        """End in the middle of a call."""
        note("die")
        sys.stderr.write("cannot go on: disk is full, token=s3cret-value\n")
        sys.stderr.flush()
        os._exit(3)

    @server.tool()
    def complain(times: int) -> str:
        """Fill the standard error."""
        for _ in range(times):
            sys.stderr.write("x" * 1023 + "\n")
        return "done"

    @server.tool()
    def repeat(times: int) -> str:
        """Say x so many times."""
        return "x" * times

    @server.tool()
    def chat() -> str:
        """Write to the standard output what is no message."""
        sys.__stdout__.write("loading...\n{}\n[1]\n")
        sys.__stdout__.flush()
        return "done"

    server.run("stdio")


if __name__ == "__main__":
    serve()
