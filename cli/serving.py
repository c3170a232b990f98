"""`zhiban up`, `worker`, `api`, `mcp`: what runs until it is stopped."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.output import note
from cli.runtime import ApiOptions, McpOptions, Transport, UpOptions, WorkerOptions
from cli.terminal import Terminal, secret_from

Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port to listen on; the configured one when left out."),
]
Host = Annotated[str, typer.Option(help="Address to listen on; the configured one when left out.")]


@dataclass(frozen=True)
class ServingCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def up(
        self,
        *,
        data: Annotated[
            Path | None, typer.Option(help="Folder to keep everything in, e.g. var.")
        ] = None,
        no_day: Annotated[
            bool, typer.Option("--no-day", help="Let the sandbox make nothing by itself.")
        ] = False,
        take_over: Annotated[
            bool,
            typer.Option(
                "--take-over", help="Go on with the workflows that another database left."
            ),
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
            typer.Option(min=0, max=65535, help="Port for Prometheus; 0 for none."),
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

    def mcp(
        self,
        *,
        name: Annotated[
            str,
            typer.Argument(
                help="A set of tools: basic, devops, push, tasks or tools; all five when left out. "
                "Or a server of the bus: signing, annotate or lingbus."
            ),
        ] = "",
        transport: Annotated[
            Transport, typer.Option(help="stdio for a host that starts us, http for a server.")
        ] = Transport.STDIO,
        host: Host = "",
        port: Port = None,
        token_file: Annotated[
            Path | None,
            typer.Option(
                help="File with the token whose owner calls over stdio; else the operator."
            ),
        ] = None,
    ) -> None:
        """Serve the tools for agents (MCP).

        Example: zhiban mcp basic --transport http --port 8090
        """

        async def served() -> None:
            token = secret_from(token_file) if token_file else ""
            await self.terminal.runtime.mcp(McpOptions(name, transport, host, port, token))

        self.terminal.run(served())
