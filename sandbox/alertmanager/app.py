"""The stand-in as one thing: an ASGI app, and the same control as methods."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.alertmanager.alerts import HeldAlert, HeldAlerts, rfc3339
from sandbox.alertmanager.matchers import read_matcher
from sandbox.alertmanager.webhook import alertmanager_body, send

VERSION = "0.28.0"
_HEADERS = {"x-sandbox": "alertmanager-stand-in"}


def _machine_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Receiver:
    """Whom messages go to; `headers` carry what proves who sends them."""

    url: str
    name: str = "zhiban"
    headers: Mapping[str, str] = field(default_factory=dict)


class AlertmanagerStandIn:
    """An Alertmanager for tests and demonstrations.

    Args:
        clock: tells the time.
        token: what a caller of the API must show as a bearer; nobody is asked when it is empty.
    """

    def __init__(self, *, clock: Callable[[], datetime] = _machine_time, token: str = "") -> None:
        self._clock = clock
        self._token = token
        self.alerts = HeldAlerts()
        self.receivers: list[Receiver] = []
        self.broken = False
        """While true the API answers 500, as an Alertmanager in trouble does."""
        self.app: ASGIApp = Starlette(
            routes=[
                Route("/api/v2/alerts", self._list),
                Route("/api/v2/status", self._status),
                Route("/-/ready", self._ready),
            ]
        )

    def fire(self, labels: Mapping[str, str], **annotations: str) -> HeldAlert:
        """Let an alert fire; one that fires already goes on."""
        return self.alerts.fire(HeldAlert(dict(labels), self._clock(), annotations))

    def resolve(self, labels: Mapping[str, str]) -> HeldAlert:
        """Let an alert be over.

        Raises:
            KeyError: it does not fire.
        """
        return self.alerts.resolve(labels, self._clock())

    def body(self, *alerts: HeldAlert) -> dict[str, Any]:
        """Return the webhook's message about alerts."""
        return alertmanager_body(alerts)

    async def tell(self, *alerts: HeldAlert) -> list[int | None]:
        """Post one message about alerts to every receiver; return the last status of each."""
        return [
            await send(
                each.url, alertmanager_body(alerts, receiver=each.name), headers=each.headers
            )
            for each in self.receivers
        ]

    async def _list(self, request: Request) -> Response:
        refused = self._refusal(request)
        if refused is not None:
            return refused
        query = request.query_params
        try:
            matchers = [read_matcher(text) for text in query.getlist("filter")]
        except ValueError as error:
            return JSONResponse(str(error), status_code=400, headers=_HEADERS)
        shown = [
            _shown(alert)
            for alert in self.alerts
            if all(matcher.fits(alert.labels) for matcher in matchers)
            and query.get("silenced" if alert.silenced else "active", "true") != "false"
        ]
        return JSONResponse(shown, headers=_HEADERS)

    async def _status(self, request: Request) -> Response:
        cluster = {"status": "disabled", "peers": []}
        version = {"version": VERSION}
        return self._refusal(request) or JSONResponse(
            {"cluster": cluster, "versionInfo": version, "uptime": rfc3339(self._clock())},
            headers=_HEADERS,
        )

    async def _ready(self, _request: Request) -> Response:
        return PlainTextResponse("OK", headers=_HEADERS)

    def _refusal(self, request: Request) -> Response | None:
        if self._token and request.headers.get("authorization") != f"Bearer {self._token}":
            return PlainTextResponse("Unauthorized", status_code=401, headers=_HEADERS)
        if self.broken:
            return PlainTextResponse("sandbox fault", status_code=500, headers=_HEADERS)
        return None


def _shown(alert: HeldAlert) -> dict[str, Any]:
    status = {
        "state": "suppressed" if alert.silenced else "active",
        "silencedBy": list(alert.silenced),
        "inhibitedBy": [],
    }
    return {
        "annotations": dict(alert.annotations),
        "endsAt": rfc3339(alert.ended),
        "fingerprint": alert.fingerprint,
        "receivers": [{"name": "zhiban"}],
        "startsAt": rfc3339(alert.began),
        "status": status,
        "updatedAt": rfc3339(alert.began),
        "generatorURL": alert.generator,
        "labels": dict(alert.labels),
    }
