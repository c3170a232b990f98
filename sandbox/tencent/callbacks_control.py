"""The control face of alarms and clusters: for scenarios in another process."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from sandbox.control import Handler, read, reply
from sandbox.tencent.callbacks_alarms import BodyStyle, ClsAlarm, Firing, MonitorAlarm
from sandbox.tencent.tke.state import NewCluster

if TYPE_CHECKING:
    from sandbox.tencent.app import TencentCloudStandIn

MOST_COPIES = 2000


class _Telling(BaseModel):
    """Whom to tell, if anybody, and how."""

    model_config = ConfigDict(extra="forbid")

    url: str = ""
    headers: dict[str, str] = {}
    style: BodyStyle = BodyStyle.NUMBERS
    copies: int = Field(default=1, ge=1, le=MOST_COPIES)


class FireBody(_Telling):
    """An alarm that fires: one of the two kinds; forged if no history is to know of it."""

    monitor: MonitorAlarm | None = None
    cls: ClsAlarm | None = None
    forged: bool = False


class ResolveBody(_Telling):
    """A firing that is over."""

    id: str


class AlarmControl:
    """Handlers of `/_sim/fire`, `/_sim/resolve` and `/_sim/clusters`."""

    def __init__(self, stand_in: "TencentCloudStandIn") -> None:
        self._stand_in = stand_in
        self._firings: dict[str, Firing] = {}

    def table(self) -> dict[str, dict[str, Handler]]:
        """Return path to method to handler."""
        return {
            "/fire": {"POST": self.fire},
            "/resolve": {"POST": self.resolve},
            "/clusters": {"POST": self.add_cluster},
        }

    async def fire(self, request: Request) -> Response:
        """Let an alarm fire, and tell of it as often as is asked."""
        body = await read(request, FireBody)
        alarm = body.monitor or body.cls
        if alarm is None or (body.monitor and body.cls):
            raise ValueError("Give either monitor or cls.")
        bell = self._stand_in.alarms
        firing = bell.forge(alarm) if body.forged else bell.fire(alarm)
        self._firings[firing.id] = firing
        return await self._told(firing, body)

    async def resolve(self, request: Request) -> Response:
        """Let an alarm recover, and tell of it."""
        body = await read(request, ResolveBody)
        try:
            ended = self._stand_in.alarms.resolve(self._firings.pop(body.id))
        except KeyError:
            raise ValueError(f"No alarm of id {body.id} fires.") from None
        return await self._told(ended, body)

    async def add_cluster(self, request: Request) -> Response:
        """Add a cluster of the container service."""
        new = TypeAdapter(NewCluster).validate_json(await request.body())
        return reply(cluster_id=self._stand_in.tke.add_cluster(new).cluster_id)

    async def _told(self, firing: Firing, telling: _Telling) -> Response:
        bell = self._stand_in.alarms
        content: dict[str, Any] = bell.body(firing, style=telling.style)
        bodies = [content] * telling.copies if telling.url else []
        deliveries = await bell.tell(telling.url, bodies, headers=telling.headers)
        return reply(id=firing.id, body=content, deliveries=[asdict(one) for one in deliveries])
