"""The table of plugins; see `tables.py`."""

from sqlalchemy import Column, LargeBinary, Table

from domain.plugins import Plugin, Standing
from storage.codec import Typed, Words
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
