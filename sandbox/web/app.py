"""The small web as one ASGI application: pages, odd addresses, feeds, metrics, weather, control."""

from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.clock import SandboxClock
from sandbox.faults import FaultPlan
from sandbox.web import odd
from sandbox.web.control import ControlFace
from sandbox.web.documents import Documents, digest, is_fresh
from sandbox.web.faults import Fault, Faulty
from sandbox.web.feeds import Feeds, names
from sandbox.web.frame import framed
from sandbox.web.metrics import Metrics
from sandbox.web.prometheus import PrometheusFace
from sandbox.web.script import Script
from sandbox.web.traffic import Traffic
from sandbox.web.weather import WeatherFace

QUIET = ("/control", "/health")
"""Paths that are neither counted nor disturbed."""

MOST_NUMBERED = 20_000


class WebSandbox:
    """Pages and services that change on command.

    Args:
        clock: what time it is here; the machine's when None.
        control_token: opens `/control`.
        lively: pages and numbers change by themselves too.
        seed: of what changes by itself.
    """

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        control_token: str = "sandbox-control",  # noqa: S107 - loopback only
        lively: bool = False,
        seed: int = 1,
    ) -> None:
        self.clock = clock or SandboxClock.real()
        self._lively = lively
        self.documents = Documents(self.clock.now)
        self.feeds = Feeds()
        self.metrics = Metrics(lively=lively)
        self.script = Script(self.documents, self.feeds, began=self.clock.now(), seed=seed)
        self.weather = WeatherFace(self.clock.now, seed=seed)
        self.faults = FaultPlan[Fault]()
        self.traffic = Traffic(
            Faulty(self._routes(control_token), self.faults, spared=QUIET),
            quiet=QUIET,
            clock=self.clock.seconds,
        )
        self.app: ASGIApp = self.traffic

    def _routes(self, control_token: str) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._home),
                Route("/health", self._health),
                *ControlFace(self, control_token).routes,
                *odd.routes(),
                *PrometheusFace(self.metrics, self.clock.seconds).routes,
                *self.weather.routes,
                Route("/feeds/{name}", self._feed),
                Route("/metrics/{coin}", self._metric),
                Route("/api/v3/simple/price", self._prices),
                Route("/many/{number:int}", self._many),
                Route("/{path:path}", self._page),
            ]
        )

    async def _home(self, _request: Request) -> Response:
        self._play()
        paths = [
            page.path for page in self.documents.listed() if not page.path.startswith("/many/")
        ]
        paths += [f"/feeds/{name}" for name in names()] + ["/metrics/bitcoin", "/app"]
        links = "".join(f'<li><a href="{escape(path)}">{escape(path)}</a></li>' for path in paths)
        page = framed("The small web 小网站", f"<ul>{links}</ul>")
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    async def _health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "sandbox": True})

    async def _page(self, request: Request) -> Response:
        self._play()
        page = self.documents.get(request.url.path)
        if page is None:
            missing = framed("Nothing here", "<p>No such page. 没有这个页面。</p>")
            return HTMLResponse(missing, status_code=404)
        return self.documents.answer(page, request)

    async def _many(self, request: Request) -> Response:
        """Serve one of many like pages, which are there as soon as they are asked for."""
        number = request.path_params["number"]
        path = f"/many/{number}"
        page = self.documents.get(path)
        if page is None:
            if number >= MOST_NUMBERED:
                return HTMLResponse(framed("Nothing here", ""), status_code=404)
            body = f'<p id="text">Page number {number} of many. 第 {number} 页。</p>'
            page = self.documents.put(path, title=f"Page {number}", body=body)
        return self.documents.answer(page, request)

    async def _feed(self, request: Request) -> Response:
        self._play()
        base = str(request.base_url).rstrip("/")
        feed = self.feeds.feed(request.path_params["name"], base=base)
        if feed is None:
            return HTMLResponse(framed("Nothing here", ""), status_code=404)
        headers = {"etag": f'"{digest(feed.content)}"'}
        if is_fresh(request, headers):
            return Response(status_code=304, headers=headers)
        return Response(feed.content, headers=headers | {"content-type": feed.media_type})

    async def _metric(self, request: Request) -> Response:
        coin = request.path_params["coin"]
        currency = request.query_params.get("currency", "usd")
        price = self.metrics.price(coin, currency, self.clock.seconds())
        if price is None:
            return JSONResponse({"error": f"unknown metric {coin[:40]}"}, status_code=404)
        return JSONResponse(price)

    async def _prices(self, request: Request) -> Response:
        """Answer as price services do: several coins at once, unknown ones left out."""
        coins = request.query_params.get("ids", "").split(",")
        currency = request.query_params.get("vs_currencies", "")
        if not currency:
            return JSONResponse({"error": "Missing parameter vs_currencies"}, status_code=422)
        found: dict[str, dict[str, float]] = {}
        for coin in coins:
            found |= self.metrics.price(coin, currency, self.clock.seconds()) or {}
        return JSONResponse(found)

    def _play(self) -> None:
        if self._lively:
            self.script.play(self.clock.now())
