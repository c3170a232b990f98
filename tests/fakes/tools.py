"""Tools as MCP servers offer them, described once per process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mcp_server.tooling import build_tool

_described: dict[Callable[..., Any], Any] = {}


@contextmanager
def described_once() -> Iterator[None]:
    """Keep what was worked out from a tool's signature: seventy tools take half a second."""

    def build(method: Any, **about: Any) -> Any:
        function = method.__func__
        if function not in _described:
            _described[function] = build_tool(method, **about)
        return _described[function].model_copy(update={"fn": method})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mcp_server.hints.build_tool", build)
        yield
