"""`zhiban plugins …`: MCP servers elsewhere whose tools the assistant may use."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from application.common.wording import Localizer
from application.plugins.views import PluginView, plugin_view
from application.ports.assistant.plugins import KeptPlugin, PluginTool, Trial
from application.services import Services
from cli.exit import ExitCode
from cli.options import AsJson, For
from cli.output import heads, note, say, say_json, say_table
from cli.plugins.figures import say_figures
from cli.plugins.words import row_of, say_outcome, say_plugin, say_tools
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Names, message
from domain.common.readers import Reader
from domain.plugins.figures import PluginFigures
from domain.plugins.plugins import PluginState, PluginTransport
from domain.plugins.rules import LONGEST_HEADER_VALUE, MOST_HEADERS, PluginChanges, PluginRequest

Name = Annotated[str, typer.Argument(help="option.plugin")]
Header = Annotated[
    list[str] | None,
    typer.Option(help="option.header"),
]
HeaderFile = Annotated[Path | None, typer.Option(help="option.header_file")]
Timeout = Annotated[float | None, typer.Option(min=1, max=300, help="option.timeout")]

_TRY_LATER = frozenset({PluginState.UNREACHABLE, PluginState.RATE_LIMITED})


PLUGINS = "/api/v1/plugins"


@dataclass(frozen=True)
class Plugins:
    """A person's plugins, as the API answers them."""

    plugins: tuple[PluginView, ...]


_LISTED = (
    *("head.name", "head.address", "head.enabled", "head.trusted", "head.state", "head.since"),
    *("head.tools", "head.said"),
)


