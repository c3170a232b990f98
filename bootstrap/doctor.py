"""Looks at everything that has to be right for this machine to run us (`zhiban doctor`)."""

import platform
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from temporalio.client import Client

from bootstrap.configuration.settings import Settings, load_settings
from bootstrap.incidents.silent import ADVICE as LOOK_AT_SOURCES
from bootstrap.incidents.silent import heartbeats
from bootstrap.incidents.unreached import ADVICE, unreached
from bootstrap.people.second_factors import ADVICE as SET_UP
from bootstrap.people.second_factors import without_second_factor
from bootstrap.temporal.client import SEARCH_ATTRIBUTES, connect, known_search_attributes
from bootstrap.temporal.ownership import TAKE_OVER, named
from bootstrap.voice.lost import ADVICE as LOOK_AT_ROBOTS
from bootstrap.voice.lost import lost_robots
from bootstrap.wording import IN_ENGLISH, Say, words_of
from cli.runtime import Check, Verdict
from domain.common.errors import ZhibanError
from domain.common.messages import Called, Command, Message, Names, message
from domain.common.readers import Reader
from orchestration.installations import NamespaceMark
from storage.database import open_database
from storage.installation import SqlInstallation
from storage.revisions import newest_revision
from supervisor.environment import set_aside
from supervisor.preflight import LEAST_FREE_BYTES, prepare_folder

OLDEST_PYTHON = (3, 11)

_PATIENCE = timedelta(seconds=5)

_UP, _MIGRATE = Command("zhiban up"), Command("zhiban migrate")
_TROUBLES = Called("docs/operate/troubleshooting.md")
_NAMESPACE = Called("ZHIBAN_TEMPORAL_NAMESPACE")
_NOBODY = message("check.no_owner")


async def examine(
    load: Callable[[], Settings] = load_settings, reader: Reader = IN_ENGLISH
) -> list[Check]:
    """Return what was found; one trouble never hides the next.

    Args:
        load: reads the settings.
        reader: who reads details and advice.
    """
    say = partial(words_of, reader=reader)
    checks = [_python(say), _temporal_program(say)]
    try:
        settings = load()
    except ZhibanError as error:
        return [
            *checks,
            Check("settings", Verdict.PROBLEM, say(error), say(_see("docs/settings.md"))),
        ]
    checks.append(_settings(settings, say))
    checks += _folder(settings, say)
    checks += [check async for check in _database(settings, say)]
    checks += [check async for check in _temporal(settings, say)]
    checks += _choices(settings, say)
    return checks


def _see(page: str) -> Message:
    return message("check.see", page=Called(page))


def _python(say: Say) -> Check:
    if sys.version_info < OLDEST_PYTHON:
        oldest = Called(".".join(map(str, OLDEST_PYTHON)))
        advice = message(
            "check.newer_python", oldest=oldest, command=Command("make setup PYTHON=…")
        )
        return Check("python", Verdict.PROBLEM, platform.python_version(), say(advice))
    return Check("python", Verdict.OK, platform.python_version())


def _temporal_program(say: Say) -> Check:
    here = str(Path(sys.executable).parent)
    found = shutil.which("temporal", path=here) or shutil.which("temporal")
    if found is None:
        return Check(
            "temporal program",
            Verdict.WARNING,
            say(message("check.not_installed")),
            say(message("check.temporal_program", up=_UP, command=Command("make setup"))),
        )
    return Check("temporal program", Verdict.OK, found)


def _settings(settings: Settings, say: Say) -> Check:
    ignored = set_aside()
    if settings.sandbox:
        real = tuple(map(Called, settings.up.real))
        detail = message("check.settings_sandbox", real=Names(real) if real else None)
    else:
        names = tuple(map(Called, ignored))
        detail = message("check.settings", ignored=Names(names) if names else None, up=_UP)
    return Check("settings", Verdict.OK, say(detail))


