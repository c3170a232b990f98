"""People's plugins; what opens them to us is sealed (MCC-1, CLD-4)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.assistant.plugins import KeptPlugin
from application.ports.sealing import Sealing
from domain.common.errors import Conflict, NotFound
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.plugins.figures import PluginFigures
from domain.plugins.plugins import (
    Plugin,
    PluginState,
    PluginWiring,
    Standing,
    is_to_be_told,
    state_changed,
    stood,
    told,
)
from storage.events.events import SqlEvents, append_to
from storage.plugins.figures import figures_of, forget_figures, keep_figures
from storage.plugins.tables import plugins

_CHANGED = "The plugin was changed meanwhile; look at it again."


@dataclass(frozen=True)
class SqlPlugins:
    """Plugins by owner and name."""

    events: SqlEvents
    sealing: Sealing

    async def add(self, plugin: Plugin, wiring: PluginWiring, event: Event, *, most: int) -> None:
        """Keep a plugin, its wiring and its event, all or nothing."""
        row = {
            "owner": plugin.owner,
            "name": plugin.name,
            "revision": plugin.revision,
            "plugin": plugin,
            "standing": Standing(),
            "sealed": self._sealed(plugin, wiring),
        }
        mine = select(func.count()).where(plugins.c.owner == plugin.owner)
        insert = self.events.database.insert(plugins).values(row).on_conflict_do_nothing()
        async with self.events.appending() as connection:
            if await _get(connection, plugin.owner, plugin.name) is not None:
                raise Conflict(message("plugin.name_taken", plugin=Called(plugin.name)))
            if (await connection.scalar(mine) or 0) >= most:
                raise Conflict(message("plugin.most", most=most))
            await connection.execute(insert)
            await append_to(connection, event)

    async def change(
        self, plugin: Plugin, wiring: PluginWiring | None, event: Event, *, was: str
    ) -> None:
        """Replace a plugin, and its wiring unless that is None, and append the event."""
        values: dict[str, object] = {"revision": plugin.revision, "plugin": plugin}
        if wiring is not None:
            values |= {"sealed": self._sealed(plugin, wiring), "standing": Standing()}
        which = and_(_is(plugin.owner, plugin.name), plugins.c.revision == was)
        async with self.events.appending() as connection:
            done = await connection.execute(update(plugins).where(which).values(values))
            if not done.rowcount:
                raise Conflict(_CHANGED)
            if wiring is not None:
                await forget_figures(connection, plugin.owner, plugin.name)
            await append_to(connection, event)

    async def remove(self, owner: str, name: str, event: Event) -> bool:
        """Remove the row and append the event; False when it is not there."""
        async with self.events.appending() as connection:
            gone = await connection.execute(delete(plugins).where(_is(owner, name)))
            if gone.rowcount:
                await forget_figures(connection, owner, name)
                await append_to(connection, event)
            return bool(gone.rowcount)

    async def get(self, owner: str, name: str) -> KeptPlugin | None:
        """Return it, or None."""
        async with self.events.database.reading() as connection:
            return await _get(connection, owner, name)

    async def figures(self, plugin: Plugin, *, since: datetime) -> list[PluginFigures]:
        """Return what processes have counted, the newest first."""
        database = self.events.database
        return await figures_of(database, plugin.owner, plugin.name, since=since)

    async def list(self, owner: str) -> list[KeptPlugin]:
        """Return all of a person's, by name."""
        query = select(plugins.c.plugin, plugins.c.standing).where(plugins.c.owner == owner)
        async with self.events.database.reading() as connection:
            rows = await connection.execute(query.order_by(plugins.c.name))
            return [KeptPlugin(plugin, standing) for plugin, standing in rows]

    async def wiring(self, plugin: Plugin) -> PluginWiring:
        """Return what is needed to connect to exactly this revision."""
        query = select(plugins.c.revision, plugins.c.sealed)
        async with self.events.database.reading() as connection:
            found = await connection.execute(query.where(_is(plugin.owner, plugin.name)))
            row = found.first()
        if row is None:
            raise NotFound("plugin", plugin.name)
        revision, sealed = row
        if revision != plugin.revision:
            raise Conflict(_CHANGED)
        return PluginWiring(**json.loads(self.sealing.open(sealed, about=_about(plugin))))

    async def note(
        self,
        plugin: Plugin,
        state: PluginState,
        *,
        said: str,
        tools: int | None,
        at: datetime,
        unique: str,
    ) -> None:
        """Keep how a plugin stood, with an event when one is due.

        Looked at before it is written: almost always nothing has changed, and writers wait for
        each other.
        """
        seen = await self.get(plugin.owner, plugin.name)
        if seen is None or seen.plugin.revision != plugin.revision:
            return
        standing = _after(seen.standing, state, said=said, tools=tools, at=at)
        if standing == seen.standing and not is_to_be_told(standing, at=at):
            return
        async with self.events.appending() as connection:
            kept = await _get(connection, plugin.owner, plugin.name)
            if kept is None or kept.plugin.revision != plugin.revision:
                return
            standing = _after(kept.standing, state, said=said, tools=tools, at=at)
            if is_to_be_told(standing, at=at):
                event = state_changed(plugin, standing, at=at, unique=unique)
                await append_to(connection, event)
                standing = told(standing, at=at)
            which = _is(plugin.owner, plugin.name)
            await connection.execute(update(plugins).where(which).values(standing=standing))

    async def keep_figures(self, plugin: Plugin, figures: PluginFigures) -> None:
        """Keep what a process has counted, in place of what it had counted before."""
        await keep_figures(self.events.database, plugin, figures)

    def _sealed(self, plugin: Plugin, wiring: PluginWiring) -> bytes:
        content = vars(wiring) | {"headers": dict(wiring.headers)}
        return self.sealing.seal(json.dumps(content).encode(), about=_about(plugin))


async def _get(connection: AsyncConnection, owner: str, name: str) -> KeptPlugin | None:
    query = select(plugins.c.plugin, plugins.c.standing).where(_is(owner, name))
    row = (await connection.execute(query)).first()
    return KeptPlugin(*row) if row is not None else None


def _after(
    before: Standing, state: PluginState, *, said: str, tools: int | None, at: datetime
) -> Standing:
    standing = stood(before, state, said=said, at=at)
    return standing if tools is None else replace(standing, tools=tools)


def _is(owner: str, name: str) -> ColumnElement[bool]:
    return and_(plugins.c.owner == owner, plugins.c.name == name)


def _about(plugin: Plugin) -> str:
    return f"plugin/{plugin.owner}/{plugin.name}"
