"""The table of robots; see `tables.py`."""

from sqlalchemy import Column, Index, LargeBinary, Table

from domain.voice.robots import Robot, RobotStanding
from storage.codec import Typed, UtcTime, Words
from storage.tables import metadata

robots = Table(
    "robots",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("revision", Words, nullable=False),
    Column("robot", Typed(Robot), nullable=False),
    Column("standing", Typed(RobotStanding), nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # its address
    Column("holder", Words, nullable=False),  # the process that has its connection; empty: none
    Column("held_until", UtcTime),
    Index(None, "holder"),
    Index(None, "held_until"),
)