def _folder(settings: Settings, say: Say) -> Iterator[Check]:
    try:
        prepare_folder(settings.data_dir)
    except ZhibanError as error:
        yield Check("data folder", Verdict.PROBLEM, say(error))
        return
    free = shutil.disk_usage(settings.data_dir).free
    folder = Called(str(settings.data_dir))
    detail = say(message("check.folder", folder=folder, megabytes=free // 1_000_000))
    if free < 5 * LEAST_FREE_BYTES:
        yield Check("data folder", Verdict.WARNING, detail, say(message("check.make_room")))
    else:
        yield Check("data folder", Verdict.OK, detail)


async def _database(settings: Settings, say: Say) -> AsyncIterator[Check]:
    with _told("database", message("check.migrate", command=_MIGRATE), say) as troubles:
        async with open_database(settings.database) as database:
            await database.check()
            nobody = await unreached(database)
            beats = await heartbeats(database)
            robots = await lost_robots(database, datetime.now(UTC))
            required = settings.api.second_factor_roles
            lacking = await without_second_factor(database, required) if required else None
    for trouble in troubles:
        yield trouble
    if troubles:
        return
    yield Check(
        "database", Verdict.OK, say(message("check.revision", now=Called(newest_revision())))
    )
    if nobody:
        yield Check("calls", Verdict.PROBLEM, say(nobody), say(ADVICE))
    if lacking:
        yield Check("two-step sign-in", Verdict.WARNING, say(lacking), say(SET_UP))
    elif settings.api.second_factor_roles:
        yield Check("two-step sign-in", Verdict.OK, say(message("check.second_factors")))
    if beats is not None:
        yield _heard("alert sources", beats, Verdict.PROBLEM, LOOK_AT_SOURCES, say)
    if robots is not None:
        yield _heard("desk robots", robots, Verdict.WARNING, LOOK_AT_ROBOTS, say)


def _heard(
    name: str, found: tuple[bool, Message], bad: Verdict, advice: Message, say: Say
) -> Check:
    """Return whether those who should be heard of are, and what to do when not."""
    well, detail = found
    return (
        Check(name, Verdict.OK, say(detail)) if well else Check(name, bad, say(detail), say(advice))
    )


async def _temporal(settings: Settings, say: Say) -> AsyncIterator[Check]:
    temporal = settings.temporal
    with _told("temporal", message("check.start_it", page=_TROUBLES), say) as troubles:
        client = await connect(settings, patience=_PATIENCE)
        known = await known_search_attributes(client)
    for trouble in troubles:
        yield trouble
    if troubles:
        return
    namespace = Called(temporal.namespace)
    where = message("check.temporal", address=Called(temporal.address), namespace=namespace)
    yield Check("temporal", Verdict.OK, say(where))
    async for check in _owner(settings, client, say):
        yield check
    if missing := [key.name for key in SEARCH_ATTRIBUTES if key.name not in known]:
        yield Check(
            "search attributes",
            Verdict.PROBLEM,
            say(message("check.attributes", missing=_names(missing), namespace=namespace)),
            say(_see("docs/operate/production.md")),
        )
    else:
        yield Check("search attributes", Verdict.OK, say(message("check.attributes_known")))


async def _owner(settings: Settings, client: Client, say: Say) -> AsyncIterator[Check]:
    """Tell whose the namespace is, as far as our database answers."""
    try:
        async with open_database(settings.database) as database:
            ours = await SqlInstallation(database).known()
        owner = await NamespaceMark(client).owner()
    except ZhibanError:
        return  # told above
    if owner is None or owner.id == ours:
        yield Check("namespace owner", Verdict.OK, owner.id if owner else say(_NOBODY))
    else:
        yield Check(
            "namespace owner",
            Verdict.PROBLEM,
            say(message("check.owner", owner=Called(named(owner)))),
            say(message("check.take_over", setting=_NAMESPACE, command=Command(TAKE_OVER))),
        )


def _choices(settings: Settings, say: Say) -> Iterator[Check]:
    """Tell what works without, so that nobody takes it for a fault."""
    optional = (
        ("encryption", settings.encryption_keys, message("check.no_keys"), "ENCRYPTION_KEYS"),
        ("cloud", settings.tencent.configured, message("check.no_cloud"), "TENCENT_SECRET_ID"),
        ("model", settings.llm.configured, message("check.no_model"), "LLM_API_KEY"),
        ("mail", settings.mail.configured, message("check.no_mail"), "MAIL_HOST"),
        ("chat robots", settings.robots, message("check.no_robots"), "ROBOTS"),
        ("voice", _has_voice(settings), message("check.no_voice"), "VOICE_ENGINE"),
    )
    for name, is_there, without, setting in optional:
        if is_there:
            yield Check(name, Verdict.OK, say(message("check.configured")))
        else:
            advice = say(message("check.set", setting=Called(f"ZHIBAN_{setting}")))
            yield Check(name, Verdict.WARNING, say(without), advice)


def _has_voice(settings: Settings) -> bool:
    match settings.voice.engine:
        case "espeak":
            return shutil.which(settings.voice.program) is not None
        case "tencent":
            return settings.tencent.configured
        case "off":
            return True  # chosen, and no lack


def _names(names: list[str]) -> Names:
    return Names(tuple(map(Called, names)))


@contextmanager
def _told(name: str, advice: Message, say: Say) -> Iterator[list[Check]]:
    """Turn an error of the block into a check."""
    troubles: list[Check] = []
    try:
        yield troubles
    except ZhibanError as error:
        troubles.append(Check(name, Verdict.PROBLEM, say(error), say(advice)))
