"""The tables of plugins; see `tables.py`."""

from sqlalchemy import Column, Index, LargeBinary, Table

from domain.plugins.figures import PluginFigures
from domain.plugins.plugins import Plugin, Standing
from storage.codec import Typed, UtcTime, Words
from storage.tables import metadata

plugins = Table(
    "plugins",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("revision", Words, nullable=False),
    Column("plugin", Typed(Plugin), nullable=False),
    Column("standing", Typed(Standing), nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # its address and headers
)

plugin_figures = Table(
    "plugin_figures",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("process", Words, primary_key=True),
    Column("noted_at", UtcTime, nullable=False),
    Column("figures", Typed(PluginFigures), nullable=False),
    Index(None, "noted_at"),
)
