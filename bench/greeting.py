"""What a greeting with a prepared briefing costs beside a bare Temporal update (PRF-2).

Both run in one process against one real server on a SQLite file, in turn: greeting, bare update,
greeting … Each greeting is a person's first of the day, with the briefing prepared; each bare
update is the first on its own workflow, has an update id, a validator and an answer of the same
size. The greeting also asks our database for the person, the settings and the text, and leaves an
event behind; the bare update does nothing else.

    python -m bench.greeting [--count N] [--json]
"""

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import time as wall
from datetime import timedelta
from pathlib import Path

from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from activities.briefings import BriefingActivities
    from activities.deliveries import DeliveryActivities
    from application.approvals.answers import ApprovalLinks
    from application.briefings.briefings import BriefingService
    from application.briefings.shares import ShareService
    from application.deliveries.messages import Messages
    from bench.report import keep_output_clean, leave, print_json, print_table
    from bootstrap.running.worker import Activities, activities_of, build_worker, workflow_runner
    from bootstrap.system import SystemClock, SystemIds
    from bootstrap.temporal.client import install_runtime
    from domain.briefings.briefings import BriefingSettings, GreetingKind, Phase
    from domain.deliveries.destinations import Destinations
    from domain.people.access import Actor, Role
    from domain.people.people import Person
    from integrations.fluent_words import read_words
    from integrations.markdown_mail.writer import MarkdownMail
    from integrations.tencent.calls import TencentAccess, TencentCalls
    from integrations.tencent.logs import TencentLogs
    from orchestration.briefings import TemporalBriefings
    from storage.briefings.briefings import SqlBriefings
    from storage.briefings.progress import SqlProgress
    from storage.briefings.shares import SqlShares
    from storage.database import Database, open_database
    from storage.deliveries.deliveries import SqlDeliveries, SqlPace
    from storage.events.events import SqlEvents
    from storage.incidents.approvals import SqlApprovals
    from storage.migrate import migrate
    from storage.people.people import SqlPeople
    from tests.fakes.briefing_making import PlainSummariser, PlainWriter, QuietGatherer

MOST_TIMES_BARE = 2.0
"""What the median greeting may cost, in bare updates."""

ALL_DAY = BriefingSettings(zone="UTC", window_start=wall(0), window_end=wall(23, 59, 59))


@dataclass(frozen=True)
class Question:
    """An update argument of the size of a greeting."""

    key: str
    by: str


@dataclass(frozen=True)
class Answer:
    """An update result of the size of a greeting's."""

    winner: str
    day: str
    briefing_id: str


@workflow.defn
class BareUpdate:
    """The least workflow that answers an update once."""

    def __init__(self) -> None:
        self._answer: Answer | None = None

    @workflow.run
    async def run(self, name: str) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: not name)

    @workflow.update
    async def ask(self, question: Question) -> Answer:
        """Answer, the first question for good."""
        self._answer = self._answer or Answer(question.key, "2026-11-21", "u_bench/2026-11-21")
        return self._answer

    @ask.validator
    def may_ask(self, question: Question) -> None:
        """Refuse an empty key."""
        if not question.key:
            raise ValueError("A question needs a key.")


@dataclass(frozen=True)
class Bench:
    """Everything the two contenders need."""

    client: Client
    service: BriefingService
    people: SqlPeople
    count: int

    async def prepare(self) -> None:
        """Start both workflows of every round and wait until each briefing is prepared."""
        for number in range(self.count):
            person = Person(id=f"u_bench{number}", name="Mei", zone="UTC")
            await self.people.add(person, password_hash="")
            await self.service.briefings.save_settings(person.id, ALL_DAY)
            await self.client.start_workflow(
                BareUpdate.run, f"{number}", id=f"bare/{number}", task_queue="bench"
            )
            await self.service.start(person.id)
        for number in range(self.count):
            while (await self.service.life.today(f"u_bench{number}")).phase is not Phase.PREPARED:
                await asyncio.sleep(0.02)

    async def greet(self, number: int) -> float:
        """Return the milliseconds of one greeting."""
        actor = Actor(f"u_bench{number}", frozenset({Role.VIEWER}))
        began = time.perf_counter()
        reply = await self.service.greet(by=actor, via="bench")
        took = (time.perf_counter() - began) * 1_000
        if reply.kind is not GreetingKind.BRIEFING:
            sys.exit(f"expected a briefing, got {reply.kind}")
        return took

    async def settle(self, number: int) -> None:
        """Wait until what the greeting left behind is written, so that it burdens nobody else."""
        while not (await self._person(number)).last_log_trigger_date:
            await asyncio.sleep(0.01)

    async def _person(self, number: int) -> Person:
        person = await self.people.get(f"u_bench{number}")
        if person is None:
            sys.exit(f"person {number} is gone")
        return person

    async def bare(self, number: int) -> float:
        """Return the milliseconds of one bare update."""
        handle: WorkflowHandle[BareUpdate, None]
        handle = self.client.get_workflow_handle_for(BareUpdate.run, f"bare/{number}")
        began = time.perf_counter()
        await handle.execute_update(
            BareUpdate.ask, Question(f"{number:032x}", "bench"), id="ask/2026-11-21"
        )
        return (time.perf_counter() - began) * 1_000