@dataclass(frozen=True)
class PluginCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(self, *, person: For = None, as_json: AsJson = False) -> None:
        """List a person's plugins and how each stood when it was last spoken to.

        Example: zhiban plugins list -p u_mei
        """

        async def listed(services: Services, _: Reader) -> Plugins:
            by = await self.terminal.acting_as(services, person)
            return Plugins(tuple(map(plugin_view, await services.plugins.list(by=by))))

        seen = self.terminal.see(Plugins, PLUGINS, {}, listed, person=person)
        if as_json:
            say_json(seen.view)
            return
        reader = Localizer(self.terminal.runtime.words, seen.reader)
        rows = [row_of(each, reader) for each in seen.view.plugins]
        say_table(heads(reader.text, *_LISTED), rows)

    def add(  # noqa: PLR0913 - one option per field of a plugin
        self,
        *,
        name: Annotated[str, typer.Argument(help="option.plugin_name")],
        url: Annotated[str, typer.Argument(help="option.url")] = "",
        header: Header = None,
        header_file: HeaderFile = None,
        sse: Annotated[bool, typer.Option("--sse", help="option.sse")] = False,
        command: Annotated[str, typer.Option(help="option.command")] = "",
        trusted: Annotated[bool, typer.Option("--trusted", help="option.trusted")] = False,
        disabled: Annotated[bool, typer.Option("--disabled", help="option.disabled")] = False,
        timeout: Timeout = None,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Register a plugin for a person, and try it.

        Example: zhiban plugins add wiki https://wiki.example.cn/mcp --header Authorization
        """
        transport = PluginTransport.SSE if sse else PluginTransport.HTTP
        given = self._address(url, needed=not command)
        requested = PluginRequest(
            name=name,
            transport=PluginTransport.STDIO if command else transport,
            url=given or "",
            command=command,
            headers=self._headers(header, header_file) or {},
            trusted=trusted,
            enabled=not disabled,
            timeout=timedelta(seconds=timeout or 30),
        )

        async def added(services: Services) -> Trial:
            by = await self.terminal.acting_as(services, person)
            await services.plugins.register(by=by, requested=requested)
            return await services.plugins.test(by=by, name=name)

        trial, reader = self.terminal.told(added, person=person)
        if as_json:
            say_json(trial)
        else:
            say(reader.text(message("plugin_tool.registered", plugin=Called(name))))
            say_outcome(name, trial, reader)

    def show(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Show a plugin; of its address only the server, of its headers only the names.

        Example: zhiban plugins show wiki -p u_mei
        """

        async def got(services: Services, _: Reader) -> PluginView:
            by = await self.terminal.acting_as(services, person)
            return plugin_view(await services.plugins.get(by=by, name=name))

        path = f"{PLUGINS}/{quote(name, safe='')}"
        seen = self.terminal.see(PluginView, path, {}, got, person=person)
        if as_json:
            say_json(seen.view)
        else:
            say_plugin(seen.view, Localizer(self.terminal.runtime.words, seen.reader))

    def change(  # noqa: PLR0913 - one option per field of a plugin
        self,
        *,
        name: Name,
        url: Annotated[str, typer.Option(help="option.change_url")] = "",
        ask_url: Annotated[bool, typer.Option("--ask-url", help="option.ask_url")] = False,
        header: Header = None,
        header_file: HeaderFile = None,
        no_headers: Annotated[bool, typer.Option("--no-headers", help="option.no_headers")] = False,
        trusted: Annotated[
            bool | None,
            typer.Option("--trusted/--untrusted", help="option.change_trusted"),
        ] = None,
        timeout: Timeout = None,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Change a plugin; headers that are given replace all that there were.

        Example: zhiban plugins change wiki --header Authorization -p u_mei
        """
        given = self._address(url, needed=ask_url)
        headers = {} if no_headers else self._headers(header, header_file)
        changes = PluginChanges(
            given,
            headers,
            trusted,
            timeout=None if timeout is None else timedelta(seconds=timeout),
        )
        self._change(name, changes, person, as_json=as_json)

    def enable(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Let the assistant use a plugin again.

        Example: zhiban plugins enable wiki -p u_mei
        """
        self._change(name, PluginChanges(enabled=True), person, as_json=as_json)

    def disable(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Keep a plugin, and let nobody use it.

        Example: zhiban plugins disable wiki -p u_mei
        """
        self._change(name, PluginChanges(enabled=False), person, as_json=as_json)

    def remove(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Remove a plugin with its address and headers, for good.

        Example: zhiban plugins remove wiki -p u_mei
        """

        async def removed(services: Services) -> None:
            by = await self.terminal.acting_as(services, person)
            await services.plugins.remove(by=by, name=name)

        _, reader = self.terminal.told(removed, person=person)
        if as_json:
            say_json({"name": name, "removed": True})
        else:
            note(reader.text(message("plugin_tool.removed", plugin=Called(name))))

    def test(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Connect to a plugin anew and list its tools; fails when it is not ready.

        Example: zhiban plugins test wiki -p u_mei
        """

        async def tried(services: Services) -> Trial:
            by = await self.terminal.acting_as(services, person)
            return await services.plugins.test(by=by, name=name)

        trial, reader = self.terminal.told(tried, person=person)
        if as_json:
            say_json(trial)
        else:
            say_outcome(name, trial, reader)
            if trial.tools:
                say_tools(trial.tools, reader)
        if trial.state is not PluginState.READY:
            later = trial.state in _TRY_LATER
            raise typer.Exit(ExitCode.TRY_AGAIN if later else ExitCode.REFUSED)

    def tools(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """List the tools of a plugin, and how carefully the assistant handles each.

        Example: zhiban plugins tools wiki -p u_mei
        """

        async def listed(services: Services) -> tuple[PluginTool, ...]:
            by = await self.terminal.acting_as(services, person)
            return await services.plugins.tools(by=by, name=name)

        found, reader = self.terminal.told(listed, person=person)
        if as_json:
            say_json(found)
        else:
            say_tools(found, reader)

    def metrics(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Show what each process counted at a plugin: calls, faults, how long they took, health.

        Example: zhiban plugins metrics wiki -p u_mei
        """

        async def counted(services: Services) -> tuple[PluginFigures, ...]:
            by = await self.terminal.acting_as(services, person)
            return await services.plugins.figures(by=by, name=name)

        found, reader = self.terminal.told(counted, person=person)
        if as_json:
            say_json({"processes": found})
        else:
            say_figures(name, found, reader)

    def _change(
        self, name: str, changes: PluginChanges, person: str | None, *, as_json: bool
    ) -> None:
        async def changed(services: Services) -> KeptPlugin:
            by = await self.terminal.acting_as(services, person)
            await services.plugins.change(by=by, name=name, changes=changes)
            return await services.plugins.get(by=by, name=name)

        kept, reader = self.terminal.told(changed, person=person)
        if as_json:
            say_json(plugin_view(kept))
        else:
            fields = Names(tuple(map(Called, changes.fields)))
            note(reader.text(message("plugin_tool.changed", plugin=Called(name), fields=fields)))

    def _headers(self, names: list[str] | None, file: Path | None) -> dict[str, str] | None:
        """Return what is to be sent; None when nothing is said about headers."""
        if names is None and file is None:
            return None

        async def read() -> dict[str, str]:
            return _read_headers(file) if file else {}

        found = self.terminal.run(read())
        return found | {
            name: self.terminal.secret(message("plugin.value_of", header=Called(name)))
            for name in names or []
        }

    def _address(self, url: str, *, needed: bool) -> str | None:
        """Return an address; one that may hold a key is asked for, so that no history keeps it."""
        if "?" in url or "@" in url:
            note(f"zhiban: {self.terminal.text(message('plugin.key_in_url'))}")
            raise typer.Exit(ExitCode.USAGE)
        return url or (self.terminal.secret(message("plugin.address")) if needed else None)


def _read_headers(path: Path) -> dict[str, str]:
    """Return the headers of a file; what is wrong with it is told without what it says.

    Raises:
        InvalidRequest: it cannot be read, or a line is no header.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_HEADERS * (LONGEST_HEADER_VALUE + 100))
    except (OSError, UnicodeDecodeError):
        rule = message("rule.readable_file", file=Called(str(path)))
        raise InvalidRequest("header_file", rule) from None
    headers: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or name.strip() in headers:
            raise InvalidRequest(
                "header_file",
                message("plugin.header_line", form=Called("Name: value"), line=number),
            )
        headers[name.strip()] = value.strip()
    return headers
