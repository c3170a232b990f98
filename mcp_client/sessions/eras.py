"""Which of the two protocols a server speaks, found out once and not forgotten for a trifle.

2026-07-28 has no sessions: whoever knows that a server speaks it can ask at once. The versions
before begin with a handshake. A client that falls back to those whenever its probe fails is thrown
back by a single 503, and stays there; so only what a server says about its protocol counts here.
"""

import asyncio
from dataclasses import dataclass

import mcp_types
from mcp import ClientSession, MCPError
from mcp_types.version import (
    HANDSHAKE_PROTOCOL_VERSIONS,
    LATEST_MODERN_VERSION,
    MODERN_PROTOCOL_VERSIONS,
)
from pydantic import ValidationError

from mcp_client.configs import Transport
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import FaultReason
from mcp_client.transports.links import Link

_NO_EVIDENCE = frozenset(
    {FaultKind.NOT_FOUND_HERE, FaultKind.PROTOCOL, FaultKind.SESSION_LOST, FaultKind.UNKNOWN_TOOL}
    | {FaultKind.BAD_ARGUMENTS, FaultKind.ERROR}
)
"""What servers of before 2026 answer to a question that they do not know."""


@dataclass
class Era:
    """What is known of a server's protocol; lives as long as its connection.

    Attributes:
        modern: what it said about itself, once it has shown that it speaks 2026-07-28.
        handshake: whether it is known to need one. Only programs are: asking an address once more
            costs little, and another server may stand behind it by now.
    """

    modern: mcp_types.DiscoverResult | None = None
    handshake: bool = False

    def forget_modern(self) -> None:
        """Ask anew next time: another server stands behind the address now."""
        self.modern = None


async def agree(session: ClientSession, link: Link, era: Era) -> None:
    """Make a session ready: by what is known, else by asking.

    Raises:
        ServerFault: the server cannot be used now, or shares no version with us.
        MCPError: the handshake was refused.
    """
    if era.modern is not None:
        session.adopt(era.modern)
        return
    if link.config.transport is Transport.SSE or era.handshake:
        await _shake_hands(session, link, era)
        return
    found, version = await _probe(session, link, LATEST_MODERN_VERSION)
    if version is not None:  # the newest that both know
        found, _ = await _probe(session, link, version)
    if found is None:
        await _shake_hands(session, link, era)
        return
    session.adopt(found)
    era.modern = found


async def _shake_hands(session: ClientSession, link: Link, era: Era) -> None:
    """Begin as before 2026; a server that refuses because it is of 2026 is probed once more.

    That happens to a program that starts slowly: it answers the probe after we gave it up.
    """
    try:
        await session.initialize()
    except MCPError as error:
        era.handshake = False
        if error.code != mcp_types.UNSUPPORTED_PROTOCOL_VERSION:
            raise
        found, _ = await _probe(session, link, _shared_version(error, link))
        if found is None:
            raise _no_version(link) from None
        session.adopt(found)
        era.modern = found
    else:
        era.handshake = link.config.transport is Transport.STDIO


async def _probe(
    session: ClientSession, link: Link, version: str | None
) -> tuple[mcp_types.DiscoverResult | None, str | None]:
    """Ask once; returns what was found, else the version to ask with again, else neither."""
    try:
        async with asyncio.timeout(link.config.connect_timeout / 2):
            raw = await session.send_discover(version or LATEST_MODERN_VERSION)
    except MCPError as error:
        if error.code != mcp_types.REQUEST_TIMEOUT or not error.message.startswith("Request"):
            return None, _version_after(error, link)
        _after_silence(link)
        return None, None
    except TimeoutError:
        _after_silence(link)
        return None, None
    try:
        found = mcp_types.DiscoverResult.model_validate(raw)
    except ValidationError:
        return None, None
    shared = any(one in MODERN_PROTOCOL_VERSIONS for one in found.supported_versions)
    return (found if shared else None), None


def _after_silence(link: Link) -> None:
    """Programs of before do not answer what they do not know; an address that is silent is away."""
    if link.config.transport is not Transport.STDIO:
        raise link.verdicts.late(happened=False)


def _version_after(error: MCPError, link: Link) -> str | None:
    """Return the version to probe with again, None for a handshake; raises what is no evidence."""
    if error.code == mcp_types.UNSUPPORTED_PROTOCOL_VERSION:
        return _shared_version(error, link)
    fault = link.marks.take(error.error.data) or link.verdicts.of_error(error.error)
    if fault.kind in _NO_EVIDENCE and not _is_passing(fault, error):
        return None
    raise fault.again(may_have_happened=False)


def _is_passing(fault: ServerFault, error: MCPError) -> bool:
    """Say whether an answer tells of a moment's trouble: an error page, half a body."""
    if fault.kind is FaultKind.SESSION_LOST:
        return False
    return fault.may_have_happened and error.code != mcp_types.INTERNAL_ERROR


def _shared_version(error: MCPError, link: Link) -> str | None:
    try:
        said = mcp_types.UnsupportedProtocolVersionErrorData.model_validate(error.error.data)
    except ValidationError:
        return None
    shared = [one for one in MODERN_PROTOCOL_VERSIONS if one in said.supported]
    if shared:
        return shared[-1]
    if any(one in HANDSHAKE_PROTOCOL_VERSIONS for one in said.supported):
        return None
    raise _no_version(link)


def _no_version(link: Link) -> ServerFault:
    return link.verdicts.fault(FaultKind.PROTOCOL, FaultReason.NO_VERSION)
