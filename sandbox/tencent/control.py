"""The control face: what a scenario or a test in another process does to the stand-in.

Served under `/_sim`, on loopback only, to whoever knows the control token. Bodies are JSON; unknown
fields are refused.
"""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.control import Handler, control_routes, read, reply
from sandbox.tencent.callbacks_control import AlarmControl
from sandbox.tencent.cls.state import NewLine
from sandbox.tencent.faults import Fault

if TYPE_CHECKING:
    from sandbox.tencent.app import TencentCloudStandIn


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TopicBody(_Body):
    """Names a topic, which is made when it is not there."""

    topic: str
    logset: str = "default"
    region: str = "ap-guangzhou"


class LinesBody(TopicBody):
    """Lines to load."""

    lines: list[NewLine]


class FileBody(TopicBody):
    """A file to load, spread over one day."""

    path: Path
    day: date
    zone: str = "Asia/Shanghai"


class RecordsBody(_Body):
    """Objects in the form of the API's own models."""

    items: list[dict[str, Any]]
    region: str = "ap-guangzhou"


class SeriesBody(_Body):
    """Points of one metric of one object: [epoch s, value]."""

    namespace: str
    metric: str
    dimensions: dict[str, str]
    points: list[tuple[int, float]]
    region: str = "ap-guangzhou"


class ClockBody(_Body):
    """How to move the clock of the world."""

    set: datetime | None = None
    advance_s: float | None = Field(default=None, gt=0)
    speed: float | None = Field(default=None, ge=0)


class ControlFace:
    """The routes of `/_sim`."""

    def __init__(self, stand_in: "TencentCloudStandIn", token: str) -> None:
        self._stand_in = stand_in
        self._token = token

    def app(self) -> Starlette:
        """Return the ASGI application."""
        table: dict[str, dict[str, Handler]] = {
            "": {"GET": self.show},
            "/topics": {"POST": self.add_topic},
            "/logs": {"POST": self.load_lines},
            "/files": {"POST": self.load_file},
            "/alarms": {"POST": self.add_alarms},
            "/alarm-records": {"POST": self.add_alarm_records},
            "/alarm-histories": {"POST": self.add_alarm_histories},
            "/alarm-policies": {"POST": self.add_alarm_policies},
            "/series": {"POST": self.add_series},
            "/faults": {"GET": self.faults, "POST": self.order, "DELETE": self.clear_faults},
            "/ledger": {"GET": self.ledger},
            "/clock": {"GET": self.clock, "POST": self.move_clock},
            "/reset": {"POST": self.reset},
            **AlarmControl(self._stand_in).table(),
        }
        routes = control_routes("/_sim", table, token=self._token)
        return Starlette(routes=routes)

    async def show(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """Say what this is and what it holds."""
        topics = self._stand_in.cls.topics.values()
        return reply(
            what="control face of the Tencent Cloud sandbox",
            topics=[{"id": t.topic_id, "name": t.name, "lines": len(t.lines)} for t in topics],
            time=self._stand_in.clock.now().isoformat(),
        )

    async def add_topic(self, request: Request) -> Response:
        """Make a topic."""
        body = await read(request, TopicBody)
        topic = self._stand_in.add_topic(body.topic, logset=body.logset, region=body.region)
        return reply(topic_id=topic.topic_id)

    async def load_lines(self, request: Request) -> Response:
        """Load lines that the request holds."""
        body = await read(request, LinesBody)
        topic = self._stand_in.add_topic(body.topic, logset=body.logset, region=body.region)
        return reply(topic_id=topic.topic_id, loaded=self._stand_in.load_lines(topic, body.lines))

    async def load_file(self, request: Request) -> Response:
        """Load a log file of this machine."""
        body = await read(request, FileBody)
        topic = self._stand_in.add_topic(body.topic, logset=body.logset, region=body.region)
        loaded = self._stand_in.load_loghub(
            topic, body.path, day=body.day, zone=ZoneInfo(body.zone)
        )
        return reply(topic_id=topic.topic_id, loaded=loaded)

    async def add_alarms(self, request: Request) -> Response:
        """Add alarm policies of the log service."""
        body = await read(request, RecordsBody)
        add = self._stand_in.add_alarm
        return reply(ids=[add(item, region=body.region) for item in body.items])

    async def add_alarm_records(self, request: Request) -> Response:
        """Add alarm records of the log service."""
        body = await read(request, RecordsBody)
        add = self._stand_in.add_alarm_record
        return reply(ids=[add(item, region=body.region) for item in body.items])

    async def add_alarm_histories(self, request: Request) -> Response:
        """Add alarms of the monitoring service."""
        body = await read(request, RecordsBody)
        return reply(ids=[self._stand_in.monitor.add_history(item) for item in body.items])

    async def add_alarm_policies(self, request: Request) -> Response:
        """Add alarm policies of the monitoring service."""
        body = await read(request, RecordsBody)
        return reply(ids=[self._stand_in.monitor.add_policy(item) for item in body.items])

    async def add_series(self, request: Request) -> Response:
        """Add points of a metric."""
        body = await read(request, SeriesBody)
        metric = (body.region, body.namespace, body.metric)
        series = self._stand_in.monitor.add_points(metric, body.dimensions, body.points)
        return reply(points=len(series.points))

    async def faults(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """List the faults that may still strike."""
        return reply(faults=[asdict(fault) for fault in self._stand_in.faults.open_orders()])

    async def order(self, request: Request) -> Response:
        """Order a fault."""
        fault = TypeAdapter(Fault).validate_json(await request.body())
        self._stand_in.order(fault)
        return reply(ordered=asdict(fault))

    async def clear_faults(self, request: Request) -> Response:  # noqa: ARG002 - as above
        """Withdraw every fault."""
        self._stand_in.faults.clear()
        return reply(faults=[])

    async def ledger(self, request: Request) -> Response:
        """List the requests, of one action if `action` is given."""
        entries = self._stand_in.ledger.entries(request.query_params.get("action"))
        return reply(entries=[asdict(entry) for entry in entries])

    async def clock(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """Tell the time of the world."""
        clock = self._stand_in.clock
        return reply(time=clock.now().isoformat(), speed=clock.speed)

    async def move_clock(self, request: Request) -> Response:
        """Set, advance or re-time the clock of the world."""
        body = await read(request, ClockBody)
        clock = self._stand_in.clock
        if body.set is not None:
            clock.set(body.set)
        if body.advance_s is not None:
            clock.advance(timedelta(seconds=body.advance_s))
        if body.speed is not None:
            clock.run_at(body.speed)
        return reply(time=clock.now().isoformat(), speed=clock.speed)

    async def reset(self, request: Request) -> Response:  # noqa: ARG002 - one signature for all
        """Forget everything."""
        self._stand_in.reset()
        return reply(reset=True)
