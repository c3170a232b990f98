"""What the small tools return, field by field."""

from pydantic import BaseModel, Field

from mcp_server.results import NextCursor, Sandbox


class MemoryKept(BaseModel):
    """A note that is kept."""

    memory_id: str = Field(description="With it, forget removes it.")
    kind: str
    text: str
    tags: list[str]
    sandbox: Sandbox


class MemoryForgotten(BaseModel):
    """A note that is gone."""

    memory_id: str
    forgotten: bool
    sandbox: Sandbox


class MemoryFound(BaseModel):
    """One note."""

    memory_id: str
    kind: str
    text: str
    tags: list[str]
    kept_at: str
    score: float = Field(description="How well it answers, 0 to 1; 0 when nothing was asked.")


class MemoriesShown(BaseModel):
    """Notes, the best match first; without a query the newest first."""

    memories: list[MemoryFound]
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox
