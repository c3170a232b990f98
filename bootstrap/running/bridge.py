"""What the process does that keeps desk robots connected."""

import asyncio

from bootstrap.configuration.settings import Settings
from bootstrap.foundation import open_foundation
from bootstrap.running.liveness import answering
from bootstrap.running.stopping import stop_signal
from bootstrap.services import build_services
from bootstrap.telemetry import tracing
from bootstrap.voice.bridge import robot_bridge


async def run_bridge(settings: Settings) -> None:
    """Hold connections until told to stop; then let other processes take them at once."""
    with tracing(settings.otlp_endpoint, service="bridge"):
        async with (
            open_foundation(settings, part="bridge") as foundation,
            answering("127.0.0.1", settings.bridge.port, "ZHIBAN_BRIDGE_PORT"),
            stop_signal() as stopped,
        ):
            holding = asyncio.create_task(
                robot_bridge(foundation, build_services(foundation)).run()
            )
            stopping = asyncio.create_task(stopped.wait())
            await asyncio.wait((holding, stopping), return_when=asyncio.FIRST_COMPLETED)
            for each in (holding, stopping):
                each.cancel()
            ended = await asyncio.gather(holding, return_exceptions=True)
            if isinstance(ended[0], Exception):
                raise ended[0]
