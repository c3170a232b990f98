"""Pages about desk robots: registered, how each connection stands, removed (VOI-1)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response

from api.console.forms import Form, comma_separated
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.voice.routes import RobotIn
from application.voice.views import robot_view
from domain.common.messages import Called, Message, message
from domain.people.access import Permission
from domain.voice.robots import LONGEST_NAME, RobotRequest, RobotState

pages = Pages("/robots")

SECTION = "robots"
LIVE = "robot"
_HERE = f"{ROOT}/robots"

KIND_OF_STATE = {
    RobotState.UNTRIED: "wait",
    RobotState.CONNECTED: "good",
    RobotState.RETRYING: "warn",
    RobotState.REFUSED: "bad",
}

RobotHere = Annotated[str, Path(min_length=1, max_length=LONGEST_NAME)]


@pages.get(needs=Permission.READ_ROBOTS)
async def robots_page(visit: Here) -> Response:
    """List one's own robots, how each is connected, and what it may call."""
    kept = await visit.services.robots.list(by=visit.by)
    return await visit.page(
        "robots/list.html",
        section=SECTION,
        live=LIVE,
        robots=[robot_view(each) for each in kept],
        kind_of_state=KIND_OF_STATE,
    )


@pages.get("/new", needs=Permission.MANAGE_ROBOTS)
async def ask_for_robot(visit: Here) -> Response:
    """Ask where its endpoint is, and what it shall be offered."""
    return await _asked(visit, Form())


@pages.post("/new", needs=Permission.MANAGE_ROBOTS)
async def register_robot_by_page(visit: Here) -> Response:
    """Register a robot; a bridge dials it within seconds."""

    async def act(body: RobotIn) -> Message:
        requested = RobotRequest(
            name=body.name, url=body.url, tools=tuple(body.tools), verbatim=body.verbatim
        )
        await visit.services.robots.register(by=visit.by, requested=requested)
        return message("robot.registered", robot=Called(body.name))

    async def show(form: Form) -> Response:
        form.values.pop("url", None)  # it holds the token
        return await _asked(visit, form)

    return await visit.submit(RobotIn, act, show=show, to=_HERE, values=_values)


def _values(form: Form) -> Mapping[str, Any]:
    found = form.filled(flags=("verbatim",))
    return found | {"tools": comma_separated(found.get("tools", "").replace("\n", ","))}


async def _asked(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "robots/new.html",
        section=SECTION,
        status=form.status,
        form=form,
        action=visit.request.url.path,
        back=_HERE,
    )


@pages.get("/one/{robot}/remove", needs=Permission.MANAGE_ROBOTS)
async def ask_to_remove_robot(visit: Here, robot: RobotHere) -> Response:
    """Say what is gone with it."""
    view = robot_view(await visit.services.robots.get(by=visit.by, name=robot))
    return await question(
        visit,
        Form(),
        section=SECTION,
        title=message("robot_page.remove"),
        means=message("robot_page.remove_means"),
        facts=[(view.name, view.address)],
        back=_HERE,
        danger=True,
    )


@pages.post("/one/{robot}/remove", needs=Permission.MANAGE_ROBOTS)
async def remove_robot_by_page(visit: Here, robot: RobotHere) -> Response:
    """Remove a robot with its address, for good."""
    await visit.services.robots.remove(by=visit.by, name=robot)
    return visit.done(_HERE, message("robot.removed", robot=Called(robot)))
