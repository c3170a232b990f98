"""What the process does that keeps desk robots connected."""

import asyncio
from contextlib import suppress

from bootstrap.configuration.settings import Settings
from bootstrap.foundation import open_foundation
from bootstrap.running.liveness import answering
from bootstrap.running.stopping import stop_signal
from bootstrap.services import build_services
from bootstrap.telemetry import tracing
from bootstrap.voice.bridge import robot_bridge

LAST_SECONDS = 15.0
"""For changes that somebody agreed to just before the end; their outcome is unknown otherwise."""


async def run_bridge(settings: Settings) -> None:
    """Hold connections until told to stop; then let other processes take them at once."""
    with tracing(settings.otlp_endpoint, service="bridge"):
        async with (
            open_foundation(settings, part="bridge") as foundation,
            answering("127.0.0.1", settings.bridge.port, "ZHIBAN_BRIDGE_PORT"),
            stop_signal() as stopped,
        ):
            services = build_services(foundation)
            holding = asyncio.create_task(robot_bridge(foundation, services).run())
            stopping = asyncio.create_task(stopped.wait())
            await asyncio.wait((holding, stopping), return_when=asyncio.FIRST_COMPLETED)
            for each in (holding, stopping):
                each.cancel()
            ended = await asyncio.gather(holding, return_exceptions=True)
            with suppress(TimeoutError):  # what was agreed to meanwhile
                await asyncio.wait_for(services.voice_requests.close(), LAST_SECONDS)
            if isinstance(ended[0], Exception):
                raise ended[0]
