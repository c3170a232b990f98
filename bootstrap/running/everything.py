"""Everything on one machine: what `zhiban up` starts, and how other commands find it."""

import os
from pathlib import Path

from application.services import Services
from bootstrap.configuration.environment import adopt, foreign_environment
from bootstrap.configuration.settings import Settings, load_settings
from bootstrap.foundation import open_foundation
from bootstrap.logging import configure_logging
from bootstrap.services import build_services, people_service, proof_service
from bootstrap.stores import stores_on
from bootstrap.system import SystemClock, SystemIds
from bootstrap.temporal.client import connect
from bootstrap.temporal.ownership import claim_namespace, installation_of
from demonstration.morning import Morning
from demonstration.zone import machine_zone
from domain.common.errors import ZhibanError
from domain.people.access import Actor
from integrations.fluent_words import read_words
from orchestration.installations import NamespaceMark
from storage.database import open_database
from storage.incidents.controls import SqlControls
from storage.migrate import migrate
from supervisor.environment import (
    WEB,
    chosen_settings,
    part_environment,
    set_aside,
    sides_told,
)
from supervisor.first_admin import first_admin
from supervisor.local_policy import keep_policy
from supervisor.local_secrets import local_secrets
from supervisor.parts import Step
from supervisor.plan import api_address, local_stages
from supervisor.preflight import prepare_folder
from supervisor.show import Show
from supervisor.terminal_file import keep_terminal_file
from supervisor.watch import Supervisor


async def run_everything(operator: Actor, *, scripted_day: bool, take_over: bool) -> None:
    """Start every part, play the scripted morning, and serve until stopped.

    Args:
        operator: who plays the morning.
        scripted_day: whether it is played.
        take_over: whether workflows that another database has left in the data folder are ours.

    Raises:
        ZhibanError: a part could not be started or kept running; says which and why.
    """
    os.umask(0o077)  # what this and every part writes (databases, logs) is for our user only
    show = Show()
    for name in set_aside():
        show.say(f"{name} is set, but this is the sandbox: it is not used.")
    settings = load_settings()
    prepare_folder(settings.data_dir)
    secrets = local_secrets(settings.data_dir)
    keep_policy(settings.data_dir)
    adopt(part_environment(settings, secrets))
    settings = load_settings()
    if told := sides_told(settings):
        show.say(told)
    configure_logging(settings.log.model_copy(update={"level": "warning"}))
    morning = Step("morning", lambda: _play_morning(settings, operator, show))
    stages = local_stages(
        settings,
        secrets,
        database=(
            Step("database", lambda: _migrate(settings)),
            Step("namespace", lambda: _namespace(settings, take_over=take_over)),
            Step("first admin", lambda: _first_admin(settings, operator), again=True),
            Step("terminal", lambda: _terminal(settings, operator)),
            Step("writing", lambda: _writing(settings), again=True),
        ),
        at_the_end=(morning,) if scripted_day else (),
    )
    await Supervisor(
        settings.data_dir,
        stages,
        sandbox=settings.sandbox,
        show=show,
        chosen=chosen_settings(),
    ).run()


def morning_of(services: Services, operator: Actor, settings: Settings) -> Morning:
    """Return the scripted morning on these services."""
    ids = SystemIds()
    small_web = f"http://127.0.0.1:{settings.up.sandbox_port + WEB}"
    return Morning(
        services,
        operator,
        settings.api.address,
        small_web,
        SystemClock().now,
        ids.new,
        machine_zone(foreign_environment()),
    )


async def _migrate(settings: Settings) -> str:
    return f"at revision {await migrate(settings.database)}"


async def _namespace(settings: Settings, *, take_over: bool) -> str:
    """See that the workflows in the data folder are those of the database beside them."""
    client = await connect(settings)
    async with open_database(settings.database) as database:
        if take_over:
            await NamespaceMark(client).take_over(await installation_of(settings, database))
        owner = await claim_namespace(
            settings, database, client, otherwise=_otherwise(settings.data_dir)
        )
    return f"{client.namespace} belongs to {owner.id}"


def _otherwise(folder: Path) -> str:
    kept = folder / "temporal.db"
    return (
        f"Its workflows are in {kept}, and the database that they worked with was deleted or "
        f"replaced. Bring that database back, or delete {kept} to begin anew, or keep the "
        "workflows and start once with `zhiban up --take-over`."
    )


async def _first_admin(settings: Settings, operator: Actor) -> str:
    async with open_database(settings.database) as database:
        service = people_service(stores_on(database, SystemClock()), read_words())
        return await first_admin(service, operator, settings.data_dir)


async def _terminal(settings: Settings, operator: Actor) -> str:
    async with open_database(settings.database) as database:
        proofs = proof_service(stores_on(database, SystemClock()))
        return await keep_terminal_file(proofs, operator, api_address(settings), settings.data_dir)


async def _writing(settings: Settings) -> str:
    async with open_database(settings.database) as database:
        switch = await SqlControls(stores_on(database, SystemClock()).events).kill_switch()
    if switch.engaged:
        return (
            "is off: `zhiban demo incident` shows a repair that is only told; "
            "`zhiban kill-switch release --reason 'trying it out'` lets repairs happen"
        )
    return (
        "is on: repairs happen as the policy allows; "
        "`zhiban kill-switch engage --reason 'enough'` stops them all"
    )


async def _play_morning(settings: Settings, operator: Actor, show: Show) -> str:
    """Play it; a morning that goes wrong is told, and everything keeps running."""
    try:
        async with open_foundation(settings) as foundation:
            steps = await morning_of(build_services(foundation), operator, settings).play(show.say)
    except ZhibanError as error:
        return f"could not be played: {error}"
    for step in steps:
        show.done(step.name, " ".join(filter(None, (step.outcome, step.address))))
    return "played"
