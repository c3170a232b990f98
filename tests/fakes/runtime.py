"""A house for the terminal: services in memory, and launchers that remember what was asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from application.events.read_models import Difference, Rebuilt
from application.events.resealing import Resealed
from application.ports.rendering import Renderer
from application.services import Services
from cli.remote import Api
from cli.runtime import (
    Check,
    Counted,
    DemoStep,
    EvaluationOptions,
    EvaluationRun,
    Health,
    IncidentDemo,
    Migration,
    NamespaceOwner,
    Part,
    Recording,
    ReplayResult,
    ScenarioLine,
    Status,
    Tell,
    Verdict,
)
from domain.common.messages import message
from domain.common.readers import Language, Reader
from domain.people.access import Actor
from tests.fakes.face_services import ADMIN, FaceWorld
from tests.fakes.words import WORDS


@dataclass
class FakeRuntime:
    """What a composition root lends; `error` is raised by every launcher."""

    world: FaceWorld = field(default_factory=FaceWorld)
    version: str = "9.9"
    public_url: str = "https://ops.example.cn"
    operator: Actor = field(default_factory=lambda: replace(ADMIN, via="terminal"))
    language: Language = Language.ENGLISH
    words: Renderer = WORDS
    running_api: Api | None = None
    asked: list[object] = field(default_factory=list)
    error: BaseException | None = None
    health: Health = Health.UP
    verdict: Verdict = Verdict.OK
    problem: str = ""
    opened: int = 0
    closed: int = 0

    @asynccontextmanager
    async def services(self) -> AsyncIterator[Services]:
        self._fail()
        self.opened += 1
        try:
            yield self.world.services
        finally:
            self.closed += 1

    async def up(self, options: object, *, tell: Tell) -> None:
        tell("Starting Temporal.")
        self._asked(options)

    async def worker(self, options: object) -> None:
        self._asked(options)

    async def api(self, options: object) -> None:
        self._asked(options)

    async def mcp(self, options: object) -> None:
        self._asked(options)

    async def bridge(self) -> None:
        self._asked("bridge")

    async def replay(self, options: object, *, tell: Tell) -> list[ReplayResult]:
        tell("Reading histories.")
        self._asked(options)
        return [ReplayResult("a.json", 11), ReplayResult("b.json", 12, self.problem)]

    async def evaluate(self, options: EvaluationOptions, *, tell: Counted) -> EvaluationRun:
        from bootstrap.assistant.evaluation import evaluate  # noqa: PLC0415 - few tests ask
        from bootstrap.configuration.outside import LlmSettings  # noqa: PLC0415 - as above

        self._asked(options)
        return await evaluate(LlmSettings(), self.words, options, tell=tell)

    async def record(self, workflow_id: str, *, out: Path | None) -> Recording:
        self._asked((workflow_id, out))
        return Recording(out or Path("histories/x.json"), workflow_id, 42)

    async def reader(self) -> Reader | None:
        return None

    async def doctor(self, reader: Reader) -> list[Check]:
        self._fail()
        advice = message("check.make_room")
        return [Check("mail", self.verdict, "", self.words.text(advice, reader))]

    async def status(self, reader: Reader) -> Status:
        self._fail()
        part = Part("api", "http://127.0.0.1:8080", self.health, "9.9")
        return Status((part,), sandbox=True)

    async def rebuild(self, *, check: bool) -> Rebuilt:
        self.asked.append(check)
        return Rebuilt(3, 5, 70, (Difference("tasks", "t_1", "name"),), orphans=2, incidents=4)

    async def namespace(self, *, take_over: bool = False) -> NamespaceOwner:
        self._asked(take_over)
        if take_over or not self.problem:
            return NamespaceOwner("ops", "inst_ours", is_ours=True)
        return NamespaceOwner("ops", self.problem, is_ours=False)

    async def reseal(self, *, check: bool) -> list[Resealed]:
        self.asked.append(check)
        reasons = (self.problem,) if self.problem else ()
        return [Resealed("plugins", 0 if check else 2, 3, 2 if check else 0, len(reasons), reasons)]

    async def migrate(self) -> Migration:
        self._fail()
        return Migration("0001" if self.problem else "0002", "0002")

    async def demo(self, *, tell: Tell) -> list[DemoStep]:
        tell("Greeting.")
        self._fail()
        return [DemoStep("greet", "briefing given", "http://127.0.0.1:8080/")]

    def scenarios(self) -> list[ScenarioLine]:
        self._fail()
        return [ScenarioLine("crash-loop", "It crashes.", repairable=True, watchable=True)]

    async def demo_incident(
        self, scenario: str, *, enable_writes: bool, tell: Tell
    ) -> IncidentDemo:
        tell("An alert came.")
        self._asked((scenario, enable_writes))
        problems = (self.problem,) if self.problem else ()
        return IncidentDemo(scenario, "i_1", [DemoStep("incident", "i_1", "http://ui/")], problems)

    def _asked(self, options: object) -> None:
        self._fail()
        self.asked.append(options)

    def _fail(self) -> None:
        if self.error:
            raise self.error
