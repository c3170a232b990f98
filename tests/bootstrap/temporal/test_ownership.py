"""Two installations never work in one namespace, and `up` knows what it keeps."""

import pytest
from temporalio.testing import WorkflowEnvironment

from bootstrap.configuration.own import TemporalSettings
from bootstrap.configuration.settings import Settings
from bootstrap.foundation import open_foundation
from bootstrap.running import everything
from bootstrap.runtime import ZhibanRuntime
from bootstrap.temporal.client import install_runtime
from domain.common.errors import Misconfigured
from storage.migrate import migrate
from tests.fakes.words import says
from tests.temporal_servers import SERVER, STARTUP

pytestmark = [pytest.mark.slow, pytest.mark.temporal]


@pytest.fixture
async def address():
    install_runtime()
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER, dev_server_startup_timeout=STARTUP
    )
    async with environment:
        yield environment.client.service_client.config.target_host


@pytest.fixture
def installed(address, tmp_path):
    """Make an installation: a folder with a database of its own."""

    async def install(name: str) -> Settings:
        folder = tmp_path / name
        folder.mkdir()
        temporal = TemporalSettings(address=address, queue=f"zhiban-{name}")
        settings = Settings(data_dir=folder, temporal=temporal, sandbox=True)
        await migrate(settings.database)
        return settings

    return install


async def start(settings: Settings) -> None:
    async with open_foundation(settings):
        pass


async def test_a_second_installation_is_refused_by_name_and_told_what_to_do(installed):
    """OPS-3: also when it has a queue of its own."""
    first, second = await installed("a"), await installed("b")
    await start(first)
    await start(first)
    with pytest.raises(Misconfigured) as refused:
        await start(second)

    said = str(refused.value)
    assert "Namespace default belongs to another installation: inst_" in said
    assert "queue zhiban-a, since 20" in said
    assert "ZHIBAN_TEMPORAL_NAMESPACE" in said
    assert "zhiban namespace take-over" in said


async def test_a_restored_database_is_the_same_installation(installed, tmp_path):
    """OPS-3: what was copied keeps its name."""
    first = await installed("a")
    await start(first)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "zhiban.db").write_bytes((tmp_path / "a" / "zhiban.db").read_bytes())
    await start(first.model_copy(update={"data_dir": tmp_path / "b"}))


async def test_the_terminal_says_whose_it_is_and_takes_it_over(installed, monkeypatch):
    """OPS-3."""
    first, second = await installed("a"), await installed("b")
    await start(first)
    rig = ZhibanRuntime()
    monkeypatch.setitem(rig.__dict__, "_settings", second)
    shown = await rig.namespace()
    taken = await rig.namespace(take_over=True)

    assert (shown.namespace, shown.is_ours, taken.is_ours) == ("default", False, True)
    assert "queue zhiban-a" in shown.owner
    assert "queue zhiban-b" in taken.owner
    assert (await rig.namespace(take_over=True)).is_ours
    await start(second)
    with pytest.raises(Misconfigured, check=says("queue zhiban-b")):
        await start(first)


async def test_up_with_a_new_database_and_old_workflows_names_the_file_and_the_ways_on(
    installed, tmp_path
):
    """OPS-1: both are in its folder."""
    settings = await installed("a")
    said = await everything._namespace(settings, take_over=False)
    assert said.startswith("default belongs to inst_")
    assert await everything._namespace(settings, take_over=False) == said
    for each in (tmp_path / "a").glob("zhiban.db*"):
        each.unlink()
    await migrate(settings.database)
    with pytest.raises(Misconfigured) as refused:
        await everything._namespace(settings, take_over=False)

    assert f"delete {tmp_path / 'a' / 'temporal.db'} to begin anew" in str(refused.value)
    assert "`zhiban up --take-over`" in str(refused.value)
    assert await everything._namespace(settings, take_over=True) != said
