"""The control face of the small web: what a scenario or a test in another process does to it.

Served under `/control`, on loopback only, to whoever knows the control token. Bodies are JSON;
unknown fields are refused.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from sandbox.control import Handler, control_routes, read, reply
from sandbox.faults import read_order
from sandbox.web.documents import Document, Validators
from sandbox.web.faults import Fault
from sandbox.web.weather import known

if TYPE_CHECKING:
    from sandbox.web.app import WebSandbox


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PageBody(_Body):
    """A page to make or change; `body` is HTML inside the frame, or all of another media type."""

    path: str
    body: str
    title: str = ""
    media_type: str = ""
    validators: Validators | None = None


class PriceBody(_Body):
    """A new price; a stock of 0 is sold out."""

    amount: float = Field(ge=0)
    stock: int = Field(default=12, ge=0)


class StatusBody(_Body):
    """A new state of the service."""

    state: str
    words: str


class NewsBody(_Body):
    """A piece of news for the page and the feeds."""

    title: str
    category: str = "News"
    summary: str = ""


class MetricBody(_Body):
    """A value to hold from now on; null means no data."""

    name: str
    value: float | None
    labels: dict[str, str] = {}


class WeatherBody(_Body):
    """Values that hold everywhere and every day, by the service's own names; {} lets go."""

    values: dict[str, float | None]


class ClockBody(_Body):
    """How to move the clock of the small web."""

    advance_s: float | None = Field(default=None, gt=0)
    speed: float | None = Field(default=None, ge=0)
    set: datetime | None = None


class ControlFace:
    """The routes of `/control`."""

    def __init__(self, web: "WebSandbox", token: str) -> None:
        self._web = web
        self._token = token
        table: dict[str, dict[str, Handler]] = {
            "/pages": {"GET": self.pages, "POST": self.put_page},
            "/price": {"POST": self.set_price},
            "/status": {"POST": self.set_status},
            "/news": {"POST": self.publish},
            "/metrics": {"POST": self.set_metric},
            "/weather": {"POST": self.set_weather},
            "/requests": {"GET": self.requests, "DELETE": self.clear_requests},
            "/faults": {"GET": self.faults, "POST": self.order, "DELETE": self.clear_faults},
            "/clock": {"POST": self.move_clock},
        }
        self.routes = control_routes("/control", table, token=self._token)

    async def pages(self, _request: Request) -> Response:
        """List the pages that can be changed."""
        return reply(pages=[_shown(page) for page in self._web.documents.listed()])

    async def put_page(self, request: Request) -> Response:
        """Make or change a page."""
        body = await read(request, PageBody)
        page = self._web.documents.put(
            body.path,
            title=body.title,
            body=body.body,
            media_type=body.media_type,
            validators=body.validators,
        )
        return reply(page=_shown(page))

    async def set_price(self, request: Request) -> Response:
        """Change the price page."""
        body = await read(request, PriceBody)
        self._web.script.set_price(body.amount, stock=body.stock)
        return reply(amount=body.amount)

    async def set_status(self, request: Request) -> Response:
        """Change the status page."""
        body = await read(request, StatusBody)
        self._web.script.set_status(body.state, body.words)
        return reply(state=body.state)

    async def publish(self, request: Request) -> Response:
        """Publish news."""
        body = await read(request, NewsBody)
        now = self._web.clock.now()
        item = self._web.script.publish(body.title, body.category, body.summary, at=now)
        return reply(number=item.number, path=item.path)

    async def set_metric(self, request: Request) -> Response:
        """Hold a number."""
        body = await read(request, MetricBody)
        at = self._web.clock.seconds()
        self._web.metrics.set(body.name, body.value, at=at, labels=body.labels)
        return reply(name=body.name, value=body.value)

    async def set_weather(self, request: Request) -> Response:
        """Hold the weather."""
        body = await read(request, WeatherBody)
        unknown = [name for name in body.values if not known(name)]
        if unknown:
            raise ValueError(f"The weather service has no {', '.join(unknown)}.")
        self._web.weather.told = body.values
        return reply(values=body.values)

    async def requests(self, request: Request) -> Response:
        """Tell how often which path was asked for, or one `path`."""
        return reply(**self._web.traffic.as_json(request.query_params.get("path", "")))

    async def clear_requests(self, _request: Request) -> Response:
        """Begin to count anew."""
        self._web.traffic.clear()
        return reply(paths=[])

    async def faults(self, _request: Request) -> Response:
        """List the failures that have not happened yet."""
        return reply(faults=[asdict(fault) for fault in self._web.faults.waiting()])

    async def order(self, request: Request) -> Response:
        """Order a failure."""
        fault = read_order(Fault, await request.body())
        self._web.faults.order(fault)
        return reply(ordered=asdict(fault))

    async def clear_faults(self, _request: Request) -> Response:
        """Withdraw every failure."""
        self._web.faults.clear()
        return reply(faults=[])

    async def move_clock(self, request: Request) -> Response:
        """Set, advance or re-time the clock."""
        body = await read(request, ClockBody)
        clock = self._web.clock
        if body.set is not None:
            clock.set(body.set)
        if body.advance_s is not None:
            clock.advance(timedelta(seconds=body.advance_s))
        if body.speed is not None:
            clock.run_at(body.speed)
        return reply(time=clock.now().isoformat(), speed=clock.speed)


def _shown(page: Document) -> dict[str, Any]:
    return {
        "path": page.path,
        "title": page.title,
        "version": page.version,
        "changed_at": page.changed_at.isoformat(),
        "validators": page.validators,
        "media_type": page.media_type,
    }
