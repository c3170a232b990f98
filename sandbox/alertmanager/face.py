"""The stand-in as a face of the sandbox: its API, a page for people, and control by tests."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from jinja2 import Environment
from pydantic import AfterValidator, BaseModel, ConfigDict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from sandbox.alertmanager.alerts import HeldAlert
from sandbox.alertmanager.app import AlertmanagerStandIn
from sandbox.alertmanager.webhook import alertmanager_body, send
from sandbox.control import LOOPBACK, control_routes, read, reply

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_PAGE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>SANDBOX Alertmanager</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
 body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #f4f4f1 }
 .sandbox { background: repeating-linear-gradient(45deg, #fc0 0 16px, #fd5 16px 32px);
   padding: .6em 1em; font-weight: 700; letter-spacing: .06em; margin: 0 }
 main { padding: 1em; max-width: 64em; margin: 0 auto }
 table { border-collapse: collapse; background: #fff; width: 100% }
 th, td { border: 1px solid #ddd; padding: .2em .6em; text-align: left; overflow-wrap: anywhere }
 .bad { background: #fdd }
</style></head>
<body><p class="sandbox">SANDBOX 沙箱 · alerts of a stand-in for Alertmanager</p>
<main>{% if alerts %}<table><tr><th>Alert 告警</th><th>Labels</th><th>Since</th></tr>
{% for one in alerts %}<tr class="bad">
<td>{{ one.labels.get("alertname", "") }}</td>
<td>{% for name, value in one.labels.items() %}{{ name }}={{ value }} {% endfor %}</td>
<td>{{ one.began.isoformat(timespec="seconds") }}</td></tr>{% endfor %}</table>
{% else %}<p>No alert fires. 没有告警。</p>{% endif %}</main></body></html>
"""
)


def _on_loopback(url: str) -> str:
    if url and urlsplit(url).hostname not in LOOPBACK:
        raise ValueError("must lead to this machine")
    return url


class _Order(BaseModel):
    """What fires or is over; `tell` is a webhook of this machine that is told of it."""

    model_config = ConfigDict(extra="forbid")

    labels: Mapping[str, str]
    annotations: Mapping[str, str] = {}
    tell: Annotated[str, AfterValidator(_on_loopback)] = ""


def alertmanager_face(stand_in: AlertmanagerStandIn, *, control_token: str) -> Starlette:
    """Return the stand-in with a page, a health check, `/_sim/fire` and `/_sim/resolve`."""

    async def show(_request: Request) -> Response:
        page = _PAGE.render(alerts=list(stand_in.alerts))
        return HTMLResponse(page, headers=_HEADERS)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "ok", "sandbox": True})

    async def fire(request: Request) -> Response:
        order = await read(request, _Order)
        alert = stand_in.fire(order.labels, **order.annotations)
        return reply(told=await _tell(order, alert), fingerprint=alert.fingerprint)

    async def resolve(request: Request) -> Response:
        order = await read(request, _Order)
        try:
            alert = stand_in.resolve(order.labels)
        except KeyError:
            raise ValueError("No alert with these labels fires.") from None
        return reply(told=await _tell(order, alert), fingerprint=alert.fingerprint)

    table = {"/fire": {"POST": fire}, "/resolve": {"POST": resolve}}
    return Starlette(
        routes=[
            Route("/", show),
            Route("/health", health),
            *control_routes("/_sim", table, token=control_token),
            Mount("/", stand_in.app),
        ]
    )


async def _tell(order: _Order, alert: HeldAlert) -> int | None:
    """Post the webhook's message if somebody is to be told; return the status of the answer."""
    return await send(order.tell, alertmanager_body([alert])) if order.tell else None
