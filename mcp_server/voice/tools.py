"""Tools about desk robots: a look only, because a robot's address is a secret."""

from dataclasses import dataclass
from typing import Annotated

from mcp_types import CallToolResult

from application.services import Services
from application.voice.words import robot_line
from domain.common.messages import message
from domain.common.time_words import in_zone
from mcp_server.identity import Identity, localizer_of
from mcp_server.results import mark, told
from mcp_server.voice.results import RobotShown, RobotsShown


@dataclass(frozen=True)
class RobotTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_robots(self) -> Annotated[CallToolResult, RobotsShown]:
        """List the person's desk robots, and whether each is connected.

        Use when the person asks whether their robot is connected, or why it does not answer. To
        register or remove one they use the terminal or HTTP, because its address holds a token; for
        servers with tools for the assistant use list_plugins.
        Fails when the token may not read robots.
        """
        by = self.identity.actor()
        found = await self.services.robots.list(by=by)
        reader = await localizer_of(self.services, by)

        def moment(at: object) -> str:
            return in_zone(at, reader.zone) if at else ""  # type: ignore[arg-type]

        shown = [
            RobotShown(
                name=each.robot.name,
                address=each.robot.address,
                state=each.standing.state,
                fault=each.standing.fault,
                since=moment(each.standing.since),
                last_tool=each.standing.last_tool,
                last_call=moment(each.standing.last_call),
            )
            for each in found
        ]
        lines = [reader.text(robot_line(each)) for each in found]
        text = "\n".join(lines) or reader.text(message("robot.none"))
        result = RobotsShown(robots=shown, sandbox=self.services.sandbox)
        return told(result, f"{mark(self.services.sandbox)}{text}")
