"""What all connections share: one pool, and the admission that says where it may connect."""

from collections.abc import Awaitable, Callable, Sequence

Admit = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port in, the addresses that may be connected to out; nothing else is connected to.

Raises `AddressRefused` when there are none that may, OSError when the name leads nowhere.
"""


class Network:
    """The pool of HTTP connections of one event loop, and the commands that may be started.

    Args:
        admit: asked before every connection.
        most_connections: open at once, to all servers together.
        commands: programs that may be started, each with all its arguments; none by default.
    """

    def __init__(
        self,
        admit: Admit,
        *,
        most_connections: int = 1000,
        commands: frozenset[tuple[str, ...]] = frozenset(),
    ) -> None:
        self._admit = admit
        self._most_connections = most_connections
        self.commands = commands

    async def aclose(self) -> None:
        """Close all connections; whatever still uses them ends with a fault."""
        raise NotImplementedError
