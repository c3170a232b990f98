"""Databases and stores for the tests in this folder."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from application.ports.briefings import Briefings, Happenings, Shares
from application.ports.deliveries import Deliveries, Pace
from application.ports.events import Events
from application.ports.models import TokenBudget
from application.ports.people import (
    PasswordLinks,
    People,
    Registrations,
    SecondFactors,
    Sessions,
    Throttle,
    Tokens,
)
from application.ports.progress import Progress
from application.ports.quotas import Quotas
from application.ports.tasks import Recalls, Tasks, Watches
from storage.assistant.budgets import SqlTokenBudget
from storage.briefings.briefings import SqlBriefings, SqlHappenings
from storage.briefings.progress import SqlProgress
from storage.briefings.shares import SqlShares
from storage.database import Database, open_database
from storage.deliveries.deliveries import SqlDeliveries, SqlPace
from storage.events.events import SqlEvents
from storage.migrate import migrate
from storage.people.links import SqlPasswordLinks
from storage.people.people import SqlPeople, SqlSessions, SqlThrottle, SqlTokens
from storage.people.quotas import SqlQuotas
from storage.people.registrations import SqlRegistrations
from storage.people.second_factors import SqlSecondFactors
from storage.tasks.tasks import SqlRecalls, SqlTasks
from storage.watches.watches import SqlWatches
from tests.fakes.briefings import (
    InMemoryBriefings,
    InMemoryHappenings,
    InMemoryProgress,
    InMemoryShares,
)
from tests.fakes.deliveries import InMemoryDeliveries, InMemoryPace
from tests.fakes.events import InMemoryEvents
from tests.fakes.models import CountedBudget
from tests.fakes.people import (
    InMemoryPasswordLinks,
    InMemoryPeople,
    InMemorySecondFactors,
    InMemorySessions,
    InMemoryThrottle,
    InMemoryTokens,
)
from tests.fakes.quotas import InMemoryQuotas
from tests.fakes.sealing import PlainSealing
from tests.fakes.tasks import InMemoryTasks, InMemoryWatches
from tests.fakes.watching import InMemoryRecalls
from tests.storage.postgres import PostgresServer, postgres_server

StartPostgres = Callable[[], PostgresServer]
BUDGET = 100
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@dataclass
class Stores:
    """One of each, typed as its port."""

    people: People
    tokens: Tokens
    sessions: Sessions
    password_links: PasswordLinks
    registrations: Registrations
    second_factors: SecondFactors
    throttle: Throttle
    quotas: Quotas
    events: Events
    briefings: Briefings
    happenings: Happenings
    shares: Shares
    deliveries: Deliveries
    pace: Pace
    progress: Progress
    budget: TokenBudget
    tasks: Tasks
    watches: Watches
    recalls: Recalls


def in_memory() -> Stores:
    sessions, events, links = InMemorySessions(), InMemoryEvents(), InMemoryPasswordLinks()
    tasks, people = InMemoryTasks(events), InMemoryPeople(sessions, links)
    return Stores(
        people=people,
        tokens=InMemoryTokens(),
        sessions=sessions,
        password_links=links,
        registrations=people.registrations,
        second_factors=InMemorySecondFactors(),
        throttle=InMemoryThrottle(),
        quotas=InMemoryQuotas(),
        events=events,
        briefings=InMemoryBriefings(),
        happenings=InMemoryHappenings(events),
        shares=InMemoryShares(),
        deliveries=InMemoryDeliveries(),
        pace=InMemoryPace(),
        progress=InMemoryProgress(),
        budget=CountedBudget(BUDGET),
        tasks=tasks,
        watches=InMemoryWatches(tasks),
        recalls=InMemoryRecalls(events),
    )


def in_database(database: Database) -> Stores:
    events = SqlEvents(database)
    return Stores(
        people=SqlPeople(database),
        tokens=SqlTokens(database),
        sessions=SqlSessions(database),
        password_links=SqlPasswordLinks(database),
        registrations=SqlRegistrations(database),
        second_factors=SqlSecondFactors(database, PlainSealing()),
        throttle=SqlThrottle(database),
        quotas=SqlQuotas(database),
        events=events,
        briefings=SqlBriefings(database),
        happenings=SqlHappenings(database),
        shares=SqlShares(database),
        deliveries=SqlDeliveries(database),
        pace=SqlPace(database),
        progress=SqlProgress(database),
        budget=SqlTokenBudget(database, BUDGET),
        tasks=SqlTasks(events),
        watches=SqlWatches(events),
        recalls=SqlRecalls(events),
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
async def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: much faster than migrating for each test."""
    path = tmp_path_factory.mktemp("template") / "zhiban.db"
    await migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def server_of(request: pytest.FixtureRequest) -> StartPostgres:
    """Start PostgreSQL only when a test asks for it."""

    def start() -> PostgresServer:
        server: PostgresServer = request.getfixturevalue("postgres")
        return server

    return start


@pytest.fixture(params=["sqlite", POSTGRES])
async def url(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path, server_of: StartPostgres
) -> str:
    """The address of a migrated database without rows."""
    if request.param == "postgres":
        return await server_of().clean()
    shutil.copy(migrated_file, tmp_path / "zhiban.db")
    return f"sqlite:///{tmp_path}/zhiban.db"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as opened:
        yield opened


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
async def stores(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path, server_of: StartPostgres
) -> AsyncIterator[Stores]:
    """The same stores three times; whatever one does, the others must do."""
    if request.param == "memory":
        yield in_memory()
        return
    if request.param == "postgres":
        address = await server_of().clean()
    else:
        shutil.copy(migrated_file, tmp_path / "zhiban.db")
        address = f"sqlite:///{tmp_path}/zhiban.db"
    async with open_database(address) as opened:
        opened_stores = in_database(opened)
        yield opened_stores
        await opened_stores.watches.close()
