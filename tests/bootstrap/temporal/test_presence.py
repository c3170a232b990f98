"""Whether anybody listens where Temporal should be."""

import asyncio

import pytest

from bootstrap.configuration.own import TemporalSettings
from bootstrap.configuration.settings import Settings
from bootstrap.temporal.presence import (
    REMOTE_PATIENCE,
    TERMINAL_PATIENCE,
    expect_temporal,
    patience_for,
)
from domain.common.errors import Unavailable
from tests.fakes.words import says


def somewhere(tmp_path, address):
    return Settings(data_dir=tmp_path, temporal=TemporalSettings(address=address))


async def test_a_command_says_soon_what_to_start(tmp_path):
    """OPS-3, OPS-1: before anything large is loaded; a server of this machine is there at once."""
    with pytest.raises(Unavailable, check=says("zhiban up starts everything")):
        await expect_temporal(somewhere(tmp_path, "127.0.0.1:1"))


async def test_a_command_goes_on_at_once_where_somebody_listens(tmp_path):
    """OPS-3: so does one whose address we cannot take apart; the library reads it then."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await expect_temporal(somewhere(tmp_path, f"127.0.0.1:{port}"))
    await expect_temporal(somewhere(tmp_path, "temporal"))


@pytest.mark.parametrize(
    ("host", "patience"),
    [
        ("127.0.0.1", TERMINAL_PATIENCE),
        ("::1", TERMINAL_PATIENCE),
        ("a.far", REMOTE_PATIENCE),
    ],
)
def test_another_machine_is_given_the_time_of_its_network(host, patience):
    """OPS-3: it is not said to be down because it is far."""
    assert patience_for(host) == patience