async def measure(count: int, folder: Path) -> dict[str, list[float]]:
    """Return the times of both, taken in turn."""
    url = f"sqlite:///{folder / 'zhiban.db'}"
    await migrate(url)
    async with (
        open_database(url) as database,
        await WorkflowEnvironment.start_local(
            dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
            dev_server_startup_timeout=timedelta(seconds=60),
            dev_server_database_filename=str(folder / "temporal.db"),
            dev_server_extra_args=[
                *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1")
            ],
            dev_server_log_level="error",
            data_converter=pydantic_data_converter,
        ) as server,
    ):
        bench = _bench(database, server.client, count)
        async with (
            build_worker(server.client, _activities(database), task_queue="zhiban"),
            Worker(
                server.client,
                task_queue="bench",
                workflows=[BareUpdate],
                workflow_runner=workflow_runner(),
            ),
        ):
            await bench.prepare()
            times: dict[str, list[float]] = {"greeting": [], "bare": []}
            for number in range(count):
                times["greeting"].append(await bench.greet(number))
                await bench.settle(number)
                times["bare"].append(await bench.bare(number))
    return times


def _bench(database: Database, client: Client, count: int) -> Bench:
    people = SqlPeople(database)
    service = BriefingService(
        TemporalBriefings(client, "zhiban", searchable=False),
        SqlBriefings(database),
        people,
        # A greeting looks nothing up in the logs: this one is never called.
        TencentLogs(
            TencentCalls(
                TencentAccess(secret_id="", secret_key=""), SqlPace(database), SystemClock()
            )
        ),
        SqlProgress(database),
        SystemClock(),
        SystemIds(),
        read_words(),
        Destinations({}),
    )
    return Bench(client, service, people, count)


def _activities(database: Database) -> Activities:
    events, briefings = SqlEvents(database), SqlBriefings(database)
    clock, ids = SystemClock(), SystemIds()
    return activities_of(
        BriefingActivities(
            QuietGatherer(),
            PlainSummariser(),
            PlainWriter(),
            briefings,
            SqlPeople(database),
            events,
            SqlProgress(database),
            read_words(),
        ),
        DeliveryActivities(
            {},
            SqlDeliveries(database),
            Messages(
                briefings,
                events,
                ShareService(SqlShares(database), briefings, events, clock, ids),
                ApprovalLinks(SqlApprovals(database), ids),
                MarkdownMail(),
                lambda token: token,
                lambda token: token,
                lambda token: token,
                lambda token: token,
                read_words(),
                _no_code,
                sandbox=True,
            ),
            SqlPeople(database),
            SqlPace(database),
            events,
            briefings,
            clock,
        ),
    )


async def _no_code(owner: str, request_id: str) -> str:
    del owner, request_id
    return ""


def _row(name: str, times: list[float]) -> list[str]:
    p99 = statistics.quantiles(times, n=100)[98]
    return [name, *(f"{each:.2f}" for each in (statistics.median(times), p99, max(times)))]


def main() -> int:
    """Measure, print, and fail when a greeting costs more than it may."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100, help="rounds, at least 10")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    options = parser.parse_args()
    keep_output_clean()
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    install_runtime()
    with tempfile.TemporaryDirectory() as folder:
        times = asyncio.run(measure(max(options.count, 10), Path(folder)))
    medians = {name: statistics.median(each) for name, each in times.items()}
    ratio = medians["greeting"] / medians["bare"]
    if options.json:
        print_json({"bench": "greeting", "ms_p50": medians, "ratio": ratio})
    else:
        print_table(
            ["milliseconds", "p50", "p99", "max"],
            [
                _row("greeting (prepared)", times["greeting"]),
                _row("bare Temporal update", times["bare"]),
            ],
        )
        print(f"ratio of medians {ratio:.2f} (at most {MOST_TIMES_BARE:.0f})")
    return 0 if ratio <= MOST_TIMES_BARE else 1


if __name__ == "__main__":
    leave(main())
