"""What incidents may share, in memory and in databases (ALR-12)."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.ports.incidents.groups import KnownPeer
from domain.alerts.alerts import FaultClass
from domain.incidents.groups.gathering import Peer
from domain.incidents.groups.rules import GroupKey, GroupRule
from storage.database import open_database
from storage.incidents.group_keys import SqlGroupKeys
from tests.fakes.group_keys import InMemoryGroupKeys
from tests.storage.conftest import POSTGRES

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NODE = GroupKey(GroupRule.NODE, "cls-1", "10.0.3.17", "10.0.3.17")
DATABASE = GroupKey(GroupRule.DEPENDENCY, "cls-1", "10.0.8.2:3306", "10.0.8.2:3306")


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
async def kept(request, tmp_path, migrated_file, server_of):
    if request.param == "memory":
        yield InMemoryGroupKeys()
        return
    if request.param == "postgres":
        address = await server_of().clean()
    else:
        shutil.copy(migrated_file, tmp_path / "zhiban.db")
        address = f"sqlite:///{tmp_path}/zhiban.db"
    async with open_database(address) as database:
        yield SqlGroupKeys(database)


def known(name: str, *keys: GroupKey) -> KnownPeer:
    peer = Peer(f"i_{name}", f"shop/Deployment/{name}", FaultClass.NOT_READY, NOW, keys)
    return KnownPeer(peer, f"incident/{name}")


async def test_those_that_share_a_key_are_found_oldest_first(kept):
    """ALR-12: with the keys that were asked for, and nothing of others."""
    await kept.keep(known("b", NODE), at=NOW)
    await kept.keep(known("a", NODE, DATABASE), at=NOW + timedelta(seconds=1))
    await kept.keep(known("c", DATABASE), at=NOW + timedelta(seconds=2))

    found = await kept.sharing([NODE], since=NOW)
    assert [each.peer.incident for each in found] == ["i_b", "i_a"]
    assert found[0] == known("b", NODE)
    assert [each.workflow_id for each in await kept.sharing([NODE, DATABASE], since=NOW)] == [
        "incident/b",
        "incident/a",
        "incident/c",
    ]


async def test_what_is_too_old_or_was_replaced_is_not_found(kept):
    """ALR-12: an incident is kept once, as it was kept last."""
    await kept.keep(known("a", NODE), at=NOW)
    await kept.keep(known("b", NODE), at=NOW)
    await kept.keep(known("b", DATABASE), at=NOW + timedelta(minutes=1))

    assert [each.peer.incident for each in await kept.sharing([NODE], since=NOW)] == ["i_a"]
    assert await kept.sharing([NODE], since=NOW + timedelta(seconds=1)) == []
    assert await kept.sharing([replace(NODE, cluster="cls-2")], since=NOW) == []
    assert await kept.sharing([], since=NOW) == []
