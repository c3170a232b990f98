"""What the composition root lends to the terminal."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from domain.common.readers import Language, Reader
from domain.people.access import Actor

if TYPE_CHECKING:  # services take half a second to load, and no command needs them to be declared
    from application.evaluations.recordings import Recorded
    from application.events.read_models import Rebuilt
    from application.events.resealing import Resealed
    from application.ports.rendering import Renderer
    from application.services import Services
    from cli.remote import Api
    from domain.evaluations.cases import Case


class Transport(StrEnum):
    """How an MCP client reaches us."""

    STDIO = "stdio"
    HTTP = "http"


@dataclass(frozen=True)
class UpOptions:
    """How to start everything.

    Attributes:
        data: folder that is kept between starts; None means the configured one.
        scripted_day: whether the sandbox makes people, logs and alarms by itself.
        take_over: whether workflows that another database has left in the folder become ours.
    """

    data: Path | None = None
    scripted_day: bool = True
    take_over: bool = False


@dataclass(frozen=True)
class WorkerOptions:
    """How to run a worker; `metrics_port` None means the configured one, 0 none."""

    metrics_port: int | None = None


@dataclass(frozen=True)
class ApiOptions:
    """Where the API listens; empty and None mean what is configured."""

    host: str = ""
    port: int | None = None


@dataclass(frozen=True)
class McpOptions:
    """Which tools are served, and how.

    Attributes:
        name: a set of tools, e.g. `basic`; empty for the desk, with every other set beside it.
        host: where HTTP listens; empty means what is configured.
        port: None means what is configured.
        token: whose calls come over stdio; empty means the terminal's operator.
        tools: sets or single tools to serve instead of one set.
        read_only: leave out whatever changes something.
    """

    name: str = ""
    transport: Transport = Transport.STDIO
    host: str = ""
    port: int | None = None
    token: str = ""
    tools: tuple[str, ...] = ()
    read_only: bool = False


@dataclass(frozen=True)
class ReplayOptions:
    """Which histories to run against today's code.

    Attributes:
        paths: files, or folders of files; empty means those kept with the tests.
        live: also fetch histories from the configured namespace.
        query: which workflows of the namespace, as a visibility query; empty means all of ours.
        limit: most histories to fetch.
    """

    paths: tuple[Path, ...] = ()
    live: bool = False
    query: str = ""
    limit: int = 100


@dataclass(frozen=True)
class ReplayResult:
    """One history; `problem` is empty when today's code agrees with it."""

    history: str
    events: int
    problem: str = ""


@dataclass(frozen=True)
class Recording:
    """A history that was written to a file."""

    path: Path
    workflow_id: str
    events: int


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Check:
    """One thing the doctor looked at; `advice` says what to do when it is not well."""

    name: str
    verdict: Verdict
    detail: str
    advice: str = ""


