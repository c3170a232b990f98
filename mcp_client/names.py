"""What models call the tools of many servers, and which tool a name means.

A name is made from server and tool alone, so it stays the same whatever else is registered: a
model's cached prompt and a recorded conversation go on meaning the same tool. It is never parsed
back. Which tool a name means stands in a map, and nowhere else.

Two shapes, which no pair of tools can share. `server__tool`, where that can be read in one way
only; else, for foreign characters, for names that are too long and for underscores that could be
read in two ways, `server__tool__` and a digest of both.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

LONGEST_NAME = 64
"""Characters, of `[A-Za-z0-9_-]`: what OpenAI's API allows a function's name."""

DIGEST_LENGTH = 10
"""Characters of base32: 50 bits, so that a thousand tools collide once in two billion lists."""

LONGEST_SERVER = 20
"""Characters that a server keeps of its name when both do not fit: the tool says more."""

_PLAIN = re.compile(r"[A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*__[A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*")
_FOREIGN = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, order=True)
class ToolName:
    """Which tool of which server, in the words of whoever registered it and of the server."""

    server: str
    tool: str


def alias_of(name: ToolName, *, attempt: int = 0) -> str:
    """Return what models call a tool.

    Args:
        name: server and tool, any characters.
        attempt: how many aliases of this tool were taken by others; any but 0 forces a digest.
    """
    plain = f"{name.server}__{name.tool}"
    if not attempt and len(plain) <= LONGEST_NAME and _PLAIN.fullmatch(plain):
        return plain
    server, tool = _readable(name.server, "server"), _readable(name.tool, "tool")
    room = LONGEST_NAME - DIGEST_LENGTH - 4
    if len(server) + len(tool) > room:
        server = server[:LONGEST_SERVER].rstrip("_")
        tool = tool[: room - len(server)].rstrip("_")
    return f"{server}__{tool}__{_digest(name, attempt)}"


def _readable(text: str, otherwise: str) -> str:
    """Return what models may see of a name: words joined by one underscore, never empty."""
    return _FOREIGN.sub("_", text).strip("_") or otherwise


def _digest(name: ToolName, attempt: int) -> str:
    """Return what tells this tool from any other; lengths keep `a`+`bc` apart from `ab`+`c`."""
    text = f"{attempt}:{len(name.server)}:{name.server}{name.tool}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode()[:DIGEST_LENGTH].lower()


class NameMap:
    """Aliases of a set of tools, and back. It does not change; iterating gives pairs in order.

    The order is that of server and tool, whatever order they were given in: a list of tools that
    comes in another order each time would make a model's cached prompt worthless.
    """

    def __init__(self, names: Iterable[ToolName]) -> None:
        tools: dict[str, ToolName] = {}
        for name in sorted(set(names)):
            attempt = 0
            while (alias := alias_of(name, attempt=attempt)) in tools:
                attempt += 1
            tools[alias] = name
        self._tools = tools
        self._aliases = {name: alias for alias, name in tools.items()}

    def __iter__(self) -> Iterator[tuple[str, ToolName]]:
        return iter(self._tools.items())

    def __len__(self) -> int:
        return len(self._tools)

    @property
    def tools(self) -> Mapping[str, ToolName]:
        """Tool by alias."""
        return MappingProxyType(self._tools)

    def alias(self, name: ToolName) -> str | None:
        """Return the alias of a tool; None: it is not in the map."""
        return self._aliases.get(name)

    def resolve(self, alias: str) -> ToolName | None:
        """Return which tool an alias means; None: no tool in the map is called so."""
        return self._tools.get(alias)
