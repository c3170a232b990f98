"""Everything a command may ask for, put together.

Libraries of the cloud, of models and of servers take seconds to load, so each command loads what
it needs where it needs it.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap.version import own_version
from cli.runtime import (
    ApiOptions,
    Check,
    Counted,
    DemoStep,
    EvaluationOptions,
    EvaluationRun,
    IncidentDemo,
    McpOptions,
    Migration,
    NamespaceOwner,
    Recording,
    ReplayOptions,
    ReplayResult,
    ScenarioLine,
    Status,
    Tell,
    Transport,
    UpOptions,
    WorkerOptions,
)
from domain.common.errors import InvalidRequest, Misconfigured, Unauthenticated, ZhibanError
from domain.common.messages import message, one_of
from domain.common.readers import Language, Reader
from domain.people.access import Actor, Role
from domain.people.people import FIRST_ADMIN

if TYPE_CHECKING:
    from application.events.read_models import Rebuilt
    from application.events.resealing import Resealed
    from application.ports.rendering import Renderer
    from application.services import Services
    from bootstrap.configuration.own import DiscussionsSettings
    from bootstrap.configuration.settings import Settings
    from bootstrap.running.serving import McpServing
    from cli.remote import Api


@dataclass(frozen=True)
class ZhibanRuntime:
    """The composition root as the terminal sees it; settings are read when they are needed."""

    @property
    def version(self) -> str:
        """Which version of the program this is."""
        return own_version()

    @property
    def operator(self) -> Actor:
        """The local admin: whoever may read our settings is trusted to be them."""
        return Actor(FIRST_ADMIN, frozenset({Role.ADMIN}), via="terminal")

    @property
    def language(self) -> Language:
        """The language that the terminal is set to."""
        from bootstrap.configuration.environment import terminal_language

        return terminal_language()

    @cached_property
    def words(self) -> "Renderer":
        """The words of all languages."""
        from integrations.fluent_words import read_words

        return read_words()

    @property
    def public_url(self) -> str:
        """How people reach the API."""
        return self._settings.api.address

    @cached_property
    def _settings(self) -> "Settings":
        from bootstrap.configuration.running import running_settings
        from bootstrap.logging import configure_logging

        settings = running_settings()
        configure_logging(settings.log)
        return settings

    @cached_property
    def running_api(self) -> "Api | None":
        """The API that runs here, or that the settings name."""
        from bootstrap.configuration.running_api import running_api

        return running_api(self.version)

    @asynccontextmanager
    async def services(self) -> "AsyncIterator[Services]":
        """Open services of our own, on the configured database and Temporal."""
        from bootstrap.temporal.presence import expect_temporal

        await expect_temporal(self._settings)
        from bootstrap.foundation import open_foundation
        from bootstrap.services import build_services

        async with open_foundation(self._settings) as foundation:
            yield build_services(foundation)

    async def up(self, options: UpOptions, *, tell: Tell) -> None:  # noqa: ARG002 - the supervisor tells by itself, in lines and tables
        """Start everything and serve until stopped."""
        from bootstrap.configuration.environment import adopt
        from bootstrap.running.everything import run_everything

        if options.data is not None:
            adopt({"ZHIBAN_DATA_DIR": str(options.data)})
        await run_everything(
            self.operator, scripted_day=options.scripted_day, take_over=options.take_over
        )

    async def worker(self, options: WorkerOptions) -> None:
        """Run one worker until stopped."""
        from bootstrap.configuration.own import MetricsSettings
        from bootstrap.running.working import run_worker

        settings = self._settings
        if options.metrics_port is not None:
            metrics = MetricsSettings(host=settings.metrics.host, port=options.metrics_port)
            settings = settings.model_copy(update={"metrics": metrics})
        await run_worker(settings)

    async def api(self, options: ApiOptions) -> None:
        """Serve the API until stopped."""
        from bootstrap.running.serving import run_api

        here = self._settings.api
        port = here.port if options.port is None else options.port
        await run_api(self._settings, host=options.host or here.host, port=port)

    async def bridge(self) -> None:
        """Keep robots connected until stopped."""
        from bootstrap.running.bridge import run_bridge

        await run_bridge(self._settings)

    async def mcp(self, options: McpOptions) -> None:
        """Serve MCP until stopped, or until stdin ends."""
        from bootstrap.running.serving import run_mcp_http, run_mcp_stdio

        here = self._settings.mcp
        serving = _serving(options, self._settings.discussions, result_schemas=here.output_schemas)
        if options.transport is Transport.HTTP:
            port = here.port if options.port is None else options.port
            host = options.host or here.host
            await run_mcp_http(self._settings, host=host, port=port, serving=serving)
            return
        async with self.services() as services:
            actor = await self._actor(services, options.token)
            await run_mcp_stdio(services, actor=actor, serving=serving)

    async def replay(self, options: ReplayOptions, *, tell: Tell) -> list[ReplayResult]:
        """Run recorded histories against today's code."""
        from bootstrap import histories
        from bootstrap.temporal.client import connect
        from bootstrap.temporal.encryption import EncryptionCodec

        results = []
        if options.paths or not options.live:
            files = histories.from_files(options.paths or (histories.KEPT,))
            results += [each async for each in _told(histories.replay_all(files), tell)]
        if options.live:
            settings = self._settings
            client = await connect(settings)
            found = histories.from_namespace(client, options)
            codec = EncryptionCodec(settings.encryption_keys)
            live = histories.replay_all(found, codec=codec)
            results += [each async for each in _told(live, tell)]
        return results

    async def record(self, workflow_id: str, *, out: Path | None) -> Recording:
        """Write the history of a workflow to a file."""
        from bootstrap import histories
        from bootstrap.temporal.client import connect
        from bootstrap.temporal.encryption import EncryptionCodec

        settings = self._settings
        client = await connect(settings)
        codec = EncryptionCodec(settings.encryption_keys)
        return await histories.record(client, workflow_id, codec=codec, out=out)

    async def reader(self) -> Reader | None:
        """Return how the operator reads, as far as the database answers."""
        from storage.database import open_database
        from storage.people.people import SqlPeople

        try:
            settings = self._settings
            if not (
                settings.database_url.get_secret_value() or settings.embedded_database.exists()
            ):
                return None
            async with open_database(settings.database) as database:
                person = await SqlPeople(database).get(self.operator.person_id)
        except ZhibanError:
            return None
        return Reader(person.language, person.zone) if person else None

    async def evaluate(self, options: EvaluationOptions, *, tell: Counted) -> EvaluationRun:
        """Ask the configured model which tools it would call, or read such a run."""
        from bootstrap.assistant.evaluation import evaluate

        return await evaluate(self._settings.llm, self.words, options, tell=tell)

    async def doctor(self, reader: Reader) -> list[Check]:
        """Look at everything that has to be right for this machine to run us."""
        from bootstrap import doctor
        from bootstrap.configuration.running import running_settings

        return await doctor.examine(running_settings, reader)

    async def status(self, reader: Reader) -> Status:
        """Ask every part how it is."""
        from bootstrap import status

        return await status.look_around(self._settings, reader)

    async def migrate(self) -> Migration:
        """Bring the database schema up to date."""
        from storage.database import open_database
        from storage.migrate import migrate

        settings = self._settings
        async with open_database(settings.database) as database:
            before = await database.revision()
        return Migration(before, await migrate(settings.database))

    async def namespace(self, *, take_over: bool = False) -> NamespaceOwner:
        """Say whose the namespace is; with `take_over`, make it ours."""
        from bootstrap.temporal.client import connect
        from bootstrap.temporal.ownership import installation_of, named
        from orchestration.installations import NamespaceMark
        from storage.database import open_database

        settings = self._settings
        async with open_database(settings.database) as database:
            await database.check()
            ours = await installation_of(settings, database)
        client = await connect(settings)
        mark = NamespaceMark(client)
        owner = await mark.owner()
        if take_over and (owner is None or owner.id != ours.id):
            await mark.take_over(ours)
            owner = ours
        words = named(owner) if owner else ""
        is_ours = owner is not None and owner.id == ours.id
        return NamespaceOwner(client.namespace, words, is_ours=is_ours)

    async def rebuild(self, *, check: bool) -> "Rebuilt":
        """Make what people look at again from the events; with `check`, only compare."""
        from storage.database import open_database
        from storage.events.read_models import rebuild, verify

        async with open_database(self._settings.database) as database:
            await database.check()
            return await (verify if check else rebuild)(database)

    async def reseal(self, *, check: bool) -> "list[Resealed]":
        """Seal what is kept sealed with the first key; with `check`, only count."""
        from bootstrap.sealing import KeySealing
        from storage.database import open_database
        from storage.resealing import Resealing

        settings = self._settings
        async with open_database(settings.database) as database:
            await database.check()
            sealing = KeySealing(settings.encryption_keys)
            return await Resealing(database, sealing).reseal(check=check)

    async def demo(self, *, tell: Tell) -> list[DemoStep]:
        """Play one morning on what `up` has started."""
        from bootstrap.running.everything import morning_of

        async with self.services() as services:
            return await morning_of(services, self.operator, self._settings).play(tell)

    def scenarios(self) -> list[ScenarioLine]:
        """Return the fault scenarios that can be told, in the terminal's language."""
        from application.common.wording import Localizer
        from demonstration.scenarios import scenarios

        return scenarios(Localizer(self.words, Reader(self.language, "UTC")))

    async def demo_incident(
        self, scenario: str, *, enable_writes: bool, tell: Tell
    ) -> IncidentDemo:
        """Run a fault scenario to what `up` has started."""
        from bootstrap.foundation import open_foundation
        from demonstration.incident import DemoRunner, check_sandbox

        check_sandbox(self._settings)
        async with open_foundation(self._settings) as foundation:
            narrator = DemoRunner(foundation, self.operator, self.language, tell)
            return await narrator.play(scenario, enable_writes=enable_writes)

    async def _actor(self, services: "Services", token: str) -> Actor:
        if not token:
            return self.operator
        actor = await services.proofs.actor_of_token(token)
        if actor is None:
            raise Unauthenticated(message("token.opens_nothing"))
        return actor


