"""Looks at everything that has to be right for this machine to run us (`zhiban doctor`)."""

import platform
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from bootstrap.configuration.settings import Settings, load_settings
from bootstrap.english import in_english
from bootstrap.incidents.unreached import ADVICE, unreached
from bootstrap.temporal.client import SEARCH_ATTRIBUTES, connect, known_search_attributes
from bootstrap.temporal.ownership import TAKE_OVER, named
from cli.runtime import Check, Verdict
from domain.common.errors import ZhibanError
from orchestration.installations import NamespaceMark
from storage.database import open_database
from storage.installation import SqlInstallation
from storage.revisions import newest_revision
from supervisor.environment import set_aside
from supervisor.preflight import LEAST_FREE_BYTES, prepare_folder

OLDEST_PYTHON = (3, 11)

_PATIENCE = timedelta(seconds=5)


async def examine(load: Callable[[], Settings] = load_settings) -> list[Check]:
    """Return what was found; one trouble never hides the next."""
    checks = [_python(), _temporal_program()]
    try:
        settings = load()
    except ZhibanError as error:
        return [
            *checks,
            Check("settings", Verdict.PROBLEM, in_english(error), "see docs/settings.md"),
        ]
    checks.append(_settings(settings))
    checks += _folder(settings)
    checks += [check async for check in _database(settings)]
    checks += [check async for check in _temporal(settings)]
    checks += _choices(settings)
    return checks


def _python() -> Check:
    if sys.version_info < OLDEST_PYTHON:
        advice = "install Python 3.11 or later and run `make setup PYTHON=…`"
        return Check("python", Verdict.PROBLEM, platform.python_version(), advice)
    return Check("python", Verdict.OK, platform.python_version())


def _temporal_program() -> Check:
    here = str(Path(sys.executable).parent)
    found = shutil.which("temporal", path=here) or shutil.which("temporal")
    if found is None:
        return Check(
            "temporal program",
            Verdict.WARNING,
            "not installed",
            "only `zhiban up` needs it; run `make setup` again",
        )
    return Check("temporal program", Verdict.OK, found)


def _settings(settings: Settings) -> Check:
    ignored = set_aside()
    if settings.sandbox:
        real = ", ".join(settings.up.real) or "nothing outside this machine"
        detail = f"valid, for the sandbox; real: {real}"
    elif ignored:
        detail = f"valid; `zhiban up` works in the sandbox and sets aside {', '.join(ignored)}"
    else:
        detail = "valid"
    return Check("settings", Verdict.OK, detail)


def _folder(settings: Settings) -> Iterator[Check]:
    try:
        prepare_folder(settings.data_dir)
    except ZhibanError as error:
        yield Check("data folder", Verdict.PROBLEM, in_english(error))
        return
    free = shutil.disk_usage(settings.data_dir).free
    detail = f"{settings.data_dir}, {free // 1_000_000:,} MB free"
    if free < 5 * LEAST_FREE_BYTES:
        yield Check("data folder", Verdict.WARNING, detail, "make room; it fills within days")
    else:
        yield Check("data folder", Verdict.OK, detail)


async def _database(settings: Settings) -> AsyncIterator[Check]:
    with _told("database", "apply the migrations with `zhiban migrate`") as troubles:
        async with open_database(settings.database) as database:
            await database.check()
            nobody = await unreached(database)
    for trouble in troubles:
        yield trouble
    if troubles:
        return
    yield Check("database", Verdict.OK, f"at revision {newest_revision()}")
    if nobody:
        yield Check("calls", Verdict.PROBLEM, nobody, ADVICE)


async def _temporal(settings: Settings) -> AsyncIterator[Check]:
    temporal = settings.temporal
    with _told("temporal", "start it, or see docs/operate/troubleshooting.md") as troubles:
        client = await connect(settings, patience=_PATIENCE)
        known = await known_search_attributes(client)
    for trouble in troubles:
        yield trouble
    if troubles:
        return
    yield Check("temporal", Verdict.OK, f"{temporal.address}, namespace {temporal.namespace}")
    async for check in _owner(settings, client):
        yield check
    if missing := [key.name for key in SEARCH_ATTRIBUTES if key.name not in known]:
        yield Check(
            "search attributes",
            Verdict.PROBLEM,
            f"{', '.join(missing)} missing in namespace {temporal.namespace}",
            "add them as docs/operate/production.md says",
        )
    else:
        yield Check("search attributes", Verdict.OK, "all known")


async def _owner(settings: Settings, client: Client) -> AsyncIterator[Check]:
    """Tell whose the namespace is, as far as our database answers."""
    try:
        async with open_database(settings.database) as database:
            ours = await SqlInstallation(database).known()
        owner = await NamespaceMark(client).owner()
    except ZhibanError:
        return  # told above
    if owner is None or owner.id == ours:
        yield Check("namespace owner", Verdict.OK, owner.id if owner else "nobody yet")
    else:
        yield Check(
            "namespace owner",
            Verdict.PROBLEM,
            f"another installation: {named(owner)}",
            f"set ZHIBAN_TEMPORAL_NAMESPACE; if that one is gone, `{TAKE_OVER}`",
        )


def _choices(settings: Settings) -> Iterator[Check]:
    """Tell what works without, so that nobody takes it for a fault."""
    optional = (
        ("encryption", settings.encryption_keys, "payloads travel in clear: ENCRYPTION_KEYS"),
        ("cloud", settings.tencent.configured, "no logs, no alarms: TENCENT_SECRET_ID"),
        (
            "model",
            settings.llm.configured,
            "summaries are made by rules, no assistant: LLM_API_KEY",
        ),
        ("mail", settings.mail.configured, "nothing is sent by mail: MAIL_HOST"),
        ("chat robots", settings.robots, "nothing is sent to chat groups: ROBOTS"),
    )
    for name, is_there, without in optional:
        if is_there:
            yield Check(name, Verdict.OK, "configured")
        else:
            consequence, _, setting = without.partition(": ")
            yield Check(name, Verdict.WARNING, consequence, f"set ZHIBAN_{setting}")


@contextmanager
def _told(name: str, advice: str) -> Iterator[list[Check]]:
    """Turn an error of the block into a check."""
    troubles: list[Check] = []
    try:
        yield troubles
    except ZhibanError as error:
        troubles.append(Check(name, Verdict.PROBLEM, in_english(error), advice))
