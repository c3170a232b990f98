"""What still works while the disk is nearly full, and that health says so (SEC-6)."""

import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest

from api.options import NotReady
from application.incidents.controls import ControlService
from application.incidents.waking import IncidentWaking
from bootstrap.configuration.settings import Settings
from bootstrap.incidents.stores import incident_stores
from bootstrap.services import people_service, proof_service
from bootstrap.stores import stores_on
from bootstrap.write_check import WriteCheck
from domain.common.errors import Unavailable
from domain.people.access import Actor, Role
from domain.people.people import Newcomer
from storage.database import open_database
from storage.migrate import migrate
from storage.people.people import SqlThrottle
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import WORDS, says

ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
NEARLY_FULL = (
    r"^The database has less than 50 MB left on its disk, which is kept for emergencies; "
    r"free some space\.$"
)


class Disk:
    """A disk with as much room as is said."""

    def __init__(self):
        self.room = 10**9

    def free(self, folder):
        assert folder.is_dir()
        return self.room


@pytest.fixture
async def url(tmp_path):
    found = f"sqlite:///{tmp_path}/zhiban.db"
    await migrate(found)
    return found


@asynccontextmanager
async def opened(url, disk):
    async with open_database(url) as database:
        yield replace(database, free=disk.free)


def control_service(database, clock):
    stores = stores_on(database, clock)
    kept = incident_stores(Settings(_env_file=None), database, stores.events, clock)
    waking = IncidentWaking(kept.incidents, SimpleNamespace())
    ids = CountingIds()
    return ControlService(kept.controls, stores.events.with_reserve(), clock, ids, waking)


async def test_on_a_nearly_full_disk_people_sign_in_and_stop_repairs_and_nothing_else(url):
    """SEC-6: what is kept free is for what ends the emergency."""
    disk, clock = Disk(), ManualClock()
    async with opened(url, disk) as database:
        stores = stores_on(database, clock)
        people, proofs = people_service(stores, WORDS), proof_service(stores)
        controls = control_service(database, clock)
        kept = []
        await people.first_admin(kept.append)
        disk.room = 49_999_999

        signed_in = await proofs.sign_in("u_admin", kept[0], client="c")
        await controls.set_kill_switch(by=ADMIN, engaged=True, reason="the disk is full")
        newcomer = Newcomer(id="u_lin", name="林", password="correct horse battery")
        with pytest.raises(Unavailable, check=says(NEARLY_FULL)) as refusal:
            await people.register(by=ADMIN, newcomer=newcomer)
        assert refusal.value.delay is not None
        assert (await controls.kill_switch(by=ADMIN)).engaged
        assert await proofs.actor_of_session(signed_in.cookie)
        await proofs.sign_out(signed_in.cookie)

        disk.room = 50_000_000
        assert (await people.register(by=ADMIN, newcomer=newcomer)).id == "u_lin"


async def test_health_says_that_the_disk_is_nearly_full_and_when_it_is_not_any_more(url):
    """SEC-6, OPS-5: by a write, seldom while all is well."""
    disk, clock = Disk(), ManualClock()
    async with opened(url, disk) as database:
        check = WriteCheck(SqlThrottle(database), clock).check
        assert await check()
        disk.room = 0
        assert await check()
        clock.move(seconds=10)
        for _ in range(2):
            with pytest.raises(NotReady, match=NEARLY_FULL):
                await check()
        disk.room = 10**9

        assert await check()


async def test_health_says_that_the_database_is_read_only(url):
    """SEC-6, OPS-5."""
    read_only = url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    async with open_database(read_only) as database:
        await database.check()
        check = WriteCheck(SqlThrottle(database), ManualClock()).check
        with pytest.raises(NotReady, match=r"^The database is read-only for us"):
            await check()


async def test_room_is_asked_of_the_disk_that_the_database_is_on(url, tmp_path):
    """SEC-6."""
    async with open_database(url) as database:
        assert database.folder == tmp_path
        assert database.free(tmp_path) == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)