def _serving(
    options: McpOptions, discussions: "DiscussionsSettings", *, result_schemas: bool
) -> "McpServing":
    """Return which tools are served.

    Raises:
        InvalidRequest: there is no set of that name.
        Misconfigured: the settings switch it off.
    """
    from bootstrap.running.serving import McpServing
    from mcp_server.desk import DESK
    from mcp_server.toolsets import DISCUSSIONS, SERVED

    if options.name and options.name not in SERVED:
        raise InvalidRequest("name", one_of(SERVED))
    bus = [each for each in DISCUSSIONS if each in discussions.servers]
    sets = options.tools or ((options.name,) if options.name else (DESK,))
    for each in set(sets) & set(DISCUSSIONS) - set(bus):
        on = ", ".join(bus) or "none"
        raise Misconfigured(
            f"The server '{each}' is switched off here: ZHIBAN_DISCUSSIONS_SERVERS names {on}."
        )
    beside: Sequence[str] = ()
    if not (options.name or options.tools):
        beside = [
            each for each in SERVED if each != DESK and each not in set(DISCUSSIONS) - set(bus)
        ]
        sets = (DESK, *bus) if discussions.together else (DESK,)
    return McpServing(
        sets=sets, beside=beside, read_only=options.read_only, result_schemas=result_schemas
    )


async def _told(results: AsyncIterator[ReplayResult], tell: Tell) -> AsyncIterator[ReplayResult]:
    async for result in results:
        tell(f"{result.history}: {result.problem or 'agrees'}")
        yield result