class Health(StrEnum):
    """Whether a part answers."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Part:
    """One part of what runs; `address` is empty for parts that nobody connects to."""

    name: str
    address: str
    health: Health
    version: str
    detail: str = ""


@dataclass(frozen=True)
class Status:
    """Everything that runs; `sandbox` is True when the outside world is a stand-in."""

    parts: tuple[Part, ...]
    sandbox: bool


@dataclass(frozen=True)
class Migration:
    """The database schema before and after; equal when nothing was to be done."""

    before: str
    after: str


@dataclass(frozen=True)
class NamespaceOwner:
    """Whose a Temporal namespace is; `owner` is empty where nobody has marked it."""

    namespace: str
    owner: str
    is_ours: bool


@dataclass(frozen=True)
class DemoStep:
    """One thing the demonstration did, and where to see it."""

    name: str
    outcome: str
    address: str = ""


@dataclass(frozen=True)
class ScenarioLine:
    """A fault scenario that the demonstration can tell.

    Attributes:
        repairable: whether a machine can put it right.
        watchable: whether it can also be told while nothing may be written.
    """

    name: str
    title: str
    repairable: bool
    watchable: bool


@dataclass(frozen=True)
class IncidentDemo:
    """A fault scenario that was told; `problems` says what did not end as it should."""

    scenario: str
    incident_id: str
    steps: Sequence[DemoStep]
    problems: Sequence[str] = ()


Tell = Callable[[str], None]
"""Receives a sentence of progress."""

Counted = Callable[[int, int], None]
"""Receives how many of how many are done."""


@dataclass(frozen=True, kw_only=True)
class EvaluationOptions:
    """How tools are evaluated; see `zhiban eval tools`."""

    cases: Path | None = None
    sets: tuple[str, ...] = ()
    repeat: int = 1
    at_once: int = 4
    limit: int = 0
    record: Path | None = None
    replay: Path | None = None


@dataclass(frozen=True)
class EvaluationRun:
    """The cases of a run, and what the model chose."""

    cases: "Sequence[Case]"
    recorded: "Recorded"


class Runtime(Protocol):
    """Everything a command may ask for.

    Methods raise errors of `domain/common/errors.py`; those that serve return when stopped.
    """

    @property
    def version(self) -> str:
        """Which version of the program this is."""
        ...

    @property
    def operator(self) -> Actor:
        """The local admin: whoever may read our settings is trusted to be them."""
        ...

    @property
    def language(self) -> Language:
        """The language that the terminal is set to; of what has no reader that we know."""
        ...

    @property
    def words(self) -> "Renderer":
        """The words of all languages."""
        ...

    @property
    def public_url(self) -> str:
        """How people reach the API, without a slash at the end; share links begin with it."""
        ...

    @property
    def running_api(self) -> "Api | None":
        """The API that is asked before services of our own are opened; None where none is known.

        Raises:
            Misconfigured: the file that names it is no such file, or others can read it.
        """
        ...

    def services(self) -> "AbstractAsyncContextManager[Services]":
        """Open services of our own, on the configured database and Temporal."""
        ...

    async def up(self, options: UpOptions, *, tell: Tell) -> None:
        """Start everything and serve until stopped."""
        ...

    async def worker(self, options: WorkerOptions) -> None:
        """Run one worker until stopped."""
        ...

    async def api(self, options: ApiOptions) -> None:
        """Serve the API until stopped."""
        ...

    async def mcp(self, options: McpOptions) -> None:
        """Serve MCP until stopped, or until stdin ends."""
        ...

    async def bridge(self) -> None:
        """Keep robots connected until stopped."""
        ...

    async def replay(self, options: ReplayOptions, *, tell: Tell) -> list[ReplayResult]:
        """Run recorded histories against today's code."""
        ...

    async def record(self, workflow_id: str, *, out: Path | None) -> Recording:
        """Write the history of a workflow to a file; None means where the tests keep them."""
        ...

    async def reader(self) -> Reader | None:
        """Return how the operator reads, as far as the database answers."""
        ...

    async def evaluate(self, options: EvaluationOptions, *, tell: Counted) -> EvaluationRun:
        """Ask the configured model which tools it would call, or read such a run.

        Raises:
            InvalidRequest: a file or a name of a set is wrong.
            Misconfigured: there is no model.
        """
        ...

    async def doctor(self, reader: Reader) -> list[Check]:
        """Look at everything that has to be right for this machine to run us."""
        ...

    async def status(self, reader: Reader) -> Status:
        """Ask every part how it is."""
        ...

    async def migrate(self) -> Migration:
        """Bring the database schema up to date."""
        ...

    async def namespace(self, *, take_over: bool = False) -> NamespaceOwner:
        """Say whose the namespace is; with `take_over`, make it ours."""
        ...

    async def rebuild(self, *, check: bool) -> "Rebuilt":
        """Make what people look at again from the events; with `check`, only compare."""
        ...

    async def reseal(self, *, check: bool) -> "list[Resealed]":
        """Seal what is kept sealed with the first key; with `check`, only count."""
        ...

    async def demo(self, *, tell: Tell) -> list[DemoStep]:
        """Play one morning on what `up` has started."""
        ...

    def scenarios(self) -> list[ScenarioLine]:
        """Return the fault scenarios that can be told, in the terminal's language."""
        ...

    async def demo_incident(
        self, scenario: str, *, enable_writes: bool, tell: Tell
    ) -> IncidentDemo:
        """Run a fault scenario to what `up` has started; the usual one when `scenario` is empty."""
        ...
