"""After a key was rotated: everything that is sealed needs only the new one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretBytes
from sqlalchemy import select, update

from application.events.resealing import Resealed
from bootstrap.configuration.own import EncryptionKey
from bootstrap.sealing import KeySealing
from domain.common.errors import Misconfigured
from domain.plugins.plugins import PluginWiring, changed, registered
from domain.plugins.rules import PluginRequest, made
from storage.events.events import SqlEvents
from storage.incidents.checkpoints import SqlCheckpoints
from storage.incidents.config_versions import SqlConfigVersions
from storage.incidents.tables import checkpoints, config_versions
from storage.plugins.plugins import SqlPlugins
from storage.plugins.tables import plugins as table
from storage.resealing import AT_ONCE, Resealing
from tests.fakes.incident_examples import SHOP
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
OLD, NEW = (
    KeySealing((EncryptionKey(id=name, secret=SecretBytes(name.encode() * 32)),)) for name in "on"
)
OTHER_NEW = KeySealing((EncryptionKey(id="n", secret=SecretBytes(b"x" * 32)),))
BOTH = KeySealing((*NEW.keys, *OLD.keys))
SECRET = "hush-hush-7"
WISH = PluginRequest(name="wiki", url=f"https://w.example/?k={SECRET}", headers={"X-Key": SECRET})
PLUGIN, WIRING = made("u_mei", WISH, revision="r1", at=NOW)


def plugins(database, sealing):
    return SqlPlugins(SqlEvents(database), sealing)


async def add(database, sealing, plugin=PLUGIN):
    event = registered(plugin, unique=plugin.name)
    await plugins(database, sealing).add(plugin, WIRING, event, most=1_000)


async def sealed(database, table=table):
    async with database.reading() as connection:
        return list(await connection.scalars(select(table.c.sealed)))


async def test_after_a_rotation_a_plugin_opens_without_the_old_key(database):
    """CLD-4, MCC-1: and what the old key sealed is in no row any more."""
    await add(database, OLD)
    [before] = await sealed(database)
    found = (await Resealing(database, BOTH).reseal())[0]
    [after] = await sealed(database)
    kept = plugins(database, NEW)

    assert found == Resealed("plugins", renewed=1, current=1, left=0, unopened=0)
    assert before != after
    assert await kept.wiring(PLUGIN) == WIRING
    assert (await kept.get("u_mei", "wiki")).plugin == PLUGIN
    with pytest.raises(Misconfigured, check=says("'n'")):
        OLD.open(after, about="plugin/u_mei/wiki")


async def test_everything_else_that_is_sealed_takes_part(database):
    """CLD-4, RBK-4, RBK-2."""
    await SqlCheckpoints(database, OLD).keep("c1", SECRET, at=NOW)
    await SqlConfigVersions(database, OLD).keep(SHOP, "app", "d1", {"key": SECRET}, at=NOW)
    before = [*await sealed(database, checkpoints), *await sealed(database, config_versions)]
    found = await Resealing(database, BOTH).reseal()
    after = [*await sealed(database, checkpoints), *await sealed(database, config_versions)]

    assert [(each.what, each.renewed) for each in found] == [
        ("plugins", 0),
        ("checkpoints", 1),
        ("config_versions", 1),
        ("robots", 0),
        ("voice_requests", 0),
        ("second_factors", 0),
    ]
    assert not set(before) & set(after)
    assert await SqlCheckpoints(database, NEW).get("c1") == SECRET
    assert await SqlConfigVersions(database, NEW).content(SHOP, "app", "d1") == {"key": SECRET}


async def test_counting_changes_nothing_and_doing_it_twice_neither(database):
    """CLD-4."""
    await add(database, OLD)
    await add(database, NEW, replace(PLUGIN, owner="u_bo"))
    before = await sealed(database)
    checked = (await Resealing(database, BOTH).reseal(check=True))[0]
    unchanged = await sealed(database)
    await Resealing(database, BOTH).reseal()
    once = await sealed(database)
    again = (await Resealing(database, BOTH).reseal())[0]

    assert (checked.renewed, checked.current, checked.left) == (0, 1, 1)
    assert not checked.is_done
    assert unchanged == before
    assert (again.renewed, again.current, again.is_done) == (0, 2, True)
    assert await sealed(database) == once


async def test_many_rows_are_sealed_in_turns_and_each_once(database):
    """CLD-4, SEC-2."""
    many = [replace(PLUGIN, owner=f"u_{n % 7}", name=f"wiki-{n}") for n in range(AT_ONCE * 2 + 3)]
    for plugin in many:
        await add(database, OLD, plugin)
    found = (await Resealing(database, BOTH).reseal())[0]

    assert (found.renewed, found.current) == (len(many), len(many))
    for plugin in many:
        assert await plugins(database, NEW).wiring(plugin) == WIRING


async def test_a_key_that_was_removed_too_early_is_named_and_nothing_is_lost(database):
    """CLD-4: and nobody learns whose plugin it is."""
    await add(database, OLD)
    await add(database, NEW, replace(PLUGIN, owner="u_bo"))
    found = (await Resealing(database, NEW).reseal())[0]

    assert (found.renewed, found.current, found.unopened, found.is_done) == (0, 1, 1, False)
    assert len(found.reasons) == 1
    assert "key 'o'" in found.reasons[0]
    assert "u_mei" not in repr(found)
    assert "wiki" not in repr(found)
    assert await plugins(database, BOTH).wiring(PLUGIN) == WIRING


async def test_what_the_owner_changes_meanwhile_stays_theirs(database):
    """CLD-4, MCC-1."""
    await add(database, OLD)
    moved = PluginWiring("https://other.example/", headers={"X-Key": "new-and-hush"})
    other = replace(PLUGIN, revision="r2")

    races = [plugins(database, OLD)]

    class Raced(Resealing):
        """Lets the owner change the plugin just before it is written."""

        async def _write(self, kind, changes, tally):
            if races:
                event = changed(other, ("url", "headers"), unique="2")
                await races.pop().change(other, moved, event, was="r1")
            await super()._write(kind, changes, tally)

    found = (await Raced(database, BOTH).reseal())[0]

    assert (found.renewed, found.left, found.is_done) == (1, 0, True)
    assert await plugins(database, NEW).wiring(other) == moved


async def test_a_row_that_was_damaged_is_counted_and_left_alone(database):
    """CLD-4."""
    await add(database, OLD)
    async with database.writing() as connection:
        await connection.execute(update(table).values(sealed=b"\x01odamaged"))
    found = (await Resealing(database, BOTH).reseal())[0]

    assert (found.unopened, found.renewed) == (1, 0)
    assert "does not open" in found.reasons[0]
    assert await sealed(database) == [b"\x01odamaged"]


@pytest.mark.parametrize("check", [True, False])
async def test_a_row_that_only_bears_the_newest_keys_name_is_never_counted_as_done(database, check):
    """CLD-4, MCC-1, RBK-4: the key was changed under its id, or the row was damaged or moved."""
    await add(database, NEW)
    await add(database, OTHER_NEW, replace(PLUGIN, owner="u_bo"))
    await SqlCheckpoints(database, NEW).keep("c1", SECRET, at=NOW)
    [moved] = await sealed(database, checkpoints)
    await SqlConfigVersions(database, NEW).keep(SHOP, "app", "d1", {"key": SECRET}, at=NOW)
    async with database.writing() as connection:
        await connection.execute(update(config_versions).values(sealed=moved))
        await connection.execute(update(checkpoints).values(sealed=moved[:-1]))
    before = [await sealed(database, each) for each in (table, checkpoints, config_versions)]
    found = (await Resealing(database, BOTH).reseal(check=check))[:3]  # what there is here

    assert [(each.current, each.unopened, each.is_done) for each in found] == [
        (1, 1, False),
        (0, 1, False),
        (0, 1, False),
    ]
    for each in found:
        assert (each.renewed, each.left) == (0, 0)
        assert "key 'n' does not open" in each.reasons[0]
    assert before == [
        await sealed(database, each) for each in (table, checkpoints, config_versions)
    ]
