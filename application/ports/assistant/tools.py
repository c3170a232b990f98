"""Our own read-only tools, for those who do not call them over a face."""

from collections.abc import Mapping
from typing import Any, Protocol

from domain.people.access import Actor


class ReadTools(Protocol):
    """The tools that only look; nothing that writes, sends or asks a person is among them."""

    def names(self) -> tuple[str, ...]:
        """Return what there is, by name."""

    def check(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Return when the tool takes these arguments.

        Raises:
            InvalidRequest: there is no such read-only tool, or an argument breaks a rule.
        """

    async def call(self, actor: Actor, name: str, arguments: Mapping[str, Any]) -> str:
        """Return what the tool says, as text, with the rights of `actor`.

        Raises:
            ZhibanError: as the service behind the tool does; `InvalidRequest` for an unknown tool.
        """
