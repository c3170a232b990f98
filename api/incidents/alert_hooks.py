"""Where alert sources send to: `POST /api/v1/alerts/{source}/{secret}` (ALR-1, SEC-2).

A source proves itself with a secret in the path and, where it can send one, a header. It is no
person: it has no roles, and what it sends is a hint that is read back before anything is done.

The route stands outside of the API's own strictness on purpose: sources send what they like, and
their forms are read, bounded and cleaned by `domain/alerts/forms.py`.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NoReturn

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from api.errors import NOTHING_HERE, answer_to, answer_to_stranger
from application.common.wording import message_for
from application.incidents.alerts import SENDERS, AlertIntake, Taken
from domain.alerts.alerts import AlertSource
from domain.alerts.forms import FormSettings, first_text
from domain.common.errors import (
    InvalidRequest,
    TemporaryError,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, message

PATH = "/api/v1/alerts/{source}/{secret}"

MOST_BYTES = 1024 * 1024
"""Of one message; a hundred alerts of an Alertmanager have about 200 KiB."""

ANSWERING = 4.5
"""Seconds for a whole message, from its first byte to its answer; TCOP waits for 5."""

MOST_A_MINUTE = 600
"""Messages of one source in a minute; CLS sends at most 20, a storm of 100 alerts a minute fits
six times."""

_AGAIN = timedelta(seconds=5)
"""When to send again, unless the error knows better."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class HookKey:
    """How a source proves itself.

    Attributes:
        secret: the end of the path; 128 random bits or more. Empty: the source is off.
        forms: what the operators say about the source's alerts.
        header: name of a header that must come, too; empty for none.
        value: of that header, e.g. `Bearer …`.
    """

    secret: str = field(repr=False)
    forms: FormSettings
    header: str = ""
    value: str = field(default="", repr=False)


@dataclass
class AlertHooks:
    """The doors of all sources, with what has passed them lately.

    Attributes:
        keys: of the sources that are switched on.
        most_a_minute: messages of one source.
    """

    intake: AlertIntake
    keys: Mapping[AlertSource, HookKey]
    most_a_minute: int = MOST_A_MINUTE
    most_bytes: int = MOST_BYTES
    answering: float = ANSWERING
    _passed: dict[AlertSource, deque[float]] = field(default_factory=dict)

    def opens(self, source: str, secret: str) -> AlertSource | None:
        """Return the source when the path is right; takes as long for every wrong one."""
        known = next((each for each in SENDERS if each == source), None)
        key = self.keys.get(known) if known else None
        right = _same(secret, key.secret if key else "")
        return known if key is not None and key.secret and right else None

    def proves(self, source: AlertSource, headers: Mapping[str, str]) -> bool:
        """Say whether the header is right that this source has to send."""
        key = self.keys[source]
        return not key.header or _same(headers.get(key.header.lower(), ""), key.value)

    def admits(self, source: AlertSource, now: float) -> bool:
        """Count a message, unless too many came within the last minute."""
        passed = self._passed.setdefault(source, deque())
        while passed and passed[0] <= now - 60:
            passed.popleft()
        if len(passed) >= self.most_a_minute:
            return False
        passed.append(now)
        return True


def install_alert_hooks(app: FastAPI, hooks: AlertHooks) -> None:
    """Open the route; call it before the app serves."""

    async def receive_alerts(request: Request) -> Response:
        source = hooks.opens(request.path_params["source"], request.path_params["secret"])
        if source is None:
            return answer_to_stranger(request, 404, NOTHING_HERE)
        if not hooks.proves(source, request.headers):
            log.warning("alerts.unproven", source=source.value)
            header = Called(hooks.keys[source].header)
            return answer_to_stranger(request, 401, message("http.unproven", header=header))
        raw: object = None
        try:
            _admit(hooks, source)
            async with asyncio.timeout(hooks.answering):
                raw = await _body(request, hooks)
                taken = await hooks.intake.receive(source, raw, settings=hooks.keys[source].forms)
        except TimeoutError:
            late = Unavailable(message("http.alerts_late"))
            return await _refusal(source, raw, late, request)
        except ZhibanError as error:
            return await _refusal(source, raw, error, request)
        log.info("alerts.taken", source=source.value, alerts=taken.alerts, broken=taken.broken)
        return JSONResponse(_said(source, raw, taken))

    app.router.add_route(PATH, receive_alerts, methods=["POST"], include_in_schema=False)


def _admit(hooks: AlertHooks, source: AlertSource) -> None:
    if not hooks.admits(source, asyncio.get_running_loop().time()):
        raise TooManyRequests(message("http.alerts_crowded"))


async def _body(request: Request, hooks: AlertHooks) -> object:
    """Return the JSON of a message; bounded in size and depth.

    Raises:
        InvalidRequest: it is over its bounds, or no JSON.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > hooks.most_bytes:
            raise InvalidRequest("body", message("rule.most_bytes", most=hooks.most_bytes))
    if not body.strip():
        raise InvalidRequest("body", message("rule.not_empty"))
    try:
        return json.loads(bytes(body), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidRequest("body", message("rule.json_body")) from None


async def _refusal(
    source: AlertSource, raw: object, error: ZhibanError, request: Request
) -> Response:
    """Answer so that the sender tries again when that can help, and only then.

    Alertmanager repeats nothing that was answered with 4xx, so what may be wanted again is a 503.
    The platform repeats three times whatever is not 200, and probes new addresses with a body of
    its own: nonsense is answered with 200 there, and the poller finds what it may have meant.
    """
    log.warning("alerts.refused", source=source.value, why=type(error).__name__)
    if not isinstance(error, InvalidRequest):
        # Whatever is wrong is wrong here, and not with the message.
        wait = (error.delay if isinstance(error, TemporaryError) else None) or _AGAIN
        headers = {"Retry-After": f"{max(wait.total_seconds(), 1):.0f}"}
        return answer_to_stranger(request, 503, message_for(error), headers)
    if source is AlertSource.TENCENT_MONITOR:
        return JSONResponse(_said(source, raw, Taken(0)))
    return await answer_to(error, request)


def _said(source: AlertSource, raw: object, taken: Taken) -> dict[str, Any]:
    """Return what the sender is told: the platform in its own form, the others in ours."""
    if source is AlertSource.TENCENT_MONITOR:
        body = raw if isinstance(raw, Mapping) else {}
        return {"sessionId": first_text(body, "sessionId", "sessionID", "alertId"), "retCode": 0}
    return {
        "taken": taken.alerts,
        "repeated": taken.repeated,
        "left_out": taken.left_out,
        "broken": taken.broken,
        "ignored": taken.ignored,
    }


def _same(offered: str, wanted: str) -> bool:
    """Compare in constant time; digests, so that lengths do not tell either."""
    digests = (sha256(each.encode("utf-8", "surrogatepass")).digest() for each in (offered, wanted))
    return compare_digest(*digests)


def _refuse(constant: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(constant)
