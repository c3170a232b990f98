"""Tools about desk robots: a look only, because a robot's address is a secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from application.common.views import table_of
from application.people.names import LONGEST_NAME, MOST_NAMES
from application.people.views import NameView
from application.services import Services
from application.voice.words import robot_line
from domain.common.messages import message
from domain.common.time_words import in_zone
from domain.people.people import PersonChanges
from mcp_server.identity import Identity, localizer_of
from mcp_server.results import mark, told
from mcp_server.voice.results import NamesShown, RobotShown, RobotsShown

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


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

    async def preview_robot_names(
        self,
        names: Annotated[
            list[Name],
            Field(
                description="Names as they would be said, at most 6; empty: those there are.",
                max_length=MOST_NAMES,
            ),
        ] = [],  # noqa: B006 - the SDK copies defaults; None would show as nullable
    ) -> Annotated[CallToolResult, NamesShown]:
        """Tell how names for the person's robot sound, what else would match, and why one is bad.

        Use before set_robot_names, or when the robot does not react to its name. Changes nothing.
        To see whether it is connected use list_robots. Fails for more than 6 names.
        """
        return await self._names(names)

    async def set_robot_names(
        self,
        robot_name: Annotated[
            str,
            Field(
                description="What the person calls the robot; empty: as it is.",
                max_length=LONGEST_NAME,
            ),
        ] = "",
        wake_words: Annotated[
            list[Name],
            Field(
                description="Further names, replacing all there were; empty: as they are.",
                max_length=MOST_NAMES - 1,
            ),
        ] = [],  # noqa: B006 - as above
    ) -> Annotated[CallToolResult, NamesShown]:
        """Change what the person calls their robot, and show what else is taken for it.

        Use when the person names their robot or wants other wake words; show preview_robot_names
        first. The device itself is woken by the word in its own settings. Fails for a name that is
        too short or begins many sentences.
        """
        by = self.identity.actor()
        changes = PersonChanges(
            robot_name=robot_name or None, wake_words=tuple(wake_words) if wake_words else None
        )
        await self.services.people.update(by=by, person_id=by.person_id, changes=changes)
        return await self._names(())

    async def _names(self, names: Sequence[str]) -> CallToolResult:
        by = self.identity.actor()
        reader = await localizer_of(self.services, by)
        found = await self.services.names.preview(by=by, person_id=by.person_id, names=names)
        table = table_of(NameView, found, reader.words, reader.reader)
        lines = [" | ".join(map(str, row)) for row in (table.labels, *table.rows)]
        result = NamesShown(names=list(found), sandbox=self.services.sandbox)
        return told(result, mark(self.services.sandbox) + "\n".join(lines))
