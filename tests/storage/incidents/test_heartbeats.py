"""When sources that always send were heard last, in memory and in databases (ALR-11)."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from domain.alerts.heartbeats import Heartbeat
from storage.database import open_database
from storage.incidents.heartbeats import MOST_KEPT, SqlHeartbeats
from tests.fakes.alerts import InMemoryHeartbeats
from tests.storage.conftest import POSTGRES

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
async def kept(request, tmp_path, migrated_file, server_of):
    if request.param == "memory":
        yield InMemoryHeartbeats()
        return
    if request.param == "postgres":
        address = await server_of().clean()
    else:
        shutil.copy(migrated_file, tmp_path / "zhiban.db")
        address = f"sqlite:///{tmp_path}/zhiban.db"
    async with open_database(address) as database:
        yield SqlHeartbeats(database)


async def test_beats_silence_and_our_own_absence_are_kept_side_by_side(kept):
    """ALR-11."""
    assert await kept.get("a") is None
    await kept.beat("b", at=NOW)
    await kept.beat("a", at=NOW)
    await kept.mark_silent("a", NOW)
    await kept.beat("b", at=NOW + MINUTE)
    await kept.count_from(NOW + 2 * MINUTE)

    silent = Heartbeat(name="a", last_at=NOW, counted_from=NOW + 2 * MINUTE, silent_since=NOW)
    assert await kept.get("a") == silent
    (_, heard) = await kept.all()
    assert (heard.name, heard.last_at, heard.gap) == ("b", NOW + MINUTE, MINUTE)

    await kept.mark_silent("a", None)
    await kept.forget(NOW + MINUTE)
    assert [each.name for each in await kept.all()] == ["b"]


async def test_names_of_strangers_are_bounded(kept):
    """ALR-11, SEC-2: whoever knows the address writes the labels."""
    if isinstance(kept, InMemoryHeartbeats):
        pytest.skip("the bound is the database's")
    for number in range(MOST_KEPT + 5):
        await kept.beat(f"made up {number}", at=NOW)
    await kept.beat("made up 3", at=NOW + MINUTE)
    assert len(await kept.all()) == MOST_KEPT
    assert (await kept.get("made up 3")).last_at == NOW + MINUTE
