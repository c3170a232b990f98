"""Whether anybody listens where Temporal should be."""

import asyncio
import time

import pytest

from bootstrap.configuration.own import TemporalSettings
from bootstrap.configuration.settings import Settings
from bootstrap.temporal.presence import expect_temporal
from domain.common.errors import Unavailable
from tests.fakes.words import says


def somewhere(tmp_path, address):
    return Settings(data_dir=tmp_path, temporal=TemporalSettings(address=address))


async def test_a_command_says_within_two_seconds_what_to_start(tmp_path):
    """OPS-3, OPS-1: before anything large is loaded."""
    began = time.monotonic()
    with pytest.raises(Unavailable, check=says("zhiban up starts everything")):
        await expect_temporal(somewhere(tmp_path, "127.0.0.1:1"))

    assert time.monotonic() - began < 2


async def test_a_command_goes_on_at_once_where_somebody_listens(tmp_path):
    """OPS-3: so does one whose address we cannot take apart; the library reads it then."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await expect_temporal(somewhere(tmp_path, f"127.0.0.1:{port}"))
    await expect_temporal(somewhere(tmp_path, "temporal"))
