"""What the façade of a process counts, in our words, and where all processes see it (MCC-2)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field

import structlog

from application.ports.assistant.plugins import Plugins
from application.ports.clock import Clock
from domain.common.errors import ZhibanError
from domain.plugins.figures import (
    CallFigures,
    ConnectionFigures,
    ListFigures,
    PluginFigures,
    ToolCallFigures,
    most_called,
)
from domain.plugins.plugins import Plugin
from integrations.plugins.registrations import StoredRegistrations
from mcp_client import ClientPool, ServerFault, ServerReport
from mcp_client.servers.latencies import Ending, ToolFigures

NOTED_EVERY_SECONDS = 30.0
"""Soon enough for a person who looks, and one row at most for each plugin in use."""

LAST_SECONDS = 5.0
"""For the last look, at the end of a process: a database that is away holds up no restart."""

LONGEST_NAME = 128
"""Characters of a tool's name among the figures."""

_log = structlog.get_logger(__name__)


@dataclass
class FigureKeeper:
    """Counts for one process, and keeps what it counted.

    Attributes:
        process: what it does and where, e.g. `worker 4711@ops-1`.
        every: seconds between two looks for what is to be kept.
        last: seconds that the look at the end may take.
    """

    client_pool: ClientPool
    plugins: Plugins
    registrations: StoredRegistrations
    clock: Clock
    process: str
    every: float = NOTED_EVERY_SECONDS
    last: float = LAST_SECONDS
    _noted: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    async def live(self, plugin: Plugin) -> PluginFigures | None:
        """Return what was counted at a plugin up to now; None: it was not used here."""
        if (plugin.owner, plugin.name) not in self.client_pool.activity:
            return None
        try:
            report = (await self.client_pool.get_report(plugin.owner, plugin.name))[plugin.name]
        except ServerFault:  # it is disabled, or has just been removed
            return None
        return self._figures(plugin, report) if report.requests else None

    async def note(self) -> None:
        """Keep the figures that are other ones than those that were kept last."""
        activity = self.client_pool.activity
        self._noted = {key: noted for key, noted in self._noted.items() if key in activity}
        for (owner, name), ended in activity.items():
            now = self.registrations.revision(owner, name), ended
            if self._noted.get((owner, name)) == now:
                continue
            try:
                await self._keep(owner, name)
            except ZhibanError as error:  # the next look tries again
                _log.warning("plugins.figures_not_kept", plugin=name, reason=str(error))
            else:
                self._noted[owner, name] = now

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Keep figures now and then while the block lasts, and once more at its end."""
        task = asyncio.create_task(self._look(), name="plugins: figures")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            with suppress(TimeoutError):
                async with asyncio.timeout(self.last):
                    await self.note()

    async def _keep(self, owner: str, name: str) -> None:
        """Keep the figures of a plugin, unless it is another one than they are about."""
        kept = await self.plugins.get(owner, name)
        if kept is None or self.registrations.revision(owner, name) != kept.plugin.revision:
            return
        figures = await self.live(kept.plugin)
        if figures is not None:
            await self.plugins.keep_figures(kept.plugin, figures)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            await self.note()

    def _figures(self, plugin: Plugin, report: ServerReport) -> PluginFigures:
        mask = self.registrations.masks.of(plugin.owner, plugin.name)
        tools = [
            ToolCallFigures(mask.beginning(tool, LONGEST_NAME), _calls(figures))
            for tool, figures in report.metrics.tools.items()
        ]
        return PluginFigures(
            process=self.process,
            noted_at=self.clock.now(),
            health=report.metrics.state.value,
            newest_requests=report.metrics.newest,
            newest_failed=report.metrics.newest_failed,
            together=_calls(report.metrics.together),
            tools=most_called(tools),
            tools_in_all=len(tools),
            memory=_memory(report),
            connection=_connection(report),
        )


def _calls(figures: ToolFigures) -> CallFigures:
    endings = figures.endings
    return CallFigures(
        calls=figures.calls,
        done=endings.get(Ending.DONE, 0),
        tool_failed=endings.get(Ending.TOOL_FAILED, 0),
        faults=endings.get(Ending.FAULT, 0),
        cancelled=endings.get(Ending.CANCELLED, 0),
        fault_kinds={kind.value: count for kind, count in sorted(figures.faults.items())},
        p50_seconds=_rounded(figures.p50),
        p95_seconds=_rounded(figures.p95),
        p99_seconds=_rounded(figures.p99),
        longest_seconds=_rounded(figures.longest),
    )


def _memory(report: ServerReport) -> ListFigures:
    values = asdict(report.cache)
    age = values.pop("age")
    return ListFigures(**values, age_seconds=_rounded(age))


def _connection(report: ServerReport) -> ConnectionFigures:
    session = report.session
    return ConnectionFigures(
        session.is_open,
        session.era,
        session.opens,
        session.in_flight,
        round(session.idle, 1),
    )


def _rounded(seconds: float | None) -> float | None:
    """Return seconds to the tenth of a millisecond; what is measured is no finer."""
    return None if seconds is None else round(seconds, 4)
