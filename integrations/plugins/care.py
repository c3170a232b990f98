"""How carefully a plugin's tool is handled: its own hints count where its owner trusts it."""

import json
from hashlib import sha256

from application.ports.assistant.toolboxes import Care
from mcp_client import RemoteTool


def care_of(tool: RemoteTool, *, trusted: bool) -> Care:
    """Return the care that a tool takes.

    MCP's defaults are those of danger: a tool that does not say otherwise may destroy.
    """
    if not trusted:
        return Care.ASKS_FIRST
    if tool.read_only:
        return Care.READS
    return Care.CHANGES if tool.destructive is False else Care.ASKS_FIRST


def is_repeatable(tool: RemoteTool, *, trusted: bool) -> bool:
    """Say whether a call may be sent twice when its answer got lost."""
    return trusted and bool(tool.read_only or tool.idempotent)


def fingerprint_of(tool: RemoteTool) -> str:
    """Return what stands for a tool as it describes itself: another one after any change.

    A person who agreed to a tool has agreed to nothing else that its server puts in its place.
    """
    described = [
        *(tool.server, tool.name, tool.title, tool.description),
        *(tool.input_schema_json, tool.output_schema_json),
        *(tool.read_only, tool.destructive, tool.idempotent, tool.open_world),
    ]
    return sha256(json.dumps(described).encode()).hexdigest()
