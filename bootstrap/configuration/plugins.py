"""Settings of plugins: where they may be, which programs may be started, what they may cost."""

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from pydantic_settings import NoDecode

from bootstrap.configuration.kinds import Group, Names, json_text
from domain.plugins.rules import MOST_PLUGINS

Commands = Annotated[dict[str, tuple[str, ...]], NoDecode, BeforeValidator(json_text)]


class PluginsSettings(Group):
    """MCP servers that people register for their assistant."""

    allow: Names = ()
    """Private hosts (`name`, `name:port`) and networks (CIDR) where plugins may be all the same."""
    commands: Commands = Field(default={})
    """JSON object: name of a program that admins may register to its list of words; empty: none."""
    most_each: int = Field(default=MOST_PLUGINS, ge=1, le=MOST_PLUGINS)
    """Most plugins of one person."""
    most_open: int = Field(default=256, ge=1, le=10_000)
    """Most connections to plugins that one process holds; the one not used for longest goes."""
    idle_minutes: float = Field(default=60.0, gt=0, le=1_440)
    """Minutes without use after which a connection is closed; it opens again when wanted."""
    connect_seconds: float = Field(default=10.0, ge=1, le=60)
    """Longest wait for a connection and for each answer of its handshake, in seconds."""
    result_kb: int = Field(default=4_096, ge=16, le=65_536)
    """Most of one answer that is read, unpacked, in KiB."""

    @field_validator("commands")
    @classmethod
    def _named_programs(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, words in value.items():
            if not name or len(name) > 40 or not words or not all(words):
                raise ValueError("must give each name (1 to 40 characters) a list of words")
        return value
