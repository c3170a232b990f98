"""The tables of robots and of what they ask for; see `tables.py`."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from domain.voice.requests import VoiceRequest
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

voice_requests = Table(
    "voice_requests",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("robot", Words, primary_key=True),  # one each: a later request takes its place
    Column("id", Words, nullable=False),
    Column("request", Typed(VoiceRequest), nullable=False),
    Column("state", Words, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("told", Typed(str), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # its code, and the arguments of its call
)
