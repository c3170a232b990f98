"""The `AlertReader` port over Alertmanager's API v2 (`GET /api/v2/alerts`)."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from domain.alerts.alertmanager import read_one
from domain.alerts.alerts import Alert, AlertState, Confirmation, ReadBack
from domain.alerts.forms import FormSettings
from domain.common.errors import InvalidRequest, Misconfigured, Unavailable
from domain.common.messages import Called, message

MOST_BYTES = 8 * 1024 * 1024
"""Of an answer; an alert has about one kilobyte, so eight thousand fit."""

PATIENCE = timedelta(seconds=10)

FRESH = timedelta(minutes=2)
"""How long an alert that was never seen there counts as unknown to it. Later it may have been there
and be over: an Alertmanager forgets what is resolved (`resolve_timeout`, 5 min)."""

_MOST_SEEN = 5_000


@dataclass(frozen=True)
class AlertmanagerAccess:
    """Where it is, and how it is asked.

    Attributes:
        url: base address, e.g. `http://alertmanager.monitoring:9093`.
        forms: what the operators say about its alerts.
        token: bearer token, empty when it asks for none.
    """

    url: str
    forms: FormSettings
    token: str = field(default="", repr=False)


@dataclass
class AlertmanagerReader:
    """Asks one Alertmanager. Close it in the end.

    Attributes:
        transport: replaces the network in tests; None for the real one.
    """

    access: AlertmanagerAccess
    transport: httpx.AsyncBaseTransport | None = None
    _seen: dict[str, None] = field(default_factory=dict)
    _client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the connection; nothing is sent."""
        token = self.access.token
        self._client = httpx.AsyncClient(
            transport=self.transport,
            headers={"authorization": f"Bearer {token}"} if token else {},
            timeout=PATIENCE.total_seconds(),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def name(self) -> str:
        """What people call it."""
        return "Alertmanager API v2"

    @property
    def _called(self) -> Called:
        return Called(self.name)

    async def read_back(self, alert: Alert, *, now: datetime) -> Confirmation:
        """Look whether it lists the alert; silenced and inhibited ones fire, too.

        A message that borrows the fingerprint of a listed alert and says something else of it is
        confirmed by nothing.
        """
        if any(_same(each, alert) for each in await self._alerts(now)):
            self._remember(alert.key)
            return Confirmation(ReadBack.FIRING, self.name, now)
        known = alert.key in self._seen or alert.state is AlertState.RESOLVED
        if known or now - alert.received_at > FRESH:
            return Confirmation(
                ReadBack.CLEARED, self.name, now, message("alert.not_listed_any_more")
            )
        return Confirmation(ReadBack.NOT_FOUND, self.name, now, message("alert.not_listed"))

    async def poll(self, *, start: datetime, end: datetime) -> list[Alert]:
        """Return what fires and has begun by `end`.

        An alert may fire for days and its message be lost at any time, so `start` bounds nothing.
        """
        del start
        found = [each for each in await self._alerts(end) if each.started_at <= end]
        return sorted(found, key=lambda each: each.started_at)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _alerts(self, now: datetime) -> list[Alert]:
        listed = await self._get()
        alerts = []
        for each in listed:
            try:
                alerts.append(read_one(each, received_at=now, settings=self.access.forms))
            except InvalidRequest:
                continue  # one that cannot be read must not hide the others
        return alerts

    async def _get(self) -> list[Any]:
        try:
            async with self._client.stream(
                "GET", f"{self.access.url.rstrip('/')}/api/v2/alerts"
            ) as answer:
                status, body = answer.status_code, bytearray()
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise Unavailable(message("alert.answer_too_long", source=self._called))
        except httpx.HTTPError as error:
            raise Unavailable(message("alert.no_answer", source=self._called)) from error
        if status in (401, 403):
            raise Misconfigured(message("alert.token_refused", source=self._called))
        if status != 200:
            raise Unavailable(message("alert.answered", source=self._called, status=status))
        try:
            listed = json.loads(bytes(body))
        except (ValueError, RecursionError):
            listed = None
        if not isinstance(listed, list):
            raise Unavailable(message("alert.odd_answer", source=self._called))
        return listed

    def _remember(self, key: str) -> None:
        self._seen.pop(key, None)
        self._seen[key] = None
        if len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]


def _same(listed: Alert, said: Alert) -> bool:
    return (listed.key, listed.name, listed.object, listed.fault) == (
        said.key,
        said.name,
        said.object,
        said.fault,
    )
