"""Asks everything that runs how it is (`zhiban status`)."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from api.options import NotReady
from bootstrap.configuration.settings import Settings
from bootstrap.incidents.silent import heartbeats
from bootstrap.incidents.unreached import unreached
from bootstrap.system import SystemClock
from bootstrap.version import own_version
from bootstrap.wording import IN_ENGLISH, Say, words_of
from bootstrap.write_check import WriteCheck
from cli.runtime import Health, Part, Status
from domain.common.errors import ZhibanError
from domain.common.messages import Called, Foreign, Link, Names, Percent, message
from domain.common.readers import Reader
from domain.deliveries.deliveries import DeliveryState
from storage.briefings.briefings import SqlBriefings
from storage.database import Database, open_database
from storage.deliveries.deliveries import SqlDeliveries
from storage.people.people import SqlThrottle
from storage.revisions import newest_revision
from supervisor.parts import Address, Probe, ProbeKind
from supervisor.preflight import is_running
from supervisor.probes import ask_all
from supervisor.record import PartRecord, read_record

MONTH = timedelta(days=30)
DAY = timedelta(hours=24)
ENOUGH = 0.95
"""Share of the due days that must have had a briefing (BRF-9), and of messages that leave."""

TELLING = 20
"""Due days from which on a single missed one is no longer below that share."""


async def look_around(settings: Settings, reader: Reader = IN_ENGLISH) -> Status:
    """Return the health of what `zhiban up` started, or else of what the settings name.

    Args:
        settings: of this machine.
        reader: who reads the details.
    """
    say = partial(words_of, reader=reader)
    record = read_record(settings.data_dir) if is_running(settings.data_dir) else None
    parts = record.parts if record else _configured(settings)
    sandbox = record.sandbox if record else settings.sandbox
    answers = await asyncio.gather(_database(settings, say), *(_rows(part, say) for part in parts))
    return Status(tuple(row for rows in answers for row in rows), sandbox)


async def _rows(part: PartRecord, say: Say) -> list[Part]:
    """Return one row for each address of a part, all with the health of the whole part."""
    trouble = await ask_all(part.probes)
    health = Health.DOWN if trouble else Health.UP
    asked = tuple(Link(each.target, each.target) for each in part.probes)
    unwell = message("probe.unwell", targets=Names(asked)) if trouble else None
    detail = say(
        message(
            "check.process",
            why=Foreign(part.trouble) if part.trouble else unwell,
            pid=Called(str(part.pid)) if part.pid is not None else None,
            restarts=part.restarts,
        )
    )
    addresses = part.addresses or (Address(part.name, ""),)
    rows = [Part(part.name, addresses[0].url, health, part.version, detail)]
    for other in addresses[1:]:
        name = f"{part.name}: {other.label.lower()}"
        rows.append(Part(name, other.url, health, part.version))
    return rows


async def _database(settings: Settings, say: Say) -> Sequence[Part]:
    if not (settings.database_url.get_secret_value() or settings.embedded_database.exists()):
        return [Part("database", "", Health.DOWN, "", say(message("check.first_start")))]
    try:
        async with open_database(settings.database) as database:
            label = database.where
            try:
                await database.check()
                await WriteCheck(SqlThrottle(database), SystemClock()).check()
                nobody = await unreached(database)
                beats = await heartbeats(database)
                told = [*await _mornings(database, say), *await _messages(database, say)]
            except (ZhibanError, NotReady) as error:
                return [Part("database", label, Health.DOWN, "", say(error))]
    except ZhibanError as error:
        return [Part("database", "", Health.DOWN, "", say(error))]
    rows = [Part("database", label, Health.UP, newest_revision())]
    if beats is not None:
        health = Health.UP if beats[0] else Health.DOWN
        rows.append(Part("alert sources", "", health, "", say(beats[1])))
    return [*rows, *told, *([Part("calls", "", Health.DOWN, "", say(nobody))] if nobody else [])]


async def _mornings(database: Database, say: Say) -> list[Part]:
    """Return how many of the days due in the last month had their briefing (BRF-9, BRF-12)."""
    made, due = await SqlBriefings(database).days_since(SystemClock().now() - MONTH)
    if not due:
        return []
    health = Health.DOWN if due >= TELLING and made < ENOUGH * due else Health.UP
    share = Percent(Decimal(round(100 * made / due)))
    said = message("briefing.days_made", made=made, due=due, share=share, days=MONTH.days)
    return [Part("briefings", "", health, "", say(said))]


async def _messages(database: Database, say: Say) -> list[Part]:
    """Return how many messages of the last day did not arrive; no row on a day without any."""
    states = await SqlDeliveries(database).states_since(SystemClock().now() - DAY)
    lost = sum(states.get(each, 0) for each in (DeliveryState.FAILED, DeliveryState.UNCERTAIN))
    waiting = states.get(DeliveryState.RETRYING, 0)
    every = sum(states.values())
    if not every:
        return []
    health = Health.DOWN if lost > (1 - ENOUGH) * every else Health.UP
    command = Called("zhiban delivery list")
    said = message("delivery.day", every=every, lost=lost, waiting=waiting, command=command)
    return [Part("messages", "", health, "", say(said))]


def _configured(settings: Settings) -> Sequence[PartRecord]:
    mcp = f"http://{settings.mcp.host}:{settings.mcp.port}"
    api = f"http://{settings.api.host}:{settings.api.port}"
    temporal = settings.temporal.address
    return (
        _part("temporal", temporal, Probe(ProbeKind.TCP, temporal), version=""),
        _part("api", api, Probe(ProbeKind.HTTP, f"{api}/health/ready")),
        _part("mcp", f"{mcp}/mcp", Probe(ProbeKind.HTTP, f"{mcp}/health")),
    )


def _part(name: str, url: str, probe: Probe, *, version: str | None = None) -> PartRecord:
    known = own_version() if version is None else version
    return PartRecord(
        name=name,
        version=known,
        pid=None,
        restarts=0,
        log="",
        addresses=(Address(name, url),),
        probes=(probe,),
    )
