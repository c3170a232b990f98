"""What the tools about robots return, field by field."""

from pydantic import BaseModel, Field

from application.people.views import NameView
from mcp_server.results import Sandbox


class RobotShown(BaseModel):
    """A robot and how its connection stands."""

    name: str
    address: str = Field(description="Only the server; the token is never shown.")
    state: str = Field(description="untried, connected, retrying or refused.")
    fault: str = Field(description="Why it is not connected; 'none' when it is.")
    since: str = Field(description="When it came to stand so; empty: never tried.")
    last_tool: str = Field(description="What it asked for last; empty: nothing.")
    last_call: str = Field(description="When; empty: never.")


class NamesShown(BaseModel):
    """Names for a robot, and what each is taken for."""

    names: list[NameView]
    sandbox: Sandbox


class RobotsShown(BaseModel):
    """The person's robots, by name."""

    robots: list[RobotShown]
    sandbox: Sandbox
