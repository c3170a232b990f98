"""What each process counted at people's plugins, for all of them to show (MCC-2)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.plugins.figures import KEPT_FOR, MOST_PROCESSES, PluginFigures
from domain.plugins.plugins import Plugin
from storage.database import Database
from storage.plugins.tables import plugin_figures as table
from storage.plugins.tables import plugins


async def keep_figures(database: Database, plugin: Plugin, figures: PluginFigures) -> None:
    """Keep what a process counts in place of what it counted; of exactly this revision only."""
    mine = _of(plugin.owner, plugin.name)
    row = {"noted_at": figures.noted_at, "figures": figures}
    insert = database.insert(table).values(
        owner=plugin.owner, name=plugin.name, process=figures.process, **row
    )
    keys = ["owner", "name", "process"]
    newest = select(table.c.process).where(mine).order_by(table.c.noted_at.desc())
    async with database.writing() as connection:
        if await _revision(connection, plugin) != plugin.revision:
            return
        await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=row))
        stay = list(await connection.scalars(newest.limit(MOST_PROCESSES)))
        surplus = and_(mine, table.c.process.not_in(stay))
        await connection.execute(delete(table).where(surplus))
        old = table.c.noted_at < figures.noted_at - KEPT_FOR
        await connection.execute(delete(table).where(old))


async def figures_of(
    database: Database, owner: str, name: str, *, since: datetime
) -> list[PluginFigures]:
    """Return what processes counted, the newest first."""
    query = select(table.c.figures).where(_of(owner, name), table.c.noted_at >= since)
    async with database.reading() as connection:
        found = await connection.scalars(query.order_by(table.c.noted_at.desc(), table.c.process))
        return list(found)


async def forget_figures(connection: AsyncConnection, owner: str, name: str) -> None:
    """Forget what was counted of a plugin that is removed, or is another one now."""
    await connection.execute(delete(table).where(_of(owner, name)))


async def _revision(connection: AsyncConnection, plugin: Plugin) -> str | None:
    which = and_(plugins.c.owner == plugin.owner, plugins.c.name == plugin.name)
    found: str | None = await connection.scalar(select(plugins.c.revision).where(which))
    return found


def _of(owner: str, name: str) -> ColumnElement[bool]:
    return and_(table.c.owner == owner, table.c.name == name)
