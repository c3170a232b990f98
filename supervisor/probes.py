"""Asks a part whether it is ready or healthy."""

import asyncio
import ssl

import httpx

from supervisor.parts import Probe, ProbeKind

ANSWER_SECONDS = 2.0
"""A part on the same machine that is well answers in milliseconds."""


async def ask(probe: Probe) -> str:
    """Return an empty string when all is well, else what is wrong, as the end of a sentence."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            if probe.kind is ProbeKind.TCP:
                return await _connect(probe.target)
            return await _get(probe)
    except TimeoutError:
        return f"{probe.target} does not answer within {ANSWER_SECONDS:.0f} s"
    except (OSError, httpx.HTTPError):
        return f"{probe.target} does not answer"


async def ask_all(probes: tuple[Probe, ...]) -> str:
    """Return the first trouble, or an empty string."""
    for probe in probes:
        if trouble := await ask(probe):
            return trouble
    return ""


async def _connect(target: str) -> str:
    host, _, port = target.rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.close()
    return ""


async def _get(probe: Probe) -> str:
    no_authorities = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading them costs 20 ms of CPU
    async with httpx.AsyncClient(
        trust_env=False, timeout=ANSWER_SECONDS, verify=no_authorities
    ) as http:
        answer = await http.get(probe.target)
    if answer.status_code >= 400:
        return f"{probe.target} answers {answer.status_code}"
    if probe.holds not in answer.text:
        return f"{probe.target} does not show {probe.holds}"
    return ""
