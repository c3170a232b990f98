"""`zhiban up`, `worker`, `api`, `mcp`, `bridge`: what runs until it is stopped."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.output import note
from cli.runtime import ApiOptions, McpOptions, Transport, UpOptions, WorkerOptions
from cli.terminal import Terminal, secret_from

Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="option.port"),
]
Host = Annotated[str, typer.Option(help="option.host")]


@dataclass(frozen=True)
class ServingCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def up(
        self,
        *,
        data: Annotated[Path | None, typer.Option(help="option.data")] = None,
        no_day: Annotated[bool, typer.Option("--no-day", help="option.no_day")] = False,
        take_over: Annotated[
            bool,
            typer.Option("--take-over", help="option.take_over"),
        ] = False,
    ) -> None:
        """Start everything on this machine, on embedded defaults, until Ctrl-C.

        Temporal, the database, a worker, the API with its pages, MCP, and a sandbox for the outside
        world. A second start finds its data again.

        Example: zhiban up
        """
        options = UpOptions(data=data, scripted_day=not no_day, take_over=take_over)
        self.terminal.run(self.terminal.runtime.up(options, tell=note))

    def worker(
        self,
        *,
        metrics_port: Annotated[
            int | None,
            typer.Option(min=0, max=65535, help="option.metrics_port"),
        ] = None,
    ) -> None:
        """Run one worker against the configured Temporal and database.

        Example: zhiban worker --metrics-port 9100
        """
        self.terminal.run(self.terminal.runtime.worker(WorkerOptions(metrics_port)))

    def api(self, *, host: Host = "", port: Port = None) -> None:
        """Serve the HTTP API with its pages.

        Example: zhiban api --port 8080
        """
        self.terminal.run(self.terminal.runtime.api(ApiOptions(host, port)))

    def bridge(self) -> None:
        """Keep people's desk robots connected, and answer what they ask.

        Dials out; listens nowhere. Any number of these may run: each robot is held by one.

        Example: zhiban bridge
        """
        self.terminal.run(self.terminal.runtime.bridge())

    def mcp(  # noqa: PLR0913 - each is an option of the terminal
        self,
        *,
        name: Annotated[
            str,
            typer.Argument(help="option.mcp_name"),
        ] = "",
        tools: Annotated[str, typer.Option(help="option.mcp_tools")] = "",
        read_only: Annotated[bool, typer.Option(help="option.mcp_read_only")] = False,
        transport: Annotated[Transport, typer.Option(help="option.transport")] = Transport.STDIO,
        host: Host = "",
        port: Port = None,
        token_file: Annotated[
            Path | None,
            typer.Option(help="option.token_file"),
        ] = None,
    ) -> None:
        """Serve the tools for agents (MCP).

        Example: zhiban mcp basic --transport http --port 8090
        """

        async def served() -> None:
            token = secret_from(token_file) if token_file else ""
            named = tuple(filter(None, (each.strip() for each in tools.split(","))))
            options = McpOptions(name, transport, host, port, token, named, read_only)
            await self.terminal.runtime.mcp(options)

        self.terminal.run(served())
