"""Reading a list of tools: all its pages, with an end, and once more when it changed meanwhile."""

from dataclasses import dataclass

import mcp_types
from mcp import ClientSession, MCPError

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind
from mcp_client.sentences import FaultReason
from mcp_client.sessions.records import Record
from mcp_client.transports.verdicts import Verdicts

_MOST_ROUNDS = 3
"""Walks of a list that changes while it is read; then the last one counts."""

_MOST_BYTES_OF_ALL = 4
"""Times the bytes of one answer, for all pages together."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The tools of a server at one time.

    Attributes:
        tools: in the server's order; of two with one name, the first.
        fresh_for: seconds that the server allows to keep it; None when it says nothing.
    """

    tools: tuple[mcp_types.Tool, ...]
    fresh_for: float | None


async def read_listing(
    session: ClientSession, config: ServerConfig, verdicts: Verdicts, record: Record
) -> Listing:
    """Read all pages; reads again when the server announced a change meanwhile.

    Args:
        session: to ask with.
        config: how many pages and tools may come.
        verdicts: puts what is wrong into words.
        record: knows how many changes were announced so far.

    Raises:
        ServerFault: too many pages or tools, or pages that lead in a circle.
        MCPError: the server refused.
    """
    for last in (False,) * (_MOST_ROUNDS - 1) + (True,):
        before = record.changes
        try:
            listing = await _walk(session, config, verdicts)
        except MCPError as error:
            if last or error.code != mcp_types.INVALID_PARAMS or record.changes == before:
                raise
            continue  # the list is another one now, and its old pages are gone
        if record.changes == before:
            break
    return listing


async def _walk(session: ClientSession, config: ServerConfig, verdicts: Verdicts) -> Listing:
    tools: dict[str, mcp_types.Tool] = {}
    cursor: str | None = None
    seen: set[str] = set()
    room = _MOST_BYTES_OF_ALL * config.most_result_bytes
    while True:
        params = mcp_types.PaginatedRequestParams(cursor=cursor) if cursor is not None else None
        page = await session.list_tools(params=params)
        for tool in page.tools:
            tools.setdefault(tool.name, tool)
        room -= len(page.model_dump_json())
        if len(tools) > config.most_tools or room < 0:
            most = config.most_tools
            raise verdicts.fault(FaultKind.TOO_LARGE, FaultReason.MANY_TOOLS, most=most)
        cursor = page.next_cursor
        if cursor is None:
            ttl = page.ttl_ms
            return Listing(tuple(tools.values()), ttl / 1000 if ttl else None)
        if cursor in seen:
            raise verdicts.fault(FaultKind.PROTOCOL, FaultReason.LISTS_IN_CIRCLES)
        seen.add(cursor)
        if len(seen) >= config.most_pages:
            most = config.most_pages
            raise verdicts.fault(FaultKind.TOO_LARGE, FaultReason.MANY_PAGES, most=most)
