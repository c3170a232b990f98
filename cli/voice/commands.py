"""`zhiban robot …`: desk robots, and whether they are connected."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import typer

from application.common.wording import Localizer
from application.services import Services
from application.voice.views import RobotView, robot_view
from cli.options import AsJson, For
from cli.output import heads, note, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, message, named
from domain.common.readers import Reader
from domain.common.time_words import in_zone
from domain.voice.robots import RobotFault, RobotRequest

ROBOTS = "/api/v1/robots"
Name = Annotated[str, typer.Argument(help="option.robot")]
_HEADS = (
    *("head.name", "head.address", "head.state", "head.since"),
    *("head.detail", "head.calls", "head.last_call"),
)


@dataclass(frozen=True)
class Robots:
    """A person's robots, as the API answers them."""

    robots: tuple[RobotView, ...]


@dataclass(frozen=True)
class RobotCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def list_all(self, *, person: For = None, as_json: AsJson = False) -> None:
        """List a person's robots, and how the connection of each stands.

        Example: zhiban robot list -p u_mei
        """

        async def listed(services: Services, _: Reader) -> Robots:
            by = await self.terminal.acting_as(services, person)
            return Robots(tuple(map(robot_view, await services.robots.list(by=by))))

        seen = self.terminal.see(Robots, ROBOTS, {}, listed, person=person)
        self._say(seen.view, seen.view.robots, seen.reader, as_json=as_json)

    def status(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Show how the connection of one robot stands, and why.

        Example: zhiban robot status desk -p u_mei
        """

        async def got(services: Services, _: Reader) -> RobotView:
            by = await self.terminal.acting_as(services, person)
            return robot_view(await services.robots.get(by=by, name=name))

        path = f"{ROBOTS}/{quote(name, safe='')}"
        seen = self.terminal.see(RobotView, path, {}, got, person=person)
        self._say(seen.view, (seen.view,), seen.reader, as_json=as_json)

    def add(
        self,
        *,
        name: Annotated[str, typer.Argument(help="option.robot_name")],
        tool: Annotated[
            list[str] | None,
            typer.Option(help="option.robot_tool"),
        ] = None,
        verbatim: Annotated[bool, typer.Option("--verbatim", help="option.verbatim")] = False,
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Register a robot for a person; its endpoint's address is asked for, unseen.

        The address holds the token: a pipe may give it, a command line would keep it.

        Example: zhiban robot add desk -p u_mei
        """
        url = self.terminal.secret(message("robot.address"))
        requested = RobotRequest(name=name, url=url, tools=tuple(tool or ()), verbatim=verbatim)

        async def added(services: Services) -> RobotView:
            by = await self.terminal.acting_as(services, person)
            return robot_view(await services.robots.register(by=by, requested=requested))

        view, reader = self.terminal.told(added, person=person)
        if as_json:
            say_json(view)
        else:
            note(reader.text(message("robot.registered", robot=Called(name))))

    def remove(self, *, name: Name, person: For = None, as_json: AsJson = False) -> None:
        """Remove a robot with its address, for good; its connection ends within seconds.

        Example: zhiban robot remove desk -p u_mei
        """

        async def removed(services: Services) -> None:
            by = await self.terminal.acting_as(services, person)
            await services.robots.remove(by=by, name=name)

        _, reader = self.terminal.told(removed, person=person)
        if as_json:
            say_json({"name": name, "removed": True})
        else:
            note(reader.text(message("robot.removed", robot=Called(name))))

    def _say(
        self,
        view: object,
        robots: tuple[RobotView, ...],
        whose: Reader,
        *,
        as_json: bool,
    ) -> None:
        if as_json:
            say_json(view)
            return
        reader = Localizer(self.terminal.runtime.words, whose)
        if not robots:
            note(reader.text(message("robot.none")))
            return
        say_table(heads(reader.text, *_HEADS), [_row(each, reader) for each in robots])


def _row(robot: RobotView, reader: Localizer) -> tuple[object, ...]:
    def moment(at: object) -> str:
        return in_zone(at, reader.zone) if at else ""  # type: ignore[arg-type]

    fault = "" if robot.fault is RobotFault.NONE else reader.text(named(robot.fault))
    detail = f"{fault} ({robot.code})" if robot.code and fault else fault
    if not detail and robot.last_fault_at:
        lost = message("robot.last_lost", at=robot.last_fault_at, fault=robot.last_fault)
        detail = reader.text(lost)
    state = reader.text(named(robot.state))
    last = " ".join(filter(None, (robot.last_tool, moment(robot.last_call))))
    return robot.name, robot.address, state, moment(robot.since), detail, robot.calls, last
