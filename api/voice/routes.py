"""Desk robots over HTTP (VOI-1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import reader
from api.strict import Strict, Truth
from application.voice.views import RobotView, robot_view
from domain.voice.offers import MOST_TOOLS
from domain.voice.robots import LONGEST_NAME, LONGEST_URL, RobotRequest

router = APIRouter(prefix="/api/v1/robots", tags=["robots"])

RobotName = Annotated[
    str, Path(min_length=1, max_length=LONGEST_NAME, description="Name of your robot.")
]


class RobotIn(Strict):
    """A robot to register."""

    name: str = Field(
        min_length=1, max_length=LONGEST_NAME, description="Lower-case letters, digits, `-`, `_`."
    )
    url: str = Field(
        max_length=LONGEST_URL,
        repr=False,
        description="Its endpoint, with the token; kept sealed, and only its server is shown.",
    )
    tools: list[Annotated[str, Field(min_length=1, max_length=130)]] = Field(
        default=[],
        max_length=MOST_TOOLS,
        description="What it is offered, in this order: `name` or `name=alias`; empty: the usual.",
    )
    verbatim: Truth = Field(
        default=False, description="Its server is a self-hosted one, which speaks word for word."
    )

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [{"name": "desk", "url": "wss://api.xiaozhi.me/mcp/?token=…"}]
        }
    }


class RobotsOut(BaseModel):
    """Your robots, by name."""

    robots: list[RobotView]


@router.get("", summary="List robots", dependencies=[Depends(reader)])
async def list_robots(services: ServicesHere, by: Asker) -> RobotsOut:
    """Return your robots, and how the connection of each stands."""
    kept = await services.robots.list(by=by)
    return RobotsOut(robots=[robot_view(each) for each in kept])


@router.post("", status_code=201, summary="Register a robot", responses=problems(409, 429))
async def register_robot(services: ServicesHere, by: Asker, body: RobotIn) -> RobotView:
    """Let a robot use our tools with your rights to read; a bridge dials it within seconds."""
    requested = RobotRequest(
        name=body.name, url=body.url, tools=tuple(body.tools), verbatim=body.verbatim
    )
    return robot_view(await services.robots.register(by=by, requested=requested))


@router.get(
    "/{name}", summary="Show a robot", responses=problems(404), dependencies=[Depends(reader)]
)
async def get_robot(services: ServicesHere, by: Asker, name: RobotName) -> RobotView:
    """Return one of your robots, and how its connection stands."""
    return robot_view(await services.robots.get(by=by, name=name))


@router.delete("/{name}", status_code=204, summary="Remove a robot", responses=problems(404))
async def remove_robot(services: ServicesHere, by: Asker, name: RobotName) -> None:
    """Remove a robot with its address, for good; its connection ends within seconds."""
    await services.robots.remove(by=by, name=name)
